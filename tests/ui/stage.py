"""Fixtures for tests that show something: one driver a process, the same start each time."""

from collections.abc import Iterator

import pytest
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from pos_app.screens import widgets as w
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from tests.ui.driver import Driver

_drivers: list[Driver] = []


@pytest.fixture
def driver() -> Iterator[Driver]:
    """A driver, everything as after a start."""
    w.load()
    if not _drivers:
        _drivers.append(Driver())
    settle_all()
    yield _drivers[0]
    _drivers[0].clear()
    settle_all()


def settle_all() -> None:
    """Set language, colours, sizes, focus back."""
    tr.translator.switch("zh-Hans")
    theme.use("light")
    theme.still = False
    metrics.mirrored = metrics.calculator = False
    metrics.text_scale = 1.0
    keyboard.focus(None)
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
