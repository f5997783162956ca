"""Ringing up, paying, parking, taking back: on a real file, looked at from another connection."""

import pytest

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.money import CNY, Rate
from inventory.kernel.quantity import Quantity
from inventory.ledger.envelope import decode
from inventory.ledger.journal import faults
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing import cart as c
from inventory.service.checkout import Checkout
from inventory.service.settings import current
from inventory.service.verify import Verify
from inventory.store import ledger_repo
from tests.inventory.service.ringing import CASHIER, JEANS, TEE, edit, open_till, ring, yuan
from tests.inventory.shop import Shop, price


@pytest.fixture
def till(shop: Shop) -> Checkout:
    return open_till(shop)


def counts(shop: Shop) -> dict[str, int]:
    tables = ("sale", "sale_line", "tender", "stock_move", "cash_move", "journal", "print_job")
    return {each: shop.rows(f"SELECT COUNT(*) FROM {each}")[0][0] for each in tables}


def test_complete_when_paid_in_cash_then_everything_is_booked_once(shop, till) -> None:
    before = counts(shop)
    cart = ring(shop, till, TEE, TEE, JEANS)
    done = till.complete(CASHIER, cart, [Offer("cash", yuan("500"))], one_tap=True)
    after = counts(shop)
    assert (done.total, done.change, done.paid) == (yuan("437"), yuan("63"), yuan("500"))
    assert done.receipt_no.startswith("SH01-T01-1-S-000001-")
    assert done.opens_drawer and not done.repeated
    grown = {name: after[name] - before[name] for name in after}
    assert grown == {
        "sale": 1, "sale_line": 2, "tender": 2, "stock_move": 2, "cash_move": 2, "journal": 1,
        "print_job": 1,
    }  # fmt: skip
    assert shop.rows("SELECT state FROM cart") == [("closed",)]
    assert shop.rows(
        "SELECT qty_milli FROM stock WHERE location_id = 'SH01:store' ORDER BY qty_milli"
    ) == [(4_000,), (8_000,)]


def test_complete_when_asked_twice_then_the_first_result_comes_back(shop, till) -> None:
    cart = ring(shop, till, TEE)
    first = till.complete(CASHIER, cart, [Offer("cash", yuan("100"))])
    booked = counts(shop)
    again = till.complete(CASHIER, cart, [Offer("cash", yuan("100"))])
    assert again.repeated and not again.opens_drawer
    assert (again.receipt_no, again.job.id, again.journal_seq) == (
        first.receipt_no, first.job.id, first.journal_seq,
    )  # fmt: skip
    assert counts(shop) == booked


def test_complete_when_other_content_has_the_same_id_then_it_stops(shop, till) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("100"))])
    booked = counts(shop)
    with pytest.raises(Damaged, match=r"sale\.other_content"):
        till.complete(CASHIER, cart, [Offer("cash", yuan("89"))])
    assert counts(shop) == booked


@pytest.mark.parametrize(
    ("offers", "why"),
    [
        ([], "tender.still_open"),
        ([Offer("cash", yuan("50"))], "tender.still_open"),
        ([Offer("card", yuan("90"))], "tender.card_above_open"),
        ([Offer("voucher", yuan("89"))], "tender.unknown_kind"),
    ],
)
def test_complete_when_it_is_not_paid_then_nothing_is_booked(shop, till, offers, why) -> None:
    cart = ring(shop, till, TEE)
    before = counts(shop)
    with pytest.raises(Refused, match=why):
        till.complete(CASHIER, cart, offers)
    assert counts(shop) == before
    assert till.recover() == cart


def test_complete_when_split_then_rows_stand_as_they_were_taken(shop, till) -> None:
    cart = ring(shop, till, JEANS)
    offers = [Offer("cash", yuan("100")), Offer("card", yuan("159"), "4321", "A1B2")]
    done = till.complete(CASHIER, cart, offers)
    rows = shop.rows("SELECT kind, amount, is_change, card_tail, approval FROM tender")
    assert rows == [("cash", 10_000, 0, "", ""), ("card", 15_900, 0, "4321", "A1B2")]
    assert done.change == yuan("0")


def test_complete_when_the_shop_is_empty_handed_then_it_is_refused(shop, till) -> None:
    with pytest.raises(Refused, match=r"sale\.empty"):
        till.complete(CASHIER, till.new_cart(), [])


def test_complete_when_it_is_the_days_first_then_a_shift_opens_once_a_day(shop, till) -> None:
    for day in (0, 0, 1):
        shop.clock.advance(day * 86_400_000)
        till.complete(CASHIER, ring(shop, till, TEE), [Offer("cash", yuan("89"))])
    assert shop.rows("SELECT number, implicit FROM shift ORDER BY number") == [(1, 1), (2, 1)]


