"""Claim: a product list is imported at 10,000 rows a second or more, search words and stock too.

From the file on disk to the last commit, CSV and Excel; 20 rows (colour × size) to a style.
"""

import csv
import gc
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import big_catalogue
from benchmarks.measure import verdict
from inventory.catalogue.product import Names
from inventory.people.staff import SYSTEM
from inventory.service.context import Context
from inventory.service.import_report import ImportReport
from inventory.service.import_sheet import ImportSheet
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.store.engine import Database

LIMIT_ROWS_S = 10_000
PER_STYLE = 20
HEADER = (
    "款号",
    "名称",
    "英文名称",
    "颜色",
    "尺码",
    "条码",
    "售价",
    "吊牌价",
    "进价",
    "库存",
    "年份",
)


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Yield rows of a product list, so many."""
    for style in big_catalogue.styles(count // PER_STYLE, PER_STYLE):
        for at, variant in enumerate(style.variants):
            yield (
                style.code, style.names.zh_hans, style.names.en, variant.colour.zh_hans,
                variant.size, variant.barcodes[0].code, variant.price.plain(),
                variant.price.plain(), "35.5", str(at % 7), "2026",
            )  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    """Write the list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def write_excel(path: Path, count: int) -> None:
    """Write the list as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for row in rows(count):
        sheet.append(row)
    book.save(path)


def import_once(folder: Path, source: Path) -> tuple[ImportReport, float]:
    """Import the file into a new shop and return the report and the seconds it took."""
    database = folder / f"{source.suffix[1:]}.db"
    name = Names("基准店", "基準店", "Bench")
    spec = ShopSpec("SH01", "T01", preset_settings("cn", name), "B", "135790", "cn")
    context = Context.of(create_shop(database, spec))
    books = Database(database)
    gc.disable()
    begin = time.perf_counter()
    report = ImportSheet(context, books).run(SYSTEM, source)
    taken = time.perf_counter() - begin
    gc.enable()
    books.close()
    return report, taken


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    args = parser.parse_args(arguments)
    held = []
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for ending, write in (("csv", write_csv), ("xlsx", write_excel)):
            source = folder / f"goods.{ending}"
            write(source, args.rows)
            report, taken = import_once(folder, source)
            complete = report.variants == args.rows and not report.refused
            sys.stdout.write(f"import {ending}: {report.variants:,} rows in {taken:.2f} s\n")
            figure = report.rows / taken if complete else 0.0
            name = f"import {ending}"
            held.append(verdict(name, figure, LIMIT_ROWS_S, "rows/s", at_least=True))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
