"""Goods sold by weight: the scale is asked where there is one, and the pad takes a typed weight.

What the scale cannot say in grams that lie still is said in words; nothing is ever sold by a guess.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.catalogue.product import Item
from inventory.kernel.errors import Refused
from inventory.kernel.quantity import KILOGRAM, Quantity
from inventory.kernel.text import Text
from inventory.pricing.cart import AddLine, Cart, CartLine, Entry
from inventory.pricing.pipeline import price
from pos_app.hardware.categories.scale import Weighed
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout_pad import Ask, Quick

if TYPE_CHECKING:
    from pos_app.viewmodels.checkout import CheckoutVM

WEIGH = "weigh"


def by_weight(item: Item) -> bool:
    """Tell whether goods are sold by weight."""
    return item.unit == KILOGRAM


class Weighing:
    """One question after the other: what do these goods weigh?"""

    def __init__(self, vm: "CheckoutVM") -> None:
        self._vm = vm
        self._busy = False

    def ask(self, item: Item, code: str = "") -> None:
        """Ask for the weight of goods, the scale first."""
        scale = self._vm.till.scale
        has_scale = scale is not None and scale.has_scale()

        def done(text: str) -> None:
            self._add(item, code, Quantity.parse(text, KILOGRAM))

        def weigh() -> None:
            self._weigh(done, lambda grams: self._add(item, code, Quantity(grams)))

        self._busy = False
        self._vm.pad.ask(
            Ask(
                title=lambda tr: tr("checkout.pad.weight", goods=cart_lines.name(item, tr)),
                done=done,
                decimals=KILOGRAM.decimals,
                preview=lambda text, tr: _costs(item, text, tr),
                quick=(Quick(WEIGH, self._word, weigh),) if has_scale else (),
            )
        )
        if has_scale:
            weigh()

    def _word(self, tr: Translator) -> str:
        return tr("checkout.weigh.busy" if self._busy else "checkout.weigh")

    def _add(self, item: Item, code: str, quantity: Quantity) -> None:
        if quantity.milli <= 0:
            raise Refused(Text.of("checkout.no_weight"))
        entry: Entry = "scanned" if code else "picked"
        self._vm.edit(AddLine(item, quantity, entry, code))
        self._vm.till.tone("scan")
        self._vm.scanning.say_no_price(item)

    def _weigh(self, done: Callable[[str], None], take: Callable[[int], None]) -> None:
        """Ask the scale for this question; it stays open meanwhile, and a typed digit wins."""
        scale, pad = self._vm.till.scale, self._vm.pad
        if scale is None or self._busy:
            pad.keep()
            return

        def weighed(answer: Weighed) -> None:
            if not pad.asks(done):
                return  # another question, or none: this weight is nobody's
            self._busy = False
            if pad.text:
                pad.keep()
            elif answer.sure:
                pad.answer(lambda: take(answer.grams))
            else:
                self._vm.till.tone("blocked")
                pad.refuse(Refused(answer.reason))

        self._busy = True
        pad.keep()
        scale.weigh(weighed)


def _costs(item: Item, text: str, tr: Translator) -> str:
    """Return what so much of it costs."""
    line = CartLine(1, item, Quantity.parse(text, KILOGRAM), item.price, "picked")
    priced = price(Cart("", item.price.currency, (line,)))
    return tr.money(priced.lines[0].amount)
