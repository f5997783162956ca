"""What parts made of other parts share: one refresh before the next frame, however much changed."""

from collections.abc import Iterable
from typing import ClassVar

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from pos_app.screens.followers import follow


class Part(Widget):
    """Colours and places what it holds in ``refresh``, called once after any change it ``follows``.

    Place, size, colours, metrics and language are followed always. ``build`` makes the children.
    """

    follows: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **kwargs: object) -> None:
        self.later = Clock.create_trigger(self._due, -1)
        super().__init__(**kwargs)
        self.build()
        for name in ("pos", "size", "disabled", *self.follows):
            self.fbind(name, self.later)
        follow(self)
        self.later()

    def build(self) -> None:
        """Make the children."""

    def refresh(self) -> None:
        """Colour and place the children."""

    def on_touch_down(self, touch: MotionEvent) -> bool:
        """Let no touch through while unseen."""
        return bool(self.opacity) and bool(super().on_touch_down(touch))

    def hold(self, *children: Widget) -> None:
        """Add several children, the lowest first."""
        for child in children:
            self.add_widget(child)

    def _due(self, *_: object) -> None:
        self.refresh()

    def changed(self, *_: object) -> None:
        """Look again."""
        self.later()


def place(widget: Widget, x: float, y: float, width: float, height: float) -> None:
    """Put a widget on whole pixels; an unchanged one hears nothing."""
    box = round(x), round(y)
    widget.pos = box
    widget.size = max(0, round(x + width) - box[0]), max(0, round(y + height) - box[1])


def show(widget: Widget, shown: object) -> None:
    """Let a child be seen or not; parts and touchables that are unseen take no touch."""
    widget.opacity = 1.0 if shown else 0.0


def across(x: float, width: float, count: int, gap: float) -> Iterable[tuple[float, float]]:
    """Yield left and width of ``count`` equal places beside each other."""
    each = (width - gap * (count - 1)) / max(1, count)
    for at in range(count):
        yield x + at * (each + gap), each
