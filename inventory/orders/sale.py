"""A finished sale: what it consists of, its journal body, and the moves it makes. Pure.

The body is what the receipt is drawn from for ever, so it carries everything that is printed, and
people only as ids and staff codes.
"""

from dataclasses import dataclass

from inventory.kernel.errors import Refused
from inventory.kernel.money import Money
from inventory.kernel.text import Text
from inventory.ledger.entry import CUSTOMER_CASH, DRAWER, CashMove, StockMove
from inventory.ledger.envelope import canonical, digest
from inventory.orders.tender import Standing, require_settled
from inventory.people.sites import CUSTOMER, Site
from inventory.people.staff import Actor, Permission
from inventory.pricing.cart_codec import names_to_plain, tax_to_plain
from inventory.pricing.pipeline import PricedCart, PricedLine

BODY_VERSION = 1
# What numbering adds to the content; the content hash is over the rest of the body.
STAMP_KEYS = frozenset({"receipt_no", "time", "shift", "staff", "template", "one_tap"})


@dataclass(frozen=True, slots=True)
class Sale:
    """A settled sale before it is numbered and written."""

    sale_id: str
    priced: PricedCart
    standing: Standing
    one_tap: bool

    @property
    def total(self) -> Money:
        """Return what the sale is worth, before cash rounding."""
        return self.priced.total


def sell(actor: Actor, priced: PricedCart, standing: Standing, *, one_tap: bool) -> Sale:
    """Return the sale, or refuse one that is empty, unpaid, or below what this person may give."""
    actor.require(Permission.SELL)
    if not priced.lines:
        raise Refused(Text.of("sale.empty"))
    require_prices(actor, priced)
    require_settled(standing)
    return Sale(priced.cart.sale_id, priced, standing, one_tap)


def require_prices(actor: Actor, priced: PricedCart) -> None:
    """Refuse what this person may not give away: a line, or an order that discounts bring to 0."""
    for line in priced.lines:
        require_price(actor, line)
    if priced.total.minor < 0:
        raise Refused(Text.of("sale.below_zero"))
    charged = any(line.amount for line in priced.lines)
    if charged and not priced.total and not actor.may(Permission.PRICE_ZERO):
        raise Refused(Text.of("sale.all_given_away"))


def require_price(actor: Actor, line: PricedLine) -> None:
    """Refuse a line that costs nothing without the right to give away, and one below a coin."""
    style, may = line.line.item.style_code, actor.may(Permission.PRICE_ZERO)
    if line.line.unit_price.e4 == 0:
        if not may:
            raise Refused(Text.of("sale.price_zero", style=style))
    elif not line.gross:
        raise Refused(Text.of("sale.below_minor_unit", style=style))
    elif not line.amount and not may:
        raise Refused(Text.of("sale.given_away", style=style))


def content(sale: Sale) -> dict[str, object]:
    """Return what makes this sale this sale: lines, discounts, tenders, totals."""
    priced, standing = sale.priced, sale.standing
    return {
        "v": BODY_VERSION,
        "sale_id": sale.sale_id,
        "currency": priced.total.currency.code,
        "lines": [_line(each) for each in priced.lines],
        "adjustments": [[each.kind, each.amount.minor] for each in priced.adjustments],
        "taxes": [
            [code, base.minor, amount.minor]
            for code, (base, amount) in priced.taxes_by_code().items()
        ],
        "tenders": [
            [row.kind, row.amount.minor, row.is_change, row.card_tail, row.approval]
            for row in standing.rows
        ],
        "net": priced.net.minor,
        "tax": priced.tax.minor,
        "total": priced.total.minor,
        "rounding": standing.rounding.minor,
        "tag_total": priced.tag_total.minor,
        "saved": priced.saved.minor,
        "pieces": priced.cart.pieces_milli,
    }


def content_hash(sale_content: dict[str, object]) -> bytes:
    """Return the hash that tells a repeated completion from a different one."""
    return digest(canonical(sale_content))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What numbering adds to a sale: its receipt number, time, shift, cashier and paper."""

    receipt_no: str
    local_time: str
    shift_number: int
    staff_code: str
    template: int


def body(sale_content: dict[str, object], stamp: Stamp, *, one_tap: bool) -> dict[str, object]:
    """Return the journal body: the content, and how it was stamped."""
    return {
        **sale_content,
        "receipt_no": stamp.receipt_no,
        "time": stamp.local_time,
        "shift": stamp.shift_number,
        "staff": stamp.staff_code,
        "template": stamp.template,
        "one_tap": one_tap,
    }


def void_body(sale_body: dict[str, object], stamp: Stamp) -> dict[str, object]:
    """Return the body of a post-void: what it takes back, and its own stamp."""
    kept = ("v", "sale_id", "currency", "total", "rounding", "tenders", "net", "tax", "pieces")
    return {
        **{key: sale_body[key] for key in kept},
        "reverses_receipt": sale_body["receipt_no"],
        "receipt_no": stamp.receipt_no,
        "time": stamp.local_time,
        "shift": stamp.shift_number,
        "staff": stamp.staff_code,
        "template": stamp.template,
    }


def stock_moves(sale: Sale, site: Site) -> tuple[StockMove, ...]:
    """Return one move from the floor to the customer for each line of stocked goods."""
    return tuple(
        StockMove(
            line=each.line.number,
            variant_id=each.line.item.variant_id,
            from_location=site.floor,
            to_location=site.place(CUSTOMER),
            qty_milli=each.line.quantity.milli,
            cost_e4=each.line.item.cost_e4,
        )
        for each in sale.priced.lines
        if each.line.item.stocked
    )


def cash_moves(standing: Standing) -> tuple[CashMove, ...]:
    """Return the cash that went into and out of the drawer, row by row."""
    return tuple(
        CashMove(position, CUSTOMER_CASH, DRAWER, row.amount.minor)
        if row.amount.minor > 0
        else CashMove(position, DRAWER, CUSTOMER_CASH, -row.amount.minor)
        for position, row in enumerate(standing.rows, start=1)
        if row.kind == "cash" and row.amount.minor
    )


def _line(each: PricedLine) -> dict[str, object]:
    line, item = each.line, each.line.item
    discount = line.discount
    return {
        "n": line.number, "variant": item.variant_id, "style": item.style_code,
        "names": names_to_plain(item.names), "colour": names_to_plain(item.colour),
        "size": item.size, "code": line.code, "entry": line.entry, "unit": item.unit.code,
        "qty": line.quantity.milli, "tag": item.list_price.e4, "price": item.price.e4,
        "unit_price": line.unit_price.e4, "version": item.price_version, "cost": item.cost_e4,
        "tax_class": item.tax_class, "stocked": item.stocked,
        "discount": [discount.rate.num, discount.rate.den, discount.kind] if discount else None,
        "tag_amount": each.tag_amount.minor, "gross": each.gross.minor,
        "amount": each.amount.minor, "share": each.order_share.minor,
        "net": each.net.minor, "tax": each.tax.minor,
        "taxes": [[*tax_to_plain(tax.tax), tax.base.minor, tax.amount.minor] for tax in each.taxes],
    }  # fmt: skip
