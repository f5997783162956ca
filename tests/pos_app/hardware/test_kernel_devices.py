"""Drivers under a real kernel with uinput and USB gadgets, in a machine that is thrown away."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.devices
RIG = str(ROOT / "tests/rigs/device_vm.sh")


@pytest.fixture(autouse=True, scope="module")
def _a_machine_that_can_start() -> None:
    """Skip, in words, where no such machine can be had."""
    if sys.platform != "linux" or platform.machine() != "x86_64" or os.geteuid() != 0:
        pytest.skip("NOT TESTED: the machine of the devices needs Linux on x86-64, and root")
    try:
        made = subprocess.run(
            [RIG, "--prepare"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=420
        )
    except subprocess.TimeoutExpired:
        pytest.skip("NOT TESTED: the machine of the devices was not made in time")
    if made.returncode != 0:
        last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"NOT TESTED: the machine of the devices cannot be made here: {last}")


def figures_of(script: str) -> dict[str, object]:
    command = [RIG, "--timeout", "240", sys.executable, f"tests/rigs/{script}"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
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


def test_scanner_when_it_is_of_the_hid_class_then_codes_come_whole_also_after_its_cable() -> None:
    figures = figures_of("hid_pos_vm.py")
    assert figures["scans"] == 60
    assert all(figures[name] for name in ("whole", "eight_bits", "dropped", "held", "replugged"))


def test_scanner_when_it_is_a_serial_gadget_then_it_loses_nothing_beside_another() -> None:
    figures = figures_of("serial_scanner_vm.py")
    assert figures["scans"] == 60
    assert all(figures[name] for name in ("whole", "both", "replugged", "closed", "seven_even"))


def test_printer_when_it_hangs_on_usb_then_it_prints_kicks_and_is_missed_when_gone() -> None:
    figures = figures_of("usb_printer_vm.py")
    names = ("confirmed", "on_paper", "kicked", "no_paper", "unplugged")
    names += ("usb_confirmed", "usb_status", "usb_kicked", "usb_midway", "usb_back", "usb_serial")
    assert all(figures[name] is True for name in names)


def test_machine_when_devices_are_plugged_in_then_they_are_found_paired_and_missed() -> None:
    figures = figures_of("discovery_vm.py")
    names = ("found_printer", "found_port", "found_two_scanners", "paired_typing",
             "paired_serial", "ready", "missed", "back", "seen")  # fmt: skip
    assert [name for name in names if figures[name] is not True] == []


def test_serial_devices_when_on_a_kernel_s_port_then_each_works_and_comes_back() -> None:
    figures = figures_of("serial_devices_vm.py")
    kinds = ("printer", "box", "display_escpos", "display_cd5220", "display_led8",
             "scale_mettler_8217", "scale_cas", "labels_tspl", "labels_zpl",
             "usb_labels_tspl", "usb_labels_zpl", "found")  # fmt: skip
    assert [kind for kind in kinds if not any(name.startswith(kind) for name in figures)] == []
    assert [name for name, value in figures.items() if value is False] == []
