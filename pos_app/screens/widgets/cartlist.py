"""The list of the cart with the actions of the chosen line inside it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.widgets.cartrow import CartRow
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.rows import RowList
from pos_app.screens.widgets.stepper import Stepper

Action = Sequence[str]  # name, word, icon[, state]: "" | "applied" | "off" | "locked" | "danger"
_KINDS = {"applied": "amber", "danger": "danger"}
_APART_MM = {WIDE: 6.1, COMPACT: 4.0, PORTRAIT: 1.5}


class LineActions(Part):
    """Delete, apart from it the stepper, then what a line allows.

    ``actions`` are (name, word, icon[, state]); states: ``applied`` (amber), ``off``, ``danger``,
    ``locked`` (off, with a lock: it takes a right).
    The first one stands apart at the far left (mirrored: at the far right), far from the money.
    ``chips`` (name, word) replace all but the delete key while they are set: the discounts.
    Portrait has keys for less and more.
    ``on_action(name, mark)`` tells; ``less``, ``more`` and ``quantity`` (the number between them)
    are names too. ``mark`` says which line that is: what it was when the finger came down.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "actions",
        "quantity",
        "least",
        "chips",
        "less_word",
        "more_word",
        "chip_chosen",
        "mark",
    )
    actions = ListProperty([])
    chips = ListProperty([])
    chip_chosen = StringProperty("")
    quantity = StringProperty("1")
    least = BooleanProperty(False)
    less_word = StringProperty("")
    more_word = StringProperty("")
    mark = ObjectProperty(None, allownone=True)
    __events__ = ("on_action",)

    def build(self) -> None:
        """Make the stepper; keys come with the actions."""
        self.stepper = Stepper()
        self.stepper.bind(on_step=lambda _, name, mark: self.dispatch("on_action", name, mark))
        self.add_widget(self.stepper)
        self.keys: list[Key] = []

    def wanted(self) -> int:
        """Return the height the actions take in their line."""
        return int(metrics.row_actions - metrics.s2)

    def refresh(self) -> None:
        """Place the keys beside each other, the first apart."""
        narrow = metrics.layout == PORTRAIT
        entries = self._entries(narrow=narrow)
        while len(self.keys) < len(entries):
            key = Key()
            key.bind(on_release=self._tapped)
            self.keys.append(key)
            self.add_widget(key)
        for key in self.keys[len(entries) :]:
            show(key, False)
            key.pos = (-9999, -9999)
        stepped = not narrow and not self.chips
        show(self.stepper, stepped)
        self.stepper.value, self.stepper.least = self.quantity, self.least
        self.stepper.mark = self.mark
        if not stepped:
            self.stepper.pos = (-9999, -9999)
        self._dress(entries)
        self._lay(len(entries), stepped=stepped)

    def _entries(self, *, narrow: bool) -> list[Action]:
        entries: list[Action] = list(self.actions)
        if self.chips:
            return [*entries[:1], *((name, word, "") for name, word in self.chips)]
        if narrow:
            steps: list[Action] = [
                ("less", self.less_word, "minus", "off" if self.least else ""),
                ("more", self.more_word, "plus"),
            ]
            entries = entries[:1] + steps + entries[1:]
        return entries

    def _dress(self, entries: Sequence[Action]) -> None:
        for key, entry in zip(self.keys, entries, strict=False):
            name, word, icon, state = (*entry, "", "")[:4]
            key.name, key.text, key.icon = name, word, icon
            key.mark = (name, self.mark)
            key.kind, key.locked = _KINDS.get(state, "plain"), state == "locked"
            key.disabled = state in {"off", "locked"}
            key.stacked = metrics.layout != COMPACT and bool(icon)
            key.chosen = bool(self.chips) and name == self.chip_chosen
            key.checked = metrics.layout != PORTRAIT
            key.padding_px = metrics.s1
            key.font_size = metrics.body if key.stacked and metrics.layout == PORTRAIT else 0
            show(key, True)

    def _lay(self, count: int, *, stepped: bool) -> None:
        gap, apart = metrics.s2, metrics.u(_APART_MM[metrics.layout])
        pad = metrics.s4
        if metrics.layout == PORTRAIT:
            pad, gap = metrics.u(1.5), metrics.u(0.76)
        left, right = self.x + pad, self.right - pad
        steps = 2.0 if stepped else 0.0
        spaces = gap * (count - 1 + (1 if stepped else 0)) + apart
        each = (right - left - spaces) / max(1.0, count + steps)
        for at in range(count):
            self._stand(self.keys[at], left, each)
            left += each + gap
            if at == 0:
                left += apart
                if stepped:
                    self._stand(self.stepper, left, each * steps)
                    left += each * steps + gap

    def _stand(self, part: Widget, left: float, width: float) -> None:
        if metrics.mirrored:
            left = self.x + self.right - left - width
        place(part, left, self.y, width, self.height)

    def _tapped(self, key: Key) -> None:
        name, mark = key.held
        self.dispatch("on_action", name, mark)

    def on_action(self, name: str, mark: object) -> None:
        """A line is to be changed (event)."""


class CartList(RowList):
    """Lines of the cart; ``actions`` stand in the chosen one. ``on_choose(key)`` tells of a tap.

    ``on_action(name, mark)`` passes on what ``actions`` tells.
    """

    __events__ = ("on_action",)

    def __init__(self, **kwargs: object) -> None:
        self.actions = LineActions(size_hint=(None, None))
        super().__init__(**kwargs)
        self.make_row = CartRow
        self.height_of = self._height
        self.inner.add_widget(self.actions)
        show(self.actions, False)
        self.actions.bind(on_action=lambda _, *of: self.dispatch("on_action", *of))

    def _height(self, face: Any) -> float:
        row = float(metrics.row)
        return row + self.actions.wanted() + metrics.s2 if face.chosen else row

    def _faces(self) -> list[tuple[str, Any]]:
        return list(self._shown.items())

    def _fill(self) -> None:
        super()._fill()
        chosen = next((key for key, face in self._faces() if face.chosen), "")
        show(self.actions, chosen)
        if not chosen:
            self.actions.pos = (-9999, -9999)
            return
        row = self.rows[chosen]
        high = self.actions.wanted()
        place(self.actions, row.x, row.y + metrics.s2, row.width, high)

    def on_action(self, name: str, mark: object) -> None:
        """The chosen line is to be changed (event)."""
