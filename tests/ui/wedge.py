"""A scanner that types, and a person beside it, in the window: each key at its instant.

The clock of the keys and the loop's turns come from here, so that a slow machine changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from pos_app.screens.burst import QUIET_S, TURN_S, Burst
from pos_app.screens.keyboard import keyboard
from tests.ui.driver import Driver

Keys = list[tuple[float, str]]


class Typist:
    """Sends keys to the window and lets the keyboard's own timer run where it is due."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._now, self._turns = 1_000.0, count(10)
        self._turn = next(self._turns)

    @contextmanager
    def at_work(self) -> Iterator["Typist"]:
        """Take over the keyboard's clock while typing."""
        clock = patch.object(keyboard, "now", lambda: self._now)
        turn = patch.object(type(keyboard), "_turn", staticmethod(lambda: (self._turn, TURN_S)))
        waits = patch.object(keyboard, "_late", Timer())
        fresh = patch.object(keyboard, "burst", Burst())
        with clock, turn, waits, fresh:
            yield self

    def play(self, keys: Keys) -> None:
        """Type keys (seconds from now, character or ``\\n``) and let silence follow."""
        begin, left = self._now, sorted(keys)
        end = begin + (left[-1][0] if left else 0) + 0.5
        while self._now < end:
            self._now, self._turn = self._now + TURN_S, next(self._turns)
            timer: Timer = keyboard._late
            if timer.due(self._now):
                keyboard._quiet(0)
            while left and begin + left[0][0] <= self._now:
                key = left.pop(0)[1]
                timer.asked_at = self._now
                self._driver.key("enter" if key == "\n" else key, steps=0)
        self._driver.settle()


class Timer:
    """The keyboard's timer, on the clock of the test."""

    def __init__(self) -> None:
        self.asked_at = self._set_at = -1.0

    def __call__(self) -> None:
        self._set_at = self.asked_at

    def cancel(self) -> None:
        self._set_at = -1.0

    def due(self, now: float) -> bool:
        """Tell whether it runs now; it runs once."""
        self.asked_at = now
        due = 0 <= self._set_at <= now - QUIET_S
        if due:
            self._set_at = -1.0
        return due
