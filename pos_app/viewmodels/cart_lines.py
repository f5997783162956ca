"""Lines, totals and stock of a cart as ready strings: pure functions of cart, words and person."""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.catalogue.matrix import Cell, SizeMatrix
from inventory.catalogue.product import ONE_SIZE, Item
from inventory.kernel.errors import Refused
from inventory.kernel.money import E4, Money, Rate, div_round
from inventory.orders.sale import require_prices
from inventory.people.staff import Actor, Permission
from inventory.pricing.cart import Cart, CartLine
from inventory.pricing.pipeline import PricedCart, PricedLine
from pos_app.i18n import MINUS, Translator
from pos_app.viewmodels.checkout_state import LineFace, MatrixFace, Options, Tags

LINE_PERCENTS = (5, 10, 15, 20)
OTHER = "other"


def caption(item: Item, tr: Translator) -> str:
    """Return colour and size."""
    size = tr("catalogue.one_size") if item.size == ONE_SIZE else item.size
    return " / ".join(filter(None, (item.colour.in_language(tr.language), size)))


def name(item: Item, tr: Translator) -> str:
    """Return what the goods are called."""
    return item.names.in_language(tr.language)


def percent_word(rate: Rate, tr: Translator) -> str:
    """Return ``10% off`` or ``9 折``, as this language counts a discount."""
    rest = Rate(rate.den - rate.num, rate.den).plain_percent()
    if "." in rest:
        rest = Rate(rate.den - rate.num, rate.den * 10).plain_percent()
    elif len(rest) == 2:
        rest = rest.removesuffix("0")
    return tr("format.discount", percent=rate.plain_percent(), rest=rest)


def off(amount: Money, tr: Translator) -> str:
    """Return an amount that was taken off, with its minus; nothing stays ``0.00``."""
    return tr.money(-amount)


@dataclass(frozen=True, slots=True)
class Marks:
    """What the faces need beside the prices: which lines stand out, and what lies in stock."""

    chosen: int
    fresh: int
    on_hand: Mapping[str, int]


class LineFaces:
    """The faces of the lines; one that neither changed nor is marked anew is not made again."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[tuple[object, ...], PricedLine, LineFace]] = {}

    def of(
        self, priced: PricedCart, tr: Translator, actor: Actor | None, marks: Marks
    ) -> tuple[LineFace, ...]:
        """Return every line of the cart."""
        left = remaining(priced.cart, marks.on_hand)
        free = actor is not None and actor.may(Permission.PRICE_ZERO)
        before, self._kept = self._kept, {}
        for line in priced.lines:
            each = line.line
            short = left.get(each.item.variant_id, 0)
            shown = (
                tr.language, free, short, each.number == marks.chosen, each.number == marks.fresh
            )  # fmt: skip
            kept = before.get(each.number)
            if kept is None or kept[0] != shown or kept[1] is not line:
                kept = (shown, line, _face(line, tr, _tags(line, tr, short, free=free), marks))
            self._kept[each.number] = kept
        return tuple(face for _, _, face in self._kept.values())


def remaining(cart: Cart, on_hand: Mapping[str, int]) -> dict[str, int]:
    """Return what would be left of each variant that was looked up, in thousandths."""
    left = dict(on_hand)
    for line in cart.lines:
        if line.item.variant_id in left:
            left[line.item.variant_id] -= line.quantity.milli
    return left


def _face(line: PricedLine, tr: Translator, tags: Tags, marks: Marks) -> LineFace:
    each = line.line
    charged = charged_each(each)
    tag = each.item.list_price.shown()
    return LineFace(
        key=str(each.number),
        title=name(each.item, tr),
        caption=caption(each.item, tr),
        tags=tags,
        price=tr.money(charged),
        was_price=tr.money(tag) if tag > charged else "",
        quantity=tr.quantity(each.quantity),
        amount=tr.money(line.amount),
        garment=each.item.garment,
        rgb=each.item.colour_rgb,
        chosen=each.number == marks.chosen,
        fresh=each.number == marks.fresh,
    )


def charged_each(line: CartLine) -> Money:
    """Return what one unit costs after the line's discount, for showing only."""
    if line.discount is None:
        return line.unit_price.shown()
    rate, currency = line.discount.rate, line.unit_price.currency
    left = line.unit_price.e4 * currency.unit * (rate.den - rate.num)
    return Money(div_round(left, E4 * rate.den), currency)


