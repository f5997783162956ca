"""Taxes that the price contains (R3): net = round(amount ÷ (1 + Σ rates)), the rest is tax."""

from collections.abc import Sequence

from inventory.catalogue.product import Tax
from inventory.kernel.money import Money, div_round
from inventory.pricing.tax import TaxAmount, common_rates


def take_out(amount: Money, taxes: Sequence[Tax]) -> tuple[Money, tuple[TaxAmount, ...]]:
    """Return net and taxes of an amount that contains them; several share by rate."""
    if not taxes:
        return amount, ()
    rates, denominator = common_rates([tax.rate for tax in taxes])
    net_minor = div_round(amount.minor * denominator, denominator + sum(rates))
    net = Money(net_minor, amount.currency)
    shares = (amount - net).split(rates)
    return net, tuple(TaxAmount(tax, net, share) for tax, share in zip(taxes, shares, strict=True))
