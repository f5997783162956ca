"""From a cart to amounts: R1 to R6, the worked cases, and an independent reckoning in fractions."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue.product import Item
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, TWD, Money, Rate, UnitPrice
from inventory.kernel.quantity import KILOGRAM, Quantity
from inventory.kernel.text import Text
from inventory.pricing.cart import (
    AddLine,
    Cart,
    LineDiscount,
    OrderDiscount,
    SetDiscount,
    SetOrderDiscount,
    SetPrice,
    SetQuantity,
    SetRoundOff,
    apply,
    play,
)
from inventory.pricing.pipeline import PricedCart, assert_adds_up, price
from tests.inventory.makers import a_cart, a_tax, an_item, money, refusal_of, unit_price

IN21 = a_tax("21%")
TOP7, IN10 = a_tax("7%", included=False, code="TOP"), a_tax("10%", code="IN")
AT10 = an_item("10", TOP7, variant="a")
AT20 = an_item("20", IN10, variant="b")
AT30 = an_item("30", TOP7, IN10, variant="c")


def totals(priced: PricedCart) -> tuple[str, str, str]:
    return priced.net.plain(), priced.tax.plain(), priced.total.plain()


def percent_off(cart: Cart, percent: int) -> Cart:
    return apply(cart, SetOrderDiscount(OrderDiscount("percent", Rate.percent(percent))))


def test_case_1_when_prices_contain_tax_then_lines_decide_and_totals_are_sums() -> None:
    goods, service = an_item("12.00", IN21), an_item("36.00", IN21, variant="s")
    priced = price(a_cart((goods, "500"), (service, "1")))
    assert totals(priced) == ("4988.43", "1047.57", "6036.00")
    assert [(line.net.plain(), line.tax.plain()) for line in priced.lines] == [
        ("4958.68", "1041.32"), ("29.75", "6.25"),
    ]  # fmt: skip


def test_case_3_when_tax_is_on_top_then_the_line_shows_the_bare_amount() -> None:
    priced = price(a_cart((an_item("10.00", a_tax("21%", included=False)), "5")))
    assert totals(priced) == ("50.00", "10.50", "60.50")
    assert priced.lines[0].charged == money("50.00")
    assert priced.lines[0].total == money("60.50")


@pytest.mark.parametrize(
    ("goods", "total", "taxes"),
    [
        ([(AT10, "10"), (AT20, "5")], "207.00", {"TOP": "7.00", "IN": "9.09"}),
        ([(AT20, "7"), (AT30, "4")], "267.64", {"IN": "23.64", "TOP": "7.64"}),
        ([(AT10, "1"), (AT20, "3"), (AT30, "5")], "230.25",
         {"TOP": "10.25", "IN": "19.09"}),
    ],
)  # fmt: skip
def test_case_4_when_taxes_are_mixed_then_each_order_and_each_tax_comes_out(
    goods: list[tuple[Item, str]], total: str, taxes: dict[str, str]
) -> None:
    priced = price(a_cart(*goods))
    assert priced.total == money(total)
    found = {code: amount.plain() for code, (_, amount) in priced.taxes_by_code().items()}
    assert list(found.items()) == list(taxes.items())


def test_taxes_by_code_when_lines_share_one_then_bases_and_amounts_add_up() -> None:
    priced = price(a_cart((AT10, "1"), (AT30, "5"), (AT20, "3")))
    assert priced.taxes_by_code() == {
        "TOP": (money("146.36"), money("10.25")),
        "IN": (money("190.91"), money("19.09")),
    }


def test_r1_when_price_quantity_and_discount_meet_then_rounding_happens_once() -> None:
    item = an_item("0.3333", unit=KILOGRAM)
    cart = a_cart((item, "2.5"))
    line = price(apply(cart, SetDiscount(1, LineDiscount(Rate(1, 3))))).lines[0]
    assert line.gross == money("0.83")
    assert line.amount == money("0.56")
    assert line.line_discount == money("0.27")
    half = a_cart((an_item("1.005"), "1"))
    assert price(half).total == money("1.01")


def test_r1_when_the_currency_has_no_digits_then_amounts_are_whole() -> None:
    item = an_item("10.5", currency=TWD)
    assert price(a_cart((item, "3"), currency=TWD)).total == Money(32, TWD)


def test_r5_when_the_order_is_discounted_then_the_parts_are_by_largest_remainder() -> None:
    priced = price(percent_off(a_cart(*[(an_item("0.33", variant=v), "1") for v in "abc"]), 10))
    assert priced.total == money("0.89")
    assert [line.order_share.plain() for line in priced.lines] == ["0.04", "0.03", "0.03"]
    (step,) = priced.adjustments
    assert (step.kind, step.amount) == ("percent", money("0.10"))
    assert step.shares == tuple(line.order_share for line in priced.lines)


def test_r5_when_an_amount_is_taken_off_then_tax_is_on_what_is_left() -> None:
    cart = a_cart((an_item("60.00", IN21), "1"), (an_item("40.00", IN21, variant="w"), "1"))
    discount = OrderDiscount("amount", amount=money("10.00"))
    priced = price(apply(cart, SetOrderDiscount(discount)))
    assert [line.charged.plain() for line in priced.lines] == ["54.00", "36.00"]
    assert totals(priced) == ("74.38", "15.62", "90.00")
    assert priced.adjustments[0].kind == "amount"


def test_r5_when_lines_are_discounted_first_then_the_order_counts_what_is_left() -> None:
    cart = a_cart((an_item("100.00"), "1"), (an_item("50.00", variant="w"), "2"))
    cart = apply(cart, SetDiscount(1, LineDiscount(Rate.percent(50))))
    priced = price(percent_off(cart, 20))
    assert [line.amount.plain() for line in priced.lines] == ["50.00", "100.00"]
    assert [line.charged.plain() for line in priced.lines] == ["40.00", "80.00"]
    assert priced.line_discounts == money("50.00")
    assert priced.order_discounts == money("30.00")
    assert priced.saved == money("80.00")
    assert priced.tag_total == money("200.00")


def test_r6_when_rounded_off_then_it_is_a_discount_of_its_own_after_the_other() -> None:
    cart = percent_off(a_cart((an_item("59.90"), "1"), (an_item("10", variant="w"), "1")), 10)
    priced = price(apply(cart, SetRoundOff(money("0.91"))))
    assert [(each.kind, each.amount.plain()) for each in priced.adjustments] == [
        ("percent", "6.99"), ("round_off", "0.91"),
    ]  # fmt: skip
    assert priced.total == money("62.00")
    assert priced.order_discounts == money("7.90")
    for line in priced.lines:
        at = line.line.number - 1
        shares = [each.shares[at] for each in priced.adjustments]
        assert line.order_share == shares[0] + shares[1]


def test_discount_when_it_takes_everything_then_nothing_is_left_to_pay() -> None:
    priced = price(percent_off(a_cart((an_item("9.99", IN21), "3")), 100))
    assert totals(priced) == ("0.00", "0.00", "0.00")
    whole = OrderDiscount("amount", amount=money("29.97"))
    cart = apply(a_cart((an_item("9.99", IN21), "3")), SetOrderDiscount(whole))
    assert price(cart).total == money("0.00")


def test_discount_when_larger_than_the_order_then_it_is_refused() -> None:
    cart = apply(
        a_cart((an_item("10.00"), "1")),
        SetOrderDiscount(OrderDiscount("amount", amount=money("10.01"))),
    )
    assert refusal_of(lambda: price(cart)) == Text.of("cart.discount_above_total", amount="10.01")
    cart = play(
        a_cart((an_item("10.00"), "1")),
        [
            SetOrderDiscount(OrderDiscount("amount", amount=money("9.50"))),
            SetRoundOff(money("0.51")),
        ],
    )
    assert refusal_of(lambda: price(cart)) == Text.of("cart.discount_above_total", amount="0.51")


def test_discount_when_the_cart_is_empty_then_it_waits() -> None:
    cart = play(
        Cart("s", CNY),
        [SetOrderDiscount(OrderDiscount("amount", amount=money("5"))), SetRoundOff(money("1"))],
    )
    priced = price(cart)
    assert (priced.lines, priced.adjustments) == ((), ())
    assert totals(priced) == ("0.00", "0.00", "0.00")
    assert priced.taxes_by_code() == {}


def test_saved_when_the_tag_is_above_the_price_then_it_counts_and_never_below_zero() -> None:
    sale = an_item("40.00", tag="59.00")
    assert price(a_cart((sale, "2"))).saved == money("38.00")
    assert price(a_cart((sale, "2"))).lines[0].tag_amount == money("118.00")
    dearer = apply(a_cart((sale, "1")), SetPrice(1, unit_price("70")))
    assert price(dearer).saved == money("0.00")


def test_gift_when_given_then_the_line_costs_nothing_and_the_price_still_shows() -> None:
    cart = apply(
        a_cart((an_item("59", IN21), "1")), SetDiscount(1, LineDiscount(Rate(1, 1), "gift"))
    )
    line = price(cart).lines[0]
    assert (line.gross, line.amount, line.net, line.tax) == (
        money("59.00"), money("0.00"), money("0.00"), money("0.00"),
    )  # fmt: skip


def test_price_when_one_line_then_its_cart_and_line_come_along() -> None:
    cart = a_cart((AT20, "2"))
    priced = price(cart)
    assert priced.cart is cart
    assert priced.lines[0].line is cart.lines[0]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: replace(p, total=p.total + money("0.01")),
        lambda p: replace(p, adjustments=()),
        lambda p: replace(p, lines=(replace(p.lines[0], order_share=money("0.01")), p.lines[1])),
        lambda p: replace(p, lines=p.lines[:1]),
        lambda p: replace(
            p,
            lines=(replace(p.lines[0], net=p.lines[0].net + money("0.01")), p.lines[1]),
            total=p.total + money("0.01"),
        ),
    ],
)
def test_adds_up_when_a_figure_is_spoilt_then_it_stops(spoil: object) -> None:
    goods = [(an_item("10.00", IN21), "1"), (an_item("5.00", TOP7, variant="w"), "1")]
    priced = price(percent_off(a_cart(*goods), 10))
    assert_adds_up(priced)
    with pytest.raises(AssertionError):
        assert_adds_up(spoil(priced))  # type: ignore[operator]


def test_adds_up_when_every_line_agrees_then_taxes_on_top_do_not_disturb() -> None:
    assert_adds_up(price(a_cart((AT30, "7"), (AT10, "3"))))


def test_price_when_an_edit_left_a_line_alone_then_its_amounts_are_taken_over() -> None:
    before = a_cart((AT10, "1"), (AT20, "3"))
    priced = price(before)
    after = apply(before, AddLine(AT30, Quantity.pieces(1), "scanned"))
    again = price(after, priced)
    assert again.lines[0] is priced.lines[0]
    assert again.lines[1] is priced.lines[1]
    assert again == price(after)


def test_price_when_an_order_discount_changed_then_no_share_is_taken_over() -> None:
    before = a_cart((AT10, "1"), (AT20, "3"))
    after = percent_off(before, 10)
    assert price(after, price(before)) == price(after)
    assert price(before, price(after)) == price(before)


# --- an independent reckoning ---------------------------------------------------------------


def half_away(exact: Fraction) -> int:
    size = int(abs(exact) + Fraction(1, 2))
    return -size if exact < 0 else size


TAXED = st.sampled_from([(), (IN21,), (TOP7,), (TOP7, IN10), (a_tax("5%", code="G"), IN10)])
LINES = st.tuples(
    st.integers(0, 5_000_000), st.integers(1, 50_000), st.none() | st.integers(1, 100), TAXED
)


@given(st.lists(LINES, min_size=1, max_size=6), st.none() | st.integers(1, 100),
       st.integers(0, 99))  # fmt: skip
def test_price_when_any_cart_then_it_agrees_with_a_reckoning_in_fractions(
    lines: list[tuple], percent: int | None, off: int
) -> None:
    cart, expected = Cart("s", CNY), []
    for at, (e4, milli, discount, taxes) in enumerate(lines, 1):
        goods = an_item("1", *taxes, variant=str(at), unit=KILOGRAM)
        item = replace(goods, price=UnitPrice(e4, CNY))
        cart = apply(cart, AddLine(item, Quantity(milli), "keyed"))
        exact = Fraction(e4 * milli, 10**5)
        if discount:
            cart = apply(cart, SetDiscount(at, LineDiscount(Rate.percent(discount))))
            exact *= Fraction(100 - discount, 100)
        expected.append(half_away(exact))
    total = sum(expected)
    taken = half_away(Fraction(total * percent, 100)) if percent else 0
    cart = percent_off(cart, percent) if percent else cart
    cart = apply(cart, SetRoundOff(Money(off, CNY))) if off else cart
    if off > total - taken:
        with pytest.raises(Refused):
            price(cart)
        return
    priced = price(cart)
    assert [line.amount.minor for line in priced.lines] == expected
    assert priced.order_discounts.minor == taken + off
    assert sum(line.charged.minor for line in priced.lines) == total - taken - off
    for line in priced.lines:
        assert 0 <= line.charged.minor <= line.amount.minor
        rates = sum(
            (Fraction(t.rate.num, t.rate.den) for t in line.line.item.taxes if t.included),
            Fraction(1),
        )
        assert line.net.minor == half_away(line.charged.minor / rates)
    assert priced.total.minor == priced.net.minor + priced.tax.minor
    assert priced.tax.minor == sum(amount.minor for _, amount in priced.taxes_by_code().values())


@given(st.lists(st.tuples(st.integers(1, 4), LINES), min_size=1, max_size=12))
def test_price_when_lines_are_lent_by_the_cart_before_then_nothing_comes_out_otherwise(
    edits: list[tuple[int, tuple]],
) -> None:
    cart = Cart("s", CNY)
    before = price(cart)
    for number, (e4, milli, discount, taxes) in edits:
        if any(line.number == number for line in cart.lines):
            rate = LineDiscount(Rate.percent(discount)) if discount else None
            cart = apply(apply(cart, SetQuantity(number, Quantity(milli))),
                         SetDiscount(number, rate))  # fmt: skip
        else:
            item = an_item("1", *taxes, variant=str(cart.next_number), unit=KILOGRAM)
            item = replace(item, price=UnitPrice(e4, CNY))
            cart = apply(cart, AddLine(item, Quantity(milli), "keyed"))
        before = price(cart, before)
        assert before == price(cart)


HIGH = an_item("10000000", variant="h")  # a thousand of them are the limit


def test_price_when_the_goods_are_worth_more_than_a_sale_may_be_then_it_is_refused() -> None:
    assert price(a_cart((HIGH, "1000"))).total == Money(10**12, CNY)
    said = Text.of("cart.amount_too_large", limit="10000000000.00")
    cent = an_item("0.01", variant="c")
    assert refusal_of(lambda: price(a_cart((HIGH, "1000"), (cent, "1")))) == said
    gifts = apply(a_cart((HIGH, "1001")), SetDiscount(1, LineDiscount(Rate(1, 2))))
    assert refusal_of(lambda: price(gifts)) == said


def test_price_when_taxes_on_top_pass_the_limit_then_it_is_refused() -> None:
    over = an_item("10000000", a_tax("1%", included=False))
    assert price(a_cart((over, "990"))).total == money("9999000000.00")
    assert refusal_of(lambda: price(a_cart((over, "1000")))).code == "cart.amount_too_large"
