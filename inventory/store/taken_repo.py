"""Rows of money that was taken for a cart whose sale is not booked yet."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from inventory.kernel.money import Currency, Money
from inventory.ledger.journal import Origin
from inventory.orders.tender import Offer, Taken

_TAKE = """
    INSERT INTO tender_attempt (id, store_id, till_id, epoch, sale_id, kind, amount, state,
        card_tail, approval, created_ms, changed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, 'confirmed', ?, ?, ?, ?)
"""


def insert(connection: Connection, origin: Origin, sale_id: str, taken: Taken) -> None:
    """Write one that was taken."""
    offer = taken.offer
    connection.exec_driver_sql(
        _TAKE,
        (
            taken.id, origin.store_id, origin.till_id, origin.epoch, sale_id, offer.kind,
            offer.amount.minor, offer.card_tail, offer.approval, taken.at_ms, taken.at_ms,
        ),
    )  # fmt: skip


def delete(connection: Connection, taken_id: str) -> None:
    """Forget one that was given back."""
    connection.exec_driver_sql("DELETE FROM tender_attempt WHERE id = ?", (taken_id,))


def clear(connection: Connection, sale_id: str) -> None:
    """Forget all of a sale that is booked: they are tenders of the books now."""
    connection.exec_driver_sql("DELETE FROM tender_attempt WHERE sale_id = ?", (sale_id,))


def any_of(connection: Connection, sale_id: str) -> bool:
    """Tell whether money was taken for this sale."""
    asked = "SELECT 1 FROM tender_attempt WHERE sale_id = ? LIMIT 1"
    return connection.exec_driver_sql(asked, (sale_id,)).first() is not None


def of(connection: Connection, sale_id: str, currency: Currency) -> Sequence[Taken]:
    """Return what was taken for this sale, in order."""
    rows = connection.exec_driver_sql(
        "SELECT id, kind, amount, card_tail, approval, created_ms FROM tender_attempt"
        " WHERE sale_id = ? ORDER BY rowid",
        (sale_id,),
    )
    return [
        Taken(row[0], Offer(row[1], Money(row[2], currency), row[3], row[4]), int(row[5]))
        for row in rows
    ]
