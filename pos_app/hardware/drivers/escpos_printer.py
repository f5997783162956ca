"""Receipt printers that speak ESC/POS, on any way: network, serial, device file, folder, USB."""

from pathlib import Path

from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.link import Link
from pos_app.hardware.profiles import Profile, profile
from pos_app.hardware.ways import WAYS, way


def _build(config: DeviceConfig, around: Surroundings) -> EscposPrinter:
    model = profile(config.text("profile", "generic-80-zh"), config.device_id)
    in_folder = config.choice("way", *WAYS, "folder") == "folder"
    link = _folder(config, model) if in_folder else way(config)
    return EscposPrinter(link, model, around.clock)


def _folder(config: DeviceConfig, model: Profile) -> Link:
    """Return a folder; the pictures in it need Pillow and the decoder, loaded only here."""
    from pos_app.hardware.paper import draw
    from pos_app.hardware.transports.folder import FolderLink

    picture = (lambda job: draw(job, model)) if config.flag("pictures", default=True) else None
    return FolderLink(Path(config.text("folder")).expanduser(), picture)


_OPTIONS = {"way", "profile", "folder", "pictures", "host", "port", "path", "baud", "parity"}
_USB = {"vendor", "product", "serial", "socket"}
DRIVER = DriverKind("printer", frozenset(_OPTIONS | _USB | {"queue"}), _build)
