"""The till's own tones as a device: whether there is anything to hear them with.

The window plays them, on the card that SDL found when the till started; this is their health.
"""

from inventory.kernel.text import Text
from pos_app import boot
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.categories.tone_indicator import Tone, ToneWanted
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding, Surroundings

_NO_CARD = Finding(Condition.UNKNOWN, Text.of("hardware.tone.no_card"))


class Sound:
    """Hands tones on; without a card it is silent, which is no fault."""

    waits = False

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._around = around

    def open(self) -> None:
        """Need nothing: the card belongs to the window."""

    def attend(self, wait_s: float) -> Finding:
        """Tell whether there is a card."""
        return READY if boot.has_sound() else _NO_CARD

    def close(self) -> None:
        """Give nothing back."""

    def sound(self, tone: Tone) -> None:
        """Ask for a tone."""
        self._around.emit(ToneWanted(tone))


DRIVER = DriverKind("tone", frozenset(), Sound, id="sound", name="hardware.driver.sound")
