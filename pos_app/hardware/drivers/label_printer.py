"""Label printers that speak TSPL or ZPL: network, serial line, file, USB, CUPS or folder."""

from collections.abc import Iterator
from pathlib import Path

from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Option, Surroundings
from pos_app.hardware.label_printer import LANGUAGES, OPTIONS, LanguagePrinter
from pos_app.hardware.transports.folder import FolderLink
from pos_app.hardware.ways import WAYS, way


def _build(config: DeviceConfig, around: Surroundings) -> LanguagePrinter:
    if config.choice("way", *WAYS, "folder") == "folder":
        return LanguagePrinter(FolderLink(Path(config.text("folder")).expanduser()), config)
    return LanguagePrinter(around.ear.over(way(config)), config)


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose every port that answered as a label printer."""
    for each in found.answers:
        if each.spoken in LANGUAGES:
            options: dict[str, Option] = {"language": each.spoken, "way": "serial"}
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
