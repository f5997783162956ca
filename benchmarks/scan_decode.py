"""Claim: a scan is decoded within 1 ms (p99) by each driver, and of 10,000 none is lost or cut.

This thread's CPU from the last byte on the wire to the event with the code: evdev from the kernel's
own structures on a pipe, serial on a pseudo-terminal, HID-POS reports on a pipe; and what the code
means (R11). Beside it, without a claim, the time that passed, other programs' turns included.
"""

import os
import pty
import sys
import tty
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time
from unittest.mock import patch

import evdev

from benchmarks.measure import percentile, times_ms, verdict
from inventory.catalogue import codes
from inventory.catalogue.own_codes import OwnCode
from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Scan
from pos_app.hardware.driver import DeviceConfig, Driver, Surroundings
from pos_app.hardware.drivers import hid_pos_scanner
from pos_app.hardware.drivers.evdev_scanner import EvdevScanner
from pos_app.hardware.drivers.serial_scanner import SerialScanner
from tests.pos_app.hardware.hid_pos import DESCRIPTOR, reports
from tests.pos_app.hardware.wires import Wire

LIMIT_MS = 1.0
Write = Callable[[str], None]


def scanned(random: Random, number: int) -> str:
    """Return one of the codes that a shop scans, each time another."""
    body = f"69{number:010d}"
    ean = body + codes.check_digit(body)
    kinds = (ean, ean, ean, f"SH-{number}", f"https://id.gs1.org/01/0{ean}?10={number}")
    return random.choice(kinds)


class Heard:
    """What a driver told, and when."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.at = 0.0

    def __call__(self, event: object) -> None:
        """Take an event of the driver."""
        self.at = perf_counter()
        self.codes.append(event.code if isinstance(event, Scan) else "")


def measure(name: str, driver: Driver, heard: Heard, write: Write, rounds: int) -> bool:
    """Scan so often, one after the other; print how long each took and how many are missing."""
    random, sent = Random(1), list[str]()
    worked, passed = list[float](), list[float]()
    driver.open()
    for number in range(rounds):
        code = scanned(random, number)
        sent.append(code)
        write(code)
        begin, began = perf_counter(), thread_time()
        while len(heard.codes) < len(sent):
            driver.attend(1.0)
        worked.append((thread_time() - began) * 1000)
        passed.append((heard.at - begin) * 1000)
    driver.close()
    fast = verdict(f"scan, {name}, decoded p99", percentile(sorted(worked), 99), LIMIT_MS, "ms")
    half, most = (percentile(sorted(passed), each) for each in (50, 99))
    sys.stdout.write(f"scan, {name} (no claim): passed p50 {half:.3f} ms, p99 {most:.3f} ms\n")
    wrong = sum(code != came for code, came in zip(sent, heard.codes, strict=True))
    sys.stdout.write(f"scan, {name}: {wrong} of {rounds} lost or cut\n")
    return fast and not wrong


def config(**options: str) -> DeviceConfig:
    """Return the settings of one scanner."""
    return DeviceConfig("scanner", "scanner", "benchmark", options)


def by_evdev(rounds: int, _: Path) -> bool:
    """Read keys as the kernel hands them over."""
    heard, wire = Heard(), Wire()
    with patch.object(evdev, "InputDevice", lambda _: wire):
        driver = EvdevScanner(config(path="pipe"), Surroundings(heard, SystemClock()))
        return measure("evdev", driver, heard, lambda code: wire.type(f"{code}\n"), rounds)


def by_serial(rounds: int, _: Path) -> bool:
    """Read a terminal."""
    heard = Heard()
    master, slave = pty.openpty()
    tty.setraw(slave)
    driver = SerialScanner(config(port=os.ttyname(slave)), Surroundings(heard, SystemClock()))

    def write(code: str) -> None:
        os.write(master, f"{code}\r".encode())

    held = measure("serial", driver, heard, write, rounds)
    os.close(slave)
    os.close(master)
    return held


def by_hid_pos(rounds: int, folder: Path) -> bool:
    """Read reports of the HID class."""
    heard, path = Heard(), folder / "hidraw0"
    os.mkfifo(path)
    node = os.open(path, os.O_RDWR)
    with patch.object(hid_pos_scanner, "descriptor", lambda *_: DESCRIPTOR):
        around = Surroundings(heard, SystemClock())
        driver = hid_pos_scanner.HidPosScanner(config(path=str(path)), around)

        def write(code: str) -> None:
            os.write(node, b"".join(reports(code.encode())))

        held = measure("HID-POS", driver, heard, write, rounds)
    os.close(node)
    return held


def by_meaning(rounds: int, _: Path) -> bool:
    """Tell what codes mean, each of another kind."""
    random = Random(2)
    templates = tuple(map(codes.Template.parse, codes.DEFAULT_TEMPLATES))
    texts = [scanned(random, number) for number in range(rounds)]
    texts += [str(OwnCode("member", f"{number}")) for number in range(rounds // 10)]
    taken = times_ms(lambda text: codes.route(text, templates), texts)
    return verdict("scan, its meaning p99", percentile(taken, 99), LIMIT_MS, "ms")


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claims hold, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10_000)
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        ways = (by_evdev, by_serial, by_hid_pos, by_meaning)
        held = [way(args.rounds, Path(folder)) for way in ways]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
