"""Writes of the catalogue in batches: styles, variants, codes, dated prices, search words, taxes.

Rows are prepared first and go in with one ``executemany`` per table; the caller owns the
transaction and has already asked whether codes are free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from inventory.catalogue import search_keys
from inventory.catalogue.codes import canonical
from inventory.catalogue.drafts import RETAIL, StyleDraft, VariantDraft
from inventory.catalogue.prices import PriceRow
from inventory.catalogue.product import Names, Tax

CHUNK = 400
_STYLE = """INSERT INTO style (id, code, name_zh_hans, name_zh_hant, name_en, tax_class, unit,
    stocked, garment, category, brand, season, year, gender, fabric, care, size_system,
    supplier_style, tax_classification, popularity, quick_created, no_code_key, open_price,
    created_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_VARIANT = """INSERT INTO variant (id, style_id, sku, colour_zh_hans, colour_zh_hant, colour_en,
    colour_rgb, size, position, cost_e4) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_BARCODE = "INSERT INTO barcode (code, variant_id, pack_milli) VALUES (?, ?, ?)"
_TAIL = "INSERT INTO barcode_tail (reversed, code) VALUES (?, ?)"
_PRICE = """INSERT INTO price (variant_id, list, version, valid_from_ms, planned, price_e4, tag_e4)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_RANK = "INSERT INTO style_rank (place, style_id) VALUES (?, ?)"
_WORDS = "INSERT INTO style_words (rowid, words) VALUES (?, ?)"


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A variant with its id, its SKU and its place among its style's variants."""

    id: str
    style_id: str
    sku: str
    position: int
    draft: VariantDraft


@dataclass(frozen=True, slots=True)
class NewStyle:
    """A style with its id and resolved tax class, and all its variants."""

    id: str
    tax_class: str
    draft: StyleDraft
    variants: tuple[NewVariant, ...]
    quick: bool = False


def insert_styles(connection: Connection, styles: Sequence[NewStyle], now_ms: int) -> None:
    """Write whole styles; they join the search at the end of the order of popularity."""
    if not styles:
        return
    connection.exec_driver_sql(_STYLE, [_style_row(each, now_ms) for each in styles])
    insert_variants(connection, [each for style in styles for each in style.variants])
    place = next_place(connection)
    ranks = [(place + at, style.id) for at, style in enumerate(styles)]
    connection.exec_driver_sql(_RANK, ranks)
    connection.exec_driver_sql(
        _WORDS, [(place + at, _words_of(style.draft)) for at, style in enumerate(styles)]
    )


def insert_variants(connection: Connection, variants: Sequence[NewVariant]) -> None:
    """Write variants, their codes and their first prices, which hold since ever."""
    if not variants:
        return
    connection.exec_driver_sql(_VARIANT, [_variant_row(each) for each in variants])
    insert_barcodes(
        connection,
        [
            (code.code, each.id, code.pack.milli)
            for each in variants
            for code in each.draft.barcodes
        ],
    )
    insert_prices(connection, [_first_price(each) for each in variants])


def insert_barcodes(connection: Connection, rows: Iterable[tuple[str, str, int]]) -> None:
    """Write (code, variant id, pack in thousandths), each code in its one stored form."""
    stored = [(canonical(code), variant, pack) for code, variant, pack in rows]
    if stored:
        connection.exec_driver_sql(_BARCODE, stored)
        connection.exec_driver_sql(_TAIL, [(code[::-1], code) for code, _, _ in stored])


def insert_prices(connection: Connection, prices: Iterable[PriceRow]) -> None:
    """Add dated prices; what was there stays."""
    rows = [
        (
            each.variant_id, RETAIL, each.version, each.valid_from_ms, int(each.planned),
            each.price_e4, each.tag_e4,
        )
        for each in prices
    ]  # fmt: skip
    if rows:
        connection.exec_driver_sql(_PRICE, rows)


def prices(connection: Connection, variant_ids: Iterable[str]) -> dict[str, list[PriceRow]]:
    """Return all prices of these variants, the oldest decision first."""
    found: dict[str, list[PriceRow]] = {each: [] for each in variant_ids}
    todo = list(found)
    for at in range(0, len(todo), CHUNK):
        part = tuple(todo[at : at + CHUNK])
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            "SELECT variant_id, valid_from_ms, version, price_e4, tag_e4, planned FROM price"
            f" WHERE list = '{RETAIL}' AND variant_id IN ({marks}) ORDER BY variant_id, version",
            part,
        )
        for variant_id, begin, version, price_e4, tag_e4, planned in rows:
            found[variant_id].append(
                PriceRow(variant_id, begin, version, price_e4, tag_e4, planned=bool(planned))
            )
    return found


def taken(connection: Connection, table: str, column: str, values: Iterable[str]) -> set[str]:
    """Return which of these values the column already holds."""
    found: set[str] = set()
    todo = list(dict.fromkeys(values))
    for at in range(0, len(todo), CHUNK):
        part = todo[at : at + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            f"SELECT {column} FROM {table} WHERE {column} IN ({marks})", tuple(part)
        )
        found.update(row[0] for row in rows)
    return found


def next_place(connection: Connection) -> int:
    """Return the place after the last in the order of popularity."""
    row = connection.exec_driver_sql("SELECT COALESCE(MAX(place), 0) + 1 FROM style_rank").one()
    return int(row[0])


