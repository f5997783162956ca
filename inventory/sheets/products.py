"""One row of a product list as goods: texts cleaned, numbers read, size runs spread out. Pure."""

import re
from collections.abc import Iterator, Sequence
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
        row = self._row(number, cells)
        if self.columns.sizes:
            yield from self._size_run(row, cells)
            return
        colours = (
            _SEVERAL.split(self._text(cells, "colour")) if row.colour is not NO_NAMES else [""]
        )
        sizes = _SEVERAL.split(self._text(cells, "size"))
        if len(colours) == 1 and len(sizes) == 1:
            yield row
            return
        if row.barcode or row.sku:
            raise BadCell("barcode", Text.of("import.one_code_many_variants"))
        for colour in colours:
            for size in sizes:
                names = row.colour if len(colours) == 1 else self._named(clean(colour))
                yield replace(row, colour=names, size=_size(size))

    def _size_run(self, row: ProductRow, cells: Sequence[str]) -> Iterator[ProductRow]:
        if row.barcode or row.sku:
            raise BadCell("barcode", Text.of("import.one_code_many_variants"))
        for at, size in self.columns.sizes:
            text = cells[at].strip() if at < len(cells) else ""
            if text:
                stock = _quantity(text, row.unit, size)
                yield replace(row, size=_size(size), stock=stock)

    def _row(self, number: int, cells: Sequence[str]) -> ProductRow:
        text = self._text
        barcode = _code(text(cells, "barcode"), "barcode", BARCODE_MAX)
        sku = _code(text(cells, "sku"), "sku", CODE_MAX)
        code = _code(text(cells, "style_code"), "style_code", CODE_MAX) or sku or barcode[:CODE_MAX]
        if not code:
            raise BadCell("style_code", Text.of("import.required"))
        unit = _unit(text(cells, "unit"))
        price = _price(text(cells, "price"), "price", self.currency)
        tag = text(cells, "list_price")
        stock = text(cells, "stock")
        return ProductRow(
            number=number,
            style_code=code,
            names=self._names(cells),
            colour=self._colour(cells),
            rgb=_rgb(text(cells, "colour_rgb")),
            size=_size(text(cells, "size")),
            sku=sku,
            barcode=barcode,
            pack=_pack(text(cells, "pack"), unit),
            price=price,
            list_price=_price(tag, "list_price", self.currency) if tag else price,
            cost_e4=_cost(text(cells, "cost"), self.currency),
            stock=_quantity(stock, unit, "stock") if stock else None,
            tax_class=text(cells, "tax_class"),
            unit=unit,
            garment=text(cells, "garment")[:CODE_MAX],
            facts=self._facts(cells),
        )

    def _text(self, cells: Sequence[str], field: str) -> str:
        at = self.columns.fields.get(field)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def _names(self, cells: Sequence[str]) -> Names:
        given = [_name(self._text(cells, f"name_{each}")) for each in ("zh_hans", "zh_hant", "en")]
        usual = _name(self._text(cells, "name"))
        if usual:
            named = self._named(usual)
            usual_each = (named.zh_hans, named.zh_hant, named.en)
            given = [have or plain for have, plain in zip(given, usual_each, strict=True)]
        if not any(given):
            raise BadCell("name", Text.of("import.required"))
        return Names(*given)

    def _colour(self, cells: Sequence[str]) -> Names:
        usual = clean(self._text(cells, "colour"))
        hant, english = self._text(cells, "colour_zh_hant"), self._text(cells, "colour_en")
        if not (usual or hant or english):
            return NO_NAMES
        named = self._named(usual)
        return Names(named.zh_hans, clean(hant) or named.zh_hant, clean(english) or named.en)

    def _named(self, text: str) -> Names:
        """Put a name without a language into the shop's own."""
        match self.language:
            case "zh-Hant":
                return Names(zh_hant=text)
            case "en":
                return Names(en=text)
            case _:
                return Names(zh_hans=text)

    def _facts(self, cells: Sequence[str]) -> StyleFacts:
        found = {field: self._text(cells, field) for field in _FACTS}
        if max(map(len, found.values())) > _FACTS_MAX:
            long = max(found, key=lambda field: len(found[field]))
            raise BadCell(long, Text.of("import.too_long", limit=_FACTS_MAX))
        year = _year(self._text(cells, "year"))
        return _facts_of(year, tuple(clean(each) if each else "" for each in found.values()))


@lru_cache(maxsize=4_096)
def _facts_of(year: int | None, values: tuple[str, ...]) -> StyleFacts:
    plain = dict(zip(_FACTS, values, strict=True))
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
