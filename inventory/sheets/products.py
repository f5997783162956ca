"""One row of a product list as goods: texts cleaned, numbers read, size runs spread out. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from unicodedata import normalize

from inventory.catalogue.codes import CODE_MAX as BARCODE_MAX
from inventory.catalogue.codes import payment_wallet
from inventory.catalogue.drafts import CODE_MAX, NAME_MAX, NO_NAMES, StyleFacts, clean
from inventory.catalogue.product import ONE_SIZE, Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency, Money, UnitPrice
from inventory.kernel.quantity import PIECE, UNITS, Quantity, Unit
from inventory.kernel.text import Text
from inventory.sheets.headers import Columns

_SEVERAL = re.compile(r"[|;；、\n]+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CURRENCY = re.compile(r"^(?:HK\$|NT\$|MOP\$|S\$|RMB|CNY|RM|[¥￥$€£])\s*|\s*(?:元|圆|圓|块|塊)$")
_RGB = re.compile(r"#?([0-9A-Fa-f]{6})")
_LOST = re.compile(r"[0-9.]+e\+?\d+|\d{15,}\.0", re.IGNORECASE)
_FACTS_MAX = 200
_YEARS = range(1950, 2101)
_UNITS = {
    "": PIECE, "pcs": PIECE, "piece": PIECE, "pieces": PIECE, "ea": PIECE, "件": PIECE, "个": PIECE,
    "個": PIECE, "条": PIECE, "條": PIECE, "双": PIECE, "雙": PIECE, "套": PIECE, "只": PIECE,
    "隻": PIECE, "包": PIECE, "盒": PIECE, "顶": PIECE, "頂": PIECE,
    "千克": UNITS["kg"], "公斤": UNITS["kg"], "米": UNITS["m"], "公尺": UNITS["m"], **UNITS,
}  # fmt: skip
_ONE_SIZES = frozenset(
    {"均码", "均碼", "均一", "f", "free", "one size", "onesize", "os", "均一尺寸"}
)
_FACTS = (
    "brand", "season", "gender", "fabric", "care", "category", "size_system", "supplier_style",
    "tax_classification",
)  # fmt: skip
_NAMES = ("name_zh_hans", "name_zh_hant", "name_en", "name")
_COLOURS = ("colour", "colour_zh_hant", "colour_en")


class BadCell(Exception):  # noqa: N818  a cell that is bad, not a fault of the program
    """A cell that cannot be read; carries its field and the reason."""

    def __init__(self, field: str, reason: Text) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One variant as a row of the file states it. ``stock`` None means the file says nothing."""

    number: int
    style_code: str
    names: Names
    colour: Names
    rgb: str
    size: str
    sku: str
    barcode: str
    pack: Quantity
    price: UnitPrice
    list_price: UnitPrice
    cost_e4: int
    stock: Quantity | None
    tax_class: str
    unit: Unit
    garment: str
    facts: StyleFacts


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows by the columns that were found; ``language`` is that of plain names."""

    columns: Columns
    currency: Currency
    language: str

    def rows(self, number: int, cells: Sequence[str]) -> Iterator[ProductRow]:
        """Yield the variants of one row; raises ``BadCell`` for the first cell that is wrong.

        Several colours or sizes in a cell, or columns headed by sizes, make several variants.
        """
        width = len(cells)
        given = {
            field: cells[at].strip() for field, at in self.columns.fields.items() if at < width
        }
        row = self._row(number, given.get)
        if self.columns.sizes:
            yield from self._size_run(row, cells)
            return
        colours = _SEVERAL.split(given.get("colour", ""))
        sizes = _SEVERAL.split(given.get("size", ""))
        if len(colours) == 1 and len(sizes) == 1:
            yield row
            return
        _require_no_code(row)
        for colour in colours:
            for size in sizes:
                names = row.colour if len(colours) == 1 else _named(clean(colour), self.language)
                yield replace(row, colour=names, size=_size(size))

    def _size_run(self, row: ProductRow, cells: Sequence[str]) -> Iterator[ProductRow]:
        _require_no_code(row)
        for at, size in self.columns.sizes:
            text = cells[at].strip() if at < len(cells) else ""
            if text:
                stock = _quantity(text, row.unit, size)
                yield replace(row, size=_size(size), stock=stock)

    def _row(self, number: int, text: Callable[[str, str], str]) -> ProductRow:
        barcode = _code(text("barcode", ""), "barcode", BARCODE_MAX)
        sku = _code(text("sku", ""), "sku", CODE_MAX)
        code = _code(text("style_code", ""), "style_code", CODE_MAX) or sku or barcode[:CODE_MAX]
        if not code:
            raise BadCell("style_code", Text.of("import.required"))
        unit = _unit(text("unit", ""))
        price = _price(text("price", ""), "price", self.currency)
        tag, stock = text("list_price", ""), text("stock", "")
        return ProductRow(
            number=number,
            style_code=code,
            names=_names(tuple([text(field, "") for field in _NAMES]), self.language),
            colour=_colour(tuple([text(field, "") for field in _COLOURS]), self.language),
            rgb=_rgb(text("colour_rgb", "")),
            size=_size(text("size", "")),
            sku=sku,
            barcode=barcode,
            pack=_pack(text("pack", ""), unit),
            price=price,
            list_price=_price(tag, "list_price", self.currency) if tag else price,
            cost_e4=_cost(text("cost", ""), self.currency),
            stock=_quantity(stock, unit, "stock") if stock else None,
            tax_class=text("tax_class", ""),
            unit=unit,
            garment=text("garment", "")[:CODE_MAX],
            facts=_facts_of(_year(text("year", "")), tuple([text(each, "") for each in _FACTS])),
        )


def _require_no_code(row: ProductRow) -> None:
    if row.barcode or row.sku:
        raise BadCell("barcode", Text.of("import.one_code_many_variants"))


@lru_cache(maxsize=8_192)
def _names(given: tuple[str, ...], language: str) -> Names:
    """Read (simplified, traditional, English, usual); the usual name stands for a missing one."""
    hans, hant, english, usual = map(_name, given)
    named = _named(usual, language)
    found = Names(hans or named.zh_hans, hant or named.zh_hant, english or named.en)
    if found == NO_NAMES:
        raise BadCell("name", Text.of("import.required"))
    return found


@lru_cache(maxsize=8_192)
def _colour(given: tuple[str, ...], language: str) -> Names:
    usual, hant, english = map(_name, given)
    named = _named(usual, language)
    return Names(named.zh_hans, hant or named.zh_hant, english or named.en)


def _named(text: str, language: str) -> Names:
    """Put a name that says no language into the shop's own."""
    match language:
        case "zh-Hant":
            return Names(zh_hant=text)
        case "en":
            return Names(en=text)
        case _:
            return Names(zh_hans=text)


