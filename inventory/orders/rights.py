"""Which rights an edit of the cart needs; asked before the line is drawn and before it is kept.

What only amounts can tell, such as a discount that leaves nothing to pay, ``sale.sell`` judges.
"""

from inventory.catalogue.labels import may_be_shops
from inventory.catalogue.product import Item
from inventory.kernel.money import Rate, UnitPrice
from inventory.people.staff import Actor, Permission
from inventory.pricing import cart as c

_SELL = (Permission.SELL,)


def require_edit(actor: Actor, edit: c.Edit) -> None:
    """Refuse an edit that this person has no right to make."""
    for each in _needed(edit):
        actor.require(each)


def _needed(edit: c.Edit) -> tuple[Permission, ...]:
    match edit:
        case c.AddLine():
            price = edit.item.price if edit.unit_price is None else edit.unit_price
            return _for_price(edit.item, price, labelled=_labelled(edit))
        case c.RestoreLine(line):
            priced = _for_price(line.item, line.unit_price, labelled=_labelled(line))
            return (*priced, *_for_rate(line.discount.rate if line.discount else None))
        case c.SetDiscount(_, discount) if discount is not None:
            return _for_rate(discount.rate)
        case c.SetOrderDiscount(discount) if discount is not None:
            return _for_rate(discount.rate) or (Permission.DISCOUNT,)
        case c.SetRoundOff(amount) if amount is not None:
            return (Permission.DISCOUNT,)
        case c.SetPrice(_, unit_price):
            return (Permission.PRICE_OVERRIDE if unit_price.e4 else Permission.PRICE_ZERO,)
        case _:
            return _SELL


def _labelled(entered: c.AddLine | c.CartLine) -> bool:
    """Tell whether the price may have come from a label of the shop that was scanned."""
    return entered.entry == "scanned" and may_be_shops(entered.code)


def _for_price(item: Item, price: UnitPrice, *, labelled: bool) -> tuple[Permission, ...]:
    """A price of the shop's own label, or that these goods ask for at each sale, is no override."""
    if price == item.price:
        return _SELL
    if price.e4 == 0:
        return (Permission.PRICE_ZERO,)
    return _SELL if labelled or item.open_price else (Permission.PRICE_OVERRIDE,)


def _for_rate(rate: Rate | None) -> tuple[Permission, ...]:
    """A discount of everything, such as a gift, gives goods away."""
    if rate is None:
        return ()
    whole = rate.num >= rate.den
    return (Permission.DISCOUNT, Permission.PRICE_ZERO) if whole else (Permission.DISCOUNT,)
