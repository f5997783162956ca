"""The way to the file: which SQLite, which PRAGMAs, one writer, a full and a read-only disk."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.money import CNY, Money
from inventory.orders.tender import Offer
from inventory.pricing.pipeline import price
from inventory.service.checkout import Checkout
from inventory.service.settings import current
from inventory.service.verify import Verify
from inventory.store import engine
from inventory.store.engine import Database, require_sqlite
from inventory.store.process_lock import ProcessLock
from tests.inventory.shop import Shop, a_shop
from tests.rigs.crash_day import CASHIER, Day, stock_the_shop

ROOT = Path(__file__).resolve().parents[3]
TABLES = (
    "sale", "sale_line", "sale_line_tax", "tender", "stock_move", "cash_move", "journal",
    "print_job", "shift", "cart", "cart_edit", "stock",
)  # fmt: skip


# --- which SQLite ----------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_sqlite_when_it_is_older_than_the_mended_one_then_it_is_refused(version) -> None:
    with pytest.raises(Refused, match=r"sqlite_too_old found=.* wanted=3\.51\.3"):
        require_sqlite(version)


def test_sqlite_when_it_is_new_enough_then_it_is_taken() -> None:
    require_sqlite((3, 51, 3))
    require_sqlite()


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 51, 3), reason="this Python's SQLite is new")
def test_database_when_the_library_underneath_is_old_then_it_does_not_open(tmp_path) -> None:
    program = """
        import sqlite3, sys
        sys.modules["pysqlite3"] = sqlite3
        sys.modules["pysqlite3.dbapi2"] = sqlite3.dbapi2
        from pathlib import Path
        from inventory.store.engine import Database
        Database(Path(sys.argv[1]) / "till.db")
    """
    done = python(program, str(tmp_path))
    assert done.returncode != 0 and "store.sqlite_too_old" in done.stderr
    assert not (tmp_path / "till.db").exists()


def python(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(program), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


# --- how it is set ----------------------------------------------------------------------------


def test_writer_when_it_opens_then_its_settings_are_the_durable_ones(shop) -> None:
    raw = shop.books.raw()
    wanted = {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1,
        "wal_autocheckpoint": 0, "trusted_schema": 0, "mmap_size": 0,
    }  # fmt: skip
    have = {name: raw.execute(f"PRAGMA {name}").fetchone() for name in wanted}
    assert {name: row[0] if row else 0 for name, row in have.items()} == wanted


def test_transaction_when_it_books_then_it_is_durable_and_an_edit_is_not(shop) -> None:
    levels = []
    for durable in (False, True, False, True):
        with shop.books.transaction(durable=durable) as connection:
            levels.append(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
    assert levels == [1, 2, 1, 2]


def test_transaction_when_it_breaks_then_nothing_of_it_stands(shop) -> None:
    with pytest.raises(ZeroDivisionError), shop.books.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM location")
        raise ZeroDivisionError
    assert shop.rows("SELECT COUNT(*) FROM location") != [(0,)]


def test_reader_when_it_writes_then_it_cannot(shop) -> None:
    with pytest.raises(Refused, match="disk_full"), shop.reader.reading() as connection:
        connection.exec_driver_sql("DELETE FROM location")


def test_checkpoint_when_nobody_waits_then_the_log_goes_into_the_file(shop) -> None:
    stock_the_shop(shop.admin)
    assert shop.books.wal_bytes() > 0
    assert shop.books.checkpoint() > 0
    shop.books.checkpoint(truncate=True)
    assert shop.books.wal_bytes() == 0


def test_file_when_it_is_no_database_then_it_is_damaged_in_words(tmp_path) -> None:
    path = tmp_path / "till.db"
    path.write_bytes(b"surely not a database" * 400)
    with pytest.raises(Damaged, match=r"store\.damaged"):
        Database(path)


# --- one process --------------------------------------------------------------------------------

HOLDER = """
    import sys
    from pathlib import Path
    from inventory.store.process_lock import ProcessLock
    lock = ProcessLock(Path(sys.argv[1]))
    print("held", flush=True)
    sys.stdin.read()
