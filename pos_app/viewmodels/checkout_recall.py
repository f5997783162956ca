"""After a start: the cart that was open, else the sale booked last, lest it be charged again.

A till that stops between the books and the screen has shown neither the change nor that it is paid.
"""

from typing import TYPE_CHECKING

from inventory.kernel.text import Text
from inventory.orders.tender import Taken
from inventory.pricing.cart import Cart
from pos_app.i18n import Translator

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM

RECENT_MS = 3_600_000


def after_start(vm: "CheckoutVM", cart: Cart | None, taken: tuple[Taken, ...]) -> None:
    """Put the cart back that was open when the till stopped, and what was taken for it."""
    if cart is None:
        _recall(vm)
        return
    vm.cart.use(cart)
    vm.payment.use(taken)
    vm.notices.say("good", Text.of("checkout.recovered", n=vm.pieces))


def _recall(vm: "CheckoutVM") -> None:
    """Show the newest sale as the last one, and say that it is paid, if it was just before now.

    After a clock that went back every sale counts as recent: rather shown once too often.
    """
    till = vm.till
    last = till.reads.history.last()
    if last is None or last.voided_by or till.context.clock.now_ms() - last.end_ms > RECENT_MS:
        return

    def words(tr: Translator) -> Text:
        due = tr.money(last.total + last.rounding)
        return Text.of("checkout.booked_before", receipt=last.receipt_no, amount=due)

    vm.strip.recall(last)
    vm.notices.say("warn", words)
