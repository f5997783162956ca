"""ZPL II read back: the commands that price tags need, strictly; anything else stays as unknown."""

import re
from collections.abc import Callable

from inventory.catalogue.codes import check_digit
from pos_app.hardware.label_reading import ReadBars, ReadLabel, ReadPicture

_COMMAND = re.compile(r"\^([A-Z][A-Z0-9@])([^^]*)")
_END = re.compile(r"\^XZ|~JA")
_CODES = {"><": "^", ">0": ">", ">=": "~"}
_SWITCHES = {">:": "B", ">;": "C", ">5": "C", ">6": "B"}


class ZplReader:
    """Takes bytes as they come; ``labels`` are those that ended with ``^XZ``.

    ``~JA`` cancels what has not ended.
    """

    def __init__(self) -> None:
        self._rest = ""
        self.labels: list[ReadLabel] = []

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._rest += data.decode("latin-1")
        while (end := _END.search(self._rest)) is not None:
            whole, self._rest = self._rest[: end.start()], self._rest[end.end() :]
            self._rest = self._rest.lstrip("\r\n")
            if end.group() == "^XZ":
                self.labels.append(_label(whole))


def _label(text: str) -> ReadLabel:
    """Return one label; what is not understood of it is kept beside it."""
    reading = _Reading()
    if not text.startswith("^XA"):
        reading.label.unknown.append(text[:40])
    for name, value in _COMMAND.findall(text):
        obey = _OBEY.get(name)
        if obey is None or not obey(reading, value):
            reading.label.unknown.append(f"^{name}{value}")
    return reading.label


class _Reading:
    """One label under way: where the next field stands and what it will be."""

    def __init__(self) -> None:
        self.label = ReadLabel()
        self._spot, self._module = (0, 0), 2
        self._bars = ("", 0)

    def size(self, name: str, value: str) -> bool:
        """Take a size or a count."""
        setattr(self.label, name, int(value))
        return True

    def spot(self, value: str) -> bool:
        """Take the place of the next field."""
        x, y = value.split(",")
        self._spot = (int(x), int(y))
        return True

    def module(self, value: str) -> bool:
        """Take how wide a bar is."""
        self._module = int(value)
        return True

    def bars(self, kind: str, value: str) -> bool:
        """Take that the next field is a code."""
        self._bars = (kind, int(value.split(",")[1]))
        return True

    def picture(self, value: str) -> bool:
        """Take dots."""
        self.label.pictures.append(_picture(value, self._spot))
        return True

    def field(self, value: str) -> bool:
        """Take the characters of a code."""
        kind, height = self._bars
        digits = kind == "EAN13" and re.fullmatch(r"\d{12}", value)
        data = value + check_digit(value) if digits else ""
        if kind == "CODE128":
            data = _code128(value)
        if data:
            spot = (*self._spot, height, self._module)
            self.label.bars.append(ReadBars(kind, data, *spot))
        return bool(data)


_OBEY: dict[str, Callable[[_Reading, str], bool]] = {
    "XA": lambda _, value: not value,
    "FS": lambda _, value: not value,
    "LH": lambda _, value: value == "0,0",
    "PW": lambda reading, value: reading.size("width", value),
    "LL": lambda reading, value: reading.size("height", value),
    "PQ": lambda reading, value: reading.size("copies", value),
    "FO": lambda reading, value: reading.spot(value),
    "BY": lambda reading, value: reading.module(value),
    "BE": lambda reading, value: reading.bars("EAN13", value),
    "BC": lambda reading, value: reading.bars("CODE128", value),
    "GF": lambda reading, value: reading.picture(value),
    "FD": lambda reading, value: reading.field(value),
}


def _picture(value: str, spot: tuple[int, int]) -> ReadPicture:
    kind, _, total, stride, packed = value.split(",", 4)
    assert kind == "A", kind
    across, rows = int(stride), b""
    digits, before, at = "", "", 0
    count = 0
    while at < len(packed):
        letter = packed[at]
        at += 1
        if "G" <= letter <= "Y":
            count += ord(letter) - ord("G") + 1
        elif "g" <= letter <= "z":
            count += (ord(letter) - ord("g") + 1) * 20
        elif letter == ":":
            rows += bytes.fromhex(before)
        elif letter in ",!":
            digits = digits.ljust(across * 2, "0" if letter == "," else "F")
        else:
            digits, count = digits + letter * max(count, 1), 0
        if len(digits) == across * 2:
            rows, before, digits = rows + bytes.fromhex(digits), digits, ""
    assert not digits and len(rows) == int(total), (len(rows), total)
    return ReadPicture(*spot, across * 8, len(rows) // across, rows)


def _code128(value: str) -> str:
    """Return the characters of a field whose code sets are chosen by hand; empty when wrong."""
    chosen, out, at = "", "", 0
    while at < len(value):
        pair = value[at : at + 2]
        if pair in _SWITCHES:
            chosen, at = _SWITCHES[pair], at + 2
        elif not chosen or (chosen == "C" and not re.fullmatch(r"\d\d", pair)):
            return ""
        elif chosen == "C":
            out, at = out + pair, at + 2
        elif pair in _CODES:
            out, at = out + _CODES[pair], at + 2
        else:
            out, at = out + value[at], at + 1
    return out
