"""Rows of print jobs: queued, taken, and how each ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

_COLUMNS = "id, kind, source_id, copy_no, language, state, reason, created_ms, changed_ms"


# What a printer is asked for: the first print of a customer's paper, a copy of one, or the rest.
ROLES = ("receipt", "copy", "report")
_ROLE = (
    "CASE WHEN kind NOT IN ('receipt', 'void') THEN 'report'"
    " WHEN copy_no > 0 THEN 'copy' ELSE 'receipt' END"
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """One piece of paper; ``copy_no`` 0 is the first print and carries no mark."""

    id: str
    kind: str
    source_id: str
    copy_no: int
    language: str
    state: str
    reason: str
    created_ms: int
    changed_ms: int


def _row(row: Sequence[Any]) -> JobRow:
    return JobRow(*row)


def find(connection: Connection, job_id: str) -> JobRow | None:
    """Return one job, or nothing."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE id = ?", (job_id,)
    ).first()
    return _row(row) if row else None


def of_source(connection: Connection, kind: str, source_id: str) -> tuple[JobRow, ...]:
    """Return every print of a document, the first one first."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE kind = ? AND source_id = ? ORDER BY copy_no",
        (kind, source_id),
    )
    return tuple(_row(row) for row in rows)


def oldest_queued(connection: Connection, roles: Sequence[str] = ROLES) -> JobRow | None:
    """Return the job that waits longest among those of some roles."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE state = 'queued'"
        f" AND {_ROLE} IN ({', '.join('?' * len(roles))}) ORDER BY created_ms, id LIMIT 1",
        tuple(roles),
    ).first()
    return _row(row) if row else None


def in_states(connection: Connection, states: Sequence[str]) -> tuple[JobRow, ...]:
    """Return the jobs in any of these states, oldest first."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE state IN ({', '.join('?' * len(states))})"
        " ORDER BY created_ms, id",
        tuple(states),
    )
    return tuple(_row(row) for row in rows)


def set_state(connection: Connection, job_id: str, state: str, reason: str, at_ms: int) -> None:
    """Write how a job stands now."""
    connection.exec_driver_sql(
        "UPDATE print_job SET state = ?, reason = ?, changed_ms = ? WHERE id = ?",
        (state, reason, at_ms, job_id),
    )
