"""What a scanned code does: goods at once, a receipt is shown, a wallet's code is never kept."""

from functools import partial
from typing import TYPE_CHECKING

from inventory.catalogue.codes import PaymentCode, ReceiptCode
from inventory.kernel.text import Text
from inventory.pricing.cart import AddLine, SetQuantity, scan
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.checkout_notices import Way
from pos_app.viewmodels.checkout_weighing import by_weight

if TYPE_CHECKING:
    from inventory.catalogue.product import Item
    from inventory.service.catalogue import Found
    from pos_app.viewmodels.checkout import CheckoutVM
    from pos_app.viewmodels.shell import Navigator

AGAIN_MS = 300
# Codes that name goods and say nothing of how much of them there is.
_WITHOUT_WEIGHT = frozenset({"own_label", "gtin", "upc_e"})
UNDO_S = 8


class Scanning:
    """The scanner's side of the checkout; what comes while a sale is booked waits for the next."""

    def __init__(self, vm: "CheckoutVM", navigator: "Navigator") -> None:
        self._vm = vm
        self._navigator = navigator
        self._last = ("", "", -AGAIN_MS)
        self._held: list[tuple[str, str, int]] = []

    def take(self, code: str, device_id: str, at_ms: int) -> None:
        """Say what a code means and do it."""
        vm = self._vm
        if vm.paying.busy:
            self._held.append((code, device_id, at_ms))
            return
        vm.notices.pass_by()
        match vm.till.reads.catalogue.meaning(code):
            case PaymentCode():
                vm.till.tone("blocked")
                vm.notices.say("warn", Text.of("payment.no_codes"), seconds=UNDO_S)
            case ReceiptCode(number):
                vm.till.tone("scan")
                self._navigator.go("receipt", str(number))
            case _:
                self._goods(code, device_id, at_ms)

    def take_held(self) -> None:
        """Take the scans that came while a sale was being booked."""
        held, self._held = self._held, []
        for each in held:
            self.take(*each)

    def _goods(self, code: str, device_id: str, at_ms: int) -> None:
        vm = self._vm
        found = vm.till.reads.catalogue.find_code(vm.till.session.require(), code)
        last, self._last = self._last, (code, device_id, at_ms)
        if found is None:
            vm.till.tone("blocked")
            vm.unknown.add(code)
            vm.cart.choose(0)
            return
        again = last[:2] == (code, device_id) and 0 <= at_ms - last[2] < AGAIN_MS
        vm.attempt(partial(self.ring_up, found, code, again=again))

    def ring_up(self, found: "Found", code: str, *, again: bool = False) -> None:
        """Put goods into the cart; ``again`` offers to take the second piece back."""
        vm, item = self._vm, found.item
        if item.open_price and found.price is None:
            vm.till.tone("scan")
            vm.pad.ask(questions.open_price(item, code, vm.edit))
            return
        if by_weight(item) and found.price is None and found.why in _WITHOUT_WEIGHT:
            vm.till.tone("scan")
            vm.weighing.ask(item, code)
            return
        if found.price is None:
            edit = scan(vm.cart.cart, item, found.quantity, "scanned", code)
        else:
            edit = AddLine(item, found.quantity, "scanned", code, unit_price=found.price)
        vm.edit(edit)
        vm.till.tone("again" if isinstance(edit, SetQuantity) else "scan")
        if again and isinstance(edit, SetQuantity):
            self._offer_fewer(edit.number, found)
        elif found.price is None:
            self.say_no_price(item)

    def _offer_fewer(self, number: int, found: "Found") -> None:
        vm = self._vm
        line = vm.cart.cart.line(number)

        def fewer() -> None:
            vm.edit(SetQuantity(number, vm.cart.cart.line(number).quantity - found.quantity))

        goods = cart_lines.name(line.item, vm.till.words)
        text = Text.of("checkout.again", goods=goods, n=line.quantity.plain())
        vm.notices.say("undo", text, vm.undo(fewer), seconds=UNDO_S, icon="plus")

    def say_no_price(self, item: "Item") -> None:
        """Say that this has no price yet, if it has none and this person may not give it away."""
        vm = self._vm
        if item.price.e4 or not vm.unpriced:
            return
        vm.till.tone("blocked")
        goods = cart_lines.name(item, vm.till.words)
        way = Way("price", "checkout.act.price", "pencil", partial(vm.act, "price"))
        vm.notices.say("warn", Text.of("checkout.no_price", goods=goods), way, seconds=UNDO_S)
