"""What lies where, for the till's UI thread: balances of this store and the last moves."""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.kernel.quantity import Quantity
from inventory.people.staff import Actor, Permission
from inventory.service.context import Context
from inventory.store import stock_repo
from inventory.store.engine import Database

MOVES_MAX = 200


@dataclass(frozen=True, slots=True)
class Movement:
    """One move of a variant: when, how much, from where to where, and the document behind it."""

    at_ms: int
    quantity: Quantity
    from_location: str
    to_location: str
    source_type: str
    source_id: str
    reason: str


class StockQuery:
    """Questions about stock, answered from this till's own books."""

    def __init__(self, context: Context, reader: Database) -> None:
        self._context = context
        self._reader = reader

    def on_hand(self, actor: Actor, variant_ids: Iterable[str]) -> dict[str, Quantity]:
        """Return what lies on this store's floor of each variant; what never moved is 0."""
        actor.require(Permission.SELL)
        wanted = tuple(dict.fromkeys(variant_ids))
        with self._reader.reading() as connection:
            found = stock_repo.balances(connection, self._context.site.floor, wanted)
        return {each: Quantity(found.get(each, 0)) for each in wanted}

    def movements(self, actor: Actor, variant_id: str, limit: int = 50) -> tuple[Movement, ...]:
        """Return the last moves of a variant, the newest first."""
        actor.require(Permission.STOCK)
        with self._reader.reading() as connection:
            rows = stock_repo.moves(connection, variant_id, min(limit, MOVES_MAX))
        return tuple(Movement(row[0], Quantity(row[1]), *row[2:]) for row in rows)
