"""Two scanners at once, faster than any hand pulls triggers, while somebody types in the window."""

import fcntl
import os
import queue
import termios
import tty
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from threading import Event, Thread

import evdev
import pytest

from benchmarks.wedge import person, timed
from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Condition, Scan, ScanLost, StatusUpdate
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.drivers import hid_pos_scanner
from pos_app.hardware.registry import Registry
from pos_app.screens import widgets as w
from pos_app.screens.keyboard import keyboard
from tests.pos_app.hardware.hid_pos import DESCRIPTOR, reports
from tests.pos_app.hardware.ptys import a_pty
from tests.pos_app.hardware.wires import Wire
from tests.ui.driver import Driver
from tests.ui.stage import stand
from tests.ui.wedge import Typist

MANY = 300
Write = Callable[[str], None]


class Guns:
    """The far ends of scanners, and how the settings name the near ones."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._monkeypatch = folder, monkeypatch
        self._open: list[int] = []

    def serial(self) -> tuple[str, dict[str, str], Write]:
        master, slave = a_pty()
        tty.setraw(slave)
        self._open += [master, slave]
        options = {"port": os.ttyname(slave)}
        return "serial_scanner", options, lambda code: _all(master, f"{code}\r\n".encode())

    def evdev(self) -> tuple[str, dict[str, str], Write]:
        wire = Wire()
        self._monkeypatch.setattr(evdev, "InputDevice", lambda _: wire)
        return "evdev", {"path": "/dev/input/by-id/gun"}, lambda code: wire.type(f"{code}\n")

    def hid_pos(self) -> tuple[str, dict[str, str], Write]:
        self._monkeypatch.setattr(hid_pos_scanner, "descriptor", lambda *_: DESCRIPTOR)
        path = self._folder / "hidraw0"
        os.mkfifo(path)
        node = os.open(path, os.O_RDWR)
        self._open.append(node)

        def write(code: str) -> None:
            _taken(node)
            for report in reports(code.encode()):  # a kernel hands over whole reports
                os.write(node, report)

        return "hid_pos_scanner", {"path": str(path)}, write

    def close(self) -> None:
        for each in self._open:
            os.close(each)


def _taken(fifo: int) -> None:
    """Wait until the last code was taken: a gun fills no kernel's queue, a thread would."""
    pending = array("i", [1])
    while pending[0]:
        fcntl.ioctl(fifo, termios.FIONREAD, pending)
        Event().wait(0.0005)


def _all(fd: int, data: bytes) -> None:
    """Write everything, in two pieces, so that codes are cut in the middle."""
    half = len(data) // 2
    for piece in (data[:half], data[half:]):
        while piece:
            piece = piece[os.write(fd, piece) :]


@pytest.fixture
def guns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guns]:
    made = Guns(tmp_path, monkeypatch)
    yield made
    made.close()


@pytest.mark.parametrize("kinds", [("serial", "serial"), ("evdev", "hid_pos"), ("evdev", "serial")])
def test_scanners_when_two_read_at_once_while_somebody_types_then_all_comes_whole_and_in_order(
    driver: Driver, guns: Guns, kinds: tuple[str, str]
) -> None:
    random, heard = Random(11), queue.Queue[object]()
    entry = w.Entry(size=(500, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    devices = Registry(heard.put, SystemClock())
    made = [getattr(guns, kind)() for kind in kinds]
    devices.set_up(
        DeviceConfig.of({"id": f"gun-{at}", "category": "scanner", "driver": name,
                         "options": options | ({} if "hid" in name else {"gap_ms": 2_000})})
        for at, (name, options, _) in enumerate(made)
    )  # fmt: skip
    ready = set()
    while len(ready) < 2:
        event = heard.get(timeout=10)
        if isinstance(event, StatusUpdate) and event.status.condition is Condition.READY:
            ready.add(event.status.device_id)
    sent = {f"gun-{at}": [f"{at}{number:012d}" for number in range(MANY)] for at in (0, 1)}
    threads = [
        Thread(target=lambda write=write, codes=codes: [write(code) for code in codes])
        for (_, _, write), codes in zip(made, sent.values(), strict=True)
    ]
    typed, typist = "", Typist(driver)
    with typist.at_work():
        for thread in threads:
            thread.start()
        for _ in range(4):
            word = "".join(random.choices("abcdefgh", k=6))
            typist.play(timed(word, person(random, 7, "people"))[:-1])
            typed += word
    came: dict[str, list[str]] = {name: [] for name in sent}
    while any(len(codes) < MANY for codes in came.values()):
        event = heard.get(timeout=20)
        assert not isinstance(event, ScanLost)
        if isinstance(event, Scan):
            came[event.device_id].append(event.code)
    for thread in threads:
        thread.join(10)
    assert devices.close(5) == ()
    assert came == sent
    assert entry.text == typed
    assert keyboard.focused is entry
