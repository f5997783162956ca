"""Money taken before a sale is complete: kept with its cart, which is locked meanwhile."""

import pytest

from inventory.kernel.errors import Refused
from inventory.ledger.envelope import decode
from inventory.orders.tender import Offer
from inventory.pricing import cart as c
from inventory.service.taking import Taking
from inventory.service.verify import Verify
from tests.inventory.makers import refusal_of
from tests.inventory.service.ringing import CASHIER, JEANS, TEE, open_till, ring, yuan
from tests.inventory.shop import a_shop


@pytest.fixture
def shop(tmp_path):
    made = a_shop(tmp_path)
    yield made
    made.close()


@pytest.fixture
def till(shop):
    return open_till(shop)


@pytest.fixture
def taking(shop) -> Taking:
    return Taking(shop.context, shop.books)


CASH, CARD = Offer("cash", yuan("50")), Offer("card", yuan("39"), "1234", "000877")


def test_taken_when_asked_for_then_in_order_with_the_slip(shop, till, taking) -> None:
    cart = ring(shop, till, TEE)
    first, second = taking.new(CASH), taking.new(CARD)
    taking.keep(CASHIER, cart, (first, second))
    assert taking.of(cart) == (first, second)
    taking.give_back(CASHIER, cart, first)
    assert taking.of(cart) == (second,)
    assert shop.rows("SELECT id FROM tender_attempt") == [(second.id,)]


def test_cart_when_money_was_taken_then_it_is_locked(shop, till, taking) -> None:
    other = ring(shop, till, JEANS)
    till.park(CASHIER, other)
    cart = ring(shop, till, TEE)
    taking.keep(CASHIER, cart, (taking.new(CASH),))
    for change in (
        lambda: till.keep(CASHIER, cart, c.ClearCart()),
        lambda: till.park(CASHIER, cart),
        lambda: till.discard(CASHIER, cart.sale_id),
        lambda: till.resume(CASHIER, other.sale_id, aside=cart),
        lambda: till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True),
    ):
        assert refusal_of(change).code == "payment.finish_first"
    assert till.recover() == cart
    assert [each.cart for each in till.parked()] == [other]


def test_sale_when_booked_with_all_of_it_then_no_row_is_left(shop, till, taking) -> None:
    cart = ring(shop, till, TEE)
    taking.keep(CASHIER, cart, (taking.new(CASH),))
    till.complete(CASHIER, cart, [CASH, CARD])
    assert taking.of(cart) == ()
    assert shop.rows("SELECT kind, amount FROM tender ORDER BY position") == [
        ("cash", 5000), ("card", 3900),
    ]  # fmt: skip


def test_keep_when_the_cart_is_booked_or_unknown_then_refused(shop, till, taking) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))])
    for each in (cart, till.new_cart()):
        with pytest.raises(Refused, match=r"cart\.not_there"):
            taking.keep(CASHIER, each, (taking.new(CASH),))


def test_recovery_when_a_newer_cart_is_open_then_the_one_with_money_is_first(
    shop, till, taking
) -> None:
    paid = ring(shop, till, TEE)
    taking.keep(CASHIER, paid, (taking.new(CASH),))
    newer = ring(shop, till, JEANS)
    assert till.recover() == paid
    assert [each.cart for each in till.parked()] == [newer]


def told(shop) -> list[dict]:
    rows = shop.rows("SELECT body FROM journal WHERE type = 'given_back' ORDER BY seq")
    return [decode(body) for (body,) in rows]


@pytest.mark.parametrize("kept", [True, False])
def test_card_when_given_back_then_its_row_stays_and_the_journal_tells_of_it(
    shop, till, taking, kept
) -> None:
    cart = ring(shop, till, TEE)
    card = taking.new(CARD)
    if kept:
        taking.keep(CASHIER, cart, (card,))
    taking.give_back(CASHIER, cart, card)
    assert taking.of(cart) == ()
    assert told(shop) == [
        {
            "id": card.id, "sale_id": cart.sale_id, "kind": "card", "amount": 3900,
            "currency": "CNY", "card_tail": "1234", "approval": "000877",
        }
    ]  # fmt: skip
    taking.keep(CASHIER, cart, (taking.new(CASH),))
    till.complete(CASHIER, cart, [CASH, CARD])
    left = shop.rows("SELECT id, state, approval FROM tender_attempt")
    assert left == [(card.id, "given_back", "000877")]
    assert Verify(shop.reader).run().clean


def test_card_when_given_back_twice_then_refused_and_told_once(shop, till, taking) -> None:
    cart, card = ring(shop, till, TEE), taking.new(CARD)
    taking.keep(CASHIER, cart, (card,))
    taking.give_back(CASHIER, cart, card)
    again = refusal_of(lambda: taking.give_back(CASHIER, cart, card))
    assert again.code == "states.forbidden"
    assert len(told(shop)) == 1


def test_given_back_when_its_row_is_changed_or_gone_then_verify_finds_it(
    shop, till, taking
) -> None:
    cart, card = ring(shop, till, TEE), taking.new(CARD)
    taking.give_back(CASHIER, cart, card)
    for damage in (
        "UPDATE tender_attempt SET approval = '1'", "UPDATE tender_attempt SET amount = 1",
        "UPDATE tender_attempt SET state = 'failed'", "DELETE FROM tender_attempt",
    ):  # fmt: skip
        with shop.books.transaction() as connection:
            connection.exec_driver_sql(damage)
        assert "given_back" in Verify(shop.reader).run().found


def test_give_back_when_the_sale_is_booked_with_it_then_a_late_one_is_refused(
    shop, till, taking
) -> None:
    cart = ring(shop, till, TEE)
    card = taking.new(CARD)
    taking.keep(CASHIER, cart, (card,))
    till.complete(CASHIER, cart, [CARD, CASH])
    with pytest.raises(Refused, match=r"cart\.not_there"):
        taking.give_back(CASHIER, cart, card)
    assert shop.rows("SELECT COUNT(*) FROM tender_attempt") == [(0,)]
    assert shop.rows("SELECT COUNT(*) FROM journal WHERE type = 'given_back'") == [(0,)]
