"""Price tags on the screen: the list, and beside it (portrait: over it) the tag, size and Print."""

from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Row
from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.price_tag_parts import (
    TagLine,
    TagPad,
    TagRunSide,
    TagSide,
    TagSinceRow,
    search_field,
)
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Key
from pos_app.screens.widgets.field import settle_focus
from pos_app.viewmodels.price_tag_state import PriceTagsState
from pos_app.viewmodels.price_tags import PriceTagsVM


class _Typing:
    """Typing where no field has the keys: it goes to the search, where goods are searched for."""

    figures = False

    def __init__(self, screen: "PriceTagsScreen") -> None:
        self._screen = screen

    def insert(self, text: str) -> None:
        """Give the keys to the field, with this behind what stands in it."""
        field = self._screen.field
        if field.get_root_window() is not None:
            field.caret = len(field.text)
            keyboard.focus(field)
            field.insert(text)

    def command(self, name: str) -> None:
        """Take back what stands in the field: a letter, or with Escape all of it."""
        field = self._screen.field
        if field.get_root_window() is None or not field.text:
            return
        if name == "escape":
            self._screen.vm.type("")
        else:
            field.caret = len(field.text)
            keyboard.focus(field)
            field.command(name)

    def compose(self, text: str) -> None:
        """Nothing is composed here."""

    def submit(self) -> None:
        """Enter is the search's; without text it means nothing: the key alone prints."""
        field = self._screen.field
        if field.get_root_window() is not None and field.text:
            field.submit()


class PriceTagsScreen(BoundScreen):
    """Bound to a ``PriceTagsVM``."""

    lift = NumericProperty(0)

    def __init__(self, vm: PriceTagsVM) -> None:
        widgets.load()
        load_kv("price_tags")
        super().__init__(vm)
        self.field, self._since = search_field(vm), TagSinceRow(vm=vm, state=vm.state)
        self._setup, self._run = TagSide(vm=vm, state=vm.state), TagRunSide(vm)
        self._pad = TagPad(vm=vm)
        self._title = self.ids.title.__self__
        self._foot = Row(spacing=metrics.s2)
        self._look, self._press = Key(icon="tag"), Key(kind="ink", icon="printer", bold=True)
        self._look.bind(on_release=lambda _: self._open())
        self._press.bind(on_release=lambda _: self._pressed())
        self._foot.add_widget(self._look)
        self._foot.add_widget(self._press)
        self._opened, self._typing = False, _Typing(self)
        self.ids.rows.make_row = lambda: TagLine(vm)
        keyboard.bind(height=self._make_room, shown=self._make_room)
        metrics.bind(u=self._turned)
        self._show(vm.state)

    def on_parent(self, *_: object) -> None:
        """Hear a real keyboard while this is shown."""
        self.take_keys(self._typing)

    # --- verbs --------------------------------------------------------------------------

    def pick(self, key: str) -> None:
        """Add a style that was found, and put the keys away."""
        if self.state.finding:
            settle_focus()
            self.vm.pick(key)

    def shut(self) -> None:
        """Close what lies over the list."""
        if self.state.pad is not None:
            self.vm.close_pad()
        self._opened = False
        self._show(self.state)

    def _open(self) -> None:
        self._opened = True
        settle_focus()
        self._show(self.state)

    def _pressed(self) -> None:
        """Print, and show over the list how far it is."""
        self.vm.press()
        if self.state.way == "print":
            self._open()

    # --- what is shown ------------------------------------------------------------------

    def _turned(self, *_: object) -> None:
        self._opened = False
        self._show(self.state)

    def _show(self, state: PriceTagsState) -> None:
        super()._show(state)
        upright = metrics.layout == PORTRAIT
        self._since.state = self._setup.state = state
        self._pad.face = state.pad
        self.field.hint = tr.t("tags.search")
        self.field.fill_in(state.search)
        if state.run is not None:
            self._run.show(state.run)
        _fill(self.ids.ask, self.field if state.source == "style" else self._since)
        if upright != (self._title.parent is None):
            if upright:
                self.ids.head.remove_widget(self._title)
            else:
                self.ids.head.add_widget(self._title, index=1)
        self._show_side(state, upright=upright)

    def _show_side(self, state: PriceTagsState, *, upright: bool) -> None:
        """Put the side where this layout has it; the pad comes over everything."""
        side = self._run if state.run is not None else self._setup
        drawer = self.ids.drawer
        if upright:
            self._show_foot(state)
            _fill(self.ids.side, self._foot)
        wanted = self._pad if state.pad is not None else side
        drawer.title = state.pad.title if state.pad is not None else tr.t("tags.title")
        if state.pad is None and not upright:
            drawer.shown = False
            if drawer.body is side:
                drawer.put(Widget())
            _fill(self.ids.side, side)
            return
        if wanted is not drawer.body:
            if wanted.parent is not None:
                wanted.parent.remove_widget(wanted)
            drawer.put(wanted)
        drawer.shown = state.pad is not None or self._opened

    def _show_foot(self, state: PriceTagsState) -> None:
        self._foot.spacing = metrics.s2
        self._look.text, self._look.sub = tr.t("tags.size_key"), state.size.replace("x", "×")
        self._look.padding_px = self._press.padding_px = metrics.s2
        busy = state.run is not None
        self._press.text = state.run.title if state.run is not None else state.way_word
        self._press.disabled = not busy and not state.can_print

    def _make_room(self, *_: object) -> None:
        """Let the list end above the keys on the screen."""
        self.lift = max(0, keyboard.height - self.y) if keyboard.shown else 0


def _fill(holder: Widget, part: Widget) -> None:
    """Let a holder hold exactly this."""
    if part.parent is holder and len(holder.children) == 1:
        return
    for each in holder.children:
        keyboard.forget(each)  # a field that is shown no longer
    holder.clear_widgets()
    if part.parent is not None:
        part.parent.remove_widget(part)
    part.size_hint = (1, 1)
    holder.add_widget(part)
