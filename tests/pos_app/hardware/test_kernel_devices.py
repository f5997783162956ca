"""Drivers under a real kernel with uinput and USB gadgets, in a machine that is thrown away."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="Linux and root only"),
]


def figures_of(script: str) -> dict[str, object]:
    rig = [str(ROOT / "tests/rigs/device_vm.sh"), "--timeout", "240"]
    command = [*rig, sys.executable, f"tests/rigs/{script}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    print(figures)
    return figures


def test_scanner_when_a_kernel_s_device_types_then_it_is_held_alone_and_nothing_comes_short() -> (
    None
):
    figures = figures_of("evdev_vm.py")
    assert figures["scans"] == 20
    assert all(figures[name] for name in ("whole", "held", "dropped", "replugged", "closed"))


def test_printer_when_it_hangs_on_usb_then_it_prints_kicks_and_is_missed_when_gone() -> None:
    figures = figures_of("usb_printer_vm.py")
    names = ("confirmed", "on_paper", "kicked", "no_paper", "unplugged")
    names += ("usb_confirmed", "usb_status", "usb_kicked", "usb_midway", "usb_back", "usb_serial")
    assert all(figures[name] is True for name in names)
