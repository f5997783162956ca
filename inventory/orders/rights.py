"""Which rights an edit of the cart needs; asked before the line is drawn and before it is kept.

What only amounts can tell, such as a discount that leaves nothing to pay, ``sale.sell`` judges.
"""

from inventory.kernel.money import Rate
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
            return _for_added(edit)
        case c.RestoreLine(line):
            return (*_for_price(line), *_for_rate(line.discount.rate if line.discount else None))
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


def _for_added(edit: c.AddLine) -> tuple[Permission, ...]:
    price = edit.item.price if edit.unit_price is None else edit.unit_price
    return _for_price(c.CartLine(0, edit.item, edit.quantity, price, edit.entry, edit.code))


def _for_price(line: c.CartLine) -> tuple[Permission, ...]:
    """A price that a label carries, or that these goods ask for at each sale, is no override."""
    if not line.price_overridden:
        return _SELL
    if line.unit_price.e4 == 0:
        return (Permission.PRICE_ZERO,)
    labelled = line.entry == "scanned" and line.code != ""
    return _SELL if labelled or line.item.open_price else (Permission.PRICE_OVERRIDE,)


def _for_rate(rate: Rate | None) -> tuple[Permission, ...]:
    """A discount of everything, such as a gift, gives goods away."""
    if rate is None:
        return ()
    whole = rate.num >= rate.den
    return (Permission.DISCOUNT, Permission.PRICE_ZERO) if whole else (Permission.DISCOUNT,)
