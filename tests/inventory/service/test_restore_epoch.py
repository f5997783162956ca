"""A restored till continues neither the numbers nor the sales of the one that was."""

import json
import zipfile
from pathlib import Path
from random import Random

import pytest

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber, new_id
from inventory.kernel.money import Money
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing.cart import ClearCart
from inventory.pricing.pipeline import price
from inventory.service.backup import backup
from inventory.service.restore import EPOCH_RANGE, epoch_after, restore
from inventory.service.verify import verify_file
from inventory.store.engine import Database
from tests.inventory.service.backing_up import agreed, busy, made
from tests.inventory.service.checking import unguarded
from tests.inventory.shop import NOW_MS
from tests.rigs.crash_day import CASHIER, Day

__all__ = ["busy"]

EPOCH_OF_A = 181_061


def rows_of(path: Path, statement: str) -> list[tuple]:
    reader = Database(path, write=False)
    with reader.reading() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql(statement)]
    reader.close()
    return found


def test_restore_when_done_again_and_again_then_no_epoch_comes_twice(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    busy.close()
    epochs = []
    for _ in range(3):
        busy.clock.advance(60_000)
        epochs.append(restore(SYSTEM, archive, busy.path, busy.clock).epoch)
        assert verify_file(busy.path).clean
    assert 1 < epochs[0] < epochs[1] < epochs[2]


@pytest.mark.parametrize("at_ms", [0, 1_262_304_000_000, NOW_MS, 4_917_283_200_000])
def test_restore_when_done_on_several_machines_at_one_instant_then_no_number_comes_twice(
    busy, tmp_path, at_ms: int
) -> None:
    archive = made(busy, tmp_path / "usb")
    receipts: list[str] = []
    for machine in ("first", "second", "third"):
        clock = FixedClock(at_ms)
        path = tmp_path / machine / "till.db"
        restore(SYSTEM, archive, path, clock)
        books = Database(path)
        day = Day(books, Random(6), clock)
        day.run(8)
        books.close()
        assert day.receipts and verify_file(path).clean
        assert backup(SYSTEM, path, tmp_path / "usb", clock).epoch > 1
        receipts += day.receipts
    assert len(receipts) == len(set(receipts))
    assert [str(ReceiptNumber.parse(each)) for each in receipts] == receipts
    assert {len(each.split("-")[2]) for each in receipts} <= {1, 2, 3, 4, 5, 6}


def test_restore_when_present_files_are_of_a_later_epoch_then_it_comes_after_that(
    busy, tmp_path
) -> None:
    first = made(busy, tmp_path / "usb")
    later = restore(SYSTEM, first, busy.path, busy.clock).epoch
    busy.clock.advance(1_000)
    again = restore(SYSTEM, first, busy.path, busy.clock)
    installation = rows_of(busy.path, "SELECT installation FROM site ORDER BY epoch DESC")[0][0]
    assert again.epoch == epoch_after(later, installation)


def test_restore_when_newer_sales_would_leave_the_books_then_somebody_has_to_agree(
    busy, tmp_path
) -> None:
    archive = made(busy, tmp_path / "usb")
    day = Day(busy.books, Random(5), busy.clock)
    day.run(6)
    sold, amount = rows_of(
        busy.path, "SELECT COUNT(*), SUM(total + rounding) FROM sale WHERE journal_seq >"
        f" (SELECT MAX(seq) FROM journal) - {busy_entries(busy, archive)}",
    )[0]  # fmt: skip
    backs = rows_of(busy.path, "SELECT COUNT(*) FROM post_void")[0][0]
    assert backs == 0 < sold
    busy.close()
    before = rows_of(busy.path, "SELECT hash FROM journal")
    asked = []
    with pytest.raises(Refused, match=rf"backup\.takes_out sales={sold} taken_back=0 amount="):
        restore(
            SYSTEM, archive, busy.path, busy.clock, agree=lambda newer: bool(asked.append(newer))
        )
    assert rows_of(busy.path, "SELECT hash FROM journal") == before
    with pytest.raises(Refused, match=r"backup\.takes_out"):
        restore(SYSTEM, archive, busy.path, busy.clock)
    done = restore(SYSTEM, archive, busy.path, busy.clock, agree=agreed)
    assert asked == [done.newer] and done.newer is not None
    assert (done.newer.sales, done.newer.amount.minor) == (sold, amount)


def busy_entries(busy, archive: Path) -> int:
    """Return how many entries the books have that the backup has not."""
    with zipfile.ZipFile(archive) as opened:
        kept = json.loads(opened.read("manifest.json"))["seq"]
    return rows_of(busy.path, "SELECT MAX(seq) FROM journal")[0][0] - kept


def test_restore_when_a_sale_in_the_backup_was_taken_back_since_then_that_is_asked_too(
    busy, tmp_path
) -> None:
    day = Day(busy.books, Random(5), busy.clock)
    cart = day.ring()
    paid = day.till.complete(CASHIER, cart, [Offer("cash", price(cart).total)], one_tap=True)
    archive = made(busy, tmp_path / "usb")
    day.till.post_void(CASHIER, paid.sale_id)
    busy.close()
    done = restore(SYSTEM, archive, busy.path, busy.clock, agree=agreed)
    assert done.newer is not None
    assert (done.newer.sales, done.newer.taken_back) == (0, 1)
    assert done.newer.amount < Money.zero(done.newer.amount.currency)


def test_restore_when_epochs_lie_between_then_all_that_is_newer_is_counted(busy, tmp_path) -> None:
    early, late = tmp_path / "early.zip", tmp_path / "late.zip"
    made(busy, early)
    day = Day(busy.books, Random(5), busy.clock)
    day.run(6)
    made(busy, late)
    later = busy_entries(busy, early)
    busy.close()
    new = tmp_path / "new" / "till.db"
    assert restore(SYSTEM, late, new, busy.clock).newer is None
    done = restore(SYSTEM, early, new, busy.clock, agree=agreed)
    assert done.newer is not None and done.newer.entries == later + 1  # that of the new epoch
    assert done.newer.sales == len(day.receipts) > 0


def test_epoch_when_drawn_then_it_follows_what_is_known_within_the_range() -> None:
    drawn = [epoch_after(7, new_id()) for _ in range(2_000)]
    assert all(7 < each <= 7 + EPOCH_RANGE for each in drawn)
    assert len(set(drawn)) > 1_950  # 5 pairs meet by chance, and never 50
    installation = "01980000-0000-7000-8000-00000000000a"
    assert epoch_after(0, installation) == EPOCH_OF_A
    assert epoch_after(41, installation) == EPOCH_OF_A + 41
    assert 2 * EPOCH_RANGE + 1 < 10**6  # two restores at the least keep six digits


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


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET hash = zeroblob(32) WHERE seq = 1",
        "UPDATE journal SET actor_id = 'x' WHERE seq = 1",
        "UPDATE setting SET value = '[1]'",
        "UPDATE setting SET value = '{'",
    ],
)
def test_restore_when_the_shop_that_is_there_was_damaged_then_it_is_still_the_same_shop(
    busy, tmp_path, damage: str
) -> None:
    archive = made(busy, tmp_path)
    busy.close()
    with unguarded(busy.path) as connection:
        assert connection.execute(damage).rowcount > 0
    done = restore(SYSTEM, archive, busy.path, busy.clock)
    assert done.aside is not None
    assert verify_file(busy.path).clean
