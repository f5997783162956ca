"""One of several: a row of keys of which one is chosen."""

from collections.abc import Sequence

from kivy.properties import (
    BooleanProperty,
    ListProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)

from pos_app.screens.layout import Row
from pos_app.screens.metrics import metrics
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.keystyle import CHOSEN, KINDS

Option = Sequence[str]  # name, word[, second line[, icon]]


class ChipRow(Row):
    """``options`` are (name, word[, second line[, icon]]); ``on_choose(name)`` tells of a tap.

    The row never chooses by itself: the view model answers by setting ``chosen``.
    """

    options = ListProperty([])
    chosen = StringProperty("")
    kind = OptionProperty("plain", options=KINDS)
    chosen_as = OptionProperty("ink", options=CHOSEN)
    font_size = NumericProperty(0)
    stacked = BooleanProperty(False)
    __events__ = ("on_choose",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        for name in ("options", "chosen", "kind", "chosen_as", "font_size", "stacked", "disabled"):
            self.fbind(name, self._fill)
        self.changed()
        self._fill()

    def changed(self, *_: object) -> None:
        """Take the gap again."""
        super().changed()
        self.spacing = metrics.s2

    def _fill(self, *_: object) -> None:
        keys = list(reversed(self.children))
        while len(keys) > len(self.options):
            self.remove_widget(keys.pop())
        while len(keys) < len(self.options):
            key = Key()
            key.bind(on_release=self._tapped)
            self.add_widget(key)
            keys.append(key)
        for key, option in zip(keys, self.options, strict=True):
            name, word, sub, icon = (*option, "", "")[:4]
            key.name, key.text, key.sub, key.icon = name, word, sub, icon
            key.kind, key.chosen_as, key.font_size = self.kind, self.chosen_as, self.font_size
            key.stacked = self.stacked
            key.chosen = bool(name) and name == self.chosen

    def _tapped(self, key: Key) -> None:
        self.dispatch("on_choose", key.name)

    def on_choose(self, name: str) -> None:
        """One was tapped (event)."""
