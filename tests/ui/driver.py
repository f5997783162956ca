"""Drives the till's window in this process: real touches, real keys, real frames, no sleeping.

A step is one turn of Kivy's loop. The screen is settled when several turns in a row drew nothing
new; that is a fact about frames and not about time, so a slow machine changes nothing. While it
settles the loop's clock runs ahead instead of being waited for: nobody looks at what lies between.
For the same reason a frame is drawn into one pixel, every instruction of it, until someone looks:
without a graphics card the pixels cost more than all the rest of the till.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glFinish, glReadPixels, glViewport
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from pos_app.screens.app import finish_frames
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import PROFILES, Profile, metrics

QUIET = 3
PATIENCE = 600
_TURN_S, _MOVING_S = 0.005, 0.05  # how far a turn leaps: at rest, and while something moves
_KEYS = {"enter": 13, "backspace": 8, "escape": 27, "tab": 9, "delete": 127,
         "left": 276, "right": 275, "home": 278, "end": 279, "f1": 282}  # fmt: skip


class Touch(MotionEvent):
    """One finger."""

    def __init__(self, number: int, x: float, y: float) -> None:
        super().__init__("driver", number, {"sx": x, "sy": y}, is_touch=True, type_id="touch")
        self.profile = ["pos", "button"]

    def depack(self, args: dict[str, float]) -> None:
        """Take a place, as a share of the window."""
        self.sx, self.sy = args["sx"], args["sy"]
        self.button = "left"
        super().depack(args)


class Leaps:
    """The loop's clock, which can be put ahead: what is due then comes without a wait."""

    def __init__(self) -> None:
        self._ahead, self._real = 0.0, Clock.time
        Clock.time = self._now

    def _now(self) -> float:
        return self._real() + self._ahead

    def leap(self, seconds: float) -> None:
        """Put the clock ahead."""
        self._ahead += seconds


class Eye:
    """Whoever looks at the window. Its drivers share it: each would aim the drawing elsewhere."""

    def __init__(self) -> None:
        self._open = False
        Window.bind(on_draw=self._aim)

    def _aim(self, *_: object) -> None:
        glViewport(0, 0, *(self.size() if self._open else (1, 1)))

    @staticmethod
    def size() -> tuple[int, int]:
        """Return width and height of the window in pixels."""
        width, height = Window.size
        return int(width), int(height)

    def look(self) -> bytes:
        """Draw what is shown and return RGBA rows from the bottom."""
        self._open = True
        try:
            Window.dispatch("on_draw")  # a frame that was handed over cannot be read any more
        finally:
            self._open = False
        glFinish()
        return glReadPixels(0, 0, *self.size(), GL_RGBA, GL_UNSIGNED_BYTE)


_leaps, _eye = Leaps(), Eye()


