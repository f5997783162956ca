"""Dots as a printer takes them. Plain bytes: nothing here draws."""

from dataclasses import dataclass


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

    def bands(self, most: int) -> list["Bitmap"]:
        """Return it in bands of at most so many rows."""
        step = most * self.stride
        parts = (self.rows[at : at + step] for at in range(0, len(self.rows), step))
        return [Bitmap(self.width, len(part) // self.stride, part) for part in parts]
