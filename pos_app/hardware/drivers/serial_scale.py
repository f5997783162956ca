"""A scale on a serial line, real or over USB: Mettler-Toledo 8217 or CAS."""

from collections.abc import Iterator

from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Option, Surroundings
from pos_app.hardware.scale_protocols import PROTOCOLS
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.weighing import ProtocolScale


def _build(config: DeviceConfig, around: Surroundings) -> ProtocolScale:
    protocol = PROTOCOLS[config.choice("protocol", *PROTOCOLS)]
    bits = config.number("bits", protocol.bits)
    if bits not in (7, 8):
        raise config.wrong("bits", "7, 8")
    parity = config.text("parity", protocol.parity)
    if parity not in ("N", "E", "O"):
        raise config.wrong("parity", "N, E, O")
    baud = config.number("baud", protocol.baud)
    link = SerialLink(config.text("path"), baud, bits=bits, parity=parity)
    return ProtocolScale(around.ear.over(link), protocol)


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose every port that answered as a scale."""
    for each in found.answers:
        if each.spoken in PROTOCOLS:
            options: dict[str, Option] = {"path": each.port.stable, "protocol": each.spoken}
            if each.baud != PROTOCOLS[each.spoken].baud:
                options["baud"] = each.baud
            yield Proposal("scale", "scale", "serial_scale", options, each.why("scale"))


_OPTIONS = {"path", "protocol", "baud", "bits", "parity"}
DRIVER = DriverKind(
    "scale",
    frozenset(_OPTIONS),
    _build,
    id="serial_scale",
    name="hardware.driver.serial_scale",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*", "ttyS*")),
    detect=_detect,
)
