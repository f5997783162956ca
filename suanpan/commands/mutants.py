"""``pos mutants``: change pricing, ledger and orders in thousands of small ways; do tests notice?

mutmut makes the changes and runs the tests that touch each changed function (``[tool.mutmut]`` in
pyproject.toml). A change that no test notices has survived; docs/mutants.md tells which may. Takes
about five minutes on two cores; with names (``inventory.pricing.cart*``) only those are tried.
"""

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from suanpan import checkout

HELP = "change pricing, ledger and orders; 1 when tests notice less than 95 %"
LEAST_PERCENT = 95
REASONS = Path("docs/mutants.md")
WORK = "mutants"
NOTICED = {"killed", "timeout", "segfault", "suspicious", "caught by type check"}
SHOWN_EVERY = 200


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test noticed: where, the line before and after, and whether that is told."""

    function: str
    before: str
    after: str
    told: bool


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what the subcommand takes."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these, * for anything")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: Namespace) -> int:
    """Run mutmut and report; 0 at 95 % noticed or more, 1 below, 2 when it could not run."""
    if not checkout.holds("tests"):
        sys.stderr.write("pos mutants: the tests are part of the source, not of a copy\n")
        return 2
    if not _mutate(args.names):
        return 2
    states = dict(_states(_mutmut("results", "--all", "true")))
    tried = {name: state for name, state in states.items() if state != "not checked"}
    survivors = [_survivor(name) for name, state in tried.items() if state not in NOTICED]
    noticed = len(tried) - len(survivors)
    percent_e2 = noticed * 10_000 // len(tried) if tried else 0
    if args.json:
        _write_json(tried, percent_e2, survivors)
    else:
        _write_report(noticed, len(tried), percent_e2, survivors)
    return 0 if percent_e2 >= LEAST_PERCENT * 100 else 1


def _mutate(names: list[str]) -> bool:
    """Run the tests against every change, telling how far it is; false when that failed."""
    # What an earlier run learnt about functions that changed since would be wrong.
    shutil.rmtree(checkout.ROOT / WORK, ignore_errors=True)
    command = [sys.executable, "-m", "mutmut", "run", *names]
    seen, said = "", ""
    with subprocess.Popen(
        command, cwd=checkout.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            said = (said + line)[-4_000:]
            done = next((word for word in line.split() if "/" in word and word[0].isdigit()), "")
            if done and int(done.partition("/")[0]) % SHOWN_EVERY == 0 and done != seen:
                sys.stderr.write(f"pos mutants: {done}\n")
                seen = done
    if process.returncode != 0:
        sys.stderr.write(said + "\npos mutants: mutmut could not run; see above\n")
    return process.returncode == 0


def _mutmut(*arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    done = subprocess.run(command, cwd=checkout.ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def _states(results: str) -> Iterator[tuple[str, str]]:
    """Read ``name: state`` lines."""
    for line in results.splitlines():
        name, colon, state = line.strip().partition(": ")
        if colon and "__mutmut_" in name:
            yield name, state


def _survivor(name: str) -> Survivor:
    shown = _mutmut("show", name).splitlines()
    before, after = (
        " ".join(line[1:].strip() for line in shown if line[:1] == sign and line[:3] != sign * 3)
        for sign in "-+"
    )
    reasons = checkout.ROOT / REASONS
    told = reasons.exists() and f"`{after}`" in reasons.read_text("utf-8")
    return Survivor(name.partition("__mutmut_")[0], before, after, told)


def _write_json(tried: dict[str, str], percent_e2: int, survivors: list[Survivor]) -> None:
    report = {
        "total": len(tried),
        "states": dict(sorted(Counter(tried.values()).items())),
        "noticed_percent": f"{percent_e2 // 100}.{percent_e2 % 100:02d}",
        "survivors": [asdict(each) for each in survivors],
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def _write_report(noticed: int, total: int, percent_e2: int, survivors: list[Survivor]) -> None:
    for each in survivors:
        told = "told in docs/mutants.md" if each.told else "NOT TOLD in docs/mutants.md"
        sys.stdout.write(f"{each.function}  ({told})\n  - {each.before}\n  + {each.after}\n")
    share = f"{percent_e2 // 100}.{percent_e2 % 100:02d} %"
    sys.stdout.write(f"{noticed} of {total} changes noticed: {share} / {LEAST_PERCENT} %\n")
