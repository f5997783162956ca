"""Looks around the machine for devices and proposes how each could be set up.

Reads what the kernel shows (``/sys``) and its device files (``/dev``); opens no device. The search
for network printers is made only when somebody asks for it, once, and only in the private networks
that this machine's own addresses lie in. Source of the classes: USB HID Usage Tables, page 0x8C;
USB device class codes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.kernel.text import Text
from pos_app.hardware.categories.found import (
    Found,
    HidDevice,
    InputDevice,
    NetworkPrinter,
    Proposal,
    SerialPort,
    UsbDevice,
)
from pos_app.hardware.driver import DeviceConfig, Option
from pos_app.hardware.registry import ON_PRINTER, kinds

PRINTER_CLASS = 7
_SCANNER_PAGE = 0x8C
_KEYS_OF_A_SCANNER = (*range(2, 12), 28)  # KEY_1 to KEY_0, KEY_ENTER
_PORTS = ("ttyUSB*", "ttyACM*", "ttyS*", "ttyAMA*", "ttymxc*")
_LINKS = ("input/by-id", "input/by-path", "serial/by-id", "serial/by-path")


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the kernel shows its devices; another place in tests."""

    root: Path = Path("/")

    @property
    def sys(self) -> Path:
        """What the kernel says of its devices."""
        return self.root / "sys"

    @property
    def dev(self) -> Path:
        """The device files."""
        return self.root / "dev"

    def links(self) -> Mapping[str, str]:
        """Return device file → its name that stays, the best one where there are several."""
        found: dict[str, str] = {}
        for folder in _LINKS:
            for link in sorted(_entries(self.dev / folder)):
                found.setdefault(str(link.resolve()), str(link))
        return found


def look(machine: Machine | None = None, printers: Iterable[NetworkPrinter] = ()) -> Found:
    """Return what is there; what cannot be read is left out, never raised."""
    machine = machine or Machine()
    links = machine.links()
    return Found(
        usb=tuple(_usb(machine)),
        serial=tuple(_serial(machine, links)),
        inputs=_told_apart(tuple(_inputs(machine, links)), machine),
        hids=tuple(_hids(machine)),
        network=tuple(printers),
    )


def propose(found: Found, configs: Iterable[DeviceConfig] = ()) -> tuple[Proposal, ...]:
    """Return what could be set up and is not yet, the sure ones first, each with its own name."""
    present = tuple(configs)
    taken = {_place(each.options) for each in present}
    proposals: list[Proposal] = []
    for kind in kinds():
        for each in kind.detect(found) if kind.detect is not None else ():
            if _place(each.options) not in taken:
                taken.add(_place(each.options))
                proposals.append(each)
    proposals += _drawers(present)
    names = {each.device_id for each in present}
    return tuple(_named(each, names) for each in sorted(proposals, key=lambda each: not each.sure))


def _drawers(configs: tuple[DeviceConfig, ...]) -> list[Proposal]:
    """Return a drawer for the first printer where no drawer is set up: most hang on a printer."""
    printers = [each.device_id for each in configs if each.category == "printer"]
    if not printers or any(each.category == "drawer" for each in configs):
        return []
    why = Text.of("hardware.found.drawer", printer=printers[0])
    options: dict[str, Option] = {"printer": printers[0], "pin": 2}
    return [Proposal("drawer", "drawer", ON_PRINTER, options, why, sure=False)]


def _named(proposal: Proposal, names: set[str]) -> Proposal:
    """Return it with a name that no other device has."""
    name, number = proposal.device_id, 2
    while name in names:
        name, number = f"{proposal.device_id} {number}", number + 1
    names.add(name)
    return replace(proposal, device_id=name)


def _place(options: Mapping[str, object]) -> tuple[str, ...]:
    """Return what two set-ups of the same device have in common: a file, an address, a number."""
    file = options.get("path") or (options.get("port") if "host" not in options else None)
    if isinstance(file, str) and file:
        return ("file", str(Path(file).resolve()))
    names = ("host", "port", "vendor", "product", "serial", "phys", "printer")
    return tuple(f"{name}={options[name]}" for name in names if name in options)


# --- what the kernel shows -------------------------------------------------------------------


def _usb(machine: Machine) -> Iterable[UsbDevice]:
    for place in sorted(_entries(machine.sys / "bus/usb/devices")):
        if ":" in place.name or not (place / "idVendor").exists():
            continue
        faces = [face for face in _entries(place) if (face / "bInterfaceClass").exists()]
        printer = [face for face in faces if _hex(face / "bInterfaceClass") == PRINTER_CLASS]
        nodes = [node.name for face in printer for node in _entries(face / "usbmisc")]
        drivers = [(face / "driver").resolve().name for face in printer
                   if (face / "driver").exists()]  # fmt: skip
        yield UsbDevice(
            vendor=_hex(place / "idVendor"),
            product=_hex(place / "idProduct"),
            name=f"{_word(place / 'manufacturer')} {_word(place / 'product')}".strip(),
            serial=_word(place / "serial"),
            place=place.name,
            classes=frozenset(_hex(face / "bInterfaceClass") for face in faces),
            node=str(machine.dev / "usb" / nodes[0]) if nodes else "",
            kernel_driver=drivers[0] if drivers else "",
        )


