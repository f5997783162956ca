"""What price tags ask of the catalogue: which variants, their codes and their brand."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory.catalogue.drafts import RETAIL
from inventory.store.catalogue_writes import CHUNK

# The highest version of the prices that fit, as a join, as ``catalogue.prices.in_force`` has it.
_HIGHEST = """JOIN price {name} ON {name}.variant_id = v.id AND {name}.list = '{list}'
    AND {name}.version = (
        SELECT version FROM price WHERE variant_id = v.id AND list = '{list}'
        AND {fits} ORDER BY version DESC LIMIT 1)"""


@dataclass(frozen=True, slots=True)
class TagFacts:
    """What a tag needs beside the item: the brand, and the code that the till knows it by."""

    brand: str
    code: str


def of_style(connection: Connection, style_code: str) -> list[str]:
    """Return the variants of a style that are still sold, in its own order."""
    rows = connection.exec_driver_sql(
        "SELECT v.id FROM variant v JOIN style s ON s.id = v.style_id"
        " WHERE s.code = ? AND v.retired = 0 AND s.retired = 0 ORDER BY v.position, v.id",
        (style_code,),
    )
    return [row[0] for row in rows]


def repriced(connection: Connection, since_ms: int, at_ms: int) -> list[str]:
    """Return the variants whose price or tag price at the instant is another than before then.

    Goods that had no price before are new goods, not a change of price.
    """
    begun = "(planned = 0 OR valid_from_ms <= ?)"
    now = _HIGHEST.format(name="n", list=RETAIL, fits=begun)
    before = _HIGHEST.format(name="b", list=RETAIL, fits="valid_from_ms <= ?")
    rows = connection.exec_driver_sql(
        f"SELECT v.id FROM variant v JOIN style s ON s.id = v.style_id {now} {before}"
        " WHERE v.retired = 0 AND s.retired = 0"
        " AND v.id IN (SELECT variant_id FROM price WHERE valid_from_ms >= ?)"
        " AND (n.price_e4, n.tag_e4) <> (b.price_e4, b.tag_e4)"
        " ORDER BY s.code, v.position, v.id",
        (at_ms, since_ms - 1, since_ms),
    )
    return [row[0] for row in rows]


def received(connection: Connection, floor: str, customers: str, since_ms: int) -> dict[str, int]:
    """Return the thousandths by which what came in since an instant exceeds what went back.

    Only variants of which something is left to tag, in the order of their styles; what went to
    or came from customers does not count.
    """
    rows = connection.exec_driver_sql(
        "SELECT v.id, SUM(CASE WHEN m.to_location = ? THEN m.qty_milli ELSE -m.qty_milli END) AS n"
        " FROM stock_move m JOIN variant v ON v.id = m.variant_id"
        " JOIN style s ON s.id = v.style_id"
        " WHERE m.at_ms >= ? AND ? IN (m.to_location, m.from_location)"
        " AND ? NOT IN (m.to_location, m.from_location) AND v.retired = 0 AND s.retired = 0"
        " GROUP BY v.id HAVING n > 0 ORDER BY s.code, v.position, v.id",
        (floor, since_ms, floor, customers),
    )
    return {row[0]: row[1] for row in rows}


def facts(connection: Connection, variant_ids: Sequence[str]) -> dict[str, TagFacts]:
    """Return brand and code of variants: a barcode of one piece, else the SKU."""
    found: dict[str, TagFacts] = {}
    for at in range(0, len(variant_ids), CHUNK):
        some = tuple(variant_ids[at : at + CHUNK])
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(
            "SELECT v.id, s.brand, v.sku, (SELECT code FROM barcode WHERE variant_id = v.id"
            " AND pack_milli = 1000 ORDER BY length(code) = 13 DESC, code LIMIT 1)"
            f" FROM variant v JOIN style s ON s.id = v.style_id WHERE v.id IN ({marks})",
            some,
        )
        found.update({row[0]: TagFacts(row[1], row[3] or row[2]) for row in rows})
    return found
