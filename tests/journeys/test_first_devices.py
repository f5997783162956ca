"""A new user's way from no device at all to three that work, on the real program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from suanpan import cli
from tests.architecture.source import ROOT
from tests.pos_app.hardware.ptys import a_pty

PIN = "135790"
INIT = ("--store", "SH01", "--till", "T01", "--name", "试验店", "--owner", "王芳", "--pin", PIN)


THREE = ["printer escpos printer", "drawer printer_drawer drawer", "scanner serial_scanner scanner"]
LATER = [
    "printer simulated_printer printer 2",
    "scanner simulated_scanner scanner 2",
    "printer escpos printer 3",
]


@pytest.mark.slow
@pytest.mark.ui
@pytest.mark.parametrize("way", ["short", pytest.param("whole", marks=pytest.mark.long)])
def test_devices_when_set_up_broken_and_mended_by_touch_then_all_work(
    tmp_path: Path, way: str
) -> None:
    for end in a_pty():
        os.close(end)
    shop = tmp_path / "shop"
    assert cli.main(["init", "--data", str(shop), "--preset", "cn", *INIT]) == 0
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.journeys.first_devices", str(shop), PIN, f"--{way}"],
        capture_output=True, text=True, timeout=280, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [*THREE, *(LATER if way == "whole" else ())]
