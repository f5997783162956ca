"""Money that is taken for a cart before its sale is complete. All but ``new`` run on the writer.

Each tender is one small row without fsync, as an edit of the cart is; where the money has moved
already, at a card terminal, the row is durable. While a cart has rows it is locked.
"""

from collections.abc import Sequence

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.orders.tender import Offer, Taken
from inventory.orders.tenders import KINDS
from inventory.people.staff import Actor, Permission
from inventory.pricing.cart import Cart
from inventory.service.context import Context
from inventory.store import cart_repo, taken_repo
from inventory.store.engine import Connection, Database


class Taking:
    """The use cases of a payment that is not complete yet."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context = context
        self._books = books

    def new(self, offer: Offer) -> Taken:
        """Return what is taken now; nothing is written, any thread may ask."""
        return Taken(self._context.new_id(), offer, self._context.clock.now_ms())

    def keep(self, actor: Actor, cart: Cart, taken: Sequence[Taken]) -> None:
        """Keep what was taken for an open cart."""
        actor.require(Permission.SELL)
        with self._books.transaction(durable=_moved(taken)) as connection:
            if cart_repo.state_of(connection, cart.sale_id) != "open":
                raise Refused(Text.of("cart.not_there"))
            for each in taken:
                taken_repo.insert(connection, self._context.origin, cart.sale_id, each)

    def give_back(self, actor: Actor, taken: Taken) -> None:
        """Forget what was given back before the sale was booked."""
        actor.require(Permission.SELL)
        with self._books.transaction(durable=_moved((taken,))) as connection:
            taken_repo.delete(connection, taken.id)

    def of(self, cart: Cart) -> tuple[Taken, ...]:
        """Return what was taken for a cart, behind every earlier write."""
        with self._books.reading() as connection:
            return tuple(taken_repo.of(connection, cart.sale_id, cart.currency))


def _moved(taken: Sequence[Taken]) -> bool:
    return any(KINDS[each.offer.kind].moves_elsewhere for each in taken)


def require_none(connection: Connection, sale_id: str) -> None:
    """Refuse to change or put aside a cart for which money was taken."""
    if taken_repo.any_of(connection, sale_id):
        raise Refused(Text.of("payment.finish_first"))


def settle(connection: Connection, cart: Cart, offers: Sequence[Offer]) -> None:
    """Let the rows become tenders of the sale being booked; it must hold all of them, in order."""
    taken = taken_repo.of(connection, cart.sale_id, cart.currency)
    if not taken:
        return
    rest = iter(offers)
    if not all(each.offer in rest for each in taken):
        raise Refused(Text.of("payment.finish_first"))
    taken_repo.clear(connection, cart.sale_id)
