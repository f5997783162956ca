"""A scale on a serial line, real or over USB: Mettler-Toledo 8217 or CAS."""

from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Surroundings
from pos_app.hardware.scale_protocols import PROTOCOLS
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.weighing import ProtocolScale


def _build(config: DeviceConfig, around: Surroundings) -> ProtocolScale:
    protocol = PROTOCOLS[config.choice("protocol", *PROTOCOLS)]
    bits = config.number("bits", protocol.bits)
    if bits not in (7, 8):
        raise config.wrong("bits")
    parity = config.text("parity", protocol.parity)
    if parity not in ("N", "E", "O"):
        raise config.wrong("parity")
    baud = config.number("baud", protocol.baud)
    link = SerialLink(config.text("path"), baud, bits=bits, parity=parity)
    return ProtocolScale(link, protocol)


_OPTIONS = {"path", "protocol", "baud", "bits", "parity"}
DRIVER = DriverKind(
    "scale",
    frozenset(_OPTIONS),
    _build,
    id="serial_scale",
    name="hardware.driver.serial_scale",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*")),
)
