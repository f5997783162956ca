"""A list of any length that only keeps the rows in sight; a row hears only what changed.

Items are frozen values with a ``key``; an item equal to the one a row shows costs nothing. Keep
lists from the catalogue to pages of 200 all the same: this saves widgets, not queries.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Protocol

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.widgets.scroller import Scroller


class Item(Protocol):
    """What every item of a list has."""

    @property
    def key(self) -> str:
        """The same item again has the same key."""


class RowList(Scroller):
    """``items`` are shown by ``make_row()`` widgets with ``show(item)``, ``height_of(item)`` tall.

    Without a ``height_of`` every row takes ``row_height`` pixels. ``on_choose(key)`` tells of a
    tap on a row that has ``on_release``. ``reveal`` names the item to keep in sight.
    """

    items: Sequence[Item] = ObjectProperty(())
    row_height = NumericProperty(0)
    reveal = StringProperty("")
    make_row: Callable[[], Widget] | None = ObjectProperty(None)
    height_of: Callable[[Item], float] | None = ObjectProperty(None, allownone=True)
    __events__ = ("on_choose",)

    def __init__(self, **kwargs: object) -> None:
        self.rows: dict[str, Widget] = {}
        self._spare: list[Widget] = []
        self._tops: list[float] = [0.0]
        self._shown: dict[str, Item] = {}
        self._revealed = ("", 0.0)
        super().__init__(**kwargs)
        self.inner = Widget(size_hint=(None, None))
        self.hold(self.inner)
        for name in ("items", "row_height", "make_row", "height_of", "reveal"):
            self.fbind(name, self._later)
        follow(self)

    def changed(self, *_: object) -> None:
        """Show every row anew."""
        self._shown.clear()
        self._later()

    def top_of(self, key: str) -> tuple[float, float]:
        """Return where an item begins and ends, from the top of the list."""
        for at, item in enumerate(self.items):
            if item.key == key:
                return self._tops[at], self._tops[at + 1]
        raise KeyError(key)

    def _place(self, *_: object) -> None:
        self._measure()
        wanted = (self.reveal, self.height)  # a bar above it takes room: it stays in sight
        if wanted != self._revealed and self.reveal:
            self._revealed = wanted
            try:
                self.scroll_to(*self.top_of(self.reveal))
            except KeyError:
                self._revealed = ("", 0.0)
        super()._place()
        self._fill()

    def _measure(self) -> None:
        height_of = self.height_of
        plain = self.row_height or metrics.row
        heights = (height_of(item) if height_of else plain for item in self.items)
        self._tops = list(accumulate(heights, initial=0.0))
        self.inner.height = self._tops[-1]

    def in_sight(self) -> range:
        """Return which items can be seen."""
        if not self.items:
            return range(0)
        first = max(0, bisect_right(self._tops, self.offset) - 1)
        last = bisect_right(self._tops, self.offset + max(1, self.height - 1))
        return range(first, min(last, len(self.items)))

    def _fill(self) -> None:
        if self.make_row is None:
            return
        wanted = {self.items[at].key: at for at in self.in_sight()}
        for key in [key for key in self.rows if key not in wanted]:
            self._retire(key)
        for key, at in wanted.items():
            row = self.rows.get(key) or self._summon(key)
            item = self.items[at]
            if self._shown.get(key) != item:
                self._shown[key] = item
                row.mark = key
                row.show(item)
            top, bottom = self._tops[at], self._tops[at + 1]
            row.size = (self.inner.width, bottom - top)
            row.pos = (self.inner.x, self.inner.top - bottom)

    def _retire(self, key: str) -> None:
        row = self.rows.pop(key)
        self._shown.pop(key, None)
        row.opacity, row.pos = 0.0, (-9999, -9999)
        self._spare.append(row)

    def _summon(self, key: str) -> Widget:
        if self._spare:
            row = self._spare.pop()
            row.opacity = 1.0
        else:
            row = self.make_row() if self.make_row is not None else Widget()
            row.size_hint = (None, None)
            self.inner.add_widget(row, index=len(self.inner.children))
            if row.is_event_type("on_release"):
                row.bind(on_release=self._tapped)
        self.rows[key] = row
        return row

    def _tapped(self, row: Widget) -> None:
        self.dispatch("on_choose", row.held)

    def on_choose(self, key: str) -> None:
        """A row was tapped (event)."""
