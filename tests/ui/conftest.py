"""A driver for every test here, and the whole program's rooms for those that walk through them."""

from collections.abc import Iterator

import pytest

from pos_app.screens.tr import tr
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import driver

__all__ = ["driver"]


@pytest.fixture
def machine():
    """The machine below the rooms; a module that asks it something brings its own."""


@pytest.fixture
def rooms(tmp_path, driver, machine):
    before = tr.translator
    made = RoomsBench(tmp_path, driver, machine)
    yield made
    driver.clear()
    made.close()
    tr.follow(before)


@pytest.fixture
def till(tmp_path, driver) -> Iterator[CheckoutBench]:
    before = tr.translator  # its listeners would keep the screens of this test for the next
    made = CheckoutBench(tmp_path, driver)
    yield made
    made.close()
    tr.follow(before)
