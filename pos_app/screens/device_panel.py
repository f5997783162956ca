"""The sheet beside the devices: its lines become parts, which stay while their line stays."""

from collections.abc import Callable
from io import BytesIO
from typing import ClassVar

from kivy.clock import Clock
from kivy.core.image import Image as Picture
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Cells, Column
from pos_app.screens.metrics import WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Entry, Fact, FormRow, Head, Icon, Key, Scroller, Toggle, Words
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.viewmodels.device_lines import Panel, PanelLine
from pos_app.viewmodels.devices import DevicesVM

_STATES = {
    "ok": ("check_circle", "pay_text", "text"), "done": ("check_circle", "pay_text", "text"),
    "warn": ("triangle", "warn_text", "warn_text"), "off": ("circle", "text2", "text"),
    "fault": ("octagon", "danger_text", "danger_text"), "busy": ("hourglass", "text2", "text"),
    "info": ("info", "text2", "text"),
}  # fmt: skip

_LETTERS_IN_HALF = 22  # letters that a key of half the sheet shows without cutting; hanzi are two
_TURNS = 4  # of the loop, in which new lines find their places


class NoteLine(Part):
    """A sentence with the picture of its state, as tall as it needs."""

    follows: ClassVar[tuple[str, ...]] = ("text", "state", "large")
    text = StringProperty("")
    state = StringProperty("info")
    large = BooleanProperty(False)

    def build(self) -> None:
        """Make picture and words."""
        self.size_hint_y = None
        self._icon, self._words = Icon(), Words(lines=12, valign="top")
        self.hold(self._icon, self._words)

    def refresh(self) -> None:
        """Colour and place both."""
        picture, tint, words = _STATES[self.state]
        side, pad = metrics.icon if self.large else metrics.icon_small, metrics.s1
        self._icon.name, self._icon.color = picture, theme.colour(tint)
        px = metrics.title if self.large else metrics.caption
        self._words.text, self._words.font_size = self.text, px
        self._words.color = theme.colour(words)
        self._words.bold = self.large or self.state in ("fault", "warn")
        left = side + metrics.s2
        high = self._words.measure(self.width - left)[1]
        self.height = high + 2 * pad if self.text else 0
        show(self._icon, self.text)
        place(self._words, self.x + left, self.y + pad, self.width - left, high)
        line = px * 1.4
        place(self._icon, self.x, self.top - pad - (line + side) / 2, side, side)


class KeyLine(Part):
    """Keys beside each other; below each other where that leaves too little room."""

    follows: ClassVar[tuple[str, ...]] = ("options", "off")
    options = ListProperty([])
    off = ObjectProperty(False)
    __events__ = ("on_key",)

    def build(self) -> None:
        """Make nothing yet: keys come with the options."""
        self.size_hint_y = None
        self.keys: list[Key] = []

    def refresh(self) -> None:
        """Keep one key an option, and place them."""
        while len(self.keys) > len(self.options):
            self.remove_widget(self.keys.pop())
        while len(self.keys) < len(self.options):
            key = Key()
            key.bind(on_release=lambda key: self.dispatch("on_key", key.name))
            self.keys.append(key)
            self.add_widget(key)
        for key, option in zip(self.keys, self.options, strict=True):
            key.name, key.text, kind, key.icon = (*option, "", "")[:4]
            key.kind, key.disabled = kind or "plain", bool(self.off)
            key.padding_px = metrics.s2
        high, gap = metrics.key_low, metrics.s2
        self.height = high + 2 * gap
        for key, (x, wide) in zip(
            self.keys, across(self.x, self.width, len(self.keys), gap), strict=True
        ):
            place(key, x, self.y + gap, wide, high)

    def on_key(self, name: str) -> None:
        """One was tapped (event)."""


class RowLine(Part):
    """What could be set up: name, why, and its key."""

    follows: ClassVar[tuple[str, ...]] = ("label", "hint", "word")
    label = StringProperty("")
    hint = StringProperty("")
    word = StringProperty("")
    __events__ = ("on_key",)

    def build(self) -> None:
        """Make words and key."""
        self.size_hint_y = None
        self._label, self._hint = Words(bold=True, squeeze=0.75), Words(lines=4, valign="top")
        self.key = Key()
        self.key.bind(on_release=lambda _: self.dispatch("on_key", ""))
        self.hold(self._label, self._hint, self.key)

    def refresh(self) -> None:
        """Place words and key."""
        key, wide = metrics.key_low, metrics.u(26 if metrics.layout == WIDE else 22)
        room = self.width - wide - metrics.s3
        self._label.text, self._label.font_size = self.label, metrics.body
        self._hint.text, self._hint.font_size = self.hint, metrics.small
        self._hint.color, self.key.text = theme.colour("text2"), self.word
        first, second = round(metrics.body * 1.5), self._hint.measure(room)[1]
        self.height = max(key, first + second) + 2 * metrics.s1
        top = self.center_y + (first + second) / 2
        place(self._label, self.x, top - first, room, first)
        place(self._hint, self.x, top - first - second, room, second)
        place(self.key, self.right - wide, self.center_y - key / 2, wide, key)

    def on_key(self, name: str) -> None:
        """It was tapped (event)."""


