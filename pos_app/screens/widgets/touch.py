"""What can be touched: pressed in the same frame, hit to the middle of the gap, never twice."""

from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from pos_app.screens.metrics import metrics


class Touchable(Widget):
    """``on_press`` when touched, ``on_release`` when let go inside, ``on_refuse`` while disabled.

    ``reach`` is how far outside its edge a touch still counts, half the gap to its neighbour.
    ``mark`` is what it stands for. A touch keeps it in ``held``: what is done at release is what
    stood under the finger when it came down, whatever a scan has put there meanwhile.
    """

    pressed = BooleanProperty(False)
    mark = ObjectProperty(None, allownone=True)
    held: Any = None
    reach = NumericProperty(-1)
    __events__: tuple[str, ...] = ("on_press", "on_release", "on_refuse")

    def target_box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of what looks touchable."""
        return self.x, self.y, self.right, self.top

    def hit_box(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of where a touch counts."""
        reach = metrics.s2 / 2 if self.reach < 0 else self.reach
        left, bottom, right, top = self.target_box()
        return left - reach, bottom - reach, right + reach, top + reach

    def hits(self, x: float, y: float) -> bool:
        """Tell whether a touch at this place is ours."""
        left, bottom, right, top = self.hit_box()
        return left <= x < right and bottom <= y < top

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Take a touch that is ours."""
        if touch.is_mouse_scrolling or not self.hits(*touch.pos) or self.opacity == 0:
            return False
        if self.disabled:
            self.dispatch("on_refuse")
            return True
        if super().on_touch_down(touch):
            return True
        touch.grab(self)
        self.pressed, self.held = True, self.mark
        self.dispatch("on_press")
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Look pressed only while the finger is on us."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        if touch.ud.get("let_go") is self:
            return True  # this very move made it a scroll, and comes to us once more
        self.pressed = self.hits(*touch.pos)
        return True

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Act if the finger leaves where it came, and what it came to is still there."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        acted, self.pressed = self.pressed and not self.disabled, False
        if acted and self.get_root_window() is not None:
            self.dispatch("on_release")
        return True

    def tap(self) -> None:
        """Do what a tap does, for a key of a real keyboard; not unseen, nor under a finger."""
        if self.pressed or self.get_root_window() is None:
            return
        if self.disabled:
            self.dispatch("on_refuse")
            return
        self.held = self.mark
        self.dispatch("on_press")
        self.dispatch("on_release")

    def let_go(self, touch: MotionEvent) -> None:
        """Forget a touch that turned out to be a scroll."""
        touch.ungrab(self)
        touch.ud["let_go"] = self
        self.pressed = False

    def on_press(self) -> None:
        """React to the touch (event)."""

    def on_release(self) -> None:
        """React to the tap (event)."""

    def on_refuse(self) -> None:
        """React to a touch while disabled (event)."""
