"""A second tap that follows the first in haste: the finger meant one thing, once.

What the first one did is answered in a moment, and something else may stand under the finger then.
"""

from inventory.kernel.clock import Clock

APART_S = 0.4


class Taps:
    """The taps on keys that must not act twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_s = -APART_S

    def hasty(self) -> bool:
        """Tell whether this tap follows the last one that was taken too soon; else it is that."""
        now_s = self._clock.monotonic()
        if now_s - self._last_s < APART_S:
            return True
        self._last_s = now_s
        return False
