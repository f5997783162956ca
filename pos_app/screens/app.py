"""The window's root: the frame, one screen at a time, the look, and the crash screen."""

import logging
import sys
from collections.abc import Callable, Mapping

from kivy.base import ExceptionHandler, ExceptionManager, stopTouchApp
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from pos_app.boot import has_display
from pos_app.screens.frame import Frame
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import Profile, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Dialog, SoftKeys
from pos_app.viewmodels.shell import Place, Shell, ShellState

_LOG = logging.getLogger(__name__)


class Root(FloatLayout):
    """Frame below, soft keys above; ``screens`` makes each screen when it is first needed."""

    def __init__(
        self, shell: Shell, frame: Frame, screens: Mapping[Place, Callable[[], Widget]]
    ) -> None:
        super().__init__()
        self._shell = shell
        self._frame = frame
        self._makers = screens
        self._made: dict[Place, Widget] = {}
        self._look: tuple[object, ...] = ()
        self._shown: Place | None = None
        self.add_widget(frame)
        self.add_widget(SoftKeys())
        self._leave = shell.listen(self._changed)
        self._changed(shell.state)

    def screen(self, place: Place) -> Widget:
        """Return the screen of a place, made at its first use."""
        if place not in self._made:
            self._made[place] = self._makers[place]()
        return self._made[place]

    def show_crash(self, title: str, text: str, restart: str, start: Callable[[], None]) -> None:
        """Cover everything with what happened and the one way on."""
        dialog = Dialog(
            title=title, text=text, icon="octagon", ways=[("restart", restart, "ink", "refresh")]
        )
        dialog.bind(on_way=lambda *_: start())
        self.add_widget(dialog)
        dialog.shown = True

    def _changed(self, state: ShellState) -> None:
        self._dress(state)
        if state.place != self._shown:
            self._shown = state.place
            keyboard.move_on()
            self._frame.show(self.screen(state.place))

    def _dress(self, state: ShellState) -> None:
        look = (state.theme, state.layout, state.left_handed, state.text_scale)
        if look == self._look:
            return
        self._look = look
        theme.use("dark" if state.theme == "dark" else "light")
        metrics.mirrored = state.left_handed
        layout = "" if state.layout == "auto" else state.layout
        metrics.use(metrics.profile, layout=layout, scale=state.text_scale / 100)
        Window.clearcolor = theme.colour("bg")


def dress_window(width: int, height: int, diagonal_inch: float, *, still: bool) -> None:
    """Take the window's real size and millimetres; call before the root is built."""
    wide = width or int(Window.width)
    high = height or int(Window.height)
    if (width or height) and tuple(Window.size) != (wide, high):
        Window.size = (wide, high)
    metrics.use(Profile.of_diagonal(wide, high, diagonal_inch))
    theme.still = still
    finish_frames()


def finish_frames() -> None:
    """Where nothing takes the frames away, finish each: they would pile up, a gigabyte and more."""
    if not has_display():
        Window.bind(on_flip=_finish)


def _finish(*_: object) -> None:
    glFinish()


def attach(root: Root, shell: Shell, now_ms: Callable[[], int]) -> None:
    """Put the root into the window and let the keyboard wedge speak to the shell."""
    keyboard.attach()
    keyboard.bind(on_scan=lambda _, code, took_ms: shell.on_scan(code, "wedge", now_ms()))
    keyboard.bind(on_refused=lambda _: shell.typed_too_fast())
    Window.add_widget(root)


class Crash(ExceptionHandler):
    """A bug on the UI thread: written down with its trace, told in words, and the till restarts.

    The cart is kept row by row, so nothing rung up is lost by starting again.
    """

    def __init__(self, show: Callable[[], None]) -> None:
        self._show = show
        self.crashed = False

    def handle_exception(self, inst: BaseException) -> int:
        """Show the crash screen once; a second bug while it stands ends the program."""
        if isinstance(inst, KeyboardInterrupt | SystemExit):
            return int(ExceptionManager.RAISE)
        _LOG.critical("crashed", exc_info=inst)
        if self.crashed:
            stopTouchApp()
            return int(ExceptionManager.RAISE)
        self.crashed = True
        try:
            self._show()
        except Exception:  # noqa: BLE001  a crash while telling of a crash
            _LOG.critical("crash_screen_failed", exc_info=sys.exc_info())
            return int(ExceptionManager.RAISE)
        return int(ExceptionManager.PASS)


def watch_for_crashes(show: Callable[[], None]) -> Crash:
    """Let bugs on the UI thread show the crash screen from now on."""
    handler = Crash(show)
    ExceptionManager.add_handler(handler)
    return handler
