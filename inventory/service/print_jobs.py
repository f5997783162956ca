"""The queue of papers: which is next, what stands on it, and how each one ended.

A job is ``sending`` before its first byte leaves. One found so at a start may be on paper: it is
then ``unknown`` and never sent again by itself; a person asks for a copy, which carries its mark.
"""

from dataclasses import dataclass
from typing import Literal

from inventory.documents.blocks import Document
from inventory.documents.receipt import Template, receipt, void_slip
from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.states import PRINT_JOB
from inventory.kernel.text import Text
from inventory.ledger.envelope import canonical, decode
from inventory.ledger.journal import Origin
from inventory.people.staff import Actor, Permission
from inventory.service.context import Context
from inventory.store import ledger_repo, orders_repo, print_repo, settings_repo
from inventory.store.engine import Connection, Database
from inventory.store.print_repo import JobRow

Outcome = Literal["confirmed", "failed", "unknown"]
OPEN_STATES = ("queued", "sending", "failed", "unknown")
# Set when a sale was taken back before its receipt was printed: not a fault, never retried.
TAKEN_BACK = Text.of("sale.taken_back")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is now ``sending``, with its paper."""

    job_id: str
    kind: str
    document: Document


@dataclass(frozen=True, slots=True)
class OpenJob:
    """A job that a person may want to know of; ``reason`` says why it is not on paper."""

    id: str
    kind: str
    receipt_no: str
    copy_no: int
    state: str
    reason: Text | None
    created_ms: int


class PrintJobs:
    """The queue on the writer's connection."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context = context
        self._books = books

    def at_start(self) -> int:
        """Mark what was being sent when the till stopped as ``unknown``; return how many."""
        with self._books.transaction() as connection:
            lost = print_repo.in_states(connection, ("sending",))
            for job in lost:
                self._change(connection, job, "unknown", Text.of("receipt.stopped_midway"))
        return len(lost)

    def claim(self) -> Claimed | None:
        """Take the job that waits longest; from here on it counts as perhaps printed."""
        with self._books.transaction() as connection:
            job = print_repo.oldest_queued(connection)
            if job is None:
                return None
            document = paper(connection, job)
            self._change(connection, job, "sending")
        return Claimed(job.id, job.kind, document)

    def report(self, job_id: str, outcome: Outcome, reason: Text | None = None) -> None:
        """Write how a claimed job ended, and why."""
        with self._books.transaction() as connection:
            self._change(connection, self._job(connection, job_id), outcome, reason)

    def retry(self, actor: Actor, job_id: str) -> None:
        """Queue a job again that surely never reached the paper; the same job, not a copy."""
        actor.require(Permission.REPRINT)
        with self._books.transaction() as connection:
            job = self._job(connection, job_id)
            if _taken_back(job):
                raise Refused(TAKEN_BACK)
            self._change(connection, job, "queued")

    def _job(self, connection: Connection, job_id: str) -> JobRow:
        job = print_repo.find(connection, job_id)
        if job is None:
            raise Refused(Text.of("receipt.no_such_job"))
        return job

    def _change(
        self, connection: Connection, job: JobRow, state: str, reason: Text | None = None
    ) -> None:
        PRINT_JOB.require(job.state, state)
        kept = "" if reason is None else kept_reason(reason)
        now = self._context.clock.now_ms()
        print_repo.set_state(connection, job.id, state, kept, now)


def kept_reason(reason: Text) -> str:
    """Return a reason as it is kept in a row."""
    return canonical([reason.code, dict(reason.params)]).decode()


def _read_reason(kept: str) -> Text | None:
    if not kept:
        return None
    code, params = decode(kept.encode())
    return Text.of(code, **params)


def _taken_back(job: JobRow) -> bool:
    return _read_reason(job.reason) == TAKEN_BACK


def open_jobs(reader: Database) -> tuple[OpenJob, ...]:
    """Return the jobs that are not on paper for sure, oldest first."""
    with reader.reading() as connection:
        rows = print_repo.in_states(connection, OPEN_STATES)
        return tuple(
            OpenJob(
                row.id, row.kind, _number(connection, row), row.copy_no, row.state,
                _read_reason(row.reason),
                row.created_ms,
            )
            for row in rows
            if not _taken_back(row)
        )  # fmt: skip


def paper(connection: Connection, job: JobRow) -> Document:
    """Return the paper of a job: a pure function of journal body, template and language."""
    body = decode(_entry_body(connection, job))
    template = kept_template(connection, int(body["template"]))
    draw = void_slip if job.kind == "void" else receipt
    return draw(body, template, job.language, job.copy_no)


def kept_template(connection: Connection, version: int) -> Template:
    """Return a template as it was when this version was in force."""
    found = settings_repo.template(connection, version)
    if found is None:
        raise Damaged(Text.of("receipt.no_template", version=version))
    facts = decode(found[1])
    logo = settings_repo.picture(connection, facts["logo"]) if facts["logo"] else None
    return Template(found[0], facts, logo)


def _entry_body(connection: Connection, job: JobRow) -> bytes:
    found = orders_repo.journal_place(connection, job.kind, job.source_id)
    if found is None:
        raise Damaged(Text.of("receipt.no_source", value=job.source_id))
    store_id, till_id, epoch, seq = found
    entry = ledger_repo.entry_at(connection, Origin(store_id, till_id, epoch, 0, ""), seq)
    if entry is None:
        raise Damaged(Text.of("receipt.no_source", value=job.source_id))
    return entry.body


def _number(connection: Connection, job: JobRow) -> str:
    return str(decode(_entry_body(connection, job))["receipt_no"])
