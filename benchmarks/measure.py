"""Timing of single calls and the line that every benchmark prints."""

import sys
import time
from collections.abc import Callable, Sequence


def times_ms(call: Callable[[str], object], inputs: Sequence[str]) -> list[float]:
    """Return how long each call took, in milliseconds, sorted."""
    clock = time.perf_counter_ns
    taken = []
    for each in inputs:
        begin = clock()
        call(each)
        taken.append((clock() - begin) / 1e6)
    return sorted(taken)


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
