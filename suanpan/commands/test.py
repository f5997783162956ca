"""``pos test``: run the tests. Anything else on the line goes to pytest (``-k word``, a path)."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from suanpan import checkout

HELP = "run every test; --long and --devices reach further, the rest goes to pytest"
PASSES_ON = True
WORKERS = 2
DEVICES_WITHIN_S = 1_080  # a machine that never answers must not hold up a gate


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--long", action="store_true", help="add the tests that take minutes")
    parser.add_argument(
        "--devices",
        action="store_true",
        help="only the tests with a kernel's own devices: root, Linux on x86-64, qemu",
    )
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
    within_s = DEVICES_WITHIN_S if args.devices else None
    code = run_within(command, os.environ | environment, within_s)
    return code if code in (0, 1) else 2


def run_within(command: list[str], environment: Mapping[str, str], within_s: float | None) -> int:
    """Run a command and return its code; at its deadline it ends with all that it started."""
    if within_s is None:
        return subprocess.run(command, cwd=checkout.ROOT, env=environment, check=False).returncode
    with subprocess.Popen(
        command, cwd=checkout.ROOT, env=environment, start_new_session=True
    ) as running:
        try:
            return running.wait(within_s)
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"pos test: not done within {within_s:g} s, ended\n")
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
    return 2


def pytest_arguments(args: Namespace) -> list[str]:
    """Return what to tell pytest; a run of chosen tests stays in one process."""
    given: list[str] = list(args.rest)
    if args.devices:
        given += ["-m", "devices", "--devices", *([] if args.rest else ["-q", "--durations=10"])]
    elif not given:
        given = ["-q", "-n", str(WORKERS), "--dist", "loadgroup", "--durations=10"]
    if args.long:
        given.append("--long")
    if args.cover:
        given += ["--cov", "--cov-report=term", "--cov-fail-under=95"]
    return given