def refresh_words(connection: Connection, style_ids: Iterable[str]) -> None:
    """Write the search words of these styles anew, at the place they have."""
    for style_id in style_ids:
        style = connection.exec_driver_sql(
            "SELECT r.place, s.code, s.name_zh_hans, s.name_zh_hant, s.name_en, s.brand,"
            " s.category, s.supplier_style, s.retired FROM style s"
            " JOIN style_rank r ON r.style_id = s.id WHERE s.id = ?",
            (style_id,),
        ).one()
        colours = connection.exec_driver_sql(
            "SELECT DISTINCT colour_zh_hans, colour_zh_hant, colour_en FROM variant"
            " WHERE style_id = ? AND retired = 0",
            (style_id,),
        )
        shades = [Names(*row) for row in colours]
        connection.exec_driver_sql("DELETE FROM style_words WHERE rowid = ?", (style[0],))
        if not style[8]:
            text = search_keys.words(style[1], Names(*style[2:5]), shades, style[5:8])
            connection.exec_driver_sql(_WORDS, (style[0], text))


def rebuild_words(connection: Connection) -> int:
    """Order all styles anew, the most popular first, and write all words; return their number."""
    connection.exec_driver_sql(
        "DELETE FROM style_words WHERE rowid IN (SELECT place FROM style_rank)"
    )
    connection.exec_driver_sql("DELETE FROM style_rank")
    rows = connection.exec_driver_sql(
        "SELECT id FROM style ORDER BY popularity DESC, created_ms, id"
    ).all()
    ranks = [(at, row[0]) for at, row in enumerate(rows, 1)]
    if ranks:
        connection.exec_driver_sql(_RANK, ranks)
    refresh_words(connection, [row[0] for row in rows])
    return len(rows)


def count_sold(connection: Connection) -> None:
    """Set every style's popularity to the pieces it sold so far."""
    connection.exec_driver_sql(
        "UPDATE style SET popularity = COALESCE((SELECT SUM(l.qty_milli) / 1000 FROM sale_line l"
        " JOIN variant v ON v.id = l.variant_id WHERE v.style_id = style.id), 0)"
    )


def insert_taxes(
    connection: Connection, taxes: Iterable[tuple[Tax, Names]], classes: Mapping[str, Sequence[str]]
) -> None:
    """Write taxes and the classes that name them, in place of what these codes were before."""
    connection.exec_driver_sql(
        "INSERT INTO tax (code, name_zh_hans, name_zh_hant, name_en, rate_num, rate_den, included)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET"
        " name_zh_hans = excluded.name_zh_hans, name_zh_hant = excluded.name_zh_hant,"
        " name_en = excluded.name_en, rate_num = excluded.rate_num,"
        " rate_den = excluded.rate_den, included = excluded.included",
        [
            (
                tax.code, names.zh_hans, names.zh_hant, names.en,
                tax.rate.num, tax.rate.den, int(tax.included),
            )
            for tax, names in taxes
        ],
    )  # fmt: skip
    for code, members in classes.items():
        connection.exec_driver_sql("DELETE FROM tax_class WHERE code = ?", (code,))
        for at, tax_code in enumerate(members):
            connection.exec_driver_sql(
                "INSERT INTO tax_class (code, tax_code, position) VALUES (?, ?, ?)",
                (code, tax_code, at),
            )


def insert_sizes(connection: Connection, systems: Mapping[str, Sequence[str]]) -> None:
    """Write size systems in their order, in place of what these were before."""
    for code, sizes in systems.items():
        connection.exec_driver_sql("DELETE FROM size_system WHERE code = ?", (code,))
        connection.exec_driver_sql(
            "INSERT INTO size_system (code, size, position) VALUES (?, ?, ?)",
            [(code, size, at) for at, size in enumerate(sizes)],
        )


def _words_of(draft: StyleDraft) -> str:
    facts = draft.facts
    colours = dict.fromkeys(variant.colour for variant in draft.variants)
    more = (facts.brand, facts.category, facts.supplier_style)
    return search_keys.words(draft.code, draft.names, colours, more)


def _style_row(style: NewStyle, now_ms: int) -> tuple[object, ...]:
    draft, names, facts = style.draft, style.draft.names, style.draft.facts
    return (
        style.id, draft.code, names.zh_hans, names.zh_hant, names.en, style.tax_class,
        draft.unit.code, int(draft.stocked), draft.garment, facts.category, facts.brand,
        facts.season, facts.year, facts.gender, facts.fabric, facts.care, facts.size_system,
        facts.supplier_style, facts.tax_classification, draft.popularity, int(style.quick),
        draft.no_code_key, int(draft.open_price), now_ms,
    )  # fmt: skip


def _variant_row(variant: NewVariant) -> tuple[object, ...]:
    draft, colour = variant.draft, variant.draft.colour
    return (
        variant.id, variant.style_id, variant.sku, colour.zh_hans, colour.zh_hant, colour.en,
        draft.colour_rgb, draft.size, variant.position, draft.cost_e4,
    )  # fmt: skip


def _first_price(variant: NewVariant) -> PriceRow:
    draft = variant.draft
    tag = draft.price if draft.list_price is None else draft.list_price
    return PriceRow(variant.id, 0, 1, draft.price.e4, tag.e4)
