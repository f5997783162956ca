"""A printer that fails in every way on every link: network, serial line, USB; a fate for each job.

What it printed whole is the truth that a test compares the till's words with. On a serial line and
on USB what it has to say, and what it was given, outlive a connection; in the network what it was
given does now and then, as printers there differ.
"""

import contextlib
import os
import select
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable
from random import Random

from pos_app.hardware.virtual_printer import VirtualPrinter

FATES = ("silent", "stall", "reset", "late", "die", "paper_out", "cover_open", "power", "garbage",
         "frames")  # fmt: skip
LINKS = ("tcp", "pty", "usb")
# Bytes at 9600 baud while it is off: from a little over a quarter of a second to most of one.
_OFF = (260, 800)
_JOB = b"\x1b@"
_FORGETS = 0.5
_FATE_LASTS_S = {"silent": 0.9, "stall": 0.7, "garbage": 0.6, "frames": 0.8, "late": 1.5}


class FaultyPrinter:
    """Serves one till after the other on a thread; ``fate`` names what happens to a job."""

    def __init__(self, link: str, fate: Callable[[], str], random: Random) -> None:
        self.link, self._fate, self._random = link, fate, random
        self.inside = VirtualPrinter()
        self.fates: list[str] = []
        self._now, self._until = "print", 0.0
        self._lost = 0  # bytes that come while the printer is off and the line is not
        self._left = -1  # bytes of this job until the fate strikes; -1 at no byte
        self._later: list[tuple[float, bytes]] = []
        self._refill_at = self._chatter_at = 0.0
        self._ended = threading.Event()
        self._listener: socket.socket | None = None
        if link == "pty":
            self._master, self._slave = os.openpty()
            tty.setraw(self._master)
            tty.setraw(self._slave)
            self.address = os.ttyname(self._slave)
        else:
            self._listener = socket.create_server(("127.0.0.1", 0))
            self.address = str(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, name="faulty-printer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join(10)
        if self._listener is not None:
            self._listener.close()
        else:
            os.close(self._master)
            os.close(self._slave)

    # --- connections -----------------------------------------------------------------------

    def _serve(self) -> None:
        while not self._ended.is_set():
            if self._listener is None:
                self._talk(self._master)
            elif select.select([self._listener], [], [], 0.02)[0]:
                wire, _ = self._listener.accept()
                with contextlib.suppress(OSError):
                    self._talk(wire.fileno())
                if self._now in ("reset", "power"):
                    with contextlib.suppress(OSError):
                        wire.setsockopt(
                            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                        )
                wire.close()
                if self.link == "tcp":
                    if self._random.random() < _FORGETS:
                        self.inside.forget()
                    self._later.clear()
            self._refill()

    def _talk(self, wire: int) -> None:
        """Serve one connection until it ends, from either side."""
        while not self._ended.is_set():
            stalls = self._now == "stall" and time.monotonic() < self._until
            others = [self._listener] if self._listener is not None else []
            ready = select.select([*([] if stalls else [wire]), *others], [], [], 0.005)[0]
            if wire in ready:
                data = os.read(wire, 4096)
                if not data or not self._take(data):
                    return
            elif self._listener in ready:
                return  # the till came back on a new connection: this one is dead
            self._say(wire)
            self._refill()

    # --- a job and its fate ----------------------------------------------------------------

    def _take(self, data: bytes) -> bool:
        """Take bytes; False when the link breaks."""
        lost, self._lost = self._lost, max(self._lost - len(data), 0)
        data = data[lost:]
        at = data.find(_JOB)
        if at >= 0:
            self._begin(len(data) - at)
        if 0 <= self._left < len(data):
            before, after = data[: self._left], data[self._left :]
            self._hear(self.inside.take(before))
            return self._strike(after)
        self._left -= len(data) if self._left >= 0 else 0
        papers = len(self.inside.papers)
        said = self.inside.take(data)
        if self._now == "die" and len(self.inside.papers) > papers:
            if self.link == "pty":
                self._now, self._until = "silent", time.monotonic() + 0.9
                return True
            return False
        self._hear(said)
        return True

    def _begin(self, size: int) -> None:
        self._now = self._fate()
        self.fates.append(self._now)
        self._until = time.monotonic() + _FATE_LASTS_S.get(self._now, 0.0)
        strikes = self._now in ("reset", "paper_out", "cover_open", "power")
        # On a line a job comes in pieces, with a question behind each: any of them may be struck.
        size *= 6 if self.link == "pty" else 1
        self._left = self._random.randrange(1, max(size, 2)) if strikes else -1

    def _strike(self, rest: bytes) -> bool:
        """Do what happens in the middle of a job."""
        self._left = -1
        if self._now in ("paper_out", "cover_open"):
            self.inside.switch(self._now)
            self._refill_at = time.monotonic() + 0.3
            self._hear(self.inside.take(rest))
            return True
        self.inside.power_cycle()
        self._later.clear()
        if self.link == "pty":  # a serial line does not break: what comes meanwhile is lost
            off = self._random.randrange(*_OFF)
            self._lost = max(off - len(rest), 0)
            self._hear(self.inside.take(rest[off:]))
            return True
        return False

    def _refill(self) -> None:
        """Put in paper and close the cover a moment after they were missed."""
        if self._refill_at and time.monotonic() > self._refill_at:
            self._refill_at = 0.0
            for fault in ("paper_out", "cover_open"):
                if fault in self.inside.faults:
                    self.inside.switch(fault, on=False)

    # --- what it says ----------------------------------------------------------------------

    def _hear(self, said: bytes) -> None:
        """Queue what the printer says, or lose it, or let it wait."""
        now = time.monotonic()
        fated = now < self._until
        if fated and self._now == "silent":
            return
        if fated and self._now == "late":
            at_once = bytes(byte for byte in said if byte & 0x93 == 0x12)
            held = bytes(byte for byte in said if byte & 0x93 != 0x12)
            self._later.append((now, at_once))
            self._later.append((now + self._random.uniform(0.2, 1.2), held))
        elif fated and self._now == "garbage":
            noise = self._random.randbytes(self._random.randrange(4))
            self._later.append((now, noise + said if self._random.random() < 0.7 else noise))
        else:
            self._later.append((now, said))

    def _say(self, wire: int) -> None:
        """Say what is due; noise and frames come without being asked for."""
        now = time.monotonic()
        if told := self.inside.told():
            self._hear(told)
        if now < self._until and now > self._chatter_at:
            self._chatter_at = now + 0.02
            if self._now == "garbage":
                self._later.append((now, self._random.randbytes(self._random.randrange(3))))
            elif self._now == "frames":
                frame = bytes([0x10 | (0x08 if self.inside.stopped else 0), 0, 0, 0x0F])
                whole = self._random.random() < 0.8
                self._later.append((now, frame if whole else frame[: self._random.randrange(4)]))
        due = [each for each in self._later if each[0] <= now]
        self._later = [each for each in self._later if each[0] > now]
        for _, said in due:
            if said:
                os.write(wire, said)
