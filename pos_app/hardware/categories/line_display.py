"""The line display (UnifiedPOS: LineDisplay): two lines, or one amount with a lamp, for customers.

A face says what is meant; how much of it a model can show is decided behind it.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from pos_app.hardware.categories.device import Device

Lamp = Literal["none", "price", "total", "paid", "change"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in the shop's language, and in English for a display without hanzi.

    Where ``english`` is empty such a display spells the words in pinyin.
    """

    text: str
    english: str = ""


NOTHING = Wording("")


@dataclass(frozen=True, slots=True)
class DisplayRow:
    """One line: words on the left, cut where they are too long, and digits that never are."""

    words: Wording = NOTHING
    digits: str = ""


@dataclass(frozen=True, slots=True)
class DisplayFace:
    """What a customer is shown; ``lamp`` and ``amount`` are what a display of digits shows."""

    upper: DisplayRow = DisplayRow()
    lower: DisplayRow = DisplayRow()
    lamp: Lamp = "none"
    amount: str = ""


class LineDisplay(Device, Protocol):
    """Shows the newest face; an older one that has not been shown yet never is."""

    def show(self, face: DisplayFace) -> None:
        """Show this from now on, also after the display was unplugged and came back."""
