"""The launcher ``./pos``: what it finds missing, what it says, and that a second start is idle."""

import json
import os
import stat
import subprocess
import sys
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
subprocess_run = subprocess.run
ALL_MISSING = ["python3-venv", "ca-certificates", "libgl1", "libegl1", "libmtdev1"]


@pytest.fixture
def launcher(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The launcher, at home in an empty folder with both locks."""
    loader = SourceFileLoader("pos_launcher", str(ROOT / "pos"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    for lock in LOCKS:
        (tmp_path / lock).write_bytes((ROOT / lock).read_bytes())
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setattr(module, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(module, "STAMP", str(tmp_path / ".venv" / "suanpan.stamp"))
    return module


@pytest.fixture
def bare(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher on a Debian that has nothing but Python, used by nobody in particular."""
    monkeypatch.setattr(launcher, "has_venv", lambda: False)
    monkeypatch.setattr(launcher, "can_load", lambda library: False)
    monkeypatch.setattr(launcher, "CERTIFICATES", "/nowhere/at-all")
    monkeypatch.setattr(launcher.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}")
    refused = subprocess.CompletedProcess([], 1)
    monkeypatch.setattr(launcher.subprocess, "run", lambda *_, **__: refused)
    return launcher


@pytest.fixture
def steps(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that the launcher would run, instead of running them."""
    taken: list[list[str]] = []
    monkeypatch.setattr(launcher, "run", lambda command, *_, **__: taken.append(command))
    return taken


def make_stamped_checkout(folder: Path) -> Path:
    """Make a checkout whose environment is set up; its Python only repeats its arguments."""
    (folder / "pos").write_bytes((ROOT / "pos").read_bytes())
    (folder / "pos").chmod(0o755)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    return folder / "pos"


def test_start_when_packages_are_missing_and_no_rights_then_the_line_and_two(
    bare: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bare.main(["demo"]) == 2
    line = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(ALL_MISSING)
    assert line in capsys.readouterr().err
    assert not Path(bare.VENV).exists()


def test_start_when_no_window_is_needed_then_no_graphics_are_asked_for(bare: ModuleType) -> None:
    assert bare.missing_packages(window=False) == ["python3-venv", "ca-certificates"]


def test_start_when_sudo_answers_then_it_is_used(
    bare: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(bare.subprocess, "run", lambda *_, **__: agreed)
    bare.install_system_packages(["libgl1"])
    rights = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    assert steps == [
        [*rights, "apt-get", "update"],
        [*rights, "apt-get", "install", "-y", "--no-install-recommends", "libgl1"],
    ]


def test_start_when_root_then_packages_are_installed_without_sudo(
    bare: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bare.os, "geteuid", lambda: 0)
    bare.install_system_packages(["libgl1"])
    assert [step[0] for step in steps] == ["env", "env"]


def test_start_when_there_is_no_apt_then_the_packages_are_named(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bare.shutil, "which", lambda name: None)
    assert bare.main(["till"]) == 2
    said = capsys.readouterr().err
    assert "no apt-get" in said
    assert "libgl1 libegl1 libmtdev1" in said


@pytest.mark.parametrize("machine", ["aarch64", "armv7l", "riscv64"])
def test_start_when_on_arm_then_it_says_what_is_missing_and_touches_nothing(
    bare: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], machine: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(bare.platform, "machine", lambda: machine)
    assert bare.main(["demo"]) == 2
    said = capsys.readouterr().err
    assert machine in said
    assert "pysqlite3" in said
    assert "evdev-binary" in said
    assert steps == []


def test_start_when_python_is_too_old_then_it_says_so(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bare, "OLDEST_PYTHON", (4, 0))
    assert bare.main(["--help"]) == 2
    assert "3.11 or newer" in capsys.readouterr().err


def test_packages_when_they_rewrite_the_certificates_then_trusted_ones_stay(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shop, public = (f"-----BEGIN CERTIFICATE-----\n{n}\n-----END CERTIFICATE-----" for n in "ab")
    bundle = tmp_path / "bundle.crt"
    bundle.write_text(shop + "\n")
    monkeypatch.setattr(bare, "CERTIFICATES", str(bundle))
    monkeypatch.setattr(bare, "rights_prefix", list)
    monkeypatch.setattr(bare, "run", lambda *_, **__: bundle.write_text(public + "\n"))
    monkeypatch.setattr(bare.subprocess, "run", subprocess_run)
    bare.install_system_packages(["libgl1"])
    assert bare.certificates() == [public, shop]


def set_up_without_network(launcher: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every step succeed at once; return what would have been installed."""
    installed: list[str] = []
    monkeypatch.setattr(launcher, "missing_packages", lambda *, window: [])
    monkeypatch.setattr(launcher, "install_locked", installed.append)
    monkeypatch.setattr(launcher, "link_checkout", lambda: None)

    def make_venv() -> None:
        python = Path(launcher.venv_python())
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(launcher, "make_venv", make_venv)
    return installed


def test_set_up_when_done_then_the_next_start_is_ready(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = set_up_without_network(launcher, monkeypatch)
    assert not launcher.is_ready(LOCKS[0], window=False)
    launcher.set_up(LOCKS[0], window=False)
    assert launcher.is_ready(LOCKS[0], window=False)
    assert not launcher.is_ready(LOCKS[0], window=True)
    assert not launcher.is_ready(LOCKS[1], window=False)
    assert installed == [LOCKS[0]]


def test_set_up_when_the_tools_are_in_then_the_runtime_is_too(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = set_up_without_network(launcher, monkeypatch)
    launcher.set_up(LOCKS[1], window=True)
    assert launcher.is_ready(LOCKS[0], window=True)
    launcher.set_up(LOCKS[0], window=True)
    assert installed == [LOCKS[1]]


@pytest.mark.parametrize("command", ["test", "bench", "mutants", "texts", "demo"])
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_start_when_only_help_is_asked_then_no_tools_and_no_window_are_set_up(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str, asked: str
) -> None:
    installed = set_up_without_network(launcher, monkeypatch)
    monkeypatch.setattr(launcher, "require_machine", lambda: None)
    monkeypatch.setattr(launcher, "hand_over", lambda arguments: 0)
    assert launcher.main([command, asked]) == 0
    assert installed == [LOCKS[0]]
    assert not launcher.read_stamp()["window"]


def test_set_up_when_only_the_window_is_new_and_all_is_there_then_it_says_nothing(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_without_network(launcher, monkeypatch)
    launcher.set_up(LOCKS[0], window=False)
    assert "setting up, once; this takes a few minutes" in capsys.readouterr().err
    launcher.set_up(LOCKS[0], window=True)
    assert capsys.readouterr().err == ""
    assert launcher.is_ready(LOCKS[0], window=True)
    launcher.set_up(LOCKS[1], window=True)
    said = capsys.readouterr().err
    assert "once" not in said and "ready after" in said


def test_set_up_when_a_lock_changed_then_it_is_installed_again(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = set_up_without_network(launcher, monkeypatch)
    launcher.set_up(LOCKS[0], window=False)
    with (Path(launcher.ROOT) / LOCKS[0]).open("a") as lock:
        lock.write("# another\n")
    assert not launcher.is_ready(LOCKS[0], window=False)
    launcher.set_up(LOCKS[0], window=False)
    assert installed == [LOCKS[0], LOCKS[0]]


def test_set_up_when_the_folder_was_moved_then_it_is_done_again(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_without_network(launcher, monkeypatch)
    launcher.set_up(LOCKS[0], window=False)
    monkeypatch.setattr(launcher, "ROOT", launcher.ROOT + "/.")
    assert not launcher.is_ready(LOCKS[0], window=False)


def test_set_up_when_a_step_fails_then_no_stamp_and_two(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_without_network(launcher, monkeypatch)
    failing = [sys.executable, "-c", "print('no such package'); raise SystemExit(1)"]
    monkeypatch.setattr(launcher, "install_locked", lambda lock: launcher.run(failing, "pip"))
    monkeypatch.setattr(launcher, "require_machine", lambda: None)
    assert launcher.main(["--help"]) == 2
    said = capsys.readouterr().err
    assert "no such package" in said
    assert "pip failed" in said
    assert not Path(launcher.STAMP).exists()


def test_install_when_run_then_hashes_are_required_and_no_index_is_named(
    launcher: ModuleType, steps: list[list[str]]
) -> None:
    launcher.install_locked(LOCKS[0])
    (command,) = steps
    assert "--require-hashes" in command
    assert "--no-deps" in command  # nothing that the lock does not name, whatever an index offers
    assert not [word for word in command if "index" in word or "://" in word]


def test_link_when_made_then_the_command_finds_the_checkout(
    launcher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", launcher.VENV], check=True)
    monkeypatch.setattr(launcher, "ROOT", str(ROOT))
    launcher.link_checkout()
    asked = [launcher.venv_python(), "-P", "-c", "import suanpan; print(suanpan.__file__)"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    found = subprocess.run(
        asked, cwd="/", env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == str(ROOT / "suanpan" / "__init__.py")
    script = Path(launcher.VENV) / "bin" / "pos"
    assert script.stat().st_mode & stat.S_IXUSR
    version = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("suanpan ")


def test_second_start_when_nothing_changed_then_it_hands_over_at_once(
    launcher: ModuleType, tmp_path: Path
) -> None:
    script = make_stamped_checkout(tmp_path)
    done = {"here": launcher.where(), "window": True}
    done |= {lock: launcher.fingerprint(lock) for lock in LOCKS}
    Path(launcher.STAMP).write_text(json.dumps(done))
    begin = time.monotonic()
    run = subprocess.run(
        [sys.executable, script, "verify", "--json"], capture_output=True, text=True
    )
    took = time.monotonic() - begin
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "-P -m suanpan.cli verify --json\n"
    assert took < 0.5


def test_launcher_when_kept_then_it_is_executable_and_needs_only_the_standard_library() -> None:
    assert (ROOT / "pos").stat().st_mode & stat.S_IXUSR
    probe = "import runpy, sys; sys.argv = ['pos']; runpy.run_path('pos', run_name='probe')"
    subprocess.run([sys.executable, "-I", "-S", "-c", probe], cwd=ROOT, check=True)
