"""What the customer's line display shows: each line as it is rung up, the total, money and change.

It follows the checkout and says nothing of its own accord. Nothing of the goods' cost, of a member
or of the cashier ever goes there. Words are in the shop's language, not in the cashier's.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.catalogue.product import Names
from inventory.kernel.money import Money
from inventory.pricing.cart import CartLine
from inventory.pricing.pipeline import PricedCart, PricedLine
from inventory.service.checkout import Finished
from pos_app.hardware.categories.line_display import DisplayFace, DisplayRow, Wording
from pos_app.i18n import Translator
from pos_app.viewmodels import cart_lines
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.shell import Shell
from pos_app.viewmodels.till import Till

if TYPE_CHECKING:
    from pos_app.viewmodels.base import Cancel

LINE_S = 3
CHANGE_S = 8
_ENGLISH = "en"


class LineDisplayPresenter:
    """Gives faces to ``show`` whenever what a customer should see has changed."""

    def __init__(
        self, till: Till, checkout: CheckoutVM, shell: Shell, show: Callable[[DisplayFace], None]
    ) -> None:
        self._till, self._checkout, self._shell, self._give = till, checkout, shell, show
        self._english = Translator(_ENGLISH)
        self._lines: tuple[CartLine, ...] = ()
        self._total = checkout.cart.priced.total
        self._sale = ""
        self._place = shell.state.place
        self._shown: DisplayFace | None = None
        self._later: Cancel = lambda: None
        checkout.listen(lambda _: self.follow())
        shell.listen(lambda _: self.follow())
        till.session.listen(self.follow)
        self.follow()

    def follow(self) -> None:
        """Look at cart, last sale and screen again; an unchanged one is not shown anew."""
        cart, sale = self._checkout.cart.priced, self._checkout.strip.sale
        before, self._lines = self._lines, cart.cart.lines
        moved = self._total != cart.total
        self._total = cart.total
        entered = self._shell.state.place == "tender" != self._place
        self._place = self._shell.state.place
        sold = sale is not None and sale.sale_id != self._sale
        self._sale = sale.sale_id if sale is not None else ""
        if self._till.session.actor is None:
            self._show(self.welcome())
        elif sale is not None and sold:
            self._show(self.sold(sale), CHANGE_S, self.welcome)
        elif self._lines:
            waited = self._shown == self.welcome()
            self._ringing(cart, before, total=moved or entered or waited)
        elif (before and sale is None) or self._shown is None:
            self._show(self.welcome())

    def _ringing(self, cart: PricedCart, before: tuple[CartLine, ...], *, total: bool) -> None:
        """Show the one line that is new or changed, soon after it the total; else the total."""
        known = {line.number: line for line in before}
        changed = [
            each
            for each in cart.lines
            if (old := known.get(each.line.number)) is not each.line and old != each.line
        ]
        gone = len(before) > len(cart.lines)
        if len(changed) == 1 and not gone and self._place != "tender":
            self._show(self.line(changed[0]), LINE_S, lambda: self.due(self._priced))
        elif changed or gone or total:
            self._show(self.due(cart))

    @property
    def _priced(self) -> PricedCart:
        return self._checkout.cart.priced

    def _show(
        self, face: DisplayFace, seconds: float = 0, then: Callable[[], DisplayFace] | None = None
    ) -> None:
        """Show a face, and after some seconds the one that follows it."""
        self._later()
        self._later = lambda: None
        if face != self._shown:
            self._shown = face
            self._give(face)
        if then is not None:
            follows = then
            self._later = self._till.hands.later(seconds, lambda: self._show(follows()))

    # --- faces ---------------------------------------------------------------------------------

    def welcome(self) -> DisplayFace:
        """Return what is seen while nobody is served."""
        name = self._named(self._till.session.settings.name)
        return DisplayFace(DisplayRow(self._words("display.welcome")), DisplayRow(name))

    def line(self, priced: PricedLine) -> DisplayFace:
        """Return goods, quantity, price and amount."""
        line = priced.line
        each = cart_lines.charged_each(line).plain()
        counted = Wording(f"{line.quantity.plain()} x {each}")
        return DisplayFace(
            DisplayRow(self._named(line.item.names)),
            DisplayRow(counted, priced.amount.plain()),
            "price",
            each,
        )

    def due(self, cart: PricedCart) -> DisplayFace:
        """Return the total and how many pieces it is for."""
        pieces = -(-cart.cart.pieces_milli // 1_000)
        return DisplayFace(
            DisplayRow(self._words("display.total"), cart.total.plain()),
            DisplayRow(self._words("display.pieces", n=pieces)),
            "total",
            cart.total.plain(),
        )

    def sold(self, sale: Finished) -> DisplayFace:
        """Return what was paid and what goes back."""
        paid = DisplayRow(self._words("display.paid"), sale.paid.plain())
        if sale.change == Money.zero(sale.change.currency):
            thanks = DisplayRow(self._words("display.thanks"))
            return DisplayFace(paid, thanks, "paid", sale.paid.plain())
        change = sale.change.plain()
        return DisplayFace(
            paid, DisplayRow(self._words("display.change"), change), "change", change
        )

    def _words(self, key: str, **params: int) -> Wording:
        own = Translator(self._till.session.settings.language)
        return Wording(own(key, **params), self._english(key, **params))

    def _named(self, names: Names) -> Wording:
        return Wording(names.in_language(self._till.session.settings.language), names.en)
