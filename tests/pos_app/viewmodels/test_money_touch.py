"""A key of money pays what stood under the finger, once, or nothing; pads follow the cart."""

import pytest

from inventory.catalogue.drafts import BarcodeDraft, VariantDraft
from inventory.catalogue.product import Names
from inventory.kernel.quantity import Quantity
from tests.inventory.shop import a_style, price
from tests.pos_app.viewmodels.checkouts import (
    FREE,
    JEANS,
    KNIT,
    PAYMENT_CODE,
    TEE,
    UNKNOWN,
    Counter,
)


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    made.scan(TEE)
    return made


def sold(counter: Counter) -> list[tuple]:
    return counter.rows("SELECT total FROM sale ORDER BY id")


def type_(counter: Counter, text: str) -> None:
    for digit in text:
        counter.vm.pad.digit(digit)


def test_cash_when_the_cart_changed_under_the_finger_then_nothing_is_sold(counter) -> None:
    touch = counter.vm.money.touch(counter.state.money)
    counter.scan(JEANS)
    counter.vm.money.cash(1, touch)
    counter.pump()
    assert sold(counter) == []
    assert counter.state.notice.tone == "danger"
    assert counter.bench.tones[-1] == "blocked"
    counter.wait(1)
    counter.vm.money.cash(0, counter.vm.money.touch(counter.state.money))
    counter.pump()
    assert sold(counter) == [(34800,)]


def test_charge_when_the_cart_changed_under_the_finger_then_it_stays(counter) -> None:
    touch = counter.vm.money.touch(counter.state.money)
    counter.scan(JEANS)
    counter.vm.money.charge(touch)
    assert counter.places.gone == []


def test_cash_when_only_another_line_was_chosen_then_it_still_means_the_same(counter) -> None:
    counter.scan(JEANS)
    touch = counter.vm.money.touch(counter.state.money)
    counter.vm.choose("1")
    counter.vm.money.cash(0, touch)
    counter.pump()
    assert sold(counter) == [(34800,)]


def test_go_on_when_the_cart_changed_after_the_question_then_nothing_is_sold(counter) -> None:
    counter.scan(UNKNOWN)
    counter.vm.money.cash(0)
    go_on = counter.vm.notices._said.ways[0]
    counter.scan(JEANS)
    go_on.job()
    counter.pump()
    assert sold(counter) == []


def test_charge_when_tapped_twice_then_the_second_takes_no_cash(counter) -> None:
    tender = counter.tender()
    counter.vm.money.charge()
    tender.enter()
    counter.pump()
    counter.bench.shop.clock.advance(150)
    tender.chip("exact")
    tender.ok()
    counter.pump()
    assert tender.state.taken == ()
    assert sold(counter) == []


def test_ok_when_the_finger_came_down_too_early_then_it_does_not_count(counter) -> None:
    tender = counter.tender()
    tender.enter()
    counter.pump()
    tender.choose("card")
    counter.bench.shop.clock.advance(350)
    touch = tender.touch(tender.state.money)
    counter.bench.shop.clock.advance(150)
    tender.ok(touch)
    counter.pump()
    assert sold(counter) == []
    tender.ok(tender.touch(tender.state.money))
    counter.pump()
    assert sold(counter) == [(8900,)]


def test_ok_when_no_cash_was_typed_then_it_takes_none(counter) -> None:
    tender = counter.tender()
    assert not tender.state.ok.live
    assert tender.state.ok.sub
    tender.ok()
    counter.pump()
    assert sold(counter) == []
    tender.digit("9")
    assert tender.state.ok.live
    tender.choose("card")
    assert tender.state.ok.live


def test_ok_when_the_amount_changed_under_the_finger_then_refused(counter) -> None:
    tender = counter.tender()
    tender.digit("9")
    touch = tender.touch(tender.state.money)
    tender.digit("0")
    tender.ok(touch)
    assert tender.state.taken == ()
    assert tender.state.notice.tone == "danger"


# --- the pad ------------------------------------------------------------------------------------


def test_other_amount_when_a_code_is_open_then_asked_first(counter) -> None:
    counter.scan(UNKNOWN)
    counter.vm.money.cash(3)
    assert counter.state.pad is None
    assert [way[0] for way in counter.state.notice.ways] == ["go_on"]
    counter.vm.notices.act("go_on")
    assert counter.state.pad is not None


def test_other_amount_when_a_code_comes_while_it_is_typed_then_asked_before_it_sells(
    counter,
) -> None:
    counter.vm.money.cash(3)
    type_(counter, "100")
    counter.scan(UNKNOWN)
    counter.wait(1)
    counter.vm.pad.ok()
    counter.pump()
    assert sold(counter) == []
    counter.vm.notices.act("go_on")
    counter.pump()
    assert sold(counter) == [(8900,)]


