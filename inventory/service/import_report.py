"""What an import of products says of itself: counts, rows that stayed outside, warnings."""

from dataclasses import dataclass, fields

from inventory.kernel.text import Text


@dataclass(frozen=True, slots=True)
class RowError:
    """What is to be said of a row: its number in the file, the column as written, the reason."""

    row: int
    column: str
    reason: Text


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; ``errors`` holds the first thousand by row, ``refused`` counts all.

    ``warnings`` are of rows that went in and should be looked at, at most a thousand; ``unread``
    are the titles of columns that nobody knows.
    """

    rows: int = 0
    styles: int = 0
    variants: int = 0
    barcodes: int = 0
    prices: int = 0
    unchanged: int = 0
    stock_ignored: int = 0
    refused: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    unread: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return all numbers by name."""
        return {name: getattr(self, name) for name in COUNTS}


COUNTS = tuple(each.name for each in fields(ImportReport) if each.type is int)
