"""Money that is taken for a cart before its sale is complete. All but ``new`` run on the writer.

Each tender is one small row without fsync, as an edit of the cart is; where the money has moved
already, at a card terminal, the row is durable. While a cart has rows it is locked.
"""

from collections import Counter
from collections.abc import Sequence

from inventory.kernel.errors import Refused
from inventory.kernel.states import TENDER
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.orders.tender import Offer, Taken
from inventory.orders.tenders import KINDS
from inventory.people.staff import Actor, Permission
from inventory.pricing.cart import Cart
from inventory.service.context import Context
from inventory.service.standing import require_still
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
            _require_open(connection, cart)
            for each in taken:
                taken_repo.insert(connection, self._context.origin, cart.sale_id, each)

    def give_back(self, actor: Actor, cart: Cart, taken: Taken) -> None:
        """Give one back before the sale is booked.

        Cash is in the customer's hand again and is forgotten. Where the money had moved, at a
        terminal, the row stays and the journal tells of it, also when it was not kept yet.
        """
        actor.require(Permission.SELL)
        moved = _moved((taken,))
        with self._books.transaction(durable=moved) as connection:
            require_still(connection, actor)
            if moved:
                _require_open(connection, cart)
                self._tell_given_back(connection, actor, cart, taken)
            else:
                taken_repo.delete(connection, taken.id)

    def _tell_given_back(
        self, connection: Connection, actor: Actor, cart: Cart, taken: Taken
    ) -> None:
        context, offer, then = self._context, taken.offer, "given_back"
        taken_repo.insert(connection, context.origin, cart.sale_id, taken)
        have = taken_repo.facts(connection, taken.id)
        assert have is not None
        TENDER.require(have[0], then)
        taken_repo.set_state(connection, taken.id, then, context.clock.now_ms())
        body = {
            "id": taken.id, "sale_id": cart.sale_id, "kind": offer.kind,
            "amount": offer.amount.minor, "currency": offer.amount.currency.code,
            "card_tail": offer.card_tail, "approval": offer.approval,
        }  # fmt: skip
        context.record(connection, actor, journal.GIVEN_BACK, body)

    def of(self, cart: Cart) -> tuple[Taken, ...]:
        """Return what was taken for a cart, behind every earlier write."""
        with self._books.reading() as connection:
            return tuple(taken_repo.of(connection, cart.sale_id, cart.currency))


def _require_open(connection: Connection, cart: Cart) -> None:
    """Refuse money of a sale that is booked, or of a cart that is not on the counter."""
    if cart_repo.state_of(connection, cart.sale_id) != "open":
        raise Refused(Text.of("cart.not_there"))


def _moved(taken: Sequence[Taken]) -> bool:
    return any(KINDS[each.offer.kind].moves_elsewhere for each in taken)


def require_none(connection: Connection, sale_id: str) -> None:
    """Refuse to change or put aside a cart for which money was taken."""
    if taken_repo.any_of(connection, sale_id):
        raise Refused(Text.of("payment.finish_first"))


def settle(connection: Connection, cart: Cart, offers: Sequence[Offer]) -> None:
    """Let the rows become tenders of the sale being booked; it must hold all of them.

    In whatever order: one that the disk refused at first is a later row than it was taken.
    """
    taken = taken_repo.of(connection, cart.sale_id, cart.currency)
    if not taken:
        return
    if Counter(each.offer for each in taken) - Counter(offers):
        raise Refused(Text.of("payment.finish_first"))
    taken_repo.clear(connection, cart.sale_id)
