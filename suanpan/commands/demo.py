"""``pos demo``: a till on the demo shop with simulated devices, and a head office on loopback.

Without a display it renders off-screen; ``--screenshots`` plays a short sale, writes a picture of
each screen and ends. PINs and codes to try stand in docs/demo.md.
"""

import shutil
import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.kernel.errors import SuanpanError
from inventory.people.sites import Site
from inventory.service.settings import open_site
from inventory.service.setup import require_no_shop
from inventory.store.engine import Database
from inventory.store.people_repo import pepper_path
from suanpan import places
from suanpan.commands.till import add_window, prepare_window, window_look
from suanpan.demo_shop import codes
from suanpan.demo_shop.build import STAFF, build
from suanpan.words import told

if TYPE_CHECKING:
    from pos_app.main.window import OpenTill

HELP = "a till on an invented clothes shop, simulated devices, a head office on loopback"
# Only a shop with this beside it is the demo's to open; it is there before the shop is.
MARK = "demo-shop.txt"
BEING_MADE = "demo-being-made"
MACHINE = """\
# The demo's devices are simulated. docs/devices.md tells how real ones are named.
[[device]]
id = "scanner"
category = "scanner"
driver = "simulated_scanner"

[[device]]
id = "printer"
category = "printer"
driver = "simulated_printer"

[[device]]
id = "drawer"
category = "drawer"
driver = "simulated_drawer"

[[device]]
id = "display"
category = "display"
driver = "simulated_display"
options = { encoding = "gb18030" }

[[device]]
id = "scale"
category = "scale"
driver = "simulated_scale"

[[device]]
id = "labels"
category = "labels"
driver = "simulated_labels"

[[device]]
id = "tone"
category = "tone"
driver = "sound"
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument(
        "--data", type=Path, default=places.default_folder() / "demo", metavar="DIR",
        help="where the demo shop is kept (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="play a short sale, write pictures, end"
    )
    parser.add_argument(
        "--windows", action="store_true", help="open a window of its own for each device"
    )
    add_window(parser)


def run(args: Namespace) -> int:
    """Run the demo until its window closes; 2 when it cannot start or the shop is a real one."""
    if places.database_in(args.data).exists() and not (args.data / MARK).is_file():
        sys.stderr.write(
            f"pos demo: {args.data} holds a shop that is not a demo shop; nothing was changed\n"
        )
        return 2
    prepare_window("demo", args)
    try:
        return _run(args)
    except SuanpanError as error:
        sys.stderr.write(f"pos demo: {told(error.text)}\n")
        return 2


def _run(args: Namespace) -> int:
    # Kivy opens its window at import: later than every reason not to start.
    from pos_app.main import window
    from suanpan.demo_shop.office import DemoOffice

    prepare_shop(args.data)
    office = DemoOffice(args.data / "head-office")
    try:
        office.enrol(places.database_in(args.data), _site(args.data))
        _say(args, office.url)
        then = partial(_play, folder=args.screenshots, windows=args.windows)
        code = window.run(args.data, window_look(args), then)
    finally:
        office.stop()
    if args.screenshots is not None:
        return 1 if code else 0
    if code == window.RESTART:
        window.restart()
    return code


def _no_window(error: SuanpanError) -> None:
    sys.stderr.write(f"pos demo: {told(error.text)}\n")


def prepare_shop(folder: Path) -> None:
    """Make the demo shop where there is none yet."""
    folder.mkdir(parents=True, exist_ok=True)
    database = places.database_in(folder)
    if not database.exists():
        sys.stderr.write("pos demo: opening the demo shop (123 styles, some 2,000 variants)\n")
        _make(folder, database)
    machine = folder / "till.toml"
    if not machine.exists():
        machine.write_text(MACHINE, "utf-8")


def _make(folder: Path, database: Path) -> None:
    """Make the shop beside its place and move it there: cut anywhere, the next start makes it."""
    if not (folder / MARK).is_file():
        require_no_shop(database)
    made = folder / BEING_MADE / database.name
    shutil.rmtree(made.parent, ignore_errors=True)
    build(made)
    (folder / MARK).write_text("The shop in this folder was made by pos demo.\n", "utf-8")
    pepper_path(made).replace(pepper_path(database))
    made.replace(database)
    shutil.rmtree(made.parent, ignore_errors=True)


def _site(folder: Path) -> Site:
    reader = Database(places.database_in(folder), write=False)
    try:
        return open_site(reader)
    finally:
        reader.close()


def _say(args: Namespace, url: str) -> None:
    owner = STAFF[0]
    sys.stderr.write(
        f"pos demo: the shop is kept in {args.data}\n"
        f"pos demo: head office shows the day at {url}\n"
        f"pos demo: sign on as {owner.name} with PIN {owner.pin}\n"
        "pos demo: F2 scans an article, F3 a code nobody knows, F4 the last receipt,"
        " F6 takes the printer's paper away and gives it back\n"
    )


def _play(opened: "OpenTill", folder: Path | None, *, windows: bool) -> None:
    """Listen to the demo's keys; with a folder play the sale of the pictures and end."""
    from pos_app.main.tour import Script, Tour
    from suanpan.demo_shop.keys import listen

    listen(opened)
    opened.devices.windows.codes = (*dict.fromkeys(codes.SALE), codes.UNKNOWN)
    if windows:
        for each in opened.devices.statuses():
            opened.devices.windows.open(each.device_id, _no_window)
    if folder is None:
        return
    script = Script(STAFF[0].pin, codes.SALE, codes.UNKNOWN)
    tour = Tour(opened, script, folder)
    try:
        for path in tour.play():
            sys.stdout.write(f"{path}\n")
    finally:  # a crash screen has nobody here to press its button
        tour.end()
