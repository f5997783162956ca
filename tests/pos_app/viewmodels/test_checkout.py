"""The checkout's view model: scans, lines, codes nobody knows, what is kept."""

import pytest

from inventory.people.staff import Role
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
    return Counter(bench)


def test_scan_when_goods_then_the_line_is_there_before_it_is_kept(counter) -> None:
    counter.vm.on_scan(TEE, "s1", 5_000)
    assert counter.amounts() == ["89.00"]
    line = counter.state.lines[0]
    assert (line.title, line.caption, line.chosen, line.fresh) == (
        "圆领纯棉T恤", "白 / M", True, True,
    )  # fmt: skip
    counter.pump()
    assert counter.rows("SELECT COUNT(*) FROM cart_edit") == [(1,)]
    assert counter.bench.tones == ["scan"]


def test_scan_when_same_goods_then_one_more_and_two_tones(counter) -> None:
    counter.scan(TEE, JEANS, TEE)
    assert counter.amounts() == ["178.00", "259.00"]
    assert counter.state.lines[0].quantity == "2"
    assert counter.state.chosen == counter.state.lines[0].key
    assert counter.bench.tones == ["scan", "scan", "again"]
    assert counter.state.notice is None


def test_scan_when_twice_within_300_ms_then_counted_and_undone_by_one_tap(counter) -> None:
    counter.scan(TEE)
    counter.scan(TEE, after_ms=299)
    assert counter.state.lines[0].quantity == "2"
    assert counter.state.notice.ways[0][0] == "undo"
    counter.vm.notices.act("undo")
    counter.pump()
    assert counter.state.lines[0].quantity == "1"
    assert counter.rows("SELECT COUNT(*) FROM cart_edit") == [(3,)]


@pytest.mark.parametrize(("after_ms", "device"), [(300, "s1"), (100, "s2")])
def test_scan_when_not_the_same_moment_or_scanner_then_no_undo_is_offered(
    counter, after_ms, device
) -> None:
    counter.scan(TEE)
    counter.scan(TEE, after_ms=after_ms, device=device)
    assert counter.state.lines[0].quantity == "2"
    assert counter.state.notice is None


def test_scan_when_unknown_then_it_waits_with_its_place_and_scanning_goes_on(counter) -> None:
    counter.scan(TEE, UNKNOWN, "999888777", JEANS)
    state = counter.state
    assert (state.alert.code, "1" in state.alert.sub) == (UNKNOWN, True)
    assert [bool(line.trouble) for line in state.lines] == [False, False, True, True]
    assert counter.bench.tones.count("blocked") == 2
    assert state.total == "348.00"


def test_unknown_when_ignored_then_the_next_one_is_asked(counter) -> None:
    counter.scan(UNKNOWN, "999888777")
    counter.vm.money.alert("ignore")
    assert counter.state.alert.code == "999888777"
    counter.vm.money.alert("ignore")
    assert counter.state.alert is None
    assert counter.state.empty


def test_unknown_when_created_meanwhile_then_coming_back_rings_it_up(counter) -> None:
    from tests.inventory.shop import a_style, a_variant

    counter.scan(UNKNOWN, UNKNOWN)
    counter.vm.money.alert("create")
    assert counter.places.gone == [("quick_create", UNKNOWN)]
    counter.bench.shop.create(a_style("NW1", a_variant("红", "S", code=UNKNOWN)))
    counter.vm.enter()
    counter.pump()
    assert counter.state.alert is None
    assert [(line.caption, line.quantity) for line in counter.state.lines] == [("红 / S", "2")]


def test_unknown_when_found_by_search_then_the_goods_take_its_place(counter) -> None:
    counter.scan(UNKNOWN)
    counter.vm.money.alert("search")
    assert counter.state.sheet == "find"
    counter.vm.finding.type("JN2001")
    counter.wait(0.2)
    counter.vm.finding.pick(counter.state.hits[0].key)
    assert counter.state.alert is None
    assert counter.amounts() == ["259.00"]
    assert counter.state.sheet == ""


def test_payment_code_when_scanned_then_said_plainly_and_never_shown(counter, caplog) -> None:
    counter.scan(PAYMENT_CODE)
    assert counter.state.notice.tone == "warn"
    assert PAYMENT_CODE not in repr(counter.state)
    assert PAYMENT_CODE not in caplog.text
    assert counter.state.empty


def test_receipt_when_scanned_then_it_is_shown(counter) -> None:
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    number = counter.state.strip.receipt
    counter.scan(number)
    assert counter.places.gone == [("receipt", number)]
    assert counter.state.empty


def test_price_zero_when_no_right_then_drawn_and_not_payable_until_priced(counter) -> None:
    counter.scan(TEE, FREE)
    assert counter.amounts() == ["89.00", "0.00"]
    assert counter.state.lines[1].tags[0][0] == "red"
    assert not counter.state.charge.live
    assert not any(key.live for key in counter.state.cash)
    counter.vm.notices.act("price")
    for digit in "15":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert counter.amounts() == ["89.00", "15.00"]
    assert counter.state.charge.live


