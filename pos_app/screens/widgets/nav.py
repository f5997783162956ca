"""The ways between screens: the dark rail at the side, the tabs under a portrait screen."""

from collections.abc import Sequence
from typing import ClassVar

from kivy.graphics import Color, Rectangle
from kivy.properties import (
    BooleanProperty,
    ListProperty,
    OptionProperty,
    StringProperty,
)

from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon, Logo
from pos_app.screens.widgets.keys import Badge
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

NavEntry = Sequence[str]  # name, word, icon[, badge]


class NavItem(Part, Touchable, Surface):
    """One way: icon over word; ``here`` lifts it and puts a white mark at its edge."""

    follows: ClassVar[tuple[str, ...]] = ("text", "icon", "badge", "here", "tab", "pressed")
    name = StringProperty("")
    text = StringProperty("")
    icon = StringProperty("")
    badge = StringProperty("")
    here = BooleanProperty(False)
    tab = BooleanProperty(False)

    def build(self) -> None:
        """Make icon, word, badge and mark."""
        self.reach = 0
        self._icon, self._word, self._badge = Icon(), Words(halign="center", squeeze=0.7), Badge()
        self._mark = Surface()
        self.hold(self._icon, self._word, self._badge, self._mark)

    def refresh(self) -> None:
        """Colour and place the parts."""
        bright = self.here or self.pressed
        self.fill = theme.colour("rail_here") if bright else (0, 0, 0, 0)
        self.radius = 0 if self.tab else metrics.radius
        colour = theme.colour("rail_on" if bright else "rail_text")
        self._icon.name, self._icon.color = self.icon, colour
        self._word.text, self._word.color, self._word.bold = self.text, colour, self.here
        self._word.font_size = metrics.caption
        glyph = round(metrics.icon * 1.08)
        _, high = self._word.measure()
        gap = metrics.s1 // 2
        top = self.center_y + (glyph + gap + high) / 2
        place(self._icon, self.center_x - glyph / 2, top - glyph, glyph, glyph)
        place(self._word, self.x + 1, top - glyph - gap - high, self.width - 2, high)
        self._place_badge(top)
        self._place_mark()

    def _place_badge(self, top: float) -> None:
        self._badge.text = self.badge
        show(self._badge, self.badge)
        self._badge.tint(theme.colour("rail_on"), theme.colour("rail"))
        width, high = self._badge.wanted() if self.badge else (0, 0)
        place(self._badge, self.center_x + metrics.s1, top - high + metrics.s2, width, high)

    def _place_mark(self) -> None:
        mark = metrics.s1
        self._mark.fill = theme.colour("rail_on") if self.here else (0, 0, 0, 0)
        self._mark.radius = mark // 2
        if self.tab:
            place(self._mark, self.center_x - self.width * 0.3, self.top - mark, self.width * 0.6,
                  mark)  # fmt: skip
            return
        reach, tall = metrics.s1 + metrics.s1 // 2, self.height * 0.62
        left = self.right + reach - mark if metrics.mirrored else self.x - reach
        place(self._mark, left, self.center_y - tall / 2, mark, tall)


class NavBar(Part):
    """``entries`` are (name, word, icon[, badge]); ``on_choose(name)`` tells of a tap.

    ``direction``: ``rail`` (upright, the logo above) or ``tabs`` (across).
    """

    follows: ClassVar[tuple[str, ...]] = ("entries", "here", "direction", "brand")
    entries = ListProperty([])
    here = StringProperty("")
    brand = StringProperty("")
    direction = OptionProperty("rail", options=("rail", "tabs"))
    __events__ = ("on_choose",)

    def build(self) -> None:
        """Make the ground; items come with the entries."""
        with self.canvas.before:
            self._colour = Color(0, 0, 0, 1)
            self._ground = Rectangle()
        self._logo, self._brand = Logo(), Words(bold=True)
        self.hold(self._logo, self._brand)
        self.items: list[NavItem] = []

    def refresh(self) -> None:
        """Keep one item an entry, and place them."""
        self._colour.rgba = theme.colour("rail")
        self._ground.pos, self._ground.size = self.pos, self.size
        while len(self.items) > len(self.entries):
            self.remove_widget(self.items.pop())
        while len(self.items) < len(self.entries):
            item = NavItem()
            item.bind(on_release=self._tapped)
            self.items.append(item)
            self.add_widget(item)
        for item, entry in zip(self.items, self.entries, strict=True):
            item.name, item.text, item.icon, item.badge = (*entry, "")[:4]
            item.here, item.tab = item.name == self.here, self.direction == "tabs"
        rail = self.direction == "rail"
        show(self._logo, rail)
        show(self._brand, rail)
        if rail:
            self._as_rail()
        else:
            for item, (x, width) in zip(
                self.items, across(self.x, self.width, len(self.items), 0), strict=True
            ):
                place(item, x, self.y, width, self.height)

    def _as_rail(self) -> None:
        side, pad = round(metrics.icon * 1.08), metrics.s1 + metrics.s1 // 2
        bar = metrics.top_bar
        self._brand.text, self._brand.color = self.brand, theme.colour("rail_on")
        self._brand.font_size = metrics.body
        width, _ = self._brand.measure()
        left = self.x + (self.width - side - metrics.s1 - width) / 2
        place(self._logo, left, self.top - bar / 2 - side / 2, side, side)
        place(self._brand, left + side + metrics.s1, self.top - bar, width, bar)
        high, gap = metrics.u(18.2), metrics.s1
        room = (self.height - bar - metrics.s2) / max(1, len(self.items)) - gap
        high = min(high, room)
        top = self.top - bar - pad
        for item in self.items:
            place(item, self.x + pad, top - high, self.width - 2 * pad, high)
            top -= high + gap

    def _tapped(self, item: NavItem) -> None:
        self.dispatch("on_choose", item.name)

    def on_choose(self, name: str) -> None:
        """A way was tapped (event)."""
