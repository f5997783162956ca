"""The till's tones (UnifiedPOS: ToneIndicator), each with a twin on the screen."""

from dataclasses import dataclass
from typing import Literal, Protocol

from pos_app.hardware.categories.device import Device

Tone = Literal["scan", "again", "blocked", "paid", "alarm"]
TONES: tuple[Tone, ...] = ("scan", "again", "blocked", "paid", "alarm")


@dataclass(frozen=True, slots=True)
class ToneWanted:
    """The event that a tone is to be heard now; the till's own window plays it."""

    tone: Tone


class ToneIndicator(Device, Protocol):
    """Sounds; a till without a card works all the same."""

    def sound(self, tone: Tone) -> None:
        """Let a tone be heard now or not at all."""
