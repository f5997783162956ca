"""The rigs kill and cut what writes to a disk."""

from tests.disk import tmp_path

__all__ = ["tmp_path"]
