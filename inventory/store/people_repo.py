"""Rows of staff and of failed sign-ons, and the pepper file that stands beside the database."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from inventory.kernel.errors import Damaged
from inventory.kernel.text import Text
from inventory.people.secrets import PEPPER_BYTES
from inventory.people.staff import Role

_COLUMNS = "id, code, name, role, language, active, pin_hash"


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One person of the staff as stored."""

    id: str
    code: str
    name: str
    role: Role
    language: str
    pin_hash: str
    active: bool = True


def pepper_path(database: Path) -> Path:
    """Return where the pepper of this database is; a copy of the file alone opens no PIN."""
    return database.with_name(database.name + ".pepper")


def create_pepper(database: Path) -> bytes:
    """Write a new pepper that only this user may read; an existing one is kept and returned."""
    path = pepper_path(database)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return load_pepper(database)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(PEPPER_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return load_pepper(database)


def load_pepper(database: Path) -> bytes:
    """Read the pepper; without it no PIN can be proven, so a missing one is ``Damaged``."""
    path = pepper_path(database)
    if not path.is_file():
        raise Damaged(Text.of("staff.pepper_missing", path=path.name))
    found = path.read_bytes()
    if len(found) != PEPPER_BYTES:
        raise Damaged(Text.of("staff.pepper_missing", path=path.name))
    return found


def insert(
    connection: Connection, origin: tuple[str, str, int], row: StaffRow, created_ms: int
) -> None:
    """Add a person."""
    connection.exec_driver_sql(
        "INSERT INTO staff (id, store_id, till_id, epoch, code, name, role, pin_hash, language,"
        " active, created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row.id, *origin, row.code, row.name, row.role.value, row.pin_hash, row.language,
            int(row.active), created_ms,
        ),
    )  # fmt: skip


def update(connection: Connection, row: StaffRow) -> None:
    """Bring a person's row to this; the id stays."""
    connection.exec_driver_sql(
        "UPDATE staff SET code = ?, name = ?, role = ?, language = ?, active = ?, pin_hash = ?"
        " WHERE id = ?",
        (
            row.code, row.name, row.role.value, row.language, int(row.active), row.pin_hash, row.id,
        ),
    )  # fmt: skip


def find(connection: Connection, staff_id: str) -> StaffRow | None:
    """Return a person by id, or nothing."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM staff WHERE id = ?", (staff_id,)
    ).first()
    return _row(tuple(row)) if row else None


def everybody(connection: Connection) -> list[StaffRow]:
    """Return all people, those who left too, in the order they came."""
    rows = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM staff ORDER BY created_ms, code")
    return [_row(tuple(row)) for row in rows]


def code_taken(connection: Connection, code: str, but_id: str = "") -> bool:
    """Tell whether somebody else has this code."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM staff WHERE code = ? AND id <> ?", (code, but_id)
    ).first()
    return row is not None


def failures(connection: Connection, staff_id: str) -> list[int]:
    """Return the instants of a person's failed sign-ons since the last good one, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT at_ms FROM pin_failure WHERE staff_id = ? ORDER BY at_ms", (staff_id,)
    )
    return [row[0] for row in rows]


def till_failures(connection: Connection, since_ms: int) -> list[int]:
    """Return the instants of everybody's failures at this till since an instant, oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT at_ms FROM pin_failure WHERE at_ms >= ? ORDER BY at_ms", (since_ms,)
    )
    return [row[0] for row in rows]


def add_failure(connection: Connection, staff_id: str, at_ms: int) -> None:
    """Count an attempt as failed until it has proven good; forget those of days ago."""
    connection.exec_driver_sql(
        "INSERT INTO pin_failure (staff_id, at_ms) VALUES (?, ?)", (staff_id, at_ms)
    )
    connection.exec_driver_sql("DELETE FROM pin_failure WHERE at_ms < ?", (at_ms - 172_800_000,))


def forget_failures(connection: Connection, staff_id: str) -> None:
    """Forget a person's failures after a good sign-on."""
    connection.exec_driver_sql("DELETE FROM pin_failure WHERE staff_id = ?", (staff_id,))


def _row(row: tuple[object, ...]) -> StaffRow:
    staff_id, code, name, role, language, active, pin_hash = row
    return StaffRow(
        str(staff_id), str(code), str(name), Role(role), str(language), str(pin_hash), bool(active)
    )
