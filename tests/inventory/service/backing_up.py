"""A shop that has sold, for the tests that back it up and bring it back."""

from pathlib import Path
from random import Random

import pytest

from inventory.people.staff import SYSTEM
from inventory.reports.leaving import Leaving
from inventory.service.backup import backup
from tests.inventory.shop import Shop, a_shop
from tests.rigs.crash_day import Day, stock_the_shop


@pytest.fixture
def busy(tmp_path: Path) -> Shop:
    folder = tmp_path / "till"
    folder.mkdir()
    (tmp_path / "usb").mkdir()
    shop = a_shop(folder)
    stock_the_shop(shop.admin)
    Day(shop.books, Random(4), shop.clock).run(12)
    yield shop
    shop.close()


def made(shop: Shop, to: Path) -> Path:
    return backup(SYSTEM, shop.path, to, shop.clock).path


def agreed(_: Leaving) -> bool:
    return True


def tree(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
