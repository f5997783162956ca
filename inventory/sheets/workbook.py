"""Any sheet of a workbook as rows of text, row by row and without the limits of an import.

For files that whoever runs a command chose himself, of hundreds of thousands of rows.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.sheets.table import cell_text


def sheet_rows(path: Path, sheet: str = "") -> Iterator[Sequence[str]]:
    """Yield the rows of the named sheet (the first without a name); whole numbers have no point.

    Raises ``Refused`` when the file is no workbook or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # a Rust module, loaded when used

    try:
        book = CalamineWorkbook.from_path(str(path))
        name = sheet or next(iter(book.sheet_names), "")
        if name not in book.sheet_names:
            raise Refused(Text.of("import.not_readable", path=f"{path.name} ({name}?)"))
        rows = book.get_sheet_by_name(name).iter_rows()
    except (CalamineError, OSError) as error:
        raise Refused(Text.of("import.not_a_workbook", path=path.name)) from error
    return ([cell_text(cell) for cell in row] for row in rows)
