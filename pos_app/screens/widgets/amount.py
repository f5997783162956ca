"""An amount: small currency sign and large digits on one baseline."""

from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from pos_app.i18n import MINUS
from pos_app.screens import fonts
from pos_app.screens.followers import follow
from pos_app.screens.tr import tr
from pos_app.screens.widgets.words import extent, typeset

if TYPE_CHECKING:
    from kivy.graphics.texture import Texture

SIGN_SHARE = 0.58
_DESCENT = 300 / 1360  # of the line box, as tools/make_fonts.py sets it
_SMALLEST = 0.4


class Amount(Widget):
    """``symbol`` at 58 % and ``text`` on one baseline; long numbers shrink until they fit.

    A minus in ``text`` stands before the symbol. ``clipped`` tells that even 40 % was too wide.
    """

    text = StringProperty("")
    symbol = StringProperty("¥")
    font_size = NumericProperty(30)
    bold = BooleanProperty(True)
    color = ColorProperty((0, 0, 0, 1))
    halign = OptionProperty("right", options=("left", "center", "right"))

    def __init__(self, **kwargs: object) -> None:
        self.clipped = False
        self.shown_px = 0
        self.drawn: list[tuple[Texture, tuple[int, int]]] = []
        self._later = Clock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        for name in ("text", "symbol", "font_size", "bold", "color", "halign", "pos", "size"):
            self.fbind(name, self._later)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def natural_width(self) -> int:
        """Return the width at full size."""
        return sum(extent(*part[:3])[0] for part in self._parts(int(self.font_size)))

    def line_height(self) -> int:
        """Return the height of its line at full size."""
        return extent("0", int(self.font_size), fonts.face(tr.language, bold=self.bold))[1]

    def _parts(self, px: int) -> list[tuple[str, int, str]]:
        """Return sign and digits with size and face."""
        minus, digits = (MINUS, self.text[1:]) if self.text.startswith(MINUS) else ("", self.text)
        if not self.symbol:
            minus, digits = "", self.text
        small = max(1, round(px * SIGN_SHARE))
        parts = ((minus + self.symbol, small), (digits, px))
        file = fonts.face(tr.language, bold=self.bold)
        return [(text, size, file) for text, size in parts if text]

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        full = int(self.font_size)
        smallest = max(1, int(full * _SMALLEST))
        for px in (*range(full, smallest, -1), smallest):
            parts = self._parts(px)
            gap = max(1, round(px * 0.04)) if len(parts) > 1 else 0
            width = sum(extent(*part)[0] for part in parts) + gap
            if width <= self.width + 1.5:
                break
        self.shown_px, self.clipped = px, width > self.width + 1.5
        spare = self.width - width
        x = round(self.x + {"left": 0, "center": spare / 2, "right": spare}[self.halign])
        pictures = [typeset(*part) for part in parts]
        tallest = max((picture.height for picture in pictures), default=0)
        base = round(self.center_y - tallest / 2) + round(tallest * _DESCENT)
        self.canvas.add(Color(*self.color))
        self.drawn = []
        for picture in pictures:
            y = base - round(picture.height * _DESCENT)
            self.canvas.add(Rectangle(texture=picture, size=picture.size, pos=(x, y)))
            self.drawn.append((picture, (x, y)))
            x += picture.width + gap
