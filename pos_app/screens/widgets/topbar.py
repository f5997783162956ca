"""The bar above every screen: where, who, which shift; devices in words; clock, language, lock."""

from typing import ClassVar

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, ListProperty, OptionProperty, StringProperty

from pos_app.screens.layout import Hairline
from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.tags import StatusWord, Tag
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

MODES = ("", "returns", "training")
_GROUNDS = {"": ("surface", "text", "text2"), "returns": ("returns", "returns_on", "returns_on"),
            "training": ("training", "training_on", "training_on")}  # fmt: skip


class BarKey(Part, Touchable, Surface):
    """A flat key of the bar, as tall as the bar: icon and word (the word may be left out)."""

    follows: ClassVar[tuple[str, ...]] = ("text", "icon", "tint", "heavy", "dark", "pressed")
    text = StringProperty("")
    icon = StringProperty("")
    tint = StringProperty("text")
    heavy = BooleanProperty(False)
    dark = BooleanProperty(False)

    def build(self) -> None:
        """Make icon and word."""
        self.reach, self.radius = 0, 0
        self._icon, self._word = Icon(), Words()
        self.hold(self._icon, self._word)

    def wanted(self) -> int:
        """Return the width its icon and word need."""
        self._dress()
        width, _ = self._word.measure()
        gap = metrics.s2 if width else 0
        pad = metrics.s5 if self.heavy else metrics.s3
        return int(max(metrics.target, self._side() + gap + width + 2 * pad))

    def _side(self) -> int:
        return int(metrics.icon * (0.86 if self.text else 1.0))

    def _dress(self) -> None:
        self._word.text, self._word.bold = self.text, self.heavy
        self._word.font_size = metrics.body if self.heavy else metrics.caption
        self._icon.name = self.icon

    def refresh(self) -> None:
        """Colour and place the parts."""
        self._dress()
        ground = theme.colour("rail" if self.dark else "surface")
        self.fill = theme.pressed(ground) if self.pressed else (ground if self.dark else (0,) * 4)
        colour = theme.colour("rail_on" if self.dark else self.tint)
        self._word.color = self._icon.color = colour
        width, _ = self._word.measure()
        side = self._side()
        gap = metrics.s2 if width else 0
        left = self.center_x - (side + gap + width) / 2
        place(self._icon, left, self.center_y - side / 2, side, side)
        place(self._word, left + side + gap, self.y, width, self.height)


