"""Rows of finished sales, post-voids and print jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from inventory.kernel.money import Currency, Money
from inventory.ledger.journal import Origin
from inventory.orders.sale import Sale
from inventory.orders.tender import TenderRow
from inventory.pricing.pipeline import PricedLine

_SALE = """
    INSERT INTO sale (id, store_id, till_id, epoch, journal_seq, receipt_no, business_date,
        begin_ms, end_ms, actor_id, shift_id, currency, net, tax, total, rounding, line_discount,
        order_discount, pieces_milli, one_tap, content_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_LINE = f"""
    INSERT INTO sale_line (sale_id, number, store_id, till_id, epoch, variant_id, style_code,
        name_zh_hans, name_zh_hant, name_en, colour_zh_hans, colour_zh_hant, colour_en, size, code,
        entry, unit, qty_milli, list_price_e4, price_e4, unit_price_e4, price_version, cost_e4,
        tax_class, discount_num, discount_den, discount_kind, gross, amount, order_share, net, tax,
        note)
    VALUES ({", ".join("?" * 33)})
"""
_LINE_TAX = """
    INSERT INTO sale_line_tax (sale_id, number, tax_code, store_id, till_id, epoch, rate_num,
        rate_den, included, base, amount)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADJUSTMENT = """
    INSERT INTO sale_adjustment (sale_id, position, store_id, till_id, epoch, kind, amount)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_TENDER = """
    INSERT INTO tender (sale_id, position, store_id, till_id, epoch, kind, amount, is_change,
        card_tail, approval, state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'confirmed')
"""
_VOID = """
    INSERT INTO post_void (id, store_id, till_id, epoch, journal_seq, receipt_no, reverses,
        business_date, at_ms, actor_id, shift_id, total, rounding)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_JOB = """
    INSERT INTO print_job (id, store_id, till_id, epoch, kind, source_id, copy_no, language, state,
        created_ms, changed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """How a sale or a post-void was written: where in the journal, under which number, when."""

    journal_seq: int
    receipt_no: str
    business_date: str
    begin_ms: int
    end_ms: int
    actor_id: str
    shift_id: str


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale as it stands in the books, without its lines."""

    id: str
    journal_seq: int
    receipt_no: str
    business_date: str
    begin_ms: int
    end_ms: int
    actor_id: str
    shift_id: str
    currency: str
    total: int
    rounding: int
    pieces_milli: int
    one_tap: bool
    content_hash: bytes


@dataclass(frozen=True, slots=True)
class NewJob:
    """A piece of paper to be printed of a journal entry."""

    id: str
    kind: str
    source_id: str
    copy_no: int
    language: str


def insert_sale(
    connection: Connection, origin: Origin, sale: Sale, booked: Booked, content_hash: bytes
) -> None:
    """Write the sale with lines, taxes, adjustments and tenders; part of one transaction."""
    till = (origin.store_id, origin.till_id, origin.epoch)
    priced, standing, sale_id = sale.priced, sale.standing, sale.sale_id
    connection.exec_driver_sql(
        _SALE,
        (
            sale_id, *till, booked.journal_seq, booked.receipt_no, booked.business_date,
            booked.begin_ms, booked.end_ms, booked.actor_id, booked.shift_id,
            priced.total.currency.code, priced.net.minor, priced.tax.minor, priced.total.minor,
            standing.rounding.minor, priced.line_discounts.minor, priced.order_discounts.minor,
            priced.cart.pieces_milli, int(sale.one_tap), content_hash,
        ),
    )  # fmt: skip
    _many(connection, _LINE, [_line_row(sale_id, till, each) for each in priced.lines])
    taxes = [row for each in priced.lines for row in _tax_rows(sale_id, till, each)]
    _many(connection, _LINE_TAX, taxes)
    adjustments = [
        (sale_id, position, *till, each.kind, each.amount.minor)
        for position, each in enumerate(priced.adjustments, start=1)
    ]
    _many(connection, _ADJUSTMENT, adjustments)
    tenders = [
        (
            sale_id, position, *till, row.kind, row.amount.minor, int(row.is_change),
            row.card_tail, row.approval,
        )
        for position, row in enumerate(standing.rows, start=1)
    ]  # fmt: skip
    _many(connection, _TENDER, tenders)


def _many(connection: Connection, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _line_row(sale_id: str, till: tuple[str, str, int], each: PricedLine) -> tuple[object, ...]:
    line, item = each.line, each.line.item
    rate = line.discount.rate if line.discount else None
    return (
        sale_id, line.number, *till, item.variant_id, item.style_code, item.names.zh_hans,
        item.names.zh_hant, item.names.en, item.colour.zh_hans, item.colour.zh_hant,
        item.colour.en, item.size, line.code, line.entry, item.unit.code, line.quantity.milli,
        item.list_price.e4, item.price.e4, line.unit_price.e4, item.price_version, item.cost_e4,
        item.tax_class, rate.num if rate else 0, rate.den if rate else 1,
        line.discount.kind if line.discount else "", each.gross.minor, each.amount.minor,
        each.order_share.minor, each.net.minor, each.tax.minor, line.note,
    )  # fmt: skip


def _tax_rows(
    sale_id: str, till: tuple[str, str, int], each: PricedLine
) -> list[tuple[object, ...]]:
    return [
        (
            sale_id, each.line.number, tax.tax.code, *till, tax.tax.rate.num, tax.tax.rate.den,
            int(tax.tax.included), tax.base.minor, tax.amount.minor,
        )
        for tax in each.taxes
    ]  # fmt: skip


_SALE_COLUMNS = (
    "id, journal_seq, receipt_no, business_date, begin_ms, end_ms, actor_id, shift_id, currency,"
    " total, rounding, pieces_milli, one_tap, content_hash"
)


def find_sale(connection: Connection, sale_id: str) -> SaleRow | None:
    """Return a sale by its id."""
    return _sale(connection, "id = ?", sale_id)


def find_receipt(connection: Connection, receipt_no: str) -> SaleRow | None:
    """Return a sale by its receipt number."""
    return _sale(connection, "receipt_no = ?", receipt_no)


def last_sale(connection: Connection, origin: Origin) -> SaleRow | None:
    """Return this till's newest sale."""
    where = (
        "journal_seq = (SELECT MAX(seq) FROM journal WHERE type = 'sale' AND store_id = ?"
        " AND till_id = ? AND epoch = ?) AND store_id = ? AND till_id = ? AND epoch = ?"
    )
    till = (origin.store_id, origin.till_id, origin.epoch)
    return _sale(connection, where, *till, *till)


def recent_sales(connection: Connection, limit: int) -> tuple[SaleRow, ...]:
    """Return the newest sales of this file, newest first: as they were booked, not as dated."""
    rows = connection.exec_driver_sql(
        f"SELECT {_SALE_COLUMNS} FROM sale ORDER BY epoch DESC, journal_seq DESC LIMIT ?",
        (limit,),
    )
    return tuple(_sale_row(row) for row in rows)


def latest_day(connection: Connection, newest: int) -> str:
    """Return the latest business day of so many newest sales; empty before the first."""
    row = connection.exec_driver_sql(
        "SELECT MAX(business_date) FROM"
        " (SELECT business_date FROM sale ORDER BY epoch DESC, journal_seq DESC LIMIT ?)",
        (newest,),
    ).one()
    return str(row[0] or "")


def _sale(connection: Connection, where: str, *values: object) -> SaleRow | None:
    row = connection.exec_driver_sql(
        f"SELECT {_SALE_COLUMNS} FROM sale WHERE {where} LIMIT 1", tuple(values)
    ).first()
    return _sale_row(row) if row else None


def _sale_row(row: Sequence[Any]) -> SaleRow:
    return SaleRow(*row)


def void_of(connection: Connection, sale_id: str) -> str | None:
    """Return the receipt number of the post-void of a sale, if there is one."""
    row = connection.exec_driver_sql(
        "SELECT receipt_no FROM post_void WHERE reverses = ?", (sale_id,)
    ).first()
    return str(row[0]) if row else None


def tenders(connection: Connection, sale_id: str, currency: Currency) -> list[TenderRow]:
    """Return how a sale was paid, row by row."""
    rows = connection.exec_driver_sql(
        "SELECT kind, amount, is_change, card_tail, approval FROM tender WHERE sale_id = ?"
        " ORDER BY position",
        (sale_id,),
    )
    return [
        TenderRow(kind, Money(amount, currency), bool(is_change), tail, approval)
        for kind, amount, is_change, tail, approval in rows
    ]


def journal_place(
    connection: Connection, kind: str, source_id: str
) -> tuple[str, str, int, int] | None:
    """Return (store, till, epoch, seq) of the entry behind a paper: ``receipt`` or ``void``."""
    table = {"receipt": "sale", "void": "post_void"}[kind]
    row = connection.exec_driver_sql(
        f"SELECT store_id, till_id, epoch, journal_seq FROM {table} WHERE id = ?", (source_id,)
    ).first()
    return (str(row[0]), str(row[1]), int(row[2]), int(row[3])) if row else None


def find_void(connection: Connection, receipt_no: str) -> str | None:
    """Return the id of a post-void by its receipt number."""
    row = connection.exec_driver_sql(
        "SELECT id FROM post_void WHERE receipt_no = ?", (receipt_no,)
    ).first()
    return str(row[0]) if row else None


def insert_void(
    connection: Connection, origin: Origin, void_id: str, sale: SaleRow, booked: Booked
) -> None:
    """Write the row that takes a sale back."""
    connection.exec_driver_sql(
        _VOID,
        (
            void_id, origin.store_id, origin.till_id, origin.epoch, booked.journal_seq,
            booked.receipt_no, sale.id, booked.business_date, booked.end_ms, booked.actor_id,
            booked.shift_id, sale.total, sale.rounding,
        ),
    )  # fmt: skip


def insert_job(connection: Connection, origin: Origin, job: NewJob, at_ms: int) -> None:
    """Queue a piece of paper; the same paper twice breaks the UNIQUE rule."""
    connection.exec_driver_sql(
        _JOB,
        (
            job.id, origin.store_id, origin.till_id, origin.epoch, job.kind, job.source_id,
            job.copy_no, job.language, at_ms, at_ms,
        ),
    )  # fmt: skip
