"""Less, how many, more: one control with two halves that cannot be missed."""

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from pos_app.screens.followers import follow
from pos_app.screens.layout import Hairline
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words


class _Half(Touchable, Surface):
    """One side of a stepper; its touch reaches over half of the number."""

    def __init__(self, icon: str, **kwargs: object) -> None:
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
    """``value`` between a minus and a plus; ``on_less`` and ``on_more`` tell of each tap."""

    value = StringProperty("1")
    least = BooleanProperty(False)
    font_size = NumericProperty(0)
    __events__ = ("on_less", "on_more")

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.refresh, -1)
        super().__init__(**kwargs)
        self.less, self.more = _Half("minus"), _Half("plus")
        self._number = Words(bold=True, halign="center", squeeze=0.6)
        self._lines = (Hairline(), Hairline())
        for part in (self.less, self.more, self._number, *self._lines):
            self.add_widget(part)
        self.less.bind(on_release=lambda *_: self.dispatch("on_less"))
        self.more.bind(on_release=lambda *_: self.dispatch("on_more"))
        for name in ("value", "least", "font_size", "pos", "size", "disabled"):
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
        self._number.text, self._number.color = self.value, theme.colour("text")
        self._number.font_size = self.font_size or metrics.head
        self._number.pos, self._number.size = (x + third, y), (width - 2 * third, height)
        self.less.disabled = self.least or self.disabled
        for half, left in ((self.less, x + rim), (self.more, x + width - third)):
            half.pos, half.size = (left, y + rim), (third - rim, height - 2 * rim)
            half.radius = max(2, metrics.radius - rim)
            half.sign.pos, half.sign.size = half.pos, half.size
            half.sign.glyph_px = metrics.icon
            half.refresh()
        for line, at in zip(self._lines, (x + third, x + width - third), strict=True):
            line.color = theme.colour("hairline")
            line.pos, line.size = (at, y + height * 0.22), (metrics.hair, height * 0.56)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Swallow a touch on the number: it means neither more nor less."""
        return bool(super().on_touch_down(touch)) or self.collide_point(*touch.pos)

    def on_less(self) -> None:
        """One fewer was asked for (event)."""

    def on_more(self) -> None:
        """One more was asked for (event)."""
