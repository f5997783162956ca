"""``pos import FILE``: read products from an Excel or CSV file into the shop."""

import gc
import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM
from inventory.service.context import Context
from inventory.service.import_report import ImportReport, RowError
from inventory.service.import_sheet import ImportSheet
from inventory.service.settings import open_site
from inventory.sheets.table import ENCODINGS
from inventory.store.engine import Database
from inventory.store.process_lock import ProcessLock
from suanpan import places
from suanpan.words import english, told

HELP = "read products from an .xlsx or .csv file; good rows in, bad rows named"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx or .csv file")
    places.add_folder(parser)
    parser.add_argument("--dry-run", action="store_true", help="a trial: write nothing")
    parser.add_argument("--encoding", default="", choices=("", *ENCODINGS), help="of a .csv file")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: Namespace) -> int:
    """Import; 0 when every row went in, 1 when some were refused, 2 when the file was."""
    try:
        report = _import(args)
    except SuanpanError as error:
        sys.stderr.write(f"pos import: {told(error.text)}\n")
        return 2
    _show(report, dry_run=args.dry_run, as_json=args.json)
    return 1 if report.refused else 0


def _import(args: Namespace) -> ImportReport:
    database = places.shop_in(args.data)
    places.require_file(args.file, (".xlsx", ".xlsm", ".csv"))
    if not args.file.is_file():  # before the lock: a till that is open is not what is wrong
        raise Refused(Text.of("import.no_such_file", path=str(args.file)))
    lock = ProcessLock(database)
    books = Database(database)
    # Hundreds of thousands of small lasting objects: the collector would only walk over them.
    gc.disable()
    try:
        context = Context.of(open_site(books))
        service = ImportSheet(context, books)
        report = service.run(SYSTEM, args.file, dry_run=args.dry_run, encoding=args.encoding)
        books.checkpoint(truncate=True)
        return report
    finally:
        gc.enable()
        books.close()
        lock.release()


def _show(report: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        errors = [_plain(error) for error in report.errors]
        warnings = [_plain(each) for each in report.warnings]
        plain = {
            **report.counts(), "dry_run": dry_run, "errors": errors, "warnings": warnings,
            "unread": report.unread,
        }  # fmt: skip
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
        return
    for error in (*report.errors, *report.warnings):
        text = Text.of(
            "import.row_error", row=error.row, column=error.column, reason=told(error.reason)
        )
        sys.stdout.write(told(text) + "\n")
    sys.stdout.write(told(Text.of("import.summary", **report.counts())) + "\n")
    if report.unread:
        unread = Text.of("import.unread", titles=", ".join(report.unread))
        sys.stdout.write(told(unread) + "\n")
    if report.stock_ignored:
        ignored = Text.of("import.stock_ignored", count=report.stock_ignored)
        sys.stdout.write(told(ignored) + "\n")
    if dry_run:
        sys.stdout.write(told(Text.of("import.dry_run")) + "\n")


def _plain(error: RowError) -> dict[str, str | int]:
    reason = error.reason
    return {
        "row": error.row,
        "column": error.column,
        "code": reason.code,
        "reason": english(reason),
    }
