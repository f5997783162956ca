"""Bring a file to this program's schema: numbered SQL, forward only, after taking a copy.

``PRAGMA user_version`` counts what was applied, ``PRAGMA application_id`` says whose file it is.
A newer file than this program is refused, and so is one of another part or another program.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy.engine import Connection

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.store import append_only
from inventory.store.engine import Database

# Whose file it is.
TILL, OFFICE = (int.from_bytes(word) for word in (b"SuTi", b"SuHO"))


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step: its statements run in one transaction with the new number."""

    number: int
    name: str
    statements: tuple[str, ...]


def known() -> tuple[Migration, ...]:
    """Return every migration this program ships, in order."""
    folder = resources.files("inventory.store") / "migrations"
    found = [each for each in folder.iterdir() if each.name.endswith(".sql")]
    made = []
    for each in sorted(found, key=lambda each: each.name):
        number = int(each.name[:4])
        statements = split(each.read_text("utf-8"))
        if number == 1:
            statements += append_only.statements()
        made.append(Migration(number, each.name, statements))
    return tuple(made)


def split(script: str) -> tuple[str, ...]:
    """Cut a script into statements; our scripts hold no semicolon inside a statement."""
    bare = re.sub(r"--[^\n]*", "", script)
    return tuple(part.strip() for part in bare.split(";") if part.strip())


def schema_version() -> int:
    """Return the newest schema this program knows."""
    return known()[-1].number


@cache
def schema() -> dict[tuple[str, str], str]:
    """Return (kind, name) → statement of everything that a file of this program's schema holds."""
    fresh = sqlite.connect(":memory:")
    try:
        for step in known():
            for statement in step.statements:
                fresh.execute(statement)
        found = fresh.execute("SELECT type, name, COALESCE(sql, '') FROM sqlite_schema")
        return {(str(kind), str(name)): str(sql) for kind, name, sql in found}
    finally:
        fresh.close()


def migrate(
    database: Database, *, steps: tuple[Migration, ...] | None = None, part: int = TILL
) -> int:
    """Apply what is missing and return the schema version; a newer or foreign file is refused."""
    steps = known() if steps is None else steps
    with database.reading() as connection:
        have = _version(connection)
        if have or _part(connection):
            require_part(connection, part)
    newest = steps[-1].number
    if have > newest:
        raise Refused(Text.of("store.newer_database", found=have, known=newest))
    if 0 < have < newest:
        _copy_before(database, have)
    for step in steps:
        if step.number > have:
            _apply(database, step, part)
    return newest


def require_known(connection: Connection) -> None:
    """Refuse to read a file that is no shop, or that a newer program has written."""
    have, newest = _version(connection), schema_version()
    if have == 0:
        raise Refused(Text.of("settings.not_a_shop"))
    require_part(connection, TILL)
    if have > newest:
        raise Refused(Text.of("store.newer_database", found=have, known=newest))


def require_part(connection: Connection, part: int) -> None:
    """Refuse a file of another part of Suanpan, or of another program."""
    if _part(connection) != part:
        name = Path(str(connection.exec_driver_sql("PRAGMA database_list").one()[2])).name
        raise Refused(Text.of("store.other_file", path=name))


def _part(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _apply(database: Database, step: Migration, part: int) -> None:
    with database.transaction() as connection:
        for statement in step.statements:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version={step.number}")
        connection.exec_driver_sql(f"PRAGMA application_id={part}")


def _copy_before(database: Database, have: int) -> Path:
    """Keep the file as it is, beside it, before anything is changed."""
    copy = database.path.with_name(f"{database.path.stem}.before-{have}{database.path.suffix}")
    copy.unlink(missing_ok=True)
    database.copy_into(copy)
    return copy
