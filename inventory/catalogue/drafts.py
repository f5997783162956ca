"""New goods before they are in the catalogue: a style, its facts, variants, codes and prices."""

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category, normalize

from inventory.catalogue.codes import payment_wallet
from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import UnitPrice
from inventory.kernel.quantity import PIECE, UNITS, Quantity, Unit
from inventory.kernel.text import Text

CODE_MAX = 40
NAME_MAX = 120
BARCODE_MAX = 128
RETAIL = "retail"
_RGB = re.compile(r"[0-9A-Fa-f]{6}")
ONE = Quantity.pieces(1)
NONE = Quantity(0)
NO_NAMES = Names()


@dataclass(frozen=True, slots=True)
class BarcodeDraft:
    """A code and how much of the variant one scan of it means."""

    code: str
    pack: Quantity = ONE


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """One colour and size; ``list_price`` is the tag price, by default the price itself."""

    price: UnitPrice
    colour: Names = NO_NAMES
    colour_rgb: str = ""
    size: str = ""
    sku: str = ""
    list_price: UnitPrice | None = None
    cost_e4: int = 0
    barcodes: tuple[BarcodeDraft, ...] = ()
    opening_stock: Quantity = NONE


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """What is known of a style beyond its name; all of it may be empty."""

    brand: str = ""
    season: str = ""
    year: int | None = None
    gender: str = ""
    fabric: str = ""
    care: str = ""
    category: str = ""
    size_system: str = ""
    supplier_style: str = ""
    tax_classification: str = ""


NO_FACTS = StyleFacts()


@dataclass(frozen=True, slots=True)
class StyleDraft:
    """A style to be created; ``tax_class`` empty means the shop's default.

    ``open_price``: the cashier types the amount at each sale (gift card). ``no_code_key`` 1, 2 …
    puts the style on a key of the empty checkout.
    """

    code: str
    names: Names
    variants: tuple[VariantDraft, ...]
    tax_class: str = ""
    unit: Unit = PIECE
    stocked: bool = True
    garment: str = ""
    facts: StyleFacts = NO_FACTS
    no_code_key: int | None = None
    open_price: bool = False
    popularity: int = 0


@lru_cache(maxsize=8_192)
def clean(text: str) -> str:
    """Return text in NFC without control, bidi and line separator characters, spaces collapsed."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (each if category(each) not in {"Cc", "Cf", "Zl", "Zp"} else " " for each in text)
    return " ".join(normalize("NFC", "".join(kept)).split())


def require_style(draft: StyleDraft) -> None:
    """Refuse a style without code, name or variants, or with a value out of bounds."""
    require_code(draft.code, "style_code", CODE_MAX)
    names = (draft.names.zh_hans, draft.names.zh_hant, draft.names.en)
    if not any(names):
        raise Refused(Text.of("catalogue.name_missing", code=draft.code))
    if max(map(len, names)) > NAME_MAX:
        raise Refused(Text.of("catalogue.too_long", field="name", limit=NAME_MAX))
    if not draft.variants:
        raise Refused(Text.of("catalogue.no_variants", code=draft.code))
    for variant in draft.variants:
        require_variant(variant)


def require_variant(draft: VariantDraft) -> None:
    """Refuse a variant with a price or cost out of bounds, a bad colour value or a bad barcode."""
    require_prices(draft.price, draft.list_price, UnitPrice(draft.cost_e4, draft.price.currency))
    if draft.colour_rgb and not _RGB.fullmatch(draft.colour_rgb):
        raise Refused(Text.of("catalogue.bad_rgb", value=draft.colour_rgb[:20]))
    if draft.opening_stock.milli < 0:
        raise Refused(Text.of("catalogue.stock_negative"))
    if payment_wallet(draft.sku) is not None:
        raise Refused(Text.of("catalogue.payment_code"))
    for barcode in draft.barcodes:
        require_code(barcode.code, "barcode", BARCODE_MAX)
        if barcode.pack.milli <= 0:
            raise Refused(Text.of("catalogue.pack_positive", code=barcode.code))


def require_prices(*prices: UnitPrice | None) -> None:
    """Refuse a price, tag price or cost below zero or above the highest there can be."""
    for each in prices:
        if each is not None and each.e4 < 0:
            raise Refused(Text.of("catalogue.price_negative"))
        if each is not None and each.too_large:
            limit = UnitPrice.limit(each.currency).plain()
            raise Refused(Text.of("catalogue.price_too_large", limit=limit))


def require_code(code: str, field: str, limit: int) -> None:
    """Refuse an empty, overlong or unprintable code, and a customer's payment code."""
    if payment_wallet(code) is not None:
        raise Refused(Text.of("catalogue.payment_code"))
    if not code:
        raise Refused(Text.of("catalogue.code_missing", field=field))
    if len(code) > limit:
        raise Refused(Text.of("catalogue.too_long", field=field, limit=limit))
    if code != code.strip() or not code.isprintable():
        raise Refused(Text.of("catalogue.bad_code", field=field, value=clean(code)[:40]))


def unit_of(code: str) -> Unit:
    """Return the unit of measure of this code; refuse an unknown one."""
    if code not in UNITS:
        raise Refused(Text.of("catalogue.unknown_unit", value=code[:20]))
    return UNITS[code]
