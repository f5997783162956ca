"""The login and the lock: where and when in the dark half, people and the pad in the light one."""

from collections.abc import Sequence

from kivy.clock import Clock
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.layout import Cells, Column, Row
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Drawer, PersonCard, Scroller, Surface
from pos_app.viewmodels.login import LoginState, LoginVM, PersonFace
from pos_app.viewmodels.status_bar import Line

_COLUMNS = 3
_CLOSE = "close"


class LoginLine(Row):
    """One thing that works or not, in the dark half."""

    icon = StringProperty("")
    name = StringProperty("")
    state = StringProperty("ok")
    word = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.ids.word.on_dark = True  # kv takes a name that begins like this for an event


class _Dark(Surface, Column):
    """What both dark parts show."""

    bar = ObjectProperty(None, rebind=True)
    place_word = StringProperty("")
    languages = ListProperty([])
    language = StringProperty("")
    ends = ListProperty([])

    def __init__(self, vm: LoginVM) -> None:
        self._vm = vm
        super().__init__(bar=vm.state.bar)
        self.show(vm.state)

    def show(self, state: LoginState) -> None:
        """Show a new state."""
        self.bar = state.bar
        self.place_word = f"{state.bar.place} • {state.bar.till}"
        self.languages = list(state.languages)
        self.ends = [(_CLOSE, state.close)] if state.close else []
        self.language = state.language

    def speak(self, language: str) -> None:
        """Hand a tap on a language to the view model."""
        self._vm.speak(language)

    def end(self) -> None:
        """Hand a tap on the end of the till to the view model."""
        self._vm.close_till()


class LoginPanel(_Dark):
    """The dark half of a wide or compact screen."""

    def show(self, state: LoginState) -> None:
        """Show a new state, a line for everything that works or not."""
        super().show(state)
        _fill_lines(self.ids.lines, state.bar.lines)


class LoginBand(_Dark):
    """The dark band above a portrait screen: the end stands in the row of the languages."""

    def show(self, state: LoginState) -> None:
        """Show a new state."""
        super().show(state)
        if state.closing:
            self.languages = self.ends
        elif state.close:
            self.languages = [*state.languages, (_CLOSE, tr.t("login.close.short"))]

    def speak(self, language: str) -> None:
        """Hand a tap on a language or on the end to the view model."""
        if language == _CLOSE:
            self.end()
        else:
            super().speak(language)


class LoginDesk(FloatLayout):
    """People, dots and pad."""

    vm = ObjectProperty(None)
    state = ObjectProperty(None, rebind=True)
    column_width = NumericProperty(0)
    pad_width = NumericProperty(0)
    notice_height = NumericProperty(0)

    def __init__(self, vm: LoginVM) -> None:
        super().__init__(vm=vm, state=vm.state)
        self._later = Clock.create_trigger(self._fit, -1)
        self.bind(size=self._later)
        self.ids.notice.bind(sub=self._later, width=self._later)
        metrics.bind(u=self._resized)
        self.show(vm.state, vm.state)

    def show(self, state: LoginState, before: LoginState) -> None:
        """Show a new state; a refused attempt shakes the dots."""
        self.state = state
        if state is before or (state.people, state.more) != (before.people, before.more):
            self._fill()
        if state.shakes > before.shakes:
            self.ids.dots.shake()

    def _fill(self) -> None:
        _fill_people(self.ids.people, self.state.people, self.vm)
        if self.state.more:
            card = PersonCard(text=self.state.more, person=False, icon="users")
            card.bind(on_release=lambda _: self.vm.show_everybody())
            self.ids.people.add_widget(card)

    def _resized(self, *_: object) -> None:
        self._later()

    def _fit(self, *_: object) -> None:
        room = self.width - 2 * metrics.s4
        self.column_width = min(room, metrics.u(159))
        self.pad_width = min(room, metrics.u(118))
        # Room for a line also while there is none: no key moves away from under a finger.
        line = metrics.body * 1.5 + 2 * metrics.s2 + metrics.s1
        self.notice_height = max(self.ids.notice.wanted(), round(line))


class _Typing:
    """Hears the keys of a real keyboard: digits fill the dots as those of the pad do."""

    figures = True

    def __init__(self, vm: LoginVM) -> None:
        self._vm = vm

    def insert(self, text: str) -> None:
        """Take typed digits; more at once than are missing are no hand's, and no PIN."""
        state: LoginState = self._vm.state
        digits = text.isascii() and text.isdigit()
        if digits and len(text) <= state.length - state.filled:
            for digit in text:
                self._vm.digit(digit)

    def command(self, name: str) -> None:
        """Take the last digit back, or all of them."""
        if name in {"back", "delete"}:
            self._vm.back()
        elif name == "escape":
            self._vm.clear()

    def compose(self, text: str) -> None:
        """An input method has nothing to compose from digits."""

    def submit(self) -> None:
        """The last digit was enough: Enter adds nothing."""


class LoginScreen(BoundScreen):
    """The whole window: no rail, no bar."""

    bare = True

    def __init__(self, vm: LoginVM) -> None:
        widgets.load()
        load_kv("login")
        self._typing = _Typing(vm)
        super().__init__(vm)
        self._dark: _Dark | None = None
        self._desk = LoginDesk(vm)
        self._list = Drawer()
        self._list.bind(on_dismiss=lambda _: vm.close_list())
        self.add_widget(self._list)
        metrics.bind(layout=self._turned)
        self._turned()

    def on_parent(self, *_: object) -> None:
        """Hear the keyboard while this is shown."""
        self.take_keys(self._typing)

    def _turned(self, *_: object) -> None:
        """Stand the halves beside or below each other."""
        halves: Row = self.ids.halves
        halves.clear_widgets()
        upright = metrics.layout == PORTRAIT
        halves.orientation = "vertical" if upright else "horizontal"
        self._dark = LoginBand(self.vm) if upright else LoginPanel(self.vm)
        halves.add_widget(self._dark)
        halves.add_widget(self._desk)

    def _show(self, state: LoginState) -> None:
        before = self.state
        super()._show(state)
        if self._dark is not None:
            self._dark.show(state)
        self._desk.show(state, before)
        if state.listing and not before.listing:
            self._list.title = state.more
            self._list.put(_everybody(state.everybody, self.vm))
        self._list.shown = state.listing


def _everybody(faces: Sequence[PersonFace], vm: LoginVM) -> Scroller:
    """Return all people in a grid that scrolls."""
    cells = Cells(cols=_COLUMNS, spacing=metrics.s3, size_hint_y=None)
    tall = metrics.u(29 if metrics.layout == WIDE else 19)
    rows = -(-len(faces) // _COLUMNS)
    cells.height = rows * tall + (rows - 1) * metrics.s3
    _fill_people(cells, faces, vm)
    scroller = Scroller()
    scroller.hold(cells)
    return scroller


def _fill_people(holder: Widget, faces: Sequence[PersonFace], vm: LoginVM) -> None:
    holder.clear_widgets()
    for face in faces:
        card = PersonCard(key=face.key, text=face.name, chosen=face.chosen, number=face.number)
        card.bind(on_release=lambda each: vm.choose(each.key))
        holder.add_widget(card)


def _fill_lines(holder: Widget, lines: Sequence[Line]) -> None:
    holder.clear_widgets()
    for line in lines:
        holder.add_widget(
            LoginLine(icon=line.icon, name=line.name, state=line.state, word=line.word)
        )
