"""Receipt printers that speak ESC/POS, on any way: network, serial, device file, folder, USB."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from inventory.kernel.text import Text
from pos_app.hardware.categories.found import Found, Proposal, UsbDevice
from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Option, Surroundings
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.kernel_view import lasting_name
from pos_app.hardware.link import Link
from pos_app.hardware.profiles import Profile, profile
from pos_app.hardware.ways import WAYS, way


def _build(config: DeviceConfig, around: Surroundings) -> EscposPrinter:
    model = profile(config.text("profile", "generic-80-zh"), config.device_id)
    model = model if config.flag("answers", default=True) else model.silent()
    in_folder = config.choice("way", *WAYS, "folder") == "folder"
    link = _folder(config, model) if in_folder else way(config)
    return EscposPrinter(around.ear.over(link), model, around.clock)


def _folder(config: DeviceConfig, model: Profile) -> Link:
    """Return a folder; the pictures in it need Pillow and the decoder, loaded only here."""
    from pos_app.hardware.paper import draw
    from pos_app.hardware.transports.folder import FolderLink

    picture = (lambda job: draw(job, model)) if config.flag("pictures", default=True) else None
    return FolderLink(Path(config.text("folder")).expanduser(), picture)


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose USB devices that call themselves printers, and what answers or takes jobs as one."""
    for each in found.usb:
        if _PRINTER_CLASS in each.classes and not each.labels:
            where: dict[str, Option] = {"way": "file", "path": lasting_name(each, found.usb)}
            if not each.node:
                where = {"way": "usb", "vendor": each.vendor, "product": each.product}
                where |= _told_apart(each, found.usb)
            why = Text.of("hardware.found.usb_printer", name=each.name or each.place)
            where["profile"] = _MODELS.get(each.vendor, _MODEL)
            yield Proposal("printer", "printer", "escpos", where, why)
    for host in found.network:
        where = {"profile": _MODEL, "way": "tcp", "host": host.host, "port": host.port}
        why = Text.of("hardware.found.network", where=f"{host.host}:{host.port}")
        yield Proposal("printer", "printer", "escpos", where, why, sure=False)
    for answer in found.answers:
        if answer.spoken == "escpos":
            where = {"profile": _MODEL, "way": "serial", "path": answer.port.stable}
            where["baud"] = answer.baud
            yield Proposal("printer", "printer", "escpos", where, answer.why("printer"))


def _told_apart(device: UsbDevice, devices: Iterable[UsbDevice]) -> dict[str, Option]:
    """Return what tells a printer from its equals: its serial number, else its socket."""
    if device.serial:
        return {"serial": device.serial}
    model = (device.vendor, device.product)
    alike = [each for each in devices if (each.vendor, each.product) == model]
    return {"socket": device.place} if len(alike) > 1 else {}


_PRINTER_CLASS = 7
_MODEL = "generic-80-zh"
_MODELS = {0x04B8: "epson-80-zh"}
_OPTIONS = {
    "answers",
    "way",
    "profile",
    "folder",
    "pictures",
    "host",
    "port",
    "path",
    "baud",
    "parity",
    "flow",
}
_USB = {"vendor", "product", "serial", "socket"}
DRIVER = DriverKind(
    "printer",
    frozenset(_OPTIONS | _USB | {"queue"}),
    _build,
    id="escpos",
    name="hardware.driver.escpos",
    needs=Needs(("serial", "escpos"), ("lp", "dialout"), ("usb/lp*", "ttyUSB*", "ttyACM*")),
    detect=_detect,
)