def test_keep_when_the_till_restarts_then_the_same_cart_is_back(shop, till) -> None:
    cart = ring(shop, till, TEE, JEANS, TEE)
    edit = c.SetDiscount(2, c.LineDiscount(Rate(1, 10)))
    till.keep(CASHIER, cart, edit)
    cart = c.apply(cart, edit)
    again = Checkout(shop.context, shop.books, current(shop.reader))
    assert again.recover() == cart


def test_keep_when_the_cart_is_booked_held_or_gone_then_it_is_refused_and_nothing_is_kept(
    shop, till
) -> None:
    booked, held, gone = (ring(shop, till, TEE) for _ in range(3))
    till.complete(CASHIER, booked, [Offer("cash", yuan("89"))])
    till.park(CASHIER, held)
    till.discard(CASHIER, gone.sale_id)
    unknown = c.Cart("nobody's", CNY, next_number=2)
    before = shop.rows("SELECT * FROM cart_edit"), shop.rows("SELECT * FROM cart")
    for cart in (booked, held, gone, unknown):
        with pytest.raises(Refused, match=r"cart\.not_there"):
            till.keep(CASHIER, cart, c.SetQuantity(1, Quantity.pieces(9)))
    assert before == (shop.rows("SELECT * FROM cart_edit"), shop.rows("SELECT * FROM cart"))
    assert Verify(shop.reader).run().clean
    cart = till.resume(CASHIER, held.sale_id)
    edit(till, cart, c.SetQuantity(1, Quantity.pieces(9)))
    assert till.recover().pieces_milli == 9_000


def test_keep_when_two_carts_are_edited_in_turn_then_each_has_its_own_rows(shop, till) -> None:
    first, second = ring(shop, till, TEE), ring(shop, till, JEANS)
    first = ring(shop, till, JEANS, cart=first)
    second = ring(shop, till, TEE, TEE, cart=second)
    rows = "SELECT number FROM cart_edit WHERE sale_id = ? ORDER BY number"
    assert shop.rows(rows, first.sale_id) == [(1,), (2,)]
    assert shop.rows(rows, second.sale_id) == [(1,), (2,), (3,)]


def test_keep_when_somebody_lacks_the_right_then_nothing_is_kept(shop, till) -> None:
    cart = ring(shop, till, TEE)
    with pytest.raises(Refused, match="right=price_zero"):
        till.keep(CASHIER, cart, c.SetPrice(1, price("0")))
    assert till.recover() == cart


def test_park_when_resumed_then_the_lines_go_on_and_another_is_refused(shop, till) -> None:
    cart = ring(shop, till, TEE)
    till.park(CASHIER, cart, "红衣女士")
    assert till.recover() is None
    assert till.resume(CASHIER, cart.sale_id) == cart
    with pytest.raises(Refused, match=r"cart\.not_there"):
        till.resume(CASHIER, cart.sale_id)


def test_recover_when_two_carts_are_open_then_the_older_is_parked(shop, till) -> None:
    old, new = ring(shop, till, TEE), ring(shop, till, JEANS)
    assert till.recover() == new
    assert till.resume(CASHIER, old.sale_id) == old


def test_discard_when_the_sale_is_booked_then_it_stays(shop, till) -> None:
    cart = ring(shop, till, TEE)
    till.discard(CASHIER, cart.sale_id)
    assert till.recover() is None
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    till.discard(CASHIER, cart.sale_id)
    assert till.post_void(CASHIER, cart.sale_id).cart.lines == cart.lines


def test_post_void_when_in_time_then_moves_are_reversed_and_lines_come_back(shop, till) -> None:
    cart = ring(shop, till, TEE, JEANS)
    till.complete(CASHIER, cart, [Offer("cash", yuan("400"))], one_tap=True)
    shop.clock.advance(7_900)
    voided = till.post_void(CASHIER, cart.sale_id)
    assert voided.receipt_no.startswith("SH01-T01-1-V-000001-")
    assert voided.cart.lines == cart.lines and voided.cart.sale_id != cart.sale_id
    assert shop.rows("SELECT qty_milli FROM stock WHERE location_id = 'SH01:store'") == [
        (10_000,), (5_000,),
    ]  # fmt: skip
    drawer = shop.rows(
        "SELECT SUM(CASE to_account WHEN 'drawer' THEN amount ELSE -amount END) FROM cash_move"
    )
    assert drawer == [(0,)]
    with shop.reader.reading() as connection:
        entries = list(ledger_repo.entries(connection, shop.context.origin))
    assert not list(faults(entries))
    assert (entries[-1].type, entries[-1].gt_signed) == ("post_void", 0)
    assert entries[-1].gt_abs == 2 * 34_800
    assert decode(entries[-1].body)["reverses_receipt"].startswith("SH01-T01-1-S-000001-")
    assert till.recover() == voided.cart


