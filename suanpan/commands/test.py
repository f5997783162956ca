"""``pos test``: run the tests. Anything else on the line goes to pytest (``-k word``, a path)."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace

from suanpan import checkout

HELP = "run every test; --long adds the long ones, anything else goes to pytest"
PASSES_ON = True
WORKERS = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--long", action="store_true", help="add the tests that take minutes")
    parser.add_argument(
        "--cover",
        "--coverage",
        action="store_true",
        help="measure branch coverage of inventory; needs 95 %%",
    )


def run(args: Namespace) -> int:
    """Run pytest; 0 when all passed, 1 when something failed, 2 when it could not run."""
    if not checkout.holds("tests"):
        sys.stderr.write("pos test: the tests are part of the source, not of an installed copy\n")
        return 2
    command = [sys.executable, "-m", "pytest", *pytest_arguments(args)]
    environment = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
    done = subprocess.run(command, cwd=checkout.ROOT, env=os.environ | environment, check=False)
    return done.returncode if done.returncode in (0, 1) else 2


def pytest_arguments(args: Namespace) -> list[str]:
    """Return what to tell pytest; a run of chosen tests stays in one process."""
    given: list[str] = list(args.rest)
    if not given:
        given = ["-q", "-n", str(WORKERS), "--dist", "loadgroup", "--durations=10"]
    if args.long:
        given.append("--long")
    if args.cover:
        given += ["--cov", "--cov-report=term", "--cov-fail-under=95"]
    return given
