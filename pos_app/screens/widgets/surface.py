"""Rounded rectangles with an edge of whole pixels: the one shape every card, key and tag is.

A shape is one nine-part picture, fill and edge in it, made once per radius, edge and pair of
colours, so a screen of a hundred keys shares a handful of textures and draws each key at once. What
cannot be seen is not drawn. Coordinates are rounded: an edge never blurs.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import chain
from math import atan2, hypot, pi
from typing import TypeVar

from kivy.graphics import BorderImage, Color, InstructionGroup, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.uix.widget import Widget

from pos_app.screens.widgets.moves import pixel

Rgba = tuple[float, float, float, float]
T = TypeVar("T")
_CLEAR = (0.0, 0.0, 0.0, 0.0)
_DASH, _GAP = 4, 3
_CORNER_DASHES = ((0.14, 0.40), (0.60, 0.86))


@cache
def _covers(radius: int, edge: int, dashed: bool) -> tuple[tuple[float, float], ...]:  # noqa: FBT001
    """Return how much fill and edge each pixel of the nine-part picture has, from the top."""
    size = 2 * (radius + 1) + 1

    def cover(x: int, y: int) -> tuple[float, float]:
        fill = _cover(x, y, size, radius)
        ring = fill - _cover(x, y, size, radius, inset=edge)
        return fill, ring * _on_dash(x, y, size, radius) if dashed else ring

    return mirrored(size, cover)


def mirrored(side: int, quarter: Callable[[int, int], T]) -> tuple[T, ...]:
    """Return a square, row by row, of which only the first quarter is worked out."""
    half = (side + 1) // 2
    rows = [[quarter(x, y) for x in range(half)] for y in range(half)]
    whole_rows = [row + row[: side - half][::-1] for row in rows]
    return tuple(chain.from_iterable(whole_rows + whole_rows[: side - half][::-1]))


@lru_cache(maxsize=512)
def rounded(
    radius: int,
    edge: int,
    fill: Rgba,
    line: Rgba,
    dashed: bool,  # noqa: FBT001 - the cache's key
) -> Texture:
    """Return a nine-part picture: filled, with a ring of ``edge`` pixels over the fill.

    Dashed: only the corners of the ring are in it; the straight sides are drawn by ``Sides``.
    """
    size = 2 * (radius + 1) + 1
    mixed: dict[tuple[float, float], bytes] = {}
    for cover in _covers(radius, edge, dashed):
        if cover not in mixed:
            mixed[cover] = _over(line, cover[1], fill, cover[0])
    pixels = b"".join([mixed[cover] for cover in _covers(radius, edge, dashed)])
    return texture_of(size, size, pixels)


def _over(upper: Rgba, upper_cover: float, lower: Rgba, lower_cover: float) -> bytes:
    """Return one pixel, RGBA: the upper colour over the lower, each as far as it covers it."""
    above, below = upper[3] * upper_cover, lower[3] * lower_cover
    below *= 1 - above
    alpha = above + below
    if not alpha:
        return bytes(4)
    mixed = ((u * above + v * below) / alpha for u, v in zip(upper[:3], lower[:3], strict=True))
    return bytes(round(255 * each) for each in (*mixed, alpha))


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


def white(alphas: Sequence[int]) -> bytes:
    """Return white pixels of these alphas, RGBA."""
    pixels = bytearray(b"\xff" * (4 * len(alphas)))
    pixels[3::4] = bytes(alphas)
    return bytes(pixels)


def texture_of(width: int, height: int, pixels: bytes) -> Texture:
    """Return a texture of four bytes a pixel (RGBA), from the top."""
    texture = Texture.create(size=(width, height), colorfmt="rgba")
    texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


@cache
def _dashes(horizontal: bool) -> Texture:  # noqa: FBT001 - the cache's key
    line = white([0] * (_GAP // 2) + [255] * _DASH + [0] * (_GAP - _GAP // 2) + [0])
    texture = texture_of(8, 1, line) if horizontal else texture_of(1, 8, line)
    texture.wrap = "repeat"
    texture.mag_filter = texture.min_filter = "nearest"
    return texture


class Sides:
    """The four dashed sides of a surface, and their colour."""

    def __init__(self) -> None:
        self._colour = Color()
        self._sides = [Rectangle(texture=_dashes(at < 2)) for at in range(4)]

    def add_to(self, group: InstructionGroup) -> None:
        """Put the four sides behind what the group draws next."""
        for each in (self._colour, *self._sides):
            group.add(each)

    def tint(self, colour: Rgba) -> None:
        """Take the edge's colour."""
        self._colour.rgba = colour

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


class Surface(Widget):
    """A rounded box: ``fill``, ``edge`` colour, ``edge_px`` wide, maybe ``dashed``."""

    fill = ColorProperty(_CLEAR)
    edge = ColorProperty(_CLEAR)
    edge_px = NumericProperty(1)
    radius = NumericProperty(8)
    dashed = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self._box = BorderImage()
        self._white = Color()
        self._sides: Sides | None = None
        self._drawn: tuple[bool, bool] = (False, False)
        self._shape = InstructionGroup()
        super().__init__(**kwargs)
        self.canvas.before.add(self._shape)
        for name in ("pos", "size", "radius", "edge_px", "dashed", "fill", "edge"):
            self.fbind(name, self._redraw)
        self._redraw()

    def _redraw(self, *_: object) -> None:
        box = whole(self)
        fill, edge = tuple(self.fill), tuple(self.edge)
        seen = bool(fill[3] or edge[3]) and bool(box[2] and box[3])
        self._compose(seen, dashed=seen and bool(self.dashed))
        if not seen:
            return
        radius = max(0, min(int(self.radius), min(box[2:]) // 2 - 1))
        edge_px = max(1, int(self.edge_px))
        self._box.texture = rounded(radius, edge_px, fill, edge, bool(self.dashed))
        self._box.border = (radius + 1,) * 4
        self._box.pos, self._box.size = box[:2], box[2:]
        if self._sides is not None and self.dashed:
            self._sides.tint(edge)
            self._sides.place(box, radius, edge_px)

    def _compose(self, seen: bool, *, dashed: bool) -> None:  # noqa: FBT001
        """Let the canvas draw the box and the dashed sides, or nothing at all."""
        if (seen, dashed) == self._drawn:
            return
        self._drawn = (seen, dashed)
        self._shape.clear()
        if seen:
            self._shape.add(self._white)
            self._shape.add(self._box)
        if dashed:
            self._sides = self._sides or Sides()
            self._sides.add_to(self._shape)


def whole(widget: Widget) -> tuple[int, int, int, int]:
    """Return x, y, width and height of a widget on whole pixels, edges kept where they round to."""
    # Not ``right`` and ``top``: Kivy keeps their last value while width and height are being told.
    x, y = pixel(widget.x), pixel(widget.y)
    right, top = pixel(widget.x + widget.width), pixel(widget.y + widget.height)
    return x, y, max(0, right - x), max(0, top - y)
