"""Keys from outside: which belong to a scanner's burst and which to the field in focus. No look.

A wedge scanner types like a person, only faster. Every character is held back until it is plain
which it is: a burst that ends with Enter is a scan and reaches no field; anything slower goes to
the field in focus, or to what the screen does with keys that no field wants (the search, a pad).
A panel over the screen has them all to itself: what lies below it is out of reach for keys as it is
for fingers.
"""

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from pos_app.screens.burst import QUIET_S, Burst
from pos_app.viewmodels.double_tap import APART_S

_ENTER, _KEYPAD_ENTER, _TAB = 13, 271, 9
# Ctrl and ] is the separator between the fields of a GS1 code; it makes no text of its own.
_SEPARATOR = 93
_A = 97
_COMMANDS = {
    8: "back", 127: "delete", 276: "left", 275: "right", 278: "home", 279: "end", 27: "escape",
}  # fmt: skip


class Typed(Protocol):
    """What a field, a panel or a screen does with keys."""

    @property
    def figures(self) -> bool:
        """Tell whether figures are typed here: then nothing comes here that no hand typed."""

    def insert(self, text: str) -> None:
        """Take typed or committed text."""

    def command(self, name: str) -> None:
        """Obey ``back``, ``delete``, ``left``, ``right``, ``home``, ``end``, ``all`` or ``escape``.

        ``all`` marks the whole text: what comes next takes its place.
        """

    def compose(self, text: str) -> None:
        """Show what an input method is composing."""

    def submit(self) -> None:
        """Enter was pressed."""


