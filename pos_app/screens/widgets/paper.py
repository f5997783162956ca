"""A picture of printed paper: dots as the printer sets them, with the torn edge below."""

from typing import ClassVar

from kivy.graphics import Color, Mesh, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import NumericProperty

from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.part import Part

_TOOTH_MM = 1.6


class Paper(Part):
    """``draw(width, height, grey)`` takes one byte a dot, rows from the top; 0 is black.

    It scales to ``width`` by whole steps where it can; ``wanted()`` is the height of the paper.
    Put it into a ``Scroller`` when it is taller than the place.
    """

    follows: ClassVar[tuple[str, ...]] = ("margin",)
    margin = NumericProperty(0)

    def build(self) -> None:
        """Make the ground, the print and the torn edge."""
        self.dots = (0, 0)
        with self.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._ground = Rectangle()
            self._print = Rectangle()
            self._teeth = Mesh(mode="triangles")
            self._line_colour = Color(0, 0, 0, 0)
            self._sides = [Rectangle() for _ in range(3)]

    def draw(self, width: int, height: int, grey: bytes) -> None:
        """Show another print. Raises ValueError when there are not width × height bytes."""
        if len(grey) != width * height:
            raise ValueError(f"{len(grey)} bytes for {width} x {height} dots")
        texture = Texture.create(size=(width, height), colorfmt="luminance", mipmap=True)
        texture.blit_buffer(grey, colorfmt="luminance", bufferfmt="ubyte")
        texture.flip_vertical()
        texture.min_filter, texture.mag_filter = "linear_mipmap_linear", "nearest"
        self._print.texture = texture
        self.dots = (width, height)
        self.later()

    def wanted(self, width: float | None = None) -> int:
        """Return the height of the paper at its width."""
        if not self.dots[0]:
            return 0
        inner = (self.width if width is None else width) - 2 * self._pad()
        return round(inner * self.dots[1] / self.dots[0]) + 2 * self._pad() + self._tooth()

    def _pad(self) -> int:
        return int(self.margin or metrics.s3)

    @staticmethod
    def _tooth() -> int:
        return max(3, int(metrics.u(_TOOTH_MM)))

    def refresh(self) -> None:
        """Place paper, print and edge."""
        self._colour.rgba = theme.colour("paper")
        pad, tooth = self._pad(), self._tooth()
        high = self.wanted()
        x, top, width = round(self.x), round(self.top), round(self.width)
        self._ground.pos = (x, top - high + tooth)
        self._ground.size = (width, high - tooth)
        inner = width - 2 * pad
        tall = high - tooth - 2 * pad
        self._print.pos, self._print.size = (x + pad, top - pad - tall), (inner, tall)
        self._tear(x, top - high + tooth, width, tooth)
        self._line_colour.rgba = theme.colour("hairline")
        hair = metrics.hair
        for side, pos, size in zip(
            self._sides,
            ((x, top - hair), (x, top - high + tooth), (x + width - hair, top - high + tooth)),
            ((width, hair), (hair, high - tooth), (hair, high - tooth)),
            strict=True,
        ):
            side.pos, side.size = pos, size

    def _tear(self, x: float, y: float, width: float, tooth: float) -> None:
        count = max(1, round(width / (1.6 * tooth)))
        each = width / count
        points: list[float] = []
        for at in range(count):
            left = x + at * each
            for px, py in ((left, y), (left + each, y), (left + each / 2, y - tooth)):
                points += [px, py, 0, 0]
        self._teeth.vertices = points
        self._teeth.indices = list(range(len(points) // 4))
