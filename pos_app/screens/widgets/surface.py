"""Rounded rectangles with an edge of whole pixels: the one shape every card, key and tag is.

A shape is two nine-part pictures (fill, edge) made once per radius and cut of edge, so a screen of
a hundred keys shares a handful of textures. Coordinates are rounded: an edge never blurs.
"""

from functools import cache
from math import atan2, hypot, pi

from kivy.graphics import BorderImage, CanvasBase, Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.uix.widget import Widget

_CLEAR = (0, 0, 0, 0)
_DASH, _GAP = 4, 3
_CORNER_DASHES = ((0.14, 0.40), (0.60, 0.86))


@cache
def rounded(radius: int, edge: int, dashed: bool) -> Texture:  # noqa: FBT001 - the cache's key
    """Return a white nine-part picture: filled when ``edge`` is 0, else a ring of that many pixels.

    Dashed: only the corners are in it; the straight sides are drawn by ``_Sides``.
    """
    border = radius + 1
    size = 2 * border + 1
    alphas = bytearray()
    for y in range(size):
        for x in range(size):
            cover = _cover(x, y, size, radius)
            if edge:
                cover -= _cover(x, y, size, radius, inset=edge)
            if dashed:
                cover *= _on_dash(x, y, size, radius)
            alphas.append(round(255 * cover))
    return texture_of(size, size, alphas)


def _cover(x: int, y: int, size: int, radius: int, *, inset: int = 0) -> float:
    """Return how much of a pixel lies in the rounded square, ``inset`` pixels from its edge."""
    middle = size / 2
    from_x = abs(x + 0.5 - middle) - (middle - radius)
    from_y = abs(y + 0.5 - middle) - (middle - radius)
    outside = hypot(max(from_x, 0), max(from_y, 0)) + min(max(from_x, from_y), 0) - radius
    return min(1.0, max(0.0, 0.5 - outside - inset))


def _on_dash(x: int, y: int, size: int, radius: int) -> float:
    middle = size / 2
    from_x = abs(x + 0.5 - middle) - (middle - radius)
    from_y = abs(y + 0.5 - middle) - (middle - radius)
    if from_x <= 0 or from_y <= 0:
        return 0.0
    share = atan2(from_y, from_x) / (pi / 2)
    return float(any(first <= share <= last for first, last in _CORNER_DASHES))


def texture_of(width: int, height: int, alphas: bytes | bytearray) -> Texture:
    """Return a white texture with one byte of alpha a pixel, from the top."""
    texture = Texture.create(size=(width, height), colorfmt="rgba")
    pixels = b"".join(b"\xff\xff\xff" + bytes((alpha,)) for alpha in alphas)
    texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


@cache
def _dashes(horizontal: bool) -> Texture:  # noqa: FBT001 - the cache's key
    line = bytes([0] * (_GAP // 2) + [255] * _DASH + [0] * (_GAP - _GAP // 2)) + b"\x00"
    texture = texture_of(8, 1, line) if horizontal else texture_of(1, 8, line)
    texture.wrap = "repeat"
    texture.mag_filter = texture.min_filter = "nearest"
    return texture


class Sides:
    """The four dashed sides of a surface, in a canvas of its own colour."""

    def __init__(self) -> None:
        self._sides = [Rectangle(texture=_dashes(at < 2)) for at in range(4)]

    def add_to(self, canvas: CanvasBase) -> None:
        """Put the four sides behind what the canvas draws next."""
        for side in self._sides:
            canvas.add(side)

    def place(self, box: tuple[int, int, int, int], radius: int, edge: int) -> None:
        """Lay the sides along a box (x, y, width, height), clear of its corners."""
        x, y, width, height = box
        across, up = max(0, width - 2 * radius), max(0, height - 2 * radius)
        places = (
            ((x + radius, y), (across, edge)),
            ((x + radius, y + height - edge), (across, edge)),
            ((x, y + radius), (edge, up)),
            ((x + width - edge, y + radius), (edge, up)),
        )
        for at, (side, (pos, size)) in enumerate(zip(self._sides, places, strict=True)):
            side.pos, side.size = pos, size
            times = max(1, round((across if at < 2 else up) / 8))
            side.tex_coords = (
                (0, 0, times, 0, times, 1, 0, 1) if at < 2 else (0, 0, 1, 0, 1, times, 0, times)
            )

    def hide(self) -> None:
        """Draw no side."""
        for side in self._sides:
            side.size = (0, 0)


class Surface(Widget):
    """A rounded box: ``fill``, ``edge`` colour, ``edge_px`` wide, maybe ``dashed``."""

    fill = ColorProperty(_CLEAR)
    edge = ColorProperty(_CLEAR)
    edge_px = NumericProperty(1)
    radius = NumericProperty(8)
    dashed = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self._ready = False
        super().__init__(**kwargs)
        with self.canvas.before:
            self._fill_colour = Color(*self.fill)
            self._fill_box = BorderImage()
            self._edge_colour = Color(*self.edge)
            self._edge_box = BorderImage()
        self._sides: Sides | None = None
        self._ready = True
        self.bind(
            pos=self._redraw, size=self._redraw, radius=self._redraw, edge_px=self._redraw,
            dashed=self._redraw, fill=self._recolour, edge=self._recolour,
        )  # fmt: skip
        self._redraw()

    def _recolour(self, *_: object) -> None:
        self._fill_colour.rgba = self.fill
        self._edge_colour.rgba = self.edge

    def _redraw(self, *_: object) -> None:
        box = whole(self)
        radius = max(0, min(int(self.radius), min(box[2:]) // 2 - 1))
        edge = max(1, int(self.edge_px))
        for shape, texture in (
            (self._fill_box, rounded(radius, 0, False)),
            (self._edge_box, rounded(radius, edge, bool(self.dashed))),
        ):
            shape.texture = texture
            shape.border = (radius + 1,) * 4
            shape.pos, shape.size = box[:2], box[2:]
        self._draw_sides(box, radius, edge)

    def _draw_sides(self, box: tuple[int, int, int, int], radius: int, edge: int) -> None:
        if self.dashed and self._sides is None:
            self._sides = Sides()
            self._sides.add_to(self.canvas.before)
        if self._sides is not None:
            if self.dashed:
                self._sides.place(box, radius, edge)
            else:
                self._sides.hide()


def whole(widget: Widget) -> tuple[int, int, int, int]:
    """Return x, y, width and height of a widget on whole pixels, edges kept where they round to."""
    # Not ``right`` and ``top``: Kivy keeps their last value while width and height are being told.
    x, y = round(widget.x), round(widget.y)
    right, top = round(widget.x + widget.width), round(widget.y + widget.height)
    return x, y, max(0, right - x), max(0, top - y)
