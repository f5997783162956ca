"""The scripted sale waits until the screen rests; where time runs down, until the books do."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from kivy.clock import Clock
from kivy.uix.widget import Widget

from pos_app.main import tour
from tests.ui.driver import Driver


@pytest.mark.ui
def test_tour_when_time_runs_down_on_the_screen_then_it_does_not_wait_for_its_end(
    tmp_path: Path, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.show(Widget())
    monkeypatch.setattr(tour, "PATIENCE", 200)
    opened = SimpleNamespace(
        books=SimpleNamespace(writer=SimpleNamespace(waiting=0)), hands=SimpleNamespace(busy=False)
    )
    played = tour.Tour(opened, tour.Script("", (), ""), tmp_path)
    running = Clock.schedule_interval(lambda _: None, 0)
    with pytest.raises(RuntimeError, match="did not come to rest"):
        played.settle()
    played.settle(moving=True)
    opened.hands.busy = True
    with pytest.raises(RuntimeError, match="did not come to rest"):
        played.settle(moving=True)
    running.cancel()


@pytest.mark.ui
def test_tour_when_something_comes_a_moment_later_then_it_waits_for_it(
    tmp_path: Path, driver: Driver
) -> None:
    driver.show(Widget())
    opened = SimpleNamespace(
        books=SimpleNamespace(writer=SimpleNamespace(waiting=0)), hands=SimpleNamespace(busy=False)
    )
    came: list[float] = []
    Clock.schedule_once(came.append, 0.2)
    tour.Tour(opened, tour.Script("", (), ""), tmp_path).settle()
    assert came
