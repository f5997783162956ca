"""Rows of the outbox: how far head office has acknowledged each epoch of this till's journal."""

from sqlalchemy.engine import Connection

from inventory.ledger.journal import GENESIS, Origin

Position = tuple[int, bytes]
_EPOCHS = """
    SELECT site.epoch, COALESCE(outbox.acked_seq, 0),
        (SELECT COALESCE(MAX(seq), 0) FROM journal
         WHERE store_id = site.store_id AND till_id = site.till_id AND epoch = site.epoch)
    FROM site LEFT JOIN outbox ON outbox.peer = ? AND outbox.store_id = site.store_id
        AND outbox.till_id = site.till_id AND outbox.epoch = site.epoch
    WHERE site.store_id = ? AND site.till_id = ? ORDER BY site.epoch
"""


def epochs(connection: Connection, peer: str, origin: Origin) -> list[tuple[int, int, int]]:
    """Return (epoch, acknowledged, last) of every epoch of this till, the oldest first."""
    rows = connection.exec_driver_sql(_EPOCHS, (peer, origin.store_id, origin.till_id))
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows]


def last_acked_ms(connection: Connection, peer: str) -> int | None:
    """Return when head office last acknowledged anything, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT MAX(acked_ms) FROM outbox WHERE peer = ?", (peer,)
    ).one()
    return None if row[0] is None else int(row[0])


def acknowledged(connection: Connection, peer: str, origin: Origin) -> Position:
    """Return how far this epoch is acknowledged."""
    row = connection.exec_driver_sql(
        "SELECT acked_seq, acked_hash FROM outbox WHERE peer = ? AND store_id = ?"
        " AND till_id = ? AND epoch = ?",
        (peer, origin.store_id, origin.till_id, origin.epoch),
    ).first()
    return (int(row[0]), bytes(row[1])) if row else (0, GENESIS)


def put_acknowledged(
    connection: Connection, peer: str, origin: Origin, position: Position, at_ms: int
) -> None:
    """Move the cursor of this epoch, forward or back."""
    connection.exec_driver_sql(
        "INSERT INTO outbox (peer, store_id, till_id, epoch, acked_seq, acked_hash, acked_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (peer, store_id, till_id, epoch) DO UPDATE SET"
        " acked_seq = excluded.acked_seq, acked_hash = excluded.acked_hash,"
        " acked_ms = excluded.acked_ms",
        (peer, origin.store_id, origin.till_id, origin.epoch, *position, at_ms),
    )
