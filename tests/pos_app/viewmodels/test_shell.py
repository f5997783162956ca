"""The shell: places, scans, lock."""

import pytest


class Taker:
    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes
        self.heard: list[str] = []

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        self.heard.append(code)
        return self.takes


@pytest.fixture
def takers(bench):
    found = {"checkout": Taker(), "settings": Taker(takes=False), "quick_create": Taker()}
    for place, taker in found.items():
        bench.shell.register(place, taker)
    return found


def test_go_when_nobody_is_signed_on_then_there_is_only_the_login(bench, takers) -> None:
    bench.shell.go("settings")
    bench.shell.on_scan("123", "s1", 0)
    assert bench.shell.state.place == "login"
    assert bench.tones == ["blocked"]
    assert not any(taker.heard for taker in takers.values())


def test_scan_when_the_place_takes_it_then_it_stays_there(bench, takers) -> None:
    bench.sign_on()
    bench.shell.go("quick_create", "6901")
    bench.shell.on_scan("123", "s1", 0)
    assert bench.shell.state.place == "quick_create"
    assert bench.shell.state.argument == "6901"
    assert takers["quick_create"].heard == ["123"] and not takers["checkout"].heard


@pytest.mark.parametrize("place", ["settings", "more"])
def test_scan_when_the_place_does_not_want_it_then_the_checkout_gets_it(
    bench, takers, place
) -> None:
    bench.sign_on()
    bench.shell.go(place)
    bench.shell.on_scan("123", "s1", 0)
    assert bench.shell.state.place == "checkout"
    assert takers["checkout"].heard == ["123"]


def test_lock_when_tapped_then_the_person_is_signed_off_and_it_is_journaled(bench) -> None:
    bench.sign_on()
    bench.shell.go("checkout")
    bench.shell.lock()
    bench.hands.pump()
    assert bench.shell.state.place == "login"
    assert bench.till.session.actor is None
    assert bench.shop.rows("SELECT COUNT(*) FROM journal WHERE type = 'sign_off'") == [(1,)]


def test_language_when_switched_then_the_state_says_so(bench) -> None:
    seen = []
    bench.shell.listen(lambda state: seen.append(state.language))
    bench.shell.speak("en")
    assert seen == ["en"]


def test_enter_when_a_place_comes_on_top_then_it_hears_its_argument(bench) -> None:
    heard = []
    bench.shell.register("receipt", enter=heard.append)
    bench.sign_on()
    bench.shell.go("receipt", "SH01")
    assert heard == ["SH01"]


@pytest.mark.parametrize(
    ("now", "then"),
    [("quick_create", "checkout"), ("checkout", "checkout"), ("receipt", "receipt")],
)
def test_go_on_when_the_answer_is_late_then_only_from_there(bench, takers, now, then) -> None:
    bench.sign_on()
    bench.shell.go(now)
    bench.shell.go_on("quick_create", "checkout")
    assert bench.shell.state.place == then


def test_go_on_when_locked_meanwhile_then_the_login_stays(bench, takers) -> None:
    bench.sign_on()
    bench.shell.go("quick_create")
    bench.shell.lock()
    bench.shell.go_on("quick_create", "checkout")
    assert bench.shell.state.place == "login"
