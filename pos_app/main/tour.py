"""A short scripted sale, with a picture of each screen: what `pos demo --screenshots` shows.

The script says what a cashier would: it scans, taps and waits until the screen has come to rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kivy.base import EventLoop, stopTouchApp
from kivy.clock import Clock, ClockEvent
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glFinish, glReadPixels

if TYPE_CHECKING:
    from pos_app.main.window import OpenTill

QUIET_TURNS, SOON_S = 4, 0.5
MOVING, MOVED_TURNS = frozenset({"last-sale"}), 12  # eight seconds run down there
PATIENCE = 4_000


@dataclass(frozen=True, slots=True)
class Script:
    """What the tour rings up: a person's PIN, codes to scan, and cash handed over."""

    pin: str
    codes: tuple[str, ...]
    unknown: str


class Tour:
    """Plays the script on a till in its window and writes PNGs into a folder."""

    def __init__(self, opened: "OpenTill", script: Script, folder: Path) -> None:
        self._opened = opened
        self._script = script
        self._folder = folder
        self.pictures: list[Path] = []

    def play(self) -> list[Path]:
        """Play everything and return the pictures, in order."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, step in self._steps():
            step()
            self.settle(moving=name in MOVING)
            self._picture(name)
        return self.pictures

    def end(self) -> None:
        """Close the window as a cashier would."""
        stopTouchApp()

    def settle(self, *, moving: bool = False) -> None:
        """Turn the window's loop until nothing is under way and several frames were the same.

        Where something ``moving`` never comes to rest, some frames after the books have.
        """
        quiet = 0
        for _ in range(PATIENCE):
            flips = self._flips()
            waiting = self._opened.books.writer.waiting or self._opened.hands.busy
            due = any(map(_soon, Clock.get_events()))
            EventLoop.idle()
            busy = waiting if moving else waiting or due or self._flips() != flips
            quiet = 0 if busy else quiet + 1
            if quiet >= (MOVED_TURNS if moving else QUIET_TURNS):
                return
        raise RuntimeError("the screen did not come to rest")

    def _flips(self) -> int:
        if not hasattr(self, "_count"):
            self._count = 0
            Window.bind(on_flip=self._flipped)
        return self._count

    def _flipped(self, *_: object) -> None:
        self._count += 1

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        rooms, codes = self._opened.rooms, self._script.codes
        yield "login", lambda: None
        yield "checkout-empty", self._sign_on
        yield "checkout", lambda: self._ring(codes)
        yield "unknown-code", lambda: self._scan(self._script.unknown)
        yield "quick-create", lambda: rooms.shell.go("quick_create", self._script.unknown)
        yield "payment", self._to_payment
        yield "last-sale", self._pay_in_cash
        yield "receipt", self._to_receipt
        yield "price-tags", lambda: self._to_tags(codes[:3])
        yield "devices", lambda: rooms.shell.go("devices")
        yield "settings", lambda: rooms.shell.go("settings")

    def _sign_on(self) -> None:
        login, session = self._opened.rooms.login, self._opened.till.session
        for digit in self._script.pin:
            login.digit(digit)
        for _ in range(PATIENCE):
            if session.actor is not None:
                return
            EventLoop.idle()
        raise RuntimeError("the demo's PIN was refused")

    def _scan(self, code: str) -> None:
        now = self._opened.books.context.clock.now_ms()
        self._opened.rooms.shell.on_scan(code, "tour", now)
        self.settle()

    def _ring(self, codes: tuple[str, ...]) -> None:
        for code in codes:
            self._scan(code)
        checkout = self._opened.rooms.checkout
        keys = [line.key for line in checkout.state.lines]
        checkout.choose(keys[2])
        checkout.act("10")

    def _to_payment(self) -> None:
        rooms = self._opened.rooms
        rooms.shell.go("checkout")
        self.settle()
        if rooms.checkout.state.alert is not None:
            rooms.checkout.money.alert("ignore")
        rooms.shell.go("tender")

    def _pay_in_cash(self) -> None:
        rooms = self._opened.rooms
        rooms.shell.go("checkout")
        self.settle()
        rooms.checkout.money.cash(1)

    def _to_receipt(self) -> None:
        last = self._opened.till.reads.history.last()
        assert last is not None
        self._opened.rooms.shell.go("receipt", last.receipt_no)

    def _to_tags(self, codes: tuple[str, ...]) -> None:
        self._opened.rooms.shell.go("price_tags")
        for code in codes:
            self._scan(code)

    def _picture(self, name: str) -> None:
        language, theme = self._opened.till.words.language, self._opened.rooms.shell.state.theme
        width, height = (int(side) for side in Window.size)
        number = len(self.pictures) + 1
        path = self._folder / f"{number:02d}-{name}-{language}-{theme}-{width}x{height}.png"
        path.write_bytes(window_png())
        self.pictures.append(path)


def _soon(event: ClockEvent) -> bool:
    """Tell whether something is about to happen: what is read a moment after a line was drawn."""
    return event.timeout <= 0 or (not event.loop and event.timeout <= SOON_S)


def window_png() -> bytes:
    """Return what the window shows as a PNG."""
    from io import BytesIO

    from PIL import Image

    Window.canvas.ask_update()
    Window.dispatch("on_draw")
    glFinish()
    width, height = (int(side) for side in Window.size)
    rows = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    image = Image.frombytes("RGB", (width, height), rows).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
