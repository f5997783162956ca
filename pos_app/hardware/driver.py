"""What the module of a device offers to its worker, and how a shop's settings name a device."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable

from inventory.documents.blocks import Document
from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.config import FILE
from pos_app.hardware.categories import (
    CATEGORIES,
    Category,
    Condition,
    DisplayFace,
    Kicked,
    LabelOrder,
    Listener,
    Printed,
    Tone,
    Weighed,
)
from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.link import Link

Option = str | int | bool
MANUAL = "docs/devices.md"
_FIELDS = ("id", "category", "driver", "options")
# The options that say which device is meant, not how it works.
_ADDRESS = (
    "way", "host", "port", "path", "vendor", "product", "serial", "socket", "queue", "folder",
    "printer",
)  # fmt: skip


class Finding(NamedTuple):
    """How a driver found its device."""

    condition: Condition
    reason: Text


READY = Finding(Condition.READY, Text.of("hardware.status.ready"))


class Driver(Protocol):
    """A device's own code; every method is called on the device's thread alone."""

    waits: bool

    def open(self) -> None:
        """Reach the device; raises DeviceError."""

    def attend(self, wait_s: float) -> Finding:
        """Look after it: read input for at most this long where ``waits``, or ask how it is."""

    def close(self) -> None:
        """Give it back; also after an error."""


class Prints(Driver, Protocol):
    """A driver of a printer."""

    def print_document(self, document: Document) -> Printed:
        """Print one document and tell how it ended."""


class Kicks(Driver, Protocol):
    """A driver that can open a drawer."""

    def kick(self, pin: int) -> Kicked:
        """Send one pulse, now."""


@runtime_checkable
class Mistrusts(Driver, Protocol):
    """A driver of a printer that may still have half a job from before."""

    def mistrust(self) -> None:
        """A till was killed while it printed: the next job begins with an end of that one, once."""


@runtime_checkable
class KicksBetween(Kicks, Protocol):
    """A driver of a printer that lets a pulse in while it prints, or waits for what it printed."""

    def let_in(self, others: Callable[[], None]) -> None:
        """Call this inside of a job, whenever the printer has just said that it works."""

    def kick_between(self, pin: int) -> Kicked:
        """Send one pulse that is obeyed at once or never; raises nothing."""


class PrintsLabels(Driver, Protocol):
    """A driver of a label printer."""

    def print_labels(self, orders: Sequence[LabelOrder]) -> Printed:
        """Print a batch and tell how it ended."""


class Shows(Driver, Protocol):
    """A driver of a line display."""

    def show(self, face: DisplayFace) -> None:
        """Show a face; raises DeviceError."""

    def keep(self, face: DisplayFace) -> None:
        """Show this when the display can be reached again; called on any thread."""


class Weighs(Driver, Protocol):
    """A driver of a scale."""

    def weigh(self) -> Weighed:
        """Return the weight that lies still on it, or why there is none."""


class Sounds(Driver, Protocol):
    """A driver of a tone indicator."""

    def sound(self, tone: Tone) -> None:
        """Let a tone be heard."""


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    """A device as the shop's settings name it."""

    device_id: str
    category: Category
    driver: str
    options: Mapping[str, Option]

    @classmethod
    def of(cls, plain: Mapping[str, object]) -> "DeviceConfig":
        """Read ``{"id", "category", "driver", "options"}``; the refusal names device and field."""
        device = str(plain.get("id") or "")
        if not device:
            raise _refused("?", "id", "", '"…"')
        strange = min(set(map(str, plain)) - set(_FIELDS), default="")
        if strange:
            raise _refused(device, strange, plain[strange], ", ".join(_FIELDS))
        category = next((each for each in CATEGORIES if each == plain.get("category")), None)
        if category is None:
            raise _refused(device, "category", plain.get("category"), ", ".join(CATEGORIES))
        driver, options = plain.get("driver"), plain.get("options", {})
        if not isinstance(driver, str) or not driver:
            raise _refused(device, "driver", driver, '"…"')
        if not isinstance(options, Mapping):
            raise _refused(device, "options", options, "[device.options]")
        kept: dict[str, Option] = {}
        for name, value in options.items():
            if not isinstance(value, str | int | bool):
                raise _refused(device, f"options.{name}", value, '"…", 0, true, false')
            kept[str(name)] = value
        return cls(device, category, driver, MappingProxyType(kept))

    def as_plain(self) -> dict[str, object]:
        """Return it as it stands in ``till.toml``."""
        plain: dict[str, object] = {
            "id": self.device_id, "category": self.category, "driver": self.driver,
        }  # fmt: skip
        return plain | ({"options": dict(self.options)} if self.options else {})

    @property
    def who(self) -> str:
        """What tells this device from another one that had its name: its make and its address."""
        where = (f"{name}={self.options[name]}" for name in _ADDRESS if name in self.options)
        return " ".join((self.driver, *where))

    def text(self, name: str, default: str | None = None) -> str:
        """Return an option that is text; one without default must be there."""
        value = self.options.get(name, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self.wrong(name, '"…"')
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """Return an option that is a whole number."""
        value = self.options.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.wrong(name, "0, 1, 2 …")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an option that is true or false."""
        value = self.options.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true, false")
        return value

    def choice(self, name: str, *allowed: str) -> str:
        """Return an option that is one of some words, the first of them unless it is set."""
        value = self.text(name, allowed[0])
        if value not in allowed:
            raise self.wrong(name, ", ".join(allowed))
        return value

    def wrong(self, name: str, allowed: str = MANUAL) -> Refused:
        """Return the refusal of an option; ``allowed`` says what may stand there."""
        value = self.options.get(name, "")
        return _refused(self.device_id, f"options.{name}", value, allowed)


def _refused(device: str, field: str, value: object, allowed: str) -> Refused:
    shown = "" if value is None else str(value)[:60]
    return Refused(
        Text.of("hardware.config.wrong", file=FILE, device=device, field=field, value=shown,
                allowed=allowed)
    )  # fmt: skip


class Ear(Protocol):
    """Who listens to what passes between a device and the till; see ``capture.Tap``."""

    def typed(self, text: str) -> None:
        """Hear a scanner's characters."""

    def over(self, link: Link) -> Link:
        """Return the same way to a device, listened to."""


class Deaf:
    """Nobody listens."""

    def typed(self, text: str) -> None:
        """Hear nothing."""

    def over(self, link: Link) -> Link:
        """Return the way as it is."""
        return link


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a driver is given beside its settings; ``ear`` hears what it reads and sends."""

    emit: Listener
    clock: Clock
    ear: Ear = field(default_factory=Deaf)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a driver needs of the machine beside its device.

    ``modules``: Python's, imported when the device is opened. ``groups``: those the till's user
    has to be in to open ``nodes``, which are patterns of device files.
    """

    modules: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DriverKind:
    """The manifest of a driver's module: its category, the options it knows, how it is made.

    ``id`` is the word of the settings and ``name`` the key of its name for people. ``detect``
    says which of the found things it could drive; ``health`` adds lines to a health report and is
    called on the device's thread.
    """

    category: Category
    options: frozenset[str]
    build: Callable[[DeviceConfig, Surroundings], Driver]
    id: str = ""
    name: str = ""
    needs: Needs = Needs()
    detect: Callable[[Found], Iterable[Proposal]] | None = None
    health: Callable[[Any], tuple[Text, ...]] | None = None
