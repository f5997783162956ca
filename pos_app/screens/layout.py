"""Boxes that keep whole pixels and turn around for the left-handed. No look of their own."""

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ColorProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.layout import Layout
from kivy.uix.widget import Widget

from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.widgets.surface import Surface, whole


class _Whole(Layout):
    """A layout whose children stand on whole pixels; ``mirrors`` turns it for the left hand."""

    mirrors = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        follow(self)
        self.bind(mirrors=self.changed)

    def changed(self, *_: object) -> None:
        """Lay out again: the hand may have changed."""
        self._trigger_layout()

    def do_layout(self, *args: object) -> None:
        """Place the children, then put every edge on a pixel."""
        own = self._own_sizes()
        super().do_layout(*args)
        turn = self.mirrors and metrics.mirrored
        for child in self.children:
            if turn:
                child.x = self.x + self.right - child.right
            box = whole(child)
            child.pos = box[:2]
            if child.size_hint_x is not None:
                child.width = box[2]
            if child.size_hint_y is not None:
                child.height = box[3]
        self._trigger_layout.cancel()  # rounding a child is not a reason to lay out again
        if self._own_sizes() != own:  # a child that says its own height answered to its width
            self._trigger_layout()

    def _own_sizes(self) -> list[tuple[float, float]]:
        """Return what the children say of themselves: widths and heights without a hint."""
        return [
            (
                each.width if each.size_hint_x is None else 0.0,
                each.height if each.size_hint_y is None else 0.0,
            )
            for each in self.children
        ]


class Row(_Whole, BoxLayout):
    """Children beside each other."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("orientation", "horizontal")
        super().__init__(**kwargs)


class Column(_Whole, BoxLayout):
    """Children below each other."""

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("orientation", "vertical")
        super().__init__(**kwargs)


class Cells(_Whole, GridLayout):
    """Children in a grid."""


class Card(Surface, Column):
    """A rounded card with a hairline edge; a column of what it holds."""


class Hairline(Widget):
    """A line of one device pixel (or two on a dense screen), across or upright by its shape."""

    color = ColorProperty((0.5, 0.5, 0.5, 1))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._colour = Color(*self.color)
            self._line = Rectangle()
        self._later = Clock.create_trigger(self._draw, -1)
        self.bind(pos=self._later, size=self._later, color=self._later)
        self._later()

    def _draw(self, *_: object) -> None:
        x, y, width, height = whole(self)
        hair = int(metrics.hair)
        self._colour.rgba = self.color
        if width >= height:
            self._line.pos, self._line.size = (x, y + (height - hair) // 2), (width, hair)
        else:
            self._line.pos, self._line.size = (x + (width - hair) // 2, y), (hair, height)


class Ground(Widget):
    """The grey every screen stands on."""

    color = ColorProperty((0.5, 0.5, 0.5, 1))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        with self.canvas.before:
            self._colour = Color(*self.color)
            self._box = Rectangle(pos=self.pos, size=self.size)
        self.bind(pos=self._draw, size=self._draw, color=self._draw)

    def _draw(self, *_: object) -> None:
        self._colour.rgba = self.color
        self._box.pos, self._box.size = self.pos, self.size
