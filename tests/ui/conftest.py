"""A driver for every test here."""

from tests.ui.stage import driver

__all__ = ["driver"]
