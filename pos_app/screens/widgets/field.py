"""Fields to type into: ours hear only what a hand typed, never a scanner."""

from typing import ClassVar

from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty

from pos_app.screens import fonts
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words, extent

KINDS = ("text", "digits", "amount", "secret")
_ALLOWED = {"digits": "0123456789", "amount": "0123456789."}


class Entry(Part, Touchable, Surface):
    """One line of text. ``on_change(text)`` after each edit, ``on_submit(text)`` at Enter.

    ``kind``: ``text``, ``digits``, ``amount`` (one point) or ``secret`` (dots). ``flat`` leaves
    the frame away, ``trouble`` reddens it. A tap takes the keys; ``soft`` also asks for those on
    the screen. An ``eager`` one takes what is typed on its panel while no field has the keys.
    While ``marked`` all of the text is chosen: what is typed next stands in its place.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "text", "hint", "kind", "halign", "focus", "trouble", "flat", "font_size", "bold",
        "pressed", "marked",
    )  # fmt: skip
    text = StringProperty("")
    hint = StringProperty("")
    kind = OptionProperty("text", options=KINDS)
    halign = OptionProperty("left", options=("left", "right"))
    longest = NumericProperty(200)
    focus = BooleanProperty(False)
    trouble = BooleanProperty(False)
    flat = BooleanProperty(False)
    soft = BooleanProperty(True)
    eager = BooleanProperty(False)
    marked = BooleanProperty(False)
    font_size = NumericProperty(0)
    bold = BooleanProperty(False)
    __events__: tuple[str, ...] = ("on_change", "on_submit", "on_leave")

    def build(self) -> None:
        """Make the words and the caret."""
        self.caret = len(self.text)
        self.composing = ""
        self._words, self._hint = Words(), Words(yields=True, squeeze=0.8)
        self.hold(self._words, self._hint)
        with self.canvas.before:
            self._mark_colour = Color(0, 0, 0, 0)
            self._mark = Rectangle()
        with self.canvas.after:
            self._caret_colour = Color(0, 0, 0, 0)
            self._caret_line = Rectangle()
        keyboard.bind(focused=self._focus_moved)

    def on_release(self) -> None:
        """Take the keys, the caret behind the last letter."""
        self.caret, self.marked = len(self.text), False
        keyboard.focus(self)
        if self.soft:
            keyboard.shown = True

    def _focus_moved(self, _: object, target: object) -> None:
        mine = target is self
        if self.focus and not mine:
            self.composing, self.marked = "", False
            self.dispatch("on_leave", self.text)
        self.focus = mine

    # --- what the keyboard asks of a field -----------------------------------------------

    @property
    def figures(self) -> bool:
        """Every kind but ``text`` is of figures."""
        return bool(self.kind != "text")

    def insert(self, text: str) -> None:
        """Put typed text at the caret, as far as this kind of field takes it."""
        self.composing = ""
        kept, before = "", "" if self.marked else self.text
        for letter in text[: max(0, int(self.longest) - len(before))]:
            kept += letter if self._takes(letter, before + kept) else ""
        if kept:
            at = min(self._at(), len(before))
            self._became(before[:at] + kept + before[at:], at + len(kept))
        self.later()

    def _takes(self, letter: str, before: str) -> bool:
        if not letter.isprintable():
            return False
        allowed = _ALLOWED.get(self.kind)
        if allowed is not None and letter not in allowed:
            return False
        return not (letter == "." and self.kind == "amount" and "." in before)

    def command(self, name: str) -> None:
        """Obey a key of the keyboard."""
        at, marked = self._at(), self.marked
        self.marked = name == "all" and bool(self.text)
        if marked and name in {"back", "delete"}:
            self._became("", 0)
        elif name == "back" and at:
            self._became(self.text[: at - 1] + self.text[at:], at - 1)
        elif name == "delete" and at < len(self.text):
            self._became(self.text[:at] + self.text[at + 1 :], at)
        elif name in {"left", "right", "home", "end"}:
            end = len(self.text)
            places = {"left": 0 if marked else at - 1, "right": end if marked else at + 1,
                      "home": 0, "end": end}  # fmt: skip
            self.caret = min(max(0, places[name]), end)
        elif name == "escape":
            keyboard.leave(self)
        self.later()

    def compose(self, text: str) -> None:
        """Show what an input method is composing."""
        self.composing = text
        self.later()

    def submit(self) -> None:
        """Tell that Enter was pressed."""
        self.dispatch("on_submit", self.text)

    def fill_in(self, text: str) -> None:
        """Show another text without telling of a change."""
        if text != self.text:
            self.text, self.caret, self.marked = text, len(text), False

    def _at(self) -> int:
        return min(self.caret, len(self.text))

    def _became(self, text: str, caret: int) -> None:
        self.text, self.caret, self.marked = text, caret, False
        self.dispatch("on_change", text)

    # --- how it looks --------------------------------------------------------------------

    def box(self) -> tuple[float, float]:
        """Return the left edge and the width that the text may take."""
        pad = metrics.s3
        return self.x + pad, self.width - 2 * pad

    def refresh(self) -> None:
        """Colour and place frame, text and caret."""
        self._frame()
        px = int(self.font_size or metrics.body)
        left, room = self.box()
        shown = "●" * len(self.text) if self.kind == "secret" else self.text
        at = self._at()
        if self.composing:
            shown, at = shown[:at] + self.composing + shown[at:], at + len(self.composing)
        begin, shown = self._window(shown, at, px, room)
        for words in (self._words, self._hint):
            words.font_size, words.halign, words.bold = px, self.halign, self.bold
            place(words, left, self.y, room, self.height)
        self._words.text = shown
        tint = "off_text" if self.disabled else "primary_on" if self.marked else "text"
        self._words.color = theme.colour(tint)
        self._hint.text = "" if shown else self.hint
        self._hint.color, self._hint.bold = theme.colour("text2"), False
        self._place_caret(shown, at - begin, left, room)

    def _frame(self) -> None:
        edge = "danger" if self.trouble else "focus" if self.focus else "line"
        if self.flat:
            self.fill = self.edge = (0, 0, 0, 0)
            return
        self.radius = metrics.radius
        self.fill = theme.colour("off" if self.disabled else "surface")
        self.edge = theme.colour("off_edge" if self.disabled else edge)
        self.edge_px = metrics.edge if self.focus or self.trouble else metrics.hair

    def _window(self, shown: str, at: int, px: int, room: float) -> tuple[int, str]:
        """Return where the visible part of a long text begins, and that part."""
        begin = 0
        while begin < at and self._width_of(shown[begin:at], px) > room:
            begin += 1
        end = len(shown)
        while end > at and self._width_of(shown[begin:end], px) > room:
            end -= 1
        return begin, shown[begin:end]

    def _width_of(self, text: str, px: int) -> int:
        if not text:
            return 0
        file, fitted = fonts.fit(text, tr.language, bold=self.bold)
        return extent(fitted, px, file)[0]

    def _place_caret(self, shown: str, at: int, left: float, room: float) -> None:
        px = int(self.font_size or metrics.body)
        x = left + self._width_of(shown[:at], px)
        if self.halign == "right":
            x = left + room - self._width_of(shown[at:], px)
        tall = round(px * 1.15)
        self._mark_colour.rgba = theme.colour("primary") if self.marked else (0, 0, 0, 0)
        first = x - self._width_of(shown[:at], px)
        self._mark.pos = (round(first), round(self.center_y - tall * 0.6))
        self._mark.size = (self._width_of(shown, px), round(tall * 1.2))
        self._caret_colour.rgba = theme.colour("focus") if self.focus else (0, 0, 0, 0)
        self._caret_line.pos = (round(x), round(self.center_y - tall / 2))
        self._caret_line.size = (max(2, metrics.hair * 2), tall)

    def on_change(self, text: str) -> None:
        """The text was edited (event)."""

    def on_submit(self, text: str) -> None:
        """Enter was pressed (event)."""

    def on_leave(self, text: str) -> None:
        """Another field took the keys (event)."""


class ScanField(Entry):
    """The field that says ``ready to scan`` first; typing is the fallback.

    ``ready_word`` and ``hint`` come from the view model; a key at the right shows or hides the
    keys on the screen, and clears while there is text (``on_clear``).
    """

    follows: ClassVar[tuple[str, ...]] = (*Entry.follows, "ready_word", "busy")
    ready_word = StringProperty("")
    busy = BooleanProperty(False)
    __events__ = ("on_clear",)

    def build(self) -> None:
        """Make icon, word and toggle as well."""
        super().build()
        self.soft = False
        self._icon, self._ready_words = Icon(), Words(bold=True)
        self.toggle = _Toggle()
        self._line = Surface()
        self.hold(self._icon, self._ready_words, self._line, self.toggle)
        self.toggle.bind(on_release=self._toggled)
        keyboard.bind(shown=self.changed)

    def _toggled(self, *_: object) -> None:
        if self.text:
            self.fill_in("")
            self.dispatch("on_change", "")
            self.dispatch("on_clear")
        elif keyboard.shown and self.focus:
            keyboard.shown = False
            keyboard.leave(self)
        else:
            keyboard.focus(self)
            keyboard.shown = True

    def box(self) -> tuple[float, float]:
        """Return the room between the word and the toggle."""
        left = self._left()
        return left, self.right - metrics.key - metrics.s2 - left

    def _left(self) -> float:
        width, _ = self._ready_words.measure()
        gaps = 2 * metrics.s3 if width else metrics.s1
        return float(self.x + metrics.s4 + metrics.icon + metrics.s2 + width + gaps)

    def refresh(self) -> None:
        """Colour and place everything."""
        self._ready_words.text = "" if self.text else self.ready_word
        self._ready_words.font_size = metrics.body
        self._ready_words.color = theme.colour("text")
        self._icon.name = "hourglass" if self.busy else "search" if self.text else "scan"
        self._icon.color = theme.colour("text")
        super().refresh()
        self.radius = metrics.radius_card
        if not self.focus:
            self.edge = theme.colour("hairline")
        side = metrics.icon
        place(self._icon, self.x + metrics.s4, self.center_y - side / 2, side, side)
        width, _ = self._ready_words.measure()
        x = self.x + metrics.s4 + side + metrics.s2
        place(self._ready_words, x, self.y, width, self.height)
        show(self._line, width)
        self._line.fill, self._line.radius = theme.colour("hairline"), 0
        tall = self.height * 0.5
        place(self._line, x + width + metrics.s3, self.center_y - tall / 2, metrics.hair, tall)
        self.toggle.icon = "cross" if self.text else "keyboard"
        wide = metrics.key
        place(self.toggle, self.right - wide, self.y, wide, self.height)

    def on_clear(self) -> None:
        """The text was cleared by its key (event)."""


class _Toggle(Part, Touchable):
    """The small key inside the scan field."""

    follows: ClassVar[tuple[str, ...]] = ("icon", "pressed")
    icon = StringProperty("keyboard")

    def build(self) -> None:
        """Make the icon."""
        self.reach = 0
        self._icon = Icon()
        self.hold(self._icon)

    def refresh(self) -> None:
        """Colour and place the icon."""
        self._icon.name = self.icon
        self._icon.color = theme.colour("primary" if self.pressed else "text2")
        side = metrics.icon
        place(self._icon, self.center_x - side / 2, self.center_y - side / 2, side, side)


def settle_focus() -> None:
    """Give up keys and the keys on the screen, as a change of screen does."""
    keyboard.focus(None)
    keyboard.shown = False
