"""Less, how many, more: one control whose three parts cannot be missed."""

from functools import partial

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from pos_app.screens.followers import follow
from pos_app.screens.layout import Hairline
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words


class _Third(Touchable, Surface):
    """One part of a stepper; the middle one shows the number in place of a sign."""

    def __init__(self, icon: str = "", **kwargs: object) -> None:
        super().__init__(reach=0, **kwargs)
        self.sign = Icon(name=icon)
        self.add_widget(self.sign)
        self.bind(pressed=self.refresh)

    def refresh(self, *_: object) -> None:
        """Show the touch."""
        colour = theme.colour("surface")
        self.fill = theme.pressed(colour) if self.pressed else colour
        self.sign.color = theme.colour("off_text" if self.disabled else "text")


class Stepper(Surface):
    """``value`` between a minus and a plus.

    ``on_step(name, mark)`` tells of a tap: ``less``, ``more`` or ``quantity`` (on the number),
    with what ``mark`` was when the finger came down.
    """

    value = StringProperty("1")
    least = BooleanProperty(False)
    font_size = NumericProperty(0)
    mark = ObjectProperty(None, allownone=True)
    __events__ = ("on_step",)

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.refresh, -1)
        super().__init__(**kwargs)
        self.less, self.number, self.more = _Third("minus"), _Third(), _Third("plus")
        self._words = Words(bold=True, halign="center", squeeze=0.6)
        self._lines = (Hairline(), Hairline())
        thirds = {"less": self.less, "quantity": self.number, "more": self.more}
        for name, third in thirds.items():
            self.add_widget(third)
            third.bind(on_release=partial(self._tapped, name))
        for part in (self._words, *self._lines):
            self.add_widget(part)
        for name in ("value", "least", "font_size", "mark", "pos", "size", "disabled"):
            self.fbind(name, self._later)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def refresh(self, *_: object) -> None:
        """Colour and place its parts."""
        self.fill, self.edge = theme.colour("surface"), theme.colour("line")
        self.radius, self.edge_px = metrics.radius, metrics.hair
        x, y = round(self.x), round(self.y)
        width, height = round(self.width), round(self.height)
        third, rim = width // 3, int(self.edge_px)
        self._words.text, self._words.color = self.value, theme.colour("text")
        self._words.font_size = self.font_size or metrics.head
        self._words.pos, self._words.size = (x + third, y), (width - 2 * third, height)
        self.less.disabled = self.least or self.disabled
        inner = width - 2 * third
        for part, left, wide in (
            (self.less, x + rim, third - rim),
            (self.number, x + third, inner),
            (self.more, x + width - third, third - rim),
        ):
            part.mark = self.mark
            part.pos, part.size = (left, y + rim), (wide, height - 2 * rim)
            part.radius = max(2, metrics.radius - rim) if part is not self.number else 0
            part.sign.pos, part.sign.size = part.pos, part.size
            part.sign.glyph_px = metrics.icon
            part.refresh()
        for line, at in zip(self._lines, (x + third, x + width - third), strict=True):
            line.color = theme.colour("hairline")
            line.pos, line.size = (at, y + height * 0.22), (metrics.hair, height * 0.56)

    def _tapped(self, name: str, third: _Third) -> None:
        self.dispatch("on_step", name, third.held)

    def on_step(self, name: str, mark: object) -> None:
        """A part was tapped (event)."""
