"""A file of transactions as rows of text: parquet, CSV or Excel, by its ending.

Titles may be those of either published year. A number that a file keeps as a binary float becomes
the shortest decimal text that reads back as the same float: what was typed when it was made.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from sys import intern
from typing import NamedTuple

from inventory.kernel.errors import Refused
from inventory.sheets.workbook import sheet_rows
from suanpan.words import english

TITLES: dict[str, tuple[str, ...]] = {
    "invoice": ("invoiceno", "invoice"),
    "code": ("stockcode",),
    "name": ("description",),
    "quantity": ("quantity",),
    "stamp": ("invoicedate",),
    "price": ("unitprice", "price"),
    "customer": ("customerid",),
    "country": ("country",),
}
NEEDED = ("invoice", "code", "quantity", "stamp", "price")
# Month first as the data set was published; day first where some month would be above twelve.
STAMPS = ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%y %H:%M", "%d/%m/%y %H:%M")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?(?:\.0+)?")
_SCIENCE = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,3}")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")


class WrongFileError(Exception):
    """The file cannot be replayed; the message says why."""


class Row(NamedTuple):
    """One line of the file as text, spaces around it taken off; ``number`` counts from 1."""

    number: int
    invoice: str
    code: str
    name: str
    quantity: str
    stamp: str
    price: str
    customer: str
    country: str


def read(path: Path, sheet: str = "") -> list[Row]:
    """Read all rows; stamps become ``YYYY-MM-DD HH:MM:SS``, empty when they are no date."""
    if not path.is_file():
        raise WrongFileError(f"{path}: no such file")
    match path.suffix.lower():
        case ".parquet":
            rows = _parquet(path)
        case ".xlsx" | ".xlsm":
            rows = _workbook(path, sheet)
        case ".csv":
            rows = _csv(path)
        case ending:
            raise WrongFileError(f"{path}: {ending or 'no ending'} is not .parquet, .csv or .xlsx")
    if sheet and path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WrongFileError(f"{path}: only a workbook has sheets")
    found = [Row(at, *_cells(cells)) for at, cells in enumerate(rows, 1)]
    if not found:
        raise WrongFileError(f"{path}: holds no line")
    return _dated(found)


def first_days(rows: Sequence[Row], days: int) -> list[Row]:
    """Return the rows of the first so many days that have any; undated ones stay in."""
    dates = sorted({row.stamp[:10] for row in rows if row.stamp})
    last = dates[:days][-1] if dates else ""
    return [row for row in rows if row.stamp[:10] <= last]


def _cells(cells: Sequence[str]) -> Iterator[str]:
    """Clean eight cells; what many rows share is kept once."""
    for field, cell in zip(TITLES, cells, strict=True):
        text = cell.strip()
        if field in ("quantity", "invoice", "customer") and (whole := _WHOLE.fullmatch(text)):
            text = whole.group(1)
        elif field == "price" and _SCIENCE.fullmatch(text):
            text = format(Decimal(text), "f")
        yield intern(text)


def _places(header: Sequence[str], path: Path) -> list[int]:
    """Return where each column stands, -1 for one that is missing and not needed."""
    titles = [re.sub(r"[^a-z]", "", title.lower()) for title in header]
    places = []
    for field, names in TITLES.items():
        at = next((titles.index(name) for name in names if name in titles), -1)
        if at < 0 and field in NEEDED:
            raise WrongFileError(f"{path}: no column {' or '.join(names)}; found {titles}")
        places.append(at)
    return places


def _picked(rows: Iterable[Sequence[str]], places: Sequence[int]) -> Iterator[Sequence[str]]:
    for row in rows:
        if any(row):
            yield [row[at] if 0 <= at < len(row) else "" for at in places]


def _parquet(path: Path) -> Iterator[Sequence[str]]:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise WrongFileError(
            "a .parquet file needs pyarrow: pip install 'suanpan[replay]'"
        ) from None
    try:
        file = ParquetFile(path)
    except ArrowException as error:
        raise WrongFileError(f"{path}: {error}") from None
    with file:
        places = _places(file.schema_arrow.names, path)
        names = [file.schema_arrow.names[at] if at >= 0 else "" for at in places]
        wanted = [name for name in names if name]
        for batch in file.iter_batches(columns=wanted):
            columns = {name: batch.column(name).to_pylist() for name in wanted}
            empty = [None] * batch.num_rows
            picked = [columns[name] if name else empty for name in names]
            for cells in zip(*picked, strict=True):
                yield ["" if cell is None else str(cell) for cell in cells]


def _workbook(path: Path, sheet: str) -> Iterator[Sequence[str]]:
    try:
        rows = iter(sheet_rows(path, sheet))
    except Refused as refused:
        raise WrongFileError(english(refused.text)) from None
    return _picked(rows, _places(next(rows, ()), path))


def _csv(path: Path) -> Iterator[Sequence[str]]:
    """Read UTF-8, or Latin-1 as the data set was first published."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    rows = csv.reader(io.StringIO(text, newline=""))
    return _picked(rows, _places(next(rows, ()), path))


def _dated(rows: list[Row]) -> list[Row]:
    """Write all stamps the same way; other than ISO, the first form that reads them all counts."""
    others = {row.stamp for row in rows if row.stamp and not _ISO.fullmatch(row.stamp)}
    read_as = _form(others)
    stamps = {stamp: read_as.get(stamp, "") for stamp in others}
    dated = []
    for row in rows:
        stamp = stamps[row.stamp] if row.stamp in stamps else _iso(row.stamp)
        dated.append(row if stamp == row.stamp else row._replace(stamp=intern(stamp)))
    return dated


def _form(texts: set[str]) -> dict[str, str]:
    """Return each text as ISO by the form that reads most of them."""
    best: dict[str, str] = {}
    for form in STAMPS:
        found = {}
        for text in texts:
            with suppress(ValueError):
                found[text] = datetime.strptime(text, form).isoformat(" ")  # noqa: DTZ007
        if len(found) > len(best):
            best = found
    return best


def _iso(stamp: str) -> str:
    try:
        return datetime.fromisoformat(stamp).isoformat(" ", "seconds") if stamp else ""
    except ValueError:
        return ""
