"""Cut the power at every write and sync beneath SQLite while it replays the till's own statements.

A seeded day is rung up by the real services; every statement that the till's connection executes is
recorded, with what the till said in between. The statements then run on a SQLite of their own
(apsw) over a file system in memory. At each write, truncation and sync the disk is imagined as a
power cut would leave it: what was not synced is kept, dropped or torn by 512-byte sectors, each
write for itself. Every such disk is opened as the till would open it and looked at.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import apsw

from inventory.kernel.clock import FixedClock
from inventory.store.engine import Database
from tests.inventory.shop import a_shop
from tests.rigs.crash_after import Heard, faults, survived
from tests.rigs.crash_day import Day, Event, stock_the_shop

SECTOR = 512
DROPPED, TORN = 0.4, 0.3
VFS = "suanpan-crash"
PRAGMAS = (
    "locking_mode=EXCLUSIVE",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=0",
)
Step = str | Event


def record(folder: Path, seed: int, steps: int) -> tuple[bytes, list[Step], Heard]:
    """Ring up a day and return the file before it, its statements and words, and the past."""
    shop = a_shop(folder)
    stock_the_shop(shop.admin)
    shop.close()
    past = survived(shop.path, Heard())
    before = shop.path.read_bytes()
    books, tape = Database(shop.path), list[Step]()
    ids = (f"01980000-0000-7000-8000-{number:012x}" for number in count(1))
    day = Day(books, Random(seed), FixedClock(), told=tape.append, ids=lambda: next(ids))

    def trace(statement: str) -> None:
        # An insert that fires a trigger is traced once more; no row is written twice.
        if _is_work(statement) and tape[-1:] != [statement]:
            tape.append(statement)

    books.raw().set_trace_callback(trace)
    day.run(steps)
    books.raw().set_trace_callback(None)
    books.close()
    return before, tape, past


def _is_work(statement: str) -> bool:
    """Tell whether a traced statement changes anything; a trigger is traced as a comment."""
    return not statement.startswith("--") and not statement.lstrip().upper().startswith("SELECT")


@dataclass
class File:
    """One file: what the disk surely holds, what SQLite sees, and what was not synced yet."""

    durable: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)


class Disk(apsw.VFS):
    """A file system in memory that asks before each write, truncation and sync."""

    def __init__(self, ask: Callable[[], None]) -> None:
        super().__init__(VFS, "")
        self.files: dict[str, File] = {}
        self.ask = ask

    def xOpen(self, name: object, flags: list[int]) -> "Handle":
        flags[1] = flags[0]
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return Handle(self, self.files.setdefault(path, File()))

    def xDelete(self, name: str, syncdir: bool) -> None:
        self.ask()
        self.files.pop(name, None)

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.files

    def xFullPathname(self, name: str) -> str:
        return name


class Handle:
    """One open file of the disk."""

    def __init__(self, disk: Disk, file: File) -> None:
        self._disk, self._file = disk, file

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self._file.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.ask()
        data = bytes(data)
        _put(self._file.seen, offset, data)
        self._file.pending.append((offset, data))

    def xTruncate(self, size: int) -> None:
        self._disk.ask()
        del self._file.seen[size:]
        self._file.pending.append((size, None))

    def xSync(self, flags: int) -> None:
        self._disk.ask()
        for offset, data in self._file.pending:
            _apply(self._file.durable, offset, data)
        self._file.pending.clear()

    def xFileSize(self) -> int:
        return len(self._file.seen)

    def xClose(self) -> None:
        pass

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0


def _put(image: bytearray, offset: int, data: bytes) -> None:
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


def _apply(image: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del image[offset:]
    else:
        _put(image, offset, data)


def survive(file: File, random: Random) -> bytes:
    """Return what is on the disk after the power went: unsynced writes kept, dropped or torn."""
    image = bytearray(file.durable)
    for offset, data in file.pending:
        fate = random.random()
        if fate < DROPPED:
            continue
        if data is None or fate >= DROPPED + TORN:
            _apply(image, offset, data)
            continue
        for at in range(0, len(data), SECTOR):
            if random.random() < 0.5:
                _put(image, offset + at, data[at : at + SECTOR])
    return bytes(image)


@dataclass
class Summary:
    """What came of a run: how many operations, cuts and disks, and what was wrong."""

    operations: int = 0
    cuts: int = 0
    disks: int = 0
    bad_disks: int = 0
    sales: int = 0
    faults: list[str] = field(default_factory=list)

    def lost(self) -> int:
        """Return how many disks had lost an acknowledged sale."""
        return sum(1 for each in self.faults if "lost sale" in each)


class Rig:
    """Replays a tape once and looks at the disks that a cut before each operation would leave."""

    def __init__(self, folder: Path, seed: int, steps: int) -> None:
        self._folder = folder
        self._seed = seed
        self._before, self._tape, self._past = record(folder, seed, steps)

    def run(self, *, variants: int, only: float = 1.0, synchronous: str = "FULL") -> Summary:
        """Cut before every operation (or a seeded share of them) in several variants.

        ``synchronous`` stands in for FULL wherever the till asked for it: NORMAL is the control.
        """
        choose, summary, told = Random(self._seed), Summary(), Heard()
        disk = Disk(lambda: None)
        disk.files["till.db"] = File(bytearray(self._before), bytearray(self._before))
        connection = apsw.Connection("till.db", vfs=VFS)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}".replace("=FULL", f"={synchronous}"))

        def cut() -> None:
            summary.operations += 1
            if choose.random() < only:
                summary.cuts += 1
                for variant in range(variants):
                    self._look(disk, summary, told, variant)

        disk.ask = cut
        for step in self._tape:
            if isinstance(step, str):
                connection.execute(step.replace("synchronous=FULL", f"synchronous={synchronous}"))
            else:
                told.hear(step)
        disk.ask = lambda: None
        connection.close()
        disk.unregister()
        summary.sales = len(told.sales)
        return summary

    def _look(self, disk: Disk, summary: Summary, told: Heard, variant: int) -> None:
        random = Random(f"{self._seed} {summary.operations} {variant}")
        for each in self._folder.glob("cut.db*"):
            each.unlink()
        for name, file in disk.files.items():
            path = self._folder / name.replace("till.db", "cut.db")
            path.write_bytes(survive(file, random))
        found = faults(self._folder / "cut.db", told, self._past, power=True)
        summary.disks += 1
        summary.bad_disks += bool(found)
        where = f"operation {summary.operations}, variant {variant}"
        summary.faults += [f"{where}: {each}" for each in found]


def shown(name: str, summary: Summary) -> Iterator[str]:
    """Yield a summary in lines."""
    yield (
        f"{name}: {summary.sales} sales, {summary.operations} writes and syncs, "
        f"{summary.cuts} cuts, {summary.disks} disks, {summary.bad_disks} bad"
    )
    yield from summary.faults[:20]


def main(arguments: list[str] | None = None) -> int:
    """Run the rig and its control; 0 when FULL lost nothing and NORMAL did."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=25, help="things done in the day")
    parser.add_argument("--variants", type=int, default=3, help="disks looked at for each cut")
    parser.add_argument(
        "--only", type=float, default=1.0, help="share of the cuts, for a short run"
    )
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        rig = Rig(Path(folder), args.seed, args.steps)
        full = rig.run(variants=args.variants, only=args.only)
        normal = rig.run(variants=1, only=min(args.only, 0.2), synchronous="NORMAL")
    for name, summary in (("FULL", full), ("NORMAL", normal)):
        print("\n".join(shown(name, summary)), flush=True)
    return 0 if not full.faults and normal.lost() else 1


if __name__ == "__main__":
    sys.exit(main())
