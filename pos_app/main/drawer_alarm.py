"""The alarm of a drawer that was left open: a tone again and again, beside what the frame says.

Source: UnifiedPOS 1.15, CashDrawer, WaitForDrawerClose: after a time a tone, a pause, a tone, until
it is shut. There the caller waits meanwhile; here nobody does. All on the UI thread.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pos_app.hardware.categories import Tone
from pos_app.viewmodels.base import Cancel, Hands

if TYPE_CHECKING:
    from pos_app.hardware.devices import DrawerDevice


class DrawerAlarm:
    """Sounds while a drawer is known to be left open; one that nobody can tell of is silent."""

    def __init__(
        self,
        drawers: "Callable[[], Sequence[DrawerDevice]]",
        hands: Hands,
        sound: Callable[[Tone], None],
    ) -> None:
        self._drawers, self._hands, self._sound = drawers, hands, sound
        self._next: Cancel | None = None

    def look(self) -> None:
        """Begin where a drawer was left open; call it when a status changed."""
        if self._next is None:
            self._beep()

    def close(self) -> None:
        """Be silent from now on."""
        if self._next is not None:
            self._next()
            self._next = None

    def _beep(self) -> None:
        """Let the tone be heard and come back, unless every drawer is shut by now."""
        self._next = None
        pauses = [each.beep_s for each in self._drawers() if each.beep_s]
        if pauses:
            self._next = self._hands.later(min(pauses), self._beep)
            self._sound("alarm")
