"""Sizes in millimetres: the screen's profile, its layout, and every size token in pixels.

``metrics.u(mm)`` is the only way to a pixel. ``u`` and all tokens are properties, so a kv rule
that names one follows a change of profile, of text scale or of the setting that overrides them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import hypot

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

WIDE, COMPACT, PORTRAIT = "wide", "compact", "portrait"
LAYOUTS = (WIDE, COMPACT, PORTRAIT)
SCALES = (0.85, 1.0, 1.15, 1.3)
_WIDE_FROM_MM, _PORTRAIT_BELOW_MM, _MM_PER_INCH = 250.0, 90.0, 25.4


@dataclass(frozen=True, slots=True)
class Profile:
    """A screen: its pixels and how many of them make a millimetre."""

    name: str
    width: int
    height: int
    px_per_mm: float

    @classmethod
    def of_diagonal(cls, width: int, height: int, inches: float) -> "Profile":
        """Return the profile of a screen whose diagonal is known."""
        return cls("own", width, height, hypot(width, height) / (inches * _MM_PER_INCH))

    @property
    def layout(self) -> str:
        """The arrangement that fits: by usable width in millimetres, then by shape."""
        width_mm = self.width / self.px_per_mm
        if width_mm < _PORTRAIT_BELOW_MM or self.height > self.width:
            return PORTRAIT
        return WIDE if width_mm >= _WIDE_FROM_MM else COMPACT


PROFILES = {
    each.name: each
    for each in (
        Profile("R1", 1366, 768, 3.95),
        Profile("R2", 1920, 1080, 5.56),
        Profile("R3", 1024, 768, 3.36),
        Profile("T1", 1280, 800, 5.88),
        Profile("T2", 1024, 600, 4.63),
        Profile("S1", 1024, 600, 6.68),
        Profile("H1", 720, 1440, 10.58),
        Profile("C1", 1280, 800, 5.88),
    )
}

# Below this a landscape screen has no room for everything: what is said twice or only greets goes.
LOW_BELOW_MM = 105.0

# Type: the height of the em in millimetres, for wide, compact and portrait.
TYPE = {
    "clock": (22.3, 14.0, 9.0),
    "hero": (17.7, 10.2, 8.4),
    "change": (13.2, 8.6, 7.0),
    "pad": (8.6, 5.8, 4.2),
    "key_amount": (7.6, 5.2, 4.2),
    "charge": (7.1, 5.6, 4.5),
    "head": (6.6, 4.6, 3.5),
    "amount": (5.85, 4.25, 3.55),
    "title": (5.3, 4.25, 3.15),
    "lead": (5.05, 3.55, 3.0),
    "body": (4.56, 3.5, 2.65),
    "caption": (4.05, 3.06, 2.45),
    "small": (3.8, 2.9, 2.3),
    "badge": (3.3, 2.6, 2.1),
}
# Places between things; six steps as drawn: 4 8 12 16 20 24 pixels on the register.
SPACE = {
    "s1": (1.0, 0.7, 0.57),
    "s2": (2.0, 1.36, 1.13),
    "s3": (3.0, 2.04, 1.7),
    "s4": (4.0, 2.72, 2.27),
    "s5": (5.0, 3.4, 2.8),
    "s6": (6.0, 4.1, 3.4),
}
SIZE = {
    "radius": (2.0, 1.4, 1.3),
    "radius_card": (3.0, 2.0, 1.9),
    "radius_tag": (1.25, 0.85, 0.75),
    "top_bar": (11.1, 9.6, 9.6),
    "rail": (20.25, 0.0, 0.0),
    "rail_item": (19.3, 15.0, 12.1),
    "key": (15.2, 15.0, 15.0),
    "key_low": (15.2, 12.0, 12.0),
    "cash": (16.2, 15.0, 12.0),
    "charge_key": (21.3, 15.0, 15.0),
    "search": (12.2, 9.6, 9.6),
    "cell": (12.7, 12.0, 12.0),
    "target": (9.6, 9.6, 9.6),
    "money_column": (123.0, 218.0, 68.0),
    "drawer": (120.0, 125.0, 68.0),
    "icon": (5.6, 4.1, 3.3),
    "icon_small": (4.3, 3.1, 2.4),
    "icon_big": (8.6, 5.6, 5.4),
    "dot": (2.3, 1.6, 1.5),
    "column_price": (24.3, 24.0, 0.0),
    "column_qty": (14.2, 9.5, 0.0),
    "column_amount": (32.4, 21.0, 16.0),
}
# Rows grow with the text.
ROWS = {
    "row": (17.4, 12.1, 12.5),
    "row_low": (13.7, 12.6, 12.5),
    "row_actions": (17.3, 16.2, 13.7),
    "picture": (12.7, 9.2, 8.7),
    "line_title": (7.0, 5.6, 4.4),
    "line_caption": (5.6, 4.4, 3.6),
}
TOKENS = tuple(TYPE) + tuple(SPACE) + tuple(SIZE) + tuple(ROWS)


class Metrics(EventDispatcher):
    """The sizes of the moment; one for the whole program (``metrics``)."""

    u: Callable[[float], int] = ObjectProperty(None)
    layout = StringProperty(WIDE)
    mirrored = BooleanProperty(False)
    calculator = BooleanProperty(False)
    low = BooleanProperty(False)
    text_scale = NumericProperty(1.0)
    px_per_mm = NumericProperty(3.95)
    width = NumericProperty(1366)
    height = NumericProperty(768)
    hair = NumericProperty(1)
    edge = NumericProperty(3)
    for _token in TOKENS:
        locals()[_token] = NumericProperty(0)
    del _token

    def __init__(self) -> None:
        super().__init__()
        self.profile = PROFILES["R1"]
        self.use(self.profile)

    def use(self, profile: Profile, *, layout: str = "", scale: float | None = None) -> None:
        """Take another screen, or another layout or text scale on it; everything follows."""
        self.profile = profile
        ppm = profile.px_per_mm
        self.px_per_mm, self.width, self.height = ppm, profile.width, profile.height
        self.text_scale = self.text_scale if scale is None else scale
        self.layout = layout or profile.layout
        self.low = self.layout != PORTRAIT and profile.height / ppm < LOW_BELOW_MM
        column = LAYOUTS.index(self.layout)
        self.hair = max(1, round(ppm / 5.5))
        self.edge = max(2, round(ppm * (0.76, 0.6, 0.4)[column]))
        for table, factor in self._tables():
            for token, sizes in table.items():
                setattr(self, token, _pixels(sizes[column] * factor, ppm))
        self.u = lambda mm: _pixels(mm, ppm)

    def _tables(self) -> tuple[tuple[dict[str, tuple[float, float, float]], float], ...]:
        rows = max(1.0, self.text_scale)
        return (TYPE, self.text_scale), (SPACE, 1.0), (SIZE, 1.0), (ROWS, rows)


def _pixels(mm: float, px_per_mm: float) -> int:
    return max(1, int(mm * px_per_mm + 0.5)) if mm else 0


metrics = Metrics()
