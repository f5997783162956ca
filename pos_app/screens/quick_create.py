"""New goods at the till: a form that needs no typing, and the price on the pad."""

from kivy.properties import ObjectProperty

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column
from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.widgets import Key
from pos_app.screens.widgets.typed import PadKeys
from pos_app.viewmodels.quick_create import QuickCreateState, QuickCreateVM


class QuickForm(Column):
    """The rows of the form; where there is no room for the pad, the price is one of them."""

    vm = ObjectProperty(None)
    state = ObjectProperty(None, rebind=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._price = self.ids.price_row.__self__
        self._entry = self.ids.price.__self__

    def price_inside(self, *, inside: bool) -> None:
        """Take the price in above the name, whose kinds stay below it, or leave it to the pad."""
        if inside == (self._price.parent is self):
            return
        if inside:
            self.add_widget(self._price, index=self.children.index(self.ids.kinds) + 2)
        else:
            self.remove_widget(self._price)

    def show(self, state: QuickCreateState) -> None:
        """Show another state; a kind is a key that fills in the name."""
        before, self.state = self.state, state
        for field in ("name", "price", "colour", "size"):
            self.ids[field].fill_in(getattr(state, field))
        if before is state or before.kinds != state.kinds:
            self._fill(state)
        for key in self.ids.kinds.children:
            key.chosen = key.text == state.name

    def _fill(self, state: QuickCreateState) -> None:
        self.ids.kinds.clear_widgets()
        for name, word in state.kinds:
            key = Key(text=word, padding_px=metrics.s1)
            key.bind(on_release=lambda _, name=name: self.vm.pick_kind(name))
            self.ids.kinds.add_widget(key)


class QuickCreateScreen(BoundScreen):
    """Bound to a ``QuickCreateVM``."""

    def __init__(self, vm: QuickCreateVM) -> None:
        widgets.load()
        load_kv("quick_create")
        super().__init__(vm)
        pad = self.ids.pad.__self__  # in portrait it hears, unseen, what is typed
        self._typing = PadKeys(lambda: self, lambda: pad, vm.cancel)
        self._form = QuickForm(vm=vm, state=vm.state)
        self.ids.scroller.hold(self._form)
        self._form.show(vm.state)
        self._pad = [self.ids[name].__self__ for name in ("spare", "pad", "total")]
        metrics.bind(layout=self._turned)
        self._turned()
        keyboard.bind(height=self._make_room)

    def on_parent(self, *_: object) -> None:
        """Hear a real keyboard while this is shown."""
        self.take_keys(self._typing)

    def _turned(self, *_: object) -> None:
        """In portrait the price is typed into the form; elsewhere on the pad."""
        upright, side = metrics.layout == PORTRAIT, self.ids.side
        self._form.price_inside(inside=upright)
        for part, index in zip(self._pad, (1, 1, len(side.children) + 1), strict=True):
            if part.parent is not None:
                side.remove_widget(part)
            if not upright:
                side.add_widget(part, index=min(index, len(side.children)))

    def _make_room(self, *_: object) -> None:
        """Keep the field in sight above the keys on the screen."""
        field = keyboard.focused
        if keyboard.shown and field is not None and field.parent in self._form.children:
            row = field.parent
            self.ids.scroller.offset = max(0, self._form.top - row.top)

    def _show(self, state: QuickCreateState) -> None:
        super()._show(state)
        self._form.show(state)
