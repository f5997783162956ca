"""The console script ``pos`` and its subcommands: above both programs, below nobody."""

from inventory import __version__

__all__ = ["__version__"]
