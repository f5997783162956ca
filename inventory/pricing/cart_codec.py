"""Cart edits as plain data and back, so that each can be kept as one small row.

Version 1. A field added later gets a default here; a meaning never changes under the same name.
"""

from typing import Any

from inventory.catalogue.product import Item, Names, Tax
from inventory.kernel.money import Currency, Money, Rate, UnitPrice
from inventory.kernel.quantity import UNITS, Quantity
from inventory.pricing import cart as c

Plain = dict[str, Any]


def to_plain(edit: c.Edit) -> Plain:  # noqa: C901  one arm per edit
    """Return an edit as plain data: whole numbers and text only."""
    match edit:
        case c.AddLine(item, quantity, entry, code, unit_price):
            price = None if unit_price is None else unit_price.e4
            return {
                "do": "add", "item": item_to_plain(item), "qty": quantity.milli,
                "entry": entry, "code": code, "price": price,
            }  # fmt: skip
        case c.SetQuantity(number, quantity):
            return {"do": "qty", "n": number, "qty": quantity.milli}
        case c.SetDiscount(number, discount):
            return {"do": "discount", "n": number, "discount": _line_discount(discount)}
        case c.SetPrice(number, unit_price):
            return {"do": "price", "n": number, "price": unit_price.e4}
        case c.SwapItem(number, item):
            return {"do": "swap", "n": number, "item": item_to_plain(item)}
        case c.SetNote(number, note):
            return {"do": "note", "n": number, "note": note}
        case c.RemoveLine(number):
            return {"do": "remove", "n": number}
        case c.RestoreLine(line, position):
            return {"do": "restore", "line": line_to_plain(line), "at": position}
        case c.SetOrderDiscount(discount):
            return {"do": "order_discount", "discount": _order_discount(discount)}
        case c.SetRoundOff(amount):
            return {"do": "round_off", "amount": None if amount is None else amount.minor}
        case c.AddCode(code, at_ms):
            return {"do": "code", "code": code, "at": at_ms}
        case c.RemoveCode(number):
            return {"do": "answered", "n": number}
        case c.ClearCart():
            return {"do": "clear"}


def from_plain(data: Plain, currency: Currency) -> c.Edit:  # noqa: C901  one arm per edit
    """Read an edit back; an unknown one raises ``KeyError``: the row is newer than the program."""
    match data["do"]:
        case "add":
            price = data["price"]
            return c.AddLine(
                item_from_plain(data["item"], currency),
                Quantity(data["qty"]),
                data["entry"],
                data["code"],
                None if price is None else UnitPrice(price, currency),
            )
        case "qty":
            return c.SetQuantity(data["n"], Quantity(data["qty"]))
        case "discount":
            return c.SetDiscount(data["n"], _line_discount_from(data["discount"]))
        case "price":
            return c.SetPrice(data["n"], UnitPrice(data["price"], currency))
        case "swap":
            return c.SwapItem(data["n"], item_from_plain(data["item"], currency))
        case "note":
            return c.SetNote(data["n"], data["note"])
        case "remove":
            return c.RemoveLine(data["n"])
        case "restore":
            return c.RestoreLine(line_from_plain(data["line"], currency), data["at"])
        case "order_discount":
            return c.SetOrderDiscount(_order_discount_from(data["discount"], currency))
        case "round_off":
            amount = data["amount"]
            return c.SetRoundOff(None if amount is None else Money(amount, currency))
        case "code":
            return c.AddCode(data["code"], data["at"])
        case "answered":
            return c.RemoveCode(data["n"])
        case "clear":
            return c.ClearCart()
        case unknown:
            raise KeyError(unknown)


def item_to_plain(item: Item) -> Plain:
    """Return the facts a line copies of a variant."""
    return {
        "variant": item.variant_id, "style": item.style_id, "style_code": item.style_code,
        "names": names_to_plain(item.names), "colour": names_to_plain(item.colour),
        "size": item.size, "price": item.price.e4, "list": item.list_price.e4,
        "version": item.price_version, "tax_class": item.tax_class,
        "taxes": [tax_to_plain(tax) for tax in item.taxes],
        "cost": item.cost_e4, "unit": item.unit.code, "stocked": item.stocked,
        "garment": item.garment, "rgb": item.colour_rgb, "open": item.open_price,
    }  # fmt: skip


def item_from_plain(data: Plain, currency: Currency) -> Item:
    """Read the facts of a variant back."""
    return Item(
        variant_id=data["variant"],
        style_id=data["style"],
        style_code=data["style_code"],
        names=Names(*data["names"]),
        colour=Names(*data["colour"]),
        size=data["size"],
        price=UnitPrice(data["price"], currency),
        list_price=UnitPrice(data["list"], currency),
        price_version=data["version"],
        taxes=tuple(tax_from_plain(tax) for tax in data["taxes"]),
        tax_class=data["tax_class"],
        cost_e4=data["cost"],
        unit=UNITS[data["unit"]],
        stocked=data["stocked"],
        garment=data["garment"],
        colour_rgb=data["rgb"],
        open_price=data["open"],
    )


def line_to_plain(line: c.CartLine) -> Plain:
    """Return a whole line."""
    return {
        "n": line.number, "item": item_to_plain(line.item), "qty": line.quantity.milli,
        "price": line.unit_price.e4, "entry": line.entry, "code": line.code,
        "discount": _line_discount(line.discount), "note": line.note,
    }  # fmt: skip


def line_from_plain(data: Plain, currency: Currency) -> c.CartLine:
    """Read a whole line back."""
    return c.CartLine(
        number=data["n"],
        item=item_from_plain(data["item"], currency),
        quantity=Quantity(data["qty"]),
        unit_price=UnitPrice(data["price"], currency),
        entry=data["entry"],
        code=data["code"],
        discount=_line_discount_from(data["discount"]),
        note=data["note"],
    )


def names_to_plain(names: Names) -> list[str]:
    """Return a name as [zh-Hans, zh-Hant, en]."""
    return [names.zh_hans, names.zh_hant, names.en]


def tax_to_plain(tax: Tax) -> list[object]:
    """Return a tax as [code, numerator, denominator, included]."""
    return [tax.code, tax.rate.num, tax.rate.den, tax.included]


def tax_from_plain(data: list[Any]) -> Tax:
    """Read a tax back."""
    return Tax(data[0], Rate(data[1], data[2]), bool(data[3]))


def _line_discount(discount: c.LineDiscount | None) -> list[object] | None:
    return None if discount is None else [discount.rate.num, discount.rate.den, discount.kind]


def _line_discount_from(data: list[Any] | None) -> c.LineDiscount | None:
    return None if data is None else c.LineDiscount(Rate(data[0], data[1]), data[2])


def _order_discount(discount: c.OrderDiscount | None) -> Plain | None:
    if discount is None:
        return None
    rate, amount = discount.rate, discount.amount
    return {
        "kind": discount.kind,
        "rate": None if rate is None else [rate.num, rate.den],
        "amount": None if amount is None else amount.minor,
    }


def _order_discount_from(data: Plain | None, currency: Currency) -> c.OrderDiscount | None:
    if data is None:
        return None
    rate = None if data["rate"] is None else Rate(*data["rate"])
    amount = None if data["amount"] is None else Money(data["amount"], currency)
    return c.OrderDiscount(data["kind"], rate, amount)
