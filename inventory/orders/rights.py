"""Which right an edit of the cart needs; asked before the line is drawn and before it is kept."""

from inventory.people.staff import Actor, Permission
from inventory.pricing import cart as c


def require_edit(actor: Actor, edit: c.Edit) -> None:
    """Refuse an edit that this person has no right to make."""
    actor.require(_needed(edit))


def _needed(edit: c.Edit) -> Permission:
    match edit:
        case c.SetDiscount(_, discount) if discount is not None:
            return Permission.DISCOUNT
        case c.SetOrderDiscount(discount) if discount is not None:
            return Permission.DISCOUNT
        case c.SetRoundOff(amount) if amount is not None:
            return Permission.DISCOUNT
        case c.SetPrice(_, unit_price):
            return Permission.PRICE_ZERO if unit_price.e4 == 0 else Permission.PRICE_OVERRIDE
        case _:
            return Permission.SELL
