"""Taking money on the checkout: one tap, never two, the strip of the last sale."""

from dataclasses import replace

import pytest

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus
from tests.pos_app.viewmodels.checkouts import JEANS, KNIT, TEE, UNKNOWN, Counter

OUT = Text.of("hardware.printer.paper_out")
NO_ANSWER = Text.of("hardware.print.no_answer")


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(TEE)
    return made


def test_cash_keys_when_shown_then_change_is_named_before_the_tap(counter) -> None:
    assert [(key.word, key.sub, key.amount) for key in counter.state.cash] == [
        ("现金", "恰好", "89.00"), ("收现金", "找 1.00", "90"), ("收现金", "找 11.00", "100"),
        ("其他金额", "", ""),
    ]  # fmt: skip


def test_exact_when_tapped_once_then_sold_and_the_next_scan_is_the_next_sale(counter) -> None:
    counter.vm.money.cash(0)
    assert counter.state.busy
    counter.pump()
    assert counter.rows("SELECT total, one_tap FROM sale") == [(8900, 1)]
    devices = counter.bench.devices
    assert (devices.kicks, devices.wakes, counter.bench.sync.wakes) == (1, 1, 1)
    assert counter.bench.tones[-1] == "paid"
    state = counter.state
    assert (state.empty, state.strip.change, state.strip.small) == (True, "0.00", False)
    counter.scan(JEANS)
    assert counter.amounts() == ["259.00"]
    assert counter.state.strip.small


def test_hundred_when_handed_over_then_one_tap_and_the_change_stands_in_the_strip(counter) -> None:
    counter.vm.money.cash(2)
    counter.pump()
    strip = counter.state.strip
    assert strip.rows == (("应收", "89.00"), ("实收", "100.00"))
    assert (strip.change_word, strip.change) == ("找零", "11.00")
    assert counter.rows("SELECT SUM(amount) FROM tender") == [(8900,)]


def test_pay_when_tapped_twice_then_sold_once(counter) -> None:
    counter.vm.money.cash(0)
    counter.vm.money.cash(0)
    counter.pump()
    counter.scan(KNIT)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(1,)]
    counter.wait(0.4)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(2,)]


def test_scan_when_the_sale_is_being_booked_then_it_opens_the_next_one(counter) -> None:
    counter.vm.money.cash(0)
    counter.vm.on_scan(JEANS, "s1", 9_000)
    counter.pump()
    assert counter.rows("SELECT total FROM sale") == [(8900,)]
    assert counter.amounts() == ["259.00"]


def test_other_amount_when_less_than_due_then_the_pad_refuses_and_more_is_sold(counter) -> None:
    counter.vm.money.cash(3)
    counter.wait(1)
    for digit in "80":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert "9.00" in counter.state.pad.trouble
    counter.vm.pad.clear()
    for digit in "109":
        counter.vm.pad.digit(digit)
    assert counter.state.pad.preview == "找 20.00"
    counter.vm.pad.ok()
    counter.pump()
    assert counter.state.strip.change == "20.00"
    assert counter.state.pad is None


def test_charge_when_a_code_is_open_then_asked_once(counter) -> None:
    counter.scan(UNKNOWN)
    counter.vm.money.charge()
    assert counter.places.gone == []
    assert "1" in counter.state.notice.text
    counter.vm.notices.act("go_on")
    assert counter.places.gone == [("tender", "")]
    counter.wait(1)
    counter.vm.money.charge()
    assert len(counter.places.gone) == 2


def test_cash_when_a_code_is_open_then_the_second_tap_sells(counter) -> None:
    counter.scan(UNKNOWN)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(0,)]
    counter.wait(1)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(1,)]
    assert counter.state.alert is None


@pytest.mark.parametrize(
    "error", [Refused(Text.of("store.disk_full")), Damaged(Text.of("store.damaged"))]
)
def test_pay_when_the_books_refuse_then_said_and_nothing_is_lost(
    counter, monkeypatch, error
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "complete", refuse)
        counter.vm.money.cash(0)
        counter.pump()
    assert counter.amounts() == ["89.00"]
    assert counter.state.notice.tone == "danger"
    assert counter.bench.devices.kicks == 0
    counter.wait(1)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(1,)]


# --- the strip ---------------------------------------------------------------------------------


def test_strip_when_8_seconds_are_over_then_small_until_the_next_scan(counter) -> None:
    counter.vm.money.cash(0)
    counter.wait(7.9)
    assert not counter.state.strip.small
    counter.wait(0.2)
    strip = counter.state.strip
    assert strip.small
    assert [way[0] for way in strip.ways] == ["reprint", "view"]
    counter.scan(TEE)
    assert counter.state.strip is None


def test_strip_when_its_receipt_waits_for_paper_then_it_says_so_and_prints_no_copy(counter) -> None:
    printer = DeviceStatus("p1", "printer", Condition.PAPER_OUT, OUT, 0)
    counter.bench.devices.show(printer)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.state.strip.ways[0] == ("reprint", "小票待打", "printer", "off")
    counter.vm.money.last_sale("reprint")
    counter.pump()
    assert counter.rows("SELECT copy_no FROM print_job") == [(0,)]
    counter.bench.devices.show(replace(printer, condition=Condition.READY))
    assert counter.state.strip.ways[0] == ("reprint", "重打小票", "printer", "")


