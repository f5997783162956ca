"""Fixtures for tests that show something: one driver a process, the same start each time."""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from pos_app.i18n import LANGUAGES
from pos_app.screens import widgets as w
from pos_app.screens.burst import Burst
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import PROFILES, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from tests.ui.driver import Driver

# A theme moves nothing, so its contrast needs one language only.
LOOKS = (*(("light", language) for language in LANGUAGES), ("dark", "en"))
LONGEST_MOVE_S = 10.0  # the strip of the last sale runs down in 8


@cache
def only_driver() -> Driver:
    """Return the driver of this process; what is loaded by then stays, nobody searches it."""
    w.load()
    made = Driver()
    gc.collect()
    gc.freeze()
    return made


@pytest.fixture
def driver() -> Iterator[Driver]:
    """A driver, everything as after a start."""
    chosen = only_driver()
    gc.collect()  # widgets that are gone would follow every change of the tests to come
    settle_all()
    metrics.use(PROFILES["R1"])  # what a test measures before it shows anything is of one screen
    yield chosen
    chosen.clear()
    chosen.outlast(LONGEST_MOVE_S)  # what still moves would keep its whole screen alive
    settle_all()


def settle_all() -> None:
    """Set language, colours, sizes, focus and keys back."""
    tr.translator.switch("zh-Hans")
    theme.use("light")
    theme.still = False
    metrics.mirrored = metrics.calculator = False
    metrics.text_scale = 1.0
    keyboard.focus(None)
    keyboard.burst = Burst()  # a test that stops the clock at a moment puts it back for the next
    keyboard.fallback, keyboard.shown = None, False


def stand(driver: Driver, *parts: Widget, profile: str = "R1", **sizes: object) -> Widget:
    """Show parts on the usual ground, each where it says; return the root."""
    root = FloatLayout()
    root.add_widget(w.Ground(color=theme.bg))
    for part in parts:
        part.size_hint = (None, None)
        root.add_widget(part)
    driver.show(root, profile, **sizes)
    return root


def told(part: Widget, *events: str) -> list[tuple[object, ...]]:
    """Return the list that what a part tells is put into."""
    heard: list[tuple[object, ...]] = []
    for event in events:
        part.fbind(event, lambda _, *args, event=event: heard.append((event, *args)))
    return heard


def words_of(part: Widget) -> list[str]:
    """Return every text below a widget that is shown."""
    return [
        each.text
        for each in part.walk()
        if isinstance(each, w.Words | w.Amount)
        and (each.text and each.opacity and each.parent.opacity)
    ]
