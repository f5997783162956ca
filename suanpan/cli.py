"""The command ``pos``: finds the subcommands, reads the arguments, runs one.

A subcommand is a module in ``suanpan/commands`` with ``HELP`` (its line of help), ``add_arguments``
and ``run``; its name is the command's (a trailing underscore is dropped, an inner one becomes a
dash). One that says ``PASSES_ON = True`` finds arguments it did not declare in ``args.rest``.
Only the chosen one is imported, so that ``pos --help`` answers at once.
Exit codes: 0 fine, 1 found something, 2 used wrongly; 130 stopped by hand, 141 nobody reads on.
"""

import ast
import os
import sys
from argparse import ArgumentParser, HelpFormatter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from inventory.kernel.errors import Refused, SuanpanError
from inventory.store.files import is_of_files, refusal
from suanpan import __version__

_COMMANDS = "suanpan.commands"
UNREAD = 141  # as a shell names a program that SIGPIPE ended


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand that has not been imported yet."""

    name: str
    module: str
    help: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the subcommand that the arguments name and return its exit code."""
    try:
        code = _main(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # what reads our output has gone (``| head``)
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())  # Python flushes once more at its end
        return UNREAD
    return code


def _main(arguments: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    known = {command.name: command for command in commands()}
    chosen = known.get(given[0]) if given else None
    if chosen is None:
        _overview(list(known.values())).parse_args(given or ["--help"])
        return 2
    return _run(chosen, given[1:])


def commands() -> list[Command]:
    """Return the subcommands that exist, in alphabetical order."""
    found = (_command(file) for file in files(_COMMANDS).iterdir() if file.name.endswith(".py"))
    return sorted((each for each in found if each is not None), key=lambda each: each.name)


def _command(file: Traversable) -> Command | None:
    """Read a subcommand's name and line of help without importing it."""
    module = file.name.removesuffix(".py")
    if module.startswith("_"):
        return None
    for node in ast.parse(file.read_text("utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="HELP")], value=ast.Constant(value=str(text))):
                return Command(module.rstrip("_").replace("_", "-"), module, text)
    return None


def _overview(known: list[Command]) -> ArgumentParser:
    parser = ArgumentParser(
        prog="pos",
        description="Suanpan, a touch point of sale: the till, its head office and their tools.",
        epilog="pos COMMAND --help tells what a command takes. "
        "Exit codes: 0 fine, 1 found something, 2 used wrongly.",
        formatter_class=lambda prog: HelpFormatter(prog, max_help_position=18, width=98),
    )
    parser.add_argument("--version", action="version", version=f"suanpan {__version__}")
    group = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in known:
        group.add_parser(command.name, help=command.help.replace("%", "%%"), add_help=False)
    return parser


def _run(command: Command, given: Sequence[str]) -> int:
    module = import_module(f"{_COMMANDS}.{command.module}")
    parser = ArgumentParser(
        prog=f"pos {command.name}", description=(module.__doc__ or command.help).replace("``", "")
    )
    module.add_arguments(parser)
    args, rest = parser.parse_known_args(given)
    args.rest = rest
    if rest and not getattr(module, "PASSES_ON", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        code: int = module.run(args)
    except KeyboardInterrupt:
        return 130
    except SuanpanError as error:
        return _told(command, error)
    except BrokenPipeError:
        raise
    except OSError as error:
        if not is_of_files(error):
            raise
        place = error.filename if isinstance(error.filename, str) else getattr(args, "data", ".")
        return _told(command, refusal(error, Path(place)))
    return code


def _told(command: Command, error: SuanpanError) -> int:
    """Say what stopped it; 2 when a rule said no to what was asked, else 1."""
    from suanpan.words import told  # only now: it reads the catalogues

    sys.stderr.write(f"pos {command.name}: {told(error.text)}\n")
    return 2 if isinstance(error, Refused) else 1


if __name__ == "__main__":
    sys.exit(main())
