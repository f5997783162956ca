"""The cart: a fold of small edits. Every edit returns a new cart and can be kept as one row.

A cart is never stored as such: its edits are, in order, and ``apply`` plays them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from inventory.catalogue.product import Item
from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text

Entry = Literal["scanned", "keyed", "picked"]
DiscountKind = Literal["percent", "gift"]
QTY_MAX = Quantity.pieces(99_999)
NOTE_MAX = 80
LINES_MAX = 2_000  # the longest real invoice seen has 1,114


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """A discount on one line; a gift is a whole discount with its own name."""

    rate: Rate
    kind: DiscountKind = "percent"


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """A discount on the whole order: a percentage, an amount, or a round-off (抹零)."""

    kind: Literal["percent", "amount", "round_off"]
    rate: Rate | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line; ``number`` names it for its whole life and is never used again in this cart."""

    number: int
    item: Item
    quantity: Quantity
    unit_price: UnitPrice
    entry: Entry
    code: str = ""
    discount: LineDiscount | None = None
    note: str = ""

    @property
    def price_overridden(self) -> bool:
        """Tell whether somebody changed the price by hand."""
        return self.unit_price != self.item.price


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code that nobody knew, waiting for an answer. It moves no money and is never sold."""

    number: int
    code: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Cart:
    """The open sale: its id was made when it opened and stays the sale's id."""

    sale_id: str
    currency: Currency
    lines: tuple[CartLine, ...] = ()
    order_discount: OrderDiscount | None = None
    round_off: Money | None = None
    next_number: int = 1
    codes: tuple[OpenCode, ...] = ()
    next_code: int = 1

    def line(self, number: int) -> CartLine:
        """Return the line of this number; a missing one is refused."""
        for each in self.lines:
            if each.number == number:
                return each
        raise Refused(Text.of("cart.no_such_line", number=number))

    @property
    def empty(self) -> bool:
        """Tell whether nothing would be lost with this cart."""
        return not self.lines and not self.codes

    @property
    def fresh(self) -> bool:
        """Tell whether nothing was ever put into this cart."""
        return self == Cart(self.sale_id, self.currency)

    @property
    def pieces_milli(self) -> int:
        """Return the sum of quantities in thousandths."""
        return sum(each.quantity.milli for each in self.lines)


@dataclass(frozen=True, slots=True)
class AddLine:
    """Put a new line at the end."""

    item: Item
    quantity: Quantity
    entry: Entry
    code: str = ""
    unit_price: UnitPrice | None = None


@dataclass(frozen=True, slots=True)
class SetQuantity:
    """Set a line's quantity; it must stay above zero."""

    number: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class SetDiscount:
    """Set or take away a line's discount."""

    number: int
    discount: LineDiscount | None


@dataclass(frozen=True, slots=True)
class SetPrice:
    """Override a line's unit price."""

    number: int
    unit_price: UnitPrice


@dataclass(frozen=True, slots=True)
class SwapItem:
    """Change a line to another colour or size; quantity and discount stay."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class SetNote:
    """Write a note on a line, for the shop's own eyes."""

    number: int
    note: str


@dataclass(frozen=True, slots=True)
class RemoveLine:
    """Take a line away."""

    number: int


@dataclass(frozen=True, slots=True)
class RestoreLine:
    """Put a removed line back where it was."""

    line: CartLine
    position: int


@dataclass(frozen=True, slots=True)
class SetOrderDiscount:
    """Set or take away the discount on the whole order."""

    discount: OrderDiscount | None


@dataclass(frozen=True, slots=True)
class SetRoundOff:
    """Set or take away the round-off (抹零)."""

    amount: Money | None


@dataclass(frozen=True, slots=True)
class AddCode:
    """Let a code that nobody knew wait for an answer."""

    code: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class RemoveCode:
    """Let a code go: it was ignored, or rung up in another way."""

    number: int


@dataclass(frozen=True, slots=True)
class ClearCart:
    """Take everything away."""


Edit = (
    AddLine | SetQuantity | SetDiscount | SetPrice | SwapItem | SetNote
    | RemoveLine | RestoreLine | SetOrderDiscount | SetRoundOff | AddCode | RemoveCode | ClearCart
)  # fmt: skip


def apply(cart: Cart, edit: Edit) -> Cart:
    """Return the cart after one edit; an edit that breaks a rule is refused, the cart stays."""
    match edit:
        case AddLine():
            return _add(cart, edit)
        case RemoveLine(number):
            gone = cart.line(number)
            return replace(cart, lines=tuple(each for each in cart.lines if each is not gone))
        case RestoreLine(line, position):
            return _restore(cart, line, position)
        case SetOrderDiscount(discount):
            _require_order_discount(discount)
            return replace(cart, order_discount=discount)
        case SetRoundOff(amount):
            if amount is not None and amount.minor <= 0:
                raise Refused(Text.of("cart.discount_range"))
            return replace(cart, round_off=amount)
        case AddCode(code, at_ms):
            return _add_code(cart, code, at_ms)
        case RemoveCode(number):
            return replace(cart, codes=tuple(each for each in cart.codes if each.number != number))
        case ClearCart():
            return replace(cart, lines=(), order_discount=None, round_off=None, codes=())
        case _:
            changed = _changed(cart.line(edit.number), edit)
            _require_line(changed)
            return _with_line(cart, changed)


