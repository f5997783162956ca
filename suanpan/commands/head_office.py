"""``pos head-office``: the server that takes in what tills send and shows the day's sales.

Without an action it serves until it is stopped. ``token`` prints a one-time token for a till,
``enrol`` lets the till of a shop's folder send, ``tills`` lists who may send, ``revoke`` ends that.
"""

import json
import logging
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from head_office.office import LOOPBACK, HeadOffice, Place, database_in
from inventory.kernel.clock import SystemClock, local_time
from inventory.kernel.errors import Damaged, Refused, SyncError
from inventory.kernel.text import Text
from inventory.ledger.wire import WireFault, till_of
from inventory.service import enrolment, intake, settings
from inventory.store.engine import Database
from suanpan import places
from suanpan.words import told

HELP = "head office: takes in what tills send, shows the day's sales on a web page"
PORT = 8765
_FAR = (
    "Warning: head office listens on {host}. Whoever can reach this address can read the day's\n"
    "sales, and nothing on the way is encrypted. Put a proxy that speaks TLS before it.\n"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument(
        "action", nargs="?", default="serve",
        choices=("serve", "token", "enrol", "tills", "revoke"), help="default: serve",
    )  # fmt: skip
    parser.add_argument(
        "--data", type=Path, default=places.default_folder() / "head-office", metavar="DIR",
        help="head office's folder (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--host", default=LOOPBACK, help="address (default: %(default)s)")
    parser.add_argument("--port", type=int, default=PORT, help="default: %(default)s; 0: any")
    parser.add_argument("--till", metavar="STORE/TILL", help="of a token or to revoke: SH01/T01")
    parser.add_argument(
        "--minutes", type=int, default=enrolment.TOKEN_MINUTES, help="how long a token is good"
    )
    parser.add_argument(
        "--shop", type=Path, default=places.default_folder(), metavar="DIR",
        help="enrol: the folder of the till's shop (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--url", help="enrol: where head office is")
    parser.add_argument("--token", help="enrol: the one-time token")
    parser.add_argument("--json", action="store_true", help="print what is found as JSON")


def run(args: Namespace) -> int:
    """Do what was asked; 0 done, 1 refused by head office, 2 used wrongly."""
    actions = {
        "serve": _serve, "token": _token, "enrol": _enrol, "tills": _tills, "revoke": _revoke,
    }  # fmt: skip
    try:
        return actions[args.action](args)
    except (Refused, Damaged) as refused:
        sys.stderr.write(f"pos head-office: {told(refused.text)}\n")
        return 2
    except SyncError as error:
        sys.stderr.write(f"pos head-office: {told(error.text)}\n")
        return 1


def _serve(args: Namespace) -> int:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    place = Place(args.data, args.host, args.port)
    office = HeadOffice(place)
    asked_to_stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: asked_to_stop.set())
    if not place.is_loopback:
        sys.stderr.write(_FAR.format(host=args.host))
    host = f"[{args.host}]" if ":" in args.host else args.host
    url = f"http://{host}:{office.port}/"
    told_first = f"Head office: {url}"
    if not _tills_of(place.database):
        told_first += " (no till may send yet, so its days stay empty: docs/head-office.md)"
    _show({"url": url, "office": office.office.id}, told_first, as_json=args.json)
    serving = threading.Thread(target=office.serve, name="office-http")
    serving.start()
    asked_to_stop.wait()
    office.stop()
    serving.join()
    return 0


def _tills_of(database: Path) -> list[tuple[str, str, int]]:
    reader = Database(database, write=False)
    try:
        return enrolment.enrolled(reader)
    finally:
        reader.close()


def _token(args: Namespace) -> int:
    till = _till(args.till) if args.till else ("", "")
    books, _ = intake.open_office(_folder(args), SystemClock())
    try:
        token = enrolment.new_token(books, SystemClock(), till, args.minutes)
    finally:
        books.close()
    until = local_time(token.expires_ms, "UTC")
    found = {"token": token.text, "expires_ms": token.expires_ms}
    _show(found, f"{token.text}\nGood once, until {until} UTC.", as_json=args.json)
    return 0


def _enrol(args: Namespace) -> int:
    # Only this action needs the till's side of the network.
    from pos_app.sync.transport import enrol

    if not args.url or not args.token:
        sys.stderr.write("pos head-office: enrol takes --url and --token\n")
        return 2
    database = places.shop_in(args.shop)
    reader = Database(database, write=False)
    try:
        site = settings.open_site(reader)
    finally:
        reader.close()
    link = enrol(database, (site.store_id, site.till_id), args.url, args.token)
    till = f"{site.store_id}/{site.till_id}"
    found = {"till": till, "url": link.url, "office": link.office}
    _show(found, f"Till {till} may now send to {link.url}", as_json=args.json)
    return 0


def _tills(args: Namespace) -> int:
    books, _ = intake.open_office(_folder(args), SystemClock())
    try:
        known = enrolment.enrolled(books)
    finally:
        books.close()
    found = [{"till": f"{store}/{till}", "since_ms": since} for store, till, since in known]
    lines = [f"{store}/{till} since {local_time(since, 'UTC')} UTC" for store, till, since in known]
    _show(found, "\n".join(lines) or "No till is enrolled.", as_json=args.json)
    return 0


def _revoke(args: Namespace) -> int:
    till = _till(args.till or "")
    books, _ = intake.open_office(_folder(args), SystemClock())
    try:
        could = enrolment.revoke(books, SystemClock(), till)
    finally:
        books.close()
    said = "may not send any more" if could else "could not send before"
    _show({"till": args.till, "revoked": could}, f"{args.till} {said}.", as_json=args.json)
    return 0 if could else 1


def _folder(args: Namespace) -> Path:
    args.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return database_in(args.data)


def _till(value: str) -> tuple[str, str]:
    try:
        return till_of(value)
    except WireFault:
        raise Refused(Text.of("head_office.bad_till", value=value[:20])) from None


def _show(found: object, text: str, *, as_json: bool) -> None:
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if as_json else text) + "\n")
    sys.stdout.flush()
