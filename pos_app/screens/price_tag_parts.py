"""The parts of the page of price tags: a row of goods, a tag's picture, both sides, the pad."""

from io import BytesIO
from typing import Any, ClassVar

from kivy.core.image import Image as Picture
from kivy.graphics import Color, Rectangle
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.device_panel import NoteLine
from pos_app.screens.layout import Column, Hairline, Row
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Entry, Key, StatusWord, Stepper, Surface, Touchable, Words
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.price_tag_list import TagRow
from pos_app.viewmodels.price_tag_run import RunFace
from pos_app.viewmodels.price_tags import PriceTagsVM

__all__ = ["NoteLine", "TagLine", "TagPad", "TagPreview", "TagRunSide", "TagSide", "TagSinceRow"]

_GROWN = 2.2  # how much larger than in the hand a tag may be shown
_DOTS_PER_MM = 8


class TagLine(Part, Touchable):
    """Goods of the list with their stepper, or a style that was found: a tap adds it."""

    follows: ClassVar[tuple[str, ...]] = ("pressed",)

    def __init__(self, vm: PriceTagsVM) -> None:
        self._vm = vm
        super().__init__()

    def build(self) -> None:
        """Make the parts once."""
        self.reach = 0
        self._face: TagRow | None = None
        self._ground, self._line = Surface(radius=0), Hairline()
        self._title = Words(bold=True, squeeze=1.0, yields=True)
        self._caption = Words(squeeze=0.8, yields=True)
        self._facts = [Words(halign="right", squeeze=0.7) for _ in range(2)]
        self._off = StatusWord(state="warn")
        self.stepper = Stepper()
        self.stepper.bind(on_step=lambda _, name, key: self._vm.step(key, name))
        self.hold(self._ground, self._line, self._title, self._caption, *self._facts, self._off)

    def show(self, face: TagRow) -> None:
        """Show another row."""
        self._face = face
        self.later()

    def refresh(self) -> None:
        """Colour, write and place the parts."""
        face = self._face
        if face is None:
            return
        found = not face.copies and not face.off
        base = theme.colour("primary_soft" if face.fresh else "surface")
        self._ground.fill = theme.pressed(base) if self.pressed and found else base
        place(self._ground, self.x, self.y, self.width, self.height)
        self._line.color = theme.colour("hairline")
        place(self._line, self.x, self.y, self.width, metrics.hair)
        beside = metrics.layout != PORTRAIT
        title, caption = face.title, face.caption
        if not beside:
            title = " ".join(filter(None, (title, face.name if face.copies else "")))
            facts = face.facts if face.copies else (*face.facts, caption)
            caption = " • ".join(filter(None, facts))
        for words, text, px, tint in (
            (self._title, title, metrics.body if beside else metrics.caption, "text"),
            (self._caption, caption, metrics.small, "text2"),
            (self._facts[0], face.facts[0] if beside else "", metrics.body, "text"),
            (self._facts[1], face.facts[1] if beside else "", metrics.small, "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._arrange(self._at_the_end(face), beside=beside)

    def _at_the_end(self, face: TagRow) -> float:
        """Place what stands at the end of the row; return where the words end."""
        steps = bool(face.copies)
        if steps != (self.stepper.parent is not None):
            (self.add_widget if steps else self.remove_widget)(self.stepper)
        show(self._off, face.off)
        wide = metrics.u({WIDE: 46, PORTRAIT: 31}.get(metrics.layout, 38))
        high = metrics.key if metrics.layout == WIDE else metrics.key_low
        left = float(self.right - metrics.s2)
        if steps:
            self.stepper.value, self.stepper.least = face.copies, face.least
            self.stepper.mark, self.stepper.disabled = face.key, face.locked
            self.stepper.size = (wide, high)
            self.stepper.pos = (round(left - wide), round(self.center_y - high / 2))
            return float(left - wide - metrics.s3)
        if face.off:
            self._off.text, self._off.font_size = face.off, metrics.small
            self._off.refresh()
            self._off.pos = (round(left - self._off.width), round(self.center_y - high / 2))
            self._off.height = high
            self._off.refresh()
            return float(left - self._off.width - metrics.s3)
        return left

    def _arrange(self, right: float, *, beside: bool) -> None:
        pad, half = metrics.s2, self.height / 2 - metrics.s1
        left, low = self.x + pad, self.y + metrics.s1
        if beside:
            wide = max(words.measure()[0] for words in self._facts)
            for at, words in enumerate(reversed(self._facts)):
                place(words, right - wide, low + at * half, wide, half)
            right -= wide + metrics.s3
        place(self._title, left, low + half, right - left, half)
        place(self._caption, left, low, right - left, half)


class TagPreview(Part, Surface):
    """The first tag on a grey table, as it comes out of the printer."""

    follows: ClassVar[tuple[str, ...]] = ("png", "empty")
    png = ObjectProperty(b"")
    empty = StringProperty("")

    def build(self) -> None:
        """Make words and the place for the picture."""
        self._words = Words(halign="center", lines=3)
        self._sheet = Widget(size_hint=(None, None))
        with self._sheet.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._picture = Rectangle()
        self._seen, self._dots = b"", (0, 0)
        self.hold(self._words, self._sheet)

    def refresh(self) -> None:
        """Lay the tag in the middle, as large as there is room, by whole proportions."""
        self.fill, self.radius = theme.colour("surface2"), metrics.radius
        self._words.text = "" if self.png else self.empty
        self._words.color, self._words.font_size = theme.colour("text2"), metrics.caption
        pad = metrics.s3
        place(self._words, self.x + pad, self.y, self.width - 2 * pad, self.height)
        show(self._sheet, self.png)
        if not self.png:
            return
        if self.png != self._seen:
            self._seen = self.png
            texture = Picture(BytesIO(self.png), ext="png", mipmap=True, nocache=True).texture
            self._picture.texture, self._dots = texture, texture.size
        wide, high = self._dots
        scale = min(
            (self.width - 2 * pad) / wide, (self.height - 2 * pad) / high,
            metrics.px_per_mm / _DOTS_PER_MM * _GROWN,
        )  # fmt: skip
        wide, high = max(1, round(wide * scale)), max(1, round(high * scale))
        place(self._sheet, self.center_x - wide / 2, self.center_y - high / 2, wide, high)
        self._picture.pos, self._picture.size = self._sheet.pos, self._sheet.size


class TagSinceRow(Row):
    """The day, and the key that takes in what changed or came in since."""

    vm = ObjectProperty(None)
    state: Any = ObjectProperty(None, rebind=True)

    def __init__(self, **kwargs: object) -> None:
        self._word: Widget | None = None
        super().__init__(**kwargs)
        self._word = self.ids.word.__self__
        self.changed()

    def changed(self, *_: object) -> None:
        """Take the word in or out."""
        super().changed()
        word = self._word
        if word is None:
            return
        if metrics.layout == PORTRAIT and word.parent is self:
            self.remove_widget(word)
        elif metrics.layout != PORTRAIT and word.parent is None:
            self.add_widget(word, index=len(self.children))


class TagTotal(Part):
    """How many tags, of how many goods; ``skipped`` says instead that some get none."""

    follows: ClassVar[tuple[str, ...]] = ("count", "about", "skipped")
    count = StringProperty("")
    about = StringProperty("")
    skipped = StringProperty("")

    def build(self) -> None:
        """Make the number and its words."""
        self._number, self._word = Words(bold=True), Words(bold=True, squeeze=0.7)
        self._about = Words(squeeze=0.7)
        self.hold(self._number, self._word, self._about)

    def refresh(self) -> None:
        """Place the words behind the number."""
        about = self.skipped or self.about
        for words, text, px, tint in (
            (self._number, self.count, metrics.change, "text"),
            (self._word, tr.t("tags.count"), metrics.body, "text"),
            (self._about, about, metrics.small, "warn_text" if self.skipped else "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        wide, left = self._number.measure()[0], self.x + metrics.s2
        place(self._number, left, self.y, wide, self.height)
        left += wide + metrics.s3
        high, low = metrics.body * 1.4, metrics.small * 1.5
        top = self.center_y + (high + low) / 2
        place(self._word, left, top - high, self.right - left, high)
        place(self._about, left, top - high - low, self.right - left, low)


class TagSide(Column):
    """The first tag, size, printer, number, Print."""

    vm = ObjectProperty(None)
    state: Any = ObjectProperty(None, rebind=True)


class TagCount(Column):
    """How many came out, to be corrected."""

    vm = ObjectProperty(None)
    face: Any = ObjectProperty(None, allownone=True, rebind=True)
    key_px = NumericProperty(0)


class TagRunSide(Column):
    """How far the run is, what to do about it."""

    vm = ObjectProperty(None)
    face: Any = ObjectProperty(None, allownone=True, rebind=True)
    left_out = StringProperty("")

    def __init__(self, vm: PriceTagsVM) -> None:
        super().__init__(vm=vm)
        self._count = TagCount(vm=vm)
        self.keys: list[Key] = []

    def show(self, face: RunFace) -> None:
        """Show how it stands."""
        self.face = self._count.face = face
        self.left_out = "\n".join(face.left_out[:2])
        counts = bool(face.came)
        if counts != (self._count.parent is not None):
            (self.ids.count.add_widget if counts else self.ids.count.remove_widget)(self._count)
        while len(self.keys) > len(face.ways):
            self.ids.ways.remove_widget(self.keys.pop())
        while len(self.keys) < len(face.ways):
            key = Key(size_hint_y=None)
            key.bind(on_release=lambda key: self.vm.way(key.held))
            self.keys.append(key)
            self.ids.ways.add_widget(key)
        for key, (name, word, kind, icon) in zip(self.keys, face.ways, strict=True):
            key.mark, key.text, key.kind, key.icon = name, word, kind, icon
            key.height = metrics.key if metrics.layout == WIDE else metrics.key_low
            key.padding_px = metrics.s2


class TagPad(Column):
    """A number that is typed for one row."""

    vm = ObjectProperty(None)
    face: Any = ObjectProperty(None, allownone=True, rebind=True)


def search_field(vm: PriceTagsVM) -> Entry:
    """Return the field that goods are looked for with."""
    field = Entry()
    field.bind(on_change=lambda _, text: vm.type(text))
    field.bind(on_submit=lambda _, text: vm.submit(text))
    return field
