"""One document against itself: journal entry, body, rows and moves must tell the same story.

Pure: each function takes what was read and yields the codes of the rules that are broken.
"""

from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import E4, Currency, div_round
from inventory.kernel.quantity import MILLI
from inventory.ledger.entry import CUSTOMER_CASH, DRAWER
from inventory.ledger.envelope import canonical, digest
from inventory.ledger.journal import Entry
from inventory.orders.sale import STAMP_KEYS
from inventory.people.sites import CUSTOMER, STORE_FLOOR
from inventory.store.verify_repo import Rows, SaleRows, Till, VoidRows

Body = dict[str, Any]
SALE_LETTER, VOID_LETTER = "S", "V"


def sale_faults(entry: Entry, body: Body, sale: SaleRows) -> Iterator[str]:
    """Name the rules that a sale breaks: entry, body, rows, sums, payment."""
    yield from _entry_faults(entry, body, sale)
    if sale.content_hash != content_hash(body):
        yield "sale_content"
    yield from (rule for rule, have, told in _row_pairs(body, sale) if not same(have, told))
    if not _totals_agree(body):
        yield "sale_totals"
    if not all(_line_agrees(line, Currency.of(body["currency"])) for line in body["lines"]):
        yield "sale_line_sums"
    if sum(row[1] for row in body["tenders"]) != body["total"] + body["rounding"]:
        yield "sale_paid"
    if sale.first_prints != 1:
        yield "sale_job"


def _row_pairs(body: Body, sale: SaleRows) -> Iterator[tuple[str, Rows, Rows]]:
    """Yield each kind of rows of a sale: its rule, what is stored, and what the body tells."""
    till = (sale.store_id, sale.till_id, sale.epoch)
    tenders = [[*row[:2], int(row[2]), *row[3:], "confirmed"] for row in body["tenders"]]
    yield "sale_lines", sale.lines, _lines(till, body)
    yield "sale_taxes", sale.taxes, _taxes(till, body)
    yield "sale_adjustments", sale.adjustments, _numbered(till, body["adjustments"])
    yield "sale_tenders", sale.tenders, _numbered(till, tenders)
    yield "sale_stock", sale.stock, _sale_stock(sale, body)
    yield "sale_cash", sale.cash, _sale_cash(sale, body)


def void_faults(entry: Entry, body: Body, void: VoidRows, sale: SaleRows) -> Iterator[str]:
    """Name the rules that a post-void breaks: it mirrors its sale and has its own number."""
    head = (void.store_id, void.till_id, void.epoch, void.journal_seq, void.business_date)
    if head != (*till_of(entry), entry.seq, entry.business_date) or (
        (void.at_ms, void.actor_id) != (entry.end_ms, entry.actor_id)
    ):
        yield "void_entry"
    if void.receipt_no != body["receipt_no"] or void.shift_number != body["shift"]:
        yield "void_entry"
    mirrored = (sale.id, sale.receipt_no, sale.currency, sale.net, sale.tax, sale.pieces_milli)
    told = (
        body["sale_id"], body["reverses_receipt"], body["currency"], body["net"], body["tax"],
        body["pieces"],
    )  # fmt: skip
    amounts = (sale.total, sale.rounding)
    if mirrored != told or not amounts == (void.total, void.rounding) == (
        body["total"],
        body["rounding"],
    ):
        yield "void_amounts"
    if void.papers < 1:
        yield "void_job"


def content_hash(body: Body) -> str:
    """Return the hash of what was sold, without how it was stamped."""
    content = {key: value for key, value in body.items() if key not in STAMP_KEYS}
    return digest(canonical(content)).hex()


def number_agrees(entry: Entry, body: Body, letter: str) -> bool:
    """Tell whether the printed number is the one that this entry must carry."""
    try:
        number = ReceiptNumber.parse(str(body["receipt_no"]))
    except Refused:
        return False
    return number == ReceiptNumber(*till_of(entry), letter, entry.type_seq)


def _sale_stock(sale: SaleRows, body: Body) -> Rows:
    """Return the stock moves that a sale must have made: its stocked lines, floor to customer."""
    floor, customer = f"{sale.store_id}:{STORE_FLOOR}", f"{sale.store_id}:{CUSTOMER}"
    return [
        [
            *_posted(sale), line["n"], line["variant"], floor, customer, line["qty"],
            line["cost"], "",
        ]
        for line in body["lines"]
        if line["stocked"]
    ]  # fmt: skip


def _sale_cash(sale: SaleRows, body: Body) -> Rows:
    """Return the cash moves that a sale must have made: its cash tenders, row by row."""
    found: Rows = []
    for position, (kind, amount, *_) in enumerate(body["tenders"], start=1):
        if kind == "cash" and amount:
            places = (CUSTOMER_CASH, DRAWER) if amount > 0 else (DRAWER, CUSTOMER_CASH)
            found.append([*_posted(sale), sale.shift_id, position, *places, abs(amount)])
    return found


