"""The till's evdev driver under a real kernel: grab, SYN_DROPPED, unplug. Runs in a machine that
has uinput; ``tests/rigs/device_vm.sh`` starts one where the host has none.

    tests/rigs/device_vm.sh python tests/rigs/evdev_vm.py

Prints one JSON line of figures; ends with 1 when something does not hold.
"""

import json
import os
import queue
import struct
import sys
import time
from pathlib import Path
from statistics import median

import evdev
from evdev import ecodes

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inventory.kernel.clock import SystemClock  # noqa: E402
from pos_app.hardware.categories import Condition, Scan, ScanLost, StatusUpdate  # noqa: E402
from pos_app.hardware.driver import DeviceConfig  # noqa: E402
from pos_app.hardware.layouts import LAYOUTS  # noqa: E402
from pos_app.hardware.registry import Registry  # noqa: E402

STAMPS: list[float] = []
CODES = ("6901234567892", "https://id.gs1.org/01/09501101530001", "SH01-T3-1-S-000322-K")
_US = LAYOUTS["us"]
_KEYS = {key: (code, True) for code, key in _US.shifted.items()}
_KEYS.update({key: (code, False) for code, key in _US.plain.items() if code != 86})


def strokes(text: str) -> list[tuple[int, int]]:
    """Return key and value of every stroke of a text and its Enter."""
    found: list[tuple[int, int]] = []
    for character in text:
        code, shifted = _KEYS[character]
        shift = [(ecodes.KEY_LEFTSHIFT, 1)] if shifted else []
        found += [*shift, (code, 1), (code, 0), *((key, 0) for key, _ in shift)]
    return [*found, (ecodes.KEY_ENTER, 1), (ecodes.KEY_ENTER, 0)]


class Gun:
    """A scanner that the kernel believes in."""

    def __init__(self, name: str = "Suanpan Test Scanner") -> None:
        keys = {ecodes.EV_KEY: list(range(1, 128)), ecodes.EV_LED: [ecodes.LED_CAPSL]}
        self._device = evdev.UInput(keys, name=name, vendor=0x05F9, product=0x2204)
        self.path = _path_of(name)

    def scan(self, text: str, gap_s: float = 0.002) -> float:
        """Type a code; return when its Enter went down."""
        entered = 0.0
        for key, value in strokes(text):
            if (key, value) == (ecodes.KEY_ENTER, 1):
                entered = time.monotonic()
            self._device.write(ecodes.EV_KEY, key, value)
            self._device.syn()
            if gap_s:
                time.sleep(gap_s / 2)
        return entered

    def burst(self, text: str, gap_s: float = 0.001) -> None:
        """Type digits and Enter, each key down and up in one write, as a quick scanner does."""
        for key, value in strokes(text):
            if value:
                pair = ((ecodes.EV_KEY, key, 1), (0, 0, 0), (ecodes.EV_KEY, key, 0), (0, 0, 0))
                packed = b"".join(struct.pack("llHHi", 0, 0, *each) for each in pair)
                os.write(self._device.fd, packed)
                time.sleep(gap_s)

    def unplug(self) -> None:
        """Go away."""
        self._device.close()


def _path_of(name: str) -> str:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        for path in evdev.list_devices():
            device = evdev.InputDevice(path)
            found = device.name == name
            device.close()
            if found:
                return path
        time.sleep(0.05)
    raise LookupError(name)


def next_of(heard: "queue.Queue[object]", kind: type, within_s: float = 5.0) -> object:
    """Return the next event of a kind."""
    end = time.monotonic() + within_s
    while True:
        event = heard.get(timeout=max(end - time.monotonic(), 0.01))
        if isinstance(event, kind):
            return event


def until(heard: "queue.Queue[object]", condition: Condition, within_s: float = 10.0) -> None:
    """Wait until the scanner is in some condition."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        event = next_of(heard, StatusUpdate, within_s)
        if event.status.condition is condition:  # type: ignore[attr-defined]
            return
    raise TimeoutError(condition)


def main() -> int:
    """Play a scanner's life and print the figures."""
    figures: dict[str, object] = {}
    heard: queue.Queue[object] = queue.Queue()
    gun = Gun()
    link = Path("/run/suanpan-scanner")
    link.unlink(missing_ok=True)
    link.symlink_to(gun.path)

    def emit(event: object) -> None:
        STAMPS.append(time.monotonic())
        heard.put(event)

    registry = Registry(emit, SystemClock())
    plain = {"id": "gun", "category": "scanner", "driver": "evdev", "options": {"path": str(link)}}
    registry.set_up([DeviceConfig.of(plain)])
    until(heard, Condition.READY)
    figures["whole"] = whole(gun, heard, figures)
    figures["held"] = held_alone(gun)
    figures["dropped"] = dropped(gun, heard, registry)
    figures["replugged"] = replugged(gun, heard, link)
    figures["closed"] = registry.close(5) == ()
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


def whole(gun: Gun, heard: "queue.Queue[object]", figures: dict[str, object]) -> bool:
    """Twenty scans, each whole, each measured from its Enter to the driver's event."""
    taken, right = [], 0
    for number in range(20):
        code = CODES[number % len(CODES)]
        entered = gun.scan(code)
        scan = next_of(heard, Scan)
        taken.append((STAMPS[-1] - entered) * 1000)
        right += scan.code == code  # type: ignore[attr-defined]
    figures["scans"] = right
    figures["median_ms"] = round(median(taken), 2)
    figures["max_ms"] = round(max(taken), 2)
    return right == 20


def held_alone(gun: Gun) -> bool:
    """Nobody else may hold it, and whoever else has it open sees nothing."""
    other = evdev.InputDevice(gun.path)
    try:
        other.grab()
    except OSError:
        taken = False
    else:
        taken = True
    gun.scan("1234")
    seen = other.read_one()
    other.close()
    return not taken and seen is None


def dropped(gun: Gun, heard: "queue.Queue[object]", registry: Registry) -> bool:
    """Stall the reader while far more than the kernel's queue is typed: void, then whole again."""
    drain(heard)
    driver = registry.driver("gun")
    device = driver._device  # type: ignore[attr-defined]
    real = device.read
    device_stalled = {"once": True}

    def late() -> object:
        if device_stalled.pop("once", False):
            for _ in range(6):
                gun.scan("https://id.gs1.org/01/09501101530001", 0)
        return real()

    device.read = late
    gun.scan("42", 0)
    lost = next_of(heard, ScanLost)
    time.sleep(0.3)
    codes = {event.code for event in drain(heard) if isinstance(event, Scan)}
    short = codes - {*CODES, "42"}
    del device.read
    gun.scan(CODES[0])
    after = next_of(heard, Scan)
    return isinstance(lost, ScanLost) and not short and after.code == CODES[0]  # type: ignore[attr-defined]


def drain(heard: "queue.Queue[object]") -> list[object]:
    """Return all events that wait."""
    found = []
    while not heard.empty():
        found.append(heard.get())
    return found


def replugged(gun: Gun, heard: "queue.Queue[object]", link: Path) -> bool:
    """Unplugged it is offline, plugged in again it reads, though its node has another number."""
    gun.unplug()
    until(heard, Condition.OFFLINE)
    again = Gun("Suanpan Test Scanner again")
    link.unlink()
    link.symlink_to(again.path)
    until(heard, Condition.READY, 15)
    again.scan(CODES[1])
    scan = next_of(heard, Scan)
    again.unplug()
    return scan.code == CODES[1]  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
