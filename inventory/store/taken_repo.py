"""Rows of money that was taken for a cart whose sale is not booked yet.

A row stands while its money counts; one that was given back, or failed, counts for nothing.
"""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from inventory.kernel.money import Currency, Money
from inventory.ledger.journal import Origin
from inventory.orders.tender import Offer, Taken

_TAKE = """
    INSERT INTO tender_attempt (id, store_id, till_id, epoch, sale_id, kind, amount, state,
        card_tail, approval, created_ms, changed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'confirmed', ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING
"""
_STANDS = "state NOT IN ('failed', 'given_back')"


def insert(connection: Connection, origin: Origin, sale_id: str, taken: Taken) -> None:
    """Write one that was taken; a second time changes nothing."""
    offer = taken.offer
    connection.exec_driver_sql(
        _TAKE,
        (
            taken.id, origin.store_id, origin.till_id, origin.epoch, sale_id, offer.kind,
            offer.amount.minor, offer.card_tail, offer.approval, taken.at_ms, taken.at_ms,
        ),
    )  # fmt: skip


def delete(connection: Connection, taken_id: str) -> None:
    """Forget one that left no trace outside the shop when it was given back."""
    connection.exec_driver_sql("DELETE FROM tender_attempt WHERE id = ?", (taken_id,))


def facts(connection: Connection, taken_id: str) -> tuple[str, str, int, str, str] | None:
    """Return (state, kind, amount, card's tail, approval) of one, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT state, kind, amount, card_tail, approval FROM tender_attempt WHERE id = ?",
        (taken_id,),
    ).first()
    return (row[0], row[1], int(row[2]), row[3], row[4]) if row else None


def set_state(connection: Connection, taken_id: str, state: str, at_ms: int) -> None:
    """Let one go on in another state; its row stays."""
    connection.exec_driver_sql(
        "UPDATE tender_attempt SET state = ?, changed_ms = ? WHERE id = ?",
        (state, at_ms, taken_id),
    )


def clear(connection: Connection, sale_id: str) -> None:
    """Forget all of a sale that is booked: they are tenders of the books now."""
    connection.exec_driver_sql(
        f"DELETE FROM tender_attempt WHERE sale_id = ? AND {_STANDS}", (sale_id,)
    )


def any_of(connection: Connection, sale_id: str) -> bool:
    """Tell whether money was taken for this sale."""
    asked = f"SELECT 1 FROM tender_attempt WHERE sale_id = ? AND {_STANDS} LIMIT 1"
    return connection.exec_driver_sql(asked, (sale_id,)).first() is not None


def any_at_all(connection: Connection) -> bool:
    """Tell whether money was taken for any sale that is not booked yet."""
    asked = f"SELECT 1 FROM tender_attempt WHERE {_STANDS} LIMIT 1"
    return connection.exec_driver_sql(asked).first() is not None


def of(connection: Connection, sale_id: str, currency: Currency) -> Sequence[Taken]:
    """Return what was taken for this sale, in the order in which it was taken."""
    rows = connection.exec_driver_sql(
        "SELECT id, kind, amount, card_tail, approval, created_ms FROM tender_attempt"
        f" WHERE sale_id = ? AND {_STANDS} ORDER BY created_ms, rowid",
        (sale_id,),
    )
    return [
        Taken(row[0], Offer(row[1], Money(row[2], currency), row[3], row[4]), int(row[5]))
        for row in rows
    ]
