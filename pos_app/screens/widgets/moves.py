"""Parts of which only the place changed are shifted, not laid out anew: a list scrolls cheaply."""

from collections.abc import Iterable
from math import floor

from kivy.graphics import Rectangle
from kivy.uix.widget import Widget

Step = tuple[int, int]


def pixel(at: float) -> int:
    """Return the whole pixel nearest to a place; halves go up, so that moving changes no spacing.

    (``round`` takes halves to the even pixel: 2.5 and 3.5 would move two pixels apart.)
    """
    return floor(at + 0.5)


class Place:
    """Where a widget stood when it was looked at last."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._x, self._y = widget.pos

    def step(self) -> Step | None:
        """Return how far it moved since; nothing where rounding may come out otherwise."""
        x, y = self._widget.pos
        right, up = x - self._x, y - self._y
        self._x, self._y = x, y
        if right % 1 or up % 1:
            return None
        return int(right), int(up)


def shift(parts: Iterable[Widget | Rectangle], step: Step) -> None:
    """Move widgets or pictures by whole pixels."""
    right, up = step
    for each in parts:
        x, y = each.pos
        each.pos = x + right, y + up
