"""Money taken for the cart on the counter: it belongs to the cart, whatever screen is on top.

Shown at once and kept row by row behind it. While there is any the counter is locked.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import Money
from inventory.orders.tender import Offer, Standing, Taken, begin
from inventory.orders.tenders import settle
from inventory.service.checkout import pay_rules
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from inventory.people.staff import Actor


class Payment:
    """What was taken so far, in order."""

    def __init__(self, till: Till, open_cart: OpenCart) -> None:
        self._till = till
        self._cart = open_cart
        self._listeners: list[tuple[Callable[[], None], Failed]] = []
        self._actor: Actor | None = None
        self._kept: set[str] = set()
        self._order: list[str] = []
        self.taken: tuple[Taken, ...] = ()

    def listen(self, told: Callable[[], None], failed: Failed) -> None:
        """Call ``told`` after every change, ``failed`` when one could not be kept."""
        self._listeners.append((told, failed))

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What was taken, as the books want it."""
        return tuple(each.offer for each in self.taken)

    @property
    def total(self) -> Money:
        """What was taken, added up."""
        zero = Money.zero(self._cart.cart.currency)
        return sum((offer.amount for offer in self.offers), zero)

    def settled_with(self, offers: Sequence[Offer]) -> Standing:
        """Return how the sale would stand with these. Raises Refused where the rules do not fit."""
        rules = pay_rules(self._till.session.settings)
        return settle(self._cart.priced.total, tuple(offers), rules)

    @property
    def standing(self) -> Standing:
        """How the sale stands; where the rules do not fit what was taken, its sum counts."""
        try:
            return self.settled_with(self.offers)
        except Refused:
            nothing = begin(self._cart.priced.total)
            return replace(nothing, still_open=nothing.total - self.total)

    @property
    def left(self) -> Money:
        """What is still to pay, nothing once all is paid; what goes back, as cash is rounded."""
        standing = self.standing
        if standing.settled:
            return Money.zero(standing.total.currency)
        if standing.still_open.minor >= 0:
            return standing.still_open
        return pay_rules(self._till.session.settings).cash.due(standing.still_open)

    def use(self, taken: Sequence[Taken]) -> None:
        """Go on with what is kept of the cart on the counter: mostly nothing."""
        self._kept = {each.id for each in taken}
        self._order = [each.id for each in taken]
        self._show(tuple(taken))

    def take(self, offers: Sequence[Offer]) -> None:
        """List more money; ``keep`` writes it, unless the sale is booked with it at once."""
        self._actor = self._till.session.require()
        new = tuple(map(self._till.writes.taking.new, offers))
        self._order += (each.id for each in new)
        self._show((*self.taken, *new))

    def keep(self) -> None:
        """Keep what is listed and not kept yet: the sale goes on later.

        What the disk refuses stays listed, for the money is in the drawer, and is tried again.
        """
        fresh = [each for each in self.taken if each.id not in self._kept]
        actor, cart, keep = self._actor, self._cart.cart, self._till.writes.taking.keep
        if not fresh or actor is None:
            return
        names = {each.id for each in fresh}
        self._kept |= names

        def lost(error: SuanpanError) -> None:
            self._kept -= names
            self._tell_failed(error)

        self._till.hands.write(lambda: keep(actor, cart, fresh), failed=lost)

    def give_back(self, gone: Taken) -> None:
        """Give one back before the sale is booked; what the disk refuses is shown as taken.

        It comes back to where it was: the books want all that was taken, in its order.
        """
        actor, cart = self._till.session.require(), self._cart.cart
        taking = self._till.writes.taking
        self._show(tuple(each for each in self.taken if each is not gone))

        def lost(error: SuanpanError) -> None:
            """Show it where it stood among those that are there by now: others went, or came."""
            self._tell_failed(error)
            if cart.sale_id == self._cart.cart.sale_id:
                again = sorted((*self.taken, gone), key=lambda each: self._order.index(each.id))
                self._show(tuple(again))

        self._till.hands.write(lambda: taking.give_back(actor, cart, gone), failed=lost)

    def _show(self, taken: tuple[Taken, ...]) -> None:
        self.taken = taken
        self._cart.counter.lock(paying=bool(taken))
        for told, _ in self._listeners:
            told()

    def _tell_failed(self, error: SuanpanError) -> None:
        for _, failed in self._listeners:
            failed(error)
