"""Looks a live screen over: what cannot be read, hit or seen as it was meant. Facts, no taste.

``audit(root, driver)`` returns every fault of what is shown now. Each check is a function of its
own, so that a test can plant a fault and see it found.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from fontTools.ttLib import TTFont
from kivy.core.window import Window
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget

from pos_app.screens import fonts, palette
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Amount, Drawer, Key, LastSale, MoneyKey, SoftKeys, Touchable
from pos_app.screens.widgets import Words as Text
from tests.ui.driver import Driver

CONTRAST = 4.5
TARGET_MM, KEY_MM, LOW_KEY_MM = 9.6, 15.0, 12.0
_SLACK_PX = 1.0
_LOW = set("_.,")  # they stand where other letters have air
Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its kind, where, and the figure that shows it."""

    kind: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where} {self.detail}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A widget that is shown, and the part of the window it may be seen in."""

    widget: Widget
    clip: Box
    above: tuple[Widget, ...]


def audit(root: Widget, driver: Driver) -> list[Fault]:
    """Return every fault of what is shown below ``root``."""
    shown = list(seen(root))
    return [
        *missing_glyphs(shown), *clipped(shown), *overlapping_texts(shown),
        *low_contrast(shown, driver), *small_targets(shown), *overlapping_targets(shown),
        *outside(shown),
    ]  # fmt: skip


# --- what is shown --------------------------------------------------------------------------


def seen(root: Widget) -> Iterator[Seen]:
    """Yield what is shown below a widget; below an open drawer or dialog nothing counts."""
    window = (0.0, 0.0, float(Window.width), float(Window.height))
    every = list(_walk(root, window, ()))
    over = [each for each in every if getattr(each.widget, "sheet", None) is not None]
    if over:
        top = over[-1].widget
        every = [each for each in every if top in each.above]
    yield from every


def _walk(widget: Widget, clip: Box, above: tuple[Widget, ...]) -> Iterator[Seen]:
    if not widget.opacity:
        return
    box = box_of(widget)
    inner = _cut(clip, box) if isinstance(widget, StencilView) else clip
    yield Seen(widget, clip, above)
    for child in reversed(widget.children):
        yield from _walk(child, inner, (*above, widget))


def box_of(widget: Widget) -> Box:
    """Return a widget's box in the window."""
    left, bottom = widget.to_window(*widget.pos)
    return left, bottom, left + widget.width, bottom + widget.height


def _cut(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]),
            min(one[3], other[3]))  # fmt: skip


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _within(box: Box, clip: Box, slack: float = _SLACK_PX) -> bool:
    return (box[0] >= clip[0] - slack and box[1] >= clip[1] - slack
            and box[2] <= clip[2] + slack and box[3] <= clip[3] + slack)  # fmt: skip


def name_of(each: Seen) -> str:
    """Return a name that helps to find a widget: its kind, its words, what it stands in."""
    widget = each.widget
    words = getattr(widget, "text", "") or getattr(widget, "name", "")
    parents = [type(part).__name__ for part in each.above[-3:]]
    return f"{'/'.join((*parents, type(widget).__name__))}[{words}]"


def texts(shown: list[Seen]) -> Iterator[tuple[Seen, Box]]:
    """Yield every text in sight with the box its glyphs were drawn into."""
    for each in shown:
        drawn = getattr(each.widget, "drawn", None)
        if isinstance(each.widget, Text | Amount) and each.widget.text and drawn:
            boxes = [
                (*each.widget.to_window(*at), at[0] + picture.width, at[1] + picture.height)
                for picture, at in drawn
            ]
            box = (min(b[0] for b in boxes), min(b[1] for b in boxes),
                   max(b[2] for b in boxes), max(b[3] for b in boxes))  # fmt: skip
            if _area(_cut(box, each.clip)):
                yield each, box


# --- what can be read -----------------------------------------------------------------------


@cache
def _cmap(file: str) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_glyphs(shown: list[Seen]) -> Iterator[Fault]:
    """Find texts of which a character is not in the face that draws them."""
    for each, _ in texts(shown):
        file, fitted = fonts.fit(each.widget.text, tr.language, bold=each.widget.bold)
        known = _cmap(file)
        lost = {letter for letter in fitted if letter != "\n" and ord(letter) not in known}
        if fonts.MISSING in fitted and fonts.MISSING not in each.widget.text:
            lost |= {letter for letter in each.widget.text if not fonts.covers(letter, wide=True)}
        if lost:
            yield Fault("glyph", name_of(each), f"lacks {' '.join(sorted(lost))}")


def clipped(shown: list[Seen]) -> Iterator[Fault]:
    """Find texts that were cut, or that stick out of the key they stand on."""
    for each, box in texts(shown):
        if each.widget.clipped and not getattr(each.widget, "yields", False):
            yield Fault("clipped", name_of(each), f"{each.widget.width} px")
        key = next((part for part in reversed(each.above) if isinstance(part, Touchable)), None)
        if key is not None and not _within(_ink(box), box_of(key)):
            yield Fault("clipped", name_of(each), "sticks out of what can be touched")


