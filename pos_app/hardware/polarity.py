"""Which way round a drawer's sensor is wired, learned from two readings. Pure."""

from typing import Literal

from inventory.kernel.text import Text

Step = Literal["open", "closed"]


class Polarity:
    """Takes the sensor's line (high or low) once with the drawer open and once closed."""

    def __init__(self) -> None:
        self._lines: dict[Step, bool] = {}

    @property
    def open_is_high(self) -> bool | None:
        """Whether the line is high while the drawer is open; None until that is known for sure."""
        if len(self._lines) < 2 or self._lines["open"] == self._lines["closed"]:
            return None
        return self._lines["open"]

    def take(self, step: Step, *, high: bool | None) -> Text:
        """Take one reading and say what is known after it; None is a printer that cannot tell.

        Two readings that are the same mean that there is no sensor, that its cable lacks the
        line, or that the drawer did not move: nothing is learned and both steps begin again.
        """
        if high is None:
            self._lines.clear()
            return Text.of("hardware.polarity.no_answer")
        self._lines[step] = high
        if len(self._lines) < 2:
            return Text.of(f"hardware.polarity.then.{'closed' if step == 'open' else 'open'}")
        if self.open_is_high is None:
            self._lines.clear()
            return Text.of("hardware.polarity.same")
        return Text.of("hardware.polarity.learned")
