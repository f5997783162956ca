"""Rows of the books: journal, stock moves and their balances, cash moves, shifts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory.ledger.entry import CashMove, StockMove
from inventory.ledger.journal import Entry, Head, NewEntry, Origin, chain

_HEAD = """
    SELECT seq, hash, gt_abs, gt_signed FROM journal
    WHERE store_id = ? AND till_id = ? AND epoch = ? ORDER BY seq DESC LIMIT 1
"""
_PLACE = """
    SELECT seq, hash, gt_abs, gt_signed, (SELECT MAX(type_seq) FROM journal
        WHERE store_id = ? AND till_id = ? AND epoch = ? AND type = ?)
    FROM journal WHERE store_id = ? AND till_id = ? AND epoch = ? ORDER BY seq DESC LIMIT 1
"""
_COLUMNS = (
    "store_id, till_id, epoch, seq, type, type_seq, business_date, begin_ms, end_ms, actor_id,"
    " schema_version, program_version, gt_abs, gt_signed, body, prev_hash, hash"
)
_INSERT = f"INSERT INTO journal ({_COLUMNS}) VALUES ({', '.join('?' * 17)})"
_STOCK = """
    INSERT INTO stock_move (store_id, till_id, epoch, business_date, at_ms, actor_id, variant_id,
        from_location, to_location, qty_milli, cost_e4, source_type, source_id, source_line, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_BALANCE = """
    INSERT INTO stock (location_id, variant_id, qty_milli) VALUES (?, ?, ?)
    ON CONFLICT (variant_id, location_id) DO UPDATE SET qty_milli = qty_milli + excluded.qty_milli
"""
_CASH = """
    INSERT INTO cash_move (store_id, till_id, epoch, business_date, at_ms, actor_id, shift_id,
        from_account, to_account, amount, source_type, source_id, source_line)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """What every row of one booking shares: where, when, who, and the document behind it."""

    origin: Origin
    business_date: str
    at_ms: int
    actor_id: str
    source_type: str
    source_id: str


def head(connection: Connection, origin: Origin) -> Head:
    """Return where this till's chain stands."""
    row = connection.exec_driver_sql(_HEAD, _till(origin)).first()
    return Head(*row) if row else Head()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next entry of a type goes: after which head, and its number within the type."""

    head: Head
    type_seq: int


def next_place(connection: Connection, origin: Origin, entry_type: str) -> Place:
    """Return where the next entry of this type goes, in one question."""
    row = connection.exec_driver_sql(_PLACE, (*_till(origin), entry_type, *_till(origin))).first()
    return Place(Head(*row[:4]), (row[4] or 0) + 1) if row else Place(Head(), 1)


def append(
    connection: Connection, origin: Origin, new: NewEntry, place: Place | None = None
) -> Entry:
    """Write the next entry of the chain and return it; part of the caller's transaction.

    ``place`` spares the question when the caller has just asked for it.
    """
    place = place or next_place(connection, origin, new.type)
    entry = chain(place.head, place.type_seq, new, origin)
    connection.exec_driver_sql(_INSERT, _row(entry))
    return entry


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.store_id, entry.till_id, entry.epoch, entry.seq, entry.type, entry.type_seq,
        entry.business_date, entry.begin_ms, entry.end_ms, entry.actor_id, entry.schema_version,
        entry.program_version, entry.gt_abs, entry.gt_signed, entry.body, entry.prev_hash,
        entry.hash,
    )  # fmt: skip


def entries(
    connection: Connection, origin: Origin, after: int = 0, limit: int = -1
) -> Iterator[Entry]:
    """Yield this till's entries of one epoch in order, after a sequence number; at most a limit."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM journal WHERE store_id = ? AND till_id = ? AND epoch = ?"
        " AND seq > ? ORDER BY seq LIMIT ?",
        (*_till(origin), after, limit),
    )
    return (Entry(*row) for row in rows)


