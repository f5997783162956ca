"""A printer that is only a program: it obeys ESC/POS, answers, keeps its papers and has faults.

The simulated printer of the demo and the printers of the tests are made of it. It reads commands
with the same table as the decoder, and like a real one it keeps what it cannot print yet.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pos_app.hardware import escpos_table as table
from pos_app.hardware.link import broken, stalled, unreachable

FAULTS = ("paper_out", "paper_low", "cover_open", "offline", "stall", "break", "die", "slow",
          "garble")  # fmt: skip
"""``stall`` takes nothing, ``break`` drops the link in the middle of a job, ``die`` prints the job
and drops the link before it answers, ``slow`` takes its time over every piece, ``garble`` makes
nonsense of every answer."""


_ASK_OR_KICK = rb"\x10(?:\x04[\x01-\x04]|\x14\x01[\x00\x01][\x01-\x08])"
_REAL_TIME = re.compile(_ASK_OR_KICK, re.DOTALL)
_REAL_TIME_LAST = re.compile(rb"(?:" + _ASK_OR_KICK + rb")+\Z", re.DOTALL)


@dataclass(slots=True)
class VirtualPrinter:
    """The printer's inside; used under its lock, because faults are switched on other threads."""

    faults: set[str] = field(default_factory=set)
    papers: list[bytes] = field(default_factory=list)
    pulses: list[tuple[int, int, int]] = field(default_factory=list)
    torn: list[bytes] = field(default_factory=list)
    on_pulse: Callable[[], None] = lambda: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    printed: int = 0
    _torn_off: int = 0
    _unread: bytes = b""
    _paper: bytes = b""
    _drawer: bool = False
    _tells: bool = False
    _told: bytes = b""

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off; a printer that can print again goes on with what it kept."""
        assert fault in FAULTS, fault
        with self.lock:
            (self.faults.add if on else self.faults.discard)(fault)
            if fault == "paper_out" and on:
                self._torn_off = self.printed
            self._told += self._frame() + self._print()

    @property
    def hanging(self) -> bytes:
        """What hangs out of it: the paper being printed, else the last one, unless torn off."""
        with self.lock:
            whole = self.papers[-1] if self.papers and self.printed > self._torn_off else b""
            return self._paper or whole

    def move_drawer(self, *, is_open: bool) -> None:
        """Move the drawer that hangs on it, whose contact lies high while it is open."""
        with self.lock:
            self._drawer = is_open
            self._told += self._frame()

    def told(self) -> bytes:
        """Return what it says by itself since the last call."""
        with self.lock:
            told, self._told = self._told, b""
            return told

    def power_cycle(self) -> None:
        """Be switched off and on: what was not printed and what it was told are gone."""
        with self.lock:
            self.forget()
            self._tells, self._told = False, b""

    @property
    def stopped(self) -> bool:
        """Whether it keeps what it gets instead of printing it."""
        return bool(self.faults & {"paper_out", "cover_open"})

    def take(self, data: bytes) -> bytes:
        """Take bytes, print what can be printed, and return what it says."""
        with self.lock:
            said, rest = self._at_once(data)
            self._unread += rest
            said += self._print()
            return b"\xff" * len(said) if "garble" in self.faults else said

    def forget(self) -> None:
        """Lose what is not printed yet, as when the power fails; half a paper is torn off."""
        with self.lock:
            self._unread = b""
            if self._paper:
                self.torn.append(self._paper)
            self._paper = b""

    def _at_once(self, data: bytes) -> tuple[bytes, bytes]:
        """Answer real-time commands before and after a job; they never wait in the buffer."""
        said = b""
        while found := _REAL_TIME.match(data):
            said, data = said + self._real_time(found.group()), data[found.end() :]
        found = _REAL_TIME_LAST.search(data)
        if found is not None:
            data = data[: found.start()]
            for each in _REAL_TIME.findall(found.group()):
                said += self._real_time(each)
        return said, data

    def _real_time(self, command: bytes) -> bytes:
        if command[1] == 0x04:
            return bytes([self._status(command[2])])
        self._pulse(command[3], command[4] * 50, command[4] * 50)
        return b""

    def _print(self) -> bytes:
        """Do the commands that are whole, unless there is no paper."""
        said, at, data = b"", 0, self._unread
        while at < len(data) and not self.stopped:
            size, answer = self._step(data, at)
            if not size:
                break
            said += answer
            at += size
        self._unread = data[at:]
        return said

    def _step(self, data: bytes, at: int) -> tuple[int, bytes]:
        if data[at] not in table.LEADS:
            # Letters; the second byte of a pair may look like anything but a lead.
            self._paper += data[at : at + 1]
            return 1, b""
        found = table.read(data, at)
        if isinstance(found, table.Wrong):
            return (0, b"") if found.truncated else (found.size, b"")
        return found.size, self._obey(found, data[at : at + found.size])

    def _obey(self, command: table.Command, whole: bytes) -> bytes:
        match command.name:
            case "pulse":
                self._pulse(*command.data)
            case "query" if whole[:2] == b"\x1dr":
                return b"\x03" if "paper_low" in self.faults else b"\x00"
            case "process_id":
                return b"\x37\x22" + command.data[-4:] + b"\x00"
            case "query" if whole[:2] == b"\x1da":
                self._tells = bool(whole[2])
                return self._frame()
            case "query" if whole[:2] == b"\x10\x04":
                return bytes([self._status(whole[2])])
            case "query":
                return b""
            case "cut" | "cut_part":
                self.papers.append(self._paper + whole)
                self.printed += 1
                self._paper = b""
            case "reset" if self._paper:
                self.torn.append(self._paper)
                self._paper = whole
            case _:
                self._paper += whole
        return b""

    def _pulse(self, line: int, on: int, off: int) -> None:
        self.pulses.append((5 if line % 48 else 2, on * 2, off * 2))
        self.on_pulse()

    def _status(self, kind: int) -> int:
        cover, empty = "cover_open" in self.faults, "paper_out" in self.faults
        if kind == 1:
            return 0x12 | (0x08 if self.stopped else 0) | (0x04 if self._drawer else 0)
        if kind == 2:
            return 0x12 | (0x04 if cover else 0) | (0x20 if empty else 0)
        if kind == 4:
            return 0x12 | (0x60 if empty else 0) | (0x0C if "paper_low" in self.faults else 0)
        return 0x12

    def _frame(self) -> bytes:
        """Return the frame of GS a where it was asked to tell."""
        if not self._tells:
            return b""
        cover, empty, low = (
            each in self.faults for each in ("cover_open", "paper_out", "paper_low")
        )
        first = 0x10 | (0x08 if self.stopped else 0) | (0x04 if self._drawer else 0)
        third = (0x0C if empty else 0) | (0x03 if low or empty else 0)
        return bytes([first | (0x20 if cover else 0), 0, third, 0x0F])


class VirtualLink:
    """The way to a virtual printer: a link without a wire, that can break like one."""

    answers = True
    pace = 0
    spools = False

    def __init__(self, printer: VirtualPrinter, name: str) -> None:
        self._printer, self._where = printer, name
        self._said = b""
        self._open = False
        self._never = threading.Event()

    def open(self, within_s: float) -> None:
        """Reach the printer unless it is off."""
        if "offline" in self._printer.faults:
            raise unreachable(self._where)
        self._open, self._said = True, b""

    def send(self, data: bytes, within_s: float) -> None:
        """Hand bytes over, with the fault that is switched on."""
        faults = self._check()
        if "stall" in faults:
            self._never.wait(within_s)
            raise stalled(self._where, maybe_taken=True)
        if "slow" in faults:
            self._never.wait(min(0.2, within_s))
        job = data[:2] == b"\x1b@"
        if job and "break" in faults:
            self._printer.take(data[: len(data) // 2])
            self._printer.forget()
            raise self._gone()
        said = self._printer.take(data)
        if job and "die" in faults:
            raise self._gone()
        self._said += said

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what the printer said; nothing new comes while nobody asks."""
        if self._check() & {"stall"}:
            self._never.wait(within_s)
        self._said += self._printer.told()
        said, self._said = self._said[:most], self._said[most:]
        if not said and within_s:
            self._never.wait(within_s)
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""
        self._check()

    def close(self) -> None:
        """End the connection."""
        self._open = False

    def _check(self) -> set[str]:
        faults = set(self._printer.faults)
        if not self._open or "offline" in faults:
            raise broken(self._where, maybe_taken=False)
        return faults

    def _gone(self) -> Exception:
        self._open = False
        return broken(self._where, maybe_taken=True)
