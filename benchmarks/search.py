"""Claim: a search takes at most 16 ms (p99) at 100,000 styles, 30 ms at 1,000,000 variants.

Every kind of text somebody types: one to three Han characters, initials, code, last digits of a
barcode, colour with kind, English, and texts that hit nothing. The file is in the system's memory.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks import big_catalogue
from benchmarks.measure import percentile, times_ms, verdict, warm_file
from inventory.kernel.clock import FixedClock
from inventory.people.staff import SYSTEM
from inventory.service.catalogue import Catalogue
from inventory.service.context import Context
from inventory.store.engine import Database

LIMIT_STYLES_MS = 16.0
LIMIT_VARIANTS_MS = 30.0
MILLION = 1_000_000
_HAN = ("裤", "衣", "修身", "纯棉", "牛仔裤", "半身裙", "羊毛开", "连帽", "运动袜", "双面")
_INITIALS = ("x", "cm", "nz", "nzk", "dxtx", "ymkf", "qhlxs", "gyfg", "yrf", "fby")
_MIXED = ("白色 T恤", "黑色 牛仔", "酒红 羊毛开衫", "wine 连衣裙", "驼色 风衣 加绒", "白T恤")
_ENGLISH = ("s", "co", "cotton tee", "wool card", "light", "off-white", "mist blue dress")
_NOTHING = ("鱼", "zzzz", "红烧 牛仔", "qqq 白色", "没有这个")


def texts(styles: int, per_style: int, count: int) -> list[str]:
    """Return texts that people type, by a seed."""
    random = Random(5)

    def pick(values: tuple[str, ...]) -> Callable[[], str]:
        return lambda: random.choice(values)

    kinds = (
        pick(_HAN), pick(_INITIALS), pick(_MIXED), pick(_ENGLISH), pick(_NOTHING),
        lambda: _code(random, styles)[: random.randint(2, 7)],
        lambda: f"{random.randrange(styles * per_style * 10):05d}"[-random.randint(4, 5) :],
    )  # fmt: skip
    return [random.choice(kinds)() for _ in range(count)]


def _code(random: Random, styles: int) -> str:
    return f"{random.choice('ABCDEFGHJK')}{random.randrange(styles):06d}"


def measure(folder: Path, styles: int, per_style: int, calls: int) -> bool:
    """Build the catalogue in the folder and time the searches."""
    database = folder / f"catalogue-{styles}-{per_style}.db"
    site = big_catalogue.build(database, styles, per_style)
    warm_file(database)
    reader = Database(database, write=False)
    catalogue = Catalogue(Context.of(site, FixedClock(big_catalogue.NOW_MS)), reader)
    typed = texts(styles, per_style, calls)
    taken = times_ms(lambda text: catalogue.search(SYSTEM, text), typed)
    slowest = max(set(typed), key=lambda text: times_ms(_search(catalogue), [text])[0])
    reader.close()
    variants = styles * per_style
    name = f"search, {styles:,} styles, {variants:,} variants"
    sys.stdout.write(
        f"{name}: p50 {percentile(taken, 50):.3f} ms, max {taken[-1]:.3f} ms,"
        f" slowest text again: {slowest!r}\n"
    )
    limit = LIMIT_VARIANTS_MS if variants >= MILLION else LIMIT_STYLES_MS
    return verdict(f"{name}, p99", percentile(taken, 99), limit, "ms")


def _search(catalogue: Catalogue) -> Callable[[str], object]:
    return lambda text: catalogue.search(SYSTEM, text)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claims hold, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--styles", type=int, default=100_000)
    parser.add_argument("--calls", type=int, default=3_000)
    parser.add_argument("--keep", type=Path, help="folder that keeps the catalogues for next time")
    args = parser.parse_args(arguments)
    with TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        held = [measure(folder, args.styles, per_style, args.calls) for per_style in (1, 10)]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
