"""Carts put aside and taken up again: two taps, and the till keeps them over night."""

from collections.abc import Callable

from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.orders.tender import Taken
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
        taken: Callable[[tuple[Taken, ...]], None],
    ) -> None:
        self._till = till
        self._cart = open_cart
        self._told = told
        self._failed = failed
        self._taken = taken
        self.doubted: Callable[[], None] = lambda: None
        self.carts: tuple[Parked, ...] = ()
        self._faces: tuple[ParkedFace, ...] = ()
        self._faces_in = ""

    def refresh(self) -> None:
        """Ask the writer which carts are put aside now."""
        self._till.hands.write(self._till.writes.checkout.parked, self._know, self._failed)

    def recover(self, found: Callable[[Cart | None, tuple[Taken, ...]], None]) -> None:
        """Ask for the cart that was open when the till stopped, and what was taken for it.

        What is scanned before the answer waits for it.
        """
        checkout, taking = self._till.writes.checkout, self._till.writes.taking
        counter = self._cart.counter
        counter.begin("resuming")

        def look() -> tuple[Cart | None, tuple[Taken, ...], bool]:
            cart = checkout.recover()
            return (cart, taking.of(cart), checkout.doubtful(cart)) if cart else (None, (), False)

        def answered(kept: tuple[Cart | None, tuple[Taken, ...], bool]) -> None:
            cart, taken, doubtful = kept
            with counter.ending(paying=bool(taken)):
                found(cart, taken)
                self._doubt(doubtful=doubtful)
                self.refresh()

        self._till.hands.write(counter.ends_with(self._till.hands, look), answered, self._refused)

    def _doubt(self, *, doubtful: bool) -> None:
        """Whoever paid this cart elsewhere must not pay it again."""
        if doubtful:
            self._till.tone("blocked")
            self.doubted()

    def _know(self, carts: tuple[Parked, ...]) -> None:
        self.carts = carts
        self._faces_in = ""
        self._told()

    def park(self) -> None:
        """Put the open cart aside. Raises ``Refused`` while the counter is not free."""
        till, cart = self._till, self._cart.cart
        actor, checkout = till.session.require(), till.writes.checkout
        if cart.empty:
            return
        counter = self._cart.counter
        counter.begin("parking")

        def put_aside(_: object) -> None:
            with counter.ending():
                self._cart.use(checkout.new_cart())
                self.refresh()

        require_kept = self._cart.require_kept()

        def park() -> None:
            require_kept()
            checkout.park(actor, cart)

        till.hands.write(counter.ends_with(till.hands, park), put_aside, self._refused)

    def resume(self, sale_id: str) -> None:
        """Take a cart up again; the one on the counter is put aside for it.

        Raises ``Refused`` while the counter is not free.
        """
        till, before = self._till, self._cart.cart
        actor, checkout = till.session.require(), till.writes.checkout
        doubtful = any(each.cart.sale_id == sale_id and each.from_backup for each in self.carts)
        taking, counter = till.writes.taking, self._cart.counter
        counter.begin("resuming")
        require_kept = self._cart.require_kept()

        def take_up() -> tuple[Cart, tuple[Taken, ...]]:
            require_kept()
            cart = checkout.resume(actor, sale_id, aside=before)
            return cart, taking.of(cart)

        def resumed(found: tuple[Cart, tuple[Taken, ...]]) -> None:
            cart, taken = found
            with counter.ending(paying=bool(taken)):
                self._cart.use(cart)
                self._doubt(doubtful=doubtful)
                self._taken(taken)
                self.refresh()

        till.hands.write(counter.ends_with(till.hands, take_up), resumed, self._refused)

    def _refused(self, error: SuanpanError) -> None:
        with self._cart.counter.ending():
            self._failed(error)
            self.refresh()

    def faces(self, tr: Translator) -> tuple[ParkedFace, ...]:
        """Return the list, the newest first.

        It is made once for each language: carts that wait do not change, and every scan shows them.
        """
        if self._faces_in != tr.language:
            zone = self._till.context.site.zone
            numbered = list(enumerate(self.carts, 1))
            self._faces = tuple(
                _face(number, each, zone, tr) for number, each in reversed(numbered)
            )
            self._faces_in = tr.language
        return self._faces


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
