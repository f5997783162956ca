"""Taking the money: one tap, never two; the drawer, the paper and the strip after the books."""

from collections.abc import Callable, Sequence

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from inventory.pricing.cart import Cart
from inventory.service.checkout import Finished
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.till import Till

APART_S = 0.4


class Paying:
    """Books a cart that is paid. While it is under way ``busy`` is true and nothing else pays."""

    def __init__(
        self,
        till: Till,
        told: Callable[[], None],
        finished: Callable[[Finished], None],
        failed: Failed,
    ) -> None:
        self._till = till
        self._told = told
        self._finished = finished
        self._failed = failed
        self._last_tap = -APART_S
        self.busy = False

    def second_tap(self, touched_s: float | None = None) -> bool:
        """Tell whether this tap on a key of money follows another too soon, or one is under way.

        ``touched_s`` is when the finger came down, if that was before now.
        """
        now = self._till.context.clock.monotonic()
        soon = (now if touched_s is None else touched_s) - self._last_tap < APART_S
        if not soon:
            self._last_tap = now
        return soon or self.busy

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
        """Book the sale behind every edit of its cart; ``then`` runs after the till is ready."""
        till = self._till
        actor = till.session.require()
        if self.busy:
            raise Refused(Text.of("tender.already_settled"))
        self.busy = True

        def booked(sale: Finished) -> None:
            self.busy = False
            if sale.opens_drawer:
                till.devices.kick_drawer()
            till.devices.wake_printer()
            till.sync.wake()
            till.tone("paid")
            self._finished(sale)
            then()

        def refused(error: SuanpanError) -> None:
            self.busy = False
            till.tone("blocked")
            (failed or self._failed)(error)
            self._told()

        complete = till.writes.checkout.complete
        till.hands.write(lambda: complete(actor, cart, offers, one_tap=one_tap), booked, refused)
        self._told()
