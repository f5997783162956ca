"""Where a shop lives on this machine: one folder, its database and what stands beside it."""

import os
from argparse import ArgumentParser
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

DATABASE = "till.db"
_LISTED = 5


def default_folder() -> Path:
    """Return ``$SUANPAN_HOME``, else the user's data folder."""
    home = os.environ.get("SUANPAN_HOME")
    if home:
        return Path(home)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "suanpan"


def database_in(folder: Path) -> Path:
    """Return the till's database in a shop's folder."""
    return folder / DATABASE


def shop_in(folder: Path) -> Path:
    """Return the till's database in a shop's folder; a folder without a shop is refused."""
    database = database_in(folder)
    if not database.is_file():
        raise Refused(Text.of("store.no_shop", folder=str(folder)))
    return database


def require_file(path: Path, endings: tuple[str, ...]) -> None:
    """Refuse a folder where a file is meant, naming the newest files in it that could be."""
    if not path.is_dir():
        return
    wanted = [each for each in path.iterdir() if each.suffix.lower() in endings]
    if not wanted:
        raise Refused(
            Text.of("store.is_folder_without", path=str(path), endings=", ".join(endings))
        )
    newest = sorted(wanted, key=lambda each: each.stat().st_mtime_ns, reverse=True)
    files = ", ".join(each.name for each in newest[:_LISTED])
    raise Refused(Text.of("store.is_folder", path=str(path), files=files))


def add_folder(parser: ArgumentParser) -> None:
    """Give a subcommand the option that names the shop's folder."""
    parser.add_argument(
        "--data",
        type=Path,
        default=default_folder(),
        metavar="DIR",
        help="the shop's folder (default: %(default)s)",
    )
