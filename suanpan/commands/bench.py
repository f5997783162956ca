"""``pos bench NAME``: run one benchmark; without a name, list them.

A benchmark is a module in ``benchmarks`` with ``main(arguments) -> int``; the rest of the line is
its own. It prints figure / limit = ratio and ends with 1 when the limit does not hold.
"""

import ast
import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

from suanpan import checkout

HELP = "run a benchmark by name; without a name, list them"
PASSES_ON = True


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="which one; the list without")


def run(args: Namespace) -> int:
    """Run or list; 0 when the claim holds, 1 when not, 2 when there is no such benchmark."""
    if not checkout.holds("benchmarks"):
        sys.stderr.write("pos bench: the benchmarks are part of the source checkout\n")
        return 2
    found = benchmarks(checkout.ROOT / "benchmarks")
    if args.name is None:
        for name, claim in found.items():
            sys.stdout.write(f"{name:<18}{claim}\n")
        return 0
    if args.name not in found:
        sys.stderr.write(f"pos bench: no {args.name}; there are: {', '.join(found)}\n")
        return 2
    os.environ.setdefault("KIVY_NO_ARGS", "1")
    sys.path.insert(0, str(checkout.ROOT))
    code: int = import_module(f"benchmarks.{args.name.replace('-', '_')}").main(args.rest)
    return code


def benchmarks(folder: Path) -> dict[str, str]:
    """Return name → first line of the docstring of each module that has a ``main``."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body):
            claim = (ast.get_docstring(tree) or "").partition("\n")[0]
            found[file.stem.replace("_", "-")] = claim
    return found
