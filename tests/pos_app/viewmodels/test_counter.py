"""The counter: one change at a time, and scans that come meanwhile find the right cart."""

import threading

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.states import COUNTER
from inventory.kernel.text import Text
from pos_app.viewmodels.counter import CounterState
from tests.pos_app.viewmodels.checkouts import JEANS, KNIT, TEE, UNKNOWN, Counter

CHANGES = ("booking", "undoing", "parking", "resuming")


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(TEE)
    return made


class SlowBooks:
    """Lets the writer stand still, so that a second action comes before the first is answered."""

    def __init__(self, counter: Counter) -> None:
        self._gate = threading.Event()
        counter.bench.writer.submit(lambda: self._gate.wait(20))

    def answer(self, counter: Counter) -> None:
        self._gate.set()
        counter.pump()


def scan_now(counter: Counter, *codes: str) -> None:
    """Scan without waiting for any answer."""
    for code in codes:
        counter.at_ms += 1_000
        counter.vm.on_scan(code, "s1", counter.at_ms)


def sales(counter: Counter) -> list[int]:
    return [total for (total,) in counter.rows("SELECT total FROM sale ORDER BY journal_seq")]


def titles(counter: Counter) -> list[str]:
    return [line.amount for line in counter.state.lines]


def parked(counter: Counter) -> list[str]:
    return sorted(each.total for each in counter.state.parked)


# --- the state itself --------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
def test_begin_when_another_change_is_under_way_then_refused_and_told_when_it_ends(change) -> None:
    rested: list[bool] = []
    state = CounterState(lambda: None, lambda: rested.append(state.free))
    state.begin("booking")
    with pytest.raises(Refused, match=r"checkout\.busy"):
        state.begin(change)
    state.end()
    assert rested == [True]
    state.begin(change)
    assert state.changing


def test_begin_when_money_was_taken_then_only_booking_may(counter) -> None:
    state = CounterState(lambda: None, lambda: None)
    state.lock(paying=True)
    for change in CHANGES[1:]:
        with pytest.raises(Refused, match=r"payment\.finish_first"):
            state.begin(change)
    state.begin("booking")
    state.end(paying=True)
    assert state.paying
    state.lock(paying=False)
    assert state.free


def test_graph_when_walked_then_every_change_comes_to_rest_and_none_leads_to_another() -> None:
    resting = {"free", "paying"}
    for change in CHANGES:
        assert COUNTER.changes[change] <= resting
        assert "free" in COUNTER.changes[change]
    assert COUNTER.changes["paying"] == {"free", "booking"}


# --- a second action before the answer ---------------------------------------------------------


def test_pay_when_a_cart_is_being_resumed_then_refused_and_both_carts_are_there(counter) -> None:
    counter.vm.function("park")
    counter.pump()
    counter.scan(JEANS)
    counter.wait(1)
    slow = SlowBooks(counter)
    counter.vm.resume()
    counter.vm.money.cash(0)
    slow.answer(counter)
    assert sales(counter) == []
    assert titles(counter) == ["89.00"]
    assert parked(counter) == ["259.00"]


@pytest.mark.parametrize("on_counter", [(), (JEANS,)])
def test_scan_when_a_cart_is_being_resumed_then_it_goes_into_that_cart(counter, on_counter) -> None:
    counter.vm.function("park")
    counter.pump()
    counter.scan(*on_counter)
    slow = SlowBooks(counter)
    counter.vm.resume()
    scan_now(counter, KNIT)
    slow.answer(counter)
    assert titles(counter) == ["89.00", "399.00"]
    assert parked(counter) == ["259.00"][: len(on_counter)]
    assert counter.rows("SELECT COUNT(*) FROM cart WHERE state = 'open'") == [(1,)]


def test_scan_when_the_cart_is_being_put_aside_then_it_opens_the_next_one(counter) -> None:
    slow = SlowBooks(counter)
    counter.vm.function("park")
    scan_now(counter, KNIT)
    slow.answer(counter)
    assert titles(counter) == ["399.00"]
    assert parked(counter) == ["89.00"]


