"""The windows of simulated devices: a process of its own each, opened, fed and heard by the till.

Kivy has one window a process. Two threads serve each: one starts it and shows it what changed, the
other hears what a person did there. The till sells on whatever becomes of a window.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pos_app
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.window_talk import (
    ACT_MOST,
    Act,
    AtHand,
    Rubbish,
    TooLong,
    WindowLook,
    WindowView,
    do,
    lines_of,
    read_act,
    view_line,
)
from pos_app.viewmodels.base import Failed, Hands

if TYPE_CHECKING:
    from pos_app.hardware.registry import Registry

_LOG = logging.getLogger(__name__)
WINDOW = (sys.executable, "-P", "-m", "pos_app.main.simulator_window")
LOOK_S = 0.2  # how often a device is looked at while its window stands
END_S = 3.0  # a window that was told to close and does not is ended
RUBBISH_MOST = 20  # so many lines that are none of ours end a window


class SimulatorWindows:
    """One window a simulated device at most; called on the UI thread.

    ``look`` and ``codes`` may be changed at any time; ``command`` starts a window's process.
    """

    def __init__(
        self,
        registry: "Callable[[], Registry | None]",
        hands: Hands,
        changed: Callable[[], None],
    ) -> None:
        self._registry, self._hands, self._changed = registry, hands, changed
        self._open: dict[str, Window] = {}
        self.look = WindowLook()
        self.codes: tuple[str, ...] = ()
        self.command: tuple[str, ...] = WINDOW

    def has(self, device_id: str) -> bool:
        """Tell whether a device can have a window: only a simulated one can."""
        return self._simulator(device_id) is not None

    def is_open(self, device_id: str) -> bool:
        """Tell whether its window stands open, or is being opened."""
        return device_id in self._open

    def open(self, device_id: str, failed: Failed) -> None:
        """Open its window; one that stands open comes to the front instead."""
        there = self._open.get(device_id)
        if there is not None:
            there.come_to_front()
        elif self.has(device_id):
            place, category = self._free_place(), self._category(device_id)
            window = Window(
                device_id,
                place,
                lambda: self._view(device_id, place, category),
                lambda act: self._act(device_id, act),
            )
            self._open[device_id] = window
            window.start(self.command, lambda well: self._ended(device_id, failed, well=well))

    def close(self) -> None:
        """Close all of them within one deadline."""
        windows = tuple(self._open.values())
        for each in windows:
            each.stop()
        end_s = time.monotonic() + END_S
        for each in windows:
            each.end(end_s - time.monotonic())

    def _free_place(self) -> int:
        taken = {each.place for each in self._open.values()}
        return next(place for place in range(len(taken) + 1) if place not in taken)

    def _ended(self, device_id: str, failed: Failed, *, well: bool) -> None:
        """Hear on a window's thread that it is gone."""

        def gone() -> None:
            self._open.pop(device_id, None)
            if not well:
                failed(Refused(Text.of("devices.window.failed", device=device_id)))
            self._changed()

        self._hands.post(gone)

    # --- on the windows' threads ---------------------------------------------------------------

    def _simulator(self, device_id: str) -> AtHand | None:
        """Return what is inside a simulated device; None for any other, and where it is gone."""
        registry = self._registry()
        try:
            driver: object = registry.driver(device_id) if registry is not None else None
        except KeyError:
            return None
        return cast("AtHand", driver) if hasattr(driver, "seen") else None

    def _view(
        self, device_id: str, place: int, category: str
    ) -> "tuple[WindowView, AtHand] | None":
        """Return what can be seen of a device now; None when it is gone, or another kind is it."""
        simulator, registry = self._simulator(device_id), self._registry()
        if simulator is None or registry is None:
            return None
        try:
            status = registry.device(device_id).status
        except KeyError:
            return None
        if status.category != category:
            return None
        view = WindowView(
            device_id=device_id,
            category=status.category,
            condition=status.condition,
            reason=status.reason,
            switches=tuple(simulator.switches.items()),
            seen=simulator.seen(),
            look=self.look,
            codes=self.codes if status.category == "scanner" else (),
            place=place,
        )
        return view, simulator

    def _category(self, device_id: str) -> str:
        registry = self._registry()
        return registry.device(device_id).category if registry is not None else ""

    def _act(self, device_id: str, act: Act) -> None:
        """Do what a person did. Raises Rubbish."""
        simulator = self._simulator(device_id)
        if simulator is not None:
            do(simulator, act)
            self._hands.post(self._changed)


