"""Pairs of a word and its value, headings, steps: the quiet parts of cards."""

from typing import ClassVar

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, StringProperty

from pos_app.screens.layout import Hairline
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.words import Words


class Fact(Part):
    """A word at the left, its value at the right."""

    follows: ClassVar[tuple[str, ...]] = (
        "label", "value", "bold", "font_size", "value_size", "tint",
    )  # fmt: skip
    label = StringProperty("")
    value = StringProperty("")
    tint = StringProperty("text")
    bold = BooleanProperty(False)
    font_size = NumericProperty(0)
    value_size = NumericProperty(0)

    def build(self) -> None:
        """Make both words."""
        self._label, self._value = Words(squeeze=0.75), Words(halign="right", squeeze=0.7)
        self.hold(self._label, self._value)

    def refresh(self) -> None:
        """Place both; the value gets what it needs first."""
        for words, text, tint in (
            (self._label, self.label, "text2"), (self._value, self.value, self.tint)
        ):  # fmt: skip
            words.text, words.color = text, theme.colour(tint)
            words.font_size = self.font_size or metrics.caption
        self._value.font_size = self.value_size or self._label.font_size
        self._value.bold = self.bold
        value = min(self._value.measure()[0], self.width * 0.72)
        place(self._value, self.right - value, self.y, value, self.height)
        place(self._label, self.x, self.y, self.width - value - metrics.s3, self.height)


class FactLine(Part):
    """Several facts beside each other, as under the total: (word, value) each."""

    follows: ClassVar[tuple[str, ...]] = ("facts",)
    facts = ListProperty([])

    def build(self) -> None:
        """Make nothing yet: words come with the facts."""
        self._words: list[tuple[Words, Words]] = []

    def refresh(self) -> None:
        """Spread the facts: first at the left, last at the right."""
        while len(self._words) < len(self.facts):
            self._words.append((Words(squeeze=0.6), Words(squeeze=0.6)))
            self.hold(*self._words[-1])
        widths: list[tuple[float, float]] = []
        for pair, fact in zip(self._words, self.facts, strict=False):
            for words, text, tint, size in zip(
                pair, fact, ("text2", "text"), (metrics.small, metrics.caption), strict=True
            ):
                words.text, words.color, words.font_size = text, theme.colour(tint), size
            widths.append((pair[0].measure()[0], pair[1].measure()[0]))
        for pair in self._words[len(self.facts) :]:
            pair[0].text = pair[1].text = ""
        gap = float(metrics.s2)
        total = sum(a + b + gap for a, b in widths) + gap * (len(widths) - 1)
        share = min(1.0, self.width / max(1, total))
        widths = [(a * share, b * share) for a, b in widths]
        gap = gap * share
        total = sum(a + b + gap for a, b in widths)
        spare = (self.width - total) / max(1, len(widths) - 1)
        x = self.x
        for (label, value), (first, second) in zip(self._words, widths, strict=False):
            place(label, x, self.y, first, self.height)
            place(value, x + first + gap, self.y, second, self.height)
            x += first + gap + second + spare


