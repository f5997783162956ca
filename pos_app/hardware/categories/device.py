"""What every device has: a life of UnifiedPOS steps, a state, a power state, a status for screens.

No thread and no port here. Source of the words: UnifiedPOS 1.15, chapter 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from inventory.kernel.text import Text

Category = Literal["scanner", "printer", "drawer", "display", "scale", "labels", "tone"]
CATEGORIES: tuple[Category, ...] = (
    "scanner", "printer", "drawer", "display", "scale", "labels", "tone",
)  # fmt: skip


class State(StrEnum):
    """What the device is doing, in the standard's words."""

    CLOSED = "closed"
    IDLE = "idle"
    BUSY = "busy"
    ERROR = "error"


class Power(StrEnum):
    """What is known of its power; ``off_offline`` where the two cannot be told apart."""

    ONLINE = "online"
    OFF = "off"
    OFFLINE = "offline"
    OFF_OFFLINE = "off_offline"
    UNKNOWN = "unknown"


class Condition(StrEnum):
    """What a screen shows of a device in one word."""

    READY = "ready"
    BUSY = "busy"
    OFFLINE = "offline"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    FAULT = "fault"
    UNKNOWN = "unknown"


WORKING = frozenset({Condition.READY, Condition.BUSY, Condition.PAPER_LOW})


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """How one device is: ``reason`` says what failed, what still works and what to do."""

    device_id: str
    category: Category
    condition: Condition
    reason: Text
    since_ms: int

    @property
    def word(self) -> Text:
        """Its condition in a word or two, beside which ``reason`` is a sentence."""
        return Text.of(f"hardware.condition.{self.condition.value}")

    @property
    def kind(self) -> Text:
        """What kind of device it is, in words."""
        return Text.of(f"hardware.category.{self.category}")

    @property
    def works(self) -> bool:
        """Whether it can be used now."""
        return self.condition in WORKING


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """The event that a device's status changed (UnifiedPOS: StatusUpdateEvent)."""

    status: DeviceStatus


@dataclass(frozen=True, slots=True)
class DeviceFailed:
    """The event that what a device was asked for went wrong, or may have (UnifiedPOS: ErrorEvent).

    Whoever asked is answered apart from it; how the device is now, a ``StatusUpdate`` says. Of a
    scanner, which nobody asks, ``ScanLost`` is this event.
    """

    device_id: str
    reason: Text
    at_ms: int


class Device(Protocol):
    """A device as the rest of the till holds it; calls return at once, work is done elsewhere."""

    @property
    def device_id(self) -> str:
        """The name that the shop's settings give it."""

    @property
    def category(self) -> Category:
        """Which kind of device it is."""

    @property
    def state(self) -> State:
        """What it is doing."""

    @property
    def power(self) -> Power:
        """What is known of its power."""

    @property
    def claimed(self) -> bool:
        """Whether this till holds it for itself alone."""

    @property
    def enabled(self) -> bool:
        """Whether it takes work or delivers input."""

    @property
    def status(self) -> DeviceStatus:
        """How it is, for screens."""

    def claim(self) -> None:
        """Take it again after a ``release``; a device that is set up is claimed by itself."""

    def release(self) -> None:
        """Let another program have it until it is claimed again; returns at once."""

    def enable(self) -> None:
        """Let it work; a scanner delivers from now on."""

    def disable(self) -> None:
        """Let it rest without giving it back."""

    def close(self, within_s: float = 2.0) -> bool:
        """End its work and give it back; False when that took longer than allowed."""


Listener = Callable[[object], None]
