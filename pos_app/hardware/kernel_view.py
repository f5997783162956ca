"""What the kernel shows of a machine's devices in ``/sys`` and ``/dev``; nothing is opened.

A device file of a printer or of raw HID reports is numbered anew at each start. What stays is the
device's maker, model and serial number, or its socket: ``usb:0416:5011:SERIAL`` or
``usb:0416:5011@1-2``, and ``hid:`` for a scanner of the class for points of sale.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pos_app.hardware.categories.found import HidDevice, UsbDevice

PRINTER_CLASS = 7
_SCANNER_PAGE = 0x8C
_LABELS = ("TSPL", "ZPL")
_LINKS = ("input/by-id", "input/by-path", "serial/by-id", "serial/by-path")
_NAME = re.compile(
    r"(?P<bus>usb|hid):(?P<vendor>[0-9a-f]{4}):(?P<product>[0-9a-f]{4})"
    r"(?::(?P<serial>[^@]+))?(?:@(?P<socket>.+))?"
)


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
            for link in sorted(entries(self.dev / folder)):
                found.setdefault(str(link.resolve()), str(link))
        return found


def lasting_name(device: UsbDevice | HidDevice, others: Iterable[UsbDevice | HidDevice]) -> str:
    """Return what names a device over restarts: its serial number, or its socket among equals."""
    bus, socket = ("usb", device.place) if isinstance(device, UsbDevice) else ("hid", device.phys)
    plain = f"{bus}:{device.vendor:04x}:{device.product:04x}"
    if device.serial and "@" not in device.serial:
        return f"{plain}:{device.serial}"
    alike = [each for each in others if (each.vendor, each.product) == _model(device)]
    return f"{plain}@{socket}" if len(alike) > 1 and socket else plain


def _model(device: UsbDevice | HidDevice) -> tuple[int, int]:
    return device.vendor, device.product


def node_of(name: str, machine: Machine | None = None) -> str:
    """Return the device file that has this name now; empty where none has it, or several have.

    Any other name is a path and is returned as it is.
    """
    meant = _NAME.fullmatch(name)
    if meant is None:
        return name
    machine = machine or Machine()
    devices: list[tuple[UsbDevice | HidDevice, str]] = (
        [(each, each.place) for each in usb_devices(machine) if each.node]
        if meant["bus"] == "usb"
        else [(each, each.phys) for each in hid_devices(machine) if each.scanner]
    )
    model = (int(meant["vendor"], 16), int(meant["product"], 16))
    nodes = [
        each.node
        for each, socket in devices
        if _model(each) == model
        and meant["serial"] in (None, each.serial)
        and meant["socket"] in (None, socket)
    ]
    return nodes[0] if len(nodes) == 1 else ""


def usb_devices(machine: Machine) -> Iterable[UsbDevice]:
    """Yield every device on the USB bus."""
    for place in sorted(entries(machine.sys / "bus/usb/devices")):
        if ":" in place.name or not (place / "idVendor").exists():
            continue
        faces = [face for face in entries(place) if (face / "bInterfaceClass").exists()]
        printer = [face for face in faces if number(face / "bInterfaceClass") == PRINTER_CLASS]
        nodes = [node.name for face in printer for node in entries(face / "usbmisc")]
        drivers = [(face / "driver").resolve().name for face in printer
                   if (face / "driver").exists()]  # fmt: skip
        yield UsbDevice(
            vendor=number(place / "idVendor"),
            product=number(place / "idProduct"),
            name=f"{word(place / 'manufacturer')} {word(place / 'product')}".strip(),
            serial=word(place / "serial"),
            place=place.name,
            classes=frozenset(number(face / "bInterfaceClass") for face in faces),
            node=str(machine.dev / "usb" / nodes[0]) if nodes else "",
            kernel_driver=drivers[0] if drivers else "",
            labels=next(
                filter(None, (label_language(word(f / "ieee1284_id")) for f in printer)), ""
            ),
        )


def label_language(device_id: str) -> str:
    """Return the language of labels that a printer names among its commands, empty for none.

    Source: IEEE 1284, device identification: ``MFG:…;CMD:TSPL2,…;`` or ``COMMAND SET:ZPL;``.
    """
    for part in device_id.split(";"):
        key, _, said = part.partition(":")
        if key.strip().upper() in ("CMD", "COMMAND SET"):
            commands = [each.strip().upper() for each in said.split(",")]
            for language in _LABELS:
                if any(each.startswith(language) for each in commands):
                    return language.lower()
    return ""


def hid_devices(machine: Machine) -> Iterable[HidDevice]:
    """Yield every device of raw HID reports."""
    for place in sorted(entries(machine.sys / "class/hidraw"), key=lambda each: each.name):
        about = place / "device"
        facts = dict(
            line.partition("=")[::2] for line in word(about / "uevent").splitlines() if "=" in line
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
            scanner=_SCANNER_PAGE in usage_pages(contents(about / "report_descriptor")),
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


def held(machine: Machine) -> frozenset[str]:
    """Return the device files that other programs have open or say that they have.

    As far as this user may see: root alone sees what everybody has open. Old programs say it by a
    file with their process's number (Filesystem Hierarchy Standard, ``/var/lock``).
    """
    found: set[str] = set()
    for process in entries(machine.root / "proc"):
        if process.name.isdecimal() and process.name != str(os.getpid()):
            for file in entries(process / "fd"):
                with contextlib.suppress(OSError):
                    found.add(os.readlink(file))
    for lock in entries(machine.root / "var/lock"):
        number = word(lock) if lock.name.startswith("LCK..") else ""
        if number.isdecimal() and (machine.root / "proc" / number).exists():
            found.add(str(machine.dev / lock.name.removeprefix("LCK..")))
    return frozenset(found)


# --- reading small files ---------------------------------------------------------------------


def entries(folder: Path) -> list[Path]:
    """Return what lies in a folder; nothing where it cannot be read."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def upwards(place: Path) -> list[Path]:
    """Return the folder that a link means and those above it."""
    real = place.resolve()
    return [real, *real.parents]


def contents(path: Path) -> bytes:
    """Return what a small file says; nothing where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def word(path: Path) -> str:
    """Return what a small file says, as text."""
    return contents(path).decode("utf-8", "replace").strip()


def number(path: Path) -> int:
    """Return the hexadecimal number that a small file says, 0 where it says none."""
    try:
        return int(word(path) or "0", 16)
    except ValueError:
        return 0
