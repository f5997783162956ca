"""A folder on the disk, for tests of what a kill or a cut leaves there; others may be in memory."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Take the place of pytest's own folder."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)
