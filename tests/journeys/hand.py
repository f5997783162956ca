"""A person at the real till: sees words, taps what says them, scrolls to what is not in sight."""

import time
from collections.abc import Callable, Iterator

from kivy.core.window import Window
from kivy.uix.widget import Widget

from pos_app.main.window import OpenTill
from pos_app.screens.device_panel import PanelForm, Print
from pos_app.screens.widgets import Amount, Scroller, Touchable, Words
from pos_app.viewmodels.device_guard import STILL_S
from tests.ui.driver import Driver

TURNS = 20_000


class Hand:
    """Waits by turning the loop; what never comes is an AssertionError that says what was seen."""

    def __init__(self, opened: OpenTill, driver: Driver) -> None:
        self.opened, self.driver = opened, driver

    def sees(self, words: str) -> bool:
        """Tell whether something shown says this."""
        return any(words in each for each in self.words())

    def words(self) -> list[str]:
        """Return everything that is shown."""
        shown = (each for each in self.opened.root.walk() if isinstance(each, Words | Amount))
        return [each.text for each in shown if each.text and _seen(each)]

    def waits(self, fact: Callable[[], object], what: str) -> None:
        """Turn the loop until it is so."""
        for _ in range(TURNS):
            if fact():
                return
            self.driver.step()
        raise AssertionError(f"{what} never came; shown: {' | '.join(self.words())}")

    def reads(self, words: str) -> None:
        """Wait until this is shown."""
        self.waits(lambda: self.sees(words), words)

    def tap(self, words: str, beside: str = "") -> None:
        """Touch what says this; ``beside`` names what it stands beside where several say it."""
        self.waits(lambda: self._keys(words, beside), words)
        self.touch(self._keys(words, beside)[-1])

    def touch(self, part: Widget) -> None:
        """Scroll a part into sight as a finger does, and touch it."""
        self._rests_on_sheet(part)
        holder = part
        while holder.parent is not holder and not isinstance(holder, Scroller):
            holder = holder.parent
        for _ in range(20):
            if not isinstance(holder, Scroller) or _inside(part, holder):
                break
            step = holder.height * 0.3 * (1 if part.center_y < holder.center_y else -1)
            middle = holder.center
            self.driver.drag(middle, (middle[0], middle[1] + step))
        self.driver.tap(part)

    def _keys(self, words: str, beside: str) -> list[Touchable]:
        return [
            each for each in self.opened.root.walk()
            if isinstance(each, Touchable) and getattr(each, "text", "") == words
            and _seen(each) and not each.disabled
            and (not beside or getattr(each.parent, "label", "") == beside)
        ]  # fmt: skip

    def types(self, label: str, text: str) -> None:
        """Touch the field of a row, empty it, and type."""
        field = self._field(label)
        self.touch(field)
        for _ in range(len(field.text)):
            self.driver.key("backspace")
        self.driver.type(text)
        self.driver.settle()

    def _rests_on_sheet(self, part: Widget) -> None:
        """Wait as long as keys that moved by themselves take no tap, as a person's eye does."""
        if any(isinstance(each, PanelForm) for each in _above(part)):
            end = time.monotonic() + STILL_S
            self.waits(lambda: time.monotonic() > end, "a moment")

    def flips(self, label: str) -> None:
        """Touch the switch of a row."""
        self.waits(lambda: any(getattr(each, "label", "") == label
                               for each in self.opened.root.walk()), label)  # fmt: skip
        self.touch(self._field(label))

    def pictures(self) -> list[Print]:
        """Return the papers that are shown."""
        return [each for each in self.opened.root.walk() if isinstance(each, Print)]

    def _field(self, label: str) -> Widget:
        rows = [each for each in self.opened.root.walk() if getattr(each, "label", "") == label]
        return next(each.control for each in rows if getattr(each, "control", None) is not None)

    def closes_sheet(self) -> None:
        """Touch the sheet's own key."""
        drawer = next(each for each in self.opened.root.walk()
                      if getattr(each, "shown", False) and hasattr(each, "close")
                      and isinstance(each.close, Touchable))  # fmt: skip
        self.driver.tap(drawer.close)


def _above(widget: Widget) -> Iterator[Widget]:
    while widget.parent is not widget and widget.parent is not None:
        widget = widget.parent
        yield widget


def _seen(widget: Widget) -> bool:
    while widget is not None and widget.parent is not widget:
        if not widget.opacity:
            return False
        if widget is Window:
            return True
        widget = widget.parent
    return True


def _inside(part: Widget, holder: Widget) -> bool:
    return bool(part.y >= holder.y and part.top <= holder.top)
