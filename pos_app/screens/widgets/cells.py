"""A cell of the size × colour matrix: a number, none, only one, chosen."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words


class CellCard(Touchable, Surface):
    """``text`` is the number or, in state ``none``, the word; ``note`` a small second line.

    States: ``some``, ``none`` (dashed), ``low`` (amber). ``chosen`` adds edge and check mark.
    """

    text = StringProperty("")
    note = StringProperty("")
    note_icon = StringProperty("")
    state = OptionProperty("some", options=("some", "none", "low"))
    chosen = BooleanProperty(False)
    font_size = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.refresh, -1)
        super().__init__(**kwargs)
        self._check, self._number = Icon(name="check"), Words(squeeze=0.7)
        self._mark, self._note = Icon(), Words(squeeze=0.8)
        for part in (self._check, self._number, self._mark, self._note):
            self.add_widget(part)
        for name in ("text", "note", "note_icon", "state", "chosen", "font_size", "pos", "size"):
            self.fbind(name, self._later)
        self.bind(pressed=self.refresh)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def refresh(self, *_: object) -> None:
        """Colour and place its parts."""
        self._colour()
        self.radius = metrics.radius_tag if self.height < metrics.key else metrics.radius
        none = self.state == "none"
        self._number.text, self._number.bold = self.text, not (none and not self.note)
        large = metrics.lead if not self.note else metrics.key_amount * 0.92
        small = metrics.small if none and not self.note else large
        self._number.font_size = self.font_size or small
        self._note.text, self._note.font_size = self.note, metrics.small
        self._mark.name = self.note_icon if self.note else ""
        self._arrange()

    def _colour(self) -> None:
        fill, edge, words = {
            "some": ("surface2", "", "text"),
            "none": ("clear", "line", "text2"),
            "low": ("warn_soft", "", "warn_text"),
        }[self.state]
        if self.chosen:
            fill, edge, words = "primary_soft", "primary", "text"
        colour = theme.colour(fill)
        self.fill = theme.pressed(colour) if self.pressed else colour
        self.edge = theme.colour(edge) if edge else (0, 0, 0, 0)
        self.dashed = self.state == "none" and not self.chosen
        self.edge_px = metrics.edge if self.chosen else metrics.hair
        self._number.color = self._note.color = self._mark.color = theme.colour(words)
        self._check.color = theme.colour("primary")

    def _arrange(self) -> None:
        room = int(self.width - 2 * metrics.s1)
        checked = self.chosen and not self.note
        glyph = metrics.icon_small if checked else 0
        gap = metrics.s1 if glyph else 0
        self._check.opacity = float(bool(glyph))
        width, high = self._number.measure()
        width = min(width, room - glyph - gap)
        noted, low = self._note.measure()
        mark = round(low * 0.72) if self._mark.name else 0
        between = metrics.s1 if mark else 0
        noted = min(noted, room - mark - between)
        top = round(self.center_y + (high + low) / 2)
        left = round(self.center_x - (width + glyph + gap) / 2)
        self._check.size = (glyph, glyph)
        self._check.pos = (left, round(top - high / 2 - glyph / 2))
        self._number.pos, self._number.size = (left + glyph + gap, top - high), (width, high)
        left = round(self.center_x - (noted + mark + between) / 2)
        self._mark.size, self._mark.pos = (
            (mark, mark),
            (left, round(top - high - low / 2 - mark / 2)),
        )
        self._note.pos, self._note.size = (left + mark + between, top - high - low), (noted, low)
