"""A simulated line display: says in text what a customer would see, with switches for faults."""

from pos_app.hardware.display_dialects import DIALECTS
from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.line_display import DialectDisplay
from pos_app.hardware.virtual_display import FAULTS, VirtualDisplay
from pos_app.hardware.virtual_wire import VirtualWire
from pos_app.hardware.window_talk import Act, Seen, nothing_to_do


class SimulatedDisplay(DialectDisplay):
    """The code of real displays over one that is only a program."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        dialect = DIALECTS[config.choice("dialect", *DIALECTS)]
        encoding = config.choice("encoding", "ascii", "gb18030")
        columns = config.number("columns", 20)
        self._places = columns if dialect.words else 8
        self.inside = VirtualDisplay(columns=columns, encoding=encoding, digits=not dialect.words)
        wire = VirtualWire(config.device_id, self.inside.take, self.inside.faults)
        super().__init__(around.ear.over(wire), dialect, config)

    @property
    def switches(self) -> dict[str, bool]:
        """Every fault it knows, and whether it is turned on."""
        return {fault: fault in self.inside.faults for fault in sorted(FAULTS)}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off: ``offline``, ``garble``."""
        self.inside.switch(fault, on=on)

    def seen(self) -> Seen:
        """Return what stands on it and which lamps are lit."""
        inside = self.inside
        return Seen(lines=inside.lines, columns=self._places, lamps=inside.lamps)

    def picture(self) -> bytes:
        """Return nothing: it has no paper."""
        return b""

    def act(self, act: Act) -> None:
        """Do nothing: it has switches only."""
        raise nothing_to_do(act)


DRIVER = DriverKind(
    "display",
    frozenset({"dialect", "encoding", "columns"}),
    SimulatedDisplay,
    id="simulated_display",
    name="hardware.driver.simulated_display",
)
