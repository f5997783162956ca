"""The books cannot be changed: not by us, not by a plain connection, by no way of writing."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as pysqlite
import pytest

from inventory.kernel.clock import SystemClock
from inventory.service.intake import open_office
from inventory.store import intake_repo
from inventory.store.append_only import KEYS, statements
from inventory.store.engine import Database
from tests.inventory.service.checking import path

__all__ = ["path"]


def ours(path: Path, statement: str, values: tuple = ()) -> None:
    books = Database(path)
    try:
        with books.transaction() as connection:
            connection.exec_driver_sql(statement, values)
    finally:
        books.close()


def plain(module: Any) -> Callable[..., None]:
    def execute(path: Path, statement: str, values: tuple = ()) -> None:
        connection = module.connect(str(path))
        try:
            connection.execute(statement, values)
            connection.commit()
        finally:
            connection.close()

    return execute


# The standard library's SQLite may be an old one; whatever it is, it must not get through either.
WAYS = {"ours": ours, "pysqlite3": plain(pysqlite), "sqlite3": plain(sqlite3)}
ATTACKS = {
    "update": "UPDATE {t} SET {c} = {c}",
    "update or replace": "UPDATE OR REPLACE {t} SET {c} = {c}",
    "update or ignore": "UPDATE OR IGNORE {t} SET {c} = {c}",
    "delete": "DELETE FROM {t}",
    "delete one": "DELETE FROM {t} WHERE {c} = (SELECT {c} FROM {t} LIMIT 1)",
    "insert": "INSERT INTO {t} SELECT * FROM {t} LIMIT 1",
    "replace": "REPLACE INTO {t} SELECT * FROM {t} LIMIT 1",
    "insert or ignore": "INSERT OR IGNORE INTO {t} SELECT * FROM {t} LIMIT 1",
    "upsert nothing": "INSERT INTO {t} SELECT * FROM {t} WHERE 1 LIMIT 1 ON CONFLICT DO NOTHING",
    "upsert": "INSERT INTO {t} SELECT * FROM {t} WHERE 1 LIMIT 1"
    " ON CONFLICT DO UPDATE SET {c} = excluded.{c}",
}


def rows(path: Path, table: str) -> list[tuple]:
    connection = pysqlite.connect(str(path))
    found = [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]
    connection.close()
    return found


def columns(path: Path, table: str) -> list[str]:
    connection = pysqlite.connect(str(path))
    found = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    connection.close()
    return found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", KEYS)
def test_books_when_attacked_in_any_way_then_the_attack_fails_and_nothing_moved(
    path: Path, table: str, way: str
) -> None:
    before = rows(path, table)
    assert before
    column = columns(path, table)[-1]
    for name, attack in ATTACKS.items():
        with pytest.raises(Exception, match=r"append-only|already holds this key"):
            WAYS[way](path, attack.format(t=table, c=column))
            pytest.fail(f"{name} got through")
        assert rows(path, table) == before, name


KEY_CASES = [(table, key) for table, keys in KEYS.items() for key in keys]


@pytest.mark.parametrize("verb", ["REPLACE", "INSERT OR IGNORE", "INSERT"])
@pytest.mark.parametrize(("table", "key"), KEY_CASES)
def test_books_when_a_row_comes_under_a_taken_key_then_it_is_refused(
    path: Path, table: str, key: tuple[str, ...], verb: str
) -> None:
    before = rows(path, table)
    row = list(before[0])
    for at, column in enumerate(columns(path, table)):
        if column not in key:
            row[at] = _other(row[at])
    marks = ", ".join("?" * len(row))
    with pytest.raises(pysqlite.IntegrityError, match="already holds this key"):
        WAYS["pysqlite3"](path, f"{verb} INTO {table} VALUES ({marks})", tuple(row))
    assert rows(path, table) == before


def test_guarded_tables_when_made_then_no_hidden_rowid_stands_beside_the_keys_of_the_guard(
    path: Path, tmp_path: Path
) -> None:
    office, _ = open_office(tmp_path / "office.db", SystemClock())
    office.close()
    for file, tables in ((path, KEYS), (tmp_path / "office.db", intake_repo.GUARDED)):
        connection = pysqlite.connect(str(file))
        for table, keys in tables.items():
            about = f"SELECT wr FROM pragma_table_list('{table}')"
            (without_rowid,) = connection.execute(about).fetchone()
            integer_key = [
                (row[1],)
                for row in connection.execute(f"PRAGMA table_info({table})")
                if row[5] and row[2] == "INTEGER"
            ]
            assert without_rowid or (len(integer_key) == 1 and integer_key[0] in keys), table
        connection.close()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", KEYS)
def test_books_when_a_row_is_replaced_by_its_place_in_the_file_then_it_stays(
    path: Path, table: str, way: str
) -> None:
    before = rows(path, table)
    row = {name: _other(each) for name, each in zip(columns(path, table), before[0], strict=True)}
    place = 1
    for name in ("id", "version"):
        if isinstance(row.get(name), int):  # the rowid itself, by its own name
            del row[name]
            place = before[0][0]
    named, marks = ", ".join(["rowid", *row]), ", ".join("?" * (len(row) + 1))
    with pytest.raises(Exception, match=r"no column named rowid|already holds this key"):
        WAYS[way](path, f"REPLACE INTO {table} ({named}) VALUES ({marks})", (place, *row.values()))
    assert rows(path, table) == before


def _other(value: object) -> object:
    if isinstance(value, int):
        return value + 100_000
    return value + b"x" if isinstance(value, bytes) else f"{value}x"


def test_guards_when_counted_then_every_table_of_the_books_has_three(path: Path) -> None:
    connection = pysqlite.connect(str(path))
    have = {row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql <> ''")}
    connection.close()
    assert len(statements()) == 3 * len(KEYS)
    assert set(statements()) <= have


def test_tables_when_listed_then_those_left_unguarded_are_known(path: Path) -> None:
    connection = pysqlite.connect(str(path))
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'style_words%'"
    )
    tables = {row[0] for row in connection.execute(asked)}
    connection.close()
    catalogue = {"tax", "tax_class", "size_system", "style", "variant", "barcode", "barcode_tail"}
    working = {
        "staff", "pin_failure", "location", "style_rank", "cart", "cart_edit", "picture", "stock",
        "print_job", "tender_attempt", "outbox",
    }  # fmt: skip
    assert tables - set(KEYS) == catalogue | working