def test_strip_when_nobody_knows_whether_its_receipt_is_out_then_it_asks(counter) -> None:
    counter.vm.money.cash(0)
    counter.pump()
    jobs = counter.bench.till.writes.print_jobs
    counter.bench.writer.submit(
        lambda: jobs.report(jobs.claim().job_id, "unknown", NO_ANSWER)
    ).result()
    counter.bench.devices.show()
    assert counter.state.strip.ways[0] == ("reprint", "没打出？重打", "printer", "")
    counter.vm.money.last_sale("reprint")
    counter.pump()
    assert counter.rows("SELECT copy_no FROM print_job ORDER BY copy_no") == [(0,), (1,)]


def test_reprint_when_tapped_once_then_a_copy_is_queued_and_journaled(counter) -> None:
    counter.vm.money.cash(0)
    counter.pump()
    counter.vm.money.last_sale("reprint")
    counter.pump()
    assert counter.rows("SELECT kind, copy_no FROM print_job ORDER BY copy_no") == [
        ("receipt", 0), ("receipt", 1),
    ]  # fmt: skip
    assert counter.bench.devices.wakes == 2
    assert counter.bench.devices.kicks == 1
    assert counter.state.strip.ways[0][1] == "副本 1"


def test_not_this_when_tapped_then_voided_and_the_cart_is_back(counter) -> None:
    counter.scan(KNIT)
    counter.vm.money.cash(0)
    counter.pump()
    counter.vm.money.last_sale("undo")
    counter.pump()
    assert counter.amounts() == ["89.00", "399.00"]
    assert counter.state.strip is None
    assert "请退还 488.00。" in counter.state.notice.text
    types = counter.rows("SELECT type FROM journal ORDER BY seq")
    assert [each for (each,) in types if each in {"sale", "post_void"}] == ["sale", "post_void"]
    counter.wait(1)
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM sale") == [(2,)]


def test_not_this_when_too_late_then_there_is_no_such_key(counter) -> None:
    counter.vm.money.cash(0)
    counter.wait(9)
    counter.vm.money.last_sale("undo")
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM journal WHERE type = 'post_void'") == [(0,)]


def test_not_this_when_the_next_goods_are_on_the_counter_then_they_are_put_aside(counter) -> None:
    counter.vm.money.cash(0)
    counter.vm.on_scan(JEANS, "s1", 9_000)
    counter.pump()
    assert [way[0] for way in counter.state.strip.ways] == ["reprint", "undo"]
    counter.vm.money.last_sale("undo")
    counter.pump()
    assert counter.amounts() == ["89.00"]
    assert [each.total for each in counter.state.parked] == ["259.00"]


@pytest.mark.parametrize("meanwhile", [True, False])
def test_strip_when_the_next_goods_come_at_once_then_the_change_stays_its_seconds(
    counter, meanwhile
) -> None:
    counter.vm.money.cash(2)
    if meanwhile:
        counter.vm.on_scan(JEANS, "s1", 9_000)
    counter.pump()
    if not meanwhile:
        counter.wait(1)
        counter.scan(JEANS)
    strip = counter.state.strip
    assert (strip.change, strip.small) == ("11.00", True)
    counter.scan(KNIT)
    assert counter.state.strip == strip
    counter.wait(8)
    assert counter.state.strip is None


def test_strip_when_the_drawer_stands_open_then_the_change_stays_until_it_is_shut(counter) -> None:
    counter.vm.money.cash(2)
    counter.pump()
    counter.bench.devices.move_drawer(opened=True)
    counter.scan(JEANS)
    counter.wait(9)
    counter.scan(KNIT)
    assert (counter.state.strip.change, counter.state.strip.small) == ("11.00", True)
    counter.bench.devices.move_drawer(opened=False)
    assert counter.state.strip is None


def test_view_when_tapped_then_the_receipt_is_opened(counter) -> None:
    counter.vm.money.cash(0)
    counter.pump()
    counter.vm.money.last_sale("view")
    assert counter.places.gone == [("receipt", counter.state.strip.receipt)]


# --- devices -----------------------------------------------------------------------------------


def test_drawer_when_it_stays_shut_then_said_and_a_manager_may_open_it_again(bench) -> None:
    counter = Counter(bench, Role.MANAGER)
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    counter.vm.devices.drawer_shut()
    assert counter.bench.tones[-1] == "blocked"
    assert counter.state.strip is not None
    counter.vm.notices.act("open_drawer")
    counter.pump()
    assert counter.bench.devices.kicks == 2
    assert counter.rows("SELECT COUNT(*) FROM journal WHERE type = 'no_sale'") == [(1,)]


def test_drawer_when_it_stays_shut_for_a_cashier_then_there_is_only_its_own_key(counter) -> None:
    counter.vm.devices.drawer_shut()
    assert (counter.state.notice.tone, counter.state.notice.ways) == ("warn", ())


def test_scan_when_it_was_lost_then_it_is_said_until_the_next_one(counter) -> None:
    counter.vm.devices.lost(Text.of("hardware.scanner.lost"))
    counter.wait(20)
    assert counter.state.notice.tone == "danger"
    counter.scan(KNIT)
    assert counter.state.notice is None
