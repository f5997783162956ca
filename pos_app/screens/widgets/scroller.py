"""A window on something tall: children feel a touch at once, a drag scrolls and lets them go.

Kivy's ScrollView holds touches back to see what they become and leaks an observer a scroll; this
one needs neither.
"""

from kivy.clock import Clock, ClockEvent
from kivy.input.motionevent import MotionEvent
from kivy.properties import AliasProperty, NumericProperty
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget

from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable

_DRAG_MM = 2.4
_FRICTION, _SLOWEST = 0.93, 0.6


class Scroller(StencilView):
    """Shows its one child from ``offset`` pixels below the child's top."""

    offset = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        self._inner: Widget | None = None
        self._speed = 0.0
        self._glide: ClockEvent | None = None
        super().__init__(**kwargs)
        self._bar = Surface(size_hint=(None, None))
        super().add_widget(self._bar)
        self._later = Clock.create_trigger(self._place, -1)
        for name in ("pos", "size", "offset"):
            self.fbind(name, self._later)

    def hold(self, inner: Widget) -> None:
        """Show this widget; its height is its own."""
        if self._inner is not None:
            self.remove_widget(self._inner)
        self._inner = inner
        self.add_widget(inner, index=1)
        inner.bind(height=self._changed)
        self._later()

    def _changed(self, *_: object) -> None:
        self._later()

    def _furthest(self) -> float:
        return float(max(0, (self._inner.height if self._inner else 0) - self.height))

    furthest = AliasProperty(_furthest, None)

    def scroll_to(self, top: float, bottom: float) -> None:
        """Make visible what lies between two distances from the child's top."""
        if top < self.offset:
            self.offset = top
        elif bottom > self.offset + self.height:
            self.offset = bottom - self.height

    def _place(self, *_: object) -> None:
        self.offset = min(max(0, self.offset), self._furthest())
        if self._inner is None:
            return
        self._inner.x, self._inner.width = self.x, self.width
        self._inner.y = round(self.top - self._inner.height + self.offset)
        self._draw_bar()

    def _draw_bar(self) -> None:
        furthest = self._furthest()
        self._bar.opacity = float(furthest > 0)
        tall = self._inner.height if self._inner else 1
        length = max(self.height * self.height / max(tall, 1), metrics.s6)
        spare = (self.height - length) * (self.offset / furthest if furthest else 0)
        width = max(2, metrics.s1)
        self._bar.size = (width, length)
        self._bar.pos = (self.right - width - 1, self.top - length - spare)
        self._bar.radius, self._bar.fill = width / 2, (*theme.colour("line")[:3], 0.55)

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Let a child feel it, and watch whether it becomes a drag."""
        if not self.collide_point(*touch.pos):
            return False
        self._stop()
        if touch.is_mouse_scrolling:
            step = metrics.row * (1 if touch.button == "scrollup" else -1)
            self.offset = min(max(0, self.offset + step), self._furthest())
            return True
        touch.ud[self] = {"from": touch.y, "offset": self.offset, "drags": False}
        touch.grab(self)
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Scroll once the finger has gone further than a tremble."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        drag = touch.ud[self]
        gone = touch.y - drag["from"]
        if not drag["drags"] and abs(gone) > metrics.u(_DRAG_MM) and self._furthest():
            drag["drags"] = True
            self._release_children(touch)
        if drag["drags"]:
            before = self.offset
            self.offset = min(max(0, drag["offset"] + gone), self._furthest())
            self._speed = self.offset - before
        return True

    def _release_children(self, touch: MotionEvent) -> None:
        for reference in tuple(touch.grab_list):
            widget = reference()
            if isinstance(widget, Touchable):
                widget.let_go(touch)

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """Let the list glide on when the finger left it moving."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        if touch.ud[self]["drags"] and abs(self._speed) > _SLOWEST and not theme.still:
            self._glide = Clock.schedule_interval(self._glided, 0)
        return True

    def _glided(self, _: float) -> bool:
        self._speed *= _FRICTION
        before = self.offset
        self.offset = min(max(0, self.offset + self._speed), self._furthest())
        moving = abs(self._speed) > _SLOWEST and self.offset != before
        if not moving:
            self._glide = None
        return moving

    def _stop(self) -> None:
        self._speed = 0.0
        if self._glide is not None:
            self._glide.cancel()
            self._glide = None
