"""A restored till continues neither the numbers nor the sales of the one that was."""

from random import Random

from inventory.kernel.clock import FixedClock
from inventory.kernel.ids import ReceiptNumber
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing.cart import ClearCart
from inventory.pricing.pipeline import price
from inventory.service.backup import EPOCH_STEP_MS, restore
from inventory.service.verify import verify_file
from inventory.store.engine import Database
from tests.inventory.service.backing_up import EPOCH, busy, made
from tests.rigs.crash_day import CASHIER, Day

__all__ = ["busy"]


def test_restore_when_done_again_and_again_then_no_epoch_comes_twice(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    busy.close()
    epochs = []
    for _ in range(3):
        busy.clock.advance(60_000)
        epochs.append(restore(SYSTEM, archive, busy.path, busy.clock).epoch)
        assert verify_file(busy.path).clean
    assert epochs == [EPOCH, EPOCH + 1, EPOCH + 2]


def test_restore_when_done_on_one_machine_after_the_other_then_no_number_comes_twice(
    busy, tmp_path
) -> None:
    archive = made(busy, tmp_path / "usb")
    receipts: list[str] = []
    for machine in ("first", "second", "third"):
        busy.clock.advance(EPOCH_STEP_MS)
        path = tmp_path / machine / "till.db"
        restore(SYSTEM, archive, path, busy.clock)
        books = Database(path)
        day = Day(books, Random(6), busy.clock)
        day.run(8)
        books.close()
        assert day.receipts and verify_file(path).clean
        receipts += day.receipts
    assert len(receipts) == len(set(receipts))
    assert [str(ReceiptNumber.parse(each)) for each in receipts] == receipts
    assert {len(each.split("-")[2]) for each in receipts} == {6}


def test_restore_when_the_clock_is_behind_then_the_epoch_is_the_next_one(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    busy.close()
    assert restore(SYSTEM, archive, busy.path, FixedClock(0)).epoch == 2


def test_restore_when_carts_were_open_then_they_wait_marked_under_new_sale_ids(
    busy, tmp_path
) -> None:
    day = Day(busy.books, Random(5), busy.clock)
    for at, cart in enumerate((day.ring(), day.ring())):
        day.till.park(CASHIER, cart, f"guest {at}")
    day.ring()
    day.till.keep(CASHIER, day.till.new_cart(), ClearCart())
    known = {row[0] for row in busy.rows("SELECT sale_id FROM cart")}
    open_carts = len({row[0] for row in busy.rows("SELECT DISTINCT sale_id FROM cart_edit")}) - 1
    open_carts -= busy.rows("SELECT COUNT(*) FROM cart WHERE state = 'closed'")[0][0]
    done = restore(SYSTEM, made(busy, tmp_path / "usb"), tmp_path / "new" / "till.db", busy.clock)
    assert done.carts == open_carts >= 3
    books = Database(tmp_path / "new" / "till.db")
    till = Day(books, Random(5), busy.clock).till
    assert till.recover() is None
    waiting = till.parked()
    assert len(waiting) == open_carts and all(each.from_backup for each in waiting)
    assert {"guest 0", "guest 1", ""} <= {each.label for each in waiting}
    assert known.isdisjoint(each.cart.sale_id for each in waiting)
    cart = till.resume(CASHIER, waiting[0].cart.sale_id)
    assert till.recover() == cart and till.doubtful(cart)  # after a stop somebody has to look again
    till.complete(CASHIER, cart, [Offer("cash", price(cart).total)])
    assert len(till.parked()) == open_carts - 1
    books.close()
    assert verify_file(tmp_path / "new" / "till.db").clean
