"""What every view model is: one frozen state, listeners, and hands for work off the UI thread.

Everything here runs on the UI thread. A state holds ready strings; a screen only shows them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

from inventory.kernel.errors import SuanpanError

S = TypeVar("S")
T = TypeVar("T")
Cancel = Callable[[], None]
Failed = Callable[[SuanpanError], None]


class Hands(Protocol):
    """Ways off the UI thread and back. A bug in a job reaches the crash screen, not a callback.

    A refusal that nobody caught, of a job or of what follows it, is said on the screen.
    """

    def write(
        self,
        job: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run on the writer's thread behind all earlier writes; answer on the UI thread."""

    def work(
        self,
        job: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run slow work on a spare thread, no open connection in it; answer on the UI thread."""

    def later(self, seconds: float, job: Callable[[], None]) -> Cancel:
        """Run on the UI thread after a while; the returned function calls it off."""

    def post(self, job: Callable[[], None]) -> None:
        """Run on the UI thread before the next frame; every thread may call this."""


class ViewModel(Generic[S]):
    """A state and those who show it. Verbs change the state; the state never changes itself."""

    def __init__(self, state: S) -> None:
        self._state = state
        self._listeners: list[Callable[[S], None]] = []

    @property
    def state(self) -> S:
        """What is shown now."""
        return self._state

    def listen(self, listener: Callable[[S], None]) -> Cancel:
        """Call ``listener`` with each new state; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _set(self, state: S) -> None:
        if state == self._state:
            return
        self._state = state
        for listener in tuple(self._listeners):
            listener(state)

    def _change(self, **fields: Any) -> None:
        self._set(replace(self._state, **fields))  # type: ignore[type-var]  # S is a dataclass
