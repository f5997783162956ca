"""``pos test``: run the tests. Anything else on the line goes to pytest (``-k word``, a path)."""

import os
import shutil
import signal
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from suanpan import checkout

HELP = "run every test; --long and --devices reach further, the rest goes to pytest"
PASSES_ON = True
WORKERS = 3  # for two cores: many a test waits for a process, a line or a device to answer
MEMORY = Path("/dev/shm")  # noqa: S108  in it a folder of one run only, with a name of its own
ROOM_BYTES = 2 << 30
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
    within_s = DEVICES_WITHIN_S if args.devices else None
    with folders() as kept:
        code = run_within(command, environment(os.environ) | kept, within_s)
    return code if code in (0, 1) else 2


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return what the tests run under: no window, no sound, and modules are compiled once.

    Tests start the program many times; each start would compile all of it anew where the
    environment says that no bytecode is to be kept.
    """
    chosen = dict(given) | {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
    chosen.pop("PYTHONDONTWRITEBYTECODE", None)
    return chosen


@contextmanager
def folders(memory: Path = MEMORY, room: int = ROOM_BYTES) -> Iterator[dict[str, str]]:
    """Yield what tells pytest to keep its folders in memory where that has room.

    Each shop of a test waits for its disk at every step. What is tested of the disk itself asks
    for a folder there (``tests/disk.py``).
    """
    if not memory.is_dir() or shutil.disk_usage(memory).free < room:
        yield {}
        return
    with TemporaryDirectory(prefix="pos-test-", dir=memory, ignore_cleanup_errors=True) as folder:
        yield {"PYTEST_DEBUG_TEMPROOT": folder}


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
