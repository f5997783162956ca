"""Printers that Linux shows as a file, such as a USB printer at ``/dev/usb/lp0``."""

import os
import select
import time

from pos_app.hardware.kernel_view import node_of
from pos_app.hardware.link import broken, stalled, unreachable


class DeviceFileLink:
    """A character device, opened without waiting; it answers where the kernel lets it.

    By its path, or by a name that lasts: then it is found anew at every ``open``.
    """

    answers = True
    pace = 0
    spools = False

    def __init__(self, path: str) -> None:
        self._where = path
        self._file = -1

    def open(self, within_s: float) -> None:
        """Open the device; the error says that nothing was taken."""
        self.close()
        try:
            node = node_of(self._where) or self._where
            self._file = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise unreachable(self._where) from error

    def send(self, data: bytes, within_s: float) -> None:
        """Hand all bytes to the kernel in time."""
        taken = 0
        end = time.monotonic() + within_s
        while taken < len(data):
            left = end - time.monotonic()
            if left <= 0 or not self._ready(left, write=True):
                raise stalled(self._where, maybe_taken=taken > 0)
            try:
                taken += os.write(self._file, data[taken : taken + 4096])
            except BlockingIOError:
                continue
            except OSError as error:
                raise broken(self._where, maybe_taken=True) from error

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what the printer said, or nothing when the time is over."""
        end = time.monotonic() + within_s
        while (left := end - time.monotonic()) > 0 and self._ready(left, write=False):
            try:
                said = os.read(self._file, most)
            except BlockingIOError:
                continue
            except OSError as error:
                raise broken(self._where, maybe_taken=True) from error
            if said:
                return said
            if self._hung_up():
                raise broken(self._where, maybe_taken=True)
            # usblp reads nothing, again and again, while the printer is silent.
            select.select([], [], [], min(0.01, left))
        return b""

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""

    def close(self) -> None:
        """Give the device back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _hung_up(self) -> bool:
        """Tell whether the device went away; a terminal of one reads nothing for ever after."""
        poll = select.poll()
        poll.register(self._file, 0)
        return any(events & select.POLLHUP for _, events in poll.poll(0))

    def _ready(self, within_s: float, *, write: bool) -> bool:
        if self._file < 0:
            raise broken(self._where, maybe_taken=False)
        files = [self._file]
        ready = select.select([] if write else files, files if write else [], [], within_s)
        return bool(ready[1] if write else ready[0])
