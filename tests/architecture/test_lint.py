"""The two linters, as part of every run: ruff over everything, mypy --strict over the packages."""

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT


def tool(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_ruff_when_it_reads_the_source_then_it_finds_nothing() -> None:
    code, said = tool("ruff", "check", "--no-cache", "--output-format", "concise", ".")
    assert code == 0, said


def test_ruff_when_it_formats_the_source_then_nothing_changes() -> None:
    code, said = tool("ruff", "format", "--no-cache", "--check", ".")
    assert code == 0, said


@pytest.mark.slow
def test_mypy_when_it_reads_the_packages_then_it_finds_nothing() -> None:
    code, said = tool("mypy", "--strict")
    assert code == 0, said


@pytest.mark.parametrize(
    "sin",
    [
        "from decimal import Decimal",
        "import time\n\nNOW = time.time()",
        "from datetime import datetime, timezone\n\nNOW = datetime.now(timezone.utc)",
        "print(1)",
        "try:\n    import kivy\nexcept Exception:\n    pass",
        "def shown() -> int:\n    return 1",
        "import random",
    ],
)
def test_ruff_when_a_sin_is_planted_in_the_business_then_it_is_found(sin: str) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "-"]
    command += ["--stdin-filename", "inventory/pricing/planted.py"]
    text = f'"""Planted."""\n\n{sin}\n'
    done = subprocess.run(
        command, cwd=ROOT, input=text, text=True, capture_output=True, check=False
    )
    said = done.stdout
    assert any(code in said for code in ("TID251", "T201", "BLE001", "D103")), said
