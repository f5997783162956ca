"""Sees that something was plugged in or out: device files that come and go, once they are quiet.

Polls a few folders twice a second (a fraction of a millisecond each time), so that it needs no
library and works in every Linux, also where there is no udev.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

_FOLDERS = ("", "input", "input/by-id", "input/by-path", "serial/by-id", "usb")
_EVERY_S = 0.5
_PATIENCE = 4  # so many different looks in a row are told without waiting for quiet

Look = frozenset[str]


def files(dev: Path) -> Look:
    """Return all device files that a till may mean, each with its number.

    A device that was away for a moment has the same name and another number.
    """
    names: set[str] = set()
    for folder in _FOLDERS:
        with contextlib.suppress(OSError), os.scandir(dev / folder) as entries:
            names.update(f"{folder}/{entry.name} {entry.inode()}" for entry in entries)
    return frozenset(names)


class Quiet:
    """Tells one change for many that come in a row: plugging one thing makes several files."""

    def __init__(self, first: Look) -> None:
        self._told = self._last = first
        self._restless = 0

    def look(self, now: Look) -> bool:
        """Take a look; True when what changed since the last True has come to rest."""
        if now == self._told:
            self._last, self._restless = now, 0
            return False
        self._restless += 1
        ready = now == self._last or self._restless > _PATIENCE
        self._last = now
        if ready:
            self._told, self._restless = now, 0
        return ready


class Watcher:
    """The thread that looks. ``changed`` is called on it."""

    def __init__(self, changed: Callable[[], None], dev: Path = Path("/dev")) -> None:
        self._changed, self._dev = changed, dev
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="device-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self, within_s: float = 2.0) -> bool:
        """End it; False when that took longer than allowed."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        quiet = Quiet(files(self._dev))
        while not self._end.wait(_EVERY_S):
            if quiet.look(files(self._dev)):
                self._changed()
