"""Carts that were put aside, for the list from which one is taken up again."""

from dataclasses import dataclass

from inventory.pricing.cart import Cart
from inventory.store import cart_repo
from inventory.store.engine import Database


@dataclass(frozen=True, slots=True)
class Parked:
    """A cart that was put aside, with the words somebody gave it."""

    opened_ms: int
    label: str
    cart: Cart


def parked(books: Database) -> tuple[Parked, ...]:
    """Return the carts put aside, oldest first."""
    with books.reading() as connection:
        found = [
            (opened_ms, label, cart_repo.load(connection, sale_id))
            for sale_id, opened_ms, label in cart_repo.carts(connection, "parked")
        ]
    return tuple(Parked(at, label, cart) for at, label, cart in found if cart is not None)
