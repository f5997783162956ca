"""Fixtures shared by the tests of the business."""

import pytest

from tests.inventory.shop import Shop, a_shop


@pytest.fixture
def shop(tmp_path) -> Shop:
    opened = a_shop(tmp_path)
    yield opened
    opened.close()