class Head(Part):
    """The head of a card: icon, title, a quiet word beside it, another at the right, a line."""

    follows: ClassVar[tuple[str, ...]] = (
        "title", "note", "end", "icon", "lined", "font_size", "note_size",
    )  # fmt: skip
    title = StringProperty("")
    note = StringProperty("")
    end = StringProperty("")
    icon = StringProperty("")
    lined = BooleanProperty(False)
    font_size = NumericProperty(0)
    note_size = NumericProperty(0)

    def build(self) -> None:
        """Make the words."""
        self._icon, self._title = Icon(), Words(bold=True, squeeze=0.8, yields=True)
        self._note, self._end = Words(squeeze=0.8, yields=True), Words(halign="right", squeeze=0.8)
        self._line = Hairline()
        self.hold(self._icon, self._title, self._note, self._end, self._line)

    def refresh(self) -> None:
        """Write and place the parts."""
        for words, text, tint, px in (
            (self._title, self.title, "text", self.font_size or metrics.title),
            (self._note, self.note, "text2", self.note_size or metrics.small),
            (self._end, self.end, "text2", metrics.small),
        ):
            words.text, words.color, words.font_size = text, theme.colour(tint), px
        x, side = self.x, metrics.icon if self.icon else 0
        self._icon.name, self._icon.color = self.icon, theme.colour("text")
        place(self._icon, x, self.center_y - side / 2, side, side)
        x += side + metrics.s2 if side else 0
        ends = self._end.measure()[0]
        place(self._end, self.right - ends, self.y, ends, self.height)
        room = self.right - ends - (metrics.s3 if ends else 0) - x
        title = min(self._title.measure()[0], room)
        place(self._title, x, self.y, title, self.height)
        wanted = self._note.measure()[0]
        note = min(wanted, max(0, room - title - metrics.s2))
        show(self._note, note > wanted * 0.5)  # a few letters of it say nothing
        place(self._note, x + title + metrics.s2, self.y, note, self.height)
        show(self._line, self.lined)
        self._line.color = theme.colour("hairline")
        place(self._line, self.x, self.y, self.width, metrics.hair)


_STEP_ICONS = {"done": "check", "now": "hourglass", "later": "circle"}


class Steps(Part):
    """What a payment has passed and waits for: (word, ``done`` | ``now`` | ``later``) each."""

    follows: ClassVar[tuple[str, ...]] = ("steps",)
    steps = ListProperty([])

    def build(self) -> None:
        """Make nothing yet: parts come with the steps."""
        self._parts: list[tuple[Icon, Words, Hairline]] = []

    def refresh(self) -> None:
        """Spread the steps with lines between them."""
        while len(self._parts) < len(self.steps):
            self._parts.append((Icon(), Words(squeeze=0.7), Hairline()))
            self.hold(*self._parts[-1])
        for parts in self._parts:
            for part in parts:
                show(part, False)
        side, gap, widths = metrics.icon_small, metrics.s1, []
        for (icon, words, line), (text, state) in zip(self._parts, self.steps, strict=False):
            words.text, words.bold, words.font_size = text, state == "now", metrics.caption
            words.color = theme.colour("text2" if state == "later" else "text")
            icon.name = _STEP_ICONS[state]
            icon.color = theme.colour("pay" if state == "done" else "text2")
            line.color = theme.colour("hairline")
            for part in (icon, words, line):
                show(part, True)
            widths.append(words.measure()[0])
        room = self.width - sum(widths) - len(widths) * (side + gap)
        between = room / max(1, len(widths) - 1)
        x = self.x
        for at, ((icon, words, line), width) in enumerate(zip(self._parts, widths, strict=False)):
            place(icon, x, self.center_y - side / 2, side, side)
            place(words, x + side + gap, self.y, width, self.height)
            x += side + gap + width
            show(line, at < len(widths) - 1)
            place(line, x + metrics.s2, self.center_y - metrics.hair, between - 2 * metrics.s2,
                  metrics.hair * 2)  # fmt: skip
            x += between


class Progress(Part):
    """A bar that fills: ``share`` from 0 to 1."""

    follows: ClassVar[tuple[str, ...]] = ("share",)
    share = NumericProperty(0.0)

    def build(self) -> None:
        """Make track and fill."""
        self._track, self._fill = Surface(), Surface()
        self.hold(self._track, self._fill)

    def refresh(self) -> None:
        """Colour and measure the fill."""
        self._track.fill, self._fill.fill = theme.colour("surface2"), theme.colour("primary")
        for part in (self._track, self._fill):
            part.radius = self.height / 2
        place(self._track, self.x, self.y, self.width, self.height)
        place(self._fill, self.x, self.y, self.width * min(1.0, max(0.0, self.share)), self.height)
