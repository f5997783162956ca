"""The check of what stands beside the documents: schema, settings, taxes, people, shifts, paper."""

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.inventory.service.checking import checked, path

__all__ = ["path"]

ODD = [
    "CREATE TRIGGER evil BEFORE INSERT ON journal WHEN NEW.type = 'no_sale'"
    " BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER evil AFTER INSERT ON tender BEGIN UPDATE stock SET qty_milli = 0; END",
    "DROP INDEX journal_type_seq",
    "CREATE TABLE evil (x)",
    "CREATE VIEW evil AS SELECT * FROM sale",
    "CREATE INDEX evil ON sale (total)",
    "ALTER TABLE sale ADD COLUMN evil TEXT",
]


@pytest.mark.parametrize("change", ODD)
def test_schema_when_something_was_added_or_taken_away_then_it_is_found(path, change: str) -> None:
    with sqlite.connect(str(path)) as connection:
        connection.execute(change)
    connection.close()
    report = checked(path)
    assert report.found == {"schema": 1}
    assert report.findings[0].where.split()[1] in ("evil", "journal_type_seq", "sale")


def test_schema_when_sqlite_has_looked_at_its_indexes_then_nothing_is_found(path) -> None:
    with sqlite.connect(str(path)) as connection:
        connection.execute("ANALYZE")
    connection.close()
    assert checked(path).clean
