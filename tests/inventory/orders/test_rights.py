"""Which right an edit of the cart needs."""

import pytest

from inventory.kernel.money import Rate
from inventory.kernel.quantity import Quantity
from inventory.orders.rights import require_edit
from inventory.people.staff import RIGHTS, Actor, Permission, Role
from inventory.pricing import cart as c
from tests.inventory.makers import an_item, money, unit_price

TENTH = Rate(1, 10)


@pytest.mark.parametrize(
    ("edit", "right"),
    [
        (c.AddLine(an_item(), Quantity(1_000), "scanned"), Permission.SELL),
        (c.SetQuantity(1, Quantity(1)), Permission.SELL),
        (c.SetDiscount(1, c.LineDiscount(TENTH)), Permission.DISCOUNT),
        (c.SetDiscount(1, None), Permission.SELL),
        (c.SetOrderDiscount(c.OrderDiscount("percent", TENTH)), Permission.DISCOUNT),
        (c.SetOrderDiscount(None), Permission.SELL),
        (c.SetRoundOff(money("0.50")), Permission.DISCOUNT),
        (c.SetRoundOff(None), Permission.SELL),
        (c.SetPrice(1, unit_price("0.0001")), Permission.PRICE_OVERRIDE),
        (c.SetPrice(1, unit_price("0")), Permission.PRICE_ZERO),
        (c.SwapItem(1, an_item()), Permission.SELL),
        (c.RemoveLine(1), Permission.SELL),
        (c.ClearCart(), Permission.SELL),
    ],
)
def test_edit_when_made_then_it_asks_for_one_right(
    edit: c.Edit, right: Permission, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Permission] = []
    monkeypatch.setattr(Actor, "require", lambda self, each: asked.append(each))
    require_edit(Actor("a", "01", Role.CASHIER), edit)
    assert asked == [right]


def test_rights_when_compared_then_each_role_has_what_the_one_below_has() -> None:
    assert RIGHTS[Role.CASHIER] < RIGHTS[Role.MANAGER] < RIGHTS[Role.OWNER]
