"""Small words with a picture: tags on a line, states of a device. A state is never colour alone."""

from typing import ClassVar

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)

from pos_app.screens import fonts
from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.discs import Disc
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.moves import Place, pixel, shift
from pos_app.screens.widgets.part import Part, place
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.words import Words, extent

# kind: fill, words
TAG_KINDS = {
    "grey": ("surface2", "text"),
    "amber": ("warn_soft", "warn_text"),
    "blue": ("primary_soft", "primary_text"),
    "green": ("pay_soft", "pay_text"),
    "red": ("danger_soft", "danger_text"),
    "purple": ("returns_soft", "returns_text"),
    "yellow": ("training", "training_on"),
}
# state: picture, colour of the picture, colour of the word, bold
STATES = {
    "ok": ("", "pay", "text2", False),
    "warn": ("triangle", "warn_text", "warn_text", True),
    "fault": ("octagon", "danger_text", "danger_text", True),
    "busy": ("hourglass", "text2", "text2", False),
    "off": ("circle", "text2", "text2", False),
    "done": ("check_circle", "pay_text", "pay_text", True),
}


class Tag(Surface):
    """A tag of ``kind`` as wide as its words; ``icon`` may stand before them."""

    text = StringProperty("")
    icon = StringProperty("")
    kind = OptionProperty("grey", options=tuple(TAG_KINDS))
    font_size = NumericProperty(0)
    bold = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.refresh, -1)
        kwargs.setdefault("size_hint", (None, None))
        super().__init__(**kwargs)
        self._icon, self._words = Icon(), Words(squeeze=0.8)
        self.add_widget(self._icon)
        self.add_widget(self._words)
        self._stood = Place(self)
        self.fbind("pos", self._moved)
        for name in ("text", "icon", "kind", "font_size", "bold"):
            self.fbind(name, self._later)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def _moved(self, *_: object) -> None:
        step = self._stood.step()
        if step is None:
            self._later()
        else:
            shift((self._icon, self._words), step)

    def refresh(self, *_: object) -> None:
        """Colour it, and take the size its words need."""
        fill, words = TAG_KINDS[self.kind]
        self.fill, self._words.color = theme.colour(fill), theme.colour(words)
        self._icon.name, self._icon.color = self.icon, theme.colour(words)
        self.radius = metrics.radius_tag
        self._words.text, self._words.bold = self.text, self.bold
        self._words.font_size = self.font_size or metrics.caption
        width, height = self._words.measure()
        glyph = round(height * 0.72) if self.icon else 0
        gap = metrics.s1 if self.icon else 0
        self.size = (width + glyph + gap + 2 * metrics.s2, height + max(2, metrics.s1 // 2) * 1)
        x, y = pixel(self.x) + metrics.s2, pixel(self.y)
        self._icon.size = (glyph, glyph)
        self._icon.pos = (x, y + round((self.height - glyph) / 2))
        self._words.pos, self._words.size = (x + glyph + gap, y), (width, self.height)


class StatusWord(Part):
    """A state and its word: dot, triangle, octagon, hourglass, ring or check before it.

    ``on_dark`` is for the login's dark panel; ``plain`` (with alpha) is one colour for all of it,
    on a coloured bar. It is as wide as its words.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "text",
        "state",
        "icon",
        "on_dark",
        "font_size",
        "bold",
        "plain",
    )
    text = StringProperty("")
    state = OptionProperty("ok", options=tuple(STATES))
    icon = StringProperty("")
    on_dark = BooleanProperty(False)
    font_size = NumericProperty(0)
    bold = BooleanProperty(False)
    plain = ColorProperty((0, 0, 0, 0))

    def build(self) -> None:
        """Make dot, icon and word."""
        self.size_hint_x = None
        self._dot, self._icon, self._words = Disc(), Icon(), Words()
        self.hold(self._dot, self._icon, self._words)

    def refresh(self) -> None:
        """Colour it, and take the width its words need."""
        picture, tint, words, heavy = STATES[self.state]
        picture = self.icon or picture
        self._words.text, self._words.bold = self.text, self.bold or heavy
        self._words.font_size = self.font_size or metrics.small
        width, height = self._words.measure()
        glyph = round(height * 0.86) if picture else metrics.dot
        gap = metrics.s1 + metrics.s1 // 2
        self.width = glyph + gap + width
        self._icon.name = picture
        for part in (self._icon, self._dot):
            place(part, self.x, self.center_y - glyph / 2, glyph, glyph)
        self._colours(tint, words, dot=not picture)
        place(self._words, pixel(self.x) + glyph + gap, self.y, width, self.height)

    def _colours(self, tint: str, words: str, *, dot: bool) -> None:
        if self.on_dark:
            tint, words = ("bead", "rail_on") if self.state == "ok" else ("warn", "rail_on")
        colour, word = theme.colour(tint), theme.colour(words)
        if self.plain[3]:
            colour = word = tuple(self.plain)
        self._icon.color = colour
        self._dot.fill = colour if dot else (0, 0, 0, 0)
        self._words.color = word

    @staticmethod
    def width_of(state: str, text: str, icon: str) -> int:
        """Return the width a state will take in the top bar."""
        picture, _, _, heavy = STATES[state]
        px = int(metrics.small)
        width, height = extent(text, px, fonts.face(tr.language, bold=heavy))
        glyph = round(height * 0.86) if icon or picture else metrics.dot
        return int(glyph + metrics.s1 + metrics.s1 // 2 + width)
