"""The window of one simulated device, a process of its own beside the till.

``python -m pos_app.main.simulator_window`` is started by the till, reads what can be seen from its
standard input and writes what a person did to its standard output (``hardware/window_talk.py``).
It ends with the till, and the till goes on without it.
"""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import IO

from pos_app import boot
from pos_app.hardware.window_talk import (
    VIEW_MOST,
    Act,
    Rubbish,
    TooLong,
    WindowView,
    act_line,
    lines_of,
    read_view,
)
from pos_app.viewmodels.simulator import SimulatorVM, size_mm

_LOG = logging.getLogger(__name__)
_MARGIN = 0.92  # of the till's own height: a window has a frame, a desktop a bar
_ACROSS, _HEAD_MM = 6, 9
_FPS = 30  # the till needs the machine more
_END_S = 2.0


def main() -> int:
    """Show the device until the till or a person closes the window; 2 when nobody talks to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's: the till decides
    heard, said = _talk()
    first = next(_views(heard), None)
    if first is None:
        return 2
    boot.prepare(boot.Display(*window_px(first), max_fps=_FPS))
    _show(first, heard, said)
    return 0


def window_px(view: WindowView) -> tuple[int, int]:
    """Return the pixels of a device's window: its millimetres, no larger than the till's own."""
    look = view.look
    room = look.height * _MARGIN
    wide, high = size_mm(view.category, room / look.px_per_mm)
    width = min(round(wide * look.px_per_mm), look.width)
    return width, min(round(high * look.px_per_mm), round(room))


def window_at(view: WindowView) -> tuple[int, int]:
    """Return left and top of a device's window: over the till's, every head of six in sight."""
    look, (wide, high) = view.look, window_px(view)
    across, down = view.place % _ACROSS, round(_HEAD_MM * look.px_per_mm)
    left = look.left + across * (look.width - wide) // (_ACROSS - 1)
    return left, look.top + min(across * down, max(0, look.height - high))


def _talk() -> tuple[IO[bytes], int]:
    """Keep the pipes to ourselves: whatever a library prints goes to standard error."""
    heard, said = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(heard, "rb"), said


def _views(heard: IO[bytes]) -> Iterator[WindowView]:
    """Yield what is to be shown until the till is gone; what is none of ours is passed over."""
    try:
        for line in lines_of(heard, VIEW_MOST):
            try:
                yield read_view(line)
            except Rubbish as error:
                _LOG.warning("till_rubbish error=%s", error)
    except (TooLong, OSError) as error:
        _LOG.warning("till_lost error=%s", type(error).__name__)


def _show(first: WindowView, heard: IO[bytes], said: int) -> None:
    """Run the window. Kivy opens it at import: later than every reason not to start."""
    from kivy.base import EventLoop, runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.core.window import Window

    from pos_app.i18n import Translator
    from pos_app.screens import app, simulator
    from pos_app.screens.tr import tr

    def say(act: Act) -> None:
        try:
            os.write(said, act_line(act))
        except OSError:
            stopTouchApp()  # the till is gone

    words = Translator(first.look.language)
    tr.follow(words)
    vm = SimulatorVM(words, say, first)
    app.finish_frames()
    Window.left, Window.top = window_at(first)
    shown = simulator.SimulatorWindow(vm)

    def to_front() -> None:
        Window.show()
        Window.raise_window()

    def took(view: WindowView) -> None:
        vm.heard(view)
        if view.front:
            to_front()

    def hear() -> None:
        for view in _views(heard):
            Clock.schedule_once(lambda _, view=view: took(view), -1)
        Clock.schedule_once(lambda _: stopTouchApp(), -1)
        threading.Event().wait(_END_S)
        os._exit(0)  # the till is gone, and a window that hangs is nobody's

    def ready(_: object) -> None:
        Window.unbind(on_flip=ready)
        say(Act("ready"))

    Window.bind(on_flip=ready)
    threading.Thread(target=hear, name="till", daemon=True).start()
    try:
        runTouchApp()
    finally:
        shown.leave()
        EventLoop.close()


if __name__ == "__main__":
    sys.exit(main())
