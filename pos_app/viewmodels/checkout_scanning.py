"""What a scanned code does: goods at once, a receipt is shown, a wallet's code is never kept."""

from functools import partial
from typing import TYPE_CHECKING

from inventory.catalogue.codes import PaymentCode, ReceiptCode
from inventory.kernel.text import Text
from inventory.pricing.cart import AddLine, Entry, SetQuantity, scan
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.checkout_notices import Way

if TYPE_CHECKING:
    from inventory.catalogue.product import Item
    from inventory.service.catalogue import Found
    from pos_app.i18n import Translator
    from pos_app.viewmodels.checkout import CheckoutVM
    from pos_app.viewmodels.shell import Navigator

AGAIN_MS = 300
_HAND = "hand"
UNDO_S = 8


class Scanning:
    """The scanner's side of the checkout; what comes while the counter is busy waits for it."""

    def __init__(self, vm: "CheckoutVM", navigator: "Navigator") -> None:
        self._vm = vm
        self._navigator = navigator
        self._last = ("", "", -AGAIN_MS)
        self._held: list[tuple[str, str, int]] = []

    def take_typed(self, code: str) -> None:
        """Take a code that a hand typed as if it had been read."""
        self.take(code, _HAND, self._vm.till.context.clock.now_ms())

    def take(self, code: str, device_id: str, at_ms: int) -> None:
        """Say what a code means and do it."""
        vm = self._vm
        if vm.counter.changing or vm.till.session.actor is None:
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
        """Take the scans that came while the counter was busy, once somebody is signed on."""
        held, self._held = self._held, []
        for each in held:
            self._vm.attempt(partial(self.take, *each))

    def _goods(self, code: str, device_id: str, at_ms: int) -> None:
        vm = self._vm
        found = vm.till.reads.catalogue.find_code(vm.till.session.require(), code)
        last, self._last = self._last, (code, device_id, at_ms)
        if found is None:
            vm.till.tone("blocked")
            vm.attempt(partial(vm.unknown.add, code))
            return
        again = last[:2] == (code, device_id) and 0 <= at_ms - last[2] < AGAIN_MS
        entry: Entry = "keyed" if device_id == _HAND else "scanned"
        vm.attempt(partial(self.ring_up, found, code, entry=entry, again=again))

    def ring_up(
        self, found: "Found", code: str, *, entry: Entry = "scanned", again: bool = False
    ) -> None:
        """Put goods into the cart; ``again`` offers to take the second piece back."""
        vm, item = self._vm, found.item
        if item.open_price and found.price is None:
            vm.till.tone("scan")
            vm.pad.ask(questions.open_price(item, code, vm.editing()))
            return
        if found.price is None:
            edit = scan(vm.cart.cart, item, found.quantity, entry, code)
        else:
            edit = AddLine(item, found.quantity, entry, code, unit_price=found.price)
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

        def text(tr: "Translator") -> Text:
            goods = cart_lines.name(line.item, tr)
            return Text.of("checkout.again", goods=goods, n=line.quantity.plain())

        vm.notices.say("undo", text, vm.undo(fewer), seconds=UNDO_S, icon="plus")

    def say_no_price(self, item: "Item") -> None:
        """Say that this has no price yet, if it has none and this person may not give it away."""
        vm = self._vm
        if item.price.e4 or vm.barred != cart_lines.NO_PRICE:
            return
        vm.till.tone("blocked")
        line = (vm.cart.cart.sale_id, vm.cart.chosen)  # the one that was rung up just now
        way = Way("price", "checkout.act.price", "pencil", partial(vm.act, "price", line))

        def text(tr: "Translator") -> Text:
            return Text.of("checkout.no_price", goods=cart_lines.name(item, tr))

        vm.notices.say("warn", text, way, seconds=UNDO_S)
