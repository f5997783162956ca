"""Label printers that speak TSPL or ZPL: network, serial line, file, USB, CUPS or folder."""

from pathlib import Path

from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Surroundings
from pos_app.hardware.label_printer import OPTIONS, LanguagePrinter
from pos_app.hardware.transports.folder import FolderLink
from pos_app.hardware.ways import WAYS, way


def _build(config: DeviceConfig, around: Surroundings) -> LanguagePrinter:
    if config.choice("way", *WAYS, "folder") == "folder":
        return LanguagePrinter(FolderLink(Path(config.text("folder")).expanduser()), config)
    return LanguagePrinter(way(config), config)


_WAY = {"way", "host", "port", "path", "baud", "parity", "folder", "vendor", "product", "queue"}
DRIVER = DriverKind(
    "labels",
    OPTIONS | _WAY,
    _build,
    id="label_printer",
    name="hardware.driver.label_printer",
    needs=Needs(("serial", "escpos"), ("lp", "dialout"), ("usb/lp*", "ttyUSB*", "ttyACM*")),
)
