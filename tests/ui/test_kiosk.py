"""A till that fills the screen has no cross: its login offers the end."""

import pytest

from pos_app.screens.theme import theme
from tests.ui.audit import audit
from tests.ui.device_bench import RecordingMachine

KEYS = {"R1": "login.close", "T1": "login.close", "T2": "login.close", "H1": "login.close.short"}
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@pytest.fixture
def machine() -> RecordingMachine:
    made = RecordingMachine()
    made.can_close = True
    return made


@pytest.mark.parametrize("name", list(KEYS))
def test_login_when_it_fills_the_screen_then_two_taps_end_the_till_and_nothing_is_cut(
    rooms, machine, name: str
) -> None:
    root = rooms.show(name)
    faults = []
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        theme.use("dark" if language == "zh-Hant" else "light")
        rooms.settle()
        faults += [f"{language} {each}" for each in audit(root, rooms.driver)]
        rooms.tap(rooms.bench.till.words(KEYS[name]))
        rooms.settle()
        faults += [f"{language} sure {each}" for each in audit(root, rooms.driver)]
        assert machine.closed == 0
        rooms.bench.hands.pass_time(7)
        rooms.bench.shop.clock.advance(7_000)
        rooms.settle()
    theme.use("light")
    assert faults == []
    rooms.tap(rooms.bench.till.words(KEYS[name]))
    rooms.tap(rooms.bench.till.words("login.close.sure"))
    assert machine.closed == 0  # a double tap is one
    rooms.bench.shop.clock.advance(500)
    rooms.tap(rooms.bench.till.words("login.close.sure"))
    assert machine.closed == 1


def test_login_when_its_window_has_a_frame_then_no_end_is_offered(rooms, machine) -> None:
    machine.can_close = False
    rooms.show()
    assert rooms.rooms.login.state.close == ""
    rooms.rooms.login.close_till()
    assert machine.closed == 0
