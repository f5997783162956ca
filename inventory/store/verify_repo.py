"""Reads for the check of the books: whole documents in one row each, and what stands alone.

Everything streams or asks by a key, so that a file of any size needs the same memory.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.engine import Connection

from inventory.kernel.errors import Refused
from inventory.ledger.envelope import decode, digest
from inventory.ledger.journal import Origin
from inventory.store import append_only
from inventory.store.engine import Database
from inventory.store.migrate import schema

Rows = list[list[Any]]
Till = tuple[str, str, int]

# One value per document: a column more costs more than its content.
_SALE = """
    SELECT json_array(s.id, s.store_id, s.till_id, s.epoch, s.journal_seq, s.receipt_no,
        s.business_date, s.begin_ms, s.end_ms, s.actor_id, s.shift_id, s.currency, s.net, s.tax,
        s.total, s.rounding, s.line_discount, s.order_discount, s.pieces_milli, s.one_tap,
        lower(hex(s.content_hash)),
        (SELECT number FROM shift h WHERE h.id = s.shift_id AND h.business_date = s.business_date
            AND h.store_id = s.store_id AND h.till_id = s.till_id AND h.epoch = s.epoch),
        (SELECT COUNT(*) FROM print_job
            WHERE kind = 'receipt' AND source_id = s.id AND copy_no = 0),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, number, variant_id,
            style_code, name_zh_hans, name_zh_hant, name_en, colour_zh_hans, colour_zh_hant,
            colour_en, size, code, entry, unit, qty_milli, list_price_e4, price_e4, unit_price_e4,
            price_version, cost_e4, tax_class, discount_num, discount_den, discount_kind, gross,
            amount, order_share, net, tax) ORDER BY number)
            FROM sale_line WHERE sale_id = s.id),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, number, tax_code, rate_num,
            rate_den, included, base, amount) ORDER BY number, tax_code)
            FROM sale_line_tax WHERE sale_id = s.id),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, position, kind, amount)
            ORDER BY position) FROM sale_adjustment WHERE sale_id = s.id),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, position, kind, amount,
            is_change, card_tail, approval, state) ORDER BY position)
            FROM tender WHERE sale_id = s.id),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, business_date, at_ms,
            actor_id, source_line, variant_id, from_location, to_location, qty_milli, cost_e4,
            reason)
            ORDER BY source_line)
            FROM stock_move WHERE source_type = 'sale' AND source_id = s.id),
        (SELECT json_group_array(json_array(store_id, till_id, epoch, business_date, at_ms,
            actor_id, shift_id, source_line, from_account, to_account, amount)
            ORDER BY source_line)
            FROM cash_move WHERE source_type = 'sale' AND source_id = s.id))
    FROM sale s WHERE s.id = ?
"""
_STOCK = """
    SELECT json_group_array(json_array(store_id, till_id, epoch, business_date, at_ms, actor_id,
        source_line, variant_id, from_location, to_location, qty_milli, cost_e4, reason)
        ORDER BY source_line)
    FROM stock_move WHERE source_type = ? AND source_id = ?
"""
_CASH = """
    SELECT json_group_array(json_array(store_id, till_id, epoch, business_date, at_ms, actor_id,
        shift_id, source_line, from_account, to_account, amount) ORDER BY source_line)
    FROM cash_move WHERE source_type = ? AND source_id = ?
"""
_VOID = """
    SELECT v.id, v.store_id, v.till_id, v.epoch, v.journal_seq, v.receipt_no, v.reverses,
        v.business_date, v.at_ms, v.actor_id, v.shift_id, v.total, v.rounding,
        (SELECT number FROM shift h WHERE h.id = v.shift_id AND h.business_date = v.business_date
            AND h.store_id = v.store_id AND h.till_id = v.till_id AND h.epoch = v.epoch),
        (SELECT COUNT(*) FROM print_job WHERE copy_no = 0 AND ((kind = 'void' AND source_id = v.id)
            OR (kind = 'receipt' AND source_id = v.reverses AND instr(reason, 'sale.taken_back'))))
    FROM post_void v WHERE v.reverses = ?
