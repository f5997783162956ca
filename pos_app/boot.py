"""Environment and Kivy settings, fixed before anything imports Kivy. No widget lives here.

Call ``prepare`` first in every process that shows the till: Kivy reads its environment once, at
import, and takes over arguments, the root logger and every input device unless it is told not to.
"""

import ctypes
import gc
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import kv

_ENVIRONMENT = {
    "KIVY_NO_CONFIG": "1",  # a user's ~/.kivy/config.ini must not change the till
    "KIVY_NO_ARGS": "1",  # our own command line stays ours
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "MIXED",  # leaves the root logger to pos_app.logs
    "KIVY_IMAGE": "sdl2,tex",  # Pillow would cost a third of the start
    "KIVY_AUDIO": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_WINDOW": "sdl2",
    "KIVY_CLIPBOARD": "sdl2",
    "KIVY_METRICS_DENSITY": "1",  # sizes come from millimetres (screens.metrics), not from Kivy
    "KIVY_DPI": "96",
}
_QUIET = "warning"


@dataclass(frozen=True, slots=True)
class Display:
    """The window to open: ``width`` × ``height`` in pixels; a kiosk fills the screen."""

    width: int = 1366
    height: int = 768
    kiosk: bool = False
    max_fps: int = 50  # some 60 turns a second: Kivy sleeps less than it is told (60 make 76)


def hurry() -> None:
    """Let no search for garbage hold up the start: a tenth of it; ``window.run`` ends this."""
    gc.disable()


def prepare(display: Display | None = None) -> None:
    """Set the environment and Kivy's settings. Raises RuntimeError when Kivy is already loaded."""
    if "kivy" in sys.modules:
        if os.environ.get("KIVY_IMAGE") == _ENVIRONMENT["KIVY_IMAGE"]:
            return
        raise RuntimeError("Kivy was imported before pos_app.boot.prepare")
    os.environ.update(_ENVIRONMENT)
    # A filter, because Kivy tells where it is installed before it reads the level given below.
    logging.getLogger("kivy").addFilter(_is_grave)
    if not has_display():
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    if not has_sound():
        # Without a card ALSA and Kivy would each complain of every tone, on the terminal.
        os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
    _configure(display or Display())
    _take_our_style()


def _take_our_style() -> None:
    """Have ``kivy.lang`` read our ``style.kv``: its own rules for 70 widgets cost 0.1 s."""
    import kivy
    import kivy.resources  # takes the folder before it is changed

    theirs = kivy.kivy_data_dir
    kivy.kivy_data_dir = str(Path(kv.path_of("style")).parent)
    import kivy.lang

    kivy.kivy_data_dir = theirs


def _is_grave(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def has_display() -> bool:
    """Tell whether a window can be seen: an X server, a chosen driver or a graphics card."""
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("SDL_VIDEODRIVER", "") in {"offscreen", "dummy"}:
        return False
    return bool(os.environ.get("DISPLAY")) or Path("/dev/dri/card0").exists()


def desktop_size() -> tuple[int, int] | None:
    """Return the pixels of an X server's screen: without a window manager nobody else fills it."""
    if not sys.platform.startswith("linux") or not os.environ.get("DISPLAY"):
        return None
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = ctypes.c_void_p(x11.XOpenDisplay(None))
    if not display:
        return None
    number = x11.XDefaultScreen(display)
    found = x11.XDisplayWidth(display, number), x11.XDisplayHeight(display, number)
    x11.XCloseDisplay(display)
    return found


def has_sound(cards: Path = Path("/proc/asound/cards")) -> bool:
    """Tell whether something can be heard: a chosen driver, a sound server or a sound card.

    ``cards`` is the kernel's list: missing without a sound system, ``--- no soundcards ---``
    without a card.
    """
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("SDL_AUDIODRIVER", "")
    if chosen:
        return chosen not in {"dummy", "disk"}
    if os.environ.get("PULSE_SERVER"):
        return True
    try:
        return any(line.lstrip()[:1].isdigit() for line in cards.read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return False


def _configure(display: Display) -> None:
    from kivy.config import Config

    settings: dict[str, dict[str, str | int]] = {
        "graphics": {
            "width": display.width,
            "height": display.height,
            "position": "auto",
            "fullscreen": "auto" if display.kiosk else 0,
            "borderless": int(display.kiosk),
            "show_cursor": int(not display.kiosk),
            "resizable": int(not display.kiosk),
            "allow_screensaver": int(not display.kiosk),
            "multisamples": 0,  # our shapes carry their own smooth edges
            "maxfps": display.max_fps,
        },
        "kivy": {
            "exit_on_escape": 0,
            "desktop": 0,
            "keyboard_mode": "system",
            "log_level": _QUIET,
            "log_enable": 0,
        },
    }
    for section, values in settings.items():
        for key, value in values.items():
            Config.set(section, key, value)
    for device in Config.options("input"):
        Config.remove_option("input", device)
    # One source only: with a second one the same finger arrives twice.
    Config.set("input", "mouse", "mouse,disable_multitouch")
