"""Journeys over the checkout with real touches, counted: the goals of the design."""

import pytest

from pos_app.screens.checkout_parts import Page
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import metrics
from pos_app.screens.widgets import Key, LastSale, MoneyKey, Touchable
from tests.ui import checkout_bench as goods
from tests.ui.audit import seen
from tests.ui.checkout_bench import CheckoutBench

LAYOUTS = ("R1", "T2", "H1")


def key(till: CheckoutBench, word: str) -> Touchable:
    """Return the key that says this, of those that can be seen and touched."""
    found = [
        each.widget for each in seen(till.root)
        if isinstance(each.widget, Key) and not each.widget.disabled
        and word in (each.widget.text, each.widget.sub, getattr(each.widget, "amount", ""))
    ]  # fmt: skip
    assert len(found) == 1, (word, [each.text for each in found])
    return found[0]


def rows(till: CheckoutBench, statement: str) -> list[tuple]:
    return till.bench.shop.rows(statement)


@pytest.mark.parametrize("profile", LAYOUTS)
def test_page_when_a_line_comes_then_it_stays_where_it_stands(till, profile) -> None:
    till.show(profile)
    till.scan(goods.TEE)
    moved: list[object] = []
    pages = [each for each in till.root.walk() if isinstance(each, Page)]
    assert pages
    for page in pages:
        page.fbind("parent", lambda *of: moved.append(of))
    till.scan(goods.JEANS, goods.SOCKS)
    assert moved == []


@pytest.mark.parametrize("profile", LAYOUTS)
def test_goals_when_counted_then_a_a2_k_take_one_tap_and_c_two(till, profile) -> None:
    till.show(profile)
    assert _exact_cash(till) == 1
    assert _note_of_100(till) == 1
    assert _copy(till) == 1
    assert _cash_and_card(till, "现金 200") == 2
    assert _cash_and_card(till, "¥200", "刷卡", "刷卡成功") == 4


def _exact_cash(till: CheckoutBench) -> int:
    """A: three scans, exact cash, and the next scan is the next sale."""
    till.scan(goods.TEE, goods.JEANS, goods.SOCKS)
    till.driver.touches = 0
    exact = key(till, "387.00")
    assert isinstance(exact, MoneyKey)
    till.tap(exact)
    assert rows(till, "SELECT total FROM sale") == [(38700,)]
    till.scan(goods.TEE)
    assert [line.amount for line in till.vm.state.lines] == ["89.00"]
    return till.driver.touches


def _note_of_100(till: CheckoutBench) -> int:
    """A2: the change stands in the strip, large enough to be read out."""
    till.driver.touches = 0
    till.tap(key(till, "100"))
    shown = [each.widget for each in seen(till.root) if isinstance(each.widget, LastSale)]
    assert [strip.change for strip in shown] == ["11.00"]
    return till.driver.touches


def _copy(till: CheckoutBench) -> int:
    """K: the last receipt again."""
    till.driver.touches = 0
    till.tap(key(till, "重打小票"))
    assert rows(till, "SELECT MAX(copy_no) FROM print_job") == [(1,)]
    return till.driver.touches


def _cash_and_card(till: CheckoutBench, *words: str) -> int:
    """C: 200 in cash, the rest by a stand-alone card."""
    before = len(rows(till, "SELECT id FROM sale"))
    till.scan(goods.KNIT)
    till.driver.touches = 0
    till.tap(key(till, "收款"))
    assert till.shell.state.place == "tender"
    for word in words:
        till.tap(key(till, word))
    kinds = rows(till, "SELECT kind, amount FROM tender ORDER BY sale_id, position")[-2:]
    assert kinds == [("cash", 20000), ("card", 19900)]
    assert len(rows(till, "SELECT id FROM sale")) == before + 1
    assert till.shell.state.place == "checkout"
    return till.driver.touches


def test_b_ten_percent_off_a_line_is_three_taps(till) -> None:
    till.show("R1")
    till.scan(goods.TEE, goods.KNIT)
    till.driver.touches = 0
    till.tap(key(till, "折扣"))
    till.tap(key(till, "9 折"))
    till.tap(key(till, "448.10"))
    assert rows(till, "SELECT total FROM sale") == [(44810,)]
    assert till.driver.touches == 3


