"""``pos restore FILE``: bring a backup back. The present files are kept aside; numbers never mix.

The restored till begins a new epoch, which its receipt numbers carry.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import SYSTEM
from inventory.service.backup import Restored, restore
from suanpan import places
from suanpan.words import counted, english

HELP = "bring a backup back; what is there now is kept aside"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a backup, ending in .zip")
    places.add_folder(parser)
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(args: Namespace) -> int:
    """Restore; 0 when the shop is back, 1 when it was refused, 2 when there is no such file."""
    places.require_file(args.file, (".zip",))
    if not args.file.is_file():
        sys.stderr.write(f"pos restore: there is no {args.file}\n")
        return 2
    try:
        done = restore(SYSTEM, args.file, places.database_in(args.data))
    except SuanpanError as error:
        sys.stderr.write(f"pos restore: {english(error.text)}\n")
        return 1
    if args.json:
        sys.stdout.write(json.dumps(_plain(done), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_told(done)) + "\n")
    return 0


def _plain(done: Restored) -> dict[str, object]:
    return {
        "name": done.name, "store": done.store_id, "till": done.till_id, "epoch": done.epoch,
        "from": {"epoch": done.from_epoch, "seq": done.from_seq},
        "business_date": done.business_date, "as_of": done.as_of,
        "aside": None if done.aside is None else str(done.aside), "newer": done.newer,
        "carts": done.carts,
    }  # fmt: skip


def _told(done: Restored) -> list[str]:
    lines = [
        f"“{done.name}” (shop {done.store_id}, till {done.till_id}) is back as of {done.as_of}"
        f" (entry {done.from_seq} of epoch {done.from_epoch}).",
        f"It goes on as epoch {done.epoch}; receipt numbers carry it.",
    ]
    if done.aside is not None:
        lines.append(f"What was there before is in {done.aside}")
        lines.append(
            f"To return to it: close the till and copy the files of that folder over those in"
            f" {done.aside.parent}"
        )
    if done.newer:
        entries = counted(done.newer, "journal entry", "journal entries")
        lines.append(f"Only there: {entries} made after the backup.")
    if done.carts:
        lines.append(
            f"{counted(done.carts, 'cart was', 'carts were')} open then, on hold now, and may have"
            " been paid since."
        )
    return lines
