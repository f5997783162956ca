"""Moves of goods and of cash between two places, and the batch that a booking makes of a sale."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

DRAWER = "drawer"
CUSTOMER_CASH = "customer"


@dataclass(frozen=True, slots=True)
class StockMove:
    """Goods from one location to another; ``qty_milli`` is above zero, a reversal swaps places."""

    line: int
    variant_id: str
    from_location: str
    to_location: str
    qty_milli: int
    cost_e4: int
    reason: str = ""

    def reversed(self) -> "StockMove":
        """Return the move that takes this one back."""
        return replace(self, from_location=self.to_location, to_location=self.from_location)


@dataclass(frozen=True, slots=True)
class CashMove:
    """Cash from one account to another in minor units, above zero."""

    line: int
    from_account: str
    to_account: str
    amount: int

    def reversed(self) -> "CashMove":
        """Return the move that takes this one back."""
        return replace(self, from_account=self.to_account, to_account=self.from_account)


def balances(moves: Iterable[StockMove]) -> dict[tuple[str, str], int]:
    """Fold moves into (location, variant) → thousandths; both sides, so the sum is zero."""
    found: dict[tuple[str, str], int] = {}
    for move in moves:
        for place, qty in (
            (move.from_location, -move.qty_milli),
            (move.to_location, move.qty_milli),
        ):
            key = (place, move.variant_id)
            found[key] = found.get(key, 0) + qty
    return found
