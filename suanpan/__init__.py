"""The console script ``pos`` and its subcommands: above both programs, below nobody."""

__version__ = "0.1.0"
