"""Taxes on top of the price (R3, R4): each is round(net × rate) of the printed net."""

from collections.abc import Sequence

from inventory.catalogue.product import Tax
from inventory.kernel.money import Money
from inventory.pricing.tax import TaxAmount


def put_on(net: Money, taxes: Sequence[Tax]) -> tuple[TaxAmount, ...]:
    """Return each tax of this net, rounded by itself."""
    return tuple(TaxAmount(tax, net, net.of_rate(tax.rate)) for tax in taxes)
