"""Claim: a scanned code is looked up in at most 1 ms (p99) among 100,000 styles.

Item, taxes and the price in force included, in one read; unknown codes too. The claim is for a
file that the system holds in memory; the first scans after a cold start are shown beside it.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks import big_catalogue
from benchmarks.measure import forget_file, percentile, times_ms, verdict, warm_file
from inventory.catalogue.codes import check_digit
from inventory.kernel.clock import FixedClock
from inventory.people.staff import SYSTEM
from inventory.service.catalogue import Catalogue
from inventory.service.context import Context
from inventory.store.engine import Database

LIMIT_MS = 1.0


def codes(variants: int, count: int) -> list[str]:
    """Return codes to scan: nine in ten are in the catalogue."""
    random = Random(3)
    made = []
    for _ in range(count):
        known = random.random() < 0.9
        body = f"{69 if known else 68}{random.randrange(variants):010d}"
        made.append(body + check_digit(body))
    return made


def measure(folder: Path, styles: int, per_style: int, calls: int) -> bool:
    """Build the catalogue in the folder and time the lookups."""
    database = folder / f"catalogue-{styles}-{per_style}.db"
    site = big_catalogue.build(database, styles, per_style)
    context = Context.of(site, FixedClock(big_catalogue.NOW_MS))
    scans = codes(styles * per_style, calls)
    name = f"lookup, {styles:,} styles, {styles * per_style:,} variants"
    if forget_file(database):
        cold = _timed(context, database, scans)
        shown = f"p50 {percentile(cold, 50):.3f} ms, p99 {percentile(cold, 99):.3f} ms"
        sys.stdout.write(f"{name}, from a cold disk (no claim): {shown}\n")
    warm_file(database)
    taken = _timed(context, database, scans)
    sys.stdout.write(f"{name}: p50 {percentile(taken, 50):.3f} ms, max {taken[-1]:.3f} ms\n")
    return verdict(f"{name}, p99", percentile(taken, 99), LIMIT_MS, "ms")


def _timed(context: Context, database: Path, scans: list[str]) -> list[float]:
    reader = Database(database, write=False)
    catalogue = Catalogue(context, reader)
    taken = times_ms(lambda code: catalogue.find_code(SYSTEM, code), scans)
    reader.close()
    return taken


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--styles", type=int, default=100_000)
    parser.add_argument("--per-style", type=int, default=10)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="folder that keeps the catalogue for next time")
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        return 0 if measure(folder, args.styles, args.per_style, args.calls) else 1


if __name__ == "__main__":
    sys.exit(main())