def test_price_zero_when_the_right_is_there_then_it_can_be_sold(bench) -> None:
    counter = Counter(bench, Role.MANAGER)
    counter.scan(FREE)
    assert counter.state.lines[0].tags[0][0] == "amber"
    counter.vm.money.cash(0)
    counter.pump()
    assert counter.rows("SELECT total FROM sale") == [(0,)]
    assert counter.state.strip.change == "0.00"


def test_stock_when_below_zero_then_an_amber_tag_and_selling_goes_on(counter) -> None:
    counter.scan(JEANS)
    assert counter.state.lines[0].tags == ()
    counter.scan(JEANS)
    assert counter.state.lines[0].tags == (("amber", "库存 −1", "triangle"),)
    assert counter.state.charge.live


def test_open_price_when_its_key_is_tapped_then_the_amount_is_asked(counter) -> None:
    card = next(key for key in counter.state.goods if key.icon == "gift_card")
    counter.vm.add(card.key)
    assert counter.state.sheet == "pad"
    for digit in ("2", "00", ".", "5"):
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    counter.pump()
    assert counter.amounts() == ["200.50"]
    assert counter.state.pad is None


def test_goods_without_code_when_their_key_is_tapped_then_rung_up(counter) -> None:
    bag = next(key for key in counter.state.goods if key.icon == "paper_bag")
    counter.vm.add(bag.key)
    counter.vm.add(bag.key)
    assert [(line.amount, line.quantity) for line in counter.state.lines] == [("2.00", "2")]


# --- changing lines --------------------------------------------------------------------------


def test_stepper_when_tapped_then_the_line_follows_and_one_is_the_least(counter) -> None:
    counter.scan(TEE)
    assert counter.state.least
    counter.vm.act("more")
    counter.vm.act("more")
    counter.vm.act("less")
    assert (counter.state.lines[0].quantity, counter.state.least) == ("2", False)


def test_delete_when_undone_then_the_line_is_back_in_its_place(counter) -> None:
    counter.scan(TEE, JEANS, KNIT)
    counter.vm.choose(counter.state.lines[1].key)
    counter.vm.act("delete")
    assert counter.amounts() == ["89.00", "399.00"]
    assert counter.state.notice.seconds == 8
    counter.vm.notices.act("undo")
    counter.pump()
    assert counter.amounts() == ["89.00", "259.00", "399.00"]
    assert counter.bench.till.writes.checkout.recover() == counter.vm.cart.cart


def test_delete_when_8_seconds_are_over_then_the_undo_is_gone(counter) -> None:
    counter.scan(TEE)
    counter.vm.act("delete")
    counter.wait(7.9)
    assert counter.state.notice is not None
    counter.wait(0.2)
    assert counter.state.notice is None


def test_clear_when_undone_then_lines_and_discounts_are_back(counter) -> None:
    counter.scan(TEE, JEANS)
    counter.vm.function("order")
    counter.vm.pad.choose("10")
    counter.vm.function("clear")
    assert counter.state.empty
    counter.vm.notices.act("undo")
    counter.pump()
    assert counter.amounts() == ["89.00", "259.00"]
    assert counter.state.total == "313.20"


def test_discount_when_a_chip_is_tapped_then_given_and_tapped_again_taken_away(counter) -> None:
    counter.scan(KNIT)
    counter.vm.act("discount")
    assert [name for name, _ in counter.state.chips] == ["5", "10", "15", "20", "other"]
    assert counter.state.chips[1][1] == "9 折"
    counter.vm.act("10")
    line = counter.state.lines[0]
    assert (line.price, line.was_price, line.amount) == ("359.10", "399.00", "359.10")
    assert line.tags == (("amber", "9 折 −39.90", "percent"),)
    assert counter.state.saved == "已优惠 39.90"
    assert counter.state.chips == ()
    counter.vm.act("10")
    assert counter.amounts() == ["399.00"]


@pytest.mark.parametrize(
    ("language", "digits", "word"),
    [("zh-Hans", "12", "88 折"), ("zh-Hant", "5", "95 折"), ("en", "12", "12% off"),
     ("zh-Hans", "12.5", "8.75 折")],
)  # fmt: skip
def test_discount_when_typed_then_said_as_the_language_counts_it(
    counter, language, digits, word
) -> None:
    counter.bench.till.words.switch(language)
    counter.scan(KNIT)
    counter.vm.act("other")
    for digit in digits:
        counter.vm.pad.digit(digit)
    assert counter.state.pad.preview == word
    counter.vm.pad.ok()
    assert counter.state.lines[0].tags[0][1].startswith(word)


def test_discount_when_above_all_then_the_pad_stays_and_says_why(counter) -> None:
    counter.scan(KNIT)
    counter.vm.act("other")
    for digit in "101":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert counter.state.pad.trouble
    assert counter.amounts() == ["399.00"]


def test_price_when_changed_then_tagged_and_can_be_put_back(counter) -> None:
    counter.scan(TEE)
    counter.vm.act("price")
    for digit in ("7", "9", ".", "9"):
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert counter.amounts() == ["79.90"]
    assert counter.state.lines[0].tags == (("blue", "改价", "pencil"),)
    counter.vm.act("price")
    counter.vm.pad.choose("none")
    assert counter.amounts() == ["89.00"]


