"""What an import asks before it writes: the styles, variants, codes and prices it touches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from inventory.catalogue.prices import PriceRow
from inventory.catalogue.product import Names
from inventory.store import catalogue_writes
from inventory.store.catalogue_writes import CHUNK


@dataclass(slots=True)
class KnownVariant:
    """A variant that is there already, with all its prices."""

    id: str
    colour: Names
    size: str
    prices: list[PriceRow] = field(default_factory=list)


@dataclass(slots=True)
class KnownStyle:
    """A style that is there already, its variants and the highest place among them."""

    id: str
    code: str
    places: int = 0
    variants: list[KnownVariant] = field(default_factory=list)


def styles(connection: Connection, codes: Iterable[str]) -> dict[str, KnownStyle]:
    """Return the styles of these codes with all their variants and prices."""
    found: dict[str, KnownStyle] = {}
    by_id: dict[str, KnownStyle] = {}
    variants: dict[str, KnownVariant] = {}
    for row in _in(connection, "SELECT id, code FROM style WHERE code IN ({})", codes):
        found[row[1]] = by_id[row[0]] = KnownStyle(row[0], row[1])
    variant_columns = "id, style_id, colour_zh_hans, colour_zh_hant, colour_en, size, position"
    statement = f"SELECT {variant_columns} FROM variant WHERE style_id IN ({{}}) ORDER BY position"
    for row in _in(connection, statement, by_id):
        variant = variants[row[0]] = KnownVariant(row[0], Names(*row[2:5]), row[5])
        style = by_id[row[1]]
        style.variants.append(variant)
        style.places = max(style.places, row[6])
    for variant_id, rows in catalogue_writes.prices(connection, variants).items():
        variants[variant_id].prices.extend(rows)
    return found


def barcodes(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return for each taken code the variant that has it and that variant's style code."""
    statement = (
        "SELECT b.code, b.variant_id, s.code FROM barcode b JOIN variant v ON v.id = b.variant_id"
        " JOIN style s ON s.id = v.style_id WHERE b.code IN ({})"
    )
    return {row[0]: (row[1], row[2]) for row in _in(connection, statement, codes)}


def skus(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """Return for each taken SKU the variant that has it."""
    rows = _in(connection, "SELECT sku, id FROM variant WHERE sku IN ({})", codes)
    return {row[0]: row[1] for row in rows}


def _in(connection: Connection, statement: str, values: Iterable[str]) -> Iterator[Sequence[Any]]:
    todo = list(dict.fromkeys(values))
    for at in range(0, len(todo), CHUNK):
        part = tuple(todo[at : at + CHUNK])
        marks = ", ".join("?" * len(part))
        yield from connection.exec_driver_sql(statement.format(marks), part)