def reversed_moves(moves: Rows, void: VoidRows, *, cash: bool) -> Rows:
    """Return the moves that take these back: places swapped, posted by the post-void."""
    posted = [
        void.store_id, void.till_id, void.epoch, void.business_date, void.at_ms, void.actor_id,
    ]  # fmt: skip
    if cash:
        return [[*posted, void.shift_id, row[7], row[9], row[8], row[10]] for row in moves]
    return [[*posted, row[6], row[7], row[9], row[8], *row[10:]] for row in moves]


def same(stored: Rows, told: Rows) -> bool:
    """Compare rows with what a body tells; text in a body is in NFC, a row keeps it as typed."""
    return stored == told or [_composed(row) for row in stored] == told


def till_of(entry: Entry) -> Till:
    """Return (store, till, epoch) of an entry."""
    return entry.store_id, entry.till_id, entry.epoch


def _composed(row: list[Any]) -> list[Any]:
    return [normalize("NFC", each) if isinstance(each, str) else each for each in row]


def _posted(sale: SaleRows) -> list[Any]:
    return [
        sale.store_id, sale.till_id, sale.epoch, sale.business_date, sale.end_ms, sale.actor_id,
    ]  # fmt: skip


def _entry_faults(entry: Entry, body: Body, sale: SaleRows) -> Iterator[str]:
    row = (
        sale.store_id, sale.till_id, sale.epoch, sale.journal_seq, sale.business_date,
        sale.begin_ms, sale.end_ms, sale.actor_id,
    )  # fmt: skip
    told = (
        *till_of(entry), entry.seq, entry.business_date, entry.begin_ms, entry.end_ms,
        entry.actor_id,
    )  # fmt: skip
    if row != told or bool(sale.one_tap) != body["one_tap"]:
        yield "sale_entry"
    lines = body["lines"]
    row_amounts = (
        sale.receipt_no, sale.currency, sale.net, sale.tax, sale.total, sale.rounding,
        sale.pieces_milli, sale.line_discount, sale.order_discount,
    )  # fmt: skip
    told_amounts = (
        body["receipt_no"], body["currency"], body["net"], body["tax"], body["total"],
        body["rounding"], body["pieces"], sum(line["gross"] - line["amount"] for line in lines),
        sum(amount for _, amount in body["adjustments"]),
    )  # fmt: skip
    if row_amounts != told_amounts:
        yield "sale_amounts"
    if sale.shift_number != body["shift"]:
        yield "sale_shift"


def _lines(till: Till, body: Body) -> Rows:
    return [
        [
            *till, line["n"], line["variant"], line["style"], *line["names"], *line["colour"],
            line["size"], line["code"], line["entry"], line["unit"], line["qty"], line["tag"],
            line["price"], line["unit_price"], line["version"], line["cost"], line["tax_class"],
            *(line["discount"] or [0, 1, ""]), line["gross"], line["amount"], line["share"],
            line["net"], line["tax"],
        ]
        for line in sorted(body["lines"], key=lambda line: int(line["n"]))
    ]  # fmt: skip


def _taxes(till: Till, body: Body) -> Rows:
    found = [
        [*till, line["n"], code, num, den, int(included), base, amount]
        for line in body["lines"]
        for code, num, den, included, base, amount in line["taxes"]
    ]
    return sorted(found, key=lambda row: (int(row[3]), str(row[4]).encode()))


def _numbered(till: Till, rows: Rows) -> Rows:
    return [[*till, position, *row] for position, row in enumerate(rows, start=1)]


def _totals_agree(body: Body) -> bool:
    """Lines add up to the totals, taxes to their codes, shares to the discounts on the order."""
    lines = body["lines"]
    by_code: dict[str, list[int]] = {}
    for line in lines:
        for code, _, _, _, base, amount in line["taxes"]:
            sums = by_code.setdefault(code, [0, 0])
            sums[0] += base
            sums[1] += amount
    return bool(
        body["net"] == sum(line["net"] for line in lines)
        and body["tax"] == sum(line["tax"] for line in lines)
        and body["net"] + body["tax"] == body["total"]
        and body["taxes"] == [[code, *sums] for code, sums in by_code.items()]
        and sum(line["share"] for line in lines) == sum(row[1] for row in body["adjustments"])
        and body["pieces"] == sum(line["qty"] for line in lines)
    )


def _line_agrees(line: Body, currency: Currency) -> bool:
    """R1 and R3: price × quantity, less its discount, less its share, is net and included tax."""
    scaled = line["unit_price"] * currency.unit * line["qty"]
    num, den, _ = line["discount"] or [0, 1, ""]
    inside = sum(amount for _, _, _, included, _, amount in line["taxes"] if included)
    return bool(
        line["gross"] == div_round(scaled, E4 * MILLI)
        and line["amount"] == div_round(scaled * (den - num), E4 * MILLI * den)
        and line["amount"] - line["share"] == line["net"] + inside
        and line["tax"] == sum(tax[-1] for tax in line["taxes"])
    )
