"""Kill -9 a till at seeded random points of a stream of sales, again and again on one file.

The till is a process of its own that runs the real services and says on a pipe what it does. It is
killed a random moment after a random number of things were said. A killed process tells nothing
about the disk (its writes are in the system's hands); the crash VFS and the virtual machine do.
"""

import multiprocessing
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import sleep

from inventory.store.engine import Database
from tests.inventory.shop import a_shop
from tests.rigs.crash_after import Heard, faults, heard, survived
from tests.rigs.crash_day import Day, Event, stock_the_shop

EVENTS_MAX, DELAY_MAX_S = 120, 0.02


@dataclass
class Summary:
    """What came of a series of cuts."""

    cuts: int = 0
    sales: int = 0
    faults: list[str] = field(default_factory=list)

    def lost(self) -> int:
        """Return how many acknowledged sales were gone."""
        return sum(1 for each in self.faults if "lost sale" in each)


def till(path: str, seed: int, pipe: Pipe) -> None:
    """Be the till: recover, then sell until killed."""
    books = Database(Path(path))
    day = Day(books, Random(seed), told=pipe.send)
    day.till.recover()
    while True:
        day.step()


def run(
    folder: Path, seed: int, kills: int, shown: Callable[[str], None] = lambda _: None
) -> Summary:
    """Kill the till this many times and check the file after each."""
    shop = a_shop(folder)
    stock_the_shop(shop.admin)
    shop.close()
    random, past, summary = Random(seed), Heard(), Summary()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.rigs.crash_day"])
    for number in range(kills):
        events = _one(context, shop.path, random)
        told = heard(events)
        found = faults(shop.path, told, past, power=False)
        summary.faults += [f"kill {number}: {each}" for each in found]
        summary.cuts += 1
        summary.sales += len(told.sales)
        past = survived(shop.path, past)
        if (number + 1) % 20 == 0:
            shown(f"{number + 1} kills, {summary.sales} sales, {len(summary.faults)} faults")
    return summary


def _one(context: multiprocessing.context.BaseContext, path: Path, random: Random) -> list[Event]:
    """Start the till, let it say a random number of things, kill it, and read what it said."""
    wanted, delay = random.randint(1, EVENTS_MAX), random.uniform(0, DELAY_MAX_S)
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=till, args=(str(path), random.randrange(2**32), theirs))
    child.start()
    theirs.close()
    events: list[Event] = []
    try:
        while len(events) < wanted:
            events.append(ours.recv())
        sleep(delay)
    finally:
        child.kill()
        child.join()
    while True:
        try:
            events.append(ours.recv())
        except (EOFError, OSError):
            ours.close()
            child.close()
            return events


def main(arguments: list[str] | None = None) -> int:
    """Run the rig; 0 when nothing was lost, 1 otherwise."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        summary = run(Path(folder), args.seed, args.kills, lambda line: print(line, flush=True))
    for each in summary.faults:
        print(each)
    print(f"{summary.cuts} kills, {summary.sales} sales, {len(summary.faults)} faults")
    return 1 if summary.faults else 0


if __name__ == "__main__":
    sys.exit(main())
