"""The scale (UnifiedPOS: Scale): one weight when asked, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Device


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight in grams that lies still, or 0 with the reason why nothing can be sold by it."""

    grams: int
    reason: Text

    @property
    def sure(self) -> bool:
        """Tell whether this is a weight to sell by."""
        return self.grams > 0


class Scale(Device, Protocol):
    """Weighs when asked, never of its own accord."""

    def weigh(self, done: Callable[[Weighed], None]) -> None:
        """Ask for the weight that lies on it; ``done`` is called on the device's thread."""
