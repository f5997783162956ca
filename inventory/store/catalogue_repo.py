"""Reads of the catalogue: an item by code or variant, a style's grid, styles by words."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from inventory.catalogue.drafts import RETAIL
from inventory.catalogue.matrix import Cell
from inventory.catalogue.product import Item, Names, Tax
from inventory.kernel.money import Currency, Rate, UnitPrice
from inventory.kernel.quantity import UNITS, Quantity

_TAXES = """(SELECT json_group_array(json_array(t.code, t.rate_num, t.rate_den, t.included)
        ORDER BY c.position) FROM tax_class c JOIN tax t ON t.code = c.tax_code
        WHERE c.code = s.tax_class)"""
_ITEM = f"""v.id, s.id, s.code, s.name_zh_hans, s.name_zh_hant, s.name_en,
    v.colour_zh_hans, v.colour_zh_hant, v.colour_en, v.size, p.price_e4, p.tag_e4, p.version,
    {_TAXES}, s.tax_class, v.cost_e4, s.unit, s.stocked, s.garment, v.colour_rgb, s.open_price"""
# The price in force at an instant, as ``catalogue.prices.in_force`` says.
_PRICE = f"""LEFT JOIN price p ON p.variant_id = v.id AND p.list = '{RETAIL}'
    AND p.version = (
        SELECT version FROM price WHERE variant_id = v.id AND list = '{RETAIL}'
        AND (planned = 0 OR valid_from_ms <= ?) ORDER BY version DESC LIMIT 1)"""
_BY_KEYS = """SELECT k.key, k.own, k.pack, {item}
    FROM (SELECT sku AS key, 1 AS own, 1000 AS pack, id AS variant_id
            FROM variant WHERE sku IN ({marks})
          UNION ALL SELECT code, 0, pack_milli, variant_id FROM barcode WHERE code IN ({marks})) k
    JOIN variant v ON v.id = k.variant_id JOIN style s ON s.id = v.style_id {price}"""
_ITEM_WIDTH = 21


@dataclass(frozen=True, slots=True)
class KeyHit:
    """An item found by one key: ``own`` by its SKU, else by a barcode with its pack quantity."""

    key: str
    own: bool
    pack: Quantity
    item: Item


@dataclass(frozen=True, slots=True)
class StyleRow:
    """A style in a list of hits: its first variant draws the picture and shows the price."""

    style_id: str
    code: str
    names: Names
    garment: str
    variant_count: int
    first: Item


def by_keys(
    connection: Connection, keys: Sequence[str], at_ms: int, currency: Currency
) -> list[KeyHit]:
    """Find items by SKU or barcode in one indexed read; the caller knows which key wins."""
    marks = ", ".join("?" * len(keys))
    statement = _BY_KEYS.format(item=_ITEM, marks=marks, price=_PRICE)
    rows = connection.exec_driver_sql(statement, (*keys, *keys, at_ms))
    return [
        KeyHit(row[0], bool(row[1]), Quantity(row[2]), _item(row[3:], currency)) for row in rows
    ]


def item(connection: Connection, variant_id: str, at_ms: int, currency: Currency) -> Item | None:
    """Return one variant with the price in force, or nothing."""
    row = connection.exec_driver_sql(
        f"SELECT {_ITEM} FROM variant v JOIN style s ON s.id = v.style_id {_PRICE} WHERE v.id = ?",
        (at_ms, variant_id),
    ).first()
    return _item(row, currency) if row else None


def items(
    connection: Connection, variant_ids: Sequence[str], at_ms: int, currency: Currency
) -> dict[str, Item]:
    """Return variants by id with the price in force; unknown ones are left out."""
    marks = ", ".join("?" * len(variant_ids))
    rows = connection.exec_driver_sql(
        f"SELECT {_ITEM} FROM variant v JOIN style s ON s.id = v.style_id {_PRICE}"
        f" WHERE v.id IN ({marks})",
        (at_ms, *variant_ids),
    )
    return {row[0]: _item(row, currency) for row in rows}


def cells(
    connection: Connection, style_id: str, at_ms: int, location: str, currency: Currency
) -> list[tuple[Cell, int | None]]:
    """Return every variant of a style in its order, what lies at the location, its size's place."""
    rows = connection.exec_driver_sql(
        f"SELECT {_ITEM}, COALESCE(k.qty_milli, 0), z.position"
        f" FROM style s JOIN variant v ON v.style_id = s.id {_PRICE}"
        " LEFT JOIN stock k ON k.variant_id = v.id AND k.location_id = ?"
        " LEFT JOIN size_system z ON z.code = s.size_system AND z.size = v.size"
        " WHERE s.id = ? AND v.retired = 0 ORDER BY v.position, v.id",
        (at_ms, location, style_id),
    )
    return [
        (Cell(_item(row, currency), Quantity(row[_ITEM_WIDTH])), row[_ITEM_WIDTH + 1])
        for row in rows
    ]


