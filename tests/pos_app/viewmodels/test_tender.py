"""The payment's view model: what is due, taken and given back; booked when it is complete."""

from threading import Event

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Condition, DeviceStatus
from tests.pos_app.viewmodels.checkouts import JEANS, KNIT, PAYMENT_CODE, TEE, Counter


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(KNIT, JEANS)
    return made


@pytest.fixture
def tender(counter):
    return counter.tender()


def tenders(counter):
    return counter.rows("SELECT kind, amount, is_change FROM tender ORDER BY position")


def test_open_when_the_cart_is_paid_then_everything_is_due(tender) -> None:
    state = tender.state
    assert (state.title, state.rest) == ("本单 2 件", "658.00")
    assert state.rows == (("应收", "658.00"), ("已收", "0.00"))
    assert [chip[1] for chip in state.chips] == ["¥50", "¥100", "¥200", "恰好"]
    assert state.back.live


def test_facts_when_no_drawer_is_set_up_then_none_is_said_to_open(counter, tender) -> None:
    sentence = "入账后钱箱自动打开"
    assert sentence not in [words for _, words in tender.state.facts]
    ready = Text.of("hardware.status.ready")
    drawer = DeviceStatus("drawer-1", "drawer", Condition.READY, ready, 0)
    counter.bench.devices.show(drawer)
    tender.draw()
    assert sentence in [words for _, words in tender.state.facts]


def test_chip_then_card_when_split_then_booked_with_both(counter, tender) -> None:
    tender.chip("200.00")
    state = tender.state
    assert (state.rest, state.kind) == ("458.00", "cash")
    assert [(each.word, each.amount) for each in state.taken] == [("现金", "200.00")]
    assert not state.back.live
    counter.wait(1)
    tender.choose("card")
    tender.ok()
    counter.pump()
    assert tenders(counter) == [("cash", 20000, 0), ("card", 45800, 0)]
    assert counter.places.gone == [("checkout", "")]
    assert counter.bench.devices.kicks == 1
    assert counter.state.strip.change == "0.00"
    assert [way[0] for way in counter.state.strip.ways] == ["reprint", "view"]


def test_note_when_the_card_is_chosen_then_it_only_fills_the_amount(counter, tender) -> None:
    tender.choose("card")
    for name, shown in (("exact", "658.00"), ("100.00", "100.00")):
        tender.chip(name)
        counter.pump()
        assert (tender.state.entry, tender.state.taken) == (shown, ())
    assert tenders(counter) == []
    tender.focus("tail")
    tender.chip("exact")
    tender.ok()
    counter.pump()
    assert tenders(counter) == [("card", 65800, 0)]


def test_amount_when_a_key_filled_it_then_a_digit_begins_anew_and_back_takes_it_whole(
    counter, tender
) -> None:
    tender.choose("card")
    tender.chip("100.00")
    for digit in "45":
        tender.digit(digit)
    assert tender.state.entry == "45"
    tender.chip("100.00")
    tender.back_digit()
    assert not tender.state.typed
    counter.pump()


def test_giving_back_when_an_amount_stood_there_for_the_card_then_it_is_none_in_cash(
    counter, tender
) -> None:
    tender.chip("200.00")
    counter.pump()
    counter.wait(1)
    tender.choose("card")
    tender.chip("exact")
    tender.focus("tail")
    tender.remove(tender.state.taken[0].key)
    counter.pump()
    assert (tender.state.kind, tender.state.typed, tender.state.rest) == ("cash", False, "658.00")
    tender.digit("3")
    assert tender.state.entry == "3"


def test_notes_when_one_after_the_other_then_all_are_cash(counter, tender) -> None:
    for name in ("200.00", "200.00", "200.00", "100.00"):
        tender.chip(name)
        counter.pump()
        counter.wait(1)
    assert tenders(counter) == [
        ("cash", 20000, 0), ("cash", 20000, 0), ("cash", 20000, 0), ("cash", 10000, 0),
        ("cash", -4200, 1),
    ]  # fmt: skip


def test_cash_when_a_sum_is_typed_then_the_rest_is_offered_by_card(counter, tender) -> None:
    for digit in ("3", "00"):
        tender.digit(digit)
    tender.ok()
    assert (tender.state.rest, tender.state.kind) == ("358.00", "card")
    counter.pump()


def test_exact_when_it_pays_all_at_once_then_it_can_be_taken_back_as_on_the_checkout(
    counter, tender
) -> None:
    tender.chip("exact")
    counter.pump()
    assert "undo" in [way[0] for way in counter.state.strip.ways]
    counter.vm.strip.undo()
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM post_void") == [(1,)]
    assert counter.vm.pieces


