"""Timing of single calls and the line that every benchmark prints."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def times_ms(call: Callable[[str], object], inputs: Sequence[str]) -> list[float]:
    """Return how long each call took, in milliseconds, sorted."""
    clock = time.perf_counter_ns
    taken = []
    for each in inputs:
        begin = clock()
        call(each)
        taken.append((clock() - begin) / 1e6)
    return sorted(taken)


def forget_file(path: Path) -> bool:
    """Take the file out of the system's cache, as after a start of the machine, if that can be."""
    if not hasattr(os, "posix_fadvise"):
        return False
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def warm_file(path: Path) -> None:
    """Read the file once, so that the system holds it, as on a till that has been open a while."""
    with path.open("rb") as file:
        while file.read(1024 * 1024):
            pass


def percentile(taken: Sequence[float], percent: float) -> float:
    """Return the value below which this many percent of the sorted values lie."""
    return taken[min(len(taken) - 1, int(len(taken) * percent / 100))]


def verdict(name: str, figure: float, limit: float, unit: str, *, at_least: bool = False) -> bool:
    """Print figure / limit = ratio and tell whether the limit holds."""
    held = figure >= limit if at_least else figure <= limit
    sign, word = ("≥" if at_least else "≤"), ("ok" if held else "OVER")
    ratio = figure / limit
    sys.stdout.write(
        f"{name}: {figure:.3f} {unit} / {sign} {limit:g} {unit} = {ratio:.2f} {word}\n"
    )
    return held
