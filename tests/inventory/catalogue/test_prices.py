"""Dated prices: which is in force, and what a new one does to plans and to a clock's mistakes."""

from dataclasses import replace

import pytest

from inventory.catalogue.prices import PriceRow, added, in_force, stands

NOW, DAY, YEAR = 1_000_000, 86_400, 365 * 86_400
FIRST = PriceRow("v", 0, 1, 100, 100)


def new(e4: int, at: int = NOW, *, planned: bool = False) -> PriceRow:
    return PriceRow("v", at, 0, e4, e4, planned)


def rows(*prices: PriceRow) -> list[PriceRow]:
    """Write prices one after another, as the shop does."""
    found = [FIRST]
    for price in prices:
        found.extend(added(found, price))
    return found


def rung(found: list[PriceRow], *instants: int) -> list[int]:
    return [price.price_e4 for at in instants if (price := in_force(found, at)) is not None]


def test_in_force_when_nothing_has_begun_then_there_is_none() -> None:
    assert in_force([], NOW) is None
    assert in_force([new(1, NOW + 1, planned=True)], NOW) is None
    assert in_force([new(1, NOW + 1, planned=True)], NOW + 1) is not None


def test_in_force_when_the_clock_has_fallen_back_then_what_was_decided_still_holds() -> None:
    found = rows(new(79), new(60, NOW + DAY, planned=True))
    assert rung(found, NOW - YEAR, 0, NOW, NOW + DAY) == [79, 79, 79, 60]


def test_added_when_there_is_no_price_then_it_is_the_first() -> None:
    assert added([], new(5)) == (PriceRow("v", NOW, 1, 5, 5),)


@pytest.mark.parametrize("ahead", [1, DAY // 2, YEAR])
def test_price_when_the_clock_had_run_ahead_then_the_newer_decision_holds_at_once_and_for_good(
    ahead: int,
) -> None:
    found = rows(new(95, NOW + ahead), new(79))
    assert rung(found, NOW, NOW + ahead, NOW + 2 * YEAR) == [79, 79, 79]


def test_price_when_planned_then_a_change_before_its_day_leaves_it_planned() -> None:
    found = rows(new(80, NOW + DAY, planned=True), new(150))
    assert rung(found, NOW, NOW + DAY - 1, NOW + DAY) == [150, 150, 80]
    assert [(each.version, each.planned) for each in found] == [
        (1, False), (2, True), (3, False), (4, True),
    ]  # fmt: skip


def test_price_when_two_are_planned_in_any_order_then_each_holds_from_its_day() -> None:
    soon, later = (new(e4, NOW + days * DAY, planned=True) for e4, days in ((80, 7), (70, 14)))
    for found in (rows(soon, later), rows(later, soon), rows(later, soon, new(90))):
        assert rung(found, NOW + 7 * DAY, NOW + 14 * DAY) == [80, 70]


def test_price_when_a_day_is_planned_anew_then_only_the_newer_plan_is_kept() -> None:
    day = NOW + DAY
    found = rows(new(80, day, planned=True), new(75, day, planned=True), new(90))
    assert rung(found, NOW, day) == [90, 75]
    assert len(found) == 5


def test_price_when_a_plan_was_changed_after_its_day_then_a_clock_set_back_does_not_revive_it() -> (
    None
):
    found = rows(new(80, NOW, planned=True), new(90, NOW + DAY), new(60, NOW - YEAR))
    assert rung(found, NOW - YEAR, NOW, NOW + 2 * DAY) == [60, 60, 60]


def test_stands_when_the_same_price_is_in_force_then_nothing_needs_to_be_written() -> None:
    assert stands([FIRST], new(100))
    assert not stands([FIRST], new(101))
    assert not stands([FIRST], replace(new(100), tag_e4=120))
    assert not stands([], new(100))


def test_stands_when_a_plan_waits_then_it_does_but_not_over_a_newer_price() -> None:
    assert stands(rows(new(80, NOW + DAY, planned=True)), new(100))
    assert not stands(rows(new(80, NOW + DAY)), new(100))
