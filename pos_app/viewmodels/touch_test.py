"""How well the screen is hit, and how large it is. Pure: places in millimetres come in.

Twenty-five crosses, each tapped once. A finger is some 8 mm wide and its middle is found within
about 2 mm; a screen whose touches lie further off than half a key's gap to its neighbour is said
to need calibrating. Source of the card: ISO/IEC 7810 ID-1, 85.60 × 53.98 mm.
"""

from dataclasses import dataclass
from math import hypot

SIDE = 5
CROSSES = SIDE * SIDE
FINE_MEAN_MM, FINE_WORST_MM = 2.5, 5.0
CARD_MM = (85.6, 53.98)
STEP_INCH, LEAST_INCH, MOST_INCH = 0.1, 4.0, 60.0


@dataclass(frozen=True, slots=True)
class Touches:
    """The misses so far, in millimetres, in the order of the crosses."""

    misses: tuple[float, ...] = ()

    @property
    def target(self) -> tuple[float, float] | None:
        """Where the next cross stands, as shares of width and height; None when all are done."""
        at = len(self.misses)
        if at >= CROSSES:
            return None
        return share(at % SIDE), share(at // SIDE)

    @property
    def mean(self) -> float:
        """The mean miss; 0 before the first."""
        return sum(self.misses) / len(self.misses) if self.misses else 0.0

    @property
    def worst(self) -> float:
        """The worst miss; 0 before the first."""
        return max(self.misses, default=0.0)

    @property
    def fine(self) -> bool:
        """Whether a finger hits what it means to hit."""
        return self.mean <= FINE_MEAN_MM and self.worst <= FINE_WORST_MM

    def hit(self, right_mm: float, up_mm: float) -> "Touches":
        """Return it with one more touch, so far beside its cross."""
        if self.target is None:
            return self
        return Touches((*self.misses, hypot(right_mm, up_mm)))


def share(at: int) -> float:
    """Return where the crosses of a row or column stand, from edge to edge with some room."""
    return 0.08 + at * (1 - 0.16) / (SIDE - 1)


def stepped(inches: float, steps: int) -> float:
    """Return a diagonal changed by so many steps, within what a screen can be."""
    return round(min(MOST_INCH, max(LEAST_INCH, inches + steps * STEP_INCH)), 2)
