"""A simulated receipt printer: draws what it printed and has switches for its faults."""

from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import Profile, profile
from pos_app.hardware.virtual_printer import FAULTS, VirtualLink, VirtualPrinter
from pos_app.hardware.window_talk import Act, Seen, nothing_to_do

_PATIENCE = Patience(reach_s=0.5, answer_s=0.1, take_s=1.0, print_s=1.0)
_KEPT = 50


class SimulatedPrinter(EscposPrinter):
    """The driver of real printers over a printer that is only a program."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self.inside = VirtualPrinter()
        self.profile: Profile = profile(config.text("profile", "generic-80-zh"), config.device_id)
        link = around.ear.over(VirtualLink(self.inside, config.device_id))
        super().__init__(link, self.profile, around.clock, _PATIENCE)

    @property
    def papers(self) -> tuple[bytes, ...]:
        """The jobs that came out whole, oldest first; at most the last fifty."""
        with self.inside.lock:
            del self.inside.papers[:-_KEPT]
            return tuple(self.inside.papers)

    @property
    def switches(self) -> dict[str, bool]:
        """Every fault it knows, and whether it is turned on."""
        with self.inside.lock:
            return {fault: fault in self.inside.faults for fault in FAULTS}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off; see ``virtual_printer.FAULTS``."""
        self.inside.switch(fault, on=on)

    def paper_png(self, number: int = -1) -> bytes:
        """Return the picture of one paper that came out, the last one unless told."""
        from pos_app.hardware.paper import draw

        return draw(self.papers[number], self.profile)

    def seen(self) -> Seen:
        """Return which paper hangs out of it, as far as it is printed."""
        with self.inside.lock:
            hangs = self.inside.hanging
            return Seen(mark=f"{self.inside.printed} {len(hangs)}" if hangs else "")

    def picture(self) -> bytes:
        """Draw the paper that hangs out of it."""
        from pos_app.hardware.paper import draw

        hangs = self.inside.hanging
        return draw(hangs, self.profile) if hangs else b""

    def act(self, act: Act) -> None:
        """Do nothing: it has switches only."""
        raise nothing_to_do(act)


DRIVER = DriverKind(
    "printer",
    frozenset({"profile", "since_ms"}),
    SimulatedPrinter,
    id="simulated_printer",
    name="hardware.driver.simulated_printer",
)
