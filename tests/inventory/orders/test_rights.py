"""Which right an edit of the cart needs."""

from dataclasses import replace

import pytest

from inventory.kernel.money import Rate
from inventory.kernel.quantity import Quantity
from inventory.orders.rights import require_edit
from inventory.people.staff import RIGHTS, Actor, Permission, Role
from inventory.pricing import cart as c
from tests.inventory.makers import an_item, money, unit_price

TENTH, WHOLE = Rate(1, 10), Rate(1, 1)
TEE, CARD = an_item(), replace(an_item("0"), open_price=True)
PIECE, CENT = Quantity(1_000), unit_price("0.01")
SELL, DISCOUNT, ZERO = Permission.SELL, Permission.DISCOUNT, Permission.PRICE_ZERO


def a_line(**more: object) -> c.CartLine:
    return replace(c.CartLine(9, TEE, PIECE, TEE.price, "keyed"), **more)


@pytest.mark.parametrize(
    ("edit", "rights"),
    [
        (c.AddLine(TEE, PIECE, "scanned"), [SELL]),
        (c.AddLine(an_item("0"), PIECE, "scanned"), [SELL]),
        (c.AddLine(TEE, PIECE, "keyed", "", TEE.price), [SELL]),
        (c.AddLine(TEE, PIECE, "keyed", "", CENT), [Permission.PRICE_OVERRIDE]),
        (c.AddLine(TEE, PIECE, "scanned", "", CENT), [Permission.PRICE_OVERRIDE]),
        (c.AddLine(TEE, PIECE, "keyed", "690", CENT), [Permission.PRICE_OVERRIDE]),
        (c.AddLine(TEE, PIECE, "scanned", "2300001000014", CENT), [SELL]),
        (c.AddLine(TEE, PIECE, "scanned", "2300001000014", unit_price("0")), [ZERO]),
        (
            c.AddLine(TEE, PIECE, "scanned", "010690000000001239221", CENT),
            [Permission.PRICE_OVERRIDE],
        ),
        (c.AddLine(TEE, PIECE, "scanned", "https://a.b/01/2", CENT), [Permission.PRICE_OVERRIDE]),
        (c.AddLine(CARD, PIECE, "picked", "", unit_price("50")), [SELL]),
        (c.SetQuantity(1, Quantity(1)), [SELL]),
        (c.SetDiscount(1, c.LineDiscount(TENTH)), [DISCOUNT]),
        (c.SetDiscount(1, c.LineDiscount(WHOLE)), [DISCOUNT, ZERO]),
        (c.SetDiscount(1, c.LineDiscount(WHOLE, "gift")), [DISCOUNT, ZERO]),
        (c.SetDiscount(1, None), [SELL]),
        (c.SetOrderDiscount(c.OrderDiscount("percent", TENTH)), [DISCOUNT]),
        (c.SetOrderDiscount(c.OrderDiscount("percent", WHOLE)), [DISCOUNT, ZERO]),
        (c.SetOrderDiscount(c.OrderDiscount("amount", amount=money("1"))), [DISCOUNT]),
        (c.SetOrderDiscount(None), [SELL]),
        (c.SetRoundOff(money("0.50")), [DISCOUNT]),
        (c.SetRoundOff(None), [SELL]),
        (c.SetPrice(1, unit_price("0.0001")), [Permission.PRICE_OVERRIDE]),
        (c.SetPrice(1, unit_price("0")), [ZERO]),
        (c.SwapItem(1, an_item()), [SELL]),
        (c.RemoveLine(1), [SELL]),
        (c.RestoreLine(a_line(), 0), [SELL]),
        (c.RestoreLine(a_line(unit_price=CENT), 0), [Permission.PRICE_OVERRIDE]),
        (c.RestoreLine(a_line(unit_price=CENT, entry="scanned", code="2300001000014"), 0), [SELL]),
        (c.RestoreLine(a_line(unit_price=unit_price("0")), 0), [ZERO]),
        (c.RestoreLine(a_line(discount=c.LineDiscount(TENTH)), 0), [SELL, DISCOUNT]),
        (c.RestoreLine(a_line(discount=c.LineDiscount(WHOLE, "gift")), 0), [SELL, DISCOUNT, ZERO]),
        (c.ClearCart(), [SELL]),
    ],
)
def test_edit_when_made_then_it_asks_for_the_rights_that_its_content_needs(
    edit: c.Edit, rights: list[Permission], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Permission] = []
    monkeypatch.setattr(Actor, "require", lambda self, each: asked.append(each))
    require_edit(Actor("a", "01", Role.CASHIER), edit)
    assert asked == rights


def test_rights_when_compared_then_each_role_has_what_the_one_below_has() -> None:
    assert RIGHTS[Role.CASHIER] < RIGHTS[Role.MANAGER] < RIGHTS[Role.OWNER]
