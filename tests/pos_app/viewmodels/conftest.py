"""Fixtures for tests of view models."""

import pytest

from tests.pos_app.viewmodels.tills import Bench


@pytest.fixture
def bench(tmp_path) -> Bench:
    made = Bench(tmp_path)
    yield made
    made.close()
