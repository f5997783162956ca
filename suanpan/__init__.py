"""The console script ``pos`` and its subcommands: above both programs, below nobody."""
