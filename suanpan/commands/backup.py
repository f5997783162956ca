"""``pos backup``: write a verified copy of the shop into one file, also while the till sells."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from inventory.kernel.errors import SuanpanError
from inventory.people.staff import SYSTEM
from inventory.service.backup import backup
from suanpan import places
from suanpan.words import english

HELP = "write a verified copy of the shop into one file, also while it sells"
FOLDER = "backups"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    parser.add_argument(
        "--to",
        type=Path,
        metavar="PLACE",
        help=f"a folder, or a file ending in .zip (default: {FOLDER} in the shop's folder)",
    )
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(args: Namespace) -> int:
    """Make the backup; 0 when it is there and whole, 1 when it could not be, 2 without a shop."""
    database = places.shop_in(args.data)
    try:
        made = backup(SYSTEM, database, args.to or args.data / FOLDER)
    except SuanpanError as error:
        sys.stderr.write(f"pos backup: {english(error.text)}\n")
        return 1
    if args.json:
        plain = {
            "path": str(made.path), "bytes": made.size, "store": made.store_id,
            "till": made.till_id, "epoch": made.epoch, "seq": made.seq,
            "business_date": made.business_date,
        }  # fmt: skip
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(
            f"{made.path}\nShop {made.store_id}, till {made.till_id}, up to entry {made.seq} of"
            f" epoch {made.epoch}; {made.size:,} bytes, read back and found whole.\n"
        )
        if args.to is not None and made.path.stat().st_dev == database.stat().st_dev:
            sys.stdout.write("It is on the same disk as the shop: keep another one elsewhere.\n")
    return 0
