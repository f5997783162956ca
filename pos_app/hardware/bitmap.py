"""Dots as a printer takes them. Plain bytes: nothing here draws."""

import re
from dataclasses import dataclass

# DLE and what printers obey at once wherever it stands (status, recover, pulse, power off, clear).
REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Dots in rows of whole bytes, leftmost dot in the highest bit, 1 is dark."""

    width: int
    height: int
    rows: bytes

    @property
    def stride(self) -> int:
        """Bytes of one row."""
        return (self.width + 7) // 8

    @property
    def harmless(self) -> "Bitmap":
        """The same dots, one more beside those that a printer would take for a command at once."""
        return Bitmap(self.width, self.height, REAL_TIME.sub(b"\x18", self.rows))

    def bands(self, most: int) -> list["Bitmap"]:
        """Return it in bands of at most so many rows."""
        step = most * self.stride
        parts = (self.rows[at : at + step] for at in range(0, len(self.rows), step))
        return [Bitmap(self.width, len(part) // self.stride, part) for part in parts]
