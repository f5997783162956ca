"""Devices on a serial line, real or over USB. pyserial with a deadline on writing, always."""

import contextlib
import importlib
import threading
import time
from typing import Any

import serial

from pos_app.hardware.link import broken, stalled, unreachable

# What a port raises whose device is gone; only Unix has the second.
_GONE: tuple[type[Exception], ...] = (OSError,)
_TERMIOS: Any = None
with contextlib.suppress(ImportError):
    _TERMIOS = importlib.import_module("termios")
    _GONE += (_TERMIOS.error,)
_GONE_OR_CLOSED: tuple[type[Exception], ...] = (*_GONE, TypeError)
_GONE_OR_REFUSED: tuple[type[Exception], ...] = (*_GONE, ValueError)

FLOWS = ("none", "rts", "xon")
_LOOK_S = 0.005
_PAUSE = threading.Event()  # never set: a wait on it is a pause


class SerialLink:
    """One serial port at 8N1 by default; ``parity`` is ``N``, ``E``, ``O``, ``M`` or ``S``.

    Set before it is opened: ``stop`` bits, ``flow`` as one of ``FLOWS``, and ``marks_errors``, with
    which a character of wrong parity comes marked as termios(3) says, where the system can.
    ``marked`` tells whether it does.
    """

    answers = True
    spools = False

    def __init__(self, port: str, baud: int = 9600, *, bits: int = 8, parity: str = "N") -> None:
        self._where, self._baud, self._bits, self._parity = port, baud, bits, parity
        self._port: serial.Serial | None = None
        self._failed = False
        self.stop, self.flow, self.marks_errors, self.marked = 1, "none", False, False

    @property
    def pace(self) -> int:
        """Bytes in a quarter of a second, ten bits to each: a line stays when its device goes."""
        return max(self._baud // 40, 1)

    def open(self, within_s: float) -> None:
        """Open the port for this till alone."""
        self.close()
        self._failed = False
        try:
            self._port = serial.Serial(
                self._where,
                self._baud,
                bytesize=self._bits,
                parity=self._parity,
                stopbits=self.stop,
                rtscts=self.flow == "rts",
                xonxoff=self.flow == "xon",
                timeout=0,
                write_timeout=within_s,
                exclusive=True,
            )
            self._mark(self._port)
        except _GONE_OR_REFUSED as error:
            raise unreachable(self._where) from error

    def send(self, data: bytes, within_s: float) -> None:
        """Hand all bytes to the line; it must go on taking some within every such time.

        A drawn page takes more than a minute at 9600 baud: slow is not stalled.
        """
        taken = 0
        end = time.monotonic() + within_s
        while taken < len(data):
            port = self._line(maybe_taken=taken > 0)
            left = end - time.monotonic()
            if left <= 0:
                self._failed = True
                raise stalled(self._where, maybe_taken=taken > 0)
            try:
                port.write_timeout = left
                taken += port.write(data[taken : taken + 64]) or 0
                end = time.monotonic() + within_s
            except serial.SerialTimeoutException as error:
                self._failed = True
                raise stalled(self._where, maybe_taken=True) from error
            except _GONE as error:
                self._failed = True
                raise broken(self._where, maybe_taken=True) from error

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what has come, at once when it has."""
        port = self._line(maybe_taken=False)
        try:
            if within_s <= 0:  # without a new timeout, which would set the whole port up anew
                here = min(port.in_waiting, most)
                return port.read(here) if here else b""
            if port.timeout != max(within_s, 0):
                port.timeout = max(within_s, 0)
                self._mark(port)
            first: bytes = port.read(1)
            waiting = min(port.in_waiting, most - 1) if first else 0
            return first + (port.read(waiting) if waiting else b"")
        except _GONE_OR_CLOSED as error:
            raise broken(self._where, maybe_taken=True) from error

    def finish(self, within_s: float) -> None:
        """Wait until the last byte has left this machine: a slow line takes seconds for a page."""
        port = self._line(maybe_taken=True)
        end, waiting = time.monotonic() + within_s, 0
        try:
            while left := port.out_waiting:
                if left != waiting:
                    end, waiting = time.monotonic() + within_s, left
                if time.monotonic() > end:
                    self._failed = True
                    raise stalled(self._where, maybe_taken=True)
                _PAUSE.wait(_LOOK_S)
        except _GONE as error:
            raise broken(self._where, maybe_taken=True) from error

    def close(self) -> None:
        """Give the port back; bytes that nobody took would hold it for half a minute, so they go.

        What was taken and is on its way stays: only a line that failed is emptied.
        """
        if self._port is not None:
            port, self._port = self._port, None
            if self._failed:
                with contextlib.suppress(*_GONE):
                    port.reset_output_buffer()
            port.close()

    def _mark(self, port: serial.Serial) -> None:
        """Let wrong characters come marked; the library forgets it whenever it sets the port up."""
        if not self.marks_errors or _TERMIOS is None:
            return
        attributes = _TERMIOS.tcgetattr(port.fileno())
        attributes[0] |= _TERMIOS.INPCK | _TERMIOS.PARMRK
        attributes[0] &= ~(_TERMIOS.IGNPAR | _TERMIOS.IGNBRK | _TERMIOS.BRKINT | _TERMIOS.ISTRIP)
        _TERMIOS.tcsetattr(port.fileno(), _TERMIOS.TCSANOW, attributes)
        self.marked = True

    def _line(self, *, maybe_taken: bool) -> serial.Serial:
        if self._port is None:
            raise broken(self._where, maybe_taken=maybe_taken)
        return self._port
