"""Claim: a finished sale waits for the disk exactly once; the six edits of its cart never do.

Counted from outside: the same program runs under strace with few and with more sales, and the
difference in calls of fsync and fdatasync is what the extra sales cost. No checkpoint runs: a till
does that while nobody waits.
"""

import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import verdict
from benchmarks.sales_file import Counter, build

FEW, MORE = 5, 55
_CALL = re.compile(r"\b(?:fsync|fdatasync|sync_file_range|msync|sync|syncfs)\(")


def fsyncs(database: Path, sales: int) -> int:
    """Return how often a process that makes this many sales waits for the disk."""
    log = database.with_suffix(".strace")
    traced = "trace=fsync,fdatasync,sync_file_range,msync,sync,syncfs"
    child = [sys.executable, "-m", "benchmarks.fsync", "--child", str(database), str(sales)]
    command = ["strace", "-f", "-qq", "-e", traced, "-o", str(log), *child]
    subprocess.run(command, check=True, cwd=Path(__file__).resolve().parent.parent)
    return sum(1 for line in log.read_text().splitlines() if _CALL.search(line))


def measure(folder: Path) -> bool:
    """Count both runs and tell whether the claim holds."""
    counted = {}
    model = folder / "model.db"
    build(model, 3)
    for sales in (FEW, MORE):
        database = folder / f"{sales}.db"
        shutil.copyfile(model, database)
        counted[sales] = fsyncs(database, sales)
        sys.stdout.write(f"fsync: {sales} sales, {counted[sales]} calls seen by strace\n")
    each = (counted[MORE] - counted[FEW]) / (MORE - FEW)
    return verdict("fsync, calls per finished sale with its six edits", each, 1, "calls") and (
        verdict("fsync, calls per finished sale", each, 1, "calls", at_least=True)
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not, 2 without strace."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--child", nargs=2, metavar=("FILE", "SALES"), help="what is counted")
    args = parser.parse_args(arguments)
    if args.child:
        counter = Counter(Path(args.child[0]), 7)
        for _ in range(int(args.child[1])):
            counter.sell()
        counter.books.close()
        return 0
    if shutil.which("strace") is None:
        sys.stderr.write("fsync: strace is needed to count from outside\n")
        return 2
    with TemporaryDirectory() as folder:
        return 0 if measure(Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
