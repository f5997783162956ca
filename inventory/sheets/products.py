"""One row of a product list as goods: texts cleaned, numbers read, size runs spread out. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from unicodedata import normalize

from inventory.catalogue.codes import CODE_MAX as BARCODE_MAX
from inventory.catalogue.codes import has_check_digit, payment_wallet
from inventory.catalogue.drafts import (
    CODE_MAX,
    NAME_MAX,
    NO_NAMES,
    StyleFacts,
    clean,
    require_prices,
)
from inventory.catalogue.product import ONE_SIZE, Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import Currency, Money, UnitPrice
from inventory.kernel.quantity import PIECE, UNITS, Quantity, Unit
from inventory.kernel.text import Text
from inventory.sheets.headers import Columns
from inventory.sheets.table import cell_text

_SEVERAL = re.compile(r"[|;；、\n]+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMPUTED = re.compile(r"[+-]?[0-9]{1,12}\.[0-9]{13,20}")
_CURRENCY = re.compile(r"^(?:HK\$|NT\$|MOP\$|S\$|RMB|CNY|RM|[¥￥$€£])\s*|\s*(?:元|圆|圓|块|塊)$")
_RGB = re.compile(r"#?([0-9A-Fa-f]{6})")
_LOST = re.compile(r"[0-9.]+e\+?\d+|\d{15,}\.0", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]{1,2}")
_EAN13 = 13
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


class BadCell(Exception):
    """A cell that cannot be read; carries its field and the reason."""

    def __init__(self, field: str, reason: Text) -> None:
        super().__init__(field)
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class StylePart:
    """What a row says of its style; the same for all rows of a style in a good file."""

    code: str
    names: Names
    unit: Unit
    tax_class: str
    garment: str
    facts: StyleFacts


@dataclass(frozen=True, slots=True)
class PricePart:
    """What a row says of money; ``cost_e4`` is 1/10,000 units.

    ``rounded`` holds the fields that were written finer than the currency, and how.
    """

    price: UnitPrice
    list_price: UnitPrice
    cost_e4: int
    rounded: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One variant as a row of the file states it. ``stock`` None means the file says nothing."""

    number: int
    style: StylePart
    colour: Names
    rgb: str
    size: str
    sku: str
    barcode: str
    pack: Quantity
    prices: PricePart
    stock: Quantity | None


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a row by group of fields; a missing column reads as empty."""

    style: Callable[[Sequence[str]], tuple[str, ...]]
    colour: Callable[[Sequence[str]], tuple[str, ...]]
    money: Callable[[Sequence[str]], tuple[str, ...]]
    variant: Callable[[Sequence[str]], tuple[str, ...]]

    @classmethod
    def of(cls, columns: Columns) -> "_Cells":
        beyond = len(columns.header)

        def group(*fields: str) -> Callable[[Sequence[str]], tuple[str, ...]]:
            return itemgetter(*(columns.fields.get(field, beyond) for field in fields))

        return cls(
            style=group("style_code", "unit", "tax_class", "garment", "year", *_NAMES, *_FACTS),
            colour=group(*_COLOURS),
            money=group("price", "list_price", "cost"),
            variant=group("size", "sku", "barcode", "pack", "stock", "colour_rgb"),
        )


class Reader:
    """Reads rows by the columns that were found; ``language`` is that of plain names.

    Equal groups of cells are read once and remembered: in a list most of them repeat.
    """

    def __init__(self, columns: Columns, currency: Currency, language: str) -> None:
        self.columns = columns
        self._currency = currency
        self._language = language
        self._cells = _Cells.of(columns)
        self._width = len(columns.header)

    def rows(self, number: int, cells: Sequence[str]) -> Iterator[ProductRow]:
        """Yield the variants of one row; raises ``BadCell`` for the first cell that is wrong.

        Several colours or sizes in a cell, or columns headed by sizes, make several variants.
        """
        texts = [cell.strip() for cell in cells[: self._width]]
        texts += [""] * (self._width + 1 - len(texts))
        row = self._row(number, texts)
        if self.columns.sizes:
            yield from self._size_run(row, texts)
        elif _SEVERAL.search(row.size) or _SEVERAL.search(self._cells.colour(texts)[0]):
            yield from self._spread(row, texts)
        else:
            yield row

    def _spread(self, row: ProductRow, texts: Sequence[str]) -> Iterator[ProductRow]:
        """Make a variant of every colour in every size that the cells list."""
        usual, *others = self._cells.colour(texts)
        colours, sizes = _parts(usual), _parts(row.size)
        single = len(colours) == 1
        if single and len(sizes) == 1:
            colour = _colour((colours[0], *others), self._language)
            yield replace(row, colour=colour, size=_size(sizes[0]))
            return
        _require_no_code(row)
        if row.stock is not None and row.stock.milli:
            raise BadCell("stock", Text.of("import.one_stock_many_variants"))
        for colour_text in colours:
            texts_of = (colour_text, *others) if single else (colour_text, "", "")
            for size in sizes:
                yield replace(row, colour=_colour(texts_of, self._language), size=_size(size))

    def _size_run(self, row: ProductRow, texts: Sequence[str]) -> Iterator[ProductRow]:
        _require_no_code(row)
        if len(_parts(self._cells.colour(texts)[0])) > 1:
            raise BadCell("colour", Text.of("import.one_stock_many_variants"))
        for at, size in self.columns.sizes:
            if texts[at]:
                stock = _quantity(texts[at], row.style.unit, size)
                yield replace(row, size=_size(size), stock=stock)

    def _row(self, number: int, texts: Sequence[str]) -> ProductRow:
        size, sku, barcode, pack, stock, rgb = self._cells.variant(texts)
        sku = _code(sku, "sku", CODE_MAX)
        barcode = _code(barcode, "barcode", BARCODE_MAX)
        style = _style(self._cells.style(texts), self._language)
        if not style.code:
            style = replace(style, code=sku or barcode[:CODE_MAX])
            if not style.code:
                raise BadCell("style_code", Text.of("import.required"))
        return ProductRow(
            number=number,
            style=style,
            colour=_colour(self._cells.colour(texts), self._language),
            rgb=_rgb(rgb),
            size=_size(size),
            sku=sku,
            barcode=barcode,
            pack=_pack(pack, style.unit),
            prices=_prices(self._cells.money(texts), self._currency),
            stock=_quantity(stock, style.unit, "stock") if stock else None,
        )


def _parts(text: str) -> list[str]:
    """Return what a cell lists, without empty parts; at least one."""
    return [each for each in _SEVERAL.split(text) if each.strip()] or [""]


def _require_no_code(row: ProductRow) -> None:
    if row.barcode or row.sku:
        raise BadCell("barcode", Text.of("import.one_code_many_variants"))


@lru_cache(maxsize=8_192)
def _style(texts: tuple[str, ...], language: str) -> StylePart:
    code, unit, tax_class, garment, year, *rest = texts
    names, facts = rest[: len(_NAMES)], rest[len(_NAMES) :]
    for field, value in zip(_FACTS, facts, strict=True):
        if len(value) > _FACTS_MAX:
            raise BadCell(field, Text.of("import.too_long", limit=_FACTS_MAX))
    plain = {field: clean(value) for field, value in zip(_FACTS, facts, strict=True)}
    return StylePart(
        code=_code(code, "style_code", CODE_MAX),
        names=_names(names, language),
        unit=_unit(unit),
        tax_class=tax_class,
        garment=garment[:CODE_MAX],
        facts=StyleFacts(year=_year(year), **plain),
    )


@lru_cache(maxsize=8_192)
def _prices(texts: tuple[str, ...], currency: Currency) -> PricePart:
    given, tag, cost = texts
    price = _price(given, "price", currency)
    list_price = _price(tag, "list_price", currency) if tag else price
    written = (("price", given, price), ("list_price", tag, list_price))
    rounded = tuple(
        (field, Text.of("import.rounded", value=text[:40], kept=kept.plain()))
        for field, text, kept in written
        if len(number_text(text).partition(".")[2].rstrip("0")) > currency.exponent
    )
    return PricePart(price, list_price, _cost(cost, currency), rounded)


def oddities(row: ProductRow) -> Iterator[tuple[str, Text]]:
    """Yield field and reason of what can be read and is most likely not what was meant."""
    code = row.barcode
    if len(code) == _EAN13 and code.isascii() and code.isdigit() and not has_check_digit(code):
        yield "barcode", Text.of("import.check_digit", code=code)
    yield from row.prices.rounded


def _names(texts: Sequence[str], language: str) -> Names:
    """Read (simplified, traditional, English, usual); the usual name stands for a missing one."""
    hans, hant, english, usual = (
        _name(text, field) for text, field in zip(texts, _NAMES, strict=True)
    )
    named = _named(usual, language)
    found = Names(hans or named.zh_hans, hant or named.zh_hant, english or named.en)
    if found == NO_NAMES:
        raise BadCell("name", Text.of("import.required"))
    return found


@lru_cache(maxsize=8_192)
def _colour(texts: tuple[str, ...], language: str) -> Names:
    usual, hant, english = (_name(text, field) for text, field in zip(texts, _COLOURS, strict=True))
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


def number_text(text: str) -> str:
    """Return a number as plain decimal text: no sign of currency, no grouping, half width.

    A formula's 13.992999999999999 that came as text reads as it would from a workbook.
    """
    shown = normalize("NFKC", text).strip()
    shown = _CURRENCY.sub("", _CURRENCY.sub("", shown)).strip()
    shown = shown.replace(",", "") if _GROUPED.fullmatch(shown) else shown
    return cell_text(float(shown)) if _COMPUTED.fullmatch(shown) else shown


def _price(text: str, field: str, currency: Currency) -> UnitPrice:
    """Read a price to the currency's digits, half up at the next one."""
    if not text:
        raise BadCell(field, Text.of("import.required"))
    try:
        price = UnitPrice.of_money(Money.parse(number_text(text), currency, field))
        require_prices(price)
    except Refused as refused:
        raise BadCell(field, _unread(text, refused)) from refused
    return price


def _unread(text: str, refused: Refused) -> Text:
    """Return why a number cannot be read, and how to write one with a decimal comma."""
    shown = number_text(text)
    if not _DECIMAL_COMMA.fullmatch(shown):
        return refused.text
    return Text.of("import.decimal_comma", value=shown, point=shown.replace(",", "."))


def _cost(text: str, currency: Currency) -> int:
    if not text:
        return 0
    try:
        cost = UnitPrice.parse(number_text(text), currency, "cost")
        require_prices(cost)
    except Refused as refused:
        raise BadCell("cost", _unread(text, refused)) from refused
    return cost.e4


@lru_cache(maxsize=4_096)
def _quantity(text: str, unit: Unit, field: str) -> Quantity:
    try:
        quantity = Quantity.parse(number_text(text), unit, field)
    except Refused as refused:
        raise BadCell(field, _unread(text, refused)) from refused
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


def _name(text: str, field: str) -> str:
    shown = clean(text)
    if len(shown) > NAME_MAX:
        raise BadCell(field, Text.of("import.too_long", limit=NAME_MAX))
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
