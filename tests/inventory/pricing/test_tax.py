"""Taxes: R2 to R4, with the numbers of the worked cases."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue.product import Tax
from inventory.kernel.money import CNY, Money, Rate
from inventory.pricing.tax import TaxAmount, common_rates
from inventory.pricing.taxes import exclusive, inclusive, net_and_taxes
from tests.inventory.makers import a_tax, money

TOP7 = a_tax("7%", included=False, code="TOP")
IN10 = a_tax("10%", code="IN")


@pytest.mark.parametrize(
    ("charged", "taxes", "net", "amounts"),
    [
        ("6000.00", [a_tax("21%")], "4958.68", ["1041.32"]),
        ("36.00", [a_tax("21%")], "29.75", ["6.25"]),
        ("50.00", [a_tax("21%", included=False)], "50.00", ["10.50"]),
        ("120.00", [TOP7, IN10], "109.09", ["7.64", "10.91"]),
        ("120.00", [IN10, TOP7], "109.09", ["10.91", "7.64"]),
        ("30.00", [TOP7, IN10], "27.27", ["1.91", "2.73"]),
        ("10.00", [], "10.00", []),
        ("0.00", [TOP7, IN10], "0.00", ["0.00", "0.00"]),
        ("-12.00", [a_tax("21%")], "-9.92", ["-2.08"]),
    ],
)
def test_taxes_when_taken_then_net_and_each_tax_are_those_of_the_cases(
    charged: str, taxes: list[Tax], net: str, amounts: list[str]
) -> None:
    found_net, found = net_and_taxes(money(charged), taxes)
    assert found_net == money(net)
    assert [each.amount for each in found] == [money(text) for text in amounts]
    assert [each.tax for each in found] == taxes
    assert all(each.base == found_net for each in found)


def test_taxes_when_two_have_one_code_then_both_are_charged() -> None:
    inside, outside = a_tax("10%", code="T"), a_tax("5%", included=False, code="T")
    net, found = net_and_taxes(money("110.00"), [inside, outside])
    assert net == money("100.00")
    assert [(each.tax, each.amount) for each in found] == [
        (inside, money("10.00")), (outside, money("5.00")),
    ]  # fmt: skip


def test_included_when_several_then_they_share_by_rate_and_lose_nothing() -> None:
    federal, state = a_tax("5%", code="GST"), a_tax("8%", code="PST")
    net, found = inclusive.take_out(money("0.33"), [federal, state])
    assert net == money("0.29")
    assert [each.amount for each in found] == [money("0.02"), money("0.02")]
    net, found = inclusive.take_out(money("113.01"), [federal, state])
    assert [each.amount for each in found] == [money("5.00"), money("8.00")]


def test_included_when_there_is_none_then_the_amount_is_net() -> None:
    assert inclusive.take_out(money("5.00"), []) == (money("5.00"), ())


def test_on_top_when_several_then_each_is_rounded_by_itself() -> None:
    taxes = [a_tax("5%", included=False, code="A"), a_tax("9.975%", included=False, code="B")]
    found = exclusive.put_on(money("0.10"), taxes)
    assert found == (
        TaxAmount(taxes[0], money("0.10"), money("0.01")),
        TaxAmount(taxes[1], money("0.10"), money("0.01")),
    )


def test_common_rates_when_denominators_differ_then_the_least_common_one() -> None:
    assert common_rates([Rate(1, 4), Rate(1, 6)]) == ((3, 2), 12)
    assert common_rates([Rate(13, 100)]) == ((13,), 100)
    assert common_rates([]) == ((), 1)


RATES = st.builds(Rate, st.integers(0, 3_000), st.just(10_000))
TAXES = st.lists(st.builds(Tax, st.sampled_from("ABCD"), RATES, st.booleans()), max_size=4)


@given(st.integers(0, 10**9), TAXES)
def test_taxes_when_any_then_net_and_included_make_the_amount_and_net_is_the_nearest(
    minor: int, taxes: list[Tax]
) -> None:
    net, found = net_and_taxes(Money(minor, CNY), taxes)
    inside = [each for each in found if each.tax.included]
    assert net.minor + sum(each.amount.minor for each in inside) == minor
    rates = sum((Fraction(tax.rate.num, tax.rate.den) for tax in taxes if tax.included), Fraction())
    assert abs(net.minor - minor / (1 + rates)) <= Fraction(1, 2)
    for each in found:
        exact = net.minor * Fraction(each.tax.rate.num, each.tax.rate.den)
        if not each.tax.included:
            assert abs(each.amount.minor - exact) <= Fraction(1, 2)
    assert [each.tax for each in found] == taxes


@given(st.integers(0, 10**9), TAXES)
def test_taxes_when_money_goes_back_then_it_is_the_mirror_image(
    minor: int, taxes: list[Tax]
) -> None:
    net, found = net_and_taxes(Money(minor, CNY), taxes)
    back, returned = net_and_taxes(Money(-minor, CNY), taxes)
    assert back == -net
    assert [each.amount for each in returned] == [-each.amount for each in found]
