"""The checkout's cart on the disk: what is kept, recovered, put aside and drawn meanwhile."""

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.store.cart_repo import put_aside_from_backup
from inventory.store.engine import Database
from pos_app.viewmodels.checkout import CheckoutVM
from tests.pos_app.viewmodels.checkouts import (
    JEANS,
    KNIT,
    TEE,
    TEE_BLACK,
    UNKNOWN,
    Counter,
)


@pytest.fixture
def counter(bench) -> Counter:
    return Counter(bench)


def test_keeping_when_the_disk_refuses_then_shown_is_what_is_kept(counter, monkeypatch) -> None:
    counter.scan(TEE)
    full = Refused(Text.of("store.disk_full"))

    def refuse(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "keep", refuse)
        counter.vm.on_scan(JEANS, "s1", 9_000)
        counter.vm.on_scan(KNIT, "s1", 10_000)
        assert len(counter.state.lines) == 3
        counter.pump()
    assert counter.amounts() == ["89.00"]
    assert "磁盘" in counter.state.notice.text
    counter.scan(TEE_BLACK)
    assert counter.amounts() == ["89.00", "89.00"]
    assert counter.bench.till.writes.checkout.recover() == counter.vm.cart.cart


def test_recovery_when_a_cart_was_open_then_it_is_back_and_said(counter) -> None:
    counter.scan(TEE, TEE, KNIT)
    checkout = counter.bench.till.writes.checkout
    later = Counter.__new__(Counter)
    later.bench, later.places, later.at_ms = counter.bench, counter.places, 50_000
    later.vm = CheckoutVM(counter.bench.till, counter.places)
    later.vm.recovered(counter.bench.writer.submit(checkout.recover).result())
    assert later.amounts() == ["178.00", "399.00"]
    assert later.state.notice.text == "已恢复 3 件"
    later.scan(JEANS)
    assert later.state.notice is None
    assert later.amounts() == ["178.00", "399.00", "259.00"]


def test_park_when_one_waits_then_resume_opens_it_at_once(counter) -> None:
    counter.scan(TEE, KNIT)
    counter.vm.function("park")
    counter.pump()
    assert counter.state.empty
    assert [(p.total, p.title) for p in counter.state.parked] == [("488.00", "无名 #1")]
    counter.vm.function("resume")
    counter.pump()
    assert counter.amounts() == ["89.00", "399.00"]
    assert counter.state.parked == ()


def test_resume_when_several_wait_then_the_list_opens_and_the_open_cart_is_put_aside(
    counter,
) -> None:
    for code in (TEE, JEANS):
        counter.scan(code)
        counter.vm.function("park")
        counter.pump()
    counter.scan(KNIT)
    counter.vm.function("resume")
    assert counter.state.sheet == "resume"
    counter.vm.resume(counter.state.parked[1].key)
    counter.pump()
    assert counter.amounts() == ["89.00"]
    assert sorted(p.total for p in counter.state.parked) == ["259.00", "399.00"]
    assert counter.state.sheet == ""


def test_language_when_switched_then_every_word_follows(counter) -> None:
    counter.scan(TEE)
    counter.bench.till.words.switch("en")
    assert counter.state.lines[0].title == "Crew-neck cotton tee"
    assert counter.state.charge.word == "Charge"


def test_drawing_when_edits_are_under_way_then_no_write_runs_on_the_ui_thread(counter) -> None:
    assert isinstance(counter.bench.shop.reader, Database)
    assert not counter.bench.shop.reader.write
    counter.vm.on_scan(TEE, "s1", 1)
    assert counter.bench.writer.waiting >= 0
    assert counter.amounts() == ["89.00"]
    counter.pump()


def test_resume_when_the_cart_came_with_a_backup_then_it_is_said_that_it_may_be_paid(
    counter,
) -> None:
    counter.scan(TEE)
    counter.vm.function("park")
    counter.pump()
    with counter.bench.shop.books.transaction() as connection:
        put_aside_from_backup(connection, counter.state.parked[0].key, "under-a-new-id")
    counter.vm.parking.refresh()
    counter.pump()
    assert counter.state.parked[0].note.startswith("可能已付款")
    counter.vm.function("resume")
    counter.pump()
    assert counter.amounts() == ["89.00"]
    assert (counter.state.notice.tone, counter.state.notice.text[:6]) == ("warn", "此单来自备份")
    assert counter.bench.tones[-1] == "blocked"


def test_scan_when_other_lines_stay_as_they_are_then_their_faces_are_not_made_again(
    counter,
) -> None:
    counter.scan(TEE, JEANS)
    first = counter.state.lines[0]
    counter.scan(KNIT)
    assert counter.state.lines[0] is first
    assert counter.state.lines[1].fresh is False
    counter.vm.till.words.switch("en")
    assert counter.state.lines[0].caption == "White / M"


def test_resume_when_it_came_with_a_backup_and_the_till_stops_then_it_is_back_and_doubted(
    counter,
) -> None:
    counter.scan(TEE)
    with counter.bench.shop.books.transaction() as connection:
        put_aside_from_backup(connection, counter.vm.cart.cart.sale_id, "under-a-new-id")
    counter.vm.next_sale()
    counter.vm.parking.refresh()
    counter.pump()
    counter.vm.function("resume")
    counter.pump()
    tender = counter.tender()
    tender.chip("50.00")
    counter.pump()
    later = started(counter)
    assert ([each.amount for each in later.state.lines], later.counter.paying) == (["89.00"], True)
    assert later.state.notice.text[:6] == "此单来自备份"
    assert later.state.parked == ()