class GridChoice(Column):
    """One of many: a label, and keys in two columns."""

    def __init__(self, choose: Callable[[str], None]) -> None:
        super().__init__(size_hint_y=None)
        self._choose = choose
        self._label, self._hint = Words(squeeze=0.85, size_hint_y=None), Words(size_hint_y=None)
        self._cells, self._trouble = Cells(cols=2, size_hint_y=None), NoteLine(state="fault")
        self.keys: list[Key] = []
        for part in (self._label, self._hint, self._cells):
            self.add_widget(part)
        self._cells.bind(minimum_height=self._cells.setter("height"))
        self.bind(minimum_height=self.setter("height"))

    def fill(self, line: PanelLine) -> None:
        """Show the options and which is chosen."""
        self._label.text, self._hint.text = line.label, line.hint
        self._label.font_size, self._hint.font_size = metrics.body, metrics.small
        self._label.height, self._hint.height = metrics.body * 1.6, metrics.small * 1.6
        self._hint.color, self._hint.squeeze = theme.colour("text2"), 0.8
        self.padding = (0, metrics.s2, 0, metrics.s2)
        self._cells.spacing, self._cells.row_default_height = metrics.s2, metrics.key_low
        self._cells.row_force_default = True
        longest = max((_wide(each[1]) for each in line.options), default=0)
        self._cells.cols = 1 if longest > _LETTERS_IN_HALF else 2
        while len(self.keys) > len(line.options):
            self._cells.remove_widget(self.keys.pop())
        while len(self.keys) < len(line.options):
            key = Key(padding_px=metrics.s1)
            key.bind(on_release=lambda each: self._choose(each.name))
            self.keys.append(key)
            self._cells.add_widget(key)
        for key, (name, word) in zip(self.keys, (each[:2] for each in line.options), strict=True):
            key.name, key.text, key.chosen = name, word, name == line.value
            key.checked = False
        self._trouble.text = line.trouble
        if bool(line.trouble) != (self._trouble.parent is not None):
            (self.add_widget if line.trouble else self.remove_widget)(self._trouble)


class Print(Widget):
    """The picture of a paper that a simulated printer printed, as wide as the sheet."""

    def __init__(self) -> None:
        super().__init__(size_hint_y=None)
        self._png, self._ratio = b"", 0.0
        with self.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._picture = Rectangle()
        self.bind(pos=self._place, size=self._place)

    def draw(self, png: bytes) -> None:
        """Show this paper."""
        if png and png != self._png:
            self._png = png
            texture = Picture(BytesIO(png), ext="png", mipmap=True, nocache=True).texture
            self._picture.texture, self._ratio = texture, texture.height / texture.width
            self._place()

    def _place(self, *_: object) -> None:
        self.height = round(self.width * self._ratio)
        self._picture.pos, self._picture.size = self.pos, self.size


