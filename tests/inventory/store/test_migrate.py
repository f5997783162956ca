"""Schema steps: forward only, all or nothing, a copy before, a newer file refused."""

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy.exc import OperationalError

from inventory.kernel.errors import Refused
from inventory.service.intake import open_office
from inventory.service.settings import open_site
from inventory.service.verify import verify_file
from inventory.store.engine import Database
from inventory.store.migrate import (
    Migration,
    known,
    migrate,
    require_known,
    schema_version,
    split,
)

NEXT = schema_version() + 1
STEP = Migration(
    NEXT,
    "next.sql",
    ("CREATE TABLE gift (id TEXT PRIMARY KEY) STRICT", "INSERT INTO gift VALUES ('a')"),
)
BROKEN = Migration(
    NEXT, "broken.sql", ("CREATE TABLE gift (id TEXT)", "INSERT INTO nowhere VALUES (1)")
)


def version(path) -> int:
    connection = sqlite.connect(str(path))
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


def test_migrate_when_the_file_is_new_then_it_gets_every_step(tmp_path) -> None:
    books = Database(tmp_path / "till.db")
    assert migrate(books) == schema_version() == len(known())
    assert migrate(books) == schema_version()
    books.close()
    assert version(tmp_path / "till.db") == schema_version()
    assert not list(tmp_path.glob("*.before-*"))


def test_migrate_when_a_step_is_missing_then_a_copy_is_taken_and_the_data_stays(shop) -> None:
    settings = shop.rows("SELECT * FROM setting")
    assert migrate(shop.books, steps=(*known(), STEP)) == NEXT
    copy = shop.path.with_name(f"till.before-{NEXT - 1}.db")
    assert (version(shop.path), version(copy)) == (NEXT, NEXT - 1)
    assert shop.rows("SELECT * FROM gift") == [("a",)]
    assert shop.rows("SELECT * FROM setting") == settings
    before = Database(copy, write=False)
    with before.reading() as connection:
        kept = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM setting")]
    before.close()
    assert kept == settings


def test_migrate_when_a_step_breaks_then_the_file_is_the_old_one_whole(shop) -> None:
    with pytest.raises(OperationalError, match="nowhere"):
        migrate(shop.books, steps=(*known(), BROKEN))
    assert version(shop.path) == schema_version()
    assert shop.rows("SELECT COUNT(*) FROM sqlite_master WHERE name = 'gift'") == [(0,)]
    assert migrate(shop.books, steps=(*known(), STEP)) == NEXT


def test_migrate_when_the_file_is_newer_then_it_is_refused_untouched(shop) -> None:
    migrate(shop.books, steps=(*known(), STEP))
    with pytest.raises(Refused, match=rf"store\.newer_database found={NEXT}"):
        migrate(shop.books)
    assert version(shop.path) == NEXT


def test_require_known_when_asked_then_only_a_shop_of_ours_passes(shop, tmp_path) -> None:
    with shop.reader.reading() as connection:
        require_known(connection)
    empty = Database(tmp_path / "empty.db")
    with pytest.raises(Refused, match=r"settings\.not_a_shop"), empty.reading() as connection:
        require_known(connection)
    empty.close()


def test_files_when_they_are_another_parts_then_they_are_refused_untouched(shop, tmp_path) -> None:
    office, _ = open_office(tmp_path / "office.db", shop.clock)
    office.close()
    before = (tmp_path / "office.db").read_bytes()
    with pytest.raises(Refused, match=r"store\.other_file path=office\.db"):
        verify_file(tmp_path / "office.db")
    other = Database(tmp_path / "office.db")
    with pytest.raises(Refused, match=r"store\.other_file path=office\.db"):
        migrate(other)
    with pytest.raises(Refused, match=r"store\.other_file"):
        open_site(other)
    other.close()
    assert (tmp_path / "office.db").read_bytes() == before
    shop.close()
    with pytest.raises(Refused, match=r"store\.other_file path=till\.db"):
        open_office(shop.path, shop.clock)
    assert verify_file(shop.path).clean


def test_copy_when_made_then_it_is_known_as_a_shop(shop, tmp_path) -> None:
    shop.reader.copy_into(tmp_path / "copy.db")
    assert verify_file(tmp_path / "copy.db").clean


def test_steps_when_read_then_they_are_numbered_one_after_the_other() -> None:
    assert [step.number for step in known()] == list(range(1, len(known()) + 1))


def test_split_when_there_are_comments_then_only_statements_are_left() -> None:
    assert split("-- a; b\nCREATE TABLE a (x); -- why\n\nDROP TABLE b;\n") == (
        "CREATE TABLE a (x)",
        "DROP TABLE b",
    )
