"""Cash rounding (R7, R8): the part paid in cash is rounded to the smallest coin, nothing else."""

from dataclasses import dataclass

from inventory.kernel.errors import Refused
from inventory.kernel.money import Money, Rounding
from inventory.kernel.text import Text


@dataclass(frozen=True, slots=True)
class CashRule:
    """The smallest step of cash in minor units (1 = no rounding) and the direction."""

    step_minor: int = 1
    mode: Rounding = Rounding.HALF_UP

    def due(self, still_open: Money) -> Money:
        """Return what cash settles this open amount."""
        return still_open.round_to(self.step_minor, self.mode)

    def require_legal(self, given: Money) -> None:
        """Refuse an amount of cash that no coins make; name the two nearest that they do."""
        if given.minor % self.step_minor == 0:
            return
        low = given.round_to(self.step_minor, Rounding.DOWN)
        high = given.round_to(self.step_minor, Rounding.UP)
        raise Refused(
            Text.of(
                "tender.not_on_step",
                given=given.plain(),
                low=low.plain(),
                high=high.plain(),
            )
        )