"""
# What ANALYZE makes, in the only form that SQLite gives it.
_PLANNING = {
    ("table", "sqlite_stat1"): "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    ("table", "sqlite_stat4"): "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
}


@dataclass(frozen=True, slots=True)
class SaleRows:
    """A sale with all that hangs on it; rows are lists in the order of their columns."""

    id: str
    store_id: str
    till_id: str
    epoch: int
    journal_seq: int
    receipt_no: str
    business_date: str
    begin_ms: int
    end_ms: int
    actor_id: str
    shift_id: str
    currency: str
    net: int
    tax: int
    total: int
    rounding: int
    line_discount: int
    order_discount: int
    pieces_milli: int
    one_tap: int
    content_hash: str
    shift_number: int | None
    first_prints: int
    lines: Rows
    taxes: Rows
    adjustments: Rows
    tenders: Rows
    stock: Rows
    cash: Rows


@dataclass(frozen=True, slots=True)
class VoidRows:
    """A post-void as it stands, with its shift and paper."""

    id: str
    store_id: str
    till_id: str
    epoch: int
    journal_seq: int
    receipt_no: str
    reverses: str
    business_date: str
    at_ms: int
    actor_id: str
    shift_id: str
    total: int
    rounding: int
    shift_number: int | None
    papers: int


@contextmanager
def readable(database: Path) -> Iterator[Database]:
    """Open a file to read; where SQLite may not write its index beside it, a copy is read."""
    with TemporaryDirectory() as folder:
        try:
            reader = Database(database, write=False)
        except Refused:
            for each in (database, database.with_name(database.name + "-wal")):
                if each.exists():
                    shutil.copyfile(each, Path(folder) / each.name)
            reader = Database(Path(folder) / database.name, write=False)
        try:
            yield reader
        finally:
            reader.close()


def sale_rows(connection: Connection, sale_id: str) -> SaleRows | None:
    """Return a sale with all that hangs on it; nothing when it is missing."""
    row = connection.exec_driver_sql(_SALE, (sale_id,)).first()
    return None if row is None else SaleRows(*decode(row[0].encode()))


def void_rows(connection: Connection, sale_id: str) -> VoidRows | None:
    """Return the post-void of a sale; nothing when it is missing."""
    row = connection.exec_driver_sql(_VOID, (sale_id,)).first()
    return None if row is None else VoidRows(*row)


def stock_rows(connection: Connection, source_type: str, source_id: str) -> Rows:
    """Return the stock moves of a document with the till, day, instant and person on each."""
    row = connection.exec_driver_sql(_STOCK, (source_type, source_id)).one()
    moves: Rows = decode(row[0].encode())
    return moves


def cash_rows(connection: Connection, source_type: str, source_id: str) -> Rows:
    """Return the cash moves of a document with the till, day, instant and person on each."""
    row = connection.exec_driver_sql(_CASH, (source_type, source_id)).one()
    moves: Rows = decode(row[0].encode())
    return moves


def integrity(connection: Connection) -> Iterator[str]:
    """Yield what SQLite itself finds wrong with the file: pages, indexes, constraints."""
    for row in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if row[0] != "ok":
            yield str(row[0]).partition("\n")[0][:200]


def unguarded(connection: Connection) -> Iterator[str]:
    """Yield the names of append-only triggers that are missing or were changed."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    have = {str(name): str(sql) for name, sql in rows}
    for statement in append_only.statements():
        name = statement.split()[2]
        if have.get(name) != statement:
            yield name


def other_schema(connection: Connection) -> Iterator[str]:
    """Yield every table, index, view or trigger that is missing, was changed or does not belong.

    Not those that ``unguarded`` tells of, nor the tables in which SQLite keeps its own planning.
    """
    rows = connection.exec_driver_sql("SELECT type, name, COALESCE(sql, '') FROM sqlite_schema")
    have = {(str(kind), str(name)): str(sql) for kind, name, sql in rows}
    guards = {("trigger", statement.split()[2]) for statement in append_only.statements()}
    wanted = schema()
    for key in sorted((have.keys() | wanted.keys()) - guards):
        if have.get(key) != wanted.get(key, _PLANNING.get(key)):
            yield " ".join(key)


def tills(connection: Connection) -> list[Till]:
    """Return every (store, till, epoch) that the file knows or holds entries of, in order."""
    rows = connection.exec_driver_sql(
        "SELECT store_id, till_id, epoch FROM site"
        " UNION SELECT store_id, till_id, epoch FROM journal ORDER BY 1, 2, 3"
    )
    return [(str(row[0]), str(row[1]), int(row[2])) for row in rows]