"""


def test_lock_when_another_process_holds_it_then_it_is_refused_until_that_one_dies(
    tmp_path,
) -> None:
    database = tmp_path / "till.db"
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(database)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        assert (tmp_path / "till.db.lock").read_text() == str(holder.pid)
        with pytest.raises(Refused, match=r"store\.second_process path=till\.db"):
            ProcessLock(database)
        holder.kill()
        holder.wait()
    ProcessLock(database).release()


def test_lock_when_given_back_then_the_next_one_gets_it(tmp_path) -> None:
    for _ in range(2):
        lock = ProcessLock(tmp_path / "till.db")
        with pytest.raises(Refused, match="second_process"):
            ProcessLock(tmp_path / "till.db")
        lock.release()


def test_lock_when_the_file_is_reached_by_another_name_then_it_is_the_same_lock(tmp_path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "till.db").touch()
    (tmp_path / "mine.db").symlink_to(tmp_path / "shop" / "till.db")
    (tmp_path / "folder").symlink_to(tmp_path / "shop")
    lock = ProcessLock(tmp_path / "shop" / "till.db")
    for other in (tmp_path / "mine.db", tmp_path / "folder" / "till.db"):
        with pytest.raises(Refused, match="second_process"):
            ProcessLock(other)
    lock.release()
    ProcessLock(tmp_path / "mine.db").release()


def test_pay_when_another_program_writes_all_the_time_then_it_is_refused_in_words(
    shop,
) -> None:
    stock_the_shop(shop.admin)
    day = Day(shop.books, Random(2), shop.clock)
    cart = day.ring()
    shop.books.raw().execute("PRAGMA busy_timeout = 20")
    other = Database(shop.path)
    before = counts(shop)
    with other.transaction():
        with pytest.raises(Refused, match=r"store\.busy"):
            day.till.require_room(cart)
        with pytest.raises(Refused, match=r"store\.busy"):
            day.pay(cart)
    other.close()
    assert counts(shop) == before
    assert day.pay(cart)


# --- a full or read-only disk ---------------------------------------------------------------


@pytest.fixture
def busy(shop: Shop) -> tuple[Shop, Day]:
    stock_the_shop(shop.admin)
    day = Day(shop.books, Random(2), shop.clock)
    day.run(3)
    return shop, day


def counts(shop: Shop) -> dict[str, int]:
    return {table: shop.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in TABLES}


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_pay_when_the_disk_is_nearly_full_then_it_is_refused_before_money_is_taken(
    busy, monkeypatch
) -> None:
    shop, day = busy
    cart = day.ring()
    before = counts(shop)
    monkeypatch.setattr(engine, "FREE_BYTES_MIN", 2**62)
    with pytest.raises(Refused, match=r"store\.little_room free=\d+ need=4398046511104"):
        day.till.require_room(cart)
    with pytest.raises(Refused, match=r"store\.little_room free=\d+ need=4398046511104"):
        day.pay(cart)
    assert counts(shop) == before


@pytest.mark.parametrize("room", [0, 4_096, 20_000, 60_000])
def test_pay_when_the_disk_fills_in_the_middle_then_all_is_as_before_and_it_works_later(
    busy, room: int
) -> None:
    shop, day = busy
    cart = day.ring()
    before = counts(shop)
    with files_end_at(shop.books.wal_bytes() + room):
        with pytest.raises(Refused, match=r"store\.disk_full"):
            for _ in range(9):
                day.till.require_room(cart)
                day.pay(cart)
                cart = day.ring()
    grown = counts(shop)
    assert grown["sale"] == grown["print_job"] - (before["print_job"] - before["sale"])
    assert Verify(shop.reader).run().findings == ()
    again = Checkout(shop.context, shop.books, current(shop.reader))
    assert again.recover() == cart
    assert day.pay(cart)
    assert Verify(shop.reader).run().findings == ()


def test_edit_when_the_disk_is_full_then_it_is_refused_and_the_cart_stays_as_it_was(busy) -> None:
    shop, day = busy
    cart = day.ring()
    with files_end_at(shop.books.wal_bytes()), pytest.raises(Refused, match="disk_full"):
        day.ring(cart)
    again = Checkout(shop.context, shop.books, current(shop.reader))
    assert again.recover() == cart


def test_pay_when_the_file_cannot_be_written_then_it_is_refused_before_money_is_taken(busy) -> None:
    shop, day = busy
    cart = day.ring()
    before = counts(shop)
    shop.books.raw().execute("PRAGMA query_only = ON")
    with pytest.raises(Refused, match=r"store\.disk_full"):
        day.till.require_room(cart)
    with pytest.raises(Refused, match=r"store\.disk_full"):
        day.till.complete(CASHIER, cart, [Offer("cash", price(cart).total + Money(0, CNY))])
    shop.books.raw().execute("PRAGMA query_only = OFF")
    assert counts(shop) == before
    assert day.pay(cart)


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk has to be mounted")
def test_pay_when_a_real_small_disk_is_full_then_nothing_is_half_done(
    tmp_path, monkeypatch
) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "t", tmp_path]).returncode:
        pytest.skip("no mount in this container")
    try:
        _on_a_small_disk(tmp_path, monkeypatch)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def _on_a_small_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop(folder)
    stock_the_shop(shop.admin)
    day = Day(shop.books, Random(5), shop.clock)
    with pytest.raises(Refused, match="little_room free=5 need=16"):
        day.pay(day.ring())
    monkeypatch.setattr(engine, "FREE_BYTES_MIN", 0)
    ballast = folder / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(folder).free - 300_000)))
    sold = []
    with pytest.raises(Refused, match="disk_full"):
        while True:
            sold.append(day.pay(day.ring()))
    assert {row[0] for row in shop.rows("SELECT id FROM sale")} == set(sold)
    assert Verify(shop.reader).run().findings == ()
    ballast.unlink()
    cart = Checkout(shop.context, shop.books, current(shop.reader)).recover()
    assert cart is not None
    assert day.pay(cart)
    assert Verify(shop.reader).run().findings == ()
    shop.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="a read-only disk has to be mounted")
def test_database_when_its_disk_is_read_only_then_it_does_not_open_to_write(tmp_path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "t", tmp_path]).returncode:
        pytest.skip("no mount in this container")
    try:
        a_shop(tmp_path).close()
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)
        with pytest.raises(Refused, match=r"store\.disk_full"):
            Database(tmp_path / "till.db")
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_process_lock_when_its_number_cannot_be_written_then_it_is_held_all_the_same(
    tmp_path: Path,
) -> None:
    (tmp_path / "till.db.lock").symlink_to("/dev/full")
    lock = ProcessLock(tmp_path / "till.db")
    lock.release()
