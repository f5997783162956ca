"""A simulated scale: ``inside.put`` lays something on it, its switches are its faults."""

from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.scale_protocols import PROTOCOLS
from pos_app.hardware.virtual_scale import FAULTS, VirtualScale
from pos_app.hardware.virtual_wire import VirtualWire
from pos_app.hardware.weighing import ProtocolScale
from pos_app.hardware.window_talk import Act, Seen, grams_of, nothing_to_do

_STILL_S = 0.2


class SimulatedScale(ProtocolScale):
    """The code of real scales over one that is only a program."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        protocol = PROTOCOLS[config.choice("protocol", *PROTOCOLS)]
        grams = config.number("grams", 345)
        self.inside = VirtualScale("cas" if protocol.name == "cas" else "mettler_8217", grams)
        wire = VirtualWire(config.device_id, self.inside.take, self.inside.faults)
        super().__init__(around.ear.over(wire), protocol, still_s=_STILL_S)

    @property
    def switches(self) -> dict[str, bool]:
        """Every fault it knows, and whether it is turned on."""
        return {fault: fault in self.inside.faults for fault in sorted(FAULTS)}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off; see ``virtual_scale.FAULTS``."""
        self.inside.switch(fault, on=on)

    def seen(self) -> Seen:
        """Return what lies on it."""
        return Seen(grams=self.inside.grams)

    def picture(self) -> bytes:
        """Return nothing: it has no paper."""
        return b""

    def act(self, act: Act) -> None:
        """Put something on it instead of what lies there."""
        if act.verb != "put":
            raise nothing_to_do(act)
        self.inside.put(grams_of(act))


DRIVER = DriverKind(
    "scale",
    frozenset({"protocol", "grams"}),
    SimulatedScale,
    id="simulated_scale",
    name="hardware.driver.simulated_scale",
)
