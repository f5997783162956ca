"""Label printers that speak TSPL or ZPL: network, serial line, file, USB, CUPS or folder."""

from collections.abc import Iterator
from pathlib import Path

from inventory.kernel.text import Text
from pos_app.hardware.categories.found import SPOKEN, Found, Proposal
from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Option, Surroundings
from pos_app.hardware.kernel_view import lasting_name
from pos_app.hardware.label_printer import LANGUAGES, OPTIONS, LanguagePrinter
from pos_app.hardware.transports.folder import FolderLink
from pos_app.hardware.ways import WAYS, way


def _build(config: DeviceConfig, around: Surroundings) -> LanguagePrinter:
    if config.choice("way", *WAYS, "folder") == "folder":
        return LanguagePrinter(FolderLink(Path(config.text("folder")).expanduser()), config)
    return LanguagePrinter(around.ear.over(way(config)), config)


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose USB printers that say they print labels, and ports that answered so."""
    for device in found.usb:
        if device.labels and device.node:
            name, spoken = device.name or device.place, SPOKEN[device.labels]
            why = Text.of("hardware.found.usb_labels", name=name, spoken=spoken)
            path = lasting_name(device, found.usb)
            options: dict[str, Option] = {"language": device.labels, "way": "file", "path": path}
            yield Proposal("labels", "labels", "label_printer", options, why)
    for each in found.answers:
        if each.spoken in LANGUAGES:
            options = {"language": each.spoken, "way": "serial"}
            options |= {"path": each.port.stable, "baud": each.baud}
            yield Proposal("labels", "labels", "label_printer", options, each.why("labels"))


_WAY = {"way", "host", "port", "path", "baud", "parity", "folder", "vendor", "product", "queue"}
DRIVER = DriverKind(
    "labels",
    OPTIONS | _WAY,
    _build,
    id="label_printer",
    name="hardware.driver.label_printer",
    needs=Needs(("serial",), ("lp", "dialout"), ("usb/lp*", "ttyUSB*", "ttyACM*")),
    detect=_detect,
)
