"""How a line's charged amount becomes net and taxes (rules R2 to R4). One file per direction."""

from collections.abc import Sequence

from inventory.catalogue.product import Tax
from inventory.kernel.money import Money
from inventory.pricing.tax import TaxAmount
from inventory.pricing.taxes import exclusive, inclusive


def net_and_taxes(charged: Money, taxes: Sequence[Tax]) -> tuple[Money, tuple[TaxAmount, ...]]:
    """Take included taxes out of the amount, then put the others on the net; order is kept."""
    net, inside = inclusive.take_out(charged, [tax for tax in taxes if tax.included])
    outside = exclusive.put_on(net, [tax for tax in taxes if not tax.included])
    taken, put = iter(inside), iter(outside)
    return net, tuple(next(taken if tax.included else put) for tax in taxes)
