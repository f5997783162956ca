import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.quantity import Quantity
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.service.stock_query import StockQuery
from tests.inventory.shop import a_style, a_variant


@pytest.fixture
def query(shop):
    return StockQuery(shop.context, shop.reader)


def variants(shop):
    return [row[0] for row in shop.rows("SELECT id FROM variant ORDER BY position")]


def test_on_hand_when_asked_for_several_then_each_has_an_answer(shop, query):
    shop.create(a_style("A", a_variant("白", stock=3), a_variant("黑")))
    white, black = variants(shop)
    assert query.on_hand(SYSTEM, [white, black, "nobody"]) == {
        white: Quantity.pieces(3), black: Quantity(0), "nobody": Quantity(0),
    }  # fmt: skip
    assert query.on_hand(SYSTEM, []) == {}


def test_movements_when_counted_after_opening_then_the_newest_first(shop, query):
    shop.create(a_style("A", a_variant(stock=3)))
    (variant,) = variants(shop)
    shop.clock.advance(1_000)
    shop.admin.count_stock(SYSTEM, {variant: Quantity.pieces(1)}, "broken")
    found = query.movements(SYSTEM, variant)
    assert [(each.quantity, each.to_location, each.reason) for each in found] == [
        (Quantity.pieces(2), "SH01:loss", "broken"),
        (Quantity.pieces(3), "SH01:store", "opening"),
    ]
    assert len(query.movements(SYSTEM, variant, limit=1)) == 1


def test_movements_when_cashier_then_refused(query):
    with pytest.raises(Refused):
        query.movements(Actor("c", "9", Role.CASHIER), "v")
