"""Carts put aside and taken up again: two taps, and the till keeps them over night."""

from collections.abc import Callable

from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.pricing.cart import Cart
from inventory.pricing.pipeline import price
from inventory.service.parked import Parked
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.checkout_state import ParkedFace
from pos_app.viewmodels.till import Till


class Parking:
    """The carts put aside, as the writer knows them. ``told`` runs after every change.

    ``doubted`` runs when one is taken up that came with a backup and may have been paid.
    """

    def __init__(
        self,
        till: Till,
        open_cart: OpenCart,
        told: Callable[[], None],
        failed: Failed,
        doubted: Callable[[], None],
    ) -> None:
        self._till = till
        self._cart = open_cart
        self._told = told
        self._failed = failed
        self._doubted = doubted
        self._busy = False
        self.carts: tuple[Parked, ...] = ()

    def refresh(self) -> None:
        """Ask the writer which carts are put aside now."""
        self._till.hands.write(self._till.writes.checkout.parked, self._know, self._failed)

    def _know(self, carts: tuple[Parked, ...]) -> None:
        self.carts = carts
        self._told()

    def park(self) -> None:
        """Put the open cart aside; the counter is free at once."""
        till, cart = self._till, self._cart.cart
        actor = till.session.require()
        if not cart.lines:
            return
        self._cart.use(till.writes.checkout.new_cart())

        def refused(error: SuanpanError) -> None:
            self._cart.use(cart)
            self._failed(error)

        checkout = till.writes.checkout
        till.hands.write(lambda: checkout.park(actor, cart), lambda _: self.refresh(), refused)

    def resume(self, sale_id: str) -> None:
        """Take a cart up again; the one on the counter is put aside for it."""
        if self._busy:
            return
        till, before = self._till, self._cart.cart
        actor, checkout = till.session.require(), till.writes.checkout
        doubtful = any(each.cart.sale_id == sale_id and each.from_backup for each in self.carts)
        self._busy = True

        def swap() -> Cart:
            cart = checkout.resume(actor, sale_id)
            if before.lines:
                checkout.park(actor, before)
            else:
                checkout.discard(actor, before.sale_id)
            return cart

        def resumed(cart: Cart) -> None:
            self._busy = False
            self._cart.use(cart)
            if doubtful:
                self._doubted()
            self.refresh()

        def refused(error: SuanpanError) -> None:
            self._busy = False
            self._failed(error)
            self.refresh()

        till.hands.write(swap, resumed, refused)

    def faces(self, tr: Translator) -> tuple[ParkedFace, ...]:
        """Return the list, the newest first."""
        zone = self._till.context.site.zone
        numbered = list(enumerate(self.carts, 1))
        return tuple(_face(number, each, zone, tr) for number, each in reversed(numbered))


def _face(number: int, parked: Parked, zone: str, tr: Translator) -> ParkedFace:
    cart = parked.cart
    first = cart.lines[0].item if cart.lines else None
    time = local_time(parked.opened_ms, zone)[11:16]
    pieces = tr("ui.pieces", n=-(-cart.pieces_milli // 1_000))
    goods = cart_lines.name(first, tr) if first else ""
    doubt = tr("checkout.from_backup.note") if parked.from_backup else ""
    return ParkedFace(
        key=cart.sale_id,
        title=parked.label or tr("checkout.parked.unnamed", n=number),
        note=" • ".join(filter(None, (doubt, time, pieces, goods))),
        total=tr.money(price(cart).total),
        garment=first.garment if first else "",
        rgb=first.colour_rgb if first else "",
        resume=tr("checkout.resume"),
    )
