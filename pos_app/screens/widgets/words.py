"""Text on the screen: right face, whole pixels, wrapped by our rules, and never clipped unseen.

Textures are white and shared: a colour change costs nothing, the same digits are set once.
"""

from collections import OrderedDict
from collections.abc import Iterable
from functools import lru_cache

from kivy.clock import Clock
from kivy.core.text import Label as Setter
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from pos_app.screens import fonts
from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.moves import Place, pixel, shift
from pos_app.screens.widgets.wrap import elided, wrapped

_KEPT = 1500
_LOST = 1.5  # a box may have lost a pixel to rounding
_ROUNDED = 3  # hinted type is not quite as wide as its size says
_textures: "OrderedDict[tuple[str, int, str], Texture]" = OrderedDict()
_setters: dict[tuple[int, str], Setter] = {}


def typeset(text: str, px: int, file: str) -> Texture:
    """Return the white picture of one line; the last 1,500 are kept."""
    key = (text, px, file)
    found = _textures.get(key)
    if found is None:
        setter = Setter(text=text, font_size=px, font_name=file)
        setter.refresh()
        found = _textures[key] = setter.texture
        if len(_textures) > _KEPT:
            _textures.popitem(last=False)
    else:
        _textures.move_to_end(key)
    return found


@lru_cache(maxsize=8192)
def extent(text: str, px: int, file: str) -> tuple[int, int]:
    """Return the width and height one line will have."""
    setter = _setters.get((px, file))
    if setter is None:
        setter = _setters[px, file] = Setter(font_size=px, font_name=file)
    width, height = setter.get_extents(text)
    return width, height


