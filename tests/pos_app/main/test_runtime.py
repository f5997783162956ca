"""Opening a shop's folder: one till at a time, and nothing held by a start that failed."""

import subprocess
import sys

import pytest

from inventory.kernel.errors import Refused
from inventory.orders.tender import Offer
from inventory.store.engine import Database
from pos_app.main.runtime import build_writes, open_books
from tests.inventory.service.ringing import CASHIER, TEE, open_till, ring, yuan
from tests.inventory.shop import a_shop


@pytest.fixture
def folder(tmp_path):
    a_shop(tmp_path).close()
    return tmp_path


def test_open_when_another_process_has_it_then_it_is_refused(folder) -> None:
    books = open_books(folder)
    code = (
        "import sys; from pathlib import Path; from pos_app.main.runtime import open_books\n"
        "from inventory.kernel.errors import Refused\n"
        "try: open_books(Path(sys.argv[1]))\n"
        "except Refused as refused: print(refused.text.code)"
    )
    command = [sys.executable, "-c", code, str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    books.close()
    assert said.stdout.strip() == "store.second_process"
    open_books(folder).close()


def test_open_when_there_is_no_shop_then_it_is_refused_and_the_lock_is_free(tmp_path) -> None:
    Database(tmp_path / "till.db").close()
    for _ in range(2):
        with pytest.raises(Refused, match=r"settings\.not_a_shop"):
            open_books(tmp_path)


def test_open_when_the_file_is_newer_then_it_is_refused_and_stays(folder) -> None:
    newer = Database(folder / "till.db")
    newer.raw().execute("PRAGMA user_version = 99")
    newer.close()
    for _ in range(2):
        with pytest.raises(Refused, match=r"store\.newer_database"):
            open_books(folder)


def test_close_when_sales_were_made_then_one_tidy_file_is_left(folder) -> None:
    shop = a_shop(folder)
    open_till(shop)
    shop.close()
    books = open_books(folder)
    writes = build_writes(books)
    shop = a_shop_view(books)
    cart = ring(shop, writes.checkout, TEE)
    offers = [Offer("cash", yuan("89"))]
    done = books.writer.submit(lambda: writes.checkout.complete(CASHIER, cart, offers)).result(10)
    books.close()
    assert done.receipt_no.startswith("SH01-T01-1-S-000001-")
    assert not (folder / "till.db-wal").exists()


def a_shop_view(books):
    """Return what ``ring`` needs of a shop that is already open."""
    from inventory.service.catalogue import Catalogue

    class View:
        catalogue = Catalogue(books.context, books.reading)

    return View()
