"""Circles with clean edges: dots of state, PIN dots, people, badges."""

from functools import cache
from math import hypot

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from pos_app.screens.widgets.surface import mirrored, texture_of, white

_CLEAR = (0, 0, 0, 0)


@cache
def disc(side: int, rim: int) -> Texture:
    """Return a white disc of ``side`` pixels, or a ring of ``rim`` pixels."""
    middle = side / 2

    def alpha(x: int, y: int) -> int:
        away = hypot(x + 0.5 - middle, y + 0.5 - middle)
        cover = min(1.0, max(0.0, middle - away + 0.5))
        if rim:
            cover -= min(1.0, max(0.0, middle - rim - away + 0.5))
        return round(255 * cover)

    return texture_of(side, side, white(mirrored(side, alpha)))


class Disc(Widget):
    """A circle in its box: ``fill`` and a ``rim`` of ``rim_px``."""

    fill = ColorProperty(_CLEAR)
    rim = ColorProperty(_CLEAR)
    rim_px = NumericProperty(1)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"size": (0, 0), **kwargs})
        with self.canvas.before:
            self._fill_colour = Color(*self.fill)
            self._fill_box = Rectangle()
            self._rim_colour = Color(*self.rim)
            self._rim_box = Rectangle()
        for name in ("pos", "size", "rim_px"):
            self.fbind(name, self._draw)
        self.bind(fill=self._recolour, rim=self._recolour)
        self._draw()

    def _recolour(self, *_: object) -> None:
        self._fill_colour.rgba = self.fill
        self._rim_colour.rgba = self.rim

    def _draw(self, *_: object) -> None:
        side = max(2, round(min(self.size)))
        place = round(self.center_x - side / 2), round(self.center_y - side / 2)
        for box, rim in ((self._fill_box, 0), (self._rim_box, max(1, int(self.rim_px)))):
            box.texture, box.pos, box.size = disc(side, rim), place, (side, side)