def _changed(
    line: CartLine, edit: SetQuantity | SetDiscount | SetPrice | SwapItem | SetNote
) -> CartLine:
    match edit:
        case SetQuantity(_, quantity):
            return replace(line, quantity=quantity)
        case SetDiscount(_, discount):
            return replace(line, discount=discount)
        case SetPrice(_, unit_price):
            return replace(line, unit_price=unit_price)
        case SwapItem(_, item):
            keep = line.unit_price if line.price_overridden else item.price
            return replace(line, item=item, unit_price=keep)
        case SetNote(_, note):
            return replace(line, note=note[:NOTE_MAX])


def play(cart: Cart, edits: Iterable[Edit]) -> Cart:
    """Apply edits in order; how a cart comes back after a restart."""
    for edit in edits:
        cart = apply(cart, edit)
    return cart


def refill(gone: Cart) -> tuple[Edit, ...]:
    """Return the edits that bring back what ``ClearCart`` took away from this cart."""
    edits: list[Edit] = [RestoreLine(line, at) for at, line in enumerate(gone.lines)]
    if gone.order_discount is not None:
        edits.append(SetOrderDiscount(gone.order_discount))
    if gone.round_off is not None:
        edits.append(SetRoundOff(gone.round_off))
    return (*edits, *(AddCode(each.code, each.at_ms) for each in gone.codes))


def scan(cart: Cart, item: Item, quantity: Quantity, entry: Entry, code: str = "") -> Edit:
    """Return the edit that a scanned item makes: one more on its line, or a new line.

    A line takes it up when variant, price and price version agree and nobody touched its price.
    """
    for line in cart.lines:
        if line.item.variant_id == item.variant_id and _same_offer(line, item):
            return SetQuantity(line.number, line.quantity + quantity)
    return AddLine(item, quantity, entry, code)


def _same_offer(line: CartLine, item: Item) -> bool:
    then = line.item
    return (
        line.unit_price == then.price == item.price
        and then.price_version == item.price_version
        and then.taxes == item.taxes
    )


def _add(cart: Cart, edit: AddLine) -> Cart:
    _require_room(cart)
    price = edit.unit_price if edit.unit_price is not None else edit.item.price
    line = CartLine(cart.next_number, edit.item, edit.quantity, price, edit.entry, edit.code)
    _require_line(line)
    return replace(cart, lines=(*cart.lines, line), next_number=cart.next_number + 1)


def _add_code(cart: Cart, code: str, at_ms: int) -> Cart:
    if len(cart.codes) >= LINES_MAX:
        raise Refused(Text.of("cart.too_many_lines", limit=LINES_MAX))
    waiting = OpenCode(cart.next_code, code, at_ms)
    return replace(cart, codes=(*cart.codes, waiting), next_code=cart.next_code + 1)


def _restore(cart: Cart, line: CartLine, position: int) -> Cart:
    if any(each.number == line.number for each in cart.lines):
        raise Refused(Text.of("cart.line_is_there", number=line.number))
    _require_room(cart)
    _require_line(line)
    lines = (*cart.lines[:position], line, *cart.lines[position:])
    return replace(cart, lines=lines, next_number=max(cart.next_number, line.number + 1))


def _with_line(cart: Cart, changed: CartLine) -> Cart:
    lines = tuple(changed if each.number == changed.number else each for each in cart.lines)
    return replace(cart, lines=lines)


def _require_room(cart: Cart) -> None:
    if len(cart.lines) >= LINES_MAX:
        raise Refused(Text.of("cart.too_many_lines", limit=LINES_MAX))


def _require_line(line: CartLine) -> None:
    """Refuse a line that no cart may hold, whichever edit made it."""
    if line.quantity.milli <= 0:
        raise Refused(Text.of("cart.quantity_positive"))
    if line.quantity > QTY_MAX:
        raise Refused(Text.of("cart.quantity_too_large", limit=QTY_MAX.plain()))
    if not line.quantity.fits(line.item.unit):
        raise Refused(Text.of("cart.quantity_too_fine", quantity=line.quantity.plain()))
    if line.unit_price.e4 < 0:
        raise Refused(Text.of("cart.price_negative"))
    if line.unit_price.too_large:
        limit = UnitPrice.limit(line.unit_price.currency).plain()
        raise Refused(Text.of("cart.price_too_large", limit=limit))
    _require_rate(line.discount.rate if line.discount else None)


def _require_rate(rate: Rate | None) -> None:
    if rate is not None and not 0 < rate.num <= rate.den:
        raise Refused(Text.of("cart.discount_range"))


def _require_order_discount(discount: OrderDiscount | None) -> None:
    if discount is None:
        return
    _require_rate(discount.rate)
    if discount.amount is not None and discount.amount.minor <= 0:
        raise Refused(Text.of("cart.discount_range"))
    if (discount.rate is None) == (discount.amount is None):
        raise Refused(Text.of("cart.discount_range"))
