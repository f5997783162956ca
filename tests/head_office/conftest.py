"""A till that has goods to sell, and a head office in a process of its own."""

import pytest

from tests.head_office.office import Office, Till, serving, stocked
from tests.inventory.shop import a_shop


@pytest.fixture
def till(tmp_path):
    shop = a_shop(tmp_path)
    stocked(shop)
    yield Till(shop)
    shop.close()


@pytest.fixture
def office(tmp_path) -> Office:
    with serving(tmp_path / "office") as office:
        yield office