def started(counter: Counter, *early: str) -> CheckoutVM:
    """Start the till again; ``early`` is scanned before the books have answered."""
    vm = CheckoutVM(counter.bench.till, counter.places)
    counter.pump()
    vm.parking.recover(vm.recovered)
    for at, code in enumerate(early):
        vm.on_scan(code, "s1", 90_000 + 1_000 * at)
    counter.pump()
    return vm


def test_scan_when_the_open_cart_is_not_back_yet_then_it_goes_into_that_cart(counter) -> None:
    counter.scan(TEE)
    later = started(counter, JEANS)
    assert [each.amount for each in later.state.lines] == ["89.00", "259.00"]
    assert counter.rows("SELECT COUNT(*) FROM cart WHERE state = 'open'") == [(1,)]


def test_list_when_the_till_starts_with_two_open_carts_then_the_other_is_in_it(counter) -> None:
    counter.scan(TEE)
    counter.vm.next_sale()
    counter.scan(JEANS)
    later = started(counter)
    assert [each.amount for each in later.state.lines] == ["259.00"]
    assert [each.total for each in later.state.parked] == ["89.00"]


@pytest.mark.parametrize("split", [False, True])
def test_start_when_killed_between_books_and_screen_then_the_sale_is_shown_as_paid(
    counter, split, monkeypatch
) -> None:
    checkout, hands = counter.bench.till.writes.checkout, counter.bench.hands
    counter.scan(TEE)
    tender = counter.tender()
    with monkeypatch.context() as patch:  # the answer never comes
        patch.setattr(hands, "write", lambda job, *_: counter.bench.writer.submit(job).result())
        if split:
            tender.split("50.00")
        else:
            counter.vm.money.cash(len(counter.vm.amounts) - 1)
    ((receipt, paid),) = counter.rows(
        "SELECT receipt_no, SUM(t.amount) FROM sale JOIN tender t ON sale_id = id"
        " WHERE NOT is_change"
    )
    later = started(counter)
    strip = later.state.strip
    assert (strip.receipt, strip.small) == (receipt, False)
    assert strip.change == counter.bench.till.words.number(f"{(paid - 8900) / 100:.2f}")
    assert [way[0] for way in strip.ways] == ["reprint", "view"]
    assert receipt in later.state.notice.text and "89.00" in later.state.notice.text
    later.strip.undo()
    assert later.counter.free
    later.on_scan(JEANS, "s1", 99_000)
    counter.pump()
    assert (later.state.strip, later.state.notice) == (None, None)
    assert checkout.recover() == later.cart.cart


@pytest.mark.parametrize("why", ["long ago", "taken back", "another cart"])
def test_start_when_the_last_sale_is_past_then_nothing_is_said_of_it(counter, why) -> None:
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    if why == "long ago":
        counter.wait(3_601)
    elif why == "taken back":
        counter.vm.strip.undo()
        counter.pump()
        counter.vm.function("park")
        counter.pump()
    else:
        counter.scan(JEANS)
    later = started(counter)
    assert later.state.strip is None
    assert later.state.empty == (why != "another cart")


def test_pay_when_the_line_could_not_be_kept_then_refused_and_the_counter_is_free(
    counter, monkeypatch
) -> None:
    def busy(*_: object) -> None:
        raise Refused(Text.of("store.busy"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "keep", busy)
        counter.vm.on_scan(TEE, "s1", 9_000)
        counter.vm.money.cash(0)
        counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(0,)]
    assert (counter.vm.counter.free, counter.state.empty) == (True, True)
    assert counter.state.notice.tone == "danger"
    counter.scan(JEANS)
    assert counter.amounts() == ["259.00"]


def test_park_when_the_line_could_not_be_kept_then_refused(counter, monkeypatch) -> None:
    counter.scan(TEE)

    def busy(*_: object) -> None:
        raise Refused(Text.of("store.busy"))

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "keep", busy)
        counter.vm.on_scan(JEANS, "s1", 9_000)
        counter.vm.function("park")
        counter.pump()
    assert (counter.amounts(), counter.state.parked) == (["89.00"], ())


def test_start_when_the_open_cart_has_another_currency_then_it_waits_and_signing_on_works(
    counter,
) -> None:
    counter.scan(UNKNOWN)
    with counter.bench.shop.books.transaction() as connection:
        connection.exec_driver_sql("UPDATE cart SET currency = 'TWD'")
    later = started(counter)
    counter.bench.till.session.sign_on(None, "")
    counter.bench.sign_on()
    later.enter()
    later.on_scan(TEE, "s1", 99_000)
    counter.pump()
    assert [each.amount for each in later.state.lines] == ["89.00"]
    later.resume()
    counter.pump()
    assert "TWD" not in later.state.notice.text and "CNY" in later.state.notice.text
    assert [each.amount for each in later.state.lines] == ["89.00"]
    assert len(later.state.parked) == 1
