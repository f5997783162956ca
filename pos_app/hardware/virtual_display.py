"""A line display that is only a program: obeys the bytes of its dialect, says what can be seen.

It knows nothing of ``display_dialects``: it is written from the manuals a second time, so that a
mistake there is seen here. Bytes it does not know are kept in ``unknown``.
"""

import threading

_ESC, _US, _STX, _CR, _CLR = 0x1B, 0x1F, 0x02, 0x0D, 0x0C
_LAMPS = ("price", "total", "paid", "change")
FAULTS = frozenset({"offline", "garble"})
"""``garble`` loses every third byte on the way."""


class VirtualDisplay:
    """Two lines of ``columns`` places, or with ``digits`` one row of eight digits and four lamps.

    ``encoding`` is what its letters are: ``ascii`` or ``gb18030`` (a hanzi takes two places).
    """

    def __init__(self, *, columns: int = 20, encoding: str = "ascii", digits: bool = False) -> None:
        self._lock = threading.Lock()
        self._columns, self._encoding, self._digits = columns, encoding, digits
        self._rest = b""
        self.unknown = b""
        self.faults: set[str] = set()
        self.faces: list[str] = []
        self._blank()

    def feed(self, data: bytes) -> None:
        """Take bytes as they come; a command may come in pieces."""
        with self._lock:
            self._rest += data
            while self._rest and (taken := self._one(self._rest)):
                self._rest = self._rest[taken:]
            self.faces.append(self._picture())
            del self.faces[:-100]

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off."""
        assert fault in FAULTS, fault
        (self.faults.add if on else self.faults.discard)(fault)

    def take(self, data: bytes) -> bytes:
        """Take what came over the wire; it never answers."""
        lossy = "garble" in self.faults
        self.feed(bytes(byte for at, byte in enumerate(data) if at % 3) if lossy else data)
        return b""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands on it, without the spaces at the ends."""
        with self._lock:
            rows = self._rows[:1] if self._digits else self._rows
            return tuple(self._text(row).rstrip() for row in rows)

    @property
    def lamps(self) -> tuple[str, ...]:
        """Which lamps are lit."""
        with self._lock:
            return tuple(name for name, on in zip(_LAMPS, self._lit, strict=True) if on)

    def picture(self) -> str:
        """Return the display as text in a frame, as a person would see it."""
        with self._lock:
            return self._picture()

    # --- obeying -------------------------------------------------------------------------------

    def _blank(self) -> None:
        self._rows = [bytearray(b" " * self._columns) for _ in range(2)]
        self._row = self._column = 0
        self._lit = [False] * 4

    def _one(self, data: bytes) -> int:
        """Obey the first command; return how many bytes it had, 0 when it is not whole."""
        first = data[0]
        if first == _ESC:
            return self._escape(data)
        if first == _US:
            return self._unit(data)
        if first == _STX:
            return self._lamp(data)
        if first == _CLR:
            self._rows = [bytearray(b" " * self._columns) for _ in range(2)]
            self._row = self._column = 0
            return 1
        if first < 0x20:
            return self._odd(data[:1])
        self._put(data[:1])
        return 1

    def _escape(self, data: bytes) -> int:
        if len(data) < 2:
            return 0
        if data[1] == 0x40:
            self._blank()
            return 2
        if data[1] == 0x51:
            return self._line(data)
        return self._odd(data[:2])

    def _line(self, data: bytes) -> int:
        """Obey ``ESC Q A ... CR`` and ``ESC Q B ... CR``: a whole line, the rest of it empty."""
        end = data.find(_CR)
        if end < 0:
            return 0
        kind, text = data[2:3], data[3:end]
        if kind == b"A" and self._digits:
            shown = text if self._only_digits(text) else b""
            if not shown:
                self.unknown += data[: end + 1]
            self._rows[0] = bytearray(shown.ljust(self._columns))
        elif kind in (b"A", b"B") and len(text) <= self._columns:
            self._rows[kind == b"B"] = bytearray(text.ljust(self._columns))
        else:
            self.unknown += data[: end + 1]
        return end + 1

    @staticmethod
    def _only_digits(text: bytes) -> bool:
        places = sum(byte != 0x2E for byte in text)
        return all(byte in b"0123456789-." for byte in text) and 1 <= places <= 8

    def _unit(self, data: bytes) -> int:
        if len(data) < 2:
            return 0
        if data[1] == 0x24:
            if len(data) < 4:
                return 0
            x, y = data[2], data[3]
            if 1 <= x <= self._columns and y in (1, 2):
                self._column, self._row = x - 1, y - 1
                return 4
            return self._odd(data[:4])
        return 2 if data[1] in (1, 2, 3) else self._odd(data[:2])

    def _lamp(self, data: bytes) -> int:
        if len(data) < 6:
            return 0
        if data[1] != 0x4C or not all(byte in b"01" for byte in data[2:6]):
            return self._odd(data[:1])
        self._lit = [byte == 0x31 for byte in data[2:6]]
        return 6

    def _put(self, byte: bytes) -> None:
        """Write one place; past the last of a line it goes on in the other."""
        self._rows[self._row][self._column] = byte[0]
        self._column += 1
        if self._column == self._columns:
            self._row, self._column = 1 - self._row, 0

    def _odd(self, data: bytes) -> int:
        self.unknown += data
        return len(data)

    # --- seeing --------------------------------------------------------------------------------

    def _text(self, row: bytearray) -> str:
        return bytes(row).decode("ascii" if self._encoding == "ascii" else "gb18030", "replace")

    def _picture(self) -> str:
        if self._digits:
            lamps = " ".join(
                f"[{name}]" if on else f" {name} "
                for name, on in zip(_LAMPS, self._lit, strict=True)
            )
            return f"{lamps}\n|{self._text(self._rows[0]).strip():>9}|"
        edge = f"+{'-' * self._columns}+"
        return "\n".join((edge, *(f"|{self._text(row)}|" for row in self._rows), edge))
