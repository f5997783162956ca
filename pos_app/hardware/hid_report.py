"""What a scanner of the HID point-of-sale class sends: its descriptor and its reports. Pure.

Sources: HID 1.11, section 6.2.2 (items of a report descriptor); HID Usage Tables, page 0x8C.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_BARCODE, _DESKTOP = 0x8C << 16, 0x01 << 16
_BYTE_COUNT = _DESKTOP | 0x3B
_AIM = (_BARCODE | 0xFB, _BARCODE | 0xFC, _BARCODE | 0xFD)
_DATA, _CONTINUED = _BARCODE | 0xFE, _BARCODE | 0xFF
_AIM_SHAPE = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_LONGEST = 8192
# Tags of items, with the bits of their size cleared.
_INPUT, _COLLECTION, _END_COLLECTION, _OUTPUT, _FEATURE = 0x80, 0xA0, 0xC0, 0x90, 0xB0
_PUSH, _POP = 0xA4, 0xB4
_USAGE, _FIRST, _LAST = 0x08, 0x18, 0x28
_MAINS = frozenset({_INPUT, _OUTPUT, _FEATURE, _COLLECTION, _END_COLLECTION})
_CONSTANT = 1


@dataclass(frozen=True, slots=True)
class Field:
    """Where something stands in a report: first bit, bits of one element, how many elements."""

    bit: int
    bits: int
    count: int = 1

    def read(self, report: bytes) -> bytes:
        """Return the elements as bytes, each at its value; a short report gives none."""
        whole = int.from_bytes(report, "little")
        mask = (1 << self.bits) - 1
        if self.bit + self.bits * self.count > len(report) * 8 or self.bits > 8:
            return b""
        values = (whole >> (self.bit + at * self.bits) & mask for at in range(self.count))
        return bytes(values)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one report says: a part of a code, and whether more of it follows."""

    data: bytes
    symbology: str
    more: bool


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The report in which a scanner sends its codes; ``length`` in bytes, its number included."""

    number: int
    length: int
    data: Field
    counted: Field | None = None
    aim: tuple[Field, ...] = ()
    continued: Field | None = None

    def read(self, report: bytes) -> Piece | None:
        """Return what a report says, none for one of another kind.

        Raises ValueError where it contradicts its descriptor: such a code is void.
        """
        if self.number and report[:1] != bytes([self.number]):
            return None
        held = self.data.read(report)
        if not held:
            raise ValueError("short report")
        if self.counted is None:
            held = held.rstrip(b"\0")
        else:
            size = self.counted.read(report)[0]
            if size > len(held):
                raise ValueError("count beyond the report")
            held = held[:size]
        mark = b"".join(each.read(report) for each in self.aim)
        symbology = mark[1:].decode("ascii") if _AIM_SHAPE.fullmatch(mark) else ""
        more = self.continued is not None and any(self.continued.read(report))
        return Piece(held, symbology, more)


@dataclass(frozen=True, slots=True)
class _Globals:
    page: int = 0
    size: int = 0
    count: int = 0
    number: int = 0


@dataclass(slots=True)
class _Layout:
    """Fields of the input reports found so far, and how many bits each report has."""

    fields: dict[int, dict[int, Field]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    def add(self, now: _Globals, usages: list[int], *, constant: bool) -> None:
        """Place one Input item; elements of the same usage in a row are one field."""
        bit = self.ends.setdefault(now.number, 8 if now.number else 0)
        self.ends[now.number] = bit + now.size * now.count
        if constant or not usages:
            return
        found = self.fields.setdefault(now.number, {})
        for at in range(now.count):
            usage = usages[min(at, len(usages) - 1)]
            before = found.get(usage)
            here = bit + at * now.size
            if before is not None and before.bit + before.bits * before.count == here:
                found[usage] = replace(before, count=before.count + 1)
            elif before is None:
                found[usage] = Field(here, now.size)


def scan_report(descriptor: bytes) -> ScanReport | None:
    """Find the report of scanned data; none when the device is no such scanner."""
    layout = _layout(descriptor)
    for number, fields in layout.fields.items():
        data = fields.get(_DATA)
        if data is None or data.bits != 8:
            continue
        aim = tuple(fields[usage] for usage in _AIM if usage in fields)
        return ScanReport(
            number=number,
            length=(layout.ends[number] + 7) // 8,
            data=data,
            counted=fields.get(_BYTE_COUNT),
            aim=aim if len(aim) == len(_AIM) else (),
            continued=fields.get(_CONTINUED),
        )
    return None


def _layout(descriptor: bytes) -> _Layout:
    layout, now = _Layout(), _Globals()
    stack: list[_Globals] = []
    usages: list[int] = []
    first = 0
    for tag, value in _items(descriptor):
        if tag in _MAINS:
            if tag == _INPUT:
                paged = [each if each >> 16 else now.page << 16 | each for each in usages]
                layout.add(now, paged, constant=bool(value & _CONSTANT))
            usages = []
        elif tag == _USAGE:
            usages.append(value)
        elif tag == _FIRST:
            first = value
        elif tag == _LAST:
            usages += range(first, min(value, first + 255) + 1)
        elif tag == _PUSH:
            stack.append(now)
        elif tag == _POP:
            now = stack.pop() if stack else now
        else:
            now = _global(now, tag, value)
    return layout


def _global(now: _Globals, tag: int, value: int) -> _Globals:
    """Take over an item that holds for all after it; those about units and limits do not matter."""
    match tag:
        case 0x04:
            return replace(now, page=value)
        case 0x74:
            return replace(now, size=value)
        case 0x84:
            return replace(now, number=value)
        case 0x94:
            return replace(now, count=min(value, _LONGEST))
        case _:
            return now


def _items(descriptor: bytes) -> Iterator[tuple[int, int]]:
    """Yield tag and value of every short item; long ones are left out."""
    at = 0
    while at < len(descriptor):
        prefix = descriptor[at]
        if prefix == 0xFE:
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[prefix & 3]
        yield prefix & 0xFC, int.from_bytes(descriptor[at + 1 : at + 1 + size], "little")
        at += 1 + size


class Gathering:
    """Puts the pieces of long codes together; what is not whole in time is lost."""

    def __init__(self, patience_s: float = 1.0) -> None:
        self._patience_s = patience_s
        self._held = b""
        self._symbology = ""
        self._open = False
        self._void = False
        self._last_s = 0.0

    def add(self, piece: Piece, at_s: float) -> Piece | None:
        """Take a piece; return the whole code that it ends."""
        if not self._open:
            self._held, self._symbology = b"", piece.symbology
        self._held += piece.data
        self._last_s, self._open = at_s, piece.more
        if piece.more:
            self._held = b"" if self._void else self._held[: _LONGEST + 1]
            return None
        void, self._void = self._void, False
        return (
            None
            if void or len(self._held) > _LONGEST
            else Piece(self._held, self._symbology, more=False)
        )

    def void(self) -> None:
        """Say that a piece was unreadable: the code it belongs to is dropped with its rest."""
        self._void = self._open

    def distrust(self, at_s: float) -> None:
        """Say that pieces may be missing from here: up to the next end of a code all is dropped."""
        self._open, self._void, self._last_s = True, True, at_s

    def late(self, now_s: float) -> bool:
        """Tell once that the rest of a code never came; it is forgotten, as is what was void."""
        if not self._open or now_s - self._last_s <= self._patience_s:
            return False
        told = self._void
        self.forget()
        return not told

    def forget(self) -> None:
        """Drop everything, as when the scanner was unplugged."""
        self._held, self._open, self._void = b"", False, False