@lru_cache(maxsize=4_096)
def _facts_of(year: int | None, values: tuple[str, ...]) -> StyleFacts:
    for field, value in zip(_FACTS, values, strict=True):
        if len(value) > _FACTS_MAX:
            raise BadCell(field, Text.of("import.too_long", limit=_FACTS_MAX))
    plain = {field: clean(value) for field, value in zip(_FACTS, values, strict=True)}
    return StyleFacts(year=year, **plain)


@lru_cache(maxsize=4_096)
def number_text(text: str) -> str:
    """Return a number as plain decimal text: no sign of currency, no grouping, half width."""
    shown = normalize("NFKC", text).strip()
    shown = _CURRENCY.sub("", _CURRENCY.sub("", shown)).strip()
    return shown.replace(",", "") if _GROUPED.fullmatch(shown) else shown


@lru_cache(maxsize=4_096)
def _price(text: str, field: str, currency: Currency) -> UnitPrice:
    """Read a price to the currency's digits, half up at the next one."""
    if not text:
        raise BadCell(field, Text.of("import.required"))
    try:
        price = UnitPrice.of_money(Money.parse(number_text(text), currency, field))
    except Refused as refused:
        raise BadCell(field, refused.text) from refused
    if price.e4 < 0:
        raise BadCell(field, Text.of("catalogue.price_negative"))
    return price


@lru_cache(maxsize=4_096)
def _cost(text: str, currency: Currency) -> int:
    if not text:
        return 0
    try:
        cost = UnitPrice.parse(number_text(text), currency, "cost")
    except Refused as refused:
        raise BadCell("cost", refused.text) from refused
    if cost.e4 < 0:
        raise BadCell("cost", Text.of("catalogue.price_negative"))
    return cost.e4


@lru_cache(maxsize=4_096)
def _quantity(text: str, unit: Unit, field: str) -> Quantity:
    try:
        quantity = Quantity.parse(number_text(text), unit, field)
    except Refused as refused:
        raise BadCell(field, refused.text) from refused
    if quantity.milli < 0:
        raise BadCell(field, Text.of("catalogue.stock_negative"))
    return quantity


def _pack(text: str, unit: Unit) -> Quantity:
    if not text:
        return Quantity.pieces(1)
    pack = _quantity(text, unit, "pack")
    if not pack.milli:
        raise BadCell("pack", Text.of("catalogue.pack_positive", code=""))
    return pack


def _code(text: str, field: str, limit: int) -> str:
    if not text:
        return ""
    if _LOST.fullmatch(text):
        raise BadCell(field, Text.of("import.number_lost_digits"))
    if len(text) > limit:
        raise BadCell(field, Text.of("import.too_long", limit=limit))
    if not text.isprintable():
        raise BadCell(field, Text.of("import.control_character"))
    if payment_wallet(text) is not None:
        raise BadCell(field, Text.of("catalogue.payment_code"))
    return text


@lru_cache(maxsize=4_096)
def _name(text: str) -> str:
    shown = clean(text)
    if len(shown) > NAME_MAX:
        raise BadCell("name", Text.of("import.too_long", limit=NAME_MAX))
    return shown


@lru_cache(maxsize=4_096)
def _size(text: str) -> str:
    shown = clean(text)
    if len(shown) > CODE_MAX:
        raise BadCell("size", Text.of("import.too_long", limit=CODE_MAX))
    return ONE_SIZE if shown.lower() in _ONE_SIZES else shown


def _rgb(text: str) -> str:
    if not text:
        return ""
    match = _RGB.fullmatch(text)
    if match is None:
        raise BadCell("colour_rgb", Text.of("catalogue.bad_rgb", value=text[:20]))
    return match.group(1).upper()


def _unit(text: str) -> Unit:
    unit = _UNITS.get(text.lower())
    if unit is None:
        raise BadCell("unit", Text.of("catalogue.unknown_unit", value=text[:20]))
    return unit


def _year(text: str) -> int | None:
    if not text:
        return None
    shown = text.removesuffix("年").strip()
    if not (shown.isascii() and shown.isdigit() and int(shown) in _YEARS):
        raise BadCell("year", Text.of("import.bad_year", value=text[:20]))
    return int(shown)
