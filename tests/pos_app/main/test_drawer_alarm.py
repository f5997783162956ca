"""A drawer that is left open is heard until it is shut, and selling goes on meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.main.runtime import Books
from tests.pos_app.main.desks import a_desk, books_of, inside, printer, sell, states


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = books_of(tmp_path)
    yield opened
    opened.close()


def drawer(**options: object) -> dict:
    more = {"printer": "counter", "drawer_open_level": 1, "alarm_s": 1, **options}
    return {"id": "till", "category": "drawer", "driver": "printer_drawer", "options": more}


def left_open(desk, hands) -> list[str]:
    """Let the drawer stand open until the till says so; return the tones that are heard."""
    tones: list[str] = []
    desk.on_tone = tones.append
    hands.until(lambda: all(each.condition != "unknown" for each in desk.statuses()))
    desk.registry.device("counter").worker.poll_s = 0.05
    inside(desk, "counter").move_drawer(is_open=True)
    hands.until(lambda: reason(desk) == "hardware.drawer.left_open")
    hands.pump()
    return tones


def reason(desk) -> str:
    return next(each.reason.code for each in desk.statuses() if each.category == "drawer")


def test_drawer_when_left_open_then_the_tone_comes_again_and_again_until_it_is_shut(
    books: Books,
) -> None:
    with a_desk(books, printer("counter"), drawer()) as (desk, hands):
        tones = left_open(desk, hands)
        assert tones == ["alarm"]
        hands.pass_time(1.9)
        assert tones == ["alarm"]
        hands.pass_time(2.1)
        assert tones == ["alarm"] * 3
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["confirmed"])
        heard = len(tones)
        inside(desk, "counter").move_drawer(is_open=False)
        hands.until(lambda: reason(desk) == "hardware.drawer.is_shut")
        hands.pass_time(60)
        assert len(tones) == heard


def test_drawer_when_its_printer_goes_off_then_nobody_knows_and_nothing_is_heard_until_it_tells(
    books: Books,
) -> None:
    with a_desk(books, printer("counter"), drawer(beep_s=5)) as (desk, hands):
        tones = left_open(desk, hands)
        inside(desk, "counter").switch("offline")
        hands.until(lambda: reason(desk) == "hardware.drawer.no_printer")
        hands.pass_time(60)
        assert tones == ["alarm"]
        inside(desk, "counter").switch("offline", on=False)
        hands.until(lambda: tones == ["alarm"] * 2)


def test_drawer_when_its_alarm_shall_not_be_heard_then_it_is_only_seen(books: Books) -> None:
    with a_desk(books, printer("counter"), drawer(beep_s=0)) as (desk, hands):
        assert left_open(desk, hands) == []
        hands.pass_time(60)
        assert reason(desk) == "hardware.drawer.left_open"


def test_till_when_it_closes_with_an_open_drawer_then_the_tone_ends(books: Books) -> None:
    with a_desk(books, printer("counter"), drawer()) as (desk, hands):
        tones = left_open(desk, hands)
    hands.pass_time(60)
    assert tones == ["alarm"]
