"""Paying: R7, R8, R10 and the worked cases; the keys of cash."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, TWD, Money, Rounding
from inventory.kernel.text import Text
from inventory.orders.tender import (
    Offer,
    PayRules,
    Standing,
    TenderRow,
    begin,
    put_row,
    quick_cash,
    require_settled,
)
from inventory.orders.tenders import KINDS, opens_drawer, settle
from inventory.pricing.cash_rounding import CashRule
from tests.inventory.makers import money, refusal_of

EXACT = PayRules()
ZERO = money("0.00")


def rules(step: int, mode: Rounding = Rounding.HALF_UP) -> PayRules:
    return PayRules(CashRule(step, mode))


def cash(text: str) -> Offer:
    return Offer("cash", money(text))


def card(text: str, tail: str = "", approval: str = "") -> Offer:
    return Offer("card", money(text), tail, approval)


def row(kind: str, text: str, *, change: bool = False) -> TenderRow:
    return TenderRow(kind, money(text), is_change=change)


def test_rules_when_nothing_is_set_then_cash_is_exact_and_cards_give_nothing_back() -> None:
    assert PayRules() == PayRules(CashRule(), cash_back=False)


def test_settle_when_cash_is_exact_then_one_row_and_no_change() -> None:
    standing = settle(money("12.34"), [cash("12.34")], EXACT)
    assert standing == Standing(money("12.34"), ZERO, (row("cash", "12.34"),), ZERO, settled=True)
    assert standing.change == ZERO
    require_settled(standing)


def test_settle_when_more_cash_is_given_then_change_is_a_row_of_its_own() -> None:
    standing = settle(money("12.34"), [cash("20.00")], EXACT)
    assert standing.rows == (row("cash", "20.00"), row("cash", "-7.66", change=True))
    assert standing.change == money("7.66")
    assert (standing.settled, standing.still_open, standing.rounding) == (True, ZERO, ZERO)


def test_case_18_when_bank_pays_most_then_change_is_stored_not_hidden() -> None:
    standing = settle(money("450"), [card("400"), cash("100")], EXACT)
    assert standing.rows == (
        row("card", "400"), row("cash", "100"), row("cash", "-50", change=True),
    )  # fmt: skip
    assert sum(each.amount.minor for each in standing.rows) == 45_000


@pytest.mark.parametrize(
    ("step", "mode", "total", "given", "rounding", "change"),
    [
        (5, Rounding.UP, "1.98", "2.00", "0.02", "0.00"),
        (5, Rounding.DOWN, "1.98", "1.95", "-0.03", "0.00"),
        (5, Rounding.DOWN, "1.98", "5.00", "-0.03", "3.05"),
        (50, Rounding.HALF_UP, "1.20", "2.00", "-0.20", "1.00"),
        (50, Rounding.HALF_UP, "1.25", "1.50", "0.25", "0.00"),
        (50, Rounding.HALF_UP, "1.40", "1.50", "0.10", "0.00"),
        (10, Rounding.HALF_UP, "42.06", "42.10", "0.04", "0.00"),
        (10, Rounding.HALF_UP, "42.02", "42.00", "-0.02", "0.00"),
        (1, Rounding.HALF_UP, "42.06", "42.06", "0.00", "0.00"),
    ],
)
def test_cases_9_and_13_when_cash_settles_then_the_rounding_stands_beside_the_total(
    step: int, mode: Rounding, total: str, given: str, rounding: str, change: str
) -> None:
    standing = settle(money(total), [cash(given)], rules(step, mode))
    assert standing.settled
    assert (standing.total, standing.rounding) == (money(total), money(rounding))
    assert standing.still_open == ZERO
    assert standing.change == money(change)
    require_settled(standing)


@pytest.mark.parametrize(
    ("total", "given", "rounding"), [("40.00", "0.00", "-2.00"), ("41.00", "5.00", "2.00")]
)
def test_case_10_when_bank_pays_first_then_only_the_cash_part_is_rounded(
    total: str, given: str, rounding: str
) -> None:
    standing = settle(money(total), [card("38.00"), cash(given)], rules(500))
    assert standing.settled
    assert standing.rows == (row("card", "38.00"), row("cash", given))
    assert standing.rounding == money(rounding)
    assert opens_drawer(standing)
    require_settled(standing)


def test_case_12_when_cash_is_not_on_the_step_then_the_nearest_are_named() -> None:
    said = refusal_of(lambda: settle(money("1.90"), [cash("1.24")], rules(10, Rounding.DOWN)))
    assert said == Text.of("tender.not_on_step", given="1.24", low="1.20", high="1.30")


def test_case_2_when_a_card_pays_too_much_then_cash_goes_back_exactly() -> None:
    back = PayRules(cash_back=True)
    standing = settle(money("6036.00"), [card("6100.00")], back)
    assert (standing.settled, standing.still_open) == (False, money("-64.00"))
    standing = settle(money("6036.00"), [card("6100.00"), cash("-64.00")], back)
    assert standing.rows == (row("card", "6100.00"), row("cash", "-64.00", change=True))
    assert (standing.settled, standing.change) == (True, money("64.00"))
    require_settled(standing)
    wanted = Text.of("tender.cash_back_exact", amount="64.00")
    for wrong in ("-63.00", "-65.00", "64.00", "0.00"):
        offers = [card("6100.00"), cash(wrong)]
        assert refusal_of(lambda offers=offers: settle(money("6036"), offers, back)) == wanted
    offers = [card("6100.00"), card("1.00")]
    said = refusal_of(lambda: settle(money("6036.00"), offers, back))
    assert said == Text.of("tender.nothing_open")


def test_cash_back_when_the_step_is_coarse_then_it_is_rounded_the_same_way() -> None:
    back = PayRules(CashRule(10), cash_back=True)
    standing = settle(money("9.97"), [card("20.00"), cash("-10.00")], back)
    assert standing.rounding == money("0.03")
    assert standing.settled
    require_settled(standing)


def test_r10_when_cash_back_is_off_then_a_card_pays_at_most_what_is_open() -> None:
    wanted = Text.of("tender.card_above_open", amount="10.00")
    assert refusal_of(lambda: settle(money("10.00"), [card("10.01")], EXACT)) == wanted
    assert settle(money("10.00"), [card("10.00")], EXACT).settled


def test_r7_when_cash_is_only_a_part_then_nothing_is_rounded_yet() -> None:
    standing = settle(money("41.03"), [cash("20.00")], rules(5))
    assert (standing.settled, standing.still_open) == (False, money("21.03"))
    assert (standing.rounding, standing.rows) == (ZERO, (row("cash", "20.00"),))
    done = settle(money("41.03"), [cash("20.00"), card("21.03")], rules(5))
    assert (done.settled, done.rounding) == (True, ZERO)
    done = settle(money("41.03"), [cash("20.00"), cash("21.05")], rules(5))
    assert (done.settled, done.rounding) == (True, money("0.02"))


@pytest.mark.parametrize("offer", [cash("-1.00"), cash("0.00"), card("0.00"), card("-1.00")])
def test_amount_when_not_above_zero_then_it_is_refused(offer: Offer) -> None:
    said = refusal_of(lambda: settle(money("10.00"), [offer], EXACT))
    assert said == Text.of("tender.amount_positive")


@pytest.mark.parametrize("offer", [cash("0.01"), card("0.01")])
def test_amount_when_one_unit_then_it_is_taken(offer: Offer) -> None:
    assert settle(money("10.00"), [offer], EXACT).still_open == money("9.99")


def test_settle_when_paid_then_another_tender_is_refused() -> None:
    offers = [cash("10.00"), cash("1.00")]
    said = refusal_of(lambda: settle(money("10.00"), offers, EXACT))
    assert said == Text.of("tender.already_settled")


def test_settle_when_the_kind_is_unknown_then_it_is_named() -> None:
    offer = Offer("barter", money("1.00"))
    said = refusal_of(lambda: settle(money("1.00"), [offer], EXACT))
    assert said == Text.of("tender.unknown_kind", kind="barter")


def test_settle_when_more_is_given_than_a_column_holds_then_it_is_refused_in_words() -> None:
    limit = Money(10**12, CNY)
    assert settle(money("1.00"), [Offer("cash", limit)], EXACT).settled
    for kind in ("cash", "card"):
        offer = Offer(kind, Money(10**12 + 1, CNY))
        said = refusal_of(lambda offer=offer: settle(money("1.00"), [offer], EXACT))
        assert said == Text.of("tender.too_large", limit="10000000000.00")


def test_settle_when_nothing_is_to_pay_then_no_tender_is_needed() -> None:
    standing = settle(ZERO, [], EXACT)
    assert standing == Standing(ZERO, ZERO, (), ZERO, settled=True)
    assert not opens_drawer(standing)
    require_settled(standing)
    assert settle(ZERO, [cash("5.00")], EXACT).change == money("5.00")
    assert settle(ZERO, [cash("0.00")], EXACT).settled


def test_settle_when_nothing_was_offered_then_all_is_open() -> None:
    standing = settle(money("3.00"), [], EXACT)
    assert standing == begin(money("3.00"))
    assert standing == Standing(money("3.00"), money("3.00"), (), ZERO, settled=False)
    said = refusal_of(lambda: require_settled(standing))
    assert said == Text.of("tender.still_open", amount="3.00")


def test_require_settled_when_rows_do_not_add_up_then_it_stops() -> None:
    broken = Standing(money("3.00"), ZERO, (row("cash", "2.00"),), ZERO, settled=True)
    with pytest.raises(AssertionError):
        require_settled(broken)
    rounded = Standing(money("3.00"), ZERO, (row("cash", "2.00"),), money("-1.00"), settled=True)
    require_settled(rounded)


def test_put_row_when_added_then_what_is_open_goes_down_by_it() -> None:
    standing = put_row(begin(money("5.00")), row("card", "2.00"))
    assert standing.rows == (row("card", "2.00"),)
    assert standing.still_open == money("3.00")
    assert not standing.settled


def test_card_when_the_slip_is_noted_then_its_row_carries_it() -> None:
    (paid,) = settle(money("9.00"), [card("9.00", "4242", "A1B2C3")], EXACT).rows
    assert paid == TenderRow("card", money("9.00"), False, "4242", "A1B2C3")
    (paid,) = settle(money("9.00"), [card("9.00", "", "A" * 12)], EXACT).rows
    assert (paid.card_tail, paid.approval) == ("", "A" * 12)


@pytest.mark.parametrize("tail", ["424", "42424", "4111111111111111", "abcd", "42 4"])
def test_card_when_more_than_its_last_digits_are_typed_then_it_is_refused(tail: str) -> None:
    said = refusal_of(lambda: settle(money("9.00"), [card("9.00", tail)], EXACT))
    assert said == Text.of("tender.card_tail")


@pytest.mark.parametrize("approval", ["A" * 13, "A-1", " ", "12 3"])
def test_card_when_the_approval_is_no_short_word_then_it_is_refused(approval: str) -> None:
    said = refusal_of(lambda: settle(money("9.00"), [card("9.00", "4242", approval)], EXACT))
    assert said == Text.of("tender.approval")


def test_card_when_part_is_paid_then_the_rest_stays_open() -> None:
    standing = settle(money("9.00"), [card("4.00")], EXACT)
    assert (standing.settled, standing.still_open) == (False, money("5.00"))
    assert not opens_drawer(standing)


def test_card_when_one_minor_unit_is_open_then_it_pays_that_and_never_nothing() -> None:
    assert settle(money("0.01"), [card("0.01")], EXACT).settled
    said = refusal_of(lambda: settle(ZERO, [card("1.00")], PayRules(cash_back=True)))
    assert said == Text.of("tender.nothing_open")


def test_kinds_when_listed_then_only_cash_opens_the_drawer() -> None:
    assert {code: kind.opens_drawer for code, kind in KINDS.items()} == {
        "cash": True, "card": False,
    }  # fmt: skip
    assert all(kind.code == code for code, kind in KINDS.items())
    assert opens_drawer(settle(money("9.00"), [card("4.00"), cash("5.00")], EXACT))


YUAN = (100, 500, 1_000, 2_000, 5_000, 10_000)


@pytest.mark.parametrize(
    ("total", "step", "notes", "keys"),
    [
        ("37.50", 10, YUAN, ["37.50", "38.00", "40.00", "100.00"]),
        ("45.00", 10, YUAN, ["45.00", "50.00", "60.00", "100.00"]),
        ("100.00", 10, YUAN, ["100.00"]),
        ("99.00", 10, YUAN, ["99.00", "100.00"]),
        ("1.98", 5, YUAN, ["2.00", "5.00", "10.00", "100.00"]),
        ("45.00", 1, (5_000, 2_000), ["45.00", "50.00", "60.00"]),
        ("163.00", 1, (500, 1_000, 10_000), ["163.00", "165.00", "170.00", "200.00"]),
        ("0.00", 1, YUAN, ["0.00"]),
        ("45.00", 50, (30, 5_000), ["45.00", "50.00"]),
        ("12.00", 1, (), ["12.00"]),
    ],
)
def test_quick_cash_when_notes_are_known_then_exact_first_and_what_one_hands_over(
    total: str, step: int, notes: tuple[int, ...], keys: list[str]
) -> None:
    found = quick_cash(money(total), CashRule(step), notes)
    assert [each.plain() for each in found] == keys


def test_quick_cash_when_the_currency_has_no_cents_then_keys_are_whole() -> None:
    found = quick_cash(Money(1_390, TWD), CashRule(), (100, 500, 1_000))
    assert found == tuple(Money(n, TWD) for n in (1_390, 1_400, 1_500, 2_000))


OFFERS = st.lists(
    st.builds(
        Offer, st.sampled_from(["cash", "card"]), st.integers(-2_000, 5_000).map(
            lambda minor: Money(minor * 5, CNY)
        ),
    ),
    max_size=5,
)  # fmt: skip


@given(st.integers(0, 20_000), OFFERS, st.sampled_from([1, 5, 10, 50, 500]),
       st.sampled_from(Rounding), st.booleans())  # fmt: skip
def test_settle_when_any_offers_then_rows_are_total_and_rounding_or_it_is_open(
    minor: int, offers: list[Offer], step: int, mode: Rounding, cash_back: bool
) -> None:
    total = Money(minor, CNY)
    try:
        standing = settle(total, offers, PayRules(CashRule(step, mode), cash_back))
    except Refused:
        return
    taken = sum(each.amount.minor for each in standing.rows)
    assert taken + standing.still_open.minor == minor + standing.rounding.minor
    assert abs(standing.rounding.minor) < step
    assert standing.total == total
    if standing.settled:
        assert standing.still_open.minor == 0
        require_settled(standing)
    if not any(each.kind == "cash" for each in standing.rows):
        assert standing.rounding.minor == 0
    assert all(each.amount.minor < 0 for each in standing.rows if each.is_change)


@given(st.integers(1, 1_000_000), st.sampled_from([1, 5, 10, 50]), st.sampled_from(Rounding))
def test_quick_cash_when_any_key_is_pressed_then_the_sale_is_settled(
    minor: int, step: int, mode: Rounding
) -> None:
    total, rule = Money(minor, CNY), CashRule(step, mode)
    keys = quick_cash(total, rule, YUAN)
    assert 1 <= len(keys) <= 4
    assert list(keys) == sorted(set(keys), key=lambda key: key.minor)
    for key in keys:
        assert settle(total, [Offer("cash", key)], PayRules(rule)).settled
