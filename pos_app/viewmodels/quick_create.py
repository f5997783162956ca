"""Goods for a code that nobody knew: a name, a price, and the customer need not wait."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from inventory.catalogue import codes
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.money import UnitPrice
from inventory.service.settings import NO_TAX
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Till

# Goods by kind, so that a name needs no typing.
KINDS = (
    "tee", "shirt", "trousers", "skirt", "dress", "jacket", "knit", "shoes", "bag", "accessory",
)  # fmt: skip
_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class QuickCreateState:
    """What is typed so far; a trouble stands at the field it belongs to, ``trouble`` at none."""

    code: str = ""
    name: str = ""
    price: str = ""
    symbol: str = ""
    point: bool = True
    colour: str = ""
    size: str = ""
    kinds: tuple[tuple[str, str], ...] = ()
    tax_classes: tuple[tuple[str, str], ...] = ()
    tax_class: str = ""
    name_trouble: str = ""
    price_trouble: str = ""
    trouble: str = ""
    saving: bool = False


class QuickCreateVM(ViewModel[QuickCreateState]):
    """``created(code)`` is called when the goods are in the catalogue and sellable.

    What is typed is kept for each code until it is saved or cancelled: a scan may lead away.
    """

    def __init__(
        self, till: Till, navigator: Navigator, created: Callable[[str], None] = lambda _: None
    ) -> None:
        super().__init__(QuickCreateState())
        self._till, self._navigator, self._created = till, navigator, created
        self._drafts: dict[str, QuickCreateState] = {}
        till.words.listen(self._reword)

    # --- verbs --------------------------------------------------------------------------

    def enter(self, code: str = "") -> None:
        """Begin with a code, or without: the next scan brings it. What was typed for it is back."""
        settings, state = self._till.session.settings, self.state
        code = codes.plain(code)
        if state.name or state.price or state.colour or state.size:
            self._drafts[state.code] = replace(state, saving=False)
        fresh = QuickCreateState(
            code=code,
            symbol=settings.money.symbol,
            point=settings.money.exponent > 0,
            tax_class=settings.default_tax_class,
        )
        self._set(self._drafts.pop(code, fresh))
        self._reword()

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take the code of goods if there is none yet; any other scan belongs to the checkout."""
        meaning = self._till.reads.catalogue.meaning(code)
        if self.state.code or not isinstance(meaning, codes.GoodsCode) or meaning.wallet:
            return False
        self._till.tone("scan")
        self._change(code=codes.plain(code))
        return True

    def set_name(self, name: str) -> None:
        """Take what is typed as the name."""
        self._change(name=name, name_trouble="")

    def pick_kind(self, kind: str) -> None:
        """Take a kind of goods as the name."""
        self.set_name(self._till.words(f"quick.kind.{kind}"))

    def set_colour(self, colour: str) -> None:
        """Take the colour."""
        self._change(colour=colour)

    def set_size(self, size: str) -> None:
        """Take the size."""
        self._change(size=size)

    def set_tax_class(self, tax_class: str) -> None:
        """Take the tax class."""
        self._change(tax_class=tax_class)

    def digit(self, text: str) -> None:
        """Take a digit, two zeros or the point into the price."""
        price = self.state.price
        places = self._till.session.settings.money.exponent
        _, point, part = price.partition(".")
        if text == "." and point:
            return
        longer = ("0" if text == "." and not price else price) + text
        if len(part) + len(text) > places and point and text != ".":
            return
        if len(longer.replace(".", "")) <= _DIGITS_MAX:
            self._change(price=longer, price_trouble="")

    def set_price(self, text: str) -> None:
        """Take what is typed as the price."""
        self.clear()
        for letter in text:
            self.digit(letter)

    def back(self) -> None:
        """Take the last digit back."""
        self._change(price=self.state.price[:-1], price_trouble="")

    def clear(self) -> None:
        """Take the whole price back."""
        self._change(price="", price_trouble="")

    def save(self) -> None:
        """Create the goods and go back to the cart with them."""
        state, till = self.state, self._till
        if state.saving or not self._complete():
            return
        price = UnitPrice.parse(state.price, till.session.settings.money)
        actor = till.session.require()
        self._change(saving=True, trouble="")
        till.hands.write(
            lambda: till.writes.admin.quick_create(
                actor,
                code=state.code,
                name=state.name,
                price=price,
                colour=state.colour,
                size=state.size,
                tax_class=state.tax_class,
            ),
            lambda item: self._saved(state.code, item.style_code),
            lambda error: self._failed(state.code, error),
        )

    def cancel(self) -> None:
        """Go back without it."""
        self._forget(self.state.code)
        self._navigator.go("checkout")

    # --- what comes of it ---------------------------------------------------------------

    def _complete(self) -> bool:
        tr, state = self._till.words, self.state
        name = "" if state.name.strip() else tr("quick.name_missing")
        price = "" if self._price_e4() > 0 else tr("quick.price_missing")
        self._change(name_trouble=name, price_trouble=price)
        if name or price:
            self._till.tone("blocked")
        return not (name or price)

    def _price_e4(self) -> int:
        try:
            return UnitPrice.parse(self.state.price, self._till.session.settings.money).e4
        except Refused:
            return 0

    def _saved(self, code: str, style_code: str) -> None:
        here = self.state.code == code
        self._forget(code)
        self._till.sync.wake()
        if here:  # else somebody is at another code
            self._navigator.go_on("quick_create", "checkout")
        self._created(code or style_code)

    def _forget(self, code: str) -> None:
        """Throw away what was typed for a code, wherever it is."""
        self._drafts.pop(code, None)
        if self.state.code == code:
            self._change(name="", price="", colour="", size="", saving=False)

    def _failed(self, code: str, error: SuanpanError) -> None:
        self._till.tone("blocked")
        if self.state.code == code:
            self._change(saving=False, trouble=self._till.words.text(error.text))

    def _reword(self) -> None:
        tr = self._till.words
        table = self._till.reads.taxes()
        names = {tax.code: name.in_language(tr.language) for tax, name in table.taxes}
        self._change(
            kinds=tuple((kind, tr(f"quick.kind.{kind}")) for kind in KINDS),
            tax_classes=tuple(
                (code, " + ".join(names.get(each, each) for each in members) or tr("quick.no_tax"))
                for code, members in sorted(
                    table.classes.items(), key=lambda each: each[0] == NO_TAX
                )
            ),
        )
