"""A driver for every test here, and the whole program's rooms for those that walk through them."""

import pytest

from pos_app.screens.tr import tr
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import driver

__all__ = ["driver"]


@pytest.fixture
def rooms(tmp_path, driver):
    before = tr.translator
    made = RoomsBench(tmp_path, driver)
    yield made
    driver.clear()
    made.close()
    tr.follow(before)
