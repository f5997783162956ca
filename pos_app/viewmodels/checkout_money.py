"""What the keys of money, the bars and the strip of the checkout do."""

from typing import TYPE_CHECKING

from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.checkout_notices import Way

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.viewmodels.checkout import CheckoutVM
    from pos_app.viewmodels.shell import Navigator


class TakingMoney:
    """Cash in one tap, the way to the payment screen, and one question about open codes."""

    def __init__(self, vm: "CheckoutVM", navigator: "Navigator") -> None:
        self._vm = vm
        self._navigator = navigator
        self._asked_of: tuple[tuple[str, int], ...] = ()

    def cash(self, at: int) -> None:
        """Take the amount of a cash key: one tap books the sale. A place without one asks."""
        vm = self._vm
        if vm.state.cash[at].other:
            due = vm.amounts[0] if vm.amounts else None
            if due is not None and vm.can_pay:
                vm.pad.ask(questions.cash(due, self._pay))
            return
        if at < len(vm.amounts) and not vm.paying.second_tap():
            given = vm.amounts[at]
            self._once_asked(lambda: self._pay(given))

    def charge(self) -> None:
        """Go to the payment screen."""
        if self._vm.counter.paying:
            self._navigator.go("tender")
        elif self._vm.can_charge:
            self._once_asked(lambda: self._navigator.go("tender"))

    def _once_asked(self, job: "Callable[[], None]") -> None:
        """Ask once while codes are open: the cashier may believe they were added."""
        vm = self._vm
        cart = vm.cart.cart.sale_id
        waiting = tuple((cart, each.number) for each in vm.unknown.waiting)
        if not set(waiting) <= set(self._asked_of):
            self._asked_of = waiting
            vm.till.tone("blocked")
            way = Way("go_on", "checkout.unknown.go_on", "arrow_right", job)
            vm.notices.say("warn", Text.of("checkout.unknown.open", n=len(waiting)), way)
            return
        vm.attempt(job)

    def _pay(self, given: Money) -> None:
        vm = self._vm
        if not vm.can_pay:
            return
        total = vm.cart.priced.total
        offers = () if total.minor == 0 and given.minor == 0 else (Offer("cash", given),)
        vm.paying.take(vm.cart.cart, offers, one_tap=True)

    # --- bars and strip ------------------------------------------------------------------------

    def alert(self, name: str) -> None:
        """Answer the bar of an unknown code."""
        vm = self._vm
        first = vm.unknown.first
        if first is None:
            return
        if name == "ignore":
            vm.attempt(lambda: vm.unknown.answered(first.number))
        elif name == "create":
            self._navigator.go("quick_create", first.code)
        else:
            vm.function("search")
            vm.for_unknown = True

    def last_sale(self, name: str) -> None:
        """Answer the strip of the last sale."""
        vm = self._vm
        if name == "reprint":
            vm.strip.reprint()
        elif name == "undo":
            vm.strip.undo()
        else:
            self._navigator.go("receipt", vm.strip.receipt_no)
