"""A scanner of the USB class for points of sale, read below everything else on Linux (hidraw).

It sends whole codes with their AIM identifier and all eight bits of every character: no keyboard,
no layout, no end of line. The scanner must be set to this class ("USB HID POS").
"""

import errno
import importlib
import os
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
from pos_app.hardware.hid_report import Gathering, ScanReport, scan_report
from pos_app.hardware.kernel_view import lasting_name, node_of
from pos_app.hardware.scanning import LETTERS, Reading, decoded_whole

# linux/hidraw.h: HIDIOCGRDESCSIZE and HIDIOCGRDESC, whose answer is a length and 4096 bytes.
_DESCRIPTOR_SIZE, _DESCRIPTOR, _DESCRIPTOR_MAX = 0x80044801, 0x90044802, 4096
# The kernel keeps 63 reports (drivers/hid/hidraw.c) and drops what comes while nobody reads them.
# They take 63 ms at least; a few more may come in while they are read.
_KEPT, _MOST, _STALL_S = 63, 80, 0.05
_REASONS = {
    errno.EACCES: ("hardware.scanner.denied", "fault"),
    errno.EPERM: ("hardware.scanner.denied", "fault"),
    errno.EWOULDBLOCK: ("hardware.scanner.taken", "fault"),
}


class HidPosScanner:
    """Reads one ``/dev/hidraw`` node, held against other tills by a lock on the node."""

    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._path, self._id, self._clock = config.text("path"), config.device_id, around.clock
        self._letters = config.choice("letters", *LETTERS)
        self._reading = Reading(config, around)
        self._gathering = Gathering()
        self._report: ScanReport | None = None
        self._fd = -1
        self._attended_s = 0.0

    def open(self) -> None:
        """Open the node, take it for this till and learn from its descriptor what it sends."""
        self.close()
        try:
            fcntl = importlib.import_module("fcntl")
        except ImportError as error:
            raise self._error("hardware.scanner.unsupported", "fault") from error
        try:
            node = node_of(self._path) or self._path
            self._fd = os.open(node, os.O_RDONLY | os.O_NONBLOCK)
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._report = scan_report(descriptor(fcntl, self._fd))
        except OSError as error:
            self.close()
            key, state = _REASONS.get(error.errno or 0, ("hardware.scanner.unplugged", "offline"))
            raise self._error(key, state) from error
        if self._report is None:
            self.close()
            raise self._error("hardware.scanner.not_hid_pos", "fault")
        self._gathering.forget()
        self._attended_s = self._clock.monotonic()

    def attend(self, wait_s: float) -> Finding:
        """Read the reports that wait; an unplugged device is found out here."""
        if wait_s and select.select([self._fd], [], [], wait_s)[0]:
            away_s = self._clock.monotonic() - self._attended_s
            waiting = self._waiting()
            overflowed = away_s > _STALL_S and _KEPT <= len(waiting) < _MOST
            for at, each in enumerate(waiting):
                if overflowed and at == _KEPT:
                    self._distrust()
                self._take(each)
            if overflowed and len(waiting) == _KEPT:
                self._distrust()
        self._attended_s = self._clock.monotonic()
        if self._gathering.late(self._attended_s):
            self._reading.lose()
        return READY

    def close(self) -> None:
        """Give the node back; the lock ends with it."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _waiting(self) -> list[bytes]:
        """Return the reports that wait, each by itself."""
        assert self._report is not None
        found: list[bytes] = []
        while len(found) < _MOST:
            try:
                data = os.read(self._fd, self._report.length)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data and not found:
                raise self._error("hardware.scanner.unplugged", "offline")
            if not data:
                break
            found.append(data)
        return found

    def _distrust(self) -> None:
        """The kernel may have dropped reports here: what goes on behind is no whole code."""
        self._gathering.distrust(self._clock.monotonic())
        self._reading.lose()

    def _take(self, data: bytes) -> None:
        assert self._report is not None
        try:
            piece = self._report.read(data)
        except ValueError:
            self._gathering.void()
            self._reading.lose()
            return
        whole = self._gathering.add(piece, self._clock.monotonic()) if piece else None
        if whole is not None:
            self._reading.whole(decoded_whole(whole.data, self._letters), whole.symbology)

    def _error(self, key: str, state: str) -> DeviceError:
        return DeviceError(Text.of(key, device=self._id), state=state)


def descriptor(fcntl: Any, fd: int) -> bytes:
    """Ask the kernel for the report descriptor of an open node; raises OSError."""
    (size,) = struct.unpack("I", fcntl.ioctl(fd, _DESCRIPTOR_SIZE, bytes(4)))
    # More than 1,024 bytes: Python lets the kernel write into the array itself or refuses.
    answer = bytearray(struct.pack("I", size) + bytes(_DESCRIPTOR_MAX))
    fcntl.ioctl(fd, _DESCRIPTOR, answer)
    return bytes(answer[4 : 4 + size])


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose whatever calls itself a scanner in its descriptor."""
    for each in found.hids:
        if each.scanner:
            why = Text.of("hardware.found.hid", name=each.name or each.node)
            path = lasting_name(each, [other for other in found.hids if other.scanner])
            yield Proposal("scanner", "scanner", "hid_pos_scanner", {"path": path}, why)


DRIVER = DriverKind(
    "scanner",
    frozenset({"path", "letters", "prefix", "suffix"}),
    HidPosScanner,
    id="hid_pos_scanner",
    name="hardware.driver.hid_pos_scanner",
    needs=Needs((), ("input",), ("hidraw*",)),
    detect=_detect,
)
