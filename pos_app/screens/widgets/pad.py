"""Pads of digits, for amounts and for the PIN: one order everywhere, the telephone's by default."""

from collections.abc import Sequence
from typing import ClassVar

from kivy.animation import Animation
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.discs import Disc
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, across, place
from pos_app.screens.widgets.words import Words

_PHONE = ("123", "456", "789")
_DIGITS = "1234567890"
_SHAKE_PX, _SHAKE_S = 4, 0.04
CORNERS = ("clear", "00", ".", "none")


class NumberPad(Part):
    """Twelve keys: digits, at the left of 0 the ``corner``, at its right backspace.

    ``on_digit(text)``, ``on_clear``, ``on_back``. ``point`` puts a point beside a narrower 0;
    ``ends`` puts it where backspace is, which then stands elsewhere.
    The order follows ``metrics.calculator``. ``locked`` shows all keys pale, places unchanged.
    """

    follows: ClassVar[tuple[str, ...]] = ("corner", "point", "ends", "font_size", "locked")
    corner = OptionProperty("clear", options=CORNERS)
    point = BooleanProperty(False)
    ends = OptionProperty("", options=("", "."))
    locked = BooleanProperty(False)
    font_size = NumericProperty(0)
    __events__ = ("on_digit", "on_clear", "on_back")

    def build(self) -> None:
        """Make the keys."""
        self.keys: dict[str, Key] = {}
        for name in (*_DIGITS, "00", ".", "clear", "back"):
            key = self.keys[name] = Key(text=name, bold=name.isdigit() or name == ".")
            key.bind(on_release=lambda *_, name=name: self._tapped(name))
            self.add_widget(key)
        self.keys["back"].text, self.keys["back"].icon = "", "backspace"

    def refresh(self) -> None:
        """Place the keys in the order of the moment."""
        gap = metrics.s2
        high = (self.height - 3 * gap) / 4
        top = self.top
        for row in self._order():
            top -= high
            for name, (x, width) in zip(row, across(self.x, self.width, 3, gap), strict=True):
                place(self.keys[name], x, top, width, high)
            top -= gap
        self._bottom(self.y, high, gap)
        for name, key in self.keys.items():
            key.font_size = self.font_size or metrics.pad
            key.disabled = self.locked
            key.kind = "soft" if name in {"clear", "back"} else "plain"
            key.bold = name not in {"clear", "back"} and not self.locked
        self.keys["clear"].text = tr.t("ui.clear")
        self.keys["clear"].font_size = metrics.body
        self.keys["back"].icon_px = metrics.icon_big if self.height > metrics.u(60) else 0

    @staticmethod
    def _order() -> Sequence[str]:
        return tuple(reversed(_PHONE)) if metrics.calculator else _PHONE

    def _bottom(self, y: float, high: float, gap: int) -> None:
        corner = "" if self.corner == "none" else self.corner
        if self.point and metrics.layout == PORTRAIT:
            corner = "."  # two halves would be too narrow for a thumb
        last = self.ends or "back"
        names = [corner or "0", "0", last] if corner else ["0", last]
        for name in ("00", ".", "clear", "back"):
            if name not in names:
                self.keys[name].pos = (-9999, -9999)
        if self.point and corner != ".":
            names.insert(2, ".")
            places = list(across(self.x, self.width, 6, gap))
            spans = ((0, 1), (2, 2), (3, 3), (4, 5)) if corner else ((0, 1), (2, 3), (4, 5))
            for name, (first, last) in zip(names, spans, strict=True):
                left, right = places[first][0], places[last][0] + places[last][1]
                place(self.keys[name], left, y, right - left, high)
            return
        thirds = list(across(self.x, self.width, 3, gap))
        if not corner:
            place(self.keys["0"], thirds[0][0], y, thirds[1][0] + thirds[1][1] - thirds[0][0], high)
            place(self.keys["back"], *_flat(thirds[2], y), high)
            return
        for name, third in zip(names, thirds, strict=True):
            place(self.keys[name], *_flat(third, y), high)

    def take(self, text: str) -> None:
        """Take what a real keyboard typed, as far as a key here stands for it."""
        point = self.point or "." in {self.corner, self.ends}
        for letter in "" if self.locked else text:
            if letter in _DIGITS or (letter == "." and point):
                self.dispatch("on_digit", letter)

    def take_back(self) -> None:
        """Take the last digit back, as a real keyboard asks."""
        if not self.locked:
            self.dispatch("on_back")

    def _tapped(self, name: str) -> None:
        if name in {"clear", "back"}:
            self.dispatch(f"on_{name}")
        else:
            self.dispatch("on_digit", name)

    def on_digit(self, text: str) -> None:
        """A digit, ``00`` or the point was tapped (event)."""

    def on_clear(self) -> None:
        """All digits are to go (event)."""

    def on_back(self) -> None:
        """The last digit is to go (event)."""


def _flat(place_: tuple[float, float], y: float) -> tuple[float, float, float]:
    return place_[0], y, place_[1]


class PinDots(Part):
    """``length`` rings of which ``filled`` are full, the words before them; ``shake`` says no."""

    follows: ClassVar[tuple[str, ...]] = ("text", "length", "filled", "slide")
    text = StringProperty("")
    length = NumericProperty(6)
    filled = NumericProperty(0)
    slide = NumericProperty(0)

    def build(self) -> None:
        """Make the words; rings come with the length."""
        self._words = Words()
        self.add_widget(self._words)
        self._dots: list[Disc] = []

    def refresh(self) -> None:
        """Centre words and rings."""
        while len(self._dots) < self.length:
            self._dots.append(Disc())
            self.add_widget(self._dots[-1])
        while len(self._dots) > self.length:
            self.remove_widget(self._dots.pop())
        self._words.text, self._words.color = self.text, theme.colour("text2")
        self._words.font_size = metrics.body
        width, _ = self._words.measure()
        side, gap = metrics.icon - metrics.hair, metrics.s3
        gap_words = metrics.s4 if width else 0
        total = width + gap_words + len(self._dots) * (side + gap) - gap
        x = self.center_x - total / 2 + self.slide
        place(self._words, x, self.y, width, self.height)
        x += width + gap_words
        for at, dot in enumerate(self._dots):
            full = at < self.filled
            dot.fill = theme.colour("ink") if full else (0, 0, 0, 0)
            dot.rim = theme.colour("ink" if full else "line")
            dot.rim_px = max(2, metrics.hair)
            place(dot, x + at * (side + gap), self.center_y - side / 2, side, side)

    def shake(self) -> None:
        """Say no: twice to each side, unless all motion is off."""
        Animation.cancel_all(self, "slide")
        self.slide = 0
        if theme.still:
            return
        path = Animation(slide=_SHAKE_PX, d=_SHAKE_S)
        for goal in (-_SHAKE_PX, _SHAKE_PX, 0):
            path += Animation(slide=goal, d=_SHAKE_S)
        path.start(self)
