"""A shop after a lively day, and how somebody with a database tool would change it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pysqlite3.dbapi2 as sqlite
import pytest

from inventory.ledger.envelope import canonical, decode
from inventory.ledger.journal import GENESIS, Origin
from inventory.service.verify import Report, Verify
from inventory.store import ledger_repo
from inventory.store.engine import Database
from tests.inventory.shop import a_shop
from tests.rigs.crash_day import Day, stock_the_shop

TILL = Origin("SH01", "T01", 1, 1, "")


@cache
def model() -> Path:
    """Make a shop after a lively day, once."""
    folder = Path(mkdtemp())
    shop = a_shop(folder)
    stock_the_shop(shop.admin)
    Day(shop.books, Random(7), shop.clock).run(90)
    shop.close()
    return folder / "till.db"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "till.db"
    shutil.copyfile(model(), copy)
    return copy


def checked(path: Path) -> Report:
    reader = Database(path, write=False)
    try:
        return Verify(reader).run()
    finally:
        reader.close()


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite.Connection]:
    """Open the file as somebody with a database tool would: guards off, and on again afterwards."""
    connection = sqlite.connect(str(path), isolation_level=None)
    guards = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    try:
        yield connection
    finally:
        for _, statement in guards:
            connection.execute(statement)
        connection.close()


def rewrite(path: Path, change: Callable[[dict], None], kind: str = "sale") -> None:
    """Change the body of the first entry of a type and hash the whole chain again."""
    reader = Database(path, write=False)
    with reader.reading() as connection:
        entries = list(ledger_repo.entries(connection, TILL))
    reader.close()
    seq = next(each.seq for each in entries if each.type == kind)
    with unguarded(path) as raw:
        head = GENESIS
        for each in entries:
            body = decode(each.body)
            if each.seq == seq:
                change(body)
            forged = replace(each, body=canonical(body), prev_hash=head)
            head = forged.computed_hash()
            raw.execute(
                "UPDATE journal SET body = ?, prev_hash = ?, hash = ? WHERE seq = ?",
                (forged.body, forged.prev_hash, head, each.seq),
            )
