"""Cut the power of a machine in which the till sells: its own disk, its own cache.

The machine's root is this system, read-only; the shop lies on an ext4 disk of its own. The till
says on a line of the machine what it does. Killing the machine takes its page cache with it: what
was not really written to the disk is gone. Then the disk is mounted here, where ext4 repairs
itself, and the books are looked at. ``machines`` says what boots and why the cut is a fair one.
Needs root, mkfs.ext4 and loop mounts.
"""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.inventory.shop import a_shop
from tests.rigs import machines
from tests.rigs.crash_after import Heard, faults, heard, survived
from tests.rigs.crash_day import Event, stock_the_shop
from tests.rigs.crash_kill import Summary
from tests.rigs.machines import CannotBoot, Machine, Silent

DISK_BYTES = 96 * 1024 * 1024
EVENTS_MAX, DELAY_MAX_S = 150, 0.3


def found(folder: Path) -> Machine:
    """Return the machine that boots here; raises CannotBoot naming what is missing."""
    for tool in ("mkfs.ext4", "mount"):
        if shutil.which(tool) is None:
            raise CannotBoot(f"no {tool} here")
    if os.geteuid() != 0:
        raise CannotBoot("mounting its disk needs root")
    disk = folder / "disk.img"
    try:
        _make(disk, folder / "disk")
    except (subprocess.CalledProcessError, OSError) as error:
        raise CannotBoot("its disk cannot be mounted (loop, ext4)") from error
    return machines.a_machine(folder, disk)


def run(
    machine: Machine,
    folder: Path,
    seed: int,
    cuts: int,
    shown: Callable[[str], None] = lambda _: None,
    *,
    normal: bool = False,
) -> Summary:
    """Cut the power this many times, checking the disk after each; on one disk, one past."""
    disk, place = folder / "disk.img", folder / "disk"
    _make(disk, place)
    random, past, summary = Random(seed), Heard(), Summary()
    for number in range(cuts):
        if normal:
            past = Heard()
            _make(disk, place)
        try:
            events = _one(machine, disk, random, normal=normal)
        except Silent as error:
            summary.faults.append(f"cut {number}: the machine fell silent:\n{error}")
            return summary
        told = heard(events)
        with mounted(disk, place):
            wrong = faults(place / "till.db", told, past, power=True)
            if not normal:
                past = survived(place / "till.db", past)
        summary.faults += [f"cut {number}: {each}" for each in wrong]
        summary.cuts += 1
        summary.sales += len(told.sales)
        shown(f"{number + 1} cuts, {summary.sales} sales, {len(summary.faults)} faults")
    return summary


def _one(machine: Machine, disk: Path, random: Random, *, normal: bool) -> list[Event]:
    """Let the till say a random number of things, cut a random moment later, return them."""
    wanted, delay_s = random.randint(1, EVENTS_MAX), random.uniform(0, DELAY_MAX_S)
    settings = {
        "TILL_SEED": str(random.randrange(2**31)), "TILL_SYNC": "NORMAL" if normal else "FULL",
    }  # fmt: skip
    return machines.until_cut(machine, disk, settings, wanted, delay_s)


@contextmanager
def mounted(disk: Path, place: Path) -> Iterator[None]:
    """Mount a disk here for a moment; ext4 replays its journal as after a power cut."""
    place.mkdir(exist_ok=True)
    subprocess.run(
        ["mount", "-o", "loop", str(disk), str(place)], check=True, stderr=subprocess.PIPE
    )
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _make(disk: Path, place: Path) -> None:
    """Make a disk with a shop on it."""
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate(DISK_BYTES)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(disk)], check=True, stderr=subprocess.PIPE)
    with mounted(disk, place):
        shop = a_shop(place)
        stock_the_shop(shop.admin)
        shop.close()


def main(arguments: list[str] | None = None) -> int:
    """Run the rig and its control; 0 when FULL lost nothing and NORMAL did, 2 if it cannot run."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--control", type=int, default=6, help="cuts with synchronous=NORMAL")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    tell = lambda line: print(line, flush=True)  # noqa: E731
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            machine = found(folder)
        except CannotBoot as error:
            print(error)
            return 2
        tell(f"machine: {machine.name}")
        full = run(machine, folder, args.seed, args.cuts, tell)
        control = run(machine, folder, args.seed + 1, args.control, tell, normal=True)
    print("\n".join(full.faults))
    print(f"FULL: {full.cuts} cuts, {full.sales} sales, {len(full.faults)} faults")
    print(f"NORMAL: {control.cuts} cuts, {control.sales} sales, {len(control.faults)} faults")
    return 0 if not full.faults and control.lost() else 1


if __name__ == "__main__":
    sys.exit(main())