def _tags(line: PricedLine, tr: Translator, short: int, *, free: bool) -> Tags:
    each, found = line.line, []
    if each.discount is not None and each.discount.kind == "gift":
        found.append(("amber", tr("checkout.tag.gift"), "gift"))
    elif each.discount is not None:
        word = percent_word(each.discount.rate, tr)
        found.append(("amber", f"{word} {off(line.line_discount, tr)}", "percent"))
    if each.unit_price.e4 == 0:
        key = "checkout.tag.free" if free else "checkout.tag.no_price"
        found.append(("amber" if free else "red", tr(key), "triangle"))
    elif each.price_overridden and not each.item.open_price:
        found.append(("blue", tr("checkout.tag.price"), "pencil"))
    if short < 0:
        word = tr("checkout.tag.stock", n=f"{MINUS}{div_round(-short, 1_000)}")
        found.append(("amber", word, "triangle"))
    if each.note:
        found.append(("grey", each.note, "note"))
    return tuple(found)


NO_PRICE = "checkout.charge.no_price"
_BARRED = {
    "sale.price_zero": NO_PRICE,
    "sale.given_away": "checkout.charge.given_away",
    "sale.all_given_away": "checkout.charge.given_away",
}


class Bar:
    """What keeps a person from charging a cart; worked out once for each cart and person."""

    def __init__(self) -> None:
        self._asked: tuple[PricedCart | None, Actor | None] = (None, None)
        self._word = ""

    def of(self, priced: PricedCart, actor: Actor | None) -> str:
        """Return the key of the words for why this person may not charge; nothing if they may."""
        if priced is not self._asked[0] or actor != self._asked[1]:
            self._asked, self._word = (priced, actor), _barred(priced, actor)
        return self._word


def _barred(priced: PricedCart, actor: Actor | None) -> str:
    try:
        if actor is not None:
            require_prices(actor, priced)
    except Refused as refused:
        return _BARRED.get(refused.text.code, "")
    return ""


def facts(priced: PricedCart, tr: Translator) -> Options:
    """Return what leads from the tag prices to the total, step by step; the steps add up."""
    currency = priced.total.currency
    gross = Money.total([line.gross for line in priced.lines], currency)
    charged = Money.total([line.charged for line in priced.lines], currency)
    rows = [(tr("checkout.fact.tags"), tr.money(priced.tag_total))]
    if gross != priced.tag_total:
        rows.append((tr("checkout.fact.prices"), signed(gross - priced.tag_total, tr)))
    rows.append((tr("checkout.fact.lines"), off(priced.line_discounts, tr)))
    if priced.order_discounts:
        rows.append((tr("checkout.fact.order"), off(priced.order_discounts, tr)))
    if priced.total != charged:
        rows.append((tr("checkout.fact.tax"), signed(priced.total - charged, tr)))
    return tuple(rows)


def signed(amount: Money, tr: Translator) -> str:
    """Return an amount with its sign, plus too."""
    return ("+" if amount.minor > 0 else "") + tr.money(amount)


def chips(line: CartLine | None, tr: Translator) -> tuple[Options, str]:
    """Return the discounts of a line and which of them is in force."""
    options = tuple((str(each), percent_word(Rate.percent(each), tr)) for each in LINE_PERCENTS)
    chosen = ""
    if line is not None and line.discount is not None and line.discount.kind == "percent":
        percent = line.discount.rate.plain_percent()
        chosen = percent if percent in {name for name, _ in options} else OTHER
    return (*options, (OTHER, tr("checkout.other"))), chosen


def matrix_face(matrix: SizeMatrix, variant_id: str, tr: Translator) -> MatrixFace:
    """Return the stock of one style, the line's own variant chosen."""
    language = tr.language
    sizes = tuple(tr("catalogue.one_size") if s == ONE_SIZE else s for s in matrix.sizes)
    colours = tuple(
        (
            row.colour.in_language(language) or tr("checkout.matrix.plain"),
            row.rgb or "9AA5B1",
            tuple(_cell(each, variant_id, tr) for each in row.cells),
        )
        for row in matrix.colours
    )
    title = matrix.names.in_language(language)
    return MatrixFace(title, tr("checkout.matrix.note"), sizes, colours)


def _cell(cell: Cell | None, variant_id: str, tr: Translator) -> tuple[str, ...]:
    if cell is None:
        return ("", "", "none")
    item, milli = cell.item, cell.on_hand.milli
    chosen = "chosen" if item.variant_id == variant_id else ""
    if not item.stocked:
        return (item.variant_id, "—", "some", chosen)
    if milli <= 0:
        return (item.variant_id, tr("ui.none"), "none", chosen)
    return (item.variant_id, tr.quantity(cell.on_hand), "some", chosen)
