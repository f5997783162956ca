"""What a real keyboard does where no field has the keys: the pad's work, OK and the way back."""

from collections.abc import Callable
from typing import TypeVar

from kivy.clock import Clock
from kivy.uix.widget import Widget

from pos_app.screens.keyboard import keyboard
from pos_app.screens.widgets.field import Entry
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.pad import NumberPad

Found = TypeVar("Found", bound=Widget)


class PadKeys:
    """Digits, the point and backspace are the pad's, Enter taps a key, Escape leaves.

    A holder has the key that Enter taps somewhere in it, marked ``enter``; each is asked for anew,
    for an arrangement may have changed. Where there is no pad, what is typed is swallowed.
    """

    def __init__(
        self,
        holder: Callable[[], Widget | None],
        pad: Callable[[], NumberPad | None],
        leave: Callable[[], None],
    ) -> None:
        self._holder, self._pad, self._leave = holder, pad, leave
        self._enter = Clock.create_trigger(self._tap, -1)

    @property
    def figures(self) -> bool:
        """A pad takes nothing but figures."""
        return self._pad() is not None

    def insert(self, text: str) -> None:
        """Tap the keys of the pad."""
        pad = self._pad()
        if pad is not None:
            pad.take(text)

    def command(self, name: str) -> None:
        """Take the last digit back, or leave."""
        pad = self._pad()
        if name in {"back", "delete"} and pad is not None:
            pad.take_back()
        elif name == "escape":
            self._leave()

    def compose(self, text: str) -> None:
        """An input method has nothing to compose from digits."""

    def submit(self) -> None:
        """Tap the key of OK once it shows what was typed last; off, it does what a touch gets."""
        self._enter()

    def _tap(self, _: float) -> None:
        key = _first(self._holder(), Key, "enter")
        if key is not None:
            key.tap()


class PanelKeys(PadKeys):
    """The keys of a panel: its pad's, or those of the field in it that is ``eager``."""

    def __init__(self, body: Callable[[], Widget | None], leave: Callable[[], None]) -> None:
        super().__init__(body, lambda: _first(body(), NumberPad, "opacity"), leave)

    def _eager(self) -> Entry | None:
        return _first(self._holder(), Entry, "eager")

    def insert(self, text: str) -> None:
        """Type into the pad, or into the eager field, which then has the keys."""
        entry = self._eager()
        if entry is None:
            super().insert(text)
        else:
            keyboard.focus(entry)
            entry.insert(text)

    def submit(self) -> None:
        """Enter is the eager field's, else the key's."""
        entry = self._eager()
        if entry is None:
            super().submit()
        else:
            entry.submit()


def _first(holder: Widget | None, kind: type[Found], mark: str) -> Found | None:
    """Return the first widget of a kind in a holder, itself included, whose mark is set."""
    walk = holder.walk(restrict=True) if holder is not None else ()
    return next((each for each in walk if isinstance(each, kind) and getattr(each, mark)), None)