class Words(Widget):
    """One or more lines of text.

    ``lines`` is how many it may take; ``squeeze`` how far the type may shrink (1 = never) before
    the end is cut with …; ``yields`` says that cutting is fine here (a long name of goods).
    ``hug`` makes the widget as wide (and tall, if several lines are allowed) as its text.
    Without a ``font_size`` it is ``metrics.body``, without a ``color`` ``theme.text``: not by a kv
    rule, whose binding would win again over the one that a screen sets.
    """

    text = StringProperty("")
    font_size = NumericProperty(0)
    bold = BooleanProperty(False)
    color = ColorProperty(None, allownone=True)
    halign = OptionProperty("left", options=("left", "center", "right"))
    valign = OptionProperty("middle", options=("top", "middle", "bottom"))
    lines = NumericProperty(1)
    squeeze = NumericProperty(1.0)
    yields = BooleanProperty(False)
    strike = BooleanProperty(False)
    hug = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self.clipped = False
        self.shown_px = 0
        self.shown_lines: tuple[str, ...] = ()
        self.drawn: list[tuple[Texture, tuple[int, int]]] = []
        self._asked: tuple[object, ...] = ()
        self._rows_drawn: list[Rectangle] = []
        self._strikes: list[Rectangle] = []
        self._later = Clock.create_trigger(self._draw, -1)
        super().__init__(**kwargs)
        self._place = Place(self)
        self._ink = Color()
        self.bind(
            text=self._later, font_size=self._later, bold=self._later, halign=self._later,
            valign=self._later, lines=self._later, squeeze=self._later, strike=self._later,
            size=self._later, pos=self._moved, hug=self._later, color=self._recolour,
        )  # fmt: skip
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Take size, colour and face again."""
        self._recolour()
        self._asked = ()
        self._later()

    def _full(self) -> int:
        return int(self.font_size or metrics.body)

    def measure(self, width: float | None = None) -> tuple[int, int]:
        """Return the size the text takes unbroken, or wrapped into ``width``."""
        if not self.text:
            return 0, 0
        file, shown = fonts.fit(self.text, tr.language, bold=self.bold)
        px = self._full()
        if width is None or self.lines <= 1:
            return extent(shown, px, file)
        rows = wrapped(shown, width, lambda part: extent(part, px, file)[0])[: int(self.lines)]
        return max(extent(row, px, file)[0] for row in rows), len(rows) * extent("0", px, file)[1]

    def _recolour(self, *_: object) -> None:
        self._ink.rgba = self.color or theme.colour("text")

    def _moved(self, *_: object) -> None:
        step = self._place.step()
        if step is None:
            self._later()
            return
        shift((*self._rows_drawn, *self._strikes), step)
        self.drawn = [(each, (x + step[0], y + step[1])) for each, (x, y) in self.drawn]

    def _draw(self, *_: object) -> None:
        if self.hug:
            self._embrace()
        asked = (
            self.text, self.width, self._full(), self.bold, self.lines, self.squeeze, self.strike,
            tr.language, metrics.text_scale,
        )  # fmt: skip
        if asked != self._asked:
            self._asked = asked
            self._set()
        self._lay()

    def _set(self) -> None:
        """Take the pictures of the rows that fit into the canvas."""
        rows, px, file = self._compose()
        self.shown_px, self.shown_lines = px, tuple(rows)
        self._ink.rgba = self.color or theme.colour("text")
        self.canvas.clear()
        self._rows_drawn = [Rectangle(texture=typeset(row, px, file)) for row in rows if row]
        self._strikes = [Rectangle() for _ in self._rows_drawn] if self.strike else []
        for each in (self._ink, *self._rows_drawn, *self._strikes) if self._rows_drawn else ():
            self.canvas.add(each)

    def _lay(self) -> None:
        """Put the rows on whole pixels; a text that only moved is not set again."""
        pictures = [row.texture for row in self._rows_drawn]
        height = sum(picture.height for picture in pictures)
        top = self.y + {
            "top": self.height, "middle": (self.height + height) / 2, "bottom": height
        }[self.valign]  # fmt: skip
        self.drawn = []
        for row, picture in zip(self._rows_drawn, pictures, strict=True):
            spare = self.width - picture.width
            x = self.x + {"left": 0, "center": spare / 2, "right": spare}[self.halign]
            top -= picture.height
            place = (pixel(x), pixel(top))
            self.drawn.append((picture, place))
            row.pos, row.size = place, picture.size
        line = max(1, round(self.shown_px / 16))
        for strike, (picture, (x, y)) in zip(self._strikes, self.drawn, strict=False):
            strike.pos, strike.size = (x, y + round(picture.height * 0.5)), (picture.width, line)

    def _embrace(self) -> None:
        if self.lines > 1 and self.size_hint_x is None and self.size_hint_y is None:
            self.height = self.measure(self.width)[1]
            return
        self.size = (self.measure()[0], self.height)

    def _compose(self) -> tuple[list[str], int, str]:
        """Return the rows that fit, the size of their type and the file of their face."""
        full = self._full()
        if not self.text:
            self.clipped = False
            return [], full, ""
        file, shown = fonts.fit(self.text, tr.language, bold=self.bold)
        # Type that the setting enlarged may shrink back as far as type that it did not.
        smallest = max(1, int(full * self.squeeze / max(1.0, metrics.text_scale)))
        for px in self._sizes(shown, full, smallest, file):
            rows = self._rows(shown, px, file)
            if self._fits(rows, px, file):
                self.clipped = False
                return rows, px, file
        self.clipped = True
        kept = rows[: max(1, int(self.lines))]
        rest = "".join(rows[len(kept) - 1 :])

        def width_of(part: str) -> int:
            return extent(part, smallest, file)[0]

        return [*kept[:-1], elided(rest, self.width, width_of)], smallest, file

    def _sizes(self, shown: str, full: int, smallest: int, file: str) -> Iterable[int]:
        """Yield the sizes to try, largest first; of one line none that is surely too wide.

        Every size that is tried has its face opened, 1 ms each.
        """
        yield full
        largest = full - 1
        if self.lines <= 1:
            wide = max(1, extent(shown.replace("\n", " "), full, file)[0])
            largest = min(largest, int(full * (self.width + _LOST) / wide) + _ROUNDED)
        yield from range(largest, smallest, -1)
        if smallest < full:
            yield smallest

    def _rows(self, shown: str, px: int, file: str) -> list[str]:
        if self.lines <= 1:
            return [shown.replace("\n", " ")]
        return wrapped(shown, self.width, lambda part: extent(part, px, file)[0])

    def _fits(self, rows: list[str], px: int, file: str) -> bool:
        room = self.width + _LOST
        return len(rows) <= max(1, self.lines) and all(
            extent(row, px, file)[0] <= room for row in rows
        )
