"""Builders of values: an item, a cart, a priced sale; what a test does not name has a default."""

from collections.abc import Callable

import pytest

from inventory.catalogue.product import Item, Names, Tax
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, Currency, Money, Rate, UnitPrice
from inventory.kernel.quantity import PIECE, Quantity, Unit
from inventory.kernel.text import Text
from inventory.pricing.cart import AddLine, Cart, play


def money(text: str, currency: Currency = CNY) -> Money:
    return Money.parse_exact(text, currency)


def unit_price(text: str, currency: Currency = CNY) -> UnitPrice:
    return UnitPrice.parse(text, currency)


def a_tax(rate: str = "13%", *, included: bool = True, code: str = "VAT") -> Tax:
    return Tax(code, Rate.parse(rate), included)


def an_item(
    price: str = "59.00", *taxes: Tax, variant: str = "v1", tag: str = "", unit: Unit = PIECE,
    currency: Currency = CNY, stocked: bool = True, cost_e4: int = 200_000,
) -> Item:  # fmt: skip
    return Item(
        variant_id=variant,
        style_id=f"style of {variant}",
        style_code="TS1001",
        names=Names("圆领T恤", "圓領T恤", "Crew-neck tee"),
        colour=Names("白", "白", "White"),
        size="M",
        price=unit_price(price, currency),
        list_price=unit_price(tag or price, currency),
        price_version=3,
        taxes=taxes,
        tax_class="standard",
        cost_e4=cost_e4,
        unit=unit,
        stocked=stocked,
        garment="tee",
        colour_rgb="FFFFFF",
    )


def a_cart(*goods: tuple[Item, str], currency: Currency = CNY, sale_id: str = "sale-1") -> Cart:
    """Return a cart with one scanned line for each (item, quantity as text)."""
    lines = [AddLine(item, Quantity.parse(text, item.unit), "scanned") for item, text in goods]
    return play(Cart(sale_id, currency), lines)


def refusal_of(work: Callable[[], object]) -> Text:
    """Return what a refused call says; one that is not refused fails the test."""
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.text
