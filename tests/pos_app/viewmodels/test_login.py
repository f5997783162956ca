"""Signing on: digits, the check, waiting after a wrong PIN, languages."""

import pytest

from inventory.people.staff import SYSTEM, Role
from pos_app.viewmodels.login import LoginVM
from tests.inventory.shop import OWNER_PIN


class Places:
    """Notes where it was sent."""

    def __init__(self) -> None:
        self.gone: list[str] = []

    def go(self, place: str, argument: str = "") -> None:
        self.gone.append(place)

    def go_on(self, here: str, place: str) -> None:
        self.go(place)

    def lock(self) -> None:
        self.gone.append("lock")


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
def login(bench, places) -> LoginVM:
    return LoginVM(bench.till, places)


def enter(login: LoginVM, pin: str) -> None:
    for digit in pin:
        login.digit(digit)


def hire(bench, count: int, **more) -> list[str]:
    pin_hash = bench.till.writes.staff.hashed("246813")
    return [
        bench.till.writes.staff.add(
            SYSTEM, code=str(at), name=f"员{at}", role=Role.CASHIER, pin_hash=pin_hash, **more
        ).id
        for at in range(10, 10 + count)
    ]


def test_digit_when_it_is_the_sixth_then_the_check_begins_by_itself(bench, login, places) -> None:
    enter(login, OWNER_PIN)
    assert login.state.checking
    assert login.state.locked
    bench.hands.pump()
    assert places.gone == ["checkout"]
    assert bench.till.session.name == "王芳"
    assert bench.till.session.actor is not None
    assert (login.state.filled, login.state.checking) == (0, False)


def test_pin_when_wrong_then_it_shakes_waits_and_says_not_what_was_wrong(
    bench, login, places
) -> None:
    enter(login, "246813")
    bench.hands.pump()
    assert bench.till.session.actor is None
    assert places.gone == []
    assert bench.tones == ["blocked"]
    assert (login.state.shakes, login.state.filled, login.state.waiting) == (1, 0, True)
    assert login.state.trouble == "没有登录。请核对密码，1 秒后再试"
    login.digit("1")
    assert login.state.filled == 0


def test_wait_when_it_is_over_then_the_pad_opens_again(bench, login) -> None:
    for _ in range(3):
        enter(login, "246813")
        bench.hands.pump()
        shown = []
        login.listen(lambda state, shown=shown: shown.append(state.trouble))
        while login.state.waiting:
            bench.shop.clock.advance(1_000)
            bench.hands.pass_time(1)
    waits = [f"没有登录。请核对密码，{left} 秒后再试" for left in (3, 2, 1)]
    assert shown == [*waits, "可以再试一次"]
    login.digit("1")
    assert (login.state.filled, login.state.trouble) == (1, "")


def test_wait_when_another_person_is_chosen_then_it_is_only_the_first_ones(bench, places) -> None:
    [other] = hire(bench, 1)
    login = LoginVM(bench.till, places)
    enter(login, "999999")
    bench.hands.pump()
    assert login.state.waiting
    login.choose(other)
    assert (login.state.waiting, login.state.trouble) == (False, "")
    assert login.state.prompt == "员10的 6 位密码"
    enter(login, "246813")
    bench.hands.pump()
    assert places.gone == ["checkout"]


def test_pin_when_taken_back_then_the_dots_follow(login) -> None:
    enter(login, "135")
    login.back()
    assert login.state.filled == 2
    login.clear()
    assert login.state.filled == 0


def test_people_when_many_then_three_and_a_way_to_all_of_them(bench, places) -> None:
    ids = hire(bench, 5)
    login = LoginVM(bench.till, places)
    assert [face.name for face in login.state.people] == ["王芳", "员10", "员11"]
    assert login.state.more == "全部 6 人"
    login.show_everybody()
    assert login.state.listing
    login.choose(ids[-1])
    assert not login.state.listing
    assert (login.state.people[0].name, login.state.people[0].chosen) == ("员14", True)


def test_language_of_a_person_when_set_then_it_holds_until_the_till_is_locked(
    bench, places
) -> None:
    [other] = hire(bench, 1, language="en")
    login = LoginVM(bench.till, places)
    login.choose(other)
    enter(login, "246813")
    bench.hands.pump()
    assert bench.till.words.language == "en"
    login.enter()
    assert bench.till.words.language == "zh-Hans"


def test_speak_when_tapped_then_every_word_changes_at_once(bench, login) -> None:
    login.speak("zh-Hant")
    assert login.state.heading == "誰來收銀？"
    assert login.state.language == "zh-Hant"
    login.enter()
    assert login.state.language == "zh-Hant"


def test_enter_when_a_cart_is_open_then_it_says_that_it_is_kept(bench, places) -> None:
    pieces = [0]
    login = LoginVM(bench.till, places, kept=lambda: pieces[0])
    assert login.state.kept == ""
    pieces[0] = 3
    login.enter()
    assert login.state.kept == "购物车已保留 3 件"


def test_person_when_let_go_meanwhile_then_is_no_longer_shown(bench, places) -> None:
    [other] = hire(bench, 1)
    login = LoginVM(bench.till, places)
    login.choose(other)
    set_active = bench.till.writes.staff.set_active
    bench.writer.submit(lambda: set_active(SYSTEM, other, active=False)).result()
    login.enter()
    assert [face.name for face in login.state.people] == ["王芳"]
    assert login.state.people[0].chosen
