"""One module per subcommand: ``add_arguments(parser)`` and ``run(args) -> int`` (0, 1 or 2)."""