def test_taking_back_when_there_was_change_then_both_ways_are_told(counter) -> None:
    counter.vm.money.cash(1)
    counter.pump()
    change = counter.vm.strip.sale.change.plain()
    paid = counter.vm.strip.sale.paid.plain()
    assert change != "0.00"
    counter.vm.strip.undo()
    counter.pump()
    said = counter.state.notice.text
    assert f"还没找零：退还 {paid}" in said
    assert f"已找零 {change}：退还 658.00" in said


def test_split_when_tapped_once_then_cash_and_card_are_booked(counter, tender) -> None:
    split = tender.state.splits[-1]
    assert (split.word, split.sub) == ("现金 200", "刷卡 458.00")
    tender.split(split.name)
    counter.pump()
    assert tenders(counter) == [("cash", 20000, 0), ("card", 45800, 0)]


def test_card_when_alone_then_no_drawer_and_the_slip_is_kept(counter, tender) -> None:
    tender.choose("card")
    tender.focus("tail")
    for digit in "12345":
        tender.digit(digit)
    tender.focus("approval")
    for digit in "000877":
        tender.digit(digit)
    assert [field.value for field in tender.state.fields] == ["1234", "000877"]
    tender.ok()
    counter.pump()
    assert counter.rows("SELECT kind, card_tail, approval FROM tender") == [
        ("card", "1234", "000877")
    ]
    assert counter.bench.devices.kicks == 0


def test_cash_when_typed_above_the_rest_then_change_is_shown(counter, tender) -> None:
    for digit in ("7", "00"):
        tender.digit(digit)
    assert tender.state.entry == "700"
    tender.ok()
    counter.pump()
    assert counter.state.strip.change == "42.00"
    assert tenders(counter) == [("cash", 70000, 0), ("cash", -4200, 1)]


def test_taken_when_removed_then_all_is_due_again(counter, tender) -> None:
    tender.chip("100.00")
    counter.wait(1)
    tender.remove(tender.state.taken[0].key)
    assert tender.state.rest == "658.00"
    assert tender.state.taken == ()
    tender.back()
    assert counter.places.gone == [("checkout", "")]
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(0,)]


def test_back_when_money_was_taken_then_refused_in_words(counter, tender) -> None:
    tender.chip("100.00")
    tender.back()
    assert counter.places.gone == []
    assert tender.state.back.sub


def test_card_when_above_the_rest_then_refused(counter, tender) -> None:
    tender.choose("card")
    for digit in "700":
        tender.digit(digit)
    tender.ok()
    assert "658.00" in tender.state.notice.text
    assert tender.state.taken == ()
    counter.pump()


def test_tap_when_it_comes_twice_then_taken_once(counter, tender) -> None:
    tender.chip("100.00")
    tender.chip("100.00")
    assert len(tender.state.taken) == 1
    counter.wait(0.5)
    tender.chip("100.00")
    assert len(tender.state.taken) == 2


def test_open_when_the_disk_is_full_then_refused_before_money_is_taken(
    counter, monkeypatch
) -> None:
    def full(_: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    monkeypatch.setattr(counter.bench.till.writes.checkout, "require_room", full)
    counter.tender()
    assert counter.places.gone == [("checkout", "")]
    assert "磁盘" in counter.state.notice.text


def test_booking_when_it_fails_then_the_money_stays_listed_and_can_be_tried_again(
    counter, tender, monkeypatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Refused(Text.of("store.disk_full"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "complete", full)
        tender.chip("exact")
        counter.pump()
    assert tender.state.notice.tone == "danger"
    assert [each.amount for each in tender.state.taken] == ["658.00"]
    assert tender.state.ok.word == "再试一次"
    counter.wait(1)
    tender.ok()
    counter.pump()
    assert tenders(counter) == [("cash", 65800, 0)]


def test_scan_when_money_was_taken_then_it_waits_else_the_checkout_gets_it(tender) -> None:
    assert tender.on_scan(TEE, "s1", 1) is False
    assert tender.on_scan(PAYMENT_CODE, "s1", 2) is True
    tender.chip("100.00")
    assert tender.on_scan(TEE, "s1", 3) is True
    assert tender.state.notice.tone == "warn"


def test_card_when_chosen_before_the_books_have_looked_then_it_is_the_card_that_pays(
    counter,
) -> None:
    tender = counter.tender()
    tender.enter()
    assert tender.busy
    tender.choose("card")
    for digit in "100":
        tender.digit(digit)
    assert (tender.kind, tender.state.entry) == ("card", "100")
    counter.wait(1)
    tender.ok()
    counter.pump()
    assert [each.kind for each in tender.offers] == ["card"]
    tender.chip("exact")
    assert tenders(counter) == []


def test_books_when_they_are_asked_twice_then_the_first_answer_opens_nothing(counter) -> None:
    tender = counter.tender()
    books = Event()
    tender.enter()  # left again, and
    counter.bench.writer.submit(books.wait)
    tender.enter()  # here once more, the books being slow
    try:
        counter.bench.hands.turn_once()
        assert tender.busy
    finally:
        books.set()
    counter.pump()
    assert not tender.busy
