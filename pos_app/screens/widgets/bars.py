"""Bars that say something without stopping anyone: an unknown code, an undo, a notice."""

from typing import ClassVar

from kivy.animation import Animation
from kivy.properties import (
    ListProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)

from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.words import Words

# tone: ground, words, second line, picture
TONES = {
    "alert": ("danger", "danger_on", "danger_on", "octagon"),
    "danger": ("danger_soft", "danger_text", "danger_text", "octagon"),
    "warn": ("warn_soft", "warn_text", "warn_text", "triangle"),
    "info": ("surface2", "text", "text2", "info"),
    "good": ("pay_soft", "pay_text", "pay_text", "check_circle"),
    "undo": ("ink", "ink_on", "ink_on", "bin"),
}


class TimeLine(Part):
    """A thin line that runs out from full to nothing in ``seconds``; ``on_over`` tells of it.

    In low-power mode it steps once a second instead of each frame.
    """

    follows: ClassVar[tuple[str, ...]] = ("share", "tint")
    share = NumericProperty(0.0)
    tint = StringProperty("pay")
    __events__ = ("on_over",)

    def build(self) -> None:
        """Make the line."""
        self._line = Surface(radius=0)
        self.hold(self._line)

    def refresh(self) -> None:
        """Colour and measure the line."""
        self._line.fill = theme.colour(self.tint)
        show(self._line, self.share > 0)
        place(self._line, self.x, self.y, self.width * self.share, self.height)

    def run(self, seconds: float, *, begin: float = 1.0) -> None:
        """Run out in so many seconds, from a share of the whole."""
        self.stop()
        self.share = begin
        run = Animation(share=0.0, d=seconds, s=1.0 if theme.still else 1 / 20)
        run.bind(on_complete=lambda *_: self.dispatch("on_over"))
        run.start(self)

    def stop(self) -> None:
        """Stop without telling."""
        Animation.cancel_all(self, "share")
        self.share = 0.0

    def on_over(self) -> None:
        """The time is over (event)."""


