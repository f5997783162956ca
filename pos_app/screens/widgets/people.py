"""A person to tap: circle with the first letter of the name, the name, a check when chosen."""

from typing import ClassVar

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from pos_app.screens import palette
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.discs import Disc
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

_LETTER = (1.0, 1.0, 1.0, 1.0)


class PersonCard(Part, Touchable, Surface):
    """``text`` is the name, ``number`` the person's among the staff, which gives the colour.

    Without ``person`` it is a way to more of them (``icon``).
    """

    follows: ClassVar[tuple[str, ...]] = (
        "text",
        "icon",
        "chosen",
        "person",
        "pressed",
        "key",
        "number",
    )
    key = StringProperty("")
    text = StringProperty("")
    number = NumericProperty(0)
    icon = StringProperty("dots")
    person = BooleanProperty(True)
    chosen = BooleanProperty(False)

    def build(self) -> None:
        """Make circle, letter, name and check."""
        self._disc, self._letter = Disc(), Words(bold=True, halign="center")
        self._icon, self._check, self._name = Icon(), Icon(name="check"), Words(squeeze=0.7)
        self.hold(self._disc, self._letter, self._icon, self._check, self._name)

    def refresh(self) -> None:
        """Colour and place the parts."""
        base = theme.colour("surface" if self.person else "surface2")
        self.fill = theme.pressed(base) if self.pressed else base
        edge = "ink" if self.chosen else "line"
        self.edge = theme.colour(edge) if self.person else (0, 0, 0, 0)
        self.edge_px = metrics.edge if self.chosen else metrics.hair
        self.radius = metrics.radius
        self._name.text, self._name.font_size = self.text, metrics.body
        self._name.bold, self._name.color = self.chosen, theme.colour("text")
        self._icon.name, self._icon.color = self.icon, theme.colour("text")
        self._check.color = theme.colour("text")
        for part in (self._disc, self._letter):
            show(part, self.person)
        show(self._icon, not self.person)
        show(self._check, self.chosen)
        self._arrange()

    def _arrange(self) -> None:
        width, high = self._name.measure()
        side = min(round(self.height * 0.42), metrics.u(12.2))
        gap = metrics.s2
        low = high + gap + side
        top = self.center_y + low / 2
        place(self._disc, self.center_x - side / 2, top - side, side, side)
        self._disc.fill = palette.person(int(self.number))
        self._letter.text, self._letter.color = self.text[:1], _LETTER
        self._letter.font_size = round(side * 0.44)
        place(self._letter, self._disc.x, self._disc.y, side, side)
        glyph = metrics.icon
        place(self._icon, self.center_x - glyph / 2, top - side / 2 - glyph / 2, glyph, glyph)
        mark = metrics.icon_small if self.chosen else 0
        between = metrics.s1 if mark else 0
        width = min(width, self.width - 2 * metrics.s2 - mark - between)
        left = self.center_x - (width + mark + between) / 2
        bottom = top - low
        place(self._check, left, bottom + (high - mark) / 2, mark, mark)
        place(self._name, left + mark + between, bottom, width, high)
