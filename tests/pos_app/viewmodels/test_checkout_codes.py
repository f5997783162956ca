"""What the checkout and the login do with codes that are no goods, or perhaps none."""

import logging

import pytest

from inventory.catalogue.check_digits import check_digit
from inventory.catalogue.own_codes import OwnCode
from pos_app.viewmodels.login import LoginVM
from pos_app.viewmodels.quick_create import QuickCreateVM
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.checkouts import PAYMENT_CODE, TEE, UNKNOWN, Counter, Places

NEW = "6901234567892"
PROVEN, UNPROVEN = "28PPPPPVVVVVWWWWWC", "27PPPPPVVVVVWWWWWX"


def a_label(item: str = "00042") -> str:
    body = "28" + item + "02599" + "01000"
    return body + check_digit(body)


def unproven(item: str = "00042") -> str:
    return "27" + item + "02599" + "010007"


@pytest.fixture
def counter(bench) -> Counter:
    made = Counter(bench)
    bench.writer.submit(
        lambda: bench.shop.create(a_style("42", a_variant("", "", code="00042")))
    ).result()
    bench.till.reads.catalogue.set_templates((PROVEN, UNPROVEN))
    return made


def new_goods(counter: Counter) -> None:
    """Put goods into the shop whose code has a right check digit."""
    style = a_style("NEW", a_variant("", "", code=NEW))
    counter.bench.writer.submit(lambda: counter.bench.shop.create(style)).result()


def said(counter: Counter) -> str:
    return counter.state.notice.text


def kept(counter: Counter) -> str:
    """Return all that is shown, waits or lies in the books."""
    tables = counter.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    rows = [counter.rows(f'SELECT * FROM "{table}"') for (table,) in tables]
    return repr((counter.state, counter.vm.unknown.waiting, counter.vm.cart.cart, rows))


def test_payment_when_nothing_is_in_the_cart_then_goods_come_first(counter) -> None:
    counter.scan(PAYMENT_CODE)
    assert said(counter) == "这是付款码。请先扫商品。"
    counter.scan(TEE, PAYMENT_CODE)
    assert said(counter) == "本店没有设置扫码支付，请用现金或刷卡。"
    assert counter.amounts() == ["89.00"]


def test_label_when_its_check_digit_is_right_then_it_is_sold(counter) -> None:
    counter.scan(TEE, a_label())
    assert counter.amounts() == ["89.00", "25.99"]
    assert a_label() not in kept(counter)


def test_label_when_no_goods_are_behind_it_then_it_was_a_payment_code(counter) -> None:
    counter.scan(TEE, a_label("99999"))
    assert counter.state.alert is None
    assert counter.vm.unknown.waiting == ()
    assert counter.amounts() == ["89.00"]
    assert a_label("99999") not in kept(counter)


def test_either_when_the_cart_is_empty_then_it_can_only_be_a_label(counter) -> None:
    counter.scan(unproven())
    assert counter.amounts() == ["25.99"]


def test_either_when_goods_are_in_the_cart_then_the_till_asks_and_the_answer_counts(
    counter,
) -> None:
    counter.scan(TEE, unproven())
    assert [name for name, *_ in counter.state.notice.ways] == ["label", "pay"]
    assert counter.amounts() == ["89.00"]
    counter.vm.notices.act("label")
    assert counter.amounts() == ["89.00", "25.99"]
    counter.scan(unproven())
    counter.vm.notices.act("pay")
    assert counter.amounts() == ["89.00", "25.99"]
    assert "扫码支付" in said(counter)
    assert unproven() not in kept(counter)


def test_either_when_nobody_answers_then_the_question_goes(counter) -> None:
    counter.scan(TEE, unproven())
    counter.wait(31)
    assert counter.state.notice is None
    assert counter.amounts() == ["89.00"]


@pytest.mark.parametrize("code", [unproven("99999"), f"]C0{PAYMENT_CODE}", PAYMENT_CODE])
def test_secret_when_scanned_anywhere_then_it_is_in_no_log_and_no_list(
    counter, caplog, code
) -> None:
    caplog.set_level(logging.DEBUG)
    counter.scan(TEE, code)
    counter.vm.money.cash(0)
    counter.pump()
    counter.scan(code)
    secret = code.removeprefix("]C0")
    assert secret not in kept(counter)
    assert secret not in caplog.text
    assert counter.vm.unknown.waiting == ()