@pytest.mark.parametrize("profile", LAYOUTS)
def test_chip_when_it_takes_off_the_whole_sale_then_the_drawer_leaves_the_total_free(
    till, profile
) -> None:
    till.show(profile)
    till.scan(goods.TEE, goods.KNIT)
    for chip, total in (("9 折", "439.20"), ("取消优惠", "488.00")):
        till.vm.function("order")
        till.settle()
        chosen = key(till, chip)
        label = chosen._label
        assert label.x - chosen.x >= metrics.s2
        assert not label.clipped
        till.tap(chosen)
        assert not till.root.screen.drawer.shown
        assert till.vm.state.total == total


def test_d_park_and_resume_is_two_taps(till) -> None:
    till.show("T2")
    till.scan(goods.TEE)
    till.driver.touches = 0
    till.tap(key(till, "挂单"))
    till.tap(key(till, "取单"))
    assert [line.amount for line in till.vm.state.lines] == ["89.00"]
    assert till.driver.touches == 2


def test_pay_when_two_taps_fall_on_it_then_sold_once(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    place = key(till, "89.00")
    centre = place.to_window(*place.center)
    for _ in range(2):
        till.driver.down(*centre)
        till.driver.up()
        till.driver.step()
    till.settle()
    assert rows(till, "SELECT COUNT(*) FROM sale") == [(1,)]


def test_left_hand_when_chosen_then_money_stands_at_the_left_and_works(till) -> None:
    till.show("R1", mirrored=True)
    till.scan(goods.TEE)
    exact = key(till, "89.00")
    assert exact.to_window(*exact.center)[0] < till.root.width / 2
    till.tap(exact)
    assert rows(till, "SELECT COUNT(*) FROM sale") == [(1,)]


def test_unknown_code_when_tapped_away_then_the_next_waits_and_nothing_was_added(till) -> None:
    till.show("R1")
    till.scan(goods.UNKNOWN, goods.UNKNOWN_TOO)
    till.tap(key(till, "忽略"))
    assert till.vm.state.alert.code == goods.UNKNOWN_TOO
    till.tap(key(till, "快速建品"))
    assert (till.shell.state.place, till.shell.state.argument) == (
        "quick_create", goods.UNKNOWN_TOO,
    )  # fmt: skip


def test_typing_when_no_field_is_there_then_the_search_opens_with_it(till) -> None:
    till.show("T1")
    till.driver.type("kn30")
    till.wait(0.3)
    assert (till.vm.state.sheet, till.vm.state.search) == ("find", "kn30")
    assert [hit.title for hit in till.vm.state.hits] == ["羊毛针织开衫"]


def test_wedge_when_it_types_a_code_then_the_line_is_in_the_next_frame(till) -> None:
    till.show("R1")
    heard = []

    def scan(_: object, code: str, took_ms: int) -> None:
        heard.append(took_ms)
        till.shell.on_scan(code, "wedge", till.at_ms)

    keyboard.bind(on_scan=scan)
    try:
        till.driver.scan(goods.TEE)
    finally:
        keyboard.unbind(on_scan=scan)
    assert heard
    assert till.vm.state.search == ""
    till.driver.step()
    cart = till.root.screen.body.ids.place.children[-1].ids.cart
    assert [row.face.title for row in cart.rows.values()] == ["圆领纯棉T恤"]
    till.settle()


def test_scan_when_the_cart_is_long_then_the_rows_are_kept_and_only_one_is_new(till) -> None:
    till.show("R1")
    till.scan(goods.TEE, goods.JEANS, goods.KNIT)
    cart = till.root.screen.body.ids.place.children[-1].ids.cart
    before = dict(cart.rows)
    till.scan(goods.SOCKS)
    assert {name: cart.rows[name] for name in before} == before
    assert len(cart.rows) == 4


@pytest.mark.parametrize("profile", LAYOUTS)
def test_give_back_when_touched_twice_at_one_place_then_one_tender_goes(till, profile) -> None:
    till.show(profile)
    till.scan(goods.TEE, goods.JEANS)
    till.wait(1)
    till.vm.money.charge()
    till.settle()
    till.wait(1)
    for kind, amount in (("cash", "20"), ("card", "50")):
        till.tender.choose(kind)
        for digit in amount:
            till.tender.digit(digit)
        till.tender.ok()
        till.settle()
        till.wait(1)
    keys = [each.widget for each in seen(till.root) if getattr(each.widget, "text", "") == "撤"]
    first = max(keys, key=lambda each: each.to_window(*each.center)[1])
    place = first.to_window(*first.center)
    for _ in range(2):
        till.driver.tap(place)
        till.settle()
        till.bench.shop.clock.advance(150)
    assert [(each.kind, each.amount.plain()) for each in till.tender.offers] == [("card", "50.00")]
