"""Carts that were put aside, for the list from which one is taken up again, or after a stop."""

from dataclasses import dataclass

from inventory.pricing.cart import Cart
from inventory.store import cart_repo
from inventory.store.engine import Database


@dataclass(frozen=True, slots=True)
class Parked:
    """A cart that was put aside, with the words somebody gave it.

    ``from_backup``: it was open when a backup was made that came back; it may have been paid.
    """

    opened_ms: int
    label: str
    cart: Cart
    from_backup: bool = False


def parked(books: Database) -> tuple[Parked, ...]:
    """Return the carts put aside, oldest first."""
    with books.reading() as connection:
        found = [
            (opened_ms, label, cart, cart_repo.is_from_backup(connection, sale_id))
            for sale_id, opened_ms, label in cart_repo.carts(connection, "parked")
            if (cart := cart_repo.load(connection, sale_id)) is not None
        ]
    return tuple(Parked(*each) for each in found)


def recovered(books: Database) -> Cart | None:
    """Return the cart that was open when the till stopped, and put the others aside.

    One that came with a backup waits with them: it may have been paid, and somebody has to look.
    """
    with books.transaction() as connection:
        found = [
            cart
            for sale_id, _, _ in cart_repo.carts(connection, "open")
            if (cart := cart_repo.load(connection, sale_id)) is not None
        ]
        own = [each for each in found if not cart_repo.is_from_backup(connection, each.sale_id)]
        wanted = next((cart for cart in reversed(own) if cart.lines), None)
        for cart in found:
            if not cart.lines:
                cart_repo.discard(connection, cart.sale_id)
            elif cart is not wanted:
                cart_repo.set_state(connection, cart.sale_id, "parked", "")
    return wanted
