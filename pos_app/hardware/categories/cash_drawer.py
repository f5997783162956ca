"""The cash drawer (UnifiedPOS: CashDrawer). A kick happens at most once and never late."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Device

Kick = Literal["opened", "sent", "failed", "expired"]


@dataclass(frozen=True, slots=True)
class Kicked:
    """How a kick ended.

    ``opened``: seen open. ``sent``: the pulse went out, the drawer does not tell. ``failed``: not
    sent, or perhaps sent over a link that broke. ``expired``: its deadline passed before it could
    be sent, so that it never will be.
    """

    kick: Kick
    reason: Text


@dataclass(frozen=True, slots=True)
class DrawerMoved:
    """The event that the drawer was seen open or closed (UnifiedPOS: CASH_SUE_DRAWEROPEN)."""

    device_id: str
    open: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class DrawerLeftOpen:
    """The event that the drawer has stood open for too long; told once until it is shut."""

    device_id: str
    open_s: int
    at_ms: int


class CashDrawer(Device, Protocol):
    """Opens; some tell whether they are open."""

    def kick(self, done: Callable[[Kicked], None]) -> None:
        """Open the drawer now or not at all; ``done`` is called on the device's thread."""
