"""What stands between the till's user and its devices on this machine, and the line that mends it.

Nothing is mended here and no device is opened: rights, groups, and programs that hold a device are
read from the system. Lines are for Linux with udev, as root.
"""

import contextlib
import os
import re
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from inventory.kernel.text import Text
from pos_app.hardware.categories.found import Found, Proposal, UsbDevice
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.kernel_view import Machine, node_of
from pos_app.hardware.registry import DRIVERS, kinds

RULES = "/etc/udev/rules.d/70-suanpan.rules"
RELOAD = "udevadm control --reload-rules && udevadm trigger"
# Chips of serial adapters that brltty takes for braille displays.
_BRLTTY_TAKES = frozenset({(0x1A86, 0x7523), (0x10C4, 0xEA60), (0x0403, 0x6001), (0x067B, 0x2303)})
_DEVICE = re.compile(r"(?:lp|ttyUSB|ttyACM|ttyS|ttyAMA|hidraw|event|video)[0-9]{1,3}", re.ASCII)
_SHARED_GROUPS = frozenset({"input", "dialout", "lp", "plugdev", "uucp"})


@dataclass(frozen=True, slots=True)
class Person:
    """Who the till runs as."""

    name: str
    uid: int
    groups: frozenset[int]

    def may(self, node: Path) -> bool:
        """Tell whether this user may read and write a device file, by its owner, group and bits."""
        try:
            about = node.stat()
        except OSError:
            return False
        if self.uid == 0:
            return True
        bits = stat.S_IMODE(about.st_mode)
        shift = 6 if about.st_uid == self.uid else 3 if about.st_gid in self.groups else 0
        return bits >> shift & 6 == 6


@dataclass(frozen=True, slots=True)
class Ailment:
    """Something that is wrong: what, what it is called, and the lines that mend it as root.

    What is no ``fault`` is good to know, and nothing to mend.
    """

    rule: str
    text: Text
    mend: tuple[str, ...] = ()
    fault: bool = True


def person(name: str = "") -> Person:
    """Return who runs this, or who called ``sudo``, or a user of that name; raises KeyError."""
    if sys.platform == "win32":
        return Person(name, 0, frozenset())
    import pwd

    name = name or os.environ.get("SUDO_USER", "")
    about = pwd.getpwnam(name) if name else pwd.getpwuid(os.getuid())
    groups = os.getgrouplist(about.pw_name, about.pw_gid)
    return Person(about.pw_name, about.pw_uid, frozenset(groups))


def examine(
    configs: Iterable[DeviceConfig],
    found: Found,
    proposals: Iterable[Proposal],
    who: Person,
    machine: Machine | None = None,
) -> tuple[Ailment, ...]:
    """Return all that is wrong, each thing once."""
    machine, configs = machine or Machine(), tuple(configs)
    nodes = (*_nodes(configs, machine), *_nodes(proposals, machine))
    ailments = [
        *_missing_modules(configs),
        *_denied(nodes, who, machine),
        *_bus_denied(configs, proposals, found, who, machine),
        *_held_by_kernel(configs, found),
        *_brltty(found, machine),
        *_no_sound(machine),
    ]
    return tuple({f"{each.rule} {each.text}": each for each in ailments}.values())


def _nodes(devices: Iterable[DeviceConfig | Proposal], machine: Machine) -> list[Path]:
    """Return the device files that set-ups name."""
    values = (each.options.get(name) for each in devices for name in ("path", "port"))
    nodes = (node_of(each, machine) for each in values if isinstance(each, str) and each)
    return [Path(node) for node in nodes if node]


def _missing_modules(configs: tuple[DeviceConfig, ...]) -> Iterator[Ailment]:
    """Find drivers whose Python modules are not there; pip mends that as the till's own user."""
    for kind in kinds():
        if kind.id in {each.driver for each in configs} and kind.id in DRIVERS:
            for module in kind.needs.modules:
                if find_spec(module) is None:
                    text = Text.of("doctor.no_module", driver=kind.id, module=module)
                    yield Ailment("module", text)


def _denied(nodes: Iterable[Path], who: Person, machine: Machine) -> Iterator[Ailment]:
    """Find device files that are there and closed to the till's user.

    A path of the settings is anybody's word: lines are given only for files that the system itself
    keeps for printers, ports and scanners. No others become open, and no name becomes a rule.
    """
    for node in nodes:
        real = node.resolve()
        if not real.exists() or who.may(real):
            continue
        text = Text.of("doctor.denied", node=str(node), user=who.name)
        yield Ailment("denied", text, _let_in(real, who) if _is_ours(real, machine) else ())


