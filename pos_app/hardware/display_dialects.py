"""What line displays understand: three dialects in one table, faces in, bytes out. No port here.

Sources: Epson DM-D customer display ESC/POS commands (``US $``, ``CLR``, ``US MD1``); the CD5220
manual's standard mode (``ESC Q A``, ``ESC Q B``); the LED8N manual (2400 baud, ``STX L``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from inventory.catalogue.search_keys import spelled
from pos_app.hardware.categories.line_display import DisplayFace, DisplayRow, Wording
from pos_app.hardware.printable import encode, fit, prints
from pos_app.hardware.width import text_cells

ASCII = "cp437"
ENCODINGS = MappingProxyType({"ascii": ASCII, "gb18030": "gb18030"})
_RESET, _CLEAR = b"\x1b@", b"\x0c"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way of speaking: how a port is set, how it wakes up, how a face is said.

    ``say`` takes the face, the encoding and the columns of a line.
    """

    name: str
    baud: int
    start: bytes
    say: Callable[[DisplayFace, str, int], bytes]
    words: bool = True


def row_bytes(row: DisplayRow, encoding: str, columns: int) -> bytes:
    """Return one whole line: words cut to what the digits leave free, a space between the two.

    Digits that are longer than the line are shown as dashes: a wrong amount never is.
    """
    digits = row.digits if len(row.digits) <= columns else "-" * columns
    room = columns - len(digits) - (1 if digits else 0)
    words = _said(row.words, encoding, max(room, 0))
    gap = columns - text_cells(words, multi_byte=True) - len(digits)
    return encode(words, encoding) + b" " * gap + digits.encode("ascii")


def _said(words: Wording, encoding: str, room: int) -> str:
    """Return the words in the letters that the display has; what it lacks is never a ``?``."""
    own = fit(words.text, encoding)
    shown = own
    if not _has(own, encoding):
        plain = words.english if words.english.isascii() else ""
        shown = fit(plain or spelled(words.text), ASCII)
    while text_cells(shown, multi_byte=True) > room:
        shown = shown[:-1]
    return shown


def _has(text: str, encoding: str) -> bool:
    return text.isascii() if encoding == ASCII else prints(text, encoding)


def _escpos(face: DisplayFace, encoding: str, columns: int) -> bytes:
    """Write both lines from their first place, so that nothing flickers."""
    rows = (row_bytes(row, encoding, columns) for row in (face.upper, face.lower))
    return b"".join(b"\x1f\x24\x01" + bytes([at]) + row for at, row in enumerate(rows, 1))


def _cd5220(face: DisplayFace, encoding: str, columns: int) -> bytes:
    upper = row_bytes(face.upper, encoding, columns)
    lower = row_bytes(face.lower, encoding, columns)
    return b"\x1bQA" + upper + b"\r\x1bQB" + lower + b"\r"


_LAMPS = MappingProxyType(
    {"none": b"0000", "price": b"1000", "total": b"0100", "paid": b"0010", "change": b"0001"}
)


def _led8(face: DisplayFace, encoding: str, columns: int) -> bytes:
    """Say the amount and its lamp (单价 总计 收款 找零); an empty one clears the digits."""
    lamp = b"\x02L" + _LAMPS[face.lamp]
    if not face.amount:
        return lamp + _CLEAR
    fits = sum(letter != "." for letter in face.amount) <= _DIGITS
    amount = face.amount if fits else "-" * _DIGITS
    return lamp + b"\x1bQA" + amount.encode("ascii") + b"\r"


_ALL = (
    Dialect("escpos", 9600, _RESET + b"\x1f\x01" + _CLEAR, _escpos),
    Dialect("cd5220", 9600, _RESET + _CLEAR, _cd5220),
    Dialect("led8", 2400, _RESET + _CLEAR, _led8, words=False),
)
DIALECTS = MappingProxyType({each.name: each for each in _ALL})