def known_till(connection: Connection, till: Till) -> bool:
    """Tell whether this epoch of a till was ever opened in this file."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM site WHERE store_id = ? AND till_id = ? AND epoch = ?", till
    ).first()
    return row is not None


def installation(connection: Connection, till: Till) -> str | None:
    """Return which installation an epoch of a till was opened by."""
    row = connection.exec_driver_sql(
        "SELECT installation FROM site WHERE store_id = ? AND till_id = ? AND epoch = ?", till
    ).first()
    return None if row is None else str(row[0])


def setting_rows(connection: Connection) -> Rows:
    """Return (key, value as JSON, till, person) of every setting ever made, in order."""
    rows = connection.exec_driver_sql(
        "SELECT key, value, store_id, till_id, epoch, actor_id FROM setting ORDER BY id"
    )
    return [list(row) for row in rows]


def style_tax_classes(connection: Connection) -> list[str]:
    """Return every tax class that goods are of, in order."""
    rows = connection.exec_driver_sql("SELECT DISTINCT tax_class FROM style ORDER BY tax_class")
    return [str(row[0]) for row in rows]


def other_pictures(connection: Connection) -> Iterator[str]:
    """Yield the names of pictures whose content is not the one that its name is the hash of."""
    for name, png in connection.exec_driver_sql("SELECT hash, png FROM picture ORDER BY hash"):
        if digest(bytes(png)).hex() != name:
            yield str(name)


def staff_rows(connection: Connection) -> Rows:
    """Return (id, role, active, hash of the PIN's hash) of every person."""
    rows = connection.exec_driver_sql("SELECT id, role, active, pin_hash FROM staff")
    return [[row[0], row[1], row[2], digest(str(row[3]).encode()).hex()] for row in rows]


def template_rows(connection: Connection) -> Rows:
    """Return (version, layout, hash of the content) of every receipt template."""
    rows = connection.exec_driver_sql("SELECT version, layout, content FROM receipt_template")
    return [[row[0], row[1], digest(bytes(row[2])).hex()] for row in rows]


def copy_exists(connection: Connection, source_id: str, copy_no: int) -> bool:
    """Tell whether the paper of this copy was queued."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM print_job WHERE kind IN ('receipt', 'void') AND source_id = ?"
        " AND copy_no = ?",
        (source_id, copy_no),
    ).first()
    return row is not None


def template_exists(connection: Connection, version: int) -> bool:
    """Tell whether the template that a receipt was printed with is still kept."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM receipt_template WHERE version = ?", (version,)
    ).first()
    return row is not None


def wrong_balances(connection: Connection) -> Iterator[str]:
    """Yield "location variant" of each balance that is not the sum of its moves."""
    rows = connection.exec_driver_sql(
        "SELECT variant_id, from_location, to_location, SUM(qty_milli) FROM stock_move"
        " GROUP BY variant_id, from_location, to_location ORDER BY variant_id"
    )
    moved = groupby(rows, key=lambda row: row[0])
    kept = groupby(
        connection.exec_driver_sql(
            "SELECT variant_id, location_id, qty_milli FROM stock ORDER BY variant_id"
        ),
        key=lambda row: row[0],
    )
    for variant, moves, balances in _side_by_side(moved, kept):
        sums = {str(place): int(qty) for _, place, qty in balances}
        for _, source, target, qty in moves:
            sums[source] = sums.get(source, 0) + qty
            sums[target] = sums.get(target, 0) - qty
        yield from (f"{place} {variant}" for place, left in sorted(sums.items()) if left)


def _side_by_side(
    left: Iterator[tuple[Any, Any]], right: Iterator[tuple[Any, Any]]
) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Merge two groupings in the order of their keys; a key may stand on one side only."""
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a[0] < b[0]):
            assert a is not None
            yield str(a[0]), list(a[1]), []
            a = next(left, None)
        elif a is None or b[0] < a[0]:
            yield str(b[0]), [], list(b[1])
            b = next(right, None)
        else:
            yield str(a[0]), list(a[1]), list(b[1])
            a, b = next(left, None), next(right, None)


def count(connection: Connection, table: str, where: str = "1") -> int:
    """Return how many rows a table has."""
    row = connection.exec_driver_sql(f"SELECT COUNT(*) FROM {table} WHERE {where}").one()
    return int(row[0])


def newest_origin(till: Till) -> Origin:
    """Return the origin to read one epoch's entries with; versions play no part in reading."""
    return Origin(*till, 0, "")
