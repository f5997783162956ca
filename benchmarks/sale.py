"""Claim: a finished sale costs at most 3 × (p50) and 4 × (p95) a bare loop of the same writes.

Six lines, two tenders, every row that a sale has, 20,000 sales already in the file; timed from the
service call until the commit has returned. The bare loop replays the same rows and bytes with
prepared statements on the same SQLite with the same PRAGMAs; the two take turns in one process.
Each sale is first booked on a third file, untimed, where its statements are recorded.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from gc import collect
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import event

from benchmarks.measure import percentile, verdict
from benchmarks.sales_file import Counter, build, copies
from inventory.store.engine import Database

LIMIT_P50, LIMIT_P95, AIM = 3.0, 4.0, 2.0
CHECKPOINT_EVERY = 25
Write = tuple[str, Any, bool]


class Recorder:
    """A counter whose writing statements are kept as they go to SQLite."""

    def __init__(self, database: Path, seed: int) -> None:
        self.counter = Counter(database, seed)
        self._writes: list[Write] = []
        connection = self.counter.books._connection
        event.listen(connection, "before_cursor_execute", self._note)

    def _note(self, *call: Any) -> None:
        statement, parameters, many = call[2], call[3], call[5]
        if statement.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            self._writes.append((statement, parameters, many))

    def take(self) -> list[Write]:
        """Return what was written since the last time."""
        taken, self._writes = self._writes, []
        return taken


class Bare:
    """The loop to compare with: BEGIN, the prepared statements, COMMIT; nothing else."""

    def __init__(self, database: Path) -> None:
        self.database = Database(database)
        self._cursor = self.database.raw().cursor()

    def replay(self, writes: list[Write]) -> None:
        """Write these rows in one durable transaction."""
        cursor = self._cursor
        cursor.execute("BEGIN IMMEDIATE")
        for statement, parameters, many in writes:
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
        cursor.execute("COMMIT")


def measure(database: Path, folder: Path, sales: int) -> bool:
    """Time both ways sale by sale and tell whether the claim holds."""
    first, second, third = copies(database, folder, "recorded.db", "ours.db", "bare.db")
    recorder, ours, bare = Recorder(first, 9), Counter(second, 9), Bare(third)
    taken: tuple[list[float], list[float]] = ([], [])
    writes: list[Write] = []
    for number in range(sales):
        cart = recorder.counter.ring()
        bare.replay(recorder.take())
        ours.ring()
        offers = ours.offers(cart)
        recorder.counter.complete(cart, offers)
        writes = recorder.take()
        calls: tuple[Callable[[], object], ...] = (
            lambda cart=cart, offers=offers: ours.complete(cart, offers),
            lambda writes=writes: bare.replay(writes),
        )
        for at in (0, 1) if number % 2 else (1, 0):
            taken[at].append(_timed(calls[at]))
        if number % CHECKPOINT_EVERY == 0:
            for each in (recorder.counter.books, ours.books, bare.database):
                each.checkpoint()
    same = _same_rows(ours.books, bare.database)
    for each in (recorder.counter.books, ours.books, bare.database):
        each.close()
    rows = sum(len(parameters) if many else 1 for _, parameters, many in writes)
    sys.stdout.write(f"sale: {len(writes)} statements, {rows} rows; both files alike: {same}\n")
    return _told(sorted(taken[0]), sorted(taken[1])) and same


def _timed(call: Callable[[], object]) -> float:
    begin = time.perf_counter_ns()
    call()
    return (time.perf_counter_ns() - begin) / 1e6


def _same_rows(ours: Database, bare: Database) -> bool:
    """Tell whether both ways left the same newest entry and as many rows in every table."""
    tables = ("journal", "sale", "sale_line", "tender", "stock_move", "cash_move", "print_job")
    asked = [f"SELECT COUNT(*) FROM {table}" for table in tables]
    asked.append("SELECT hash, body FROM journal ORDER BY seq DESC LIMIT 1")
    answers = [[each.raw().execute(one).fetchone() for one in asked] for each in (ours, bare)]
    return answers[0] == answers[1]


def _told(ours: list[float], bare: list[float]) -> bool:
    for name, taken in (("ours", ours), ("bare loop", bare)):
        shown = ", ".join(f"p{at} {percentile(taken, at):.3f}" for at in (50, 95, 99))
        sys.stdout.write(f"sale, {name}: {shown}, max {taken[-1]:.3f} ms\n")
    p50, p95 = (percentile(ours, at) / percentile(bare, at) for at in (50, 95))
    sys.stdout.write(f"sale, p50 aimed at {AIM} ×: {p50:.2f} ×\n")
    held = verdict("sale, p50 to the bare loop", p50, LIMIT_P50, "×")
    return verdict("sale, p95 to the bare loop", p95, LIMIT_P95, "×") and held


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=int, default=20_000, help="sales already in the file")
    parser.add_argument("--sales", type=int, default=1_000, help="sales to time")
    parser.add_argument("--keep", type=Path, help="folder that keeps the file for next time")
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        database = (args.keep or folder) / f"sales-{args.before}.db"
        build(database, args.before)
        collect()
        return 0 if measure(database, folder, args.sales) else 1


if __name__ == "__main__":
    sys.exit(main())
