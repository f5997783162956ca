"""A cash drawer on a way of its own: a trigger box on a serial line or in the network.

A drawer that hangs on a printer needs no driver: it works on that printer's thread.
"""

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import Kicked
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding, Needs, Surroundings
from pos_app.hardware.link import Link, LinkError
from pos_app.hardware.ways import way

_OPEN_S, _PULSE_S, _LOOK_S = 2.0, 1.0, 0.01


class EscposDrawer:
    """Sends one pulse when told; never a second one for the same kick."""

    waits = False

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._link: Link = around.ear.over(way(config))
        if self._link.spools:
            raise Refused(Text.of("hardware.drawer.spools"))

    def open(self) -> None:
        """Reach it."""
        self._link.open(_OPEN_S)

    def attend(self, wait_s: float) -> Finding:
        """Find out whether its way is still there; a trigger box itself says nothing."""
        self._link.receive(64, _LOOK_S)
        return READY

    def close(self) -> None:
        """Give the way back."""
        self._link.close()

    def kick(self, pin: int) -> Kicked:
        """Send ESC p once; an error after that may still have opened it and is not tried again."""
        pulse = bytes([0x1B, 0x70, 1 if pin == 5 else 0, 50, 50])
        try:
            self._link.send(pulse, _PULSE_S)
            self._link.finish(_PULSE_S)
        except LinkError as error:
            self._link.close()
            return Kicked("failed", error.text)
        return Kicked("sent", Text.of("hardware.drawer.sent"))


_OPTIONS = {"way", "host", "port", "path", "baud", "parity", "pin"}
DRIVER = DriverKind(
    "drawer",
    frozenset(_OPTIONS),
    EscposDrawer,
    id="escpos_drawer",
    name="hardware.driver.escpos_drawer",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*")),
)
