"""``pos scenario run FILE…``: play shop stories against fresh shops and compare what comes out.

A FILE may be a folder; then its ``*.scenario`` files are played. The language: docs/scenarios.md.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from suanpan.scenario.play import Outcome, play
from suanpan.scenario.script import WrongScriptError
from suanpan.words import counted

HELP = "play shop scenarios from text files and compare what comes out"
SUFFIX = ".scenario"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("action", choices=("run",), help="play the files")
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help=f"a {SUFFIX} file, or a folder of them"
    )
    parser.add_argument("--json", action="store_true", help="print what came out as JSON")


def run(args: Namespace) -> int:
    """Play; 0 when all came out as expected, 1 when not, 2 when a file cannot be played."""
    outcomes: list[Outcome] = []
    wrong: list[WrongScriptError] = []
    for path in args.files:
        try:
            outcomes.extend(_played(path, as_json=args.json))
        except WrongScriptError as error:
            wrong.append(error)
            sys.stderr.write(f"pos scenario: {error}\n")
    if args.json:
        errors = [{"place": error.place, "why": error.why} for error in wrong]
        files = [{"passed": each.passed, **asdict(each)} for each in outcomes]
        plain = {"passed": not wrong and all(each.passed for each in outcomes)}
        sys.stdout.write(
            json.dumps({**plain, "files": files, "errors": errors}, ensure_ascii=False) + "\n"
        )
    else:
        _sum_up(outcomes)
    if wrong:
        return 2
    return 0 if all(each.passed for each in outcomes) else 1


def _played(path: Path, *, as_json: bool) -> Iterator[Outcome]:
    for file in _files(path):
        outcome = play(file)
        if not as_json:
            _show(outcome)
        yield outcome


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob(f"*{SUFFIX}"))
    if not found:
        raise WrongScriptError(str(path), f"holds no {SUFFIX} file")
    return found


def _show(outcome: Outcome) -> None:
    word = "ok  " if outcome.passed else "FAIL"
    sys.stdout.write(
        f"{word} {outcome.file}: {outcome.title} "
        f"({len(outcome.sales)} sales, {outcome.expectations} expectations)\n"
    )
    for sale in outcome.sales:
        sys.stdout.write(f"     {_sale(sale)}\n")
    for unmet in outcome.unmet:
        sys.stdout.write(f"  {unmet.place}: {unmet.statement}\n    {unmet.why}\n")


def _sale(sale: dict[str, object]) -> str:
    tenders = sale["tenders"]
    assert isinstance(tenders, list)
    paid = ", ".join(" ".join(part for part in row if part) for row in tenders)
    return (
        f"{sale['receipt']}: net {sale['net']}, total {sale['total']}, "
        f"rounding {sale['rounding']}; {paid or 'nothing to pay'}"
    )


def _sum_up(outcomes: list[Outcome]) -> None:
    failed = sum(1 for each in outcomes if not each.passed)
    unmet = sum(len(each.unmet) for each in outcomes)
    sys.stdout.write(
        f"{counted(len(outcomes), 'file', 'files')} played, {failed} failed,"
        f" {counted(unmet, 'expectation', 'expectations')} unmet\n"
    )
