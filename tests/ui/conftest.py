"""A driver for every test here, and the whole program's rooms for those that walk through them."""

import gc

import pytest

from pos_app.screens.tr import tr
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
    gc.collect()  # widgets that are gone would follow every change of the tests to come
