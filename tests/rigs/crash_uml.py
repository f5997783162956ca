"""Cut the power of a machine in which the till sells: user-mode Linux, its own disk, its own cache.

The machine's root is this system, read-only; the shop lies on an ext4 disk of its own. The till
says on the console what it does. Killing the machine takes its page cache with it: what was not
really written to the disk is gone. Then the disk is mounted here, where ext4 repairs itself, and
the books are looked at. Needs ``linux.uml`` (Debian: user-mode-linux), mkfs.ext4 and root.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from sqlalchemy.engine import Connection

from inventory.store.engine import Database
from tests.inventory.shop import a_shop
from tests.rigs.crash_after import Heard, faults, heard, survived
from tests.rigs.crash_day import Day, Event, stock_the_shop
from tests.rigs.crash_kill import Summary

ROOT = Path(__file__).resolve().parents[2]
INIT = Path(__file__).with_name("crash_uml_init.sh")
MACHINE = "linux.uml"
DISK_BYTES = 96 * 1024 * 1024
EVENTS_MAX, DELAY_MAX_S, BOOT_S, STEP_S = 150, 0.3, 120, 30
MARK = "till:"


def missing() -> str:
    """Name what this machine lacks for the rig; empty when it can run."""
    for tool in (MACHINE, "mkfs.ext4", "mount"):
        if shutil.which(tool) is None:
            return tool
    return "" if os.geteuid() == 0 else "root"


# --- inside the machine ---------------------------------------------------------------------


class Careless(Database):
    """The control: nothing that is booked waits for the disk."""

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        with super().transaction(durable=False) as connection:
            yield connection


def till(path: Path, seed: int) -> None:
    """Be the till: recover, then sell until the power goes, saying each thing on a line."""
    kind = Careless if os.environ.get("TILL_SYNC") == "NORMAL" else Database
    day = Day(kind(path), Random(seed), told=_say)
    day.till.recover()
    while True:
        day.step()


def _say(event: Event) -> None:
    os.write(1, f"{MARK} {' '.join(event)} .\n".encode())


# --- outside --------------------------------------------------------------------------------


def run(
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
        events = _one(disk, random, normal=normal)
        told = heard(events)
        with mounted(disk, place):
            found = faults(place / "till.db", told, past, power=True)
            if not normal:
                past = survived(place / "till.db", past)
        summary.faults += [f"cut {number}: {each}" for each in found]
        summary.cuts += 1
        summary.sales += len(told.sales)
        shown(f"{number + 1} cuts, {summary.sales} sales, {len(summary.faults)} faults")
    return summary


@contextmanager
def mounted(disk: Path, place: Path) -> Iterator[None]:
    """Mount a disk here for a moment; ext4 replays its journal as after a power cut."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-o", "loop", str(disk), str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _make(disk: Path, place: Path) -> None:
    """Make a disk with a shop on it."""
    disk.unlink(missing_ok=True)
    with disk.open("wb") as file:
        file.truncate(DISK_BYTES)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(disk)], check=True)
    with mounted(disk, place):
        shop = a_shop(place)
        stock_the_shop(shop.admin)
        shop.close()


def _one(disk: Path, random: Random, *, normal: bool) -> list[Event]:
    """Start the machine, let the till say a random number of things, cut, and read what it said."""
    wanted, delay = random.randint(1, EVENTS_MAX), random.uniform(0, DELAY_MAX_S)
    command = [
        MACHINE, "mem=512M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet",
        f"init={INIT}", f"ubda={disk}", "con0=null,fd:1", "con=null",
        f"TILL_SOURCE={ROOT}", f"TILL_PYTHON={sys.executable}",
        f"TILL_SEED={random.randrange(2**31)}", f"TILL_SYNC={'NORMAL' if normal else 'FULL'}",
    ]  # fmt: skip
    machine = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True, cwd=disk.parent,
    )  # fmt: skip
    assert machine.stdout is not None
    lines: Queue[bytes | None] = Queue()
    reader = threading.Thread(target=_read, args=(machine.stdout, lines))
    reader.start()
    try:
        heard_lines = _listen(lines, wanted)
        sleep(delay)
    finally:
        os.killpg(machine.pid, signal.SIGKILL)
        machine.wait()
        reader.join()
        machine.stdout.close()
    while (line := lines.get()) is not None:
        heard_lines.append(line)
    return [event for line in heard_lines if (event := _event(line))]


def _read(stream: "object", lines: "Queue[bytes | None]") -> None:
    for line in stream:  # type: ignore[attr-defined]
        lines.put(line)
    lines.put(None)


def _listen(lines: "Queue[bytes | None]", wanted: int) -> list[bytes]:
    """Collect lines until the till has said enough; a machine that says nothing is an error."""
    got: list[bytes] = []
    said, until = 0, monotonic() + BOOT_S
    while said < wanted:
        try:
            line = lines.get(timeout=max(0.1, until - monotonic()))
        except Empty:
            line = None
        if line is None:
            tail = b"".join(got[-60:]).decode(errors="replace")
            raise RuntimeError(f"the machine says nothing more:\n{tail}")
        got.append(line)
        if _event(line):
            said, until = said + 1, monotonic() + STEP_S
    return got


def _event(line: bytes) -> Event | None:
    """Read one whole line of the till; a line that the cut tore is nothing."""
    words = line.decode(errors="replace").split()
    return tuple(words[1:-1]) if words[:1] == [MARK] and words[-1] == "." else None


def main(arguments: list[str] | None = None) -> int:
    """Run the rig and its control; 0 when FULL lost nothing and NORMAL did, 2 if it cannot run."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--till", nargs=2, metavar=("FILE", "SEED"), help="be the till inside")
    parser.add_argument("--cuts", type=int, default=50)
    parser.add_argument("--control", type=int, default=6, help="cuts with synchronous=NORMAL")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    if args.till:
        till(Path(args.till[0]), int(args.till[1]))
    if lacking := missing():
        print(f"no {lacking} here")
        return 2
    with TemporaryDirectory() as folder:
        tell = lambda line: print(line, flush=True)  # noqa: E731
        full = run(Path(folder), args.seed, args.cuts, tell)
        control = run(Path(folder), args.seed + 1, args.control, tell, normal=True)
    print("\n".join(full.faults))
    print(f"FULL: {full.cuts} cuts, {full.sales} sales, {len(full.faults)} faults")
    print(f"NORMAL: {control.cuts} cuts, {control.sales} sales, {len(control.faults)} faults")
    return 0 if not full.faults and control.lost() else 1


if __name__ == "__main__":
    sys.exit(main())
