"""Looks around the machine for devices and proposes how each could be set up.

Reads what the kernel shows (``/sys``) and its device files (``/dev``); opens no device. The search
for network printers is made only when somebody asks for it, once, and only in the private networks
that this machine's own addresses lie in; serial ports, too, are asked on demand alone. Source of
the classes: USB HID Usage Tables, page 0x8C; USB device class codes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from inventory.kernel.text import Text
from pos_app.hardware import network_search
from pos_app.hardware.categories.found import (
    Found,
    InputDevice,
    NetworkPrinter,
    Proposal,
    SerialPort,
)
from pos_app.hardware.driver import DeviceConfig, Option
from pos_app.hardware.kernel_view import (
    Machine,
    entries,
    held,
    hid_devices,
    lasting_name,
    number,
    upwards,
    usb_devices,
    word,
)
from pos_app.hardware.registry import ON_PRINTER, kinds

_KEYS_OF_A_SCANNER = (*range(2, 12), 28)  # KEY_1 to KEY_0, KEY_ENTER
_PORTS = ("ttyUSB*", "ttyACM*", "ttyS*", "ttyAMA*", "ttymxc*")


def look(machine: Machine | None = None, printers: Iterable[NetworkPrinter] = ()) -> Found:
    """Return what is there; what cannot be read is left out, never raised."""
    machine = machine or Machine()
    links = machine.links()
    return Found(
        usb=tuple(usb_devices(machine)),
        serial=tuple(_serial(machine, links)),
        inputs=_told_apart(tuple(_inputs(machine, links)), machine),
        hids=tuple(hid_devices(machine)),
        network=tuple(printers),
    )


def look_further(
    configs: Iterable[DeviceConfig],
    machine: Machine | None = None,
    *,
    network: bool = False,
    serial: bool = False,
) -> Found:
    """Look, on demand also beside this machine, and at what answers on its free serial ports.

    That takes seconds, so it is done on a spare thread.
    """
    found = look(machine, network_search.search() if network else ())
    if not serial:
        return found
    from pos_app.hardware import serial_search  # with pyserial, which only those load who ask

    ports = [each for each in free_ports(found, configs) if not each.busy]
    return replace(found, answers=serial_search.search(ports))


def discover(
    configs: Iterable[DeviceConfig], *, network: bool = False, serial: bool = False
) -> tuple[Proposal, ...]:
    """Look on this machine, and further where that was asked for; return what could be set up."""
    present = tuple(configs)
    return propose(look_further(present, network=network, serial=serial), present)


def listening(
    configs: Iterable[DeviceConfig], machine: Machine | None = None
) -> tuple[Proposal, ...]:
    """Return every input that could be a scanner's and is not set up, to wait for a scan there.

    Not the ports that another program has: who opens one sets its speed for both.
    """
    found = look(machine)
    busy = {each.stable for each in found.serial if each.busy}
    return tuple(
        each
        for each in propose(found, configs)
        if each.category == "scanner" and each.options.get("port") not in busy
    )


def free_ports(found: Found, configs: Iterable[DeviceConfig]) -> tuple[SerialPort, ...]:
    """Return the ports that no device is set up on."""
    nodes = _lasting(found)
    taken = {_place(each.options, nodes) for each in configs}
    return tuple(each for each in found.serial if _place({"port": each.node}, nodes) not in taken)


def propose(found: Found, configs: Iterable[DeviceConfig] = ()) -> tuple[Proposal, ...]:
    """Return what could be set up and is not yet, the sure ones first, each with its own name."""
    present = tuple(configs)
    nodes = _lasting(found)
    taken = {_place(each.options, nodes) for each in present}
    proposals: list[Proposal] = []
    for kind in kinds():
        for each in kind.detect(found) if kind.detect is not None else ():
            place = _place(each.options, nodes)
            if taken.isdisjoint((place, _without_serial(place, found))):
                taken.add(place)
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
    name, count = proposal.device_id, 2
    while name in names:
        name, count = f"{proposal.device_id} {count}", count + 1
    names.add(name)
    return replace(proposal, device_id=name)


def _lasting(found: Found) -> dict[str, str]:
    """Return the device file of each name that lasts, with and without a serial number."""
    nodes: dict[str, str] = {}
    for group in (found.usb, tuple(each for each in found.hids if each.scanner)):
        for each in group:
            if each.node:
                nodes[lasting_name(each, group)] = each.node
                nodes.setdefault(lasting_name(replace(each, serial=""), group), each.node)
    return nodes


def _without_serial(place: tuple[str, ...], found: Found) -> tuple[str, ...]:
    """Return how a set-up without serial number names this device, where it can mean no other."""
    bare = tuple(part for part in place if not part.startswith("serial="))
    alike = [
        each for each in found.usb if (f"vendor={each.vendor}", f"product={each.product}") == bare
    ]
    return bare if len(alike) == 1 else place


def _place(options: Mapping[str, object], nodes: Mapping[str, str]) -> tuple[str, ...]:
    """Return what two set-ups of the same device have in common: a file, an address, a number."""
    file = options.get("path") or (options.get("port") if "host" not in options else None)
    if isinstance(file, str) and file:
        return ("file", str(Path(nodes.get(file, file)).resolve()))
    names = ("host", "port", "vendor", "product", "serial", "socket", "phys", "printer")
    return tuple(f"{name}={options[name]}" for name in names if name in options)


# --- what the kernel shows -------------------------------------------------------------------


def _serial(machine: Machine, links: Mapping[str, str]) -> Iterable[SerialPort]:
    consoles = {line.split()[0] for line in word(machine.root / "proc/consoles").splitlines()}
    busy = held(machine)
    for pattern in _PORTS:
        for node in sorted(machine.dev.glob(pattern)):
            if node.name in consoles:
                continue  # the system itself speaks there
            about = machine.sys / "class/tty" / node.name / "device"
            if pattern == "ttyS*" and (about / "subsystem").resolve().name == "platform":
                continue  # a number that the kernel keeps for a port that is not there
            usb = next((up for up in upwards(about) if (up / "idVendor").exists()), None)
            name = word(usb / "product") if usb is not None else ""
            yield SerialPort(
                node=str(node),
                stable=links.get(str(node.resolve()), str(node)),
                name=name or node.name,
                vendor=number(usb / "idVendor") if usb is not None else 0,
                product=number(usb / "idProduct") if usb is not None else 0,
                busy=not busy.isdisjoint((str(node), str(node.resolve()))),
            )


def _inputs(machine: Machine, links: Mapping[str, str]) -> Iterable[InputDevice]:
    for place in sorted(entries(machine.sys / "class/input"), key=lambda each: each.name):
        if not place.name.startswith("event"):
            continue
        about, node = place / "device", machine.dev / "input" / place.name
        keys = _bits(word(about / "capabilities/key"))
        yield InputDevice(
            node=str(node),
            stable=links.get(str(node.resolve()), str(node)),
            name=word(about / "name"),
            vendor=number(about / "id/vendor"),
            product=number(about / "id/product"),
            serial=word(about / "uniq"),
            phys=word(about / "phys"),
            digits=all(keys >> key & 1 for key in _KEYS_OF_A_SCANNER),
        )


def _told_apart(inputs: tuple[InputDevice, ...], machine: Machine) -> tuple[InputDevice, ...]:
    """Name equal devices without a serial number by their sockets: the other name means either."""
    sockets = {str(link.resolve()): str(link) for link in entries(machine.dev / "input/by-path")}
    kinds_seen = [(each.vendor, each.product, each.serial, each.digits) for each in inputs]
    return tuple(
        replace(each, stable=sockets.get(str(Path(each.node).resolve()), each.node))
        if kinds_seen.count(kind) > 1
        else each
        for each, kind in zip(inputs, kinds_seen, strict=True)
    )


def _bits(words: str) -> int:
    """Return a bitmap of the kernel: words of 64 bits, the highest first."""
    bits = 0
    for each in words.split():
        bits = bits << 64 | int(each, 16)
    return bits