def test_other_amount_when_the_cart_grows_then_the_pad_speaks_of_what_is_due_now(counter) -> None:
    counter.vm.money.cash(3)
    type_(counter, "400")
    assert counter.state.pad.preview == "找 311.00"
    counter.scan(JEANS)
    assert counter.state.pad.preview == "找 52.00"
    counter.scan(KNIT)
    counter.wait(1)
    counter.vm.pad.ok()
    assert "347.00" in counter.state.pad.trouble
    assert sold(counter) == []


def test_pad_when_it_changed_under_the_finger_then_it_says_so_and_stays(counter) -> None:
    counter.vm.money.cash(3)
    type_(counter, "400")
    touched = counter.state.pad
    counter.scan(JEANS)
    counter.wait(1)
    counter.vm.pad.ok(touched)
    assert counter.state.pad.trouble
    counter.vm.pad.ok(counter.state.pad)
    counter.pump()
    assert sold(counter) == [(34800,)]


def test_round_off_when_the_cart_changes_then_its_answers_do(counter) -> None:
    counter.vm.act("5")
    counter.vm.function("round_off")
    before, touched = counter.state.pad.options, counter.state.pad
    counter.scan(JEANS)
    assert counter.state.pad.options != before
    counter.vm.pad.choose(before[0][0], touched)
    assert counter.state.pad.trouble


def test_pad_when_a_point_is_the_last_letter_then_it_says_nothing(counter) -> None:
    counter.vm.act("price")
    type_(counter, "5.")
    counter.vm.pad.ok()
    assert counter.state.pad is None
    assert counter.amounts() == ["5.00"]


# --- lines --------------------------------------------------------------------------------------


def test_act_when_another_line_was_chosen_under_the_finger_then_the_first_is_meant(counter) -> None:
    of = counter.state.line
    counter.scan(JEANS)
    counter.vm.act("delete", of)
    assert counter.amounts() == ["259.00"]


def test_act_when_the_cart_is_another_then_nothing_is_done(counter) -> None:
    of = counter.state.line
    counter.vm.function("park")
    counter.pump()
    counter.scan(JEANS)
    counter.vm.act("delete", of)
    assert counter.amounts() == ["259.00"]


def test_quantity_when_typed_then_the_line_has_it_and_pieces_are_whole(counter) -> None:
    counter.vm.act("quantity")
    type_(counter, "1.2")
    assert counter.state.pad.shown == "12"
    counter.vm.pad.ok()
    assert [line.quantity for line in counter.state.lines] == ["12"]
    counter.vm.act("quantity")
    type_(counter, "0")
    counter.vm.pad.ok()
    assert counter.state.pad.trouble


def test_no_price_bar_when_other_goods_came_then_its_key_still_means_the_first(bench) -> None:
    counter = Counter(bench)
    counter.scan(FREE)
    counter.scan(JEANS)
    counter.vm.notices.act("price")
    assert "胸针" in counter.state.pad.title


def test_delete_bar_when_the_language_changes_then_all_of_it_does(counter) -> None:
    counter.vm.act("delete")
    names = counter.vm.cart.cart
    assert names.lines == ()
    counter.bench.till.words.switch("en")
    assert "纯" not in counter.state.notice.text
    assert "衫" not in counter.state.notice.text
    counter.bench.till.words.switch("zh-Hans")


# --- codes typed by hand ------------------------------------------------------------------------


def test_code_when_typed_then_it_means_what_a_scan_means(counter) -> None:
    counter.vm.finding.submit(JEANS)
    assert counter.amounts() == ["89.00", "259.00"]
    assert counter.vm.cart.cart.lines[-1].entry == "keyed"
    assert counter.vm.cart.cart.lines[-1].code == JEANS


def test_payment_code_when_typed_then_blocked_and_not_kept(counter) -> None:
    counter.vm.finding.submit(PAYMENT_CODE)
    assert counter.state.search == ""
    assert counter.state.notice.tone == "warn"
    assert counter.state.hits == ()


def test_pack_code_when_typed_then_as_many_as_the_pack_holds(bench) -> None:
    counter = Counter(bench)
    code = BarcodeDraft("6911111111119", Quantity.pieces(3))
    pack = VariantDraft(price("10"), Names("白", "白", "White"), size="M", barcodes=(code,))
    bench.writer.submit(lambda: bench.shop.create(a_style("PK1", pack))).result()
    counter.vm.finding.submit(code.code)
    assert [line.quantity for line in counter.state.lines] == ["3"]
