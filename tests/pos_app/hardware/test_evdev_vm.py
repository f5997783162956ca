"""The evdev driver under a real kernel with uinput, in a machine that is thrown away."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="Linux and root only")
def test_evdev_when_a_kernel_s_scanner_types_then_it_is_held_alone_and_nothing_comes_short() -> (
    None
):
    rig = [str(ROOT / "tests/rigs/device_vm.sh"), "--timeout", "240"]
    command = [*rig, sys.executable, "tests/rigs/evdev_vm.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    print(figures)
    assert figures["scans"] == 20
    assert figures["median_ms"] < 50
    assert all(figures[name] for name in ("whole", "held", "dropped", "replugged", "closed"))