class TopBar(Part):
    """The whole bar; it arranges itself by the layout.

    ``statuses`` are (state, word[, icon]); when they do not fit, the shift goes first, then those
    in order, and in portrait one word stands for all. ``mode`` colours the bar and shows
    ``mode_word``.
    Events: ``on_menu``, ``on_search``, ``on_language``, ``on_lock``.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "place_word", "till", "person", "shift", "statuses", "clock", "language_word", "mode",
        "mode_word", "scan_word", "search_word", "calm_word",
    )  # fmt: skip
    place_word = StringProperty("")
    till = StringProperty("")
    person = StringProperty("")
    shift = StringProperty("")
    statuses = ListProperty([])
    clock = StringProperty("")
    language_word = StringProperty("")
    mode = OptionProperty("", options=MODES)
    mode_word = StringProperty("")
    scan_word = StringProperty("")
    search_word = StringProperty("")
    calm_word = StringProperty("")
    __events__ = ("on_menu", "on_search", "on_language", "on_lock")

    def build(self) -> None:
        """Make every part once; a layout hides those it has no room for."""
        with self.canvas.before:
            self._colour = Color(1, 1, 1, 1)
            self._ground = Rectangle()
        self._place, self._clock = Words(bold=True, yields=True), Words(bold=True)
        self._user, self._person, self._shift = Icon(name="user"), Words(), Words()
        self._mode = Tag()
        self._scan, self._scan_word = Icon(name="scan"), Words(bold=True)
        self.menu, self.search = BarKey(icon="menu", heavy=True, dark=True), BarKey(icon="search")
        self.language, self.lock = BarKey(icon="language"), BarKey(icon="lock")
        self._line, self._marks = Hairline(), (Hairline(), Hairline())
        self._words: list[StatusWord] = []
        self.hold(
            self._place, self._clock, self._user, self._person, self._shift, self._mode,
            self._scan, self._scan_word, self.menu, self.search, self.language, self.lock,
            self._line, *self._marks,
        )  # fmt: skip
        for key, event in ((self.menu, "on_menu"), (self.search, "on_search"),
                           (self.language, "on_language"), (self.lock, "on_lock")):  # fmt: skip
            key.bind(on_release=lambda *_, event=event: self.dispatch(event))

    def refresh(self) -> None:
        """Write, colour and place the parts."""
        ground, strong, soft = (theme.colour(name) for name in _GROUNDS[self.mode])
        self._colour.rgba = ground
        self._ground.pos, self._ground.size = self.pos, self.size
        self._line.color = theme.colour("hairline")
        place(self._line, self.x, self.y, self.width, metrics.hair)
        for words in (self._place, self._clock, self._scan_word):
            words.color, words.font_size = strong, metrics.body
        for words in (self._person, self._shift):
            words.color, words.font_size = soft, metrics.small
        self._user.color, self._scan.color = soft, strong
        tint = _GROUNDS[self.mode][1]
        self.search.tint = self.language.tint = self.lock.tint = tint
        self._write()
        right = self._from_right()
        left = self._from_left(shifted=True)
        if self.shift and self._width_of(self._every()) > right - left:
            left = self._from_left(shifted=False)
        begin = self._states(left, right, soft)
        self._give_way(left - begin)

    def _write(self) -> None:
        layout = metrics.layout
        where = self.place_word if layout == WIDE else self.till
        who = self.till if layout == WIDE else self.person
        self._place.text = " • ".join(filter(None, (where, who)))
        self._clock.text, self._person.text, self._shift.text = self.clock, self.person, self.shift
        self._scan_word.text = self.scan_word
        self._mode.text, self._mode.bold = self.mode_word, True
        self._mode.icon = {"returns": "return", "training": "training"}.get(self.mode, "")
        self.menu.text, self.lock.text = tr.t("ui.menu"), tr.t("ui.lock") if layout == WIDE else ""
        self.search.text, self.language.text = self.search_word, self.language_word

    def _from_left(self, *, shifted: bool) -> float:
        """Place menu, place, person, maybe shift, mode, scanner's word; return where they end."""
        wide, compact = metrics.layout == WIDE, metrics.layout == COMPACT
        x, y, high = self.x, self.y, self.height
        show(self.menu, compact)
        if compact:
            place(self.menu, x, y, self.menu.wanted(), high)
            x = self.menu.right
        x += metrics.s4 if not compact else metrics.s3
        x = self._put(self._place, x, metrics.s4)
        for part in (self._user, self._person, self._shift):
            show(part, wide and (part is not self._shift or (bool(self.shift) and shifted)))
        if wide:
            side = metrics.icon_small
            place(self._user, x, self.center_y - side / 2, side, side)
            x = self._put(self._person, x + side + metrics.s2, metrics.s3)
            x = self._put(self._shift, x, metrics.s4) if shifted else x
        show(self._mode, self.mode_word)
        if self.mode_word:
            self._mode.refresh()
            self._mode.pos = (round(x), round(self.center_y - self._mode.height / 2))
            x = self._mode.right + metrics.s4
        scan = compact and bool(self.scan_word)
        show(self._scan, scan)
        show(self._scan_word, scan)
        if scan:
            side = metrics.icon
            place(self._scan, x, self.center_y - side / 2, side, side)
            x = self._put(self._scan_word, x + side + metrics.s2, metrics.s3)
        return float(x)

    def _put(self, words: Words, x: float, gap: float) -> float:
        width, _ = words.measure()
        place(words, x, self.y, width, self.height)
        return float(x + width + (gap if width else 0))

    def _from_right(self) -> float:
        """Place lock, language and clock; return where they begin."""
        right, y, high = self.right, self.y, self.height
        wide = metrics.layout == WIDE
        for at, (key, seen) in enumerate(
            ((self.lock, True), (self.language, wide and bool(self.language_word)))
        ):
            show(key, seen)
            show(self._marks[at], seen and metrics.layout != PORTRAIT)
            if seen:
                width = key.wanted()
                place(key, right - width, y, width, high)
                right -= width
                self._marks[at].color = theme.colour("hairline")
                place(self._marks[at], right, y, metrics.hair, high)
        width, _ = self._clock.measure()
        right -= metrics.s3 + width
        place(self._clock, right, y, width, high)
        return float(right - metrics.s4)

    def _give_way(self, lacking: float) -> None:
        """Shorten the place where the states need its room."""
        if lacking > 0 and metrics.layout != WIDE:
            self._place.width = max(0, self._place.width - lacking)
            for part in (self._mode, self._scan, self._scan_word):
                part.x -= lacking

    def _states(self, left: float, right: float, soft: object) -> float:
        """Place the states and the search before them; return where they begin."""
        while len(self._words) < len(self.statuses):
            self._words.append(StatusWord())
            self.add_widget(self._words[-1])
        chosen = self._chosen(right - left)
        for words in self._words[len(chosen) :]:
            show(words, False)
        for words, (state, text, icon) in zip(self._words, chosen, strict=False):
            words.state, words.text, words.icon = state, text, icon
            words.plain = soft if self.mode else (0, 0, 0, 0)
            show(words, True)
        for words in reversed(self._words[: len(chosen)]):
            words.refresh()
            right -= words.width
            words.pos, words.height = (round(right), round(self.y)), self.height
            right -= metrics.s3 + metrics.s1 // 2
        searching = metrics.layout == COMPACT and bool(self.search_word)
        show(self.search, searching)
        if searching:
            width = self.search.wanted()
            place(self.search, right - width, self.y, width, self.height)
            right -= width
        return right

    def _chosen(self, room: float) -> list[tuple[str, str, str]]:
        """Return the states there is room for: those that need attention stay the longest."""
        every = self._every()
        troubled = [status for status in every if status[0] != "ok"]
        if metrics.layout == PORTRAIT:
            calm = [("ok", self.calm_word, "")] if self.calm_word else every[:1]
            kept = troubled[:1] or calm
            return kept if self._width_of(kept) <= room or troubled else []
        if metrics.layout == COMPACT and self.search_word:
            room -= self.search.wanted()
        kept = list(every)
        while len(kept) > 1 and self._width_of(kept) > room:
            calm_ones = [status for status in kept if status[0] == "ok"]
            kept.remove(calm_ones[-1] if calm_ones else kept[-1])
        return kept

    def _every(self) -> list[tuple[str, str, str]]:
        return [(*status, "")[:3] for status in self.statuses]

    def _width_of(self, statuses: list[tuple[str, str, str]]) -> float:
        total = 0.0
        for state, text, icon in statuses:
            total += StatusWord.width_of(state, text, icon) + metrics.s3 + metrics.s1 // 2
        return total

    def on_menu(self) -> None:
        """The menu was asked for (event)."""

    def on_search(self) -> None:
        """The search was asked for (event)."""

    def on_language(self) -> None:
        """Another language was asked for (event)."""

    def on_lock(self) -> None:
        """The lock was asked for (event)."""
