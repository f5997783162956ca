"""What ESC/POS printers say: status bytes and job numbers, told apart by their fixed bits.

Source: Epson ESC/POS command reference, DLE EOT, GS r, GS ( H, GS a.
"""

from dataclasses import dataclass

from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition
from pos_app.hardware.driver import READY, Finding

ASK = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
ASKED = 3
ASK_DONE = b"\x1dr\x01"
_OFFLINE, _COVER, _PAPER_STOP, _ERROR = 0x08, 0x04, 0x20, 0x40
_NEAR_END, _END, _GS_END = 0x0C, 0x60, 0x0C


def ask_number(number: bytes) -> bytes:
    """Return the question that a printer answers once all before it is on paper."""
    return b"\x1d(H\x06\x00\x30\x30" + number


@dataclass(slots=True)
class Heard:
    """What a printer said so far, sorted; bytes of a kind that was not asked for are dropped."""

    status: bytes = b""
    done: bytes = b""
    numbers: tuple[bytes, ...] = ()
    _rest: bytes = b""

    def take(self, said: bytes) -> None:
        """Sort what was just received; a job number may come in pieces."""
        data, self._rest = self._rest + said, b""
        at = 0
        while at < len(data):
            byte = data[at]
            if byte == 0x37:
                if at + 7 > len(data):
                    self._rest = data[at:]
                    return
                self.numbers += (data[at + 2 : at + 6],)
                at += 7
            elif byte & 0x93 == 0x10:
                at += 4  # a status frame that the printer sends by itself
            else:
                self.status += bytes([byte]) if byte & 0x93 == 0x12 else b""
                # An answer that tells of paper run out does not say that all is on paper.
                self.done += bytes([byte]) if byte & 0x90 == 0x00 and not byte & _GS_END else b""
                at += 1


def finding(status: bytes) -> Finding:
    """Return how a printer is from its three status bytes: printer, cause, paper."""
    printer, cause, paper = status[:ASKED]
    if cause & _COVER:
        return Finding(Condition.COVER_OPEN, Text.of("hardware.printer.cover_open"))
    if paper & _END or cause & _PAPER_STOP:
        return Finding(Condition.PAPER_OUT, Text.of("hardware.printer.paper_out"))
    if cause & _ERROR:
        return Finding(Condition.FAULT, Text.of("hardware.printer.error"))
    if printer & _OFFLINE:
        return Finding(Condition.OFFLINE, Text.of("hardware.printer.offline"))
    if paper & _NEAR_END:
        return Finding(Condition.PAPER_LOW, Text.of("hardware.printer.paper_low"))
    return READY
