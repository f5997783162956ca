"""A file as rows of text. Excel through calamine after a check of the archive; CSV in any encoding.

Source of the limits: OWASP's advice on archives and measurements of inflated workbooks.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text

FILE_MAX = 10 * 1024 * 1024
CSV_MAX = 40 * 1024 * 1024
INFLATED_MAX = 100 * 1024 * 1024
RATIO_MAX = 100
MEMBERS_MAX = 2_000
ROWS_MAX = 100_000
COLUMNS_MAX = 200
ENCODINGS = ("utf-8", "gb18030", "big5")
_CHINESE = (("gb2312", "gb18030"), ("cp950", "cp950"), ("gb18030", "gb18030"))
_RATIO_FREE = 1024 * 1024
_BLOCK = 1024 * 1024
_FORBIDDEN = ("vbaproject.bin", "externallinks/", "activex/", "embeddings/")
_EXCEL = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".txt"}

Cell = str | int | float | bool | time | date | datetime | timedelta
HeaderScore = Callable[[Sequence[str]], int]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows as text; ``first_row`` is the number of the first row in the file."""

    header: tuple[str, ...]
    rows: Iterable[Sequence[str]]
    first_row: int


def read(path: Path, score: HeaderScore, encoding: str = "") -> Table:
    """Read a file by its ending; ``score`` tells how well a row of cells serves as the header.

    Raises ``Refused`` when the file is not of a known kind, too big, or hides something.
    """
    if not path.is_file():
        raise Refused(Text.of("import.no_such_file", path=path.name))
    ending = path.suffix.lower()
    if ending in _EXCEL:
        rows: Iterator[Sequence[str]] = _excel_rows(path)
    elif ending in _TEXTS:
        rows = _csv_rows(path, score, encoding)
    else:
        raise Refused(Text.of("import.unknown_kind", path=path.name))
    return _with_header(rows, score)


def _with_header(rows: Iterator[Sequence[str]], score: HeaderScore) -> Table:
    """Take the best of the first rows as header: a title above it is common."""
    start = [row for _, row in zip(range(10), rows, strict=False)]
    scores = [score(row) for row in start]
    best = max(scores, default=0)
    if best == 0:
        raise Refused(Text.of("import.no_header"))
    at = scores.index(best)
    header = tuple(cell.strip() for cell in start[at])
    return Table(header, _limited([*start[at + 1 :]], rows), at + 2)


def _limited(
    start: Iterable[Sequence[str]], rows: Iterator[Sequence[str]]
) -> Iterator[Sequence[str]]:
    count = 0
    for part in (start, rows):
        for row in part:
            count += 1
            if count > ROWS_MAX:
                raise Refused(Text.of("import.too_many_rows", limit=ROWS_MAX))
            yield row


def _excel_rows(path: Path) -> Iterator[Sequence[str]]:
    from python_calamine import CalamineError, CalamineWorkbook  # a Rust module, loaded when used

    require_safe_archive(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, IndexError) as error:
        raise Refused(Text.of("import.not_a_workbook", path=path.name)) from error
    if sheet.width > COLUMNS_MAX:
        raise Refused(Text.of("import.too_many_columns", limit=COLUMNS_MAX))
    read = sheet.to_python(skip_empty_area=False)
    return ([c if type(c) is str else cell_text(c) for c in row] for row in read)


def cell_text(cell: Cell | None) -> str:
    """Return a cell as text: whole numbers without a point, others as the spreadsheet shows them.

    It shows 15 digits: ``=19.99*0.7`` is 13.993 there, though 13.992999999999999 is stored.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        shown = float(f"{cell:.15g}")
        # A longer whole number shows what was lost, as 6.9e+17.
        return str(int(shown)) if shown.is_integer() and abs(shown) < 1e15 else repr(shown)
    return "" if cell is None else str(cell)


def require_safe_archive(path: Path) -> None:
    """Refuse a workbook that is too big, inflates too far, or holds macros or links outside."""
    if path.stat().st_size > FILE_MAX:
        raise Refused(Text.of("import.file_too_big", limit=FILE_MAX // 1024 // 1024))
    try:
        with zipfile.ZipFile(path) as archive:
            _require_members(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise Refused(Text.of("import.not_a_workbook", path=path.name)) from error


def _require_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBERS_MAX:
        raise Refused(Text.of("import.archive_members", limit=MEMBERS_MAX))
    total = 0
    for member in members:
        if any(sign in member.filename.lower() for sign in _FORBIDDEN):
            raise Refused(Text.of("import.active_content"))
        total += _inflated(archive, member, INFLATED_MAX - total)


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> int:
    """Count the bytes a member really inflates to: what its header says may be a lie."""
    size = 0
    allowed = max(_RATIO_FREE, member.compress_size * RATIO_MAX)
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > left or size > allowed:
                raise Refused(Text.of("import.archive_bomb"))
    return size


def _csv_rows(path: Path, score: HeaderScore, encoding: str) -> Iterator[Sequence[str]]:
    if path.stat().st_size > CSV_MAX:
        raise Refused(Text.of("import.file_too_big", limit=CSV_MAX // 1024 // 1024))
    text = decode(path.read_bytes(), score, encoding)
    delimiter = _delimiter(text, score)
    return _parsed(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter))


def _parsed(rows: Iterator[list[str]]) -> Iterator[Sequence[str]]:
    try:
        for row in rows:
            if len(row) > COLUMNS_MAX:
                raise Refused(Text.of("import.too_many_columns", limit=COLUMNS_MAX))
            yield row
    except csv.Error as error:
        raise Refused(Text.of("import.not_readable", path="CSV")) from error


def decode(data: bytes, score: HeaderScore, encoding: str = "") -> str:
    """Return the text of a CSV: UTF-8 if it is, else the Chinese encoding whose header is known.

    When both read, plain GB2312 wins, then Big5, then GB18030 (whose rarer forms look like Big5).
    """
    if encoding:
        return _decoded(data, encoding)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    readings = []
    for strict, wide in _CHINESE:
        try:
            data.decode(strict)
            readings.append(data.decode(wide))
        except UnicodeDecodeError:
            continue
    if not readings:
        raise Refused(Text.of("import.unknown_encoding", allowed=", ".join(ENCODINGS)))
    return max(readings, key=lambda text: score(_first_line(text)))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(Text.of("import.unknown_encoding", allowed=", ".join(ENCODINGS))) from error


def _delimiter(text: str, score: HeaderScore) -> str:
    line = text[: text.find("\n")] if "\n" in text else text
    return max((",", "\t", ";"), key=lambda sign: score(line.split(sign)))


def _first_line(text: str) -> list[str]:
    line = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    return next(csv.reader([line.replace("\t", ",").replace(";", ",")]), [])
