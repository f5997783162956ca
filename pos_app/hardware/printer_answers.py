"""What ESC/POS printers say, told apart by fixed bits: status, whole-job answers, numbers, frames.

Bytes of no kind are counted, never guessed at: noise must not look like a printer that is well.
Source: Epson ESC/POS command reference, DLE EOT, GS r, GS ( H, GS a.
"""

from dataclasses import dataclass

from inventory.kernel.text import Text
from pos_app.hardware.categories import WORKING, Condition
from pos_app.hardware.driver import READY, Finding

# The first question is asked again at the end: a byte too many moves all answers, which shows.
ASK = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04\x10\x04\x01"
ASKED = 4
# Asked twice, because one stray zero on a line looks like an answer.
ASK_DONE = b"\x1dr\x01\x1dr\x01"
DONE = 2
ASK_ONCE = b"\x1dr\x01"
TELL, TELL_NOTHING = b"\x1da\x0f", b"\x1da\x00"
_OFFLINE, _DRAWER = 0x08, 0x04
_COVER, _FED, _PAPER_STOP, _ERROR = 0x04, 0x08, 0x20, 0x40
_NEAR_END, _END = 0x0C, 0x60
_FLOW = b"\x11\x13"
_NUMBER, _NUMBER_SIZE, _FRAME_SIZE = 0x37, 7, 4

SILENT = Finding(Condition.OFFLINE, Text.of("hardware.printer.silent"))
GARBLED = Finding(Condition.FAULT, Text.of("hardware.printer.garbled"))
_COVER_OPEN = Finding(Condition.COVER_OPEN, Text.of("hardware.printer.cover_open"))
_PAPER_OUT = Finding(Condition.PAPER_OUT, Text.of("hardware.printer.paper_out"))
_PAPER_LOW = Finding(Condition.PAPER_LOW, Text.of("hardware.printer.paper_low"))
_FAULT = Finding(Condition.FAULT, Text.of("hardware.printer.error"))
_SET_OFFLINE = Finding(Condition.OFFLINE, Text.of("hardware.printer.offline"))


def ask_number(number: bytes) -> bytes:
    """Return the question that a printer answers once all before it is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + number


@dataclass(slots=True)
class Heard:
    """What a printer said since ``begin``, sorted; ``frame`` is the newest one it ever sent.

    ``status``: real-time answers. ``done``: answers to GS r. ``stray``: how many bytes were of no
    kind, or began something that did not go on.
    """

    status: bytes = b""
    done: bytes = b""
    numbers: tuple[bytes, ...] = ()
    frame: bytes = b""
    frames: int = 0
    stray: int = 0
    _begun: bytes = b""

    def begin(self) -> None:
        """Forget what was said; the rest of something begun may still come."""
        self.status, self.done, self.numbers, self.frames, self.stray = b"", b"", (), 0, 0

    def take(self, said: bytes) -> None:
        """Sort what was just received; frames and numbers may come in pieces."""
        for byte in said:
            self._sort(byte)

    def _sort(self, byte: int) -> None:
        if self._begun[:1] == b"\x37":
            self._number(byte)
        elif byte & 0x93 == 0x12:
            self.status += bytes([byte])  # it may come in the middle of a frame
        elif byte in _FLOW:
            return
        elif byte == _NUMBER or byte & 0x93 == 0x10:
            self._drop()
            self._begun = bytes([byte])
        elif byte & 0x90:
            self._drop()
            self.stray += 1
        elif self._begun:
            self._frame(byte)
        else:
            self.done += bytes([byte])

    def _number(self, byte: int) -> None:
        self._begun += bytes([byte])
        if len(self._begun) == 2 and byte != 0x22:
            self._begun, self.stray = b"", self.stray + 1
            self._sort(byte)
        elif len(self._begun) == _NUMBER_SIZE:
            whole, self._begun = self._begun, b""
            if byte:
                self.stray += _NUMBER_SIZE
            else:
                self.numbers += (whole[2:6],)

    def _frame(self, byte: int) -> None:
        self._begun += bytes([byte])
        if len(self._begun) == _FRAME_SIZE:
            self.frame, self._begun, self.frames = self._begun, b"", self.frames + 1

    def _drop(self) -> None:
        self.stray, self._begun = self.stray + len(self._begun), b""


def finding(status: bytes) -> Finding:
    """Return how a printer is from its status bytes: printer, cause, paper, printer once more.

    A printer is only well where all bits agree: contradictions are ``GARBLED``.
    """
    if len(status) != ASKED or status[0] != status[3]:
        return GARBLED
    printer, cause, paper = status[:3]
    if cause & _COVER:
        return _COVER_OPEN
    if paper & _END or cause & _PAPER_STOP:
        return _PAPER_OUT
    if cause & _ERROR:
        return _FAULT
    if printer & _OFFLINE:
        return _SET_OFFLINE
    if cause & _FED:
        return GARBLED  # a printer that is fed by hand says that it is offline
    return _PAPER_LOW if paper & _NEAR_END else READY


def finding_of_frame(frame: bytes) -> Finding:
    """Return how a printer is from a frame that it sent by itself (GS a)."""
    first, second, third = frame[:3]
    if first & 0x20:
        return _COVER_OPEN
    if third & 0x0C:
        return _PAPER_OUT
    if second & 0x6C:
        return _FAULT
    if first & 0x08:
        return _SET_OFFLINE
    return _PAPER_LOW if third & 0x03 else READY


def drawer_level(byte: int) -> int:
    """Return the level of the drawer's pin 3 in a printer's status byte or a frame's first one."""
    return 1 if byte & _DRAWER else 0


def all_done(done: bytes) -> bool:
    """Tell whether these are the two answers of a printer that has worked through a job."""
    return len(done) == DONE and done[0] == done[1] and done[0] & 0x0F in (0, 3)


def works(found: Finding) -> bool:
    """Tell whether a printer so found can print."""
    return found.condition in WORKING
