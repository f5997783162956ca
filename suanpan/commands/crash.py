"""``pos crash``: kill the till and cut its power, over and over, and look at what is left.

Three rigs: a selling till is killed at random points; the power goes at every write and sync
beneath SQLite; the power of a virtual machine goes in which the till sells (user-mode Linux where
it boots, else QEMU). Nothing acknowledged may be lost, doubled or halved; with synchronous=NORMAL
sales must be lost, or the rig proves nothing. Takes many minutes.
"""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from suanpan import checkout

HELP = "kill the till and cut its power, over and over, and look at what is left"
SHOWN_MAX = 20


@dataclass(frozen=True, slots=True)
class Row:
    """How one rig ended; ``held`` tells whether it ended as it must."""

    rig: str
    cuts: int
    looked_at: int
    sales: int
    faults: int
    lost: int
    seconds: int
    held: bool


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same points")
    parser.add_argument("--kills", type=int, default=200, metavar="N", help="kill -9, 0: none")
    parser.add_argument(
        "--cuts",
        default="all",
        metavar="SHARE",
        help="all, or a share such as 0.05, of the writes and syncs; 0: none",
    )
    parser.add_argument("--steps", type=int, default=25, help="things done in the recorded day")
    parser.add_argument(
        "--machine",
        type=int,
        default=50,
        metavar="N",
        help="power cuts of a virtual machine, 0: none; needs root, and user-mode Linux or QEMU "
        "(which is fetched with a kernel where it is missing)",
    )
    parser.add_argument("--json", action="store_true", help="print the table as JSON")


def run(args: Namespace) -> int:
    """Run the rigs; 0 when all held, 1 when one did not, 2 when one cannot run here."""
    if not checkout.holds("tests"):
        sys.stderr.write("pos crash: the rigs are part of the source checkout\n")
        return 2
    sys.path.insert(0, str(checkout.ROOT))
    rows: list[Row] = []
    if args.kills:
        rows += _kills(args)
    share = 1.0 if args.cuts == "all" else float(args.cuts)
    if share:
        rows += _vfs(args, share)
    cannot = ""
    if args.machine:
        machine_rows, cannot = _machine(args)
        rows += machine_rows
    _show(rows, as_json=args.json)
    if cannot:
        sys.stderr.write(f"pos crash: no machine to cut the power of: {cannot}\n")
    if not all(row.held for row in rows):
        return 1
    return 2 if cannot else 0


def _timed(call: Callable[[], Any]) -> tuple[Any, int]:
    begin = time.monotonic()
    return call(), round(time.monotonic() - begin)


def _row(name: str, summary: Any, seconds: int, *, control: bool = False) -> Row:
    """Make a row; a control holds when it did lose sales."""
    looked_at = getattr(summary, "disks", summary.cuts)
    lost, faults = summary.lost(), len(summary.faults)
    held = lost > 0 if control else faults == 0
    for each in () if control and held else summary.faults[:SHOWN_MAX]:
        sys.stderr.write(f"{name}: {each}\n")
    return Row(name, summary.cuts, looked_at, summary.sales, faults, lost, seconds, held)


def _kills(args: Namespace) -> list[Row]:
    rig = import_module("tests.rigs.crash_kill")
    with TemporaryDirectory() as folder:
        summary, seconds = _timed(lambda: rig.run(Path(folder), args.seed, args.kills))
    return [_row("kill -9", summary, seconds)]


def _vfs(args: Namespace, share: float) -> list[Row]:
    module = import_module("tests.rigs.crash_vfs")
    with TemporaryDirectory() as folder:
        rig = module.Rig(Path(folder), args.seed, args.steps)
        full, seconds = _timed(lambda: rig.run(variants=3, only=share))
        rows = [_row("power, each write and sync", full, seconds)]
        normal, seconds = _timed(
            lambda: rig.run(variants=1, only=min(share, 0.2), synchronous="NORMAL")
        )
        return [*rows, _row("control: NORMAL", normal, seconds, control=True)]


def _machine(args: Namespace) -> tuple[list[Row], str]:
    """Cut a machine's power; where none boots, no rows and what is missing."""
    rig = import_module("tests.rigs.crash_machine")
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            machine = rig.found(folder)
        except rig.CannotBoot as error:
            return [], str(error)
        few, kind = max(2, args.machine // 10), machine.name
        full, seconds = _timed(lambda: rig.run(machine, folder, args.seed, args.machine))
        rows = [_row(f"power of a machine ({kind})", full, seconds)]
        normal, seconds = _timed(lambda: rig.run(machine, folder, args.seed, few, normal=True))
        rows.append(_row(f"control: machine ({kind}), NORMAL", normal, seconds, control=True))
        return rows, ""


def _show(rows: list[Row], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([asdict(row) for row in rows]) + "\n")
        return
    heads = ("rig", "cuts", "looked at", "sales", "faults", "lost", "seconds", "")
    lines = [heads, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        first, *others = (cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write("  ".join([line[0].ljust(len(first)), *others]).rstrip() + "\n")


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.cuts, row.looked_at, row.sales, row.faults, row.lost, row.seconds)
    return (row.rig, *(f"{each:,}" for each in numbers), "ok" if row.held else "FAILED")