def entry_at(connection: Connection, origin: Origin, seq: int) -> Entry | None:
    """Return one entry, or nothing."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM journal WHERE store_id = ? AND till_id = ? AND epoch = ?"
        " AND seq = ?",
        (*_till(origin), seq),
    ).first()
    return Entry(*row) if row else None


def post_stock(connection: Connection, posting: Posting, moves: Sequence[StockMove]) -> None:
    """Write stock moves and bring the balances along."""
    if not moves:
        return
    connection.exec_driver_sql(_STOCK, [_stock_row(posting, move) for move in moves])
    balances = []
    for move in moves:
        balances.append((move.from_location, move.variant_id, -move.qty_milli))
        balances.append((move.to_location, move.variant_id, move.qty_milli))
    connection.exec_driver_sql(_BALANCE, balances)


def _stock_row(posting: Posting, move: StockMove) -> tuple[object, ...]:
    return (
        *_till(posting.origin), posting.business_date, posting.at_ms, posting.actor_id,
        move.variant_id, move.from_location, move.to_location, move.qty_milli, move.cost_e4,
        posting.source_type, posting.source_id, move.line, move.reason,
    )  # fmt: skip


def post_cash(
    connection: Connection, posting: Posting, shift_id: str, moves: Sequence[CashMove]
) -> None:
    """Write cash moves of the shift."""
    if not moves:
        return
    rows = [
        (
            *_till(posting.origin), posting.business_date, posting.at_ms, posting.actor_id,
            shift_id, move.from_account, move.to_account, move.amount,
            posting.source_type, posting.source_id, move.line,
        )
        for move in moves
    ]  # fmt: skip
    connection.exec_driver_sql(_CASH, rows)


def stock_of(connection: Connection, source_type: str, source_id: str) -> list[StockMove]:
    """Return the stock moves of one document, line by line."""
    rows = connection.exec_driver_sql(
        "SELECT source_line, variant_id, from_location, to_location, qty_milli, cost_e4, reason"
        " FROM stock_move WHERE source_type = ? AND source_id = ? ORDER BY source_line",
        (source_type, source_id),
    )
    return [StockMove(*row) for row in rows]


def cash_of(connection: Connection, source_type: str, source_id: str) -> list[CashMove]:
    """Return the cash moves of one document, row by row."""
    rows = connection.exec_driver_sql(
        "SELECT source_line, from_account, to_account, amount FROM cash_move"
        " WHERE source_type = ? AND source_id = ? ORDER BY source_line",
        (source_type, source_id),
    )
    return [CashMove(*row) for row in rows]


def on_hand(connection: Connection, location_id: str, variant_id: str) -> int:
    """Return the balance in thousandths; what never moved is 0."""
    row = connection.exec_driver_sql(
        "SELECT qty_milli FROM stock WHERE variant_id = ? AND location_id = ?",
        (variant_id, location_id),
    ).first()
    return int(row[0]) if row else 0


def shift_of_day(
    connection: Connection, origin: Origin, business_date: str
) -> tuple[str, int] | None:
    """Return (id, number) of the day's shift."""
    row = connection.exec_driver_sql(
        "SELECT id, number FROM shift WHERE business_date = ? AND store_id = ? AND till_id = ?"
        " AND epoch = ?",
        (business_date, *_till(origin)),
    ).first()
    return (str(row[0]), int(row[1])) if row else None


def open_shift(
    connection: Connection, posting: Posting, shift_id: str, *, implicit: bool
) -> tuple[str, int]:
    """Open the next shift and return (id, number)."""
    row = connection.exec_driver_sql(
        "SELECT COALESCE(MAX(number), 0) + 1 FROM shift WHERE store_id = ? AND till_id = ?"
        " AND epoch = ?",
        _till(posting.origin),
    ).one()
    number = int(row[0])
    connection.exec_driver_sql(
        "INSERT INTO shift (id, store_id, till_id, epoch, number, business_date, opened_ms,"
        " opened_by, implicit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            shift_id, *_till(posting.origin), number, posting.business_date, posting.at_ms,
            posting.actor_id, int(implicit),
        ),
    )  # fmt: skip
    return shift_id, number


def _till(origin: Origin) -> tuple[str, str, int]:
    return origin.store_id, origin.till_id, origin.epoch