class Driver:
    """The person at the till. ``touches`` counts every tap since it was last set to 0."""

    def __init__(self) -> None:
        self.touches = 0
        self.flips = 0
        self._number = 0
        keyboard.attach()
        finish_frames()
        Window.bind(on_flip=self._flipped)

    def _flipped(self, *_: object) -> None:
        self.flips += 1

    def show(self, root: Widget, profile: str | Profile = "R1", **sizes: object) -> None:
        """Put one widget into the window at a profile's size, alone."""
        chosen = PROFILES[profile] if isinstance(profile, str) else profile
        if EventLoop.status != "started":
            EventLoop.start()
        self.clear()
        if tuple(Window.size) != (chosen.width, chosen.height):
            Window.size = (chosen.width, chosen.height)
        metrics.use(chosen, **sizes)
        self.step(2)
        assert tuple(Window.size) == (chosen.width, chosen.height), Window.size
        Window.add_widget(root)
        self.settle()

    @staticmethod
    def root() -> Widget:
        """Return what is shown."""
        return Window.children[0]

    def clear(self) -> None:
        """Empty the window, and forget the last touch: it holds what it met."""
        self.finger: Touch | None = None
        for child in tuple(Window.children):
            Window.remove_widget(child)

    def step(self, turns: int = 1) -> None:
        """Turn the loop."""
        for _ in range(turns):
            EventLoop.idle()

    def outlast(self, seconds: float) -> None:
        """Let what moves come to its end, so far ahead, unseen."""
        _leaps.leap(seconds)
        self.step(2)

    def settle(self) -> None:
        """Turn the loop until several turns drew nothing. Raises if it never comes to rest."""
        quiet = 0
        for _ in range(PATIENCE):
            before = self.flips
            _leaps.leap(_MOVING_S if self._frame_due() else _TURN_S)
            self.step()
            quiet = quiet + 1 if self.flips == before and not self._frame_due() else 0
            if quiet >= QUIET:
                return
        raise AssertionError("the screen never came to rest")

    @staticmethod
    def _frame_due() -> bool:
        return any(event.timeout <= 0 for event in Clock.get_events())

    def frames(self, change: Callable[[], None]) -> int:
        """Make a change, turn the loop once; return how many frames that drew."""
        before = self.flips
        change()
        self.step()
        return self.flips - before

    def until(self, fact: object, turns: int = PATIENCE) -> None:
        """Turn the loop until ``fact()`` is true. Raises if it never is."""
        for _ in range(turns):
            if fact():
                return
            self.step()
        raise AssertionError("waited in vain")

    def tap(self, target: Widget | tuple[float, float]) -> None:
        """Touch the middle of a widget (or a place of the window) once, and let go."""
        place = target.to_window(*target.center) if isinstance(target, Widget) else target
        self.down(*place)
        self.up()
        self.settle()

    def down(self, x: float, y: float) -> Touch:
        """Put a finger down."""
        self.touches += 1
        self._number += 1
        self.finger = Touch(self._number, x / Window.width, y / Window.height)
        EventLoop.post_dispatch_input("begin", self.finger)
        return self.finger

    def move(self, x: float, y: float) -> None:
        """Move the finger."""
        self.finger.move({"sx": x / Window.width, "sy": y / Window.height})
        EventLoop.post_dispatch_input("update", self.finger)

    def up(self) -> None:
        """Lift the finger."""
        EventLoop.post_dispatch_input("end", self.finger)

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 8) -> None:
        """Draw a finger over the screen."""
        self.down(*start)
        for at in range(1, steps + 1):
            share = at / steps
            self.move(*(a + (b - a) * share for a, b in zip(start, end, strict=True)))
            self.step()
        self.up()
        self.settle()

    def type(self, text: str) -> None:
        """Send keys to the window, as a hand on a keyboard does."""
        for letter in text:
            self.key(letter)
            keyboard.flush()

    def scan(self, code: str) -> None:
        """Send a code as a wedge scanner does: all at once, Enter at the end."""
        for letter in code:
            self.key(letter, steps=0)
        self.key("enter")

    def key(self, name: str, steps: int = 1, *, held: tuple[str, ...] = ()) -> None:
        """Send one key, a character or the name of one, with others held down."""
        code = _KEYS.get(name, ord(name[0]))
        letter = "\r" if name == "enter" else "" if name in _KEYS else name
        Window.dispatch("on_key_down", code, 0, letter, list(held))
        if letter and letter != "\r" and not held:
            Window.dispatch("on_textinput", letter)
        Window.dispatch("on_key_up", code, 0)
        self.step(steps)

    def pixels(self) -> tuple[int, int, bytes]:
        """Draw what is shown once more; return width, height and RGBA rows from the bottom."""
        self.step()
        return *_eye.size(), _eye.look()

    def screenshot(self, path: Path) -> Path:
        """Write what is shown as a PNG."""
        width, height, pixels = self.pixels()
        rows = [pixels[at * width * 4 : (at + 1) * width * 4] for at in range(height)]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(width, height, reversed(rows)))
        return path


def png(width: int, height: int, rows: Iterator[bytes]) -> bytes:
    """Return RGBA rows from the top as a PNG without alpha."""
    raw = bytearray()
    for row in rows:
        line = bytearray(width * 3)
        for channel in range(3):
            line[channel::3] = row[channel::4]
        raw += b"\x00" + line
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(raw), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
