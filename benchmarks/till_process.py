"""A real till process for benchmarks: a large catalogue, its window, what it reports."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import big_catalogue
from pos_app.main.runtime import DATABASE


def a_shop(folder: Path, styles: int, per_style: int = 1) -> Path:
    """Return a folder with a shop of so many styles; made once in it."""
    database = folder / DATABASE
    if not database.exists():
        big_catalogue.build(database, styles, per_style)
    return folder


def report_of(module: str, *arguments: str, within_s: float = 300) -> dict[str, float]:
    """Run a module of the benchmarks as a fresh process; return the JSON line it ends with.

    ``spawned`` (monotonic nanoseconds) is handed over, so that a start can be timed from outside.
    The process keeps compiled modules, as every till does: some workplaces switch that off.
    """
    command = [sys.executable, "-m", module, "--child", *arguments]
    command += ["--spawned", str(time.monotonic_ns())]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=within_s,
        check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )  # fmt: skip
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise RuntimeError(f"{module} ended with {done.returncode}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
