"""Claim: real transactions are rung up at 250 lines a second or more, every line a scan of its own.

Takes the file as argument (`pos bench replay FILE --days 5`); each line is looked up, drawn, kept
as a row, and each sale committed durably, as at a till. docs/replay.md has figures of a whole year.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import verdict
from suanpan.replay.compare import replay
from suanpan.replay.source import WrongFileError, first_days, read

LIMIT_LINES_S = 250


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds and the books agree with the file, 1 when not."""
    parser = ArgumentParser(prog="pos bench replay", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="transactions, as `pos replay`")
    parser.add_argument("--sheet", default="", help="of a workbook; else the first")
    parser.add_argument("--days", type=int, default=5, help="how many days (default: %(default)s)")
    args = parser.parse_args(arguments)
    try:
        rows = first_days(read(args.file, args.sheet), args.days)
    except WrongFileError as error:
        sys.stderr.write(f"pos bench replay: {error}\n")
        return 2
    with TemporaryDirectory() as folder:
        result = replay(rows, Path(folder), lambda _: None)
    rung, books = result.rung, "agree with the file" if result.agrees else "DIFFER"
    lines = rung.added + rung.merged
    sys.stdout.write(
        f"replay: {rung.sales:,} sales, {lines:,} lines, {rung.sales / rung.seconds:.1f} sales/s;"
        f" books {books}\n"
    )
    speed = lines / rung.seconds
    held = verdict("replay", speed, LIMIT_LINES_S, "lines/s", at_least=True)
    return 0 if held and result.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
