"""What every screen is: a view model's state comes in, its verbs go out. kv files load here."""

from collections.abc import Callable
from typing import Any, Protocol

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

import kv
from pos_app.screens.keyboard import Typed, keyboard

_loaded: set[str] = set()


class Shown(Protocol):
    """What a screen needs of a view model."""

    @property
    def state(self) -> Any:
        """What is shown now."""

    def listen(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        """Call ``listener`` with each new state; the returned function ends that."""


def load_kv(*names: str) -> None:
    """Load kv files by name, each once; ``theme`` first, since the others name its tokens."""
    for name in ("theme", *names):
        if name not in _loaded:
            _loaded.add(name)
            Builder.load_file(kv.path_of(name))


def on_ui(job: Callable[[], None]) -> None:
    """Run a job on the UI thread, before the next frame; callable from every thread."""
    Clock.schedule_once(lambda _: job(), -1)


class BoundScreen(FloatLayout):
    """A screen bound to one view model: kv reads ``root.state`` and calls ``root.vm``."""

    vm: Any = ObjectProperty(None)
    state: Any = ObjectProperty(None, rebind=True)
    _typed: Typed | None = None

    def __init__(self, vm: Shown, **kwargs: object) -> None:
        super().__init__(vm=vm, state=vm.state, **kwargs)
        self._leave: Callable[[], None] = vm.listen(self._heard)

    def _heard(self, state: object) -> None:
        on_ui(lambda: self._show(state))

    def _show(self, state: Any) -> None:
        self.state = state

    def take_keys(self, typed: Typed) -> None:
        """While this is shown, let it hear what is typed and no field has the keys for.

        Called whenever it comes or goes, or hears it in another way.
        """
        if self.parent is not None:
            keyboard.fallback = self._typed = typed
        elif keyboard.fallback is self._typed:
            keyboard.fallback = None

    def leave(self) -> None:
        """Stop listening; the screen is thrown away after this."""
        self._leave()
