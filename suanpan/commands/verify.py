"""``pos verify``: check a shop's books from end to end, beside an open till or on a copy.

Chain, numbers, documents, money, stock and the file itself. Nothing is written.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from zipfile import is_zipfile

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from inventory.service.verify import FINDINGS_MAX, Report, verify_file
from suanpan import places
from suanpan.words import english, told

HELP = "check the books: chain, numbers, money, stock, the file itself"
FILE_RULE = "file"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    places.add_folder(parser)
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: Namespace) -> int:
    """Check the shop; 0 when all is whole, 1 when something is wrong, 2 when there is no shop."""
    database = args.data if args.data.is_file() else places.shop_in(args.data)
    if is_zipfile(database):
        raise Refused(Text.of("backup.is_a_backup", name=database.name))
    try:
        report = verify_file(database)
    except Damaged as damaged:
        return _unreadable(damaged.text, as_json=args.json)
    except Refused as refused:
        sys.stderr.write(f"pos verify: {told(refused.text)}\n")
        return 2
    _show(report, as_json=args.json)
    return 0 if report.clean else 1


def as_plain(report: Report) -> dict[str, object]:
    """Return a report as plain data."""
    findings = [
        {"rule": each.rule, "where": each.where, "text": english(each.text)}
        for each in report.findings
    ]
    return {
        "clean": report.clean,
        "checked": dict(report.counts),
        "found": dict(report.found),
        "findings": findings,
    }


def _unreadable(text: Text, *, as_json: bool) -> int:
    finding = {"rule": FILE_RULE, "where": "", "text": english(text)}
    if as_json:
        plain = {"clean": False, "checked": {}, "found": {FILE_RULE: 1}, "findings": [finding]}
        sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"{told(text)}\n")
    return 1


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(as_plain(report), ensure_ascii=False) + "\n")
        return
    checked = ", ".join(f"{count} {table}" for table, count in report.counts.items())
    sys.stdout.write(f"Checked: {checked}.\n")
    for each in report.findings:
        sys.stdout.write(f"{each.rule}: {told(each.text)}\n")
    for rule, count in report.found.items():
        if count > FINDINGS_MAX:
            sys.stdout.write(f"{rule}: {count} in all\n")
    sys.stdout.write(
        "All is whole.\n" if report.clean else f"{sum(report.found.values())} found.\n"
    )
