"""The commands of ESC/POS: how long each is and what the decoder calls it. No meaning here."""

from dataclasses import dataclass
from types import MappingProxyType

LEADS = frozenset({0x10, 0x1B, 0x1C, 0x1D, 0x18, 0x0C, 0x09})
QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Command:
    """A whole command: its name, how many bytes it took, and its arguments."""

    name: str
    size: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Wrong:
    """No command: bytes that mean nothing, or the end of the job inside of one."""

    size: int
    truncated: bool


# Opening bytes → (name, argument bytes). ``quiet`` commands change nothing that is decoded.
_FIXED = MappingProxyType(
    {
        b"\x09": (QUIET, 0), b"\x0c": (QUIET, 0), b"\x18": (QUIET, 0),
        b"\x1b@": ("reset", 0), b"\x1b!": ("modes", 1), b"\x1bE": ("bold", 1),
        b"\x1bG": ("bold", 1), b"\x1b-": (QUIET, 1), b"\x1ba": ("align", 1),
        b"\x1bd": ("feed_lines", 1), b"\x1bJ": ("feed_dots", 1), b"\x1b2": (QUIET, 0),
        b"\x1b3": (QUIET, 1), b"\x1bt": ("page", 1), b"\x1bR": (QUIET, 1),
        b"\x1b$": ("place", 2), b"\x1b\\": ("move", 2), b"\x1bp": ("pulse", 3),
        b"\x1bM": (QUIET, 1), b"\x1b ": (QUIET, 1), b"\x1bB": (QUIET, 2),
        b"\x1b{": (QUIET, 1), b"\x1bV": (QUIET, 1), b"\x1bi": ("cut_part", 0),
        b"\x1bm": ("cut_part", 0), b"\x1b=": (QUIET, 1), b"\x1bS": (QUIET, 0),
        b"\x1c&": ("kanji_on", 0), b"\x1c.": ("kanji_off", 0), b"\x1c!": ("size_kanji", 1),
        b"\x1cS": (QUIET, 2), b"\x1c-": (QUIET, 1), b"\x1cC": (QUIET, 1),
        b"\x1d!": ("size", 1), b"\x1dB": (QUIET, 1), b"\x1dh": ("bar_height", 1),
        b"\x1dw": ("bar_module", 1), b"\x1dH": ("bar_text", 1), b"\x1df": (QUIET, 1),
        b"\x1dL": (QUIET, 2), b"\x1dW": (QUIET, 2), b"\x1dP": (QUIET, 2), b"\x1db": (QUIET, 1),
        b"\x1dr": ("query", 1), b"\x1dI": ("query", 1), b"\x1da": ("query", 1),
        b"\x10\x04": ("query", 1), b"\x10\x05": ("query", 1),
    }
)  # fmt: skip


def read(data: bytes, at: int) -> Command | Wrong:
    """Return the command that begins here."""
    one, two = data[at : at + 1], data[at : at + 2]
    for opening in (one, two):
        if opening in _FIXED:
            name, count = _FIXED[opening]
            return _of(data, at, name, len(opening), count)
    reader = _VARIABLE.get(two)
    if reader is not None:
        return reader(data, at)
    return Wrong(1, truncated=len(two) < 2)


def _of(data: bytes, at: int, name: str, opening: int, count: int) -> Command | Wrong:
    """Return a command with so many argument bytes after its opening."""
    size = opening + count
    if at + size > len(data):
        return Wrong(size, truncated=True)
    return Command(name, size, data[at + opening : at + size])


def _number(data: bytes, at: int, size: int = 2) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _cut(data: bytes, at: int) -> Command | Wrong:
    """Read GS V m [n]: the feeding kinds carry one byte more."""
    kind = data[at + 2 : at + 3]
    if kind not in (b"", b"\0", b"\1", b"0", b"1", b"A", b"B", b"a", b"b", b"g", b"h"):
        return Wrong(3, truncated=False)
    return _of(data, at, "cut", 2, 2 if kind in b"ABabgh" and kind else 1)


def _barcode(data: bytes, at: int) -> Command | Wrong:
    """Read GS k m: up to 6 its data ends with NUL, from 65 on its length comes first."""
    kind = data[at + 2 : at + 3]
    if not kind:
        return Wrong(2, truncated=True)
    if kind[0] <= 6:
        end = data.find(b"\0", at + 3)
        if end < 0:
            return Wrong(len(data) - at, truncated=True)
        return Command("barcode", end + 1 - at, kind + data[at + 3 : end])
    if not 65 <= kind[0] <= 79:
        return Wrong(3, truncated=False)
    length = _number(data, at + 3, 1)
    found = _of(data, at, "barcode", 4, length)
    return found if isinstance(found, Wrong) else Command("barcode", found.size, kind + found.data)


def _raster(data: bytes, at: int) -> Command | Wrong:
    """Read GS v 0 m: width in bytes, height in dots, then the rows."""
    if data[at + 2 : at + 3] not in (b"0", b""):
        return Wrong(3, truncated=False)
    found = _of(data, at, "raster", 4, 4 + _number(data, at + 4) * _number(data, at + 6))
    return found if at + 8 <= len(data) else Wrong(8, truncated=True)


def _column_image(data: bytes, at: int) -> Command | Wrong:
    """Read ESC * m: a column of 8 or 24 dots for each of its width."""
    tall = data[at + 2 : at + 3] in (b"\x20", b"\x21")
    return _of(data, at, QUIET, 5, _number(data, at + 3) * (3 if tall else 1))


def _extended(data: bytes, at: int) -> Command | Wrong:
    """Read GS ( x pL pH or GS 8 x p1..p4: what it does stands in its letter and second byte."""
    size = 4 if data[at + 1 : at + 2] == b"8" else 2
    found = _sized(data, at, size)
    names = {b"H": "process_id", b"L": "graphics", b"k": "symbol"}
    if isinstance(found, Wrong):
        return found
    return Command(names.get(data[at + 2 : at + 3], QUIET), found.size, found.data)


def _counted(data: bytes, at: int) -> Command | Wrong:
    """Read FS ( x or ESC ( x, which say their own length and change nothing decoded."""
    return _sized(data, at, 2)


def _sized(data: bytes, at: int, size: int) -> Command | Wrong:
    if at + 3 + size > len(data):
        return Wrong(3 + size, truncated=True)
    return _of(data, at, QUIET, 3 + size, _number(data, at + 3, size))


def _real_time(data: bytes, at: int) -> Command | Wrong:
    """Read DLE DC4 fn: 1 is a pulse, 2 power-off, 8 clears the buffer."""
    lengths = {1: ("pulse_now", 2), 2: (QUIET, 2), 3: (QUIET, 5), 7: ("query", 1), 8: (QUIET, 7)}
    if at + 3 > len(data):
        return Wrong(3, truncated=True)
    name, count = lengths.get(data[at + 2], ("", 0))
    return _of(data, at, name, 3, count) if name else Wrong(3, truncated=False)


def _tabs(data: bytes, at: int) -> Command | Wrong:
    """Read ESC D n1 ... NUL."""
    end = data.find(b"\0", at + 2)
    return Command(QUIET, end + 1 - at, b"") if end >= 0 else Wrong(2, truncated=True)


_VARIABLE = MappingProxyType(
    {
        b"\x1dV": _cut, b"\x1dk": _barcode, b"\x1dv": _raster, b"\x1b*": _column_image,
        b"\x1bD": _tabs, b"\x10\x14": _real_time,
        b"\x1d(": _extended, b"\x1d8": _extended, b"\x1c(": _counted, b"\x1b(": _counted,
    }
)  # fmt: skip