class Keyboard(EventDispatcher):
    """One for the whole program (``keyboard``).

    ``focused`` is the field that hears keys, ``fallback`` what the screen does with the others.
    ``shown`` asks for the keys on the screen, ``height`` tells how much of it they cover.
    ``on_scan(code, took_ms)`` tells of a burst, ``on_key(name)`` of F-keys and Escape,
    ``on_refused`` of characters that came too fast to be a person's figures and were dropped.
    """

    focused = ObjectProperty(None, allownone=True)
    fallback = ObjectProperty(None, allownone=True)
    shown = BooleanProperty(False)
    height = NumericProperty(0)
    __events__ = ("on_scan", "on_key", "on_refused")

    def __init__(self) -> None:
        super().__init__()
        self.burst = Burst()
        self.now: Callable[[], float] = perf_counter
        self._late = Clock.create_trigger(self._quiet, QUIET_S)
        self._attached = False
        self._panels: WeakKeyDictionary[Any, None] = WeakKeyDictionary()
        self._enter_down = False
        self._entered_s = -APART_S

    def attach(self) -> None:
        """Listen to the window; once."""
        if not self._attached:
            self._attached = True
            Window.bind(on_key_down=self._down, on_textinput=self._text, on_textedit=self._edited)
            Window.bind(on_key_up=self._up)

    def focus(self, target: Typed | None) -> None:
        """Give the keys to a field, or to none."""
        self.flush()
        self.focused = target

    def move_on(self) -> None:
        """Another screen comes: a field gives up the keys, with what a hand typed into it just now.

        Half a scan stays whole. What the screen itself had, a search mostly, is for the new one:
        the first digit of the money came with the tap.
        """
        if self.focused not in (None, self.fallback) and not self.burst.hurried:
            self.flush()
        self._give_up()

    def leave(self, target: Typed) -> None:
        """Take the keys from a field if it has them."""
        if self.focused is target:
            self.flush()
            self._give_up()

    # --- panels over the screen ------------------------------------------------------------

    def cover(self, panel: Widget) -> None:
        """Give the keys to a panel that comes over the screen: ``panel.typed`` says what it does.

        A field below it gives them up; what is held is not flushed, for it may be half a scan.
        """
        self._panels.pop(panel, None)
        self._panels[panel] = None
        if not within(self.focused, panel):
            self._give_up()

    def uncover(self, panel: Widget) -> None:
        """The panel is gone, and with it the field in it that had the keys."""
        self._panels.pop(panel, None)
        self.forget(panel)

    def forget(self, holder: Widget) -> None:
        """Let no field in here keep the keys: it is shown no longer."""
        if within(self.focused, holder):
            self._give_up()

    def _give_up(self) -> None:
        if self.focused is not None:
            self.focused, self.shown = None, False

    def _panel(self) -> Any:
        """Return the panel that lies on top; one whose screen is put away lies nowhere."""
        standing = [each for each in self._panels if each.get_root_window() is not None]
        return standing[-1] if standing else None

    # --- what comes from outside -----------------------------------------------------------

    @staticmethod
    def _turn() -> tuple[int, float]:
        """Return which turn of the loop this is, and how long it took to come to it."""
        return Clock.frames, Clock.frametime

    def _quiet(self, _: float) -> None:
        """Nothing came for a while: typed by hand, unless the loop itself stood still."""
        if self.burst.close(self.now(), *self._turn()):
            self._late()
        else:
            self.flush()

    def flush(self) -> None:
        """Give what is held to the field: it was typed by hand."""
        self._late.cancel()
        held = self.burst.by_hand()
        if held:
            self._type(held)

    def _target(self) -> Typed | None:
        """Return who hears keys now: never a field that nobody sees, on a screen that was left."""
        panel = self._panel()
        target: Typed | None = self.focused
        if isinstance(target, Widget) and target.get_root_window() is None:
            target = None
        if panel is not None:
            return target if within(target, panel) else panel.typed
        return target or self.fallback

    def _type(self, text: str) -> None:
        """Let the target take this; no figure takes what no hand typed, nor the Enter behind it."""
        target = self._target()
        if target is None:
            return
        if target.figures and self.burst.swift:
            self._entered_s = self.now()
            self.dispatch("on_refused")
        else:
            target.insert(text)

    def _text(self, _: object, text: str) -> bool:
        self._entered_s = -APART_S
        if len(text) != 1 or not text.isascii():
            self.flush()
            self.burst.swift = False
            self._type(text)
            return True
        typed = self.burst.add(text, self.now(), *self._turn())
        if typed:
            self._type(typed)
        self._late.cancel()
        self._late()
        return True

    def _edited(self, _: object, text: str, *__: object) -> bool:
        target = self._target()
        if target is not None and target is self.focused:
            target.compose(text)
        return True

    def _down(
        self, _: object, key: int, _place: int = 0, _sign: str = "", held: Sequence[str] = ()
    ) -> bool:
        if key == _SEPARATOR and "ctrl" in held and self.burst.held:
            self._text(None, "\x1d")
            return True
        if key in (_ENTER, _KEYPAD_ENTER) or (key == _TAB and self.burst.held):
            self._enter()
            return True
        name = _COMMANDS.get(key, "")
        if key == _A and "ctrl" in held and "alt" not in held and not self.burst.held:
            name = "all"
        if name:
            self.flush()
            self._command(name)
            return True
        if 282 <= key <= 293:
            self.dispatch("on_key", f"f{key - 281}")
            return True
        return False

    def _up(self, _: object, key: int, *__: object) -> bool:
        if key in (_ENTER, _KEYPAD_ENTER):
            self._enter_down = False
        return False

    def _command(self, name: str) -> None:
        """Let the target obey; Escape also closes the panel around a field."""
        panel, target = self._panel(), self._target()
        if target is not None:
            target.command(name)
        if name == "escape":
            if panel is not None and target is not panel.typed:
                panel.typed.command(name)
            self.dispatch("on_key", name)

    def _enter(self) -> None:
        now, began = self.now(), self.burst.began
        held_down, self._enter_down = self._enter_down, True
        if self.burst.tail(now, *self._turn()):
            return
        code = self.burst.end(now, *self._turn())
        if code:
            self._late.cancel()
            self.dispatch("on_scan", code, round((now - began) * 1000))
            return
        self.flush()
        if not held_down:
            self._submit(now)

    def _submit(self, now: float) -> None:
        """A hand pressed Enter; what follows in haste, with nothing typed since, was meant once.

        What the first one did is answered in a moment, and Enter may mean money then.
        """
        soon, self._entered_s = 0 <= now - self._entered_s < APART_S, now
        target = self._target()
        if target is not None and not soon:
            target.submit()

    def on_scan(self, code: str, took_ms: int) -> None:
        """A scanner typed a code (event)."""

    def on_key(self, name: str) -> None:
        """A key of its own meaning was pressed: ``f1`` … ``f12``, ``escape`` (event)."""

    def on_refused(self) -> None:
        """Figures came too fast to be typed (event)."""


def within(target: Any, holder: Widget) -> bool:
    """Tell whether a field stands somewhere in a widget."""
    while target is not None and target is not holder:
        above = getattr(target, "parent", None)
        target = None if above is target else above
    return target is holder


keyboard = Keyboard()