def test_post_void_when_the_receipt_still_waits_then_no_paper_is_wasted(shop, till) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    assert till.post_void(CASHIER, cart.sale_id).job is None
    assert shop.rows("SELECT kind, state, reason FROM print_job") == [
        ("receipt", "failed", '["sale.taken_back",{}]')
    ]


@pytest.mark.parametrize(("late_ms", "one_tap"), [(10_001, True), (0, False)])
def test_post_void_when_too_late_or_not_one_tap_then_it_is_refused(
    shop, till, late_ms, one_tap
) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=one_tap)
    shop.clock.advance(late_ms)
    before = counts(shop)
    with pytest.raises(Refused, match=r"sale\.too_late_to_undo"):
        till.post_void(CASHIER, cart.sale_id)
    assert counts(shop) == before


def test_post_void_when_done_twice_then_the_second_is_refused(shop, till) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    till.post_void(CASHIER, cart.sale_id)
    with pytest.raises(Refused, match=r"sale\.already_voided"):
        till.post_void(CASHIER, cart.sale_id)
    with pytest.raises(Refused, match=r"sale\.not_found"):
        till.post_void(CASHIER, "nowhere")


def test_complete_when_the_sale_was_taken_back_then_nobody_hears_that_it_is_paid(
    shop, till
) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    till.post_void(CASHIER, cart.sale_id)
    before = counts(shop)
    with pytest.raises(Refused, match=r"sale\.already_voided"):
        till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    assert counts(shop) == before


@pytest.mark.parametrize("later_ms", [-1, -3_600_000, -1_800_000])
def test_post_void_when_the_clock_went_back_then_it_is_refused(shop, till, later_ms) -> None:
    cart = ring(shop, till, TEE)
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))], one_tap=True)
    shop.clock.set(shop.clock.now_ms() + later_ms)
    with pytest.raises(Refused, match=r"sale\.too_late_to_undo"):
        till.post_void(CASHIER, cart.sale_id)


def test_post_void_when_another_sale_came_behind_it_then_it_is_refused(shop, till) -> None:
    first, second = ring(shop, till, TEE), ring(shop, till, JEANS)
    till.complete(CASHIER, first, [Offer("cash", yuan("89"))], one_tap=True)
    till.complete(CASHIER, second, [Offer("cash", yuan("259"))], one_tap=True)
    with pytest.raises(Refused, match=r"sale\.too_late_to_undo"):
        till.post_void(CASHIER, first.sale_id)
    assert till.post_void(CASHIER, second.sale_id).reverses == second.sale_id


def test_reprint_when_asked_then_copies_are_counted_and_journaled(shop, till) -> None:
    cart = ring(shop, till, TEE)
    done = till.complete(CASHIER, cart, [Offer("cash", yuan("89"))])
    copies = [till.reprint(CASHIER, done.receipt_no).copy_no for _ in range(2)]
    assert copies == [1, 2]
    assert shop.rows("SELECT COUNT(*) FROM journal WHERE type = 'copy'") == [(2,)]
    with pytest.raises(Refused, match=r"receipt\.number_check"):
        till.reprint(
            CASHIER,
            done.receipt_no[:-1] + ("A" if done.receipt_no[-1] != "A" else "B"),
        )


def test_no_sale_when_a_cashier_asks_then_it_is_refused_and_a_manager_may(shop, till) -> None:
    with pytest.raises(Refused, match="right=open_drawer"):
        till.no_sale(CASHIER, "change")
    till.no_sale(SYSTEM, "change")
    assert shop.rows("SELECT COUNT(*) FROM journal WHERE type = 'no_sale'") == [(1,)]
    with pytest.raises(ValueError, match="lunch"):
        till.no_sale(SYSTEM, "lunch")


def test_stock_when_sold_below_zero_then_the_books_say_so(shop, till) -> None:
    cart = ring(shop, till, JEANS)
    edit = c.SetQuantity(1, Quantity.pieces(7))
    till.keep(CASHIER, cart, edit)
    till.complete(CASHIER, c.apply(cart, edit), [Offer("card", yuan("1813"))])
    assert shop.rows("SELECT MIN(qty_milli) FROM stock WHERE location_id = 'SH01:store'") == [
        (-2_000,)
    ]
