"""A finger on a key of money: it pays what stood under it when it came down, or nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyTouch:
    """When the finger came down, and the revision of what the key said then."""

    at_s: float
    revision: int


class Revision:
    """A number that is new whenever one of the values it is asked about is another."""

    def __init__(self) -> None:
        self._seen: tuple[object, ...] = ()
        self._number = 0

    def of(self, *values: object) -> int:
        """Return the number of these values; an equal value counts as the same."""
        if values != self._seen:
            self._seen, self._number = values, self._number + 1
        return self._number
