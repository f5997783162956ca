"""Reads of stock: balances of a location and the moves of a variant."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

CHUNK = 400


def balances(connection: Connection, location: str, variant_ids: Sequence[str]) -> dict[str, int]:
    """Return the balance in thousandths of each variant that has one here."""
    found: dict[str, int] = {}
    for at in range(0, len(variant_ids), CHUNK):
        part = tuple(variant_ids[at : at + CHUNK])
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            "SELECT variant_id, qty_milli FROM stock WHERE location_id = ?"
            f" AND variant_id IN ({marks})",
            (location, *part),
        )
        found.update({row[0]: row[1] for row in rows})
    return found


def moves(
    connection: Connection, variant_id: str, limit: int
) -> list[tuple[int, int, str, str, str, str, str]]:
    """Return (at_ms, thousandths, from, to, source type, source id, reason), newest first."""
    rows = connection.exec_driver_sql(
        "SELECT at_ms, qty_milli, from_location, to_location, source_type, source_id, reason"
        " FROM stock_move WHERE variant_id = ? ORDER BY id DESC LIMIT ?",
        (variant_id, limit),
    )
    return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]
