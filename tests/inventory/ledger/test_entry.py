"""Moves: goods and cash go from one place to another, so that nothing appears or vanishes."""

from hypothesis import given
from hypothesis import strategies as st

from inventory.ledger.entry import CUSTOMER_CASH, DRAWER, CashMove, StockMove, balances

PLACES = st.sampled_from(["SH01:store", "SH01:customer", "SH01:loss"])
MOVES = st.builds(
    StockMove, st.integers(1, 9), st.sampled_from(["v1", "v2"]), PLACES, PLACES,
    st.integers(1, 9_000), st.just(0),
)  # fmt: skip


def test_stock_move_when_reversed_then_only_the_places_swap() -> None:
    move = StockMove(2, "v1", "SH01:store", "SH01:customer", 3_000, 89, "count")
    back = StockMove(2, "v1", "SH01:customer", "SH01:store", 3_000, 89, "count")
    assert move.reversed() == back
    assert move.reversed().reversed() == move
    assert StockMove(1, "v", "a", "b", 1, 0).reason == ""


def test_cash_move_when_reversed_then_only_the_accounts_swap() -> None:
    move = CashMove(1, CUSTOMER_CASH, DRAWER, 500)
    assert move.reversed() == CashMove(1, DRAWER, CUSTOMER_CASH, 500)
    assert (CUSTOMER_CASH, DRAWER) == ("customer", "drawer")


def test_balances_when_folded_then_each_place_and_variant_has_its_sum() -> None:
    moves = [
        StockMove(1, "v1", "supplier", "store", 5_000, 0),
        StockMove(2, "v1", "store", "customer", 2_000, 0),
        StockMove(3, "v2", "store", "customer", 1_000, 0),
    ]
    assert balances(moves) == {
        ("supplier", "v1"): -5_000, ("store", "v1"): 3_000, ("customer", "v1"): 2_000,
        ("store", "v2"): -1_000, ("customer", "v2"): 1_000,
    }  # fmt: skip
    assert balances([]) == {}


@given(st.lists(MOVES, max_size=12))
def test_balances_when_any_moves_then_nothing_appears_and_reversals_undo(
    moves: list[StockMove],
) -> None:
    found = balances(moves)
    for variant in ("v1", "v2"):
        assert sum(qty for (_, which), qty in found.items() if which == variant) == 0
    both = balances([*moves, *(move.reversed() for move in moves)])
    assert set(both.values()) <= {0}