def _serial(machine: Machine, links: Mapping[str, str]) -> Iterable[SerialPort]:
    consoles = {line.split()[0] for line in _word(machine.root / "proc/consoles").splitlines()}
    for pattern in _PORTS:
        for node in sorted(machine.dev.glob(pattern)):
            if node.name in consoles:
                continue  # the system itself speaks there
            about = machine.sys / "class/tty" / node.name / "device"
            if pattern == "ttyS*" and (about / "subsystem").resolve().name == "platform":
                continue  # a number that the kernel keeps for a port that is not there
            usb = next((up for up in _upwards(about) if (up / "idVendor").exists()), None)
            name = _word(usb / "product") if usb is not None else ""
            yield SerialPort(
                node=str(node),
                stable=links.get(str(node.resolve()), str(node)),
                name=name or node.name,
                vendor=_hex(usb / "idVendor") if usb is not None else 0,
                product=_hex(usb / "idProduct") if usb is not None else 0,
            )


def _inputs(machine: Machine, links: Mapping[str, str]) -> Iterable[InputDevice]:
    for place in sorted(_entries(machine.sys / "class/input"), key=lambda each: each.name):
        if not place.name.startswith("event"):
            continue
        about, node = place / "device", machine.dev / "input" / place.name
        keys = _bits(_word(about / "capabilities/key"))
        yield InputDevice(
            node=str(node),
            stable=links.get(str(node.resolve()), str(node)),
            name=_word(about / "name"),
            vendor=_hex(about / "id/vendor"),
            product=_hex(about / "id/product"),
            serial=_word(about / "uniq"),
            phys=_word(about / "phys"),
            digits=all(keys >> key & 1 for key in _KEYS_OF_A_SCANNER),
        )


def _told_apart(inputs: tuple[InputDevice, ...], machine: Machine) -> tuple[InputDevice, ...]:
    """Name equal devices without a serial number by their sockets: the other name means either."""
    sockets = {str(link.resolve()): str(link) for link in _entries(machine.dev / "input/by-path")}
    kinds_seen = [(each.vendor, each.product, each.serial, each.digits) for each in inputs]
    return tuple(
        replace(each, stable=sockets.get(str(Path(each.node).resolve()), each.node))
        if kinds_seen.count(kind) > 1
        else each
        for each, kind in zip(inputs, kinds_seen, strict=True)
    )


def _hids(machine: Machine) -> Iterable[HidDevice]:
    for place in sorted(_entries(machine.sys / "class/hidraw"), key=lambda each: each.name):
        about = place / "device"
        facts = dict(
            line.partition("=")[::2] for line in _word(about / "uevent").splitlines() if "=" in line
        )
        numbers = facts.get("HID_ID", "").split(":")
        vendor, product = (int(each, 16) for each in numbers[1:]) if len(numbers) == 3 else (0, 0)
        yield HidDevice(
            node=str(machine.dev / place.name),
            name=facts.get("HID_NAME", ""),
            vendor=vendor,
            product=product,
            serial=facts.get("HID_UNIQ", ""),
            phys=facts.get("HID_PHYS", ""),
            scanner=_SCANNER_PAGE in usage_pages(_bytes(about / "report_descriptor")),
        )


def usage_pages(descriptor: bytes) -> frozenset[int]:
    """Return the usage pages that a HID report descriptor names; a broken one ends early."""
    pages: set[int] = set()
    at = 0
    while at < len(descriptor):
        head = descriptor[at]
        if head == 0xFE:  # a long item: its length is the next byte
            at += 3 + (descriptor[at + 1] if at + 1 < len(descriptor) else 0)
            continue
        size = (0, 1, 2, 4)[head & 3]
        if head & 0xFC == 0x04:
            pages.add(int.from_bytes(descriptor[at + 1 : at + 1 + size], "little"))
        at += 1 + size
    return frozenset(pages)


# --- reading small files ---------------------------------------------------------------------


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _upwards(place: Path) -> list[Path]:
    """Return the folder that a link means and those above it."""
    real = place.resolve()
    return [real, *real.parents]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _word(path: Path) -> str:
    return _bytes(path).decode("utf-8", "replace").strip()


def _hex(path: Path) -> int:
    try:
        return int(_word(path) or "0", 16)
    except ValueError:
        return 0


def _bits(words: str) -> int:
    """Return a bitmap of the kernel: words of 64 bits, the highest first."""
    number = 0
    for word in words.split():
        number = number << 64 | int(word, 16)
    return number
