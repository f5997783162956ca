"""What the keys of money, the bars and the strip of the checkout do."""

from typing import TYPE_CHECKING

from inventory.kernel.errors import Refused
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.checkout_notices import Way
from pos_app.viewmodels.money_touch import MoneyTouch, Revision

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
        self._revision = Revision()

    @property
    def revision(self) -> int:
        """The number of what the keys of money say now."""
        return self._revision.of(self._vm.cart.cart, self._vm.amounts)

    def touch(self, revision: int) -> MoneyTouch:
        """Note a finger that comes down on a key of money that shows this revision."""
        return MoneyTouch(self._vm.till.context.clock.monotonic(), revision)

    def cash(self, at: int, touch: MoneyTouch | None = None) -> None:
        """Take the amount of a cash key: one tap books the sale. A place without one asks."""
        vm = self._vm
        other = vm.state.cash[at].other
        if not vm.can_pay or not (other or at < len(vm.amounts)):
            return
        if other:
            self._tapped(touch, self._ask_amount)
        else:
            given = vm.amounts[at]
            self._tapped(touch, lambda: self._pay(given))

    def charge(self, touch: MoneyTouch | None = None) -> None:
        """Go to the payment screen."""
        if self._vm.counter.paying:
            self._navigator.go("tender")
        elif self._vm.can_charge:
            self._tapped(touch, lambda: self._navigator.go("tender"))

    def _tapped(self, touch: MoneyTouch | None, job: "Callable[[], None]") -> None:
        """Do what a key of money says, unless this is a second tap or the cart has changed."""
        vm = self._vm
        touch = touch or self.touch(self.revision)
        if not vm.paying.second_tap(touch.at_s):
            vm.attempt(lambda: self._once_asked(touch.revision, job))

    def _once_asked(self, revision: int, job: "Callable[[], None]") -> None:
        """Ask once while codes are open: the cashier may believe they were added.

        Before the question and after it the cart has to be the one that the key spoke of.
        """
        vm = self._vm
        if revision != self.revision:
            raise Refused(Text.of("payment.changed"))
        cart = vm.cart.cart.sale_id
        waiting = tuple((cart, each.number) for each in vm.unknown.waiting)
        if set(waiting) <= set(self._asked_of):
            self._end_search()
            job()
            return
        self._asked_of = waiting
        vm.till.tone("blocked")

        def go_on() -> None:
            vm.attempt(lambda: self._once_asked(revision, job))

        way = Way("go_on", "checkout.unknown.go_on", "arrow_right", go_on)
        vm.notices.say("warn", Text.of("checkout.unknown.open", n=len(waiting)), way)

    def _end_search(self) -> None:
        """The money is next: what was looked for before it lies over no other sale."""
        vm = self._vm
        vm.sheet, vm.for_unknown = "" if vm.sheet == "find" else vm.sheet, False
        vm.finding.clear()

    def _ask_amount(self) -> None:
        vm = self._vm
        vm.pad.ask(questions.cash(lambda: vm.amounts[0], self._typed))

    def _typed(self, given: Money) -> None:
        """Take an amount that was typed; codes that came meanwhile are asked about."""
        vm = self._vm
        if vm.paying.second_tap() or not vm.can_pay:
            raise Refused(Text.of("checkout.busy"))
        self._once_asked(self.revision, lambda: self._pay(given))

    def _pay(self, given: Money) -> None:
        vm = self._vm
        total = vm.cart.priced.total
        offers = () if total.minor == 0 and given.minor == 0 else (Offer("cash", given),)
        vm.paying.take(vm.cart.cart, offers, one_tap=True)

    # --- bars and strip ------------------------------------------------------------------------

    def alert(self, name: str, number: int = 0) -> None:
        """Answer the bar of an unknown code; ``number`` is of the code that was touched."""
        vm = self._vm
        first = vm.unknown.first
        if first is None or (number and number != first.number):
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
