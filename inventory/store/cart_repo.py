"""Rows of open carts: one per edit, in order, until the sale is booked or parked."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from inventory.kernel.money import Currency
from inventory.ledger.envelope import canonical, decode
from inventory.ledger.journal import Origin
from inventory.pricing.cart import Cart, Edit, play
from inventory.pricing.cart_codec import from_plain, to_plain

_OPEN = """
    INSERT OR IGNORE INTO cart (sale_id, store_id, till_id, epoch, opened_ms, actor_id, currency)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_EDIT = """
    INSERT INTO cart_edit (sale_id, number, edit)
    SELECT sale_id, (SELECT COALESCE(MAX(number), 0) + 1 FROM cart_edit e
        WHERE e.sale_id = cart.sale_id), ? FROM cart WHERE sale_id = ? AND state = 'open'
"""


def open_cart(
    connection: Connection, origin: Origin, cart: Cart, actor_id: str, at_ms: int
) -> None:
    """Write the cart's own row; a second time changes nothing."""
    connection.exec_driver_sql(
        _OPEN,
        (
            cart.sale_id, origin.store_id, origin.till_id, origin.epoch, at_ms, actor_id,
            cart.currency.code,
        ),
    )  # fmt: skip


def add_edit(connection: Connection, sale_id: str, edit: Edit) -> bool:
    """Write one edit as the next row of an open cart; tell whether there is such a cart."""
    return connection.exec_driver_sql(_EDIT, (canonical(to_plain(edit)), sale_id)).rowcount == 1


def opened_ms(connection: Connection, sale_id: str) -> int | None:
    """Return when a cart was opened; nothing when it is not kept."""
    row = connection.exec_driver_sql(
        "SELECT opened_ms FROM cart WHERE sale_id = ?", (sale_id,)
    ).first()
    return int(row[0]) if row else None


def state_of(connection: Connection, sale_id: str) -> str:
    """Return a cart's state; empty when it is not kept."""
    row = connection.exec_driver_sql("SELECT state FROM cart WHERE sale_id = ?", (sale_id,)).first()
    return str(row[0]) if row else ""


def close(connection: Connection, sale_id: str) -> None:
    """Close a booked sale's cart and forget those closed before it.

    The newest stays until then, so that its lines can come back if the sale is taken back.
    """
    connection.exec_driver_sql(
        "DELETE FROM cart_edit WHERE sale_id IN (SELECT sale_id FROM cart WHERE state = 'closed')"
    )
    connection.exec_driver_sql("DELETE FROM cart WHERE state = 'closed'")
    connection.exec_driver_sql("UPDATE cart SET state = 'closed' WHERE sale_id = ?", (sale_id,))


def reopen(connection: Connection, sale_id: str, new_sale_id: str, at_ms: int) -> None:
    """Let the lines of a closed cart go on as a new cart under a new sale id."""
    connection.exec_driver_sql(
        "UPDATE cart_edit SET sale_id = ? WHERE sale_id = ?", (new_sale_id, sale_id)
    )
    connection.exec_driver_sql(
        "UPDATE cart SET sale_id = ?, state = 'open', opened_ms = ?, from_backup = 0"
        " WHERE sale_id = ?",
        (new_sale_id, at_ms, sale_id),
    )


def discard(connection: Connection, sale_id: str) -> None:
    """Throw a cart away that is not booked."""
    connection.exec_driver_sql("DELETE FROM cart_edit WHERE sale_id = ?", (sale_id,))
    connection.exec_driver_sql("DELETE FROM cart WHERE sale_id = ?", (sale_id,))


def set_state(connection: Connection, sale_id: str, state: str, label: str) -> None:
    """Mark a cart ``open`` or ``parked``."""
    connection.exec_driver_sql(
        "UPDATE cart SET state = ?, label = ? WHERE sale_id = ?", (state, label, sale_id)
    )


def put_aside_from_backup(connection: Connection, sale_id: str, new_sale_id: str) -> None:
    """Put a cart of a backup aside under a new sale id, marked: it may be booked elsewhere."""
    connection.exec_driver_sql(
        "UPDATE cart_edit SET sale_id = ? WHERE sale_id = ?", (new_sale_id, sale_id)
    )
    connection.exec_driver_sql(
        "UPDATE cart SET sale_id = ?, state = 'parked', from_backup = 1 WHERE sale_id = ?",
        (new_sale_id, sale_id),
    )
    connection.exec_driver_sql(
        "UPDATE tender_attempt SET sale_id = ? WHERE sale_id = ?", (new_sale_id, sale_id)
    )


def is_from_backup(connection: Connection, sale_id: str) -> bool:
    """Tell whether a cart was open when a backup was made that came back since."""
    row = connection.exec_driver_sql(
        "SELECT from_backup FROM cart WHERE sale_id = ?", (sale_id,)
    ).first()
    return row is not None and bool(row[0])


def carts(connection: Connection, state: str) -> Sequence[tuple[str, int, str]]:
    """Return (sale id, opened at, label) of the carts in a state, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT sale_id, opened_ms, label FROM cart WHERE state = ? ORDER BY opened_ms, sale_id",
        (state,),
    )
    return [(str(row[0]), int(row[1]), str(row[2])) for row in rows]


def load(connection: Connection, sale_id: str) -> Cart | None:
    """Play a cart back from its rows; nothing when it is not kept."""
    row = connection.exec_driver_sql(
        "SELECT currency FROM cart WHERE sale_id = ?", (sale_id,)
    ).first()
    if row is None:
        return None
    currency = Currency.of(row[0])
    edits = connection.exec_driver_sql(
        "SELECT edit FROM cart_edit WHERE sale_id = ? ORDER BY number", (sale_id,)
    )
    return play(Cart(sale_id, currency), (from_plain(decode(edit[0]), currency) for edit in edits))


def touch(connection: Connection, sale_id: str) -> None:
    """Write a cart's row as it is: shows whether the disk still takes writes."""
    connection.exec_driver_sql("UPDATE cart SET state = state WHERE sale_id = ?", (sale_id,))
