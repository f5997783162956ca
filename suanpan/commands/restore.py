"""``pos restore FILE``: bring a backup back. The present files are kept aside; numbers never mix.

The restored till begins a new epoch, which its receipt numbers carry.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import SYSTEM
from inventory.reports.leaving import Leaving
from inventory.service.restore import Restored, restore, takes_out
from pos_app import config
from suanpan import places
from suanpan.words import counted, told

_YES = {"y", "yes", "是"}
HELP = "bring a backup back; what is there now is kept aside"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a backup, ending in .zip")
    places.add_folder(parser)
    parser.add_argument(
        "--yes", action="store_true", help="also when newer sales leave the books: ask nothing"
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(args: Namespace) -> int:
    """Restore; 0 when the shop is back, 1 when it was refused, 2 when there is no such file.

    Also 2 when sales would leave the books and nobody is there to ask.
    """
    places.require_file(args.file, (".zip",))
    if not args.file.is_file():
        sys.stderr.write(f"pos restore: there is no {args.file}\n")
        return 2
    try:
        done = restore(
            SYSTEM, args.file, places.database_in(args.data),
            agree=lambda newer: args.yes or _agreed(newer),
        )  # fmt: skip
    except SuanpanError as error:
        sys.stderr.write(f"pos restore: {told(error.text)}\n")
        unasked = error.text.code == "backup.takes_out" and not sys.stdin.isatty()
        return 2 if unasked else 1
    if args.json:
        sys.stdout.write(json.dumps(_plain(done), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(done, args.data)) + "\n")
    return 0


def _agreed(newer: Leaving) -> bool:
    """Ask a person whether these sales may leave the books; nobody there is a no."""
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(f"{told(takes_out('backup.ask_takes_out', newer))} ")
    sys.stderr.flush()
    try:
        return input().strip().lower() in _YES
    except EOFError:
        return False


def _plain(done: Restored) -> dict[str, object]:
    newer = done.newer
    return {
        "name": done.name, "store": done.store_id, "till": done.till_id, "epoch": done.epoch,
        "from": {"epoch": done.from_epoch, "seq": done.from_seq},
        "business_date": done.business_date, "as_of": done.as_of,
        "aside": None if done.aside is None else str(done.aside), "carts": done.carts,
        "newer": None if newer is None else newer.entries,
        "newer_sales": None if newer is None else newer.sales,
        "newer_taken_back": None if newer is None else newer.taken_back,
        "newer_amount": None if newer is None else newer.amount.plain(),
    }  # fmt: skip


def _lines(done: Restored, folder: Path) -> list[str]:
    lines = [
        f"“{done.name}” (shop {done.store_id}, till {done.till_id}) is back as of {done.as_of}"
        f" (entry {done.from_seq} of epoch {done.from_epoch}).",
        f"It goes on as epoch {done.epoch}; receipt numbers carry it.",
    ]
    if done.aside is not None:
        lines.append(f"What was there before is in {done.aside}")
        lines.append(
            "To return to it: close the till, move every file whose name begins with till.db out of"
            f" {done.aside.parent} (a log left there would ruin it), copy that folder's files there"
        )
    if done.newer is not None and done.newer.entries:
        lines.append(f"Only there, made after the backup: {_listed(done.newer)}.")
    elif done.newer is None and done.aside is not None:
        lines.append("What was there could not be read, so nobody knows what of it is newer.")
    if not (folder / config.FILE).exists():
        lines.append(
            "Devices are in no backup, and none are set up here: set them up in the till"
            " (its page Devices), or bring the old till.toml into that folder."
        )
    if done.carts:
        lines.append(
            f"{counted(done.carts, 'cart was', 'carts were')} open then, on hold now, and may have"
            " been paid since."
        )
    return lines


def _listed(newer: Leaving) -> str:
    entries = counted(newer.entries, "journal entry", "journal entries")
    if not newer.of_money:
        return entries
    amount = f"{newer.amount.plain()} {newer.amount.currency.code}"
    sales = counted(newer.sales, "sale", "sales")
    back = f", {newer.taken_back} taken back" if newer.taken_back else ""
    return f"{sales}{back}, together {amount}; {entries} in all"