def _ink(box: Box) -> Box:
    """Return where letters stand within their line: a line box has air above and below."""
    air = (box[3] - box[1]) * 0.2
    return box[0], box[1] + air, box[2], box[3] - air


def overlapping_texts(shown: list[Seen]) -> Iterator[Fault]:
    """Find texts that were drawn over each other."""
    inked = [(each, _cut(_ink(box), each.clip)) for each, box in texts(shown)]
    for (one, first), (other, second) in combinations(inked, 2):
        if one.widget in other.above or other.widget in one.above:
            continue
        if _area(_cut(first, second)) > 2:
            yield Fault("texts overlap", name_of(one), name_of(other))


def low_contrast(shown: list[Seen], driver: Driver, least: float = CONTRAST) -> Iterator[Fault]:
    """Find texts whose strongest pixel stands out too little from the colour around it."""
    width, height, pixels = driver.pixels()
    dots = memoryview(bytes(pixels)).cast("I")
    for each, box in texts(shown):
        low = set(each.widget.text) <= _LOW
        part = _cut(box if low else _ink(box), each.clip)
        left, bottom, right, top = (round(side) for side in part)
        if top - bottom < (box[3] - box[1]) * 0.5 or right <= left:
            continue
        counted: Counter[int] = Counter()
        for row in range(max(0, bottom), min(height, top)):
            counted.update(dots[row * width + max(0, left) : row * width + min(width, right)])
        ground = counted.most_common(1)[0][0]
        # What stands out most from any ground is the lightest or the darkest of all.
        most = min(counted, key=_luminance), max(counted, key=_luminance)
        ratio = max(palette.contrast(_colour(ground), _colour(dot)) for dot in most)
        if ratio < least:
            yield Fault("contrast", name_of(each), f"{ratio:.2f}")


@cache
def _colour(dot: int) -> palette.Colour:
    return (dot & 255) / 255, (dot >> 8 & 255) / 255, (dot >> 16 & 255) / 255, 1.0


@cache
def _luminance(dot: int) -> float:
    return palette.luminance(_colour(dot))


# --- what can be hit ------------------------------------------------------------------------


def targets(shown: list[Seen]) -> Iterator[tuple[Seen, Box]]:
    """Yield what can be touched and is wholly in sight."""
    for each in shown:
        if not isinstance(each.widget, Touchable):
            continue
        left, bottom, right, top = each.widget.target_box()
        x, y = each.widget.to_window(left, bottom)
        box = (x, y, x + right - left, y + top - bottom)
        if _within(box, each.clip):
            yield each, box


def least_mm(each: Seen) -> float:
    """Return how large a target has to be: a key of money 15 mm, a lesser key 12, else 9.6."""
    widget, small = each.widget, (SoftKeys, LastSale, Drawer)
    if not isinstance(widget, Key) or any(isinstance(part, small) for part in each.above):
        return TARGET_MM
    if metrics.layout == WIDE:
        return KEY_MM
    charges = widget.kind in {"pay", "returns"}
    if metrics.layout == PORTRAIT:
        return KEY_MM if charges else LOW_KEY_MM
    return KEY_MM if charges or isinstance(widget, MoneyKey) else LOW_KEY_MM


def small_targets(shown: list[Seen]) -> Iterator[Fault]:
    """Find what is too small to hit; the lesser side counts, without the reach into gaps."""
    for each, box in targets(shown):
        least = least_mm(each)
        sides = (box[2] - box[0]) / metrics.px_per_mm, (box[3] - box[1]) / metrics.px_per_mm
        if min(sides) < least - _SLACK_PX / metrics.px_per_mm:
            yield Fault("small", name_of(each), f"{min(sides):.1f} mm, needs {least}")


def overlapping_targets(shown: list[Seen]) -> Iterator[Fault]:
    """Find targets that lie over each other, but for those that hold each other."""
    for (one, first), (other, second) in combinations(list(targets(shown)), 2):
        if one.widget in other.above or other.widget in one.above:
            continue
        if _area(_cut(first, second)) > (first[2] - first[0]) + (first[3] - first[1]):
            yield Fault("targets overlap", name_of(one), name_of(other))


def outside(shown: list[Seen]) -> Iterator[Fault]:
    """Find texts and targets that are partly out of the window and cannot be scrolled to."""
    window = (0.0, 0.0, float(Window.width), float(Window.height))
    boxes = [(each, _ink(box)) for each, box in texts(shown)]
    boxes += [(each, box_of(each.widget)) for each in shown if isinstance(each.widget, Touchable)]
    for each, box in boxes:
        scrolled = any(isinstance(part, StencilView) for part in each.above)
        if _area(_cut(box, window)) and not _within(box, window) and not scrolled:
            yield Fault("outside", name_of(each), f"{tuple(round(side) for side in box)}")