def no_code_items(connection: Connection, at_ms: int, currency: Currency) -> list[Item]:
    """Return the goods on the keys of the empty checkout, in the order of the keys."""
    rows = connection.exec_driver_sql(
        f"SELECT {_ITEM} FROM style s JOIN variant v ON v.style_id = s.id"
        " AND v.position = (SELECT MIN(position) FROM variant WHERE style_id = s.id)"
        f" {_PRICE} WHERE s.no_code_key IS NOT NULL AND s.retired = 0 ORDER BY s.no_code_key",
        (at_ms,),
    )
    return [_item(row, currency) for row in rows]


def by_words(connection: Connection, query: str, limit: int) -> list[str]:
    """Return ids of styles whose words match, the popular first; never ordered by rank."""
    rows = connection.exec_driver_sql(
        "SELECT r.style_id FROM (SELECT rowid FROM style_words WHERE style_words MATCH ?"
        " ORDER BY rowid LIMIT ?) w JOIN style_rank r ON r.place = w.rowid ORDER BY w.rowid",
        (query, limit),
    )
    return [row[0] for row in rows]


def by_tail(connection: Connection, digits: str, limit: int) -> list[tuple[str, str]]:
    """Return (style id, variant id) of barcodes that end in these digits."""
    low = digits[::-1]
    rows = connection.exec_driver_sql(
        "SELECT v.style_id, v.id FROM (SELECT code FROM barcode_tail WHERE reversed >= ?"
        " AND reversed < ? LIMIT ?) t JOIN barcode b ON b.code = t.code"
        " JOIN variant v ON v.id = b.variant_id",
        (low, low + ":", limit),
    )
    return [(row[0], row[1]) for row in rows]


def by_style_code(connection: Connection, codes: Sequence[str]) -> list[str]:
    """Return ids of styles with exactly one of these codes."""
    marks = ", ".join("?" * len(codes))
    rows = connection.exec_driver_sql(f"SELECT id FROM style WHERE code IN ({marks})", tuple(codes))
    return [row[0] for row in rows]


def styles(
    connection: Connection, style_ids: Sequence[str], at_ms: int, currency: Currency
) -> dict[str, StyleRow]:
    """Return what a list of hits shows of each style; a retired style is left out."""
    marks = ", ".join("?" * len(style_ids))
    rows = connection.exec_driver_sql(
        f"SELECT (SELECT COUNT(*) FROM variant WHERE style_id = s.id), {_ITEM}"
        " FROM style s JOIN variant v ON v.id = (SELECT id FROM variant WHERE style_id = s.id"
        f" AND retired = 0 ORDER BY position LIMIT 1) {_PRICE}"
        f" WHERE s.id IN ({marks}) AND s.retired = 0",
        (at_ms, *style_ids),
    )
    found = {}
    for row in rows:
        first = _item(row[1:], currency)
        found[first.style_id] = StyleRow(
            first.style_id, first.style_code, first.names, first.garment, row[0], first
        )
    return found


def _item(row: Sequence[Any], currency: Currency) -> Item:
    (
        variant_id, style_id, style_code, zh_hans, zh_hant, en, colour_hans, colour_hant, colour_en,
        size, price_e4, tag_e4, version, taxes, tax_class, cost_e4, unit, stocked, garment, rgb,
        open_price,
    ) = row[:_ITEM_WIDTH]  # fmt: skip
    return Item(
        variant_id=variant_id,
        style_id=style_id,
        style_code=style_code,
        names=Names(zh_hans, zh_hant, en),
        colour=Names(colour_hans, colour_hant, colour_en),
        size=size,
        price=UnitPrice(price_e4 or 0, currency),
        list_price=UnitPrice(tag_e4 or 0, currency),
        price_version=version or 0,
        taxes=_taxes(taxes),
        tax_class=tax_class,
        cost_e4=cost_e4,
        unit=UNITS[unit],
        stocked=bool(stocked),
        garment=garment,
        colour_rgb=rgb,
        open_price=bool(open_price),
    )


def _taxes(rows: str) -> tuple[Tax, ...]:
    return tuple(
        Tax(code, Rate(num, den), bool(included)) for code, num, den, included in json.loads(rows)
    )


def style_code_and_count(connection: Connection, style_id: str) -> tuple[str, int] | None:
    """Return a style's code and its highest variant position, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT s.code, COALESCE(MAX(v.position), 0) FROM style s"
        " LEFT JOIN variant v ON v.style_id = s.id WHERE s.id = ? GROUP BY s.id",
        (style_id,),
    ).first()
    return (str(row[0]), int(row[1])) if row else None
