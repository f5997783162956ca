"""Rows of print jobs: queued, taken, and how each ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from inventory.ledger.journal import Origin

_COLUMNS = (
    "id, kind, source_id, copy_no, language, state, reason, created_ms, changed_ms, aside, repeats"
)
# As the partial index says it: without these words every job there ever was is looked at.
_OPEN = "aside = 0 AND state IN ('queued', 'sending', 'failed', 'unknown')"


_CHUNK = 500
# What a printer is asked for: the first print of a customer's paper, a copy of one, or the rest.
ROLES = ("receipt", "copy", "report")
_ROLE = (
    "CASE WHEN kind NOT IN ('receipt', 'void') THEN 'report'"
    " WHEN COALESCE(repeats, copy_no) > 0 THEN 'copy' ELSE 'receipt' END"
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """One piece of paper; ``copy_no`` 0 is the first print and carries no mark.

    ``repeats``: the copy number of the print that it repeats by itself, None where it does not.
    """

    id: str
    kind: str
    source_id: str
    copy_no: int
    language: str
    state: str
    reason: str
    created_ms: int
    changed_ms: int
    aside: int = 0
    repeats: int | None = None


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


def oldest_queued(
    connection: Connection, roles: Sequence[str] = ROLES, since_ms: int = 0
) -> JobRow | None:
    """Return the job that waits longest among those of some roles, made since an instant."""
    row = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE {_OPEN} AND state = 'queued'"
        f" AND {_ROLE} IN ({', '.join('?' * len(roles))}) AND created_ms >= ?"
        " ORDER BY created_ms, id LIMIT 1",
        (*roles, since_ms),
    ).first()
    return _row(row) if row else None


def in_states(
    connection: Connection, states: Sequence[str], *, since_ms: int = 0, most: int = -1
) -> tuple[JobRow, ...]:
    """Return the jobs in any of these states that nobody put aside, oldest first.

    ``since_ms``: none that was made before; ``most``: so many of the newest, all where it is -1.
    """
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE {_OPEN}"
        f" AND state IN ({', '.join('?' * len(states))}) AND created_ms >= ?"
        " ORDER BY created_ms DESC, id DESC LIMIT ?",
        (*states, since_ms, most),
    )
    return tuple(_row(row) for row in rows)[::-1]


def waiting_before(connection: Connection, at_ms: int) -> tuple[JobRow, ...]:
    """Return what waits unchanged since before an instant, oldest first."""
    rows = connection.exec_driver_sql(
        f"SELECT {_COLUMNS} FROM print_job WHERE {_OPEN} AND state = 'queued'"
        " AND created_ms < ? AND changed_ms < ? ORDER BY created_ms, id",
        (at_ms, at_ms),
    )
    return tuple(_row(row) for row in rows)


def numbers_of(connection: Connection, jobs: Sequence[JobRow]) -> dict[str, str]:
    """Return the receipt's number of each job; one whose document is not there has none."""
    found: dict[str, str] = {}
    for kind, table in (("receipt", "sale"), ("void", "post_void")):
        ids = tuple(dict.fromkeys(each.source_id for each in jobs if each.kind == kind))
        for at in range(0, len(ids), _CHUNK):
            some = ids[at : at + _CHUNK]
            rows = connection.exec_driver_sql(
                f"SELECT id, receipt_no FROM {table} WHERE id IN ({', '.join('?' * len(some))})",
                some,
            )
            numbers = {str(row[0]): str(row[1]) for row in rows}
            found.update(
                {
                    each.id: numbers[each.source_id]
                    for each in jobs
                    if each.kind == kind and each.source_id in numbers
                }
            )
    return found


def insert_repeat(
    connection: Connection, origin: Origin, job: JobRow, again: tuple[str, int, str], at_ms: int
) -> None:
    """Queue a print once more as ``(id, copy number, reason)``; twice is an error."""
    new_id, copy_no, reason = again
    connection.exec_driver_sql(
        "INSERT INTO print_job (id, store_id, till_id, epoch, kind, source_id, copy_no, language,"
        " state, reason, created_ms, changed_ms, repeats)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)",
        (new_id, origin.store_id, origin.till_id, origin.epoch, job.kind, job.source_id, copy_no,
         job.language, reason, at_ms, at_ms, job.copy_no),
    )  # fmt: skip


def give_up(connection: Connection, changes: Sequence[tuple[str, str]], at_ms: int) -> None:
    """Let many jobs wait no longer: ``(job, reason)``."""
    if changes:
        connection.exec_driver_sql(
            "UPDATE print_job SET state = 'failed', reason = ?, changed_ms = ? WHERE id = ?",
            [(reason, at_ms, job_id) for job_id, reason in changes],
        )


def put_aside(connection: Connection, job_ids: Sequence[str]) -> None:
    """Ask nobody about these any more."""
    if job_ids:
        connection.exec_driver_sql(
            "UPDATE print_job SET aside = 1 WHERE id = ?", [(each,) for each in job_ids]
        )


def settle_doubts(connection: Connection, copy: JobRow) -> None:
    """Ask nobody any more about prints of a paper whose copy came out; they stay what they are."""
    connection.exec_driver_sql(
        "UPDATE print_job SET aside = 1 WHERE kind = ? AND source_id = ? AND state = 'unknown'"
        " AND copy_no < ?",
        (copy.kind, copy.source_id, copy.copy_no),
    )


def set_state(connection: Connection, job_id: str, state: str, reason: str, at_ms: int) -> None:
    """Write how a job stands now; one that was put aside comes back with it."""
    connection.exec_driver_sql(
        "UPDATE print_job SET state = ?, reason = ?, changed_ms = ?, aside = 0 WHERE id = ?",
        (state, reason, at_ms, job_id),
    )
