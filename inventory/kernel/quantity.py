"""Quantities in thousandths of a unit of measure; pieces are whole."""

from dataclasses import dataclass

from inventory.kernel.errors import Refused
from inventory.kernel.money import _plain, _scaled
from inventory.kernel.text import Text

MILLI = 1_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; ``decimals`` (0 to 3) says how finely it may be sold."""

    code: str
    decimals: int

    @property
    def step_milli(self) -> int:
        """Return the smallest quantity of this unit, in thousandths."""
        return int(10 ** (3 - self.decimals))


PIECE = Unit("pc", 0)
KILOGRAM = Unit("kg", 3)
METRE = Unit("m", 2)
UNITS = {unit.code: unit for unit in (PIECE, KILOGRAM, METRE)}


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """An amount of goods in thousandths; no unit of measure inside."""

    milli: int

    @classmethod
    def pieces(cls, count: int) -> "Quantity":
        """Return a whole number of pieces."""
        return cls(count * MILLI)

    @classmethod
    def parse(cls, text: str, unit: Unit = PIECE, field: str = "quantity") -> "Quantity":
        """Read decimal text; more digits than the unit allows are refused."""
        number, scale = _scaled(text, 3, field)
        if number * MILLI % (scale * unit.step_milli):
            raise Refused(Text.of("kernel.quantity_too_fine", field=field, value=text[:40]))
        return cls(number * MILLI // scale)

    def fits(self, unit: Unit) -> bool:
        """Tell whether goods of this unit may be sold in this quantity: pieces are whole."""
        return self.milli % unit.step_milli == 0

    def __add__(self, other: "Quantity") -> "Quantity":
        """Add two quantities."""
        return Quantity(self.milli + other.milli)

    def __sub__(self, other: "Quantity") -> "Quantity":
        """Take one quantity from another."""
        return Quantity(self.milli - other.milli)

    def __neg__(self) -> "Quantity":
        """Turn the direction."""
        return Quantity(-self.milli)

    def plain(self) -> str:
        """Write the shortest decimal text."""
        text = _plain(self.milli, 3)
        return text.rstrip("0").rstrip(".")
