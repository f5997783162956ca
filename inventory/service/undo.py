"""Whether a sale may still be taken back as one that never was: one tap, in time, the newest."""

from typing import Any

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import decode
from inventory.service.context import Context
from inventory.store import ledger_repo, orders_repo
from inventory.store.engine import Connection
from inventory.store.orders_repo import SaleRow

UNDO_MS = 8_000
# A tap in the last moment still counts when it reaches the books a little later.
UNDO_GRACE_MS = 2_000


def require_standing(connection: Connection, sale: SaleRow) -> None:
    """Refuse a sale that was taken back."""
    if orders_repo.void_of(connection, sale.id) is not None:
        raise Refused(Text.of("sale.already_voided", receipt=sale.receipt_no))


def undoable(connection: Connection, context: Context, sale_id: str) -> tuple[SaleRow, Any]:
    """Return the sale and its journal body, or refuse.

    A clock that goes back makes no sale young again: before its end is as late as long after it,
    and a sale with another one behind it is past, whatever the clock says.
    """
    sale = orders_repo.find_sale(connection, sale_id)
    if sale is None:
        raise Refused(Text.of("sale.not_found"))
    require_standing(connection, sale)
    in_time = 0 <= context.clock.now_ms() - sale.end_ms <= UNDO_MS + UNDO_GRACE_MS
    entry = ledger_repo.entry_at(connection, context.origin, sale.journal_seq)
    body = decode(entry.body) if entry is not None and entry.type == journal.SALE else {}
    ours = entry is not None and body.get("sale_id") == sale_id
    next_sale = ledger_repo.next_place(connection, context.origin, journal.SALE).type_seq
    newest = ours and entry is not None and entry.type_seq == next_sale - 1
    if not (in_time and newest and sale.one_tap):
        raise Refused(Text.of("sale.too_late_to_undo", receipt=sale.receipt_no))
    return sale, body
