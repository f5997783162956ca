"""The one way from a cart to amounts: line → line discount → order discount → tax → totals.

Every step stays visible in the result, so that a receipt or a report never computes again.
"""

from dataclasses import dataclass
from typing import Literal

from inventory.kernel.errors import Refused
from inventory.kernel.money import AMOUNT_MAX_MINOR, E4, Money, div_round
from inventory.kernel.quantity import MILLI
from inventory.kernel.text import Text
from inventory.pricing.cart import Cart, CartLine
from inventory.pricing.tax import TaxAmount
from inventory.pricing.taxes import net_and_taxes

AdjustmentKind = Literal["percent", "amount", "round_off"]


@dataclass(frozen=True, slots=True)
class OrderAdjustment:
    """A discount on the order as it came out: what it took off, and its share per line."""

    kind: AdjustmentKind
    amount: Money
    shares: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with every step: ``charged`` is in the price's own tax direction."""

    line: CartLine
    tag_amount: Money
    gross: Money
    amount: Money
    order_share: Money
    net: Money
    taxes: tuple[TaxAmount, ...]

    @property
    def charged(self) -> Money:
        """Return the amount after all discounts, in the price's own tax direction."""
        return self.amount - self.order_share

    @property
    def line_discount(self) -> Money:
        """Return what the line discount took off."""
        return self.gross - self.amount

    @property
    def tax(self) -> Money:
        """Return the sum of this line's taxes."""
        return Money.total([tax.amount for tax in self.taxes], self.net.currency)

    @property
    def total(self) -> Money:
        """Return what the customer pays for this line."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with amounts; all totals are sums of lines (R2)."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    adjustments: tuple[OrderAdjustment, ...]
    net: Money
    tax: Money
    total: Money

    @property
    def saved(self) -> Money:
        """Return what the customer saves against the tag prices; never below zero."""
        charged = Money.total([each.charged for each in self.lines], self.total.currency)
        return max(self.tag_total - charged, Money.zero(self.total.currency))

    @property
    def tag_total(self) -> Money:
        """Return the sum at tag prices."""
        return Money.total([each.tag_amount for each in self.lines], self.total.currency)

    @property
    def line_discounts(self) -> Money:
        """Return what the line discounts took off together."""
        return Money.total([each.line_discount for each in self.lines], self.total.currency)

    @property
    def order_discounts(self) -> Money:
        """Return what the discounts on the order took off together."""
        return Money.total([each.amount for each in self.adjustments], self.total.currency)

    def taxes_by_code(self) -> dict[str, tuple[Money, Money]]:
        """Return code → (sum of bases, sum of tax), in order of first appearance."""
        found: dict[str, tuple[Money, Money]] = {}
        zero = Money.zero(self.total.currency)
        for line in self.lines:
            for tax in line.taxes:
                base, amount = found.get(tax.tax.code, (zero, zero))
                found[tax.tax.code] = (base + tax.base, amount + tax.amount)
        return found


def price(cart: Cart, before: PricedCart | None = None) -> PricedCart:
    """Price a cart; a discount larger than the order is refused, and a sum no till can keep.

    ``before``, the same cart before an edit, lends the lines that did not change.
    """
    same = {id(each.line): each for each in before.lines} if before else {}
    amounts = [_line_amount(line, discounted=True) for line in cart.lines]
    adjustments = _order_adjustments(cart, amounts)
    lines = []
    for at, line in enumerate(cart.lines):
        share = Money.total([each.shares[at] for each in adjustments], cart.currency)
        known = same.get(id(line))
        if known is None or known.order_share != share:
            known = _priced_line(line, amounts[at], share)
        lines.append(known)
    net = Money.total([each.net for each in lines], cart.currency)
    tax = Money.total([each.tax for each in lines], cart.currency)
    priced = PricedCart(cart, tuple(lines), tuple(adjustments), net, tax, net + tax)
    _require_amount(priced)
    assert_adds_up(priced)
    return priced


def _require_amount(priced: PricedCart) -> None:
    """Refuse a sale beyond the limit, before and after its discounts, with taxes on top or not."""
    limit = Money(AMOUNT_MAX_MINOR, priced.total.currency)
    gross = Money.total([each.gross for each in priced.lines], limit.currency)
    if max(gross, priced.total) > limit:
        raise Refused(Text.of("cart.amount_too_large", limit=limit.plain()))


def _priced_line(line: CartLine, amount: Money, share: Money) -> PricedLine:
    net, taxes = net_and_taxes(amount - share, line.item.taxes)
    return PricedLine(
        line=line,
        tag_amount=_times(line.item.list_price.e4, line),
        gross=_line_amount(line, discounted=False),
        amount=amount,
        order_share=share,
        net=net,
        taxes=taxes,
    )


def _times(price_e4: int, line: CartLine, num: int = 1, den: int = 1) -> Money:
    currency = line.unit_price.currency
    scaled = price_e4 * currency.unit * line.quantity.milli * num
    return Money(div_round(scaled, E4 * MILLI * den), currency)


def _line_amount(line: CartLine, *, discounted: bool) -> Money:
    """R1: unit price × quantity × (1 − discount), rounded once."""
    if not discounted or line.discount is None:
        return _times(line.unit_price.e4, line)
    rate = line.discount.rate
    return _times(line.unit_price.e4, line, rate.den - rate.num, rate.den)


def _order_adjustments(cart: Cart, amounts: list[Money]) -> list[OrderAdjustment]:
    """R5 and R6: percent or amount first, then the round-off on what is left."""
    found: list[OrderAdjustment] = []
    left = list(amounts)
    for kind, wanted in _wanted(cart, Money.total(amounts, cart.currency)):
        if wanted.minor > sum(each.minor for each in left):
            raise Refused(Text.of("cart.discount_above_total", amount=wanted.plain()))
        shares = wanted.split([each.minor for each in left]) if left else ()
        left = [have - share for have, share in zip(left, shares, strict=True)]
        found.append(OrderAdjustment(kind, wanted, shares))
    return found


def _wanted(cart: Cart, total: Money) -> list[tuple[AdjustmentKind, Money]]:
    wanted: list[tuple[AdjustmentKind, Money]] = []
    discount = cart.order_discount
    if discount is not None and discount.rate is not None:
        wanted.append(("percent", total.of_rate(discount.rate)))
    elif discount is not None and discount.amount is not None:
        wanted.append(("amount", discount.amount))
    if cart.round_off is not None:
        wanted.append(("round_off", cart.round_off))
    return wanted if cart.lines else []


def assert_adds_up(priced: PricedCart) -> None:
    """Stop on a bug: lines, discounts, net, tax and total must agree in both directions."""
    currency = priced.total.currency
    assert priced.total == Money.total([each.total for each in priced.lines], currency)
    shares = Money.total([each.order_share for each in priced.lines], currency)
    assert priced.order_discounts == shares
    for line in priced.lines:
        inside = Money.total([tax.amount for tax in line.taxes if tax.tax.included], currency)
        assert line.net + inside == line.charged
