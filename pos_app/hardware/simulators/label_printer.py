"""A simulated label printer: draws what it printed and has switches for its faults."""

from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.label_printer import LANGUAGES, OPTIONS, LanguagePrinter
from pos_app.hardware.virtual_labels import FAULTS, VirtualLabelPrinter
from pos_app.hardware.virtual_wire import VirtualWire
from pos_app.hardware.window_talk import Act, Seen, nothing_to_do


class SimulatedLabelPrinter(LanguagePrinter):
    """The code of real label printers over one that is only a program."""

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        language = config.choice("language", *LANGUAGES)
        self.inside = VirtualLabelPrinter(language, config.number("dpi", 203))
        link = VirtualWire(config.device_id, self.inside.take, self.inside.faults)
        super().__init__(around.ear.over(link), config, answer_s=0.1)

    @property
    def switches(self) -> dict[str, bool]:
        """Every fault it knows, and whether it is turned on."""
        return {fault: fault in self.inside.faults for fault in sorted(FAULTS)}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off; see ``virtual_labels.FAULTS``."""
        self.inside.switch(fault, on=on)

    def seen(self) -> Seen:
        """Return which label was printed last."""
        count = self.inside.printed
        return Seen(mark=str(count) if count else "")

    def picture(self) -> bytes:
        """Draw the label that was printed last."""
        from pos_app.hardware.paper import png_of

        return png_of(self.inside.picture()) if self.inside.labels else b""

    def act(self, act: Act) -> None:
        """Do nothing: it has switches only."""
        raise nothing_to_do(act)


DRIVER = DriverKind(
    "labels",
    OPTIONS,
    SimulatedLabelPrinter,
    id="simulated_labels",
    name="hardware.driver.simulated_labels",
)
