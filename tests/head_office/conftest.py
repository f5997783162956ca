"""A till that has goods to sell, and a head office on a thread."""

import pytest

from tests.head_office.office import Inside, Till, stocked
from tests.inventory.shop import a_shop


@pytest.fixture
def till(tmp_path):
    shop = a_shop(tmp_path)
    stocked(shop)
    yield Till(shop)
    shop.close()


@pytest.fixture
def office(tmp_path) -> Inside:
    office = Inside(tmp_path / "office")
    yield office
    office.close()
