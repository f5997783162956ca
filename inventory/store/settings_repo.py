"""Rows of settings, the till's own identity, receipt templates and pictures."""

import json
from collections.abc import Mapping

from sqlalchemy.engine import Connection

from inventory.kernel.errors import Damaged
from inventory.kernel.text import Text
from inventory.people.sites import LOCATION_KINDS

Plain = str | int | bool | list["Plain"] | dict[str, "Plain"] | None


def values(connection: Connection) -> dict[str, Plain]:
    """Return the value in force of every key: its newest row."""
    rows = connection.exec_driver_sql(
        "SELECT key, value FROM setting WHERE id IN (SELECT MAX(id) FROM setting GROUP BY key)"
    )
    return {row[0]: _plain(row[0], row[1]) for row in rows}


def value(connection: Connection, key: str, default: Plain) -> Plain:
    """Return one key's value in force, or the default when it was never set."""
    row = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE key = ? ORDER BY id DESC LIMIT 1", (key,)
    ).first()
    return default if row is None else _plain(key, row[0])


def _plain(key: str, stored: str) -> Plain:
    """Read a value as it was written; one that is no JSON was written by something else."""
    try:
        found: Plain = json.loads(stored)
    except (ValueError, RecursionError) as error:
        raise Damaged(Text.of("settings.unreadable", key=key)) from error
    return found


def add(
    connection: Connection,
    origin: tuple[str, str, int],
    changes: Mapping[str, Plain],
    at_ms: int,
    actor_id: str,
) -> None:
    """Write new dated rows; the older ones stay and say what was."""
    rows = [
        (*origin, key, json.dumps(each, ensure_ascii=False), at_ms, actor_id)
        for key, each in changes.items()
    ]
    if rows:
        connection.exec_driver_sql(
            "INSERT INTO setting (store_id, till_id, epoch, key, value, at_ms, actor_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def newest_site(connection: Connection) -> tuple[str, str, int] | None:
    """Return (store, till, epoch) that this file writes for now, or nothing before set-up."""
    row = connection.exec_driver_sql(
        "SELECT store_id, till_id, epoch FROM site ORDER BY epoch DESC LIMIT 1"
    ).first()
    return (str(row[0]), str(row[1]), int(row[2])) if row else None


def add_site(
    connection: Connection, origin: tuple[str, str, int], installation: str, at_ms: int
) -> None:
    """Write a new epoch of this till and, for a new store, its places."""
    connection.exec_driver_sql(
        "INSERT INTO site (store_id, till_id, epoch, created_ms, installation)"
        " VALUES (?, ?, ?, ?, ?)",
        (*origin, at_ms, installation),
    )
    connection.exec_driver_sql(
        "INSERT INTO location (id, store_id, kind, name) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO NOTHING",
        [(f"{origin[0]}:{kind}", origin[0], kind, "") for kind in LOCATION_KINDS],
    )


def newest_template(connection: Connection) -> tuple[int, int, bytes] | None:
    """Return (version, layout, content) of the receipt template in force, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT version, layout, content FROM receipt_template ORDER BY version DESC LIMIT 1"
    ).first()
    return (int(row[0]), int(row[1]), bytes(row[2])) if row else None


def template_version(connection: Connection) -> int | None:
    """Return the number of the receipt template in force, or nothing."""
    row = connection.exec_driver_sql("SELECT MAX(version) FROM receipt_template").one()
    return None if row[0] is None else int(row[0])


def template(connection: Connection, version: int) -> tuple[int, bytes] | None:
    """Return (layout, content) of a kept template, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT layout, content FROM receipt_template WHERE version = ?", (version,)
    ).first()
    return (int(row[0]), bytes(row[1])) if row else None


def add_template(
    connection: Connection, *, layout: int, content: bytes, at_ms: int, actor_id: str
) -> int:
    """Keep a new version of the receipt template and return its number."""
    newest = newest_template(connection)
    version = newest[0] + 1 if newest else 1
    connection.exec_driver_sql(
        "INSERT INTO receipt_template (version, layout, content, created_ms, actor_id)"
        " VALUES (?, ?, ?, ?, ?)",
        (version, layout, content, at_ms, actor_id),
    )
    return version


def add_picture(connection: Connection, key: str, png: bytes) -> None:
    """Keep a picture under its hash; the same picture twice is one row."""
    connection.exec_driver_sql(
        "INSERT INTO picture (hash, png) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING", (key, png)
    )


def picture(connection: Connection, key: str) -> bytes | None:
    """Return a kept picture, or nothing."""
    row = connection.exec_driver_sql("SELECT png FROM picture WHERE hash = ?", (key,)).first()
    return bytes(row[0]) if row else None


def anything_priced(connection: Connection) -> bool:
    """Tell whether the file already holds amounts in its currency: prices, costs, sales."""
    row = connection.exec_driver_sql(
        "SELECT EXISTS (SELECT 1 FROM price) OR EXISTS (SELECT 1 FROM sale)"
        " OR EXISTS (SELECT 1 FROM variant) OR EXISTS (SELECT 1 FROM stock_move)"
    ).one()
    return bool(row[0])


def tax_classes(connection: Connection) -> dict[str, list[str]]:
    """Return every tax class with its taxes in order."""
    found: dict[str, list[str]] = {}
    for code, tax in connection.exec_driver_sql(
        "SELECT code, tax_code FROM tax_class ORDER BY code, position"
    ):
        found.setdefault(code, []).append(tax)
    return found


def taxes(connection: Connection) -> list[tuple[str, str, str, str, int, int, int]]:
    """Return every tax: code, three names, numerator, denominator, included."""
    rows = connection.exec_driver_sql(
        "SELECT code, name_zh_hans, name_zh_hant, name_en, rate_num, rate_den, included FROM tax"
        " ORDER BY code"
    )
    return [(str(row[0]), row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]
