"""Taking the money: one tap, never two; the drawer, the paper and the strip after the books."""

from collections.abc import Callable, Sequence

from inventory.kernel.errors import SuanpanError
from inventory.orders.tender import Offer
from inventory.pricing.cart import Cart
from inventory.service.checkout import Finished
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.double_tap import APART_S
from pos_app.viewmodels.till import Kick, Till


class Paying:
    """Books a cart that is paid; the counter says whether anything else is under way."""

    def __init__(
        self,
        till: Till,
        open_cart: OpenCart,
        finished: Callable[[Finished], None],
        failed: Failed,
    ) -> None:
        self._till = till
        self._cart = open_cart
        self._counter = open_cart.counter
        self._finished = finished
        self._failed = failed
        self._last_tap = -APART_S

    def second_tap(self, touched_s: float | None = None) -> bool:
        """Tell whether this tap on a key of money follows another too soon, or one is under way.

        ``touched_s`` is when the finger came down, if that was before now.
        """
        now = self._till.context.clock.monotonic()
        soon = (now if touched_s is None else touched_s) - self._last_tap < APART_S
        if not soon:
            self._last_tap = now
        return soon or self._counter.changing

    def stand_back(self) -> None:
        """Keys of money have just come: a touch from before, or right after, did not mean them."""
        self._last_tap = self._till.context.clock.monotonic()

    def take(
        self,
        cart: Cart,
        offers: Sequence[Offer],
        *,
        one_tap: bool,
        then: Callable[[], None] = lambda: None,
        failed: Failed | None = None,
    ) -> None:
        """Book the sale behind every edit of its cart; ``then`` runs after the till is ready.

        If the books refuse, money of a payment screen, which gives ``failed``, stays taken and the
        cart locked. Raises
        ``Refused`` while something else is under way.
        """
        till, counter = self._till, self._counter
        actor = till.session.require()
        counter.begin("booking")

        def booked(sale: Finished) -> None:
            if sale.opens_drawer:
                till.devices.kick_drawer(Kick(actor, "sale", sale.receipt_no))
            till.devices.wake_printer()
            till.sync.wake()
            till.tone("paid")
            with counter.ending():
                self._finished(sale)
            then()

        def refused(error: SuanpanError) -> None:
            till.tone("blocked")
            (failed or self._failed)(error)
            counter.end(paying=stays)

        complete, require_kept = till.writes.checkout.complete, self._cart.require_kept()
        stays = bool(offers) and failed is not None

        def book() -> Finished:
            require_kept()
            return complete(actor, cart, offers, one_tap=one_tap)

        till.hands.write(counter.ends_with(till.hands, book, paying=stays), booked, refused)
