"""A device on a USB serial gadget (ACM): what it says, how its line is set, its cable.

The kernel tells a gadget's inside nothing of the line that the till sets (``SET_LINE_CODING``,
which a real adapter obeys). It is read here from the bus itself (usbmon), and bytes pass through
``uart`` as a wire between the adapter and the device would have them.
"""

import os
import select
import struct
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from tests.rigs.gadget import Gadget, wait_for, write_all
from tests.rigs.uart import Line, heard

OUTSIDE = Path("/dev/ttyACM0")
_HEAD = struct.Struct("<QBBBBHccqiiII8s")  # Source: Linux, Documentation/usb/usbmon.rst
_SUBMITTED, _CONTROL = ord("S"), 2
_SET_LINE_CODING = b"\x21\x20"  # Source: USB CDC PSTN 1.2, 6.3.10
_STOPS = (1, 2, 2)  # the middle one is one and a half


class Bus:
    """What passes on the USB bus; ``line`` is how the till has set the last serial port."""

    def __init__(self) -> None:
        self._file = os.open("/dev/usbmon0", os.O_RDONLY | os.O_NONBLOCK)
        self.line = Line(9600)
        self.lines: list[Line] = []

    def look(self) -> None:
        """Take in what passed since the last look."""
        while True:
            try:
                event = os.read(self._file, 65536)
            except BlockingIOError:
                return
            head = _HEAD.unpack_from(event)
            if (head[1], head[2]) == (_SUBMITTED, _CONTROL) and head[13][:2] == _SET_LINE_CODING:
                baud, stop, parity, bits = struct.unpack("<IBBB", event[_HEAD.size :][:7])
                self.line = Line(baud, bits, "NOE"[parity], _STOPS[stop])
                self.lines.append(self.line)


class SerialGadget:
    """The device's side of the line; ``be`` says what is on it, ``plug`` and ``pull`` its cable."""

    def __init__(self) -> None:
        self.bus, self._gadget = Bus(), Gadget("serial", "acm.usb0")
        self._take: Callable[[bytes], bytes] = lambda _: b""
        self._line = Line(9600)
        self._fd, self._end, self._thread = -1, threading.Event(), threading.Thread()
        self.pull_after, self.pulled = 0, threading.Event()

    def be(self, take: Callable[[bytes], bytes], line: Line) -> None:
        """Be a device that answers so, on a line that is set so; plugged in anew."""
        if self._thread.is_alive():
            self.pull()
        self._take, self._line, self.bus.lines = take, line, []
        self.plug()

    def plug(self) -> None:
        """Connect it."""
        self._gadget.plug()
        wait_for(OUTSIDE.name)
        self._fd = os.open(wait_for("ttyGS*"), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self._fd)
        self._end.clear()
        self.pulled.clear()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Pull the cable."""
        self._end.set()
        self._thread.join()
        self._unplug()

    def _unplug(self) -> None:
        os.close(self._fd)  # before: a gadget's file that is open while it goes breaks the kernel
        self._gadget.unplug()
        self.pulled.set()

    def _serve(self) -> None:
        while not self._end.is_set():
            select.select([self._fd], [], [], 0.02)
            try:
                data = os.read(self._fd, 4096)
            except BlockingIOError:
                data = b""
            self.bus.look()
            if 0 < self.pull_after <= len(data):
                self._take(data[: self.pull_after])
                self.pull_after = 0
                return self._unplug()
            self.pull_after = max(self.pull_after - len(data), 0)
            if said := self._take(heard(data, self.bus.line, self._line, checks=True)):
                write_all(self._fd, heard(said, self._line, self.bus.line, checks=False))