class Window:
    """The process of one window. ``look`` returns what is to be seen, ``act`` does what was done.

    Both are called on its threads.
    """

    def __init__(
        self,
        device_id: str,
        place: int,
        look: "Callable[[], tuple[WindowView, AtHand] | None]",
        act: Callable[[Act], None],
    ) -> None:
        self.device_id, self.place = device_id, place
        self._look, self._act = look, act
        self._over, self._due = threading.Event(), threading.Event()
        self._front = self._ready = False
        self._wanted = True
        self._sent: WindowView | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    def start(self, command: tuple[str, ...], ended: Callable[[bool], None]) -> None:
        """Start it on a thread of its own; ``ended`` is told there whether all went well."""
        self._thread = threading.Thread(
            target=self._run, args=(command, ended), name=f"window-{self.device_id}", daemon=True
        )
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Tell whether the window stands: it has said so."""
        return self._ready

    def come_to_front(self) -> None:
        """Ask it to come before all others."""
        self._front = True
        self._due.set()

    def stop(self) -> None:
        """Let it close; returns at once."""
        self._wanted = False
        self._over.set()
        self._due.set()

    def end(self, within_s: float) -> None:
        """Wait so long until it is closed; one that hangs is ended."""
        thread = self._thread
        if thread is None:
            return
        thread.join(max(within_s, 0.0))
        if thread.is_alive() and self._process is not None:
            self._process.kill()
            thread.join(END_S)

    # --- its threads -----------------------------------------------------------------------

    def _run(self, command: tuple[str, ...], ended: Callable[[bool], None]) -> None:
        try:
            process = self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
            )
        except OSError as error:
            _LOG.error("window_not_started device=%s error=%s", self.device_id, error)
            ended(False)  # noqa: FBT003 - not well
            return
        assert process.stdin is not None and process.stdout is not None
        ears = threading.Thread(
            target=self._hear, args=(process.stdout,), name=f"window-ears-{self.device_id}",
            daemon=True,
        )  # fmt: skip
        ears.start()
        try:
            with contextlib.suppress(OSError):  # it was closed, or killed
                self._show_all(process.stdin)
        finally:
            code = self._close(process, process.stdin)
            ears.join(END_S)
            _LOG.info("window_closed device=%s code=%s", self.device_id, code)
            ended(self._ready or not self._wanted)

    def _show_all(self, stdin: IO[bytes]) -> None:
        """Show what changed until it is over. Raises OSError when the window is gone."""
        while not self._over.is_set():
            found = self._look()
            if found is None:
                self._wanted = False
                return
            self._show(stdin, *found)
            self._due.wait(LOOK_S)
            self._due.clear()

    def _show(self, stdin: IO[bytes], view: WindowView, simulator: AtHand) -> None:
        front, self._front = self._front, False
        before = self._sent
        if view == before and not front:
            return
        same = before is not None and before.seen.mark == view.seen.mark
        png = None if same else simulator.picture()
        stdin.write(view_line(replace(view, png=png, front=front)))
        stdin.flush()
        self._sent = view

    @staticmethod
    def _close(process: "subprocess.Popen[bytes]", stdin: IO[bytes]) -> int:
        """Close its input, which ends it; one that goes on is killed."""
        with contextlib.suppress(OSError):
            stdin.close()
        try:
            return process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _hear(self, stdout: IO[bytes]) -> None:
        """Do what it says until it is gone; one that sends rubbish on and on is not heard out."""
        try:
            with stdout:
                self._hear_all(stdout)
        except TooLong as error:
            _LOG.warning("window_too_long device=%s error=%s", self.device_id, error)
        finally:
            self._over.set()
            self._due.set()

    def _hear_all(self, stdout: IO[bytes]) -> None:
        bad = 0
        for line in lines_of(stdout, ACT_MOST):
            try:
                self._heard(read_act(line))
            except Rubbish as error:
                _LOG.warning("window_rubbish device=%s error=%s", self.device_id, error)
                bad += 1
                if bad >= RUBBISH_MOST:
                    return

    def _heard(self, act: Act) -> None:
        if act.verb == "ready":
            self._ready = True
        else:
            self._act(act)
            self._due.set()


def _environment() -> dict[str, str]:
    """Return ours, in which the window finds the same program as we did."""
    here = str(Path(pos_app.__file__).parent.parent)
    paths = [here, os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in paths if each)}
