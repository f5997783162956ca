"""Runs the till in its window: opens the shop, builds view models and screens, and closes it all.

``boot.prepare`` has to be called before this module is imported: it imports Kivy.
"""

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kivy.base import EventLoop, runTouchApp, stopTouchApp
from kivy.clock import Clock as KivyClock
from kivy.core.window import Window

from inventory.catalogue import gs1
from inventory.kernel.clock import Clock, SystemClock
from inventory.kernel.text import Text
from pos_app import config, logs
from pos_app.hardware.categories import Tone
from pos_app.hardware.window_talk import WindowLook
from pos_app.i18n import Translator
from pos_app.main import daily_backup
from pos_app.main.devices import DeviceDesk
from pos_app.main.hands import KivyHands
from pos_app.main.look import Look
from pos_app.main.machine import ThisMachine
from pos_app.main.rooms import Rooms
from pos_app.main.runtime import Books, Outside, build_till, build_writes, open_books
from pos_app.main.simulator_windows import SimulatorWindows
from pos_app.main.syncing import SyncDesk
from pos_app.screens import app, widgets
from pos_app.screens.metrics import metrics
from pos_app.screens.sounds import sounds
from pos_app.screens.tr import tr
from pos_app.viewmodels.shell import Shell
from pos_app.viewmodels.till import Till

_LOG = logging.getLogger(__name__)
_TONES = {"scan": "scan", "again": "more", "blocked": "refused", "paid": "paid",
          "alarm": "alarm"}  # fmt: skip
RESTART = 75  # the exit code with which a crashed till asks to be started again
BACKUP_FIRST_S, BACKUP_EVERY_S = 20, 3_600
LOAD_S = 5


@dataclass(slots=True)
class OpenTill:
    """A till in its window."""

    books: Books
    till: Till
    rooms: Rooms
    root: app.Root
    devices: DeviceDesk
    sync: SyncDesk
    hands: KivyHands
    log: logging.Handler

    def start_outside(self) -> None:
        """Reach for devices and head office: after the first frame, so that they never delay it."""
        from pos_app.viewmodels.line_display import LineDisplayPresenter

        LineDisplayPresenter(self.till, self.rooms.checkout, self.rooms.shell, self.devices.show)
        # Before the first printer can claim: what was being sent when the till stopped.
        self.hands.write(
            self.till.writes.print_jobs.at_start, lambda _: self.devices.wake_printer()
        )
        self.devices.start()
        self.sync.start()
        self.hands.later(BACKUP_FIRST_S, self._backup)
        self.hands.later(LOAD_S, lambda: self.hands.work(self._load_ahead))

    def close(self) -> None:
        """Finish what waits, give everything back, and leave one tidy file."""
        Window.remove_widget(self.root)
        self.sync.close()
        self.devices.close()
        self.hands.close()
        self.books.close()
        _LOG.info("closed")
        logs.close(self.log)

    def end(self) -> None:
        """Close the window: ``run`` then tidies up and returns."""
        stopTouchApp()

    def _load_ahead(self) -> None:
        gs1.load()
        self.rooms.load_ahead()

    def _backup(self) -> None:
        self.hands.work(
            lambda: daily_backup.run(self.books.folder),
            lambda well: None if well else self.rooms.backup_failed(),
        )
        self.hands.later(BACKUP_EVERY_S, self._backup)


def open_window(folder: Path, look: Look, clock: Clock | None = None) -> OpenTill:
    """Open the shop in this folder and put the till into the window; nothing runs yet."""
    clock = clock or SystemClock()
    machine, wrong = config.load_what_is_right(folder / config.FILE)
    books = open_books(folder, clock)
    log = logs.to_file(folder)
    words = Translator(look.language or books.settings.language)
    tr.follow(words)
    hands = KivyHands(books.writer)
    writes = build_writes(books)
    devices = DeviceDesk(machine.devices, books, writes.print_jobs, hands, faults=wrong)
    sync = SyncDesk(books, hands)
    screen = machine.screen
    about = ThisMachine(folder, look.diagonal_inch or screen.diagonal_inch, hands)
    about.can_close, about.end = screen.kiosk, stopTouchApp
    outside = Outside(hands, devices, sync, devices.tone, devices, about)
    till = build_till(books, writes, words, outside)
    app.dress_window(
        look.width or screen.width,
        look.height or screen.height,
        look.diagonal_inch or screen.diagonal_inch,
        still=screen.low_power,
    )
    sounds.volume = books.settings.volume / 100
    widgets.load()
    rooms = Rooms(till, theme=look.theme)
    root = app.Root(rooms.shell, rooms.frame(), rooms.makers())
    app.attach(root, rooms.shell, clock.now_ms)
    devices.on_tone = _play
    devices.on_scan = rooms.shell.on_scan
    devices.on_lost, devices.on_shut = rooms.scan_lost, rooms.drawer_shut
    hands.refused = rooms.refused
    till.session.listen(lambda: devices.use(till.session.settings))
    _dress_windows(devices.windows, rooms.shell, words)
    _LOG.info("opened till=%s-%s", books.context.site.store_id, books.context.site.till_id)
    return OpenTill(books, till, rooms, root, devices, sync, hands, log)


def run(
    folder: Path, look: Look | None = None, then: Callable[[OpenTill], None] | None = None
) -> int:
    """Run the till until its window closes; ``then`` is called after the first frame.

    Returns 0, or ``RESTART`` after a crash.
    """
    opened = open_window(folder, look or Look())
    crash = app.watch_for_crashes(lambda: _show_crash(opened))
    signal.signal(signal.SIGTERM, lambda *_: stopTouchApp())

    def shown(_: object) -> None:
        Window.unbind(on_flip=shown)
        KivyClock.schedule_once(first_frame, 0)

    def first_frame(_: object) -> None:
        opened.start_outside()
        opened.rooms.recover()
        sounds.prepare()
        if then is not None:
            then(opened)
        KivyClock.schedule_once(_settle_memory, 1)

    Window.bind(on_flip=shown)
    try:
        runTouchApp()
    finally:
        gc.enable()
        opened.close()
        EventLoop.close()
    return RESTART if crash.crashed else 0


def _settle_memory(_: object) -> None:
    """Spare the collector what a running till never throws away, and let it work again."""
    gc.collect()
    gc.freeze()
    gc.enable()


def restart() -> None:
    """Become a fresh start of the same program."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  our own words


def _dress_windows(windows: SimulatorWindows, shell: Shell, words: Translator) -> None:
    """Let the windows of simulated devices look as the till does, also when that changes."""

    def dress() -> None:
        state = shell.state
        windows.look = WindowLook(
            language=words.language,
            theme="dark" if state.theme == "dark" else "light",
            px_per_mm=metrics.px_per_mm,
            text_scale=state.text_scale / 100,
            left=int(Window.left),
            top=int(Window.top),
            width=int(Window.width),
            height=int(Window.height),
        )

    shell.listen(lambda _: dress())
    words.listen(dress)
    dress()


def _play(tone: Tone) -> None:
    sounds.play(_TONES[tone])


def _show_crash(opened: OpenTill) -> None:
    """Say in words that something went wrong, that nothing is lost, and offer to start again."""
    words = opened.till.words
    opened.root.show_crash(
        words.text(Text.of("app.crash.title")),
        words.text(Text.of("app.crash.text")),
        words.text(Text.of("app.crash.restart")),
        stopTouchApp,
    )
