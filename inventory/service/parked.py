"""Carts that were put aside: the list, how a cart goes there and comes back, also after a stop."""

from dataclasses import dataclass

from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency
from inventory.kernel.states import CART
from inventory.kernel.text import Text
from inventory.pricing.cart import Cart
from inventory.service import taking
from inventory.store import cart_repo, taken_repo
from inventory.store.engine import Connection, Database


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


def recover(connection: Connection, currency: Currency) -> Cart | None:
    """Return the cart to go on with, one for which money was taken first; park the others.

    One of another currency than the shop's waits with them: nothing can be added to it.
    """
    found = [
        cart
        for sale_id, _, _ in cart_repo.carts(connection, "open")
        if (cart := cart_repo.load(connection, sale_id)) is not None
    ]
    ours = [each for each in found if each.currency == currency]
    paid = (cart for cart in ours if taken_repo.any_of(connection, cart.sale_id))
    wanted = next(paid, next((cart for cart in reversed(ours) if not cart.empty), None))
    for cart in found:
        if cart.empty:
            cart_repo.discard(connection, cart.sale_id)
        elif cart is not wanted:
            cart_repo.set_state(connection, cart.sale_id, "parked", "")
    return wanted


def any_unpaid(connection: Connection) -> bool:
    """Tell whether a cart that holds anything is open or put aside."""
    kept = (cart_repo.carts(connection, state) for state in ("open", "parked"))
    carts = (cart_repo.load(connection, each[0]) for rows in kept for each in rows)
    return any(cart is not None and not cart.empty for cart in carts)


def move(connection: Connection, sale_id: str, old: str, new: str, label: str = "") -> Cart:
    """Let a kept cart change its state; one that is not there is refused."""
    CART.require(old, new)
    if all(each[0] != sale_id for each in cart_repo.carts(connection, old)):
        raise Refused(Text.of("cart.not_there"))
    cart_repo.set_state(connection, sale_id, new, label[:40])
    cart = cart_repo.load(connection, sale_id)
    assert cart is not None
    return cart


def put_aside(connection: Connection, cart: Cart | None) -> None:
    """Park the cart on the counter, or forget one that holds nothing."""
    if cart is None:
        return
    if cart.empty:
        cart_repo.discard(connection, cart.sale_id)
    else:
        taking.require_none(connection, cart.sale_id)
        move(connection, cart.sale_id, "open", "parked")