@pytest.mark.parametrize("kind", ["badge", "member", "coupon", "order", "transfer", "delivery"])
def test_own_code_when_scanned_then_it_is_named_and_not_looked_up(counter, kind) -> None:
    counter.scan(str(OwnCode(kind, "0042")))
    assert "还没有启用" in said(counter)
    assert counter.vm.unknown.waiting == ()


def test_own_code_when_goods_have_that_very_code_then_they_are_sold(counter) -> None:
    code = str(OwnCode("member", "42"))
    bench = counter.bench
    bench.writer.submit(
        lambda: bench.shop.create(a_style("MM", a_variant("", "", code=code)))
    ).result()
    counter.scan(code)
    assert len(counter.amounts()) == 1


def test_badge_when_scanned_at_the_login_then_it_says_that_badges_sign_nobody_on(bench) -> None:
    login = LoginVM(bench.till, Places())
    bench.shell.register("login", login, login.enter)
    bench.shell.on_scan(str(OwnCode("badge", "4711")), "s1", 0)
    assert "工牌" in login.state.trouble
    assert "4711" not in repr(login.state)
    assert bench.tones == ["blocked"]


@pytest.mark.parametrize("code", [TEE, PAYMENT_CODE, str(OwnCode("member", "1"))])
def test_other_code_when_scanned_at_the_login_then_only_a_tone_comes(bench, code) -> None:
    login = LoginVM(bench.till, Places())
    bench.shell.register("login", login, login.enter)
    bench.shell.on_scan(code, "s1", 0)
    assert login.state.trouble == ""
    assert bench.tones == ["blocked"]


def test_scan_when_the_scanner_names_its_symbology_then_only_the_code_is_kept_and_shown(
    counter,
) -> None:
    counter.scan(f"]E0{TEE}", f"]E0{UNKNOWN}")
    assert counter.vm.cart.cart.lines[0].code == TEE
    assert counter.state.alert.code == UNKNOWN
    counter.vm.money.alert("create")
    assert counter.places.gone == [("quick_create", f"]E0{UNKNOWN}")]


@pytest.mark.parametrize("code", [f"]E0{NEW}", f"]C101{NEW.zfill(14)}10AB"])
def test_goods_when_created_for_a_marked_code_then_any_scanner_finds_them(counter, code) -> None:
    quick = QuickCreateVM(counter.bench.till, counter.places)
    quick.enter(code)
    assert quick.state.code == NEW
    quick.set_name("围巾")
    quick.set_price("39")
    quick.save()
    counter.pump()
    counter.scan(NEW, f"]E0{NEW}")
    assert [line.quantity.plain() for line in counter.vm.cart.cart.lines] == ["2"]


@pytest.mark.parametrize(
    "code",
    [f"]Q1https://a.b/01/0{NEW}?3922=1", f"]C1010{NEW}39221", f"010{NEW}39221"],
)
def test_amount_when_in_a_code_that_anybody_can_print_then_the_shops_price_holds_and_it_is_told(
    counter, code
) -> None:
    new_goods(counter)
    counter.scan(code)
    assert counter.amounts() == ["89.00"]
    assert "已按本店价格计" in said(counter)
    assert [name for name, *_ in counter.state.notice.ways] == ["price"]
    counter.vm.notices.act("price")
    assert counter.amounts() == ["89.00"]


def test_count_when_in_a_code_that_anybody_can_print_then_one_is_rung_up_and_it_is_told(
    counter,
) -> None:
    new_goods(counter)
    counter.scan(f"]Q1https://a.b/01/0{NEW}?30=99")
    assert counter.amounts() == ["89.00"]
    assert "99" in said(counter)
    assert [name for name, *_ in counter.state.notice.ways] == ["quantity"]


def test_unknown_when_the_money_comes_before_it_is_found_then_no_later_search_answers_it(
    counter,
) -> None:
    counter.scan(TEE, UNKNOWN)
    counter.vm.money.alert("search")
    counter.wait(1)
    counter.vm.money.charge()
    counter.vm.notices.act("go_on", counter.state.notice.number)
    assert counter.places.gone == [("tender", "")]
    assert (counter.state.sheet, counter.vm.for_unknown) == ("", False)
    counter.vm.finding.type("JN2001")
    counter.wait(0.2)
    counter.vm.finding.pick(counter.state.hits[0].key)
    assert counter.state.alert is not None