def _is_ours(node: Path, machine: Machine) -> bool:
    dev = machine.dev.resolve()
    known = node.parent in (dev, dev / "usb", dev / "input")
    return known and _DEVICE.fullmatch(node.name) is not None


def _let_in(node: Path, who: Person) -> tuple[str, ...]:
    """Return the lines that give a user a device file: its group, or a rule of its own for it."""
    group = _group(node)
    about = node.stat()
    if group in _SHARED_GROUPS and about.st_mode & stat.S_IRGRP and about.st_mode & stat.S_IWGRP:
        return (f"usermod -aG {group} {shlex.quote(who.name)}",)
    kernel = re.sub(r"[0-9]+$", "*", node.name)
    rule = f'KERNEL=="{kernel}", MODE="0660", GROUP="{_group_for(node.name)}"'
    return _rule_lines(rule, _group_for(node.name), who)


def _rule_lines(rule: str, group: str, who: Person) -> tuple[str, ...]:
    return (
        f"echo {shlex.quote(rule)} >> {RULES}",
        RELOAD,
        f"usermod -aG {group} {shlex.quote(who.name)}",
    )


def _group(node: Path) -> str:
    if sys.platform == "win32":
        return ""
    import grp

    with contextlib.suppress(KeyError):
        return grp.getgrgid(node.stat().st_gid).gr_name
    return ""


def _group_for(name: str) -> str:
    """Return the group that Debian gives such device files."""
    if name.startswith("lp"):
        return "lp"
    return "dialout" if name.startswith("tty") else "input"


def _bus_denied(
    configs: tuple[DeviceConfig, ...],
    proposals: Iterable[Proposal],
    found: Found,
    who: Person,
    machine: Machine,
) -> Iterator[Ailment]:
    """Find printers that are used over the bus itself and whose file there is closed."""
    for each in _used_by_bus((*configs, *proposals), found):
        node = _bus_node(each, machine)
        if node is None or not node.exists() or who.may(node):
            continue
        rule = (
            f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{each.vendor:04x}",'
            f' ATTR{{idProduct}}=="{each.product:04x}", MODE="0660", GROUP="lp"'
        )
        text = Text.of("doctor.denied", node=each.name or str(node), user=who.name)
        yield Ailment("denied", text, _rule_lines(rule, "lp", who))


def _used_by_bus(devices: Iterable[DeviceConfig | Proposal], found: Found) -> Iterator[UsbDevice]:
    for device in devices:
        if device.options.get("way") == "usb":
            numbers = (device.options.get("vendor"), device.options.get("product"))
            yield from (each for each in found.usb if (each.vendor, each.product) == numbers)


def _bus_node(device: UsbDevice, machine: Machine) -> Path | None:
    place = machine.sys / "bus/usb/devices" / device.place
    try:
        numbers = [int((place / name).read_text()) for name in ("busnum", "devnum")]
    except (OSError, ValueError):
        return None
    return machine.dev / "bus/usb" / f"{numbers[0]:03d}" / f"{numbers[1]:03d}"


def _held_by_kernel(configs: tuple[DeviceConfig, ...], found: Found) -> Iterator[Ailment]:
    """Find printers set up for the bus that the kernel's printer driver holds.

    Not where another printer is used through that driver: without it that one would be gone.
    """
    paths = (str(each.options.get("path", "")) for each in configs)
    if any("usb/lp" in each or each.startswith("usb:") for each in paths):
        return
    for each in _used_by_bus(configs, found):
        if each.kernel_driver == "usblp":
            text = Text.of("doctor.usblp", name=each.name or each.place, node=each.node)
            block = "echo 'blacklist usblp' > /etc/modprobe.d/suanpan-usblp.conf"
            yield Ailment("usblp", text, (block, "modprobe -r usblp"))


def _brltty(found: Found, machine: Machine) -> Iterator[Ailment]:
    """Find the program for braille displays where a serial adapter is one that it takes."""
    installed = any((machine.root / path).exists() for path in ("usr/bin/brltty", "bin/brltty"))
    taken = [each for each in found.usb if (each.vendor, each.product) in _BRLTTY_TAKES]
    if installed and taken:
        text = Text.of("doctor.brltty", name=taken[0].name or taken[0].place)
        yield Ailment("brltty", text, ("systemctl mask --now brltty-udev.service brltty.service",))


def _no_sound(machine: Machine) -> Iterator[Ailment]:
    """Find out that there is nothing to beep with."""
    try:
        cards = (machine.root / "proc/asound/cards").read_text("utf-8")
    except OSError:
        cards = ""
    if sys.platform == "linux" and not re.search(r"(?m)^\s*\d+ \[", cards):
        yield Ailment("sound", Text.of("doctor.no_sound"), fault=False)
