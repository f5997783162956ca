"""The screen looked after by hand: how well it is hit, and how large it is."""

from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import Permission
from pos_app.viewmodels.till import Till
from pos_app.viewmodels.touch_test import CROSSES, Touches, stepped


@dataclass(frozen=True, slots=True)
class ScreenTest:
    """The grid of crosses or, with ``inches``, the ruler; ``target`` is the next cross.

    ``fits`` counts how often a size was saved: the window takes it then.
    """

    title: str
    text: str
    state: str = "info"
    inches: float = 0.0
    inches_word: str = ""
    target: tuple[float, float] | None = None
    done: bool = False
    can_save: bool = False
    fits: int = 0


class ScreenCheck:
    """Grid and ruler; one of them at a time, or neither."""

    def __init__(self, till: Till, changed: Callable[[], None]) -> None:
        self._till, self._changed = till, changed
        self._mode = ""
        self._touches = Touches()
        self._inches = 0.0
        self._note, self._state, self._fits = "", "info", 0

    def touch(self) -> None:
        """Begin the grid anew."""
        self._mode, self._touches = "touch", Touches()
        self._changed()

    def ruler(self) -> None:
        """Begin with the size that stands in the machine's file."""
        machine = self._till.machine
        if machine is None:
            return
        self._mode, self._note, self._state = "ruler", "", "info"
        self._inches = machine.facts().diagonal_inch
        self._changed()

    def end(self) -> None:
        """Leave it."""
        self._mode = ""
        self._changed()

    def touched(self, right_mm: float, up_mm: float) -> None:
        """Take a touch, so far from the cross that was asked for."""
        self._touches = self._touches.hit(right_mm, up_mm)
        self._changed()

    def step(self, steps: int) -> None:
        """Make the frame another size: a larger diagonal has fewer pixels to the millimetre."""
        self._note = ""
        self._inches = stepped(self._inches, steps)
        self._changed()

    def save(self) -> None:
        """Write the size down."""
        machine = self._till.machine
        if machine is None or not self._may():
            return

        def saved() -> None:
            self._note, self._state = self._till.words("devices.ruler.saved"), "done"
            self._fits += 1
            self._changed()

        machine.save_diagonal(self._inches, saved, self._failed)

    def _failed(self, error: SuanpanError) -> None:
        self._note, self._state = self._till.words.text(error.text), "fault"
        self._till.tone("blocked")
        self._changed()

    def _may(self) -> bool:
        actor = self._till.session.actor
        return actor is not None and actor.may(Permission.SETTINGS)

    def face(self) -> ScreenTest | None:
        """Return what is shown."""
        if self._mode == "touch":
            return self._grid()
        if self._mode == "ruler":
            return self._frame()
        return None

    def _grid(self) -> ScreenTest:
        tr, touches = self._till.words, self._touches
        title = tr("devices.touch")
        if touches.target is not None:
            text = tr("devices.touch.tap", n=len(touches.misses) + 1, all=CROSSES)
            return ScreenTest(title, text, target=touches.target)
        figures = {"mean": f"{touches.mean:.1f}", "worst": f"{touches.worst:.1f}"}
        fine = touches.fine
        text = tr("devices.touch.fine" if fine else "devices.touch.bad", **figures)
        return ScreenTest(title, text, "done" if fine else "fault", done=True)

    def _frame(self) -> ScreenTest:
        tr = self._till.words
        text = self._note or tr("devices.ruler.how" if self._may() else "devices.setup.no_right")
        return ScreenTest(
            tr("devices.ruler"), text, self._state, self._inches,
            tr("devices.ruler.inches", n=f"{self._inches:.1f}"), can_save=self._may(),
            fits=self._fits,
        )  # fmt: skip