def test_park_when_the_books_refuse_then_the_cart_stays_with_what_was_scanned(
    counter, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "park", full)
        counter.vm.function("park")
        scan_now(counter, KNIT)
        counter.pump()
    assert titles(counter) == ["89.00", "399.00"]
    assert counter.state.notice.tone == "danger"


def test_pay_when_a_sale_is_being_taken_back_then_refused_and_the_next_goods_are_put_aside(
    counter,
) -> None:
    counter.vm.money.cash(0)
    counter.pump()
    counter.wait(1)
    slow = SlowBooks(counter)
    counter.vm.strip.undo()
    scan_now(counter, JEANS)
    counter.bench.shop.clock.advance(1_000)
    counter.vm.money.cash(0)
    counter.vm.function("park")
    slow.answer(counter)
    assert sales(counter) == [8900]
    assert titles(counter) == ["89.00", "259.00"]
    assert parked(counter) == []


def test_lock_when_a_sale_is_being_taken_back_then_its_goods_and_the_scan_are_kept(counter) -> None:
    counter.vm.money.cash(0)
    counter.pump()
    counter.wait(1)
    slow = SlowBooks(counter)
    counter.vm.strip.undo()
    scan_now(counter, JEANS)
    counter.bench.till.session.sign_on(None, "")
    slow.answer(counter)
    assert titles(counter) == ["89.00"]
    counter.bench.sign_on()
    counter.pump()
    assert titles(counter) == ["89.00", "259.00"]


def test_lock_when_a_sale_is_being_booked_then_the_scan_waits_for_a_person(counter) -> None:
    slow = SlowBooks(counter)
    counter.vm.money.cash(0)
    scan_now(counter, JEANS, UNKNOWN)
    counter.bench.till.session.sign_on(None, "")
    slow.answer(counter)
    assert sales(counter) == [8900]
    assert titles(counter) == []
    counter.bench.sign_on()
    counter.pump()
    assert counter.state.lines[0].amount == "259.00"
    assert counter.state.alert.code == UNKNOWN
    assert counter.bench.hands.refusals == []


def test_scan_when_a_one_tap_sale_fails_then_it_goes_into_the_cart_that_stays(
    counter, monkeypatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "complete", full)
        counter.vm.money.cash(0)
        scan_now(counter, KNIT)
        counter.pump()
    assert titles(counter) == ["89.00", "399.00"]
    counter.wait(9)
    counter.vm.money.cash(0)
    counter.pump()
    assert sales(counter) == [48800]
    assert counter.state.empty


def test_search_when_locked_before_it_looked_then_nothing_is_asked(counter) -> None:
    counter.vm.finding.type("t")
    counter.bench.till.session.sign_on(None, "")
    counter.wait(0.2)
    assert counter.bench.hands.refusals == []
    assert counter.state.search == ""


# --- bugs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["complete", "park", "resume", "post_void", "recover"])
def test_change_when_it_meets_a_bug_then_the_bug_is_raised_and_the_counter_is_free(
    counter, monkeypatch, verb: str
) -> None:
    def bug(*_: object, **__: object) -> None:
        raise OverflowError

    if verb == "post_void":
        counter.vm.money.cash(0)
        counter.pump()
    if verb == "resume":
        counter.vm.function("park")
        counter.pump()
    counter.wait(1)
    monkeypatch.setattr(counter.bench.till.writes.checkout, verb, bug)
    {
        "complete": lambda: counter.vm.money.cash(0),
        "park": lambda: counter.vm.function("park"),
        "resume": lambda: counter.vm.resume(),
        "post_void": counter.vm.strip.undo,
        "recover": lambda: counter.vm.parking.recover(counter.vm.recovered),
    }[verb]()
    assert counter.vm.counter.changing
    with pytest.raises(OverflowError):
        counter.pump()
    assert counter.vm.counter.free
