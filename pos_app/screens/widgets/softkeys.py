"""Keys on the screen for a till without a keyboard: Latin letters, digits, signs.

Wide screens get rows as on a typewriter; a portrait one, where ten keys would be too narrow, gets
the alphabet in six columns. Chinese comes from an input method on a real keyboard.
"""

from collections.abc import Callable
from typing import ClassVar

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, OptionProperty

from pos_app.screens.keyboard import Typed, keyboard
from pos_app.screens.metrics import PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, across, place, show

_TYPEWRITER = ("1234567890", "qwertyuiop", "asdfghjkl-", "^zxcvbnm.<")
_ALPHABET = ("123456", "7890-.", "abcdef", "ghijkl", "mnopqr", "stuvwx", "^yz@/<")
_SIGNS = ("1234567890", "@#&%*+=_/\\", "()[]:;,?!'", '^"¥$€£~•.<')
_SIGNS_NARROW = ("123456", "7890-.", "@#&%*+", "=_/():", ";,?!'\"", "¥$€£~•", "^[]\\|<")
_FIRST_WAIT_S, _REPEAT_S = 0.45, 0.07


class _Repeating(Key):
    """A key that goes on while it is held."""

    def on_press(self) -> None:
        """Act at once, then again and again."""
        self._event = Clock.schedule_once(self._again, _FIRST_WAIT_S)

    def _again(self, _: float) -> None:
        if self.pressed:
            self.dispatch("on_release")
            self._event = Clock.schedule_once(self._again, _REPEAT_S)

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Stop."""
        event = getattr(self, "_event", None)
        if event is not None:
            event.cancel()
        return bool(super().on_touch_up(touch))


class SoftKeys(Part):
    """Rows of letters and, below, signs, space, hide and done; they type into ``keyboard``.

    Put one at the bottom of the window (``dock``): it shows itself while ``keyboard.shown``.
    """

    follows: ClassVar[tuple[str, ...]] = ("page", "capital")
    page = OptionProperty("letters", options=("letters", "signs"))
    capital = BooleanProperty(False)

    def build(self) -> None:
        """Make the ground; keys come with the page."""
        with self.canvas.before:
            self._colour = Color(0, 0, 0, 1)
            self._ground = Rectangle()
            self._line_colour = Color(0, 0, 0, 1)
            self._line = Rectangle()
        self._keys: dict[str, Key] = {}
        for name in ("signs", "space", "hide", "done"):
            self._key(name, name)
        keyboard.bind(shown=self._shown, focused=self._shown)
        self._shown()

    def _shown(self, *_: object) -> None:
        show(self, keyboard.shown and keyboard.focused is not None)
        keyboard.height = self.height if self.opacity else 0
        self.later()

    def rows(self) -> tuple[str, ...]:
        """Return the rows of the page: ``^`` is shift, ``<`` is back."""
        narrow = metrics.layout == PORTRAIT
        if self.page == "signs":
            return _SIGNS_NARROW if narrow else _SIGNS
        return _ALPHABET if narrow else _TYPEWRITER

    def wanted(self) -> int:
        """Return the height of all rows."""
        rows = len(self.rows()) + 1
        return int(rows * self._tall() + (rows + 1) * metrics.s2)

    @staticmethod
    def _tall() -> int:
        return int(metrics.u(9.8 if metrics.layout == PORTRAIT else 11.5))

    def refresh(self) -> None:
        """Place a key for every letter of the page."""
        self._colour.rgba, self._line_colour.rgba = theme.colour("bg"), theme.colour("line")
        self._ground.pos, self._ground.size = self.pos, self.size
        self._line.pos, self._line.size = (self.x, self.top), (self.width, metrics.hair)
        self.size_hint_y, self.height = None, self.wanted()
        if not self.opacity:
            return  # the letters are made when they are first wanted
        keyboard.height = self.height
        left, wide = self.x + metrics.s2, self.width - 2 * metrics.s2
        high, top = self._tall(), self.top - metrics.s2
        seen = {"signs", "space", "hide", "done"}
        for row in self.rows():
            top -= high
            for letter, (x, width) in zip(
                row, across(left, wide, len(row), metrics.s2), strict=True
            ):
                seen.add(letter)
                place(self._letter(letter), x, top, width, high)
            top -= metrics.s2
        self._last_row(left, top - high, wide, high)
        for name, key in self._keys.items():
            show(key, name in seen)
            if name not in seen:
                key.pos = (-9999, -9999)

    def _letter(self, letter: str) -> Key:
        key = self._keys.get(letter) or self._key(letter, letter)
        key.font_size = metrics.title
        key.padding_px = 1
        if letter in "^<":
            key.icon, key.kind = {"^": "chevron_up", "<": "backspace"}[letter], "soft"
            key.chosen = letter == "^" and self.capital
            key.checked = False
        else:
            key.text = letter.upper() if self.capital else letter
        return key

    def _last_row(self, left: float, y: float, wide: float, high: int) -> None:
        gap = metrics.s2
        shares = (("signs", 0.2), ("space", 0.38), ("hide", 0.2), ("done", 0.22))
        words = {
            "signs": "#+=" if self.page == "letters" else "ABC",
            "space": tr.t("ui.space"), "hide": tr.t("ui.hide_keys"), "done": tr.t("ui.done"),
        }  # fmt: skip
        for name, share in shares:
            key = self._keys[name]
            key.text, key.padding_px = words[name], metrics.s1
            key.kind = "ink" if name == "done" else "soft" if name != "space" else "plain"
            key.font_size = metrics.caption
            width = (wide - 3 * gap) * share
            place(key, left, y, width, high)
            left += width + gap

    def _key(self, name: str, word: str) -> Key:
        key = (_Repeating if name == "<" else Key)(text="" if name in "^<" else word)
        key.bind(on_release=lambda *_: self._tapped(name))
        self._keys[name] = key
        self.add_widget(key)
        return key

    def _tapped(self, name: str) -> None:
        special: dict[str, Callable[[], None]] = {
            "^": self._shift, "signs": self._turn, "hide": self._hide, "done": self._done,
            "<": lambda: self._send(lambda target: target.command("back")),
            "space": lambda: self._send(lambda target: target.insert(" ")),
        }  # fmt: skip
        if name in special:
            special[name]()
            return
        self._send(lambda target: target.insert(name.upper() if self.capital else name))
        self.capital = False

    @staticmethod
    def _send(say: Callable[[Typed], None]) -> None:
        if keyboard.focused is not None:
            say(keyboard.focused)

    def _shift(self) -> None:
        self.capital = not self.capital

    def _turn(self) -> None:
        self.page = "signs" if self.page == "letters" else "letters"

    @staticmethod
    def _hide() -> None:
        keyboard.shown = False

    def _done(self) -> None:
        self._send(lambda target: target.submit())
        keyboard.shown = False

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Swallow what falls between the keys."""
        taken = super().on_touch_down(touch)
        return taken or (bool(self.opacity) and self.collide_point(*touch.pos))
