"""``pos replay FILE``: ring up real transactions in a new shop and compare its books with the file.

Takes the columns of UCI's Online Retail data (either year's titles) as parquet, CSV or Excel.
docs/replay.md says what becomes of every kind of line.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from inventory.kernel.errors import SuanpanError
from suanpan.replay.audit import Part
from suanpan.replay.compare import Result, plain, replay
from suanpan.replay.source import Row, WrongFileError, first_days, read
from suanpan.words import told

HELP = "ring up real transactions from a file and compare the books"
SHOWN_MAX = 20


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a .parquet, .csv or .xlsx file")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="leave the shop in this new or empty folder"
    )
    parser.add_argument("--sheet", default="", metavar="NAME", help="of a workbook; else the first")
    parser.add_argument(
        "--limit-days", type=_days, default=0, metavar="N", help="only the first N days with sales"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(args: Namespace) -> int:
    """Replay; 0 when books and file agree, 1 when they differ, 2 when the file cannot be used."""
    try:
        rows = read(args.file, args.sheet)
        if args.limit_days:
            rows = first_days(rows, args.limit_days)
        result = _replayed(rows, args)
    except WrongFileError as error:
        sys.stderr.write(f"pos replay: {error}\n")
        return 2
    except SuanpanError as error:
        sys.stderr.write(f"pos replay: {told(error.text)}\n")
        return 2
    if args.json:
        sys.stdout.write(json.dumps(_plain(result, args.file), ensure_ascii=False) + "\n")
    else:
        _show(result)
    return 0 if result.agrees else 1


def _replayed(rows: list[Row], args: Namespace) -> Result:
    if args.keep is None:
        with TemporaryDirectory(prefix="replay-") as folder:
            return replay(rows, Path(folder), _said)
    if args.keep.exists() and (not args.keep.is_dir() or any(args.keep.iterdir())):
        raise WrongFileError(f"{args.keep}: not a new or empty folder")
    args.keep.mkdir(parents=True, exist_ok=True)
    return replay(rows, args.keep, _said)


def _days(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text} is not a number of days")
    return int(text)


def _said(progress: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{progress} ")


def _speed(result: Result) -> tuple[float, float]:
    seconds = max(result.rung.seconds, 1e-9)
    return result.rung.sales / seconds, (result.rung.added + result.rung.merged) / seconds


def _show(result: Result) -> None:
    write, rung = sys.stdout.write, result.rung
    for name, part in result.classes.items():
        write(_line(name.replace("_", " "), part))
        for rule, each in result.rules.items():
            if rule.startswith(f"{name}: "):
                write(_line("    " + rule.partition(": ")[2], each))
    write(_line("the raw file, by SQL", Part(result.lines, result.amount_e8)))
    write(
        f"{rung.sales:,} sales of {rung.added:,} lines; {rung.merged:,} more scans added to a line,"
        f" {rung.overridden:,} prices typed, {rung.corrected:,} corrections counted,"
        f" {result.rung_twice:,} exact copies rung up again\n"
    )
    write(f"compared with SQL over the file: {result.days:,} days, {result.products:,} products\n")
    for difference in result.differences[:SHOWN_MAX]:
        write(f"DIFFERS {difference}\n")
    if len(result.differences) > SHOWN_MAX:
        write(f"… and {len(result.differences) - SHOWN_MAX:,} more\n")
    findings = ", ".join(f"{rule} {count}" for rule, count in result.findings.items())
    write(f"verify: {findings or 'clean'}\n")
    sales, lines = _speed(result)
    took = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in result.seconds.items())
    write(f"{sales:,.0f} sales/s, {lines:,.0f} lines/s ({took})\n")


def _line(name: str, part: Part) -> str:
    return f"{name:<44}{part.lines:>9,} lines {plain(part.amount_e8):>18}\n"


def _plain(result: Result, file: Path) -> dict[str, object]:
    sales, lines = _speed(result)
    rung = asdict(result.rung)
    del rung["refused"], rung["seconds"]

    def parts(found: dict[str, Part]) -> dict[str, object]:
        return {
            name: {"lines": part.lines, "amount": plain(part.amount_e8)}
            for name, part in found.items()
        }

    return {
        "file": str(file),
        "agrees": result.agrees,
        "raw": {"lines": result.lines, "amount": plain(result.amount_e8)},
        "classes": parts(result.classes),
        "rules": parts(result.rules),
        **rung,
        "rung_twice": result.rung_twice,
        "days": result.days,
        "products": result.products,
        "differences": result.differences,
        "verify": result.findings,
        "seconds": {name: round(seconds, 3) for name, seconds in result.seconds.items()},
        "sales_per_s": round(sales, 1),
        "lines_per_s": round(lines, 1),
    }
