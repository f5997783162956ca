"""What parts made of other parts share: one refresh before the next frame, however much changed."""

from collections.abc import Iterable
from typing import ClassVar

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from pos_app.screens.followers import follow
from pos_app.screens.widgets.moves import Place, Step, pixel


class Part(Widget):
    """Colours and places what it holds in ``refresh``, called once after any change it ``follows``.

    Place, size, colours, metrics and language are followed always. ``build`` makes the children.
    """

    follows: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **kwargs: object) -> None:
        self.later = Clock.create_trigger(self._due, -1)
        super().__init__(**kwargs)
        self.build()
        self._stood = Place(self)
        self.fbind("pos", self._moved)
        for name in ("size", "disabled", *self.follows):
            self.fbind(name, self.later)
        follow(self)
        self.later()

    def build(self) -> None:
        """Make the children."""

    def refresh(self) -> None:
        """Colour and place the children."""

    def moved_by(self, step: Step) -> bool:
        """Move everything by whole pixels where that is all it takes; else say no."""
        return False

    def _moved(self, *_: object) -> None:
        step = self._stood.step()
        if step is None or not self.moved_by(step):
            self.later()

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
    box = pixel(x), pixel(y)
    widget.pos = box
    widget.size = max(0, pixel(x + width) - box[0]), max(0, pixel(y + height) - box[1])


def show(widget: Widget, shown: object) -> None:
    """Let a child be seen or not; parts and touchables that are unseen take no touch."""
    widget.opacity = 1.0 if shown else 0.0


def across(x: float, width: float, count: int, gap: float) -> Iterable[tuple[float, float]]:
    """Yield left and width of ``count`` equal places beside each other."""
    each = (width - gap * (count - 1)) / max(1, count)
    for at in range(count):
        yield x + at * (each + gap), each