class Bar(Part, Surface):
    """``text`` (bold), ``strong`` beside it, ``sub`` below; ``ways`` are keys at the right.

    ``tone``: alert, danger, warn, info, good, undo. ``ways`` are (name, word[, icon]); of an alert
    all are white but the last. ``on_way(name)`` tells of a tap. ``line`` is a ``TimeLine`` at the
    lower edge: ``bar.line.run(8)``. ``mark`` goes with the tap: what the bar stood for when the
    finger came down.
    """

    follows: ClassVar[tuple[str, ...]] = ("text", "strong", "sub", "tone", "ways", "icon", "mark")
    text = StringProperty("")
    strong = StringProperty("")
    sub = StringProperty("")
    icon = StringProperty("")
    tone = OptionProperty("info", options=tuple(TONES))
    ways = ListProperty([])
    mark = ObjectProperty(None, allownone=True)
    __events__ = ("on_way",)

    def build(self) -> None:
        """Make picture, words and line; keys come with the ways."""
        self._icon = Icon()
        self._text = Words(bold=True, squeeze=0.8, lines=2)
        self._strong = Words(bold=True, squeeze=0.8)
        self._sub = Words(squeeze=0.85, lines=4)
        self.line = TimeLine()
        self.keys: list[Key] = []
        self.hold(self._icon, self._text, self._strong, self._sub, self.line)

    def refresh(self) -> None:
        """Colour and place the parts."""
        ground, words, second, picture = TONES[self.tone]
        self.fill, self.radius = theme.colour(ground), metrics.radius
        self._icon.name, self._icon.color = self.icon or picture, theme.colour(words)
        self._text.color = self._strong.color = theme.colour(words)
        self._sub.color = theme.colour(second)
        self._write()
        self._keys()
        self._lay_words(self._lay_keys())
        self.line.tint = words
        place(self.line, self.x + self.radius, self.y, self.width - 2 * self.radius, metrics.s1)

    def _write(self) -> None:
        large = self.tone == "alert"
        for part, text in ((self._text, self.text), (self._strong, self.strong)):
            part.text, part.font_size = text, metrics.amount if large else metrics.body
        self._text.bold = large or bool(self.sub) or self.tone != "info"
        self._sub.text = self.sub
        self._sub.font_size = metrics.body if large or not self.text else metrics.caption

    def _keys(self) -> None:
        while len(self.keys) > len(self.ways):
            self.remove_widget(self.keys.pop())
        while len(self.keys) < len(self.ways):
            key = Key()
            key.bind(on_release=self._tapped)
            self.keys.append(key)
            self.add_widget(key)
        for at, (key, way) in enumerate(zip(self.keys, self.ways, strict=True)):
            key.name, key.text, key.icon = (*way, "")[:3]
            key.mark = (key.name, self.mark)
            last = at == len(self.ways) - 1 and len(self.ways) > 1
            kinds = {"alert": "alert_line" if last else "alert", "undo": "soft"}
            key.kind, key.bold = kinds.get(self.tone, "plain"), not last
            key.padding_px = metrics.s2

    def _stacked(self) -> bool:
        return metrics.layout == PORTRAIT and len(self.ways) > 1

    def wanted(self) -> int:
        """Return the height it needs: in portrait several keys stand below the words."""
        self._write()
        self._keys()
        words = sum(self._heights(self._room())[1:])
        key = metrics.key if self.ways else 0
        if self._stacked():
            return int(words + key + 3 * metrics.s3)
        return int(max(words, key) + 2 * metrics.s2 + metrics.s1)

    def _room(self) -> float:
        """Return the width the words may take."""
        side = metrics.icon_big if self.tone == "alert" else metrics.icon
        room = self.width - metrics.s5 - side - metrics.s4 - metrics.s3
        if not self._stacked():
            room -= sum(self._key_width(key) + self._gap() for key in self.keys)
        return float(max(1.0, room))

    def _gap(self) -> int:
        return int(metrics.s4 if self.width > metrics.u(250) else metrics.s2)

    def _heights(self, room: float) -> tuple[bool, int, int, int]:
        """Return whether ``strong`` stands beside, then the heights of the three texts."""
        text, strong = self._text.measure()[0], self._strong.measure()[0]
        beside = text + (metrics.s5 + strong if strong else 0) <= room
        below = 0 if beside or not strong else self._strong.measure()[1]
        return beside, self._text.measure(room)[1], below, self._sub.measure(room)[1]

    def _lay_keys(self) -> float:
        """Place the keys; return the middle of the words."""
        pad = metrics.s3
        if self._stacked():
            wide = (self.width - 2 * pad - metrics.s2 * (len(self.keys) - 1)) / len(self.keys)
            for at, key in enumerate(self.keys):
                place(key, self.x + pad + at * (wide + metrics.s2), self.y + pad, wide, metrics.key)
            bottom = self.y + 2 * pad + metrics.key
            return float((self.top - pad + bottom) / 2)
        right, high = self.right - pad, min(self.height - 2 * metrics.s2, metrics.key)
        for key in reversed(self.keys):
            wide = self._key_width(key)
            place(key, right - wide, self.center_y - high / 2, wide, high)
            right -= wide + self._gap()
        return float(self.center_y)

    def _key_width(self, key: Key) -> float:
        probe = Words(text=key.text, font_size=metrics.body, bold=key.bold)
        glyph = metrics.icon + metrics.s2 if key.icon else 0
        side = metrics.s6 if self.tone == "alert" and metrics.layout == WIDE else metrics.s5
        return float(max(metrics.key * 1.5, probe.measure()[0] + glyph + 2 * side))

    def _lay_words(self, middle: float) -> None:
        side = metrics.icon_big if self.tone == "alert" else metrics.icon
        x = self.x + metrics.s5
        place(self._icon, x, middle - side / 2, side, side)
        x, room = x + side + metrics.s4, self._room()
        beside, high, below, low = self._heights(room)
        top = middle + (high + below + low) / 2
        width = self._text.measure()[0] if beside else room
        place(self._text, x, top - high, width, high)
        if beside:
            left = x + width + metrics.s5
            place(self._strong, left, top - high, x + room - left, high)
        else:
            place(self._strong, x, top - high - below, room, below)
        place(self._sub, x, top - high - below - low, room, low)

    def _tapped(self, key: Key) -> None:
        name, mark = key.held
        self.dispatch("on_way", name, mark)

    def on_way(self, name: str, mark: object) -> None:
        """A way out was tapped (event)."""
