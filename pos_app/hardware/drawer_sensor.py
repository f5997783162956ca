"""The contact of a drawer on a printer: open or shut by the level that was learned, and too long.

Where no level was learned there is no sensor, and nothing is said: a drawer without a contact would
look open, or shut, for ever. Source: UnifiedPOS 1.15, CashDrawer, WaitForDrawerClose.
"""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.clock import Clock
from pos_app.hardware.categories import DrawerLeftOpen, DrawerMoved
from pos_app.hardware.driver import DeviceConfig


@dataclass(frozen=True, slots=True)
class Contact:
    """How a drawer's contact is read: the level of pin 3 while it is open; 0 s is no alarm.

    In the standard's words ``alarm_s`` is beepTimeout and ``beep_s`` beepDelay, both in seconds
    here: after so long open, and from one tone of the alarm to the next; 0: it is not heard.
    """

    open_level: int
    alarm_s: int = 60
    beep_s: int = 2


def contact_of(config: DeviceConfig) -> Contact | None:
    """Return how a drawer's contact is read; None where ``drawer_open_level`` is not set."""
    if "drawer_open_level" not in config.options:
        return None
    level = config.number("drawer_open_level")
    alarm_s, beep_s = config.number("alarm_s", 60), config.number("beep_s", 2)
    if level not in (0, 1):
        raise config.wrong("drawer_open_level", "0, 1")
    for name, seconds in (("alarm_s", alarm_s), ("beep_s", beep_s)):
        if seconds < 0:
            raise config.wrong(name, "0, 1, 2 …")
    return Contact(level, alarm_s, beep_s)


def pin_of(config: DeviceConfig) -> int:
    """Return the pin of the printer's socket that opens a drawer."""
    pin = config.number("pin", 2)
    if pin not in (2, 5):
        raise config.wrong("pin", "2, 5")
    return pin


class DrawerSensor:
    """Told every level that the printer says; tells moves, and once when it stands open long."""

    def __init__(
        self, device_id: str, contact: Contact, emit: Callable[[object], None], clock: Clock
    ) -> None:
        self._id, self._contact, self._emit, self._clock = device_id, contact, emit, clock
        self._since = 0.0
        self.is_open: bool | None = None
        self.left_open = False

    @property
    def beep_s(self) -> int:
        """Seconds between the tones of its alarm, 0 where it is only seen."""
        return self._contact.beep_s

    def hear(self, level: int) -> None:
        """Take a level; called on the printer's thread."""
        now_open, now = level == self._contact.open_level, self._clock.monotonic()
        at_ms = self._clock.now_ms()
        if now_open != self.is_open:
            first, self.is_open, self._since = self.is_open is None, now_open, now
            self.left_open = False
            if now_open or not first:
                self._emit(DrawerMoved(self._id, now_open, at_ms))
        open_s = int(now - self._since)
        late = now_open and 0 < self._contact.alarm_s <= open_s
        if late and not self.left_open:
            self.left_open = True
            self._emit(DrawerLeftOpen(self._id, open_s, at_ms))
