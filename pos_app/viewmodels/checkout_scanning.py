"""What a scanned code does: goods at once, a receipt is shown, a wallet's code is never kept.

A payment code counts only where there is something to pay. What may be a label of the shop just as
well is asked about, and forgotten when nobody answers.
"""

from functools import partial
from typing import TYPE_CHECKING

from inventory.catalogue.codes import (
    EitherCode,
    GoodsCode,
    OwnCode,
    PaymentCode,
    ReceiptCode,
    without_mark,
)
from inventory.kernel.text import Text
from inventory.pricing.cart import AddLine, Entry, SetQuantity, scan
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels import checkout_questions as questions
from pos_app.viewmodels.checkout_notices import Message, Way
from pos_app.viewmodels.checkout_weighing import by_weight

if TYPE_CHECKING:
    from inventory.catalogue.product import Item
    from inventory.service.catalogue import Claim, Found
    from pos_app.i18n import Translator
    from pos_app.viewmodels.checkout import CheckoutVM
    from pos_app.viewmodels.shell import Navigator

AGAIN_MS = 300
_HAND = "hand"
UNDO_S = 8
ANSWER_S = 30


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
                self._payment()
            case EitherCode(as_goods, _):
                self._either(as_goods, code)
            case ReceiptCode(number):
                vm.till.tone("scan")
                self._navigator.go("receipt", str(number))
            case OwnCode(kind, _):
                self._warn(Text.of(f"codes.unused.{kind}"))
            case GoodsCode() as meaning:
                self._goods(meaning, code, device_id, at_ms)

    def take_held(self) -> None:
        """Take the scans that came while the counter was busy, once somebody is signed on."""
        held, self._held = self._held, []
        for each in held:
            self._vm.attempt(partial(self.take, *each))

    def _warn(self, text: Message, *ways: Way, seconds: int = UNDO_S) -> None:
        self._vm.till.tone("blocked")
        self._vm.notices.say("warn", text, *ways, seconds=seconds)

    def _payment(self) -> None:
        """Say what a wallet's code can do here; without goods in the cart it is only too early."""
        lines = self._vm.cart.cart.lines
        self._warn(Text.of("payment.no_codes" if lines else "codes.payment_early"))

    def _either(self, meaning: GoodsCode, code: str) -> None:
        """Ask whether a code is a label or a payment; with nothing to pay it is a label."""
        vm = self._vm
        found = vm.till.reads.catalogue.find_code(vm.till.session.require(), code)
        if found is None:
            self._payment()
            return
        as_label = partial(vm.attempt, partial(self.ring_up, found, meaning.text, again=False))
        if not vm.cart.cart.lines:
            as_label()
            return
        text = Text.of("codes.either", goods=cart_lines.name(found.item, vm.till.words))
        label = Way("label", "codes.way.label", "barcode", as_label)
        pay = Way("pay", "codes.way.pay", "wallet", self._payment)
        self._warn(text, label, pay, seconds=ANSWER_S)

    def _goods(self, meaning: GoodsCode, scanned: str, device_id: str, at_ms: int) -> None:
        """Ring up what is known; of a code that may be a payment only the item's number is kept."""
        vm = self._vm
        found = vm.till.reads.catalogue.find_code(vm.till.session.require(), scanned)
        if found is None and meaning.wallet is not None:
            self._payment()
            return
        code = scanned if meaning.wallet is None else meaning.text
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
        """Put goods into the cart; ``again`` offers to take the second piece back.

        What the scanner said of the symbology is no part of the code that the books keep.
        """
        vm, item = self._vm, found.item
        _, code = without_mark(code)
        if item.open_price and found.price is None:
            vm.till.tone("scan")
            vm.pad.ask(questions.open_price(item, code, vm.editing()))
            return
        if by_weight(item) and found.price is None and not found.weighed:
            vm.till.tone("scan")
            vm.weighing.ask(item, code)
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
        if found.claim is not None:
            self._say_claim(found, found.claim)

    def _say_claim(self, found: "Found", claim: "Claim") -> None:
        """Say what the code claims and was not believed, with the way to do it by hand."""
        vm = self._vm
        line = (vm.cart.cart.sale_id, vm.cart.chosen)  # the one that was rung up just now

        def text(tr: "Translator") -> Text:
            goods = cart_lines.name(found.item, tr)
            if claim.amount is not None:
                return Text.of("codes.says_amount", goods=goods, amount=tr.money(claim.amount))
            n = "" if claim.pieces is None else claim.pieces.plain()
            return Text.of("codes.says_count", goods=goods, n=n)

        price = Way("price", "checkout.act.price", "pencil", partial(vm.act, "price", line))
        count = Way("quantity", "ui.column.quantity", "boxes", partial(vm.act, "quantity", line))
        self._warn(text, price if claim.amount is not None else count)

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
