"""Claim: after the first 1,000 sales, 10,000 more let the process grow by at most 1 MB.

Counted as the memory that is really in use (resident, without pages of files), with the till's
own checkpoint while nobody waits.
"""

import sys
from argparse import ArgumentParser
from gc import collect
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import verdict
from benchmarks.sales_file import Counter, build

LIMIT_MB = 1.0
WARM, SALES, IDLE_EVERY = 1_000, 10_000, 50


def own_kb() -> int:
    """Return the process's own resident memory in kB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise LookupError("RssAnon")


def measure(folder: Path, warm: int, sales: int) -> bool:
    """Sell, look, sell ten times as much, look again."""
    database = folder / "memory.db"
    build(database, 0)
    counter = Counter(database, 5)
    seen = []
    for number in range(warm + sales):
        if number % 1_000 == 0 and number >= warm:
            collect()
            seen.append(own_kb())
        counter.sell()
        if number % IDLE_EVERY == 0:
            counter.books.checkpoint()
    collect()
    seen.append(own_kb())
    counter.books.close()
    sys.stdout.write(f"memory, kB at each 1,000 sales: {' '.join(map(str, seen))}\n")
    return verdict(
        f"memory, growth over {sales:,} sales", (seen[-1] - seen[0]) / 1024, LIMIT_MB, "MB"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--warm", type=int, default=WARM)
    parser.add_argument("--sales", type=int, default=SALES)
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), args.warm, args.sales) else 1


if __name__ == "__main__":
    sys.exit(main())
