"""A scanner of its own on Linux: read below the window system, held so that nobody else types.

Named by its path under ``/dev/input/by-id``, which stays the same over restarts and tells two
equal scanners apart.
"""

import errno
import importlib
import select
import struct
from collections.abc import Iterator
from typing import Any

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.driver import (
    READY,
    DeviceConfig,
    DriverKind,
    Finding,
    Needs,
    Surroundings,
)
from pos_app.hardware.scanning import KEY_RULES, KeyReading

_CAPS_LED = 1
_EVIOCSCLOCKID, _CLOCK_MONOTONIC = 0x400445A0, 1


class EvdevScanner:
    """Holds the device exclusively and never waits for the screens while it reads."""

    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._path, self._id = config.text("path"), config.device_id
        self._reading = KeyReading(config, around)
        self._device: Any = None
        self._stamped = False

    def open(self) -> None:
        """Find the device and take it for this till alone."""
        self.close()
        try:
            evdev = importlib.import_module("evdev")
        except ImportError as error:
            raise self._error("hardware.scanner.unsupported", "fault") from error
        try:
            self._device = evdev.InputDevice(self._path)
            self._device.grab()
            self._stamped = _stamps_monotonic(self._device.fd)
        except OSError as error:
            self.close()
            key, state = {
                errno.EBUSY: ("hardware.scanner.taken", "fault"),
                errno.EACCES: ("hardware.scanner.denied", "fault"),
                errno.EPERM: ("hardware.scanner.denied", "fault"),
            }.get(error.errno or 0, ("hardware.scanner.unplugged", "offline"))
            raise self._error(key, state) from error
        self._reading.framer.forget()
        self._resync()

    def attend(self, wait_s: float) -> Finding:
        """Read what comes; an unplugged device is found out here."""
        try:
            wait_s = self._reading.patience_s(wait_s)
            if not self._waits(0) and not (wait_s and self._waits(wait_s)):
                return READY
            for event in self._device.read():
                at_s = event.timestamp() if self._stamped else None
                if self._reading.event(event.type, event.code, event.value, at_s):
                    self._resync()
            self._waits(0)
        except BlockingIOError:
            return READY
        except OSError as error:
            raise self._error("hardware.scanner.unplugged", "offline") from error
        return READY

    def _waits(self, wait_s: float) -> bool:
        """Tell whether events wait to be read; where none do, that is a moment of silence."""
        now_s = self._reading.now_s()
        if select.select([self._device.fd], [], [], wait_s)[0]:
            return True
        self._reading.idle(now_s)
        return False

    def close(self) -> None:
        """Give the device back; the kernel ends the hold with it."""
        if self._device is not None:
            self._device.close()
            self._device = None

    def _resync(self) -> None:
        held, lights = set(self._device.active_keys()), self._device.leds()
        self._reading.keymap.resync(held, caps=_CAPS_LED in lights)

    def _error(self, key: str, state: str) -> DeviceError:
        return DeviceError(Text.of(key, device=self._id), state=state)


def _stamps_monotonic(descriptor: int) -> bool:
    """Let the kernel stamp events in the time that never jumps; False where it cannot."""
    try:
        fcntl = importlib.import_module("fcntl")
        fcntl.ioctl(descriptor, _EVIOCSCLOCKID, struct.pack("i", _CLOCK_MONOTONIC))
    except (ImportError, OSError):
        return False
    return True


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose whatever has the keys of a scanner; only a scan tells it from a keyboard."""
    for each in found.inputs:
        if each.digits:
            why = Text.of("hardware.found.keys", name=each.name or each.node)
            options = {"path": each.stable}
            yield Proposal("scanner", "scanner", "evdev", options, why, sure=False)


DRIVER = DriverKind(
    "scanner",
    KEY_RULES | {"path"},
    EvdevScanner,
    id="evdev",
    name="hardware.driver.evdev",
    needs=Needs(("evdev",), ("input",), ("input/event*",)),
    detect=_detect,
)
