"""The settings on the screen: sections, and rows whose control follows their kind."""

from collections.abc import Callable, Sequence

from kivy.clock import Clock
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens import widgets
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.sounds import sounds
from pos_app.screens.tr import tr
from pos_app.screens.widgets import ChipRow, Entry, FormRow, Key, Toggle
from pos_app.screens.widgets.field import settle_focus
from pos_app.viewmodels.settings import SettingsState, SettingsVM
from pos_app.viewmodels.settings_form import FormLine

_TYPED = ("text", "amount", "digits", "secret")
Built = tuple[str, str, tuple[tuple[str, str], ...]]


class GridLine(Column):
    """One of many: keys in a grid below the label."""

    label = StringProperty("")
    trouble = StringProperty("")

    def __init__(self, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._choose = choose
        self.keys: list[Key] = []

    def fill(self, line: FormLine) -> None:
        """Show the options and which is chosen."""
        cells = self.ids.cells
        while len(self.keys) > len(line.options):
            cells.remove_widget(self.keys.pop())
        while len(self.keys) < len(line.options):
            key = Key(padding_px=metrics.s1)
            key.bind(on_release=lambda each: self._choose(each.name))
            self.keys.append(key)
            cells.add_widget(key)
        for key, (name, word) in zip(self.keys, line.options, strict=True):
            key.name, key.text, key.chosen = name, word, name == line.value


class SettingsForm(Column):
    """The rows; they are built anew only when others are asked for."""

    vm = ObjectProperty(None)

    def __init__(self, vm: SettingsVM) -> None:
        super().__init__(vm=vm)
        self._built: tuple[Built, ...] = ()
        self.rows: dict[str, tuple[Widget, Widget]] = {}

    def show(self, lines: Sequence[FormLine]) -> bool:
        """Show these rows; tell whether they are others than before."""
        wanted = tuple((line.key, line.kind, ()) for line in lines)
        anew = wanted != self._built
        if anew:
            self._built = wanted
            if any(control is keyboard.focused for _, control in self.rows.values()):
                settle_focus()
            self.clear_widgets()
            self.rows = {line.key: self._make(line) for line in lines}
            for row, _ in self.rows.values():
                self.add_widget(row)
        for line in lines:
            self._fill(line, *self.rows[line.key])
        return anew

    def _make(self, line: FormLine) -> tuple[Widget, Widget]:
        key = line.key
        if line.kind == "grid":
            grid = GridLine(lambda value: self.vm.edit(key, value))
            return grid, grid
        row, control = FormRow(), self._control(line)
        row.put(control)
        return row, control

    def _control(self, line: FormLine) -> Widget:
        key = line.key
        if line.kind in _TYPED:
            entry = Entry(kind=line.kind)
            entry.bind(on_change=lambda _, text: self.vm.edit(key, text))
            entry.bind(on_submit=lambda *_: self.vm.save())
            return entry
        if line.kind == "choice":
            chips = ChipRow()
            chips.bind(on_choose=lambda _, name: self.vm.edit(key, name))
            return chips
        control = Toggle() if line.kind == "switch" else Key()
        control.bind(on_release=lambda _: self.vm.tap(key))
        return control

    @staticmethod
    def _fill(line: FormLine, row: Widget, control: Widget) -> None:
        row.label, row.trouble = line.label, line.trouble
        if isinstance(row, GridLine):
            row.fill(line)
            return
        row.hint = line.hint
        if isinstance(control, Entry):
            control.fill_in(line.value)
            control.trouble = bool(line.trouble)
        elif isinstance(control, ChipRow):
            control.options, control.chosen = list(line.options), line.value
        elif isinstance(control, Toggle):
            control.word_on, control.word_off = tr.t("ui.on"), tr.t("ui.off")
            control.active = bool(line.value)
        else:
            control.text = line.word


class SettingsScreen(BoundScreen):
    """Bound to a ``SettingsVM``; sounds and pads follow what was saved."""

    lift = NumericProperty(0)

    def __init__(self, vm: SettingsVM) -> None:
        widgets.load()
        load_kv("settings")
        super().__init__(vm)
        self._form = SettingsForm(vm)
        self.ids.scroller.hold(self._form)
        self._back = Key(icon="arrow_left", kind="soft", size_hint_x=None)
        self._back.bind(on_release=lambda _: vm.back())
        self._save = Key(kind="ink", icon="check", size_hint_x=None)
        self._save.bind(on_release=lambda _: vm.save())
        self._discard = Key(kind="soft", icon="undo", size_hint_x=None)
        self._discard.bind(on_release=lambda _: vm.discard())
        self._ways: list[Key] = []
        keyboard.bind(height=self._make_room, focused=self._make_room)
        metrics.bind(u=self._resized)
        self._show(vm.state)

    def _resized(self, *_: object) -> None:
        self._show(self.state)

    def _show(self, state: SettingsState) -> None:
        super()._show(state)
        self._show_ways(state)
        if self._form.show(state.lines):
            self.ids.scroller.offset = 0
        self._reveal(next((line.key for line in state.lines if line.trouble), ""))
        _hold(self.ids.head, self._back, shown=state.inside, index=1)
        _hold(self.ids.foot, self._save, shown=state.saves)
        _hold(self.ids.foot, self._discard, shown=state.asks, index=1)
        self._back.width = metrics.key
        narrow = state.asks and metrics.layout == PORTRAIT  # two keys beside the note
        self._save.width = metrics.u(44 if metrics.layout == WIDE else 18 if narrow else 32)
        self._save.icon, self._discard.icon = ("", "") if narrow else ("check", "undo")
        self._discard.width, self._discard.text = self._save.width, tr.t("settings_ui.discard")
        self._save.text, self._save.disabled = tr.t("ui.save"), not state.can_save
        sounds.volume = state.volume / 100
        metrics.calculator = state.calculator

    def _show_ways(self, state: SettingsState) -> None:
        while len(self._ways) < len(state.sections):
            key = Key(halign="left")
            key.bind(on_release=lambda each: self.vm.choose(each.name))
            self._ways.append(key)
            self.ids.ways.add_widget(key)
        upright = metrics.layout == PORTRAIT
        for key, (name, word, icon) in zip(self._ways, state.sections, strict=True):
            key.name, key.text, key.icon = name, word, icon
            key.chosen, key.checked = name == state.section, False
            key.stacked = upright
            key.halign = "center" if upright else "left"

    def _make_room(self, *_: object) -> None:
        """Stand above the keys on the screen, with the field in sight."""
        self.lift = max(0, keyboard.height - self.y) if keyboard.shown else 0
        if keyboard.shown:
            rows = self._form.rows.items()
            typed = (key for key, (_, control) in rows if control is keyboard.focused)
            self._reveal(next(typed, ""))

    def _reveal(self, key: str) -> None:
        """Scroll a row into sight once everything has found its place."""
        if key:
            Clock.schedule_once(lambda _: self._scroll_to(key), 0)

    def _scroll_to(self, key: str) -> None:
        if key in self._form.rows:
            row = self._form.rows[key][0]
            top = self._form.top - row.top
            self.ids.scroller.scroll_to(top, top + row.height)


def _hold(holder: Widget, part: Widget, *, shown: bool, index: int = 0) -> None:
    """Take a part in or out of a row."""
    if shown == (part.parent is not None):
        return
    if shown:
        holder.add_widget(part, index=index)
    else:
        holder.remove_widget(part)
