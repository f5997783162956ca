"""Cash rounding: R8, and the two nearest amounts that coins can make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.money import CNY, Money, Rounding
from inventory.kernel.text import Text
from inventory.pricing.cash_rounding import CashRule
from tests.inventory.makers import money, refusal_of


@pytest.mark.parametrize(
    ("step", "mode", "open_", "due"),
    [
        (5, Rounding.UP, "1.98", "2.00"), (5, Rounding.UP, "-1.98", "-2.00"),
        (5, Rounding.DOWN, "1.98", "1.95"), (5, Rounding.DOWN, "-1.98", "-1.95"),
        (50, Rounding.HALF_UP, "1.20", "1.00"), (50, Rounding.HALF_UP, "1.25", "1.50"),
        (50, Rounding.HALF_UP, "1.40", "1.50"), (500, Rounding.HALF_UP, "2.00", "0.00"),
        (500, Rounding.HALF_UP, "3.00", "5.00"), (10, Rounding.HALF_UP, "42.06", "42.10"),
        (10, Rounding.HALF_UP, "42.02", "42.00"), (1, Rounding.HALF_UP, "42.06", "42.06"),
    ],
)  # fmt: skip
def test_due_when_a_step_is_set_then_it_is_that_of_the_cases(
    step: int, mode: Rounding, open_: str, due: str
) -> None:
    assert CashRule(step, mode).due(money(open_)) == money(due)


def test_rule_when_nothing_is_set_then_cash_is_exact() -> None:
    assert CashRule() == CashRule(1, Rounding.HALF_UP)
    CashRule().require_legal(money("0.01"))


def test_legal_when_coins_make_it_then_it_passes() -> None:
    for text in ("1.20", "0.00", "-1.30"):
        CashRule(10, Rounding.DOWN).require_legal(money(text))


def test_case_12_when_coins_do_not_make_it_then_the_two_nearest_are_named() -> None:
    rule = CashRule(10, Rounding.DOWN)
    said = refusal_of(lambda: rule.require_legal(money("1.24")))
    assert said == Text.of("tender.not_on_step", given="1.24", low="1.20", high="1.30")


@given(st.integers(-(10**9), 10**9), st.sampled_from([1, 5, 10, 50, 100, 500]),
       st.sampled_from(Rounding))  # fmt: skip
def test_due_when_any_then_it_is_legal_and_less_than_a_step_away(
    minor: int, step: int, mode: Rounding
) -> None:
    rule, open_ = CashRule(step, mode), Money(minor, CNY)
    due = rule.due(open_)
    rule.require_legal(due)
    assert abs(due.minor - minor) < step
    assert rule.due(due) == due
    assert rule.due(-open_) == -due
