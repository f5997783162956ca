"""Money: exact parsing, the one rounding function, splitting without loss, rates, unit prices."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.errors import Refused
from inventory.kernel.money import (
    CNY,
    CURRENCIES,
    TWD,
    USD,
    Currency,
    Money,
    Rate,
    Rounding,
    UnitPrice,
    div_round,
    largest_remainder,
)
from inventory.kernel.text import Text
from tests.inventory.makers import refusal_of

AMOUNTS = st.integers(-(10**12) + 1, 10**12 - 1)
DENOMINATORS = st.integers(1, 10**9)
THREE = Currency("TND", 3, "DT")


@pytest.mark.parametrize(
    ("numerator", "denominator", "mode", "expected"),
    [
        (5, 2, Rounding.HALF_UP, 3),
        (-5, 2, Rounding.HALF_UP, -3),
        (5, -2, Rounding.HALF_UP, -3),
        (-5, -2, Rounding.HALF_UP, 3),
        (4, 3, Rounding.HALF_UP, 1),
        (5, 3, Rounding.HALF_UP, 2),
        (4, 2, Rounding.HALF_UP, 2),
        (0, 7, Rounding.HALF_UP, 0),
        (7, 1, Rounding.HALF_UP, 7),
        (1, 100, Rounding.UP, 1),
        (-1, 100, Rounding.UP, -1),
        (100, 100, Rounding.UP, 1),
        (99, 100, Rounding.DOWN, 0),
        (-199, 100, Rounding.DOWN, -1),
        (1, 2, Rounding.DOWN, 0),
    ],
)
def test_div_round_when_given_a_fraction_then_the_mode_decides(
    numerator: int, denominator: int, mode: Rounding, expected: int
) -> None:
    assert div_round(numerator, denominator, mode) == expected


def test_div_round_when_no_mode_is_named_then_half_goes_away_from_zero() -> None:
    assert (div_round(1, 2), div_round(-1, 2), div_round(49, 100)) == (1, -1, 0)


@given(AMOUNTS, DENOMINATORS, st.sampled_from(Rounding))
def test_div_round_when_the_sign_turns_then_the_result_is_the_mirror_image(
    numerator: int, denominator: int, mode: Rounding
) -> None:
    assert div_round(-numerator, denominator, mode) == -div_round(numerator, denominator, mode)


@given(AMOUNTS, DENOMINATORS)
def test_div_round_when_compared_with_the_fraction_then_each_mode_keeps_its_side(
    numerator: int, denominator: int
) -> None:
    exact = abs(Fraction(numerator, denominator))
    up, down, half = (abs(div_round(numerator, denominator, mode)) for mode in
                      (Rounding.UP, Rounding.DOWN, Rounding.HALF_UP))  # fmt: skip
    assert down <= exact <= up
    assert up - down == (0 if exact.denominator == 1 else 1)
    assert abs(half - exact) <= Fraction(1, 2)
    assert half - exact != Fraction(-1, 2)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (89, [33, 33, 33], (30, 30, 29)),
        (10, [33, 33, 33], (4, 3, 3)),
        (-10, [33, 33, 33], (-4, -3, -3)),
        (100, [1], (100,)),
        (5, [0, 0, 0], (5, 0, 0)),
        (-5, [0], (-5,)),
        (0, [3, 4], (0, 0)),
        (0, [], ()),
        (7, [0, 2, 5], (0, 2, 5)),
        (1, [1, 2], (0, 1)),
        (2, [3, 2, 1], (1, 1, 0)),
        (3, [1, 1], (2, 1)),
        (10, [1, 10, 1], (1, 8, 1)),
    ],
)
def test_split_when_weights_are_given_then_largest_remainders_win_and_earlier_ties(
    total: int, weights: list[int], parts: tuple[int, ...]
) -> None:
    assert largest_remainder(total, weights) == parts


def test_split_when_there_are_no_parts_then_money_cannot_vanish() -> None:
    with pytest.raises(ValueError, match=r"^no parts to split over$"):
        largest_remainder(1, [])


@given(AMOUNTS, st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_split_when_done_then_parts_add_up_and_none_is_off_by_one_unit(
    total: int, weights: list[int]
) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    if sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - Fraction(total * weight, sum(weights))) < 1
            assert part * total >= 0
            assert weight or not part


@pytest.mark.parametrize(
    ("text", "minor"),
    [("12.34", 1234), ("12", 1200), ("-0.5", -50), ("+3.1", 310), (" 7.00 ", 700), ("0", 0),
     ("0.005", 1), ("0.0049", 0), ("-0.005", -1), ("10.006", 1001), ("10.004", 1000),
     ("999999999999.99", 99999999999999), ("1.00000000000000", 100)],
)  # fmt: skip
def test_parse_when_text_is_a_number_then_it_rounds_half_up(text: str, minor: int) -> None:
    assert Money.parse(text, CNY) == Money(minor, CNY)


def test_parse_when_the_currency_has_other_digits_then_they_decide() -> None:
    assert Money.parse("1.4", TWD) == Money(1, TWD)
    assert Money.parse("1.5", TWD) == Money(2, TWD)
    assert Money.parse("1.2345", THREE) == Money(1235, THREE)


@pytest.mark.parametrize("text", ["", "abc", "1,5", "1.", ".5", "1e3", "--1", "1.2.3", "NaN"])
def test_parse_when_text_is_no_plain_number_then_it_is_refused(text: str) -> None:
    wanted = Text.of("kernel.not_a_number", field="amount", value=text)
    assert refusal_of(lambda: Money.parse(text, CNY)) == wanted
    assert refusal_of(lambda: Money.parse_exact(text, CNY)) == wanted


def test_parse_when_refused_then_the_field_is_named_and_the_text_is_cut() -> None:
    said = refusal_of(lambda: Money.parse("x" * 60, CNY, "price"))
    assert said == Text.of("kernel.not_a_number", field="price", value="x" * 40)
    said = refusal_of(lambda: Money.parse_exact("x" * 60, CNY, "float"))
    assert said == Text.of("kernel.not_a_number", field="float", value="x" * 40)


def test_parse_when_the_number_is_too_long_then_it_is_refused() -> None:
    assert Money.parse("9" * 12, CNY).minor == int("9" * 12) * 100
    long = "9" * 13
    said = refusal_of(lambda: Money.parse(long, CNY))
    assert said == Text.of("kernel.number_too_long", field="amount", value=long)
    assert Money.parse("0." + "0" * 13 + "1", CNY) == Money(0, CNY)
    long = "0." + "0" * 14 + "1" + "0" * 40
    said = refusal_of(lambda: Money.parse("0." + "0" * 15, CNY))
    assert said == Text.of("kernel.number_too_long", field="amount", value="0." + "0" * 15)
    assert refusal_of(lambda: Money.parse(long, CNY)).params["value"] == long[:40]


def test_parse_exact_when_digits_go_below_the_minor_unit_then_it_is_refused() -> None:
    assert Money.parse_exact("1.20", CNY) == Money(120, CNY)
    assert Money.parse_exact("1.200", CNY) == Money(120, CNY)
    assert Money.parse_exact("-3", TWD) == Money(-3, TWD)
    said = refusal_of(lambda: Money.parse_exact("1.205", CNY))
    assert said == Text.of("kernel.below_minor_unit", field="amount", value="1.205")
    said = refusal_of(lambda: Money.parse_exact("0." + "1" * 14, CNY, "cash"))
    assert said == Text.of("kernel.below_minor_unit", field="cash", value="0." + "1" * 14)


def test_parse_exact_when_the_refused_text_is_long_then_it_is_cut() -> None:
    text = "0" * 11 + "1.005" + " " * 40
    said = refusal_of(lambda: Money.parse_exact(text, CNY))
    assert said.params["value"] == text[:40]


@given(AMOUNTS, st.sampled_from([CNY, TWD, THREE]))
def test_plain_when_parsed_again_then_it_is_the_same_amount(minor: int, currency: Currency) -> None:
    amount = Money(minor, currency)
    assert Money.parse_exact(amount.plain(), currency) == amount
    assert Money.parse(amount.plain(), currency) == amount


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(5, CNY, "0.05"), (-5, CNY, "-0.05"), (123456, CNY, "1234.56"), (0, CNY, "0.00"),
     (7, TWD, "7"), (-70, TWD, "-70"), (1, THREE, "0.001")],
)  # fmt: skip
def test_plain_when_written_then_it_has_the_currencys_digits(
    minor: int, currency: Currency, text: str
) -> None:
    assert Money(minor, currency).plain() == text


def test_money_when_currencies_differ_then_they_do_not_mix() -> None:
    yuan, dollars = Money(1, CNY), Money(1, USD)
    for work in (lambda: yuan + dollars, lambda: yuan - dollars, lambda: yuan < dollars):
        with pytest.raises(TypeError, match=r"^CNY and USD do not mix$"):
            work()
    assert yuan != dollars


@given(AMOUNTS, AMOUNTS)
def test_money_when_added_and_compared_then_it_behaves_as_its_minor_units(a: int, b: int) -> None:
    one, two = Money(a, CNY), Money(b, CNY)
    assert (one + two).minor == a + b
    assert (one - two).minor == a - b
    assert (-one).minor == -a
    assert (one < two, one <= two, one == two, one >= two, one > two) == (
        a < b, a <= b, a == b, a >= b, a > b,
    )  # fmt: skip
    assert bool(one) == bool(a)
    assert (one + two).currency is CNY
    assert (one - two).currency is CNY
    assert (-one).currency is CNY


def test_money_when_zero_then_it_keeps_its_currency() -> None:
    assert Money.zero(TWD) == Money(0, TWD)


def test_total_when_added_up_then_it_is_one_amount_and_currencies_never_mix() -> None:
    assert Money.total([], TWD) == Money(0, TWD)
    assert Money.total([Money(3, CNY), Money(-5, replace(CNY))], CNY) == Money(-2, CNY)
    with pytest.raises(TypeError, match="CNY and TWD do not mix"):
        Money.total([Money(1, TWD), Money(1, CNY)], TWD)


def test_money_when_split_then_each_part_is_money() -> None:
    assert Money(10, TWD).split([1, 2]) == (Money(3, TWD), Money(7, TWD))


@pytest.mark.parametrize(
    ("minor", "rate", "expected"),
    [(99, Rate(1, 10), 10), (95, Rate(1, 10), 10), (94, Rate(1, 10), 9), (-95, Rate(1, 10), -10),
     (100, Rate(21, 100), 21)],
)  # fmt: skip
def test_of_rate_when_taken_then_it_is_rounded_once(minor: int, rate: Rate, expected: int) -> None:
    assert Money(minor, CNY).of_rate(rate) == Money(expected, CNY)


@pytest.mark.parametrize(
    ("minor", "step", "mode", "expected"),
    [(198, 5, Rounding.UP, 200), (-198, 5, Rounding.UP, -200), (198, 5, Rounding.DOWN, 195),
     (-198, 5, Rounding.DOWN, -195), (120, 50, Rounding.HALF_UP, 100),
     (125, 50, Rounding.HALF_UP, 150), (140, 50, Rounding.HALF_UP, 150),
     (7, 1, Rounding.HALF_UP, 7)],
)  # fmt: skip
def test_round_to_when_a_step_is_named_then_the_mode_picks_its_multiple(
    minor: int, step: int, mode: Rounding, expected: int
) -> None:
    assert Money(minor, CNY).round_to(step, mode) == Money(expected, CNY)


def test_currency_when_asked_for_by_code_then_it_is_known_or_refused() -> None:
    assert Currency.of("TWD") is TWD
    assert {code: each.code for code, each in CURRENCIES.items()} == {c: c for c in CURRENCIES}
    assert refusal_of(lambda: Currency.of("XXX")) == Text.of("kernel.unknown_currency", code="XXX")
    with pytest.raises(Refused) as refused:
        Currency.of("XXX")
    assert refused.value.__suppress_context__


def test_currency_when_listed_then_digits_and_sign_are_those_of_the_standard() -> None:
    listed = {each.code: (each.exponent, each.symbol) for each in CURRENCIES.values()}
    assert listed == {
        "CNY": (2, "¥"), "HKD": (2, "HK$"), "TWD": (0, "NT$"), "MOP": (2, "MOP$"),
        "SGD": (2, "S$"), "MYR": (2, "RM"), "JPY": (0, "¥"), "GBP": (2, "£"), "EUR": (2, "€"),
        "USD": (2, "$"), "CHF": (2, "CHF "),
    }  # fmt: skip
    assert (TWD.unit, CNY.unit, THREE.unit) == (1, 100, 1000)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("21%", Rate(21, 100)), ("8.25%", Rate(825, 10_000)), ("21", Rate(21, 100)),
     (" 5 % ", Rate(5, 100)), ("1", Rate(1, 100)), ("0.21", Rate(21, 10_000)),
     ("100%", Rate(100, 100)), ("-5", Rate(-5, 100))],
)  # fmt: skip
def test_rate_when_parsed_then_it_is_per_cent_with_the_sign_or_without(
    text: str, rate: Rate
) -> None:
    found = Rate.parse(text)
    assert Fraction(found.num, found.den) == Fraction(rate.num, rate.den)


def test_rate_when_text_is_no_number_then_it_is_refused() -> None:
    said = refusal_of(lambda: Rate.parse("x%"))
    assert said == Text.of("kernel.not_a_number", field="rate", value="x")
    said = refusal_of(lambda: Rate.parse("0." + "1" * 17, "tax"))
    assert said == Text.of("kernel.number_too_long", field="tax", value="0." + "1" * 17)
    assert Rate.parse("0." + "1" * 16).den == 10**18  # the widest that a column holds


@pytest.mark.parametrize("den", [0, -1])
def test_rate_when_its_denominator_is_not_positive_then_it_is_a_bug(den: int) -> None:
    with pytest.raises(ValueError, match=r"^a rate needs a positive denominator$"):
        Rate(1, den)
    assert Rate(1, 1).den == 1


@pytest.mark.parametrize(
    ("rate", "text"),
    [(Rate(21, 100), "21"), (Rate(825, 10_000), "8.25"), (Rate(1, 3), "33.3333"),
     (Rate(0, 1), "0"), (Rate(1, 1), "100"), (Rate(1, 10), "10"), (Rate(2, 3), "66.6667"),
     (Rate(-1, 20), "-5")],
)  # fmt: skip
def test_rate_when_written_as_percent_then_four_digits_at_most(rate: Rate, text: str) -> None:
    assert rate.plain_percent() == text


def test_rate_when_made_of_whole_percents_then_it_is_over_a_hundred() -> None:
    assert Rate.percent(15) == Rate(15, 100)


@pytest.mark.parametrize(
    ("text", "e4"),
    [("12.5", 125_000), ("0.0001", 1), ("0.00005", 1), ("0.00004", 0), ("3", 30_000)],
)
def test_unit_price_when_parsed_then_it_rounds_at_the_fourth_digit(text: str, e4: int) -> None:
    assert UnitPrice.parse(text, CNY) == UnitPrice(e4, CNY)


def test_unit_price_when_text_is_bad_then_the_field_is_named() -> None:
    said = refusal_of(lambda: UnitPrice.parse("?", CNY))
    assert said == Text.of("kernel.not_a_number", field="price", value="?")
    said = refusal_of(lambda: UnitPrice.parse("0." + "1" * 17, CNY, "cost"))
    assert said == Text.of("kernel.number_too_long", field="cost", value="0." + "1" * 17)
    assert UnitPrice.parse("0." + "1" * 16, CNY).e4 == 1111


@given(AMOUNTS, st.sampled_from([CNY, TWD]))
def test_unit_price_when_made_of_money_then_it_shows_that_money(
    minor: int, currency: Currency
) -> None:
    price = UnitPrice.of_money(Money(minor, currency))
    assert price.e4 * currency.unit == minor * 10_000
    assert price.shown() == Money(minor, currency)


def test_unit_price_when_shown_then_it_is_rounded_to_the_currency() -> None:
    assert UnitPrice(10_050, CNY).shown() == Money(101, CNY)
    assert UnitPrice(10_049, CNY).shown() == Money(100, CNY)
    assert UnitPrice(15_000, TWD).shown() == Money(2, TWD)


@pytest.mark.parametrize(
    ("e4", "currency", "text"),
    [(125_000, CNY, "12.50"), (125_001, CNY, "12.5001"), (30_000, TWD, "3"),
     (35_000, TWD, "3.5"), (-5, CNY, "-0.0005"), (100_000, CNY, "10.00"), (125_010, CNY, "12.501")],
)  # fmt: skip
def test_unit_price_when_written_then_it_has_at_least_the_currencys_digits(
    e4: int, currency: Currency, text: str
) -> None:
    assert UnitPrice(e4, currency).plain() == text
