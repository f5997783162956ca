"""``pos driver new`` writes a driver that runs, is tested, and is named everywhere it must be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.hardware.categories import CATEGORIES
from suanpan import checkout
from suanpan.cli import main
from tests.architecture.source import ROOT

NEEDED = (
    "pos_app", "inventory", "docs", "pyproject.toml", "tests/__init__.py", "tests/conftest.py",
    "tests/architecture", "tests/pos_app/__init__.py", "tests/pos_app/hardware", "tests/rigs",
    "suanpan",
)  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree of its own, which git knows."""
    ignore = shutil.ignore_patterns("__pycache__", "golden", "assets", "*.png")
    for name in NEEDED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        elif source.exists():
            shutil.copy(source, target)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr(checkout, "ROOT", tmp_path)
    return tmp_path


def run_tests(tree: Path, *chosen: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:xdist", *chosen]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_driver_when_begun_in_every_category_then_all_pass_the_tests(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"acme_{category}" for category in CATEGORIES]
    for name, category in zip(names, CATEGORIES, strict=True):
        title = f"ACME “{category}” 9000"
        assert main(["driver", "new", name, "--category", category, "--title", title]) == 0
    assert "pos_app/hardware/drivers/acme_scanner.py" in capsys.readouterr().out
    tests = [f"tests/pos_app/hardware/test_{name}.py" for name in names]
    done = run_tests(tree, *tests, "tests/pos_app/hardware/test_checklist.py")
    assert done.returncode == 0, done.stdout
    written = [*tests, *(f"pos_app/hardware/drivers/{name}.py" for name in names)]
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", *written]
    linted = subprocess.run(ruff, cwd=tree, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("name", ["Acme", "acme 9", "acme__9", "9acme", "evdev_scanner", ""])
def test_driver_when_the_name_will_not_do_then_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "pos_app/hardware").rglob("*.py")}
    assert main(["driver", "new", name, "--category", "scanner"]) == 2
    assert "will not do" in capsys.readouterr().err
    assert before == {
        path: path.stat().st_mtime_ns for path in (ROOT / "pos_app/hardware").rglob("*.py")
    }


def test_driver_when_its_title_is_too_long_then_nothing_is_written(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["driver", "new", "acme", "--category", "drawer", "--title", "x" * 31]
    assert main(given) == 2
    assert "30" in capsys.readouterr().err
    assert not (tree / "pos_app/hardware/drivers/acme.py").exists()


def test_driver_when_there_is_no_source_then_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checkout, "ROOT", tmp_path)
    assert main(["driver", "new", "acme", "--category", "scanner"]) == 2
    assert "source" in capsys.readouterr().err
