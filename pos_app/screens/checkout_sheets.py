"""What the drawer over the checkout holds: the pad, a note, stock, parked carts, search, more."""

from typing import Any

from kivy.properties import NumericProperty, ObjectProperty

from pos_app.screens.checkout_parts import (
    FunctionKey,
    HitsPage,
    MatrixPage,
    Page,
    ParkedPage,
    keep,
)
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.widgets import Key, Segmented
from pos_app.viewmodels.checkout_state import CheckoutState, PadFace

_SHORT = 8  # letters of a quick answer of which five stand beside each other


class Sheet(Page):
    """The content of the drawer; ``name`` says which one the state asked for."""

    name = ""


class PadSheet(Sheet):
    """Digits and quick answers."""

    name = "pad"
    face: Any = ObjectProperty(None, allownone=True, rebind=True)
    chips_height = NumericProperty(0)

    def __init__(self, vm: Any) -> None:
        self._modes = Segmented()
        self._modes.bind(on_choose=lambda _, name: vm.pad.mode(name))
        super().__init__(vm)

    def show(self, state: CheckoutState) -> None:
        """Show the question as it stands."""
        super().show(state)
        pad = state.pad
        if pad is None:
            return
        self.face = pad
        self._modes.options, self._modes.chosen = list(pad.modes), pad.mode
        keep(self.ids.top, self._modes, shown=bool(pad.modes), index=0)
        self._chips(pad)

    def _chips(self, pad: PadFace) -> None:
        cells = self.ids.chips
        short = all(len(word) <= _SHORT for _, word in pad.options)
        cells.cols = 5 if short else 3
        rows = -(-len(pad.options) // cells.cols)
        high = metrics.key_low if metrics.layout != PORTRAIT else metrics.target
        self.chips_height = rows * high + max(0, rows - 1) * metrics.s2
        while len(cells.children) > len(pad.options):
            cells.remove_widget(cells.children[0])
        while len(cells.children) < len(pad.options):
            key = Key(checked=False)
            key.bind(on_release=lambda key: self.vm.pad.choose(*key.held))
            cells.add_widget(key)
        for key, (name, word) in zip(reversed(cells.children), pad.options, strict=True):
            key.name, key.text, key.chosen = name, word, name == pad.chosen
            key.mark = (name, pad)
            key.padding_px = metrics.s2


class NoteSheet(Sheet):
    """Words about a line."""

    name = "note"
    face: Any = ObjectProperty(None, allownone=True, rebind=True)

    def __init__(self, vm: Any) -> None:
        super().__init__(vm)
        self.ids.entry.fill_in(vm.state.pad.text)
        keyboard.focus(self.ids.entry.__self__)
        keyboard.shown = True

    def show(self, state: CheckoutState) -> None:
        """Show the question."""
        super().show(state)
        self.face = state.pad


class _Holding(Sheet):
    """A sheet around a page."""

    page_class: type[Page] = Page

    def __init__(self, vm: Any) -> None:
        self._page = self.page_class(vm)
        super().__init__(vm)
        self.add_widget(self._page)

    def show(self, state: CheckoutState) -> None:
        """Show a new state in the page."""
        super().show(state)
        self._page.show(state)


class MatrixSheet(_Holding):
    """Size × colour where there is no room beside the cart."""

    name, page_class = "matrix", MatrixPage


class ResumeSheet(_Holding):
    """Which parked cart?"""

    name, page_class = "resume", ParkedPage


class FindSheet(_Holding):
    """The search where the bar above has no field."""

    name, page_class = "find", HitsPage

    def __init__(self, vm: Any) -> None:
        super().__init__(vm)
        keyboard.focus(self.ids.field.__self__)
        keyboard.shown = True

    def show(self, state: CheckoutState) -> None:
        """Show what was found."""
        super().show(state)
        self.ids.field.fill_in(state.search)


class MoreSheet(Sheet):
    """Everything that narrow screens keep behind one key."""

    name = "more"
    keys_height = NumericProperty(0)

    def show(self, state: CheckoutState) -> None:
        """Show a key for each."""
        super().show(state)
        cells = self.ids.ways
        while len(cells.children) < len(state.more):
            cells.add_widget(FunctionKey(vm=self.vm))
        for key, action in zip(reversed(cells.children), state.more, strict=True):
            key.action = action
        rows = -(-len(state.more) // cells.cols)
        self.keys_height = rows * metrics.key + max(0, rows - 1) * metrics.s2


_ALL: tuple[type[Sheet], ...] = (
    PadSheet, NoteSheet, MatrixSheet, ResumeSheet, FindSheet, MoreSheet,
)  # fmt: skip
_SHEETS = {each.name: each for each in _ALL}


def make_sheet(name: str, vm: Any) -> Sheet:
    """Return the sheet of this name for the state of the moment."""
    return _SHEETS[name](vm)
