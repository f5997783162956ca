"""A line display on a serial line, real or over USB: Epson's ESC/POS, CD5220, or eight digits."""

from pos_app.hardware.display_dialects import DIALECTS
from pos_app.hardware.driver import DeviceConfig, DriverKind, Needs, Surroundings
from pos_app.hardware.line_display import DialectDisplay
from pos_app.hardware.transports.serial_port import SerialLink


def _build(config: DeviceConfig, around: Surroundings) -> DialectDisplay:
    dialect = DIALECTS[config.choice("dialect", *DIALECTS)]
    parity = config.choice("parity", "N", "E", "O")
    baud = config.number("baud", dialect.baud)
    return DialectDisplay(SerialLink(config.text("path"), baud, parity=parity), dialect, config)


_OPTIONS = {"path", "dialect", "encoding", "columns", "baud", "parity"}
DRIVER = DriverKind(
    "display",
    frozenset(_OPTIONS),
    _build,
    id="serial_display",
    name="hardware.driver.serial_display",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*")),
)