class PanelForm(Column):
    """All lines below each other."""

    def __init__(self, vm: DevicesVM) -> None:
        super().__init__(size_hint_y=None)
        self._vm = vm
        self._order: tuple[tuple[str, str], ...] = ()
        self.parts: dict[tuple[str, str], Widget] = {}
        self.bind(minimum_height=self.setter("height"))

    def show(self, panel: Panel) -> None:
        """Show these lines; a line that stays keeps its part, and with it the keys' focus."""
        self.padding = (0, 0, metrics.s3, metrics.s4)
        order = tuple((line.key, line.kind) for line in panel.lines)
        if order != self._order:
            self._order = order
            self.parts = {(line.key, line.kind): self._part(line) for line in panel.lines}
            self.clear_widgets()
            for each in order:
                self.add_widget(self.parts[each])
        for line in panel.lines:
            self._fill(line, self.parts[line.key, line.kind])

    def _part(self, line: PanelLine) -> Widget:
        return self.parts.get((line.key, line.kind)) or self._make(line)

    def _make(self, line: PanelLine) -> Widget:
        key, vm = line.key, self._vm
        plain: dict[str, Callable[[], Widget]] = {
            "head": lambda: Head(lined=True, size_hint_y=None),
            "fact": lambda: Fact(size_hint_y=None),
            "note": NoteLine, "picture": Print,
            "grid": lambda: GridChoice(lambda value: vm.edit(key, value)),
        }  # fmt: skip
        if line.kind in plain:
            return plain[line.kind]()
        if line.kind in ("keys", "row"):
            part = KeyLine() if line.kind == "keys" else RowLine()
            part.bind(on_key=lambda _, name: vm.tap(name or key))
            return part
        row = FormRow()
        row.put(self._control(line))
        return row

    def _control(self, line: PanelLine) -> Widget:
        key = line.key
        if line.kind == "switch":
            toggle = Toggle()
            toggle.bind(on_release=lambda _: self._vm.tap(key))
            return toggle
        entry = Entry(kind=line.kind)
        entry.bind(on_change=lambda _, text: self._vm.edit(key, text))
        entry.bind(on_submit=lambda *_: self._vm.submit())
        return entry

    @staticmethod
    def _fill(line: PanelLine, part: Widget) -> None:
        if isinstance(part, Head):
            part.title, part.end, part.font_size = line.label, line.value, metrics.body
            part.height = metrics.u(11 if metrics.layout == WIDE else 9)
        elif isinstance(part, Fact):
            part.label, part.value, part.height = line.label, line.value, metrics.caption * 1.75
        elif isinstance(part, NoteLine):
            part.text, part.state = line.label, line.state
        elif isinstance(part, KeyLine):
            part.options, part.off = list(line.options), line.off
        elif isinstance(part, RowLine):
            part.label, part.hint, part.word = line.label, line.hint, line.value
        elif isinstance(part, GridChoice):
            part.fill(line)
        elif isinstance(part, Print):
            part.draw(line.png)
        else:
            _fill_row(line, part)


def _wide(word: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in word)


def _fill_row(line: PanelLine, row: Widget) -> None:
    row.label, row.hint, row.trouble = line.label, line.hint, line.trouble
    control = row.control
    if isinstance(control, Toggle):
        control.word_on, control.word_off = tr.t("ui.on"), tr.t("ui.off")
        control.active = bool(line.value)
    elif isinstance(control, Entry):
        control.fill_in(line.value)
        control.trouble = bool(line.trouble)


class PanelBody(Column):
    """What fills the sheet: the lines in a scroller that stands above the keys on the screen."""

    def __init__(self, vm: DevicesVM) -> None:
        super().__init__()
        self.form, self.scroller = PanelForm(vm), Scroller()
        self.scroller.hold(self.form)
        self.add_widget(self.scroller)
        self._key, self._told = "", 0
        self._news: list[Widget] = []
        self._turns = 0
        self._later = Clock.create_trigger(self._reveal)
        keyboard.bind(height=self._lift, focused=self._lift, shown=self._lift)

    def show(self, panel: Panel) -> None:
        """Show these lines, from the top where they are about something else."""
        if panel.key != self._key:
            self._key, self._told = panel.key, 0
            self.scroller.offset = 0
        self.form.show(panel)
        if panel.told > self._told:
            news = {(line.key, line.kind) for line in panel.lines if line.news or line.trouble}
            self._news = [self.form.parts[each] for each in self.form.parts if each in news]
            self._turns = _TURNS
            self._later()
        self._told = panel.told

    def closed(self) -> None:
        """Begin at the top the next time, whatever it is about."""
        self._key, self._news = "", []

    def _reveal(self, _: float) -> None:
        """Bring what was just said, or is typed into, into sight once it has its place."""
        self._turns -= 1
        if self._turns > 0:
            self._later()
            return
        places = [(self.form.top - each.top, self.form.top - each.y) for each in self._news]
        if places:
            self.scroller.scroll_to(min(each[0] for each in places), places[0][1])

    def _lift(self, *_: object) -> None:
        """Stand above the keys on the screen, with the field in sight."""
        low = max(0, keyboard.height - self.to_window(self.x, self.y)[1]) if keyboard.shown else 0
        self.padding = (0, 0, 0, low)
        typed = [
            part
            for part in self.form.parts.values()
            if isinstance(part, FormRow) and part.control is keyboard.focused
        ]
        if typed and low:
            self._news, self._turns = [*typed], _TURNS
            self._later()
