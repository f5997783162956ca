"""What a look around the machine found, and what could be set up from it. Values, no look."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Category


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """A device on the bus; ``node`` is its device file where the kernel made one.

    ``classes`` are its interfaces' classes as in its descriptors: 7 a printer, 3 HID, 2 CDC.
    ``kernel_driver`` is who holds its printer interface, such as ``usblp``, or empty. ``labels`` is
    the language of labels that the printer itself says it understands, ``tspl`` or ``zpl``.
    """

    vendor: int
    product: int
    name: str
    serial: str
    place: str
    classes: frozenset[int]
    node: str = ""
    kernel_driver: str = ""
    labels: str = ""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial port; ``stable`` stays the same over restarts and is ``node`` where none does.

    A port of a plug on the machine itself has no vendor. One that is ``busy`` another program has
    open: nobody listens there, and nobody asks.
    """

    node: str
    stable: str
    name: str
    vendor: int = 0
    product: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A device of keys; ``digits`` says that it has a keyboard's digits and Enter.

    ``stable`` tells two equal devices apart and stays over restarts, ``node`` does not. ``phys``
    is the socket it is in.
    """

    node: str
    stable: str
    name: str
    vendor: int
    product: int
    serial: str
    phys: str
    digits: bool


@dataclass(frozen=True, slots=True)
class HidDevice:
    """A device of raw HID reports; ``scanner`` says that its descriptor calls it a scanner."""

    node: str
    name: str
    vendor: int
    product: int
    serial: str
    phys: str
    scanner: bool


@dataclass(frozen=True, slots=True)
class NetworkPrinter:
    """Something that takes connections where printers do."""

    host: str
    port: int


SPOKEN = MappingProxyType(
    {
        "escpos": "ESC/POS",
        "mettler_8217": "Mettler-Toledo 8217",
        "cas": "CAS",
        "tspl": "TSPL",
        "zpl": "ZPL",
    }
)
"""What is spoken on a serial line, by the words of the settings → its name in every language."""


@dataclass(frozen=True, slots=True)
class SerialAnswer:
    """What a serial port answered when it was asked, at what speed.

    ``spoken`` is one of ``SPOKEN``, the one whose answer was the strongest; ``also`` are others
    that fitted.
    """

    port: SerialPort
    spoken: str
    baud: int
    also: tuple[str, ...] = ()

    def why(self, kind: str) -> Text:
        """Return how it was told, for ``printer``, ``scale`` or ``labels``."""
        name, spoken, key = self.port.name, SPOKEN[self.spoken], f"hardware.found.{kind}_answered"
        if not self.also:
            return Text.of(key, name=name, baud=self.baud, spoken=spoken)
        also = ", ".join(SPOKEN[each] for each in self.also)
        return Text.of(f"{key}.also", name=name, baud=self.baud, spoken=spoken, also=also)


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found; ``answers`` only where serial ports were asked."""

    usb: tuple[UsbDevice, ...] = ()
    serial: tuple[SerialPort, ...] = ()
    inputs: tuple[InputDevice, ...] = ()
    hids: tuple[HidDevice, ...] = ()
    network: tuple[NetworkPrinter, ...] = ()
    answers: tuple[SerialAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A device that could be set up as it stands here; ``why`` says what was seen.

    ``sure`` is False where it may be something else: a scanner proves itself by a scan.
    """

    device_id: str
    category: Category
    driver: str
    options: Mapping[str, str | int | bool]
    why: Text
    sure: bool = True

    def as_plain(self) -> dict[str, object]:
        """Return it as it stands in ``till.toml``."""
        return {
            "id": self.device_id,
            "category": self.category,
            "driver": self.driver,
            "options": dict(self.options),
        }
