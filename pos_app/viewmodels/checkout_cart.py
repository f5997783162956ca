"""The cart on the counter: drawn at once, kept in order behind it, never long ahead of the disk.

Each edit is applied here and handed to the writer. If one cannot be kept, the edits behind it are
not tried, and what is shown goes back to what is on the disk.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.orders.rights import require_edit
from inventory.people.staff import Actor
from inventory.pricing.cart import (
    AddCode,
    AddLine,
    Cart,
    CartLine,
    Edit,
    RemoveCode,
    RestoreLine,
    apply,
)
from inventory.pricing.pipeline import PricedCart, price
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.counter import CounterState
from pos_app.viewmodels.till import Till


@dataclass(slots=True)
class _Batch:
    """Edits under way of one cart; ``broken`` is set on the writer's thread, once."""

    kept: Cart
    under_way: deque[Cart] = field(default_factory=deque)
    broken: bool = False


class OpenCart:
    """The open cart, its prices, the chosen line and what lies in stock of its goods."""

    def __init__(
        self,
        till: Till,
        counter: CounterState,
        told: Callable[[], None],
        failed: Failed,
        swapped: Callable[[], None],
    ) -> None:
        self._till = till
        self.counter = counter
        self._told = told
        self._failed = failed
        self._swapped = swapped
        self.cart = till.writes.checkout.new_cart()
        self.priced: PricedCart = price(self.cart)
        self.chosen = 0
        self.fresh = 0
        self.on_hand: dict[str, int] = {}
        self._batch = _Batch(self.cart)

    @property
    def line(self) -> CartLine | None:
        """The chosen line."""
        return next((each for each in self.cart.lines if each.number == self.chosen), None)

    def line_of(self, of: tuple[str, int] | None) -> CartLine | None:
        """Return the line that a key was about, (sale id, number), or the chosen one."""
        if of is None:
            return self.line
        number = of[1] if of[0] == self.cart.sale_id else 0
        return next((each for each in self.cart.lines if each.number == number), None)

    def choose(self, number: int) -> None:
        """Choose a line."""
        self.chosen, self.fresh = number, 0
        self._told()

    def use(self, cart: Cart) -> None:
        """Put another cart on the counter: a new one, a parked or a recovered one.

        What was asked or offered about the one before ends here, in ``swapped``.
        """
        other = cart.sale_id != self.cart.sale_id
        self.cart, self.priced = cart, price(cart)
        self.chosen = cart.lines[-1].number if cart.lines else 0
        self.fresh = 0
        self.on_hand = {}
        self._batch = _Batch(cart)
        self._look_up(*(line.item.variant_id for line in cart.lines if line.item.stocked))
        if other:
            self._swapped()
        self._told()

    def edit(self, edit: Edit) -> None:
        """Apply an edit, show it and keep it. Raises ``Refused``; then nothing happened."""
        self.counter.require_free()
        actor = self._till.session.require()
        require_edit(actor, edit)
        before, after = self.cart, apply(self.cart, edit)
        self.priced = price(after, self.priced)
        self.cart = after
        self._attend(edit)
        self._keep(actor, before, edit)
        self._told()

    def _attend(self, edit: Edit) -> None:
        """Choose the line that was touched; keep a choice that is still there."""
        self.fresh = 0
        match edit:
            case AddLine(item):
                self.chosen = self.fresh = self.cart.lines[-1].number
                if item.stocked:
                    self._look_up(item.variant_id)
            case AddCode():
                self.chosen = 0
                return
            case RestoreLine(line):
                self.chosen = line.number
            case _ if hasattr(edit, "number") and not isinstance(edit, RemoveCode):
                self.chosen = edit.number
        if self.line is None:
            self.chosen = self.cart.lines[-1].number if self.cart.lines else 0

    def _look_up(self, *variant_ids: str) -> None:
        actor = self._till.session.actor
        wanted = [each for each in variant_ids if each not in self.on_hand]
        if actor is not None and wanted:
            found = self._till.reads.stock.on_hand(actor, wanted)
            self.on_hand.update({each: quantity.milli for each, quantity in found.items()})

    def look_up(self) -> None:
        """Ask for the stock of what is in the cart, after somebody has signed on."""
        self._look_up(*(line.item.variant_id for line in self.cart.lines if line.item.stocked))

    def require_kept(self) -> Callable[[], None]:
        """Return what a job on the writer asks first: it refuses if an edit could not be kept."""
        batch = self._batch

        def ask() -> None:
            if batch.broken:
                raise Refused(Text.of("checkout.not_kept"))

        return ask

    # --- keeping -----------------------------------------------------------------------------

    def _keep(self, actor: Actor, before: Cart, edit: Edit) -> None:
        batch, checkout = self._batch, self._till.writes.checkout
        batch.under_way.append(self.cart)
        require_kept = self.require_kept()

        def keep() -> None:
            require_kept()
            try:
                checkout.keep(actor, before, edit)
            except SuanpanError:
                batch.broken = True
                raise

        def kept(_: None) -> None:
            batch.kept = batch.under_way.popleft()

        def lost(error: SuanpanError) -> None:
            batch.under_way.popleft()
            if error.text.code != "checkout.not_kept":
                self._failed(error)
            if not batch.under_way and batch is self._batch:
                self.use(batch.kept)

        self._till.hands.write(keep, kept, lost)
