"""Every fault of a printer on every link, a till killed at random, and what is true in the end.

    python tests/rigs/printer_faults.py [--sales 500] [--seed 1] [--links tcp pty usb]

For each link so many sales on models of three levels; half of the jobs meet a fault. Prints a table
and ends with 1 when a receipt came out twice without a mark, a job was confirmed that is not on
paper, or paying waited.
"""

import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inventory.store.engine import Database  # noqa: E402
from pos_app.hardware.decoder import PrintedBarcode, decode  # noqa: E402
from pos_app.hardware.profiles import PROFILES  # noqa: E402
from tests.inventory.service.ringing import open_till  # noqa: E402
from tests.inventory.shop import a_shop  # noqa: E402
from tests.pos_app.hardware.faulty_printer import FATES, LINKS, FaultyPrinter  # noqa: E402
from tests.pos_app.hardware.whole import whole  # noqa: E402

MODELS = ("generic-80-zh", "epson-80-zh", "epson-tm-t70ii-ch")
MARKS = (["副本"], ["重印"], ["COPY"], ["REPRINT"])
SHARE = 0.5
DELAYED_MS = 1_000.0


@dataclass
class Result:
    """What one run of a till on one printer came to."""

    sales: int = 0
    kills: int = 0
    states: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    marked: int = 0
    torn: int = 0
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    paid_ms: list[float] = field(default_factory=list)
    finished: bool = False

    @property
    def good(self) -> bool:
        """Whether all that is promised held."""
        return self.finished and not self.twice and not self.wrong and not self.delayed

    @property
    def delayed(self) -> int:
        """How many payments waited for something; a commit takes tens of milliseconds."""
        return sum(each > DELAYED_MS for each in self.paid_ms)


def run(folder: Path, link: str, model: str, seed: int, sales: int) -> Result:
    """Sell so many sales on one link with one model, killing the till again and again."""
    shop = a_shop(folder)
    open_till(shop)
    shop.close()
    random, fates = Random(f"{seed}{link}{model}"), Random(f"{seed}{link}{model}fates")
    result = Result()
    printer = FaultyPrinter(
        link,
        lambda: fates.choice(FATES) if fates.random() < SHARE else "print",
        Random(seed),
    )
    command = [sys.executable, "-m", "tests.pos_app.hardware.selling_process", str(folder), link,
               printer.address, model, str(seed), str(sales)]  # fmt: skip
    for _ in range(sales * 2):
        if lived_to_its_end(command, random.uniform(0.3, 3.0)):
            result.finished = True
            break
        result.kills += 1
    printer.close()
    result.fates.update(printer.fates)
    _compare(result, folder, list(printer.inside.papers), model)
    return result


def lived_to_its_end(command: list[str], life_s: float) -> bool:
    """Let a till live for so long from when it is open, then kill it; True when it ended itself.

    Its start does not count: on a slow machine it would never come to selling.
    """
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            ended = process.wait(life_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return False
    if ended != 0:
        raise RuntimeError(f"the till ended with {ended}")
    return True


def _compare(result: Result, folder: Path, papers: list[bytes], model: str) -> None:
    """Compare the books with the papers that came out whole."""
    plain: Counter[str] = Counter()
    entire = set(whole(papers, PROFILES[model]))
    printed: set[str] = set()
    for paper in papers:
        decoded = decode(paper, PROFILES[model])
        codes = [each.data for each in decoded.events if isinstance(each, PrintedBarcode)]
        if not codes:
            result.torn += 1  # cut off before the next paper, so that it tops none
            continue
        number = codes[0]
        marks = [line.split()[-1] for line in decoded.lines if line.split()[:1] in MARKS]
        copy = marks[-1] if marks else "0"
        result.marked += copy != "0"
        # A printer that was off in the middle prints the lower half: torn, yet it may be taken for
        # a receipt while the amount to pay stands on it.
        plain[number] += copy == "0" and (
            paper in entire or any("应收" in line for line in decoded.lines)
        )
        if paper in entire:
            printed.add(f"{number} {copy}")
        result.torn += paper not in entire
    result.papers = len(papers)
    result.twice = [number for number, times in plain.items() if times > 1]
    database = Database(folder / "till.db", write=False)
    with database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT sale.receipt_no, copy_no, print_job.state FROM print_job"
            " JOIN sale ON sale.id = print_job.source_id"
        ).all()
    database.close()
    result.states.update(state for _, _, state in rows)
    result.sales = sum(copy == 0 for _, copy, _ in rows)
    result.wrong = [
        f"{number} {copy}"
        for number, copy, state in rows
        if state == "confirmed" and f"{number} {copy}" not in printed
    ]
    paid = folder / "paid_ms.txt"
    result.paid_ms = sorted(map(float, paid.read_text().split())) if paid.exists() else []


def line(name: str, found: Result) -> str:
    """Return a row of the table."""
    p99 = found.paid_ms[int(len(found.paid_ms) * 0.99)] if found.paid_ms else 0.0
    return (
        f"{name:<24}{found.sales:>6}{found.kills:>7}{sum(found.fates.values()):>6}"
        f"{sum(n for fate, n in found.fates.items() if fate != 'print'):>8}"
        f"{found.states['confirmed']:>11}{found.states['unknown']:>9}{found.papers:>8}"
        f"{found.marked:>8}{found.torn:>6}{len(found.twice):>7}{len(found.wrong):>7}{found.delayed:>9}{p99:>9.1f}"
    )


HEAD = (
    f"{'link, model':<24}{'sales':>6}{'kill-9':>7}{'jobs':>6}{'faults':>8}{'confirmed':>11}"
    f"{'in doubt':>9}{'papers':>8}{'marked':>8}{'torn':>6}"
    f"{'twice':>7}{'wrong':>7}{'delayed':>9}{'p99 ms':>9}"
)


def main(arguments: list[str] | None = None) -> int:
    """Run all; 0 when every promise held."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--links", nargs="+", choices=LINKS, default=list(LINKS))
    args = parser.parse_args(arguments)
    print(HEAD, flush=True)
    good, fates = True, Counter[str]()
    for link in args.links:
        for at, model in enumerate(MODELS):
            share = args.sales // len(MODELS) + (at < args.sales % len(MODELS))
            with TemporaryDirectory() as folder:
                found = run(Path(folder), link, model, args.seed, share)
            good, fates = good and found.good, fates + found.fates
            print(line(f"{link}, {model}", found), flush=True)
    print("fates: " + ", ".join(f"{name} {n}" for name, n in sorted(fates.items())))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
