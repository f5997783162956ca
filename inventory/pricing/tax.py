"""What a tax calculation gives back, and how rates are put on one denominator."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from inventory.catalogue.product import Tax
from inventory.kernel.money import Money, Rate


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax of one line: what it is calculated on (the printed net) and its amount."""

    tax: Tax
    base: Money
    amount: Money


def common_rates(rates: Sequence[Rate]) -> tuple[tuple[int, ...], int]:
    """Return the rates as numerators over one denominator."""
    denominator = lcm(*(rate.den for rate in rates))
    return tuple(rate.num * (denominator // rate.den) for rate in rates), denominator