def test_price_when_set_to_zero_without_the_right_then_refused_in_words(counter) -> None:
    counter.scan(TEE)
    counter.vm.act("price")
    counter.vm.pad.digit("0")
    counter.vm.pad.ok()
    assert "权限" in counter.state.pad.trouble
    assert counter.amounts() == ["89.00"]


def test_gift_when_this_person_may_not_give_away_then_its_key_is_locked(counter) -> None:
    counter.scan(TEE)
    assert ("gift", "赠品", "gift", "locked") in counter.state.actions
    (gift,) = (each for each in counter.state.more if each.name == "gift")
    assert (gift.icon, gift.live) == ("lock", False)
    counter.vm.act("gift")
    assert counter.amounts() == ["89.00"]
    assert "权限" in counter.state.notice.text


def test_discount_when_it_leaves_nothing_to_pay_then_charging_says_who_may(counter) -> None:
    counter.scan(TEE)
    counter.vm.function("round_off")
    for digit in "89":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert counter.state.total == "0.00"
    assert not counter.state.charge.live
    assert counter.state.charge.sub == "赠送需要店长"
    counter.bench.sign_on(Role.MANAGER)
    counter.pump()
    assert counter.state.charge.live


def test_gift_and_note_when_given_then_tagged(bench) -> None:
    counter = Counter(bench, Role.MANAGER)
    counter.scan(TEE, JEANS)
    assert ("gift", "赠品", "gift", "") in counter.state.actions
    counter.vm.act("gift")
    assert counter.amounts() == ["89.00", "0.00"]
    counter.vm.act("note")
    counter.vm.pad.type("礼盒包装")
    counter.vm.pad.ok()
    assert [tag[1] for tag in counter.state.lines[1].tags] == ["赠品", "礼盒包装"]


def test_matrix_when_a_cell_is_tapped_then_the_line_is_swapped(counter) -> None:
    counter.scan(JEANS, TEE)
    assert counter.state.matrix is None
    counter.wait(0.2)
    matrix = counter.state.matrix
    assert matrix.sizes == ("M", "L")
    assert [(row[0], [cell[1:] for cell in row[2]]) for row in matrix.colours] == [
        ("白", [("5", "some", "chosen"), ("3", "some", "")]),
        ("黑", [("2", "some", ""), ("", "none")]),
    ]
    counter.vm.swap(matrix.colours[1][2][0][0])
    assert counter.state.lines[1].caption == "黑 / M"
    assert counter.state.matrix.colours[1][2][0][3] == "chosen"


def test_order_discount_and_round_off_when_given_then_the_facts_add_up(counter) -> None:
    counter.scan(TEE, KNIT)
    counter.vm.act("10")
    counter.vm.function("order")
    counter.vm.pad.mode("amount")
    counter.vm.pad.digit("8")
    counter.vm.pad.ok()
    counter.vm.function("round_off")
    counter.vm.pad.choose("0.10")
    assert counter.state.facts == (
        ("吊牌合计", "488.00"), ("单品折扣", "−39.90"), ("整单优惠", "−8.10"),
    )  # fmt: skip
    assert counter.state.total == "440.00"


@pytest.mark.parametrize(("function", "quick"), [("order", "10"), ("round_off", "0.10")])
def test_pad_when_a_chip_answers_for_the_whole_sale_then_it_closes_and_shows_the_total(
    counter, function, quick
) -> None:
    counter.scan(TEE, KNIT)
    counter.vm.act("10")
    before = counter.state.total
    for name in (quick, "none"):
        counter.vm.function(function)
        counter.vm.pad.choose(name)
        assert not counter.vm.pad.open
        assert counter.state.sheet == ""
        assert (counter.state.total == before) == (name == "none")


def test_pad_when_the_amount_for_the_whole_sale_is_typed_then_ok_closes_it(counter) -> None:
    counter.scan(TEE, KNIT)
    counter.vm.function("order")
    for digit in "10":
        counter.vm.pad.digit(digit)
    counter.vm.pad.ok()
    assert not counter.vm.pad.open


def test_search_when_a_style_has_choices_then_the_second_tap_is_the_variant(counter) -> None:
    counter.vm.finding.type("ylcm")
    counter.wait(0.2)
    assert [hit.title for hit in counter.state.hits] == ["圆领纯棉T恤"]
    counter.vm.finding.pick(counter.state.hits[0].key)
    assert [hit.title for hit in counter.state.hits] == ["白 / M", "白 / L", "黑 / M"]
    counter.vm.finding.pick(counter.state.hits[1].key)
    assert counter.state.lines[0].caption == "白 / L"
    assert counter.state.search == ""


def test_search_when_last_digits_are_entered_then_taken_at_once(counter) -> None:
    counter.vm.finding.submit(JEANS[-5:])
    assert [line.title for line in counter.state.lines] == ["直筒牛仔裤"]


def test_search_when_nothing_is_found_then_said(counter) -> None:
    counter.vm.finding.type("zzzz")
    counter.wait(0.2)
    assert counter.state.hits == ()
    assert "zzzz" in counter.state.hits_note
