"""The queue of papers: which is next, what stands on it, and how each one ended.

A job is ``sending`` before its first byte leaves. One found so at a start may be on paper: it is
then ``unknown`` and never sent again by itself; a person asks for a copy, which carries its mark.
Only where a printer said that its paper ended in the middle, or its cover was opened, the whole is
printed once more by itself: a reprint with its mark, in the journal like a copy.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from inventory.documents.blocks import Document
from inventory.documents.receipt import (
    Mark,
    Marks,
    Template,
    languages_of,
    receipt,
    void_slip,
)
from inventory.documents.receipt_words import word
from inventory.kernel.clock import start_of_day
from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.states import PRINT_JOB
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import canonical, decode
from inventory.ledger.journal import Origin
from inventory.people.staff import SYSTEM, Actor, Permission
from inventory.service.context import Context
from inventory.service.standing import require_still
from inventory.store import ledger_repo, orders_repo, print_repo, settings_repo
from inventory.store.engine import Connection, Database
from inventory.store.print_repo import JobRow

Outcome = Literal["confirmed", "failed", "unknown"]
OPEN_STATES = ("queued", "sending", "failed", "unknown")
# Set when a sale was taken back before its receipt was printed: not a fault, never retried.
TAKEN_BACK = Text.of("sale.taken_back")
# Set when a person said that a paper needs no more thought.
DISMISSED = Text.of("receipt.dismissed")
# A printer that said so while it printed: something is on paper, and for sure not all of it.
MIDWAY = frozenset({"hardware.printer.paper_out", "hardware.printer.cover_open"})
AGAIN = Text.of("receipt.again")
_MOST_KEPT = 50
# So many are listed at most: who has more of them has another trouble than one of them.
_MOST_LISTED = 200
# A paper that waited so long is not printed by itself any more: its customer has gone.
WAITS_MS = 10 * 60_000
# How long a paper that may have printed is called to mind; nobody looks for it a day later.
REMEMBERED_MS = 12 * 3_600 * 1_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is now ``sending``, with its paper; ``name`` is one that a file can have.

    ``after_stop``: the till stopped in the middle of another, of which a printer may have half.
    """

    job_id: str
    kind: str
    document: Document
    name: str = ""
    after_stop: bool = False


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
        self._stopped = False

    def at_start(self) -> int:
        """Mark what was being sent when the till stopped as ``unknown``; return how many."""
        self.tidy()
        with self._books.transaction() as connection:
            lost = print_repo.in_states(connection, ("sending",))
            for job in lost:
                self._change(connection, job, "unknown", Text.of("receipt.stopped_midway"))
        self._stopped = bool(lost)
        return len(lost)

    def claim(self, roles: Sequence[str] = print_repo.ROLES, since_ms: int = 0) -> Claimed | None:
        """Take the job that waits longest; from here on it counts as perhaps printed.

        ``since_ms``: none that was made before.

        What waits for long is not printed by itself: nobody stands there for it any more, and the
        next customer would wait behind it. A paper that cannot be drawn stops no other.
        """
        with self._books.transaction() as connection:
            now = self._context.clock.now_ms()
            waited = print_repo.waiting_before(connection, now - WAITS_MS)
            self._give_up(connection, waited, now)
            while (job := print_repo.oldest_queued(connection, roles, since_ms)) is not None:
                claimed = _drawn(connection, job)
                if isinstance(claimed, Claimed):
                    self._change(connection, job, "sending")
                    return replace(claimed, after_stop=self._stopped)
                self._change(connection, job, "failed", claimed)
        return None

    def tidy(self) -> int:
        """Put aside what waits since another business day; return how many that were.

        A till that prints yesterday's receipts in the morning hands out wrong ones, and one that
        has no printer would collect them for ever.
        """
        with self._books.transaction() as connection:
            start = self._day_start()
            old = print_repo.waiting_before(connection, start)
            self._give_up(connection, old, self._context.clock.now_ms())
            failed = print_repo.in_states(connection, ("failed",))
            past = [each.id for each in failed if each.created_ms < start and _waited(each)]
            print_repo.put_aside(connection, past)
        return len(old) + len(past)

    def _give_up(self, connection: Connection, jobs: Sequence[JobRow], now: int) -> None:
        """Let jobs wait no longer, all at once; say since when, or how long, they did."""
        start, date = self._day_start(), self._context.business_date
        waited = kept_reason(Text.of("receipt.waited", minutes=WAITS_MS // 60_000))
        rows = []
        for each in jobs:
            stale = kept_reason(Text.of("receipt.stale", date=date(each.changed_ms)))
            rows.append((each.id, waited if each.changed_ms >= start else stale))
        print_repo.give_up(connection, rows, now)
        print_repo.put_aside(connection, [each.id for each in jobs if each.changed_ms < start])

    def _day_start(self) -> int:
        """Return the instant at which this business day began."""
        site = self._context.site
        today = self._context.business_date(self._context.clock.now_ms())
        return start_of_day(today, site.zone) + site.day_cut_hour * 3_600_000

    def report(self, job_id: str, outcome: Outcome, reason: Text | None = None) -> str:
        """Write how a claimed job ended, and why; return the name of its paper.

        Where the printer said that paper ended in it, the whole is queued again in the same step. A
        copy that came out settles the doubt about the prints before it.
        """
        with self._books.transaction() as connection:
            job = self._job(connection, job_id)
            self._change(connection, job, outcome, reason)
            if outcome == "unknown" and reason is not None and reason.code in MIDWAY:
                self._print_again(connection, job)
            if outcome == "confirmed" and job.copy_no:
                print_repo.settle_doubts(connection, job)
            return _name(_number(connection, job), job.copy_no)

    def _print_again(self, connection: Connection, job: JobRow) -> None:
        """Queue and journal one repeat of a job, marked as a reprint; a repeat gets none itself."""
        if job.repeats is not None:
            return
        copy_no = len(print_repo.of_source(connection, job.kind, job.source_id))
        number, context = _number(connection, job), self._context
        body = {"receipt_no": number, "source_id": job.source_id, "copy": copy_no}
        context.record(connection, SYSTEM, journal.COPY, body)
        again = (context.new_id(), copy_no, kept_reason(AGAIN))
        now = context.clock.now_ms()
        print_repo.insert_repeat(connection, context.origin, job, again, now)
        print_repo.put_aside(connection, (job.id,))

    def put_back(self, job_id: str, reason: Text) -> str:
        """Let another printer take a job that surely did not print; return its paper's name."""
        with self._books.transaction() as connection:
            self._change(connection, self._job(connection, job_id), "failed", reason)
            job = self._job(connection, job_id)
            self._change(connection, job, "queued", reason)
            return _name(_number(connection, job), job.copy_no)

    def not_printed(self, but: Collection[str] = ()) -> tuple[Claimed, ...]:
        """Return the papers that wait or failed today, at most fifty, without some jobs."""
        with self._books.reading() as connection:
            start = self._day_start()
            rows = print_repo.in_states(
                connection, ("queued", "failed"), since_ms=start, most=_MOST_LISTED
            )
            wanted = [row for row in rows if row.id not in but][-_MOST_KEPT:]
            drawn = (_drawn(connection, row) for row in wanted)
            return tuple(each for each in drawn if isinstance(each, Claimed))

    def kept(self, job_ids: Sequence[str]) -> None:
        """Say of jobs that wait that their paper lies as a picture in the shop's folder."""
        reason = kept_reason(Text.of("receipt.kept_as_picture", minutes=WAITS_MS // 60_000))
        with self._books.transaction() as connection:
            for job_id in job_ids:
                job = self._job(connection, job_id)
                if job.state == "queued":
                    print_repo.set_state(connection, job.id, job.state, reason, job.changed_ms)

    def dismiss(self, actor: Actor, job_id: str) -> None:
        """Stop asking about a paper that failed or may have printed; it stays what it is."""
        actor.require(Permission.REPRINT)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            job = self._job(connection, job_id)
            if job.state not in ("failed", "unknown"):
                raise Refused(Text.of("receipt.not_in_doubt"))
            now = self._context.clock.now_ms()
            reason = kept_reason(DISMISSED)
            print_repo.set_state(connection, job.id, job.state, reason, now)
            print_repo.put_aside(connection, (job.id,))

    def dismiss_all(self, actor: Actor, job_ids: Sequence[str]) -> int:
        """Stop asking about papers, and let those of them that wait wait no longer; return of
        how many. What is being printed by now, or is done, is left as it is.
        """
        actor.require(Permission.REPRINT)
        count = 0
        with self._books.transaction() as connection:
            require_still(connection, actor)
            for job_id in job_ids:
                job = self._job(connection, job_id)
                if job.state == "queued":
                    self._change(connection, job, "failed", DISMISSED)
                elif job.state in ("failed", "unknown"):
                    now, reason = self._context.clock.now_ms(), kept_reason(DISMISSED)
                    print_repo.set_state(connection, job.id, job.state, reason, now)
                else:
                    continue
                print_repo.put_aside(connection, (job.id,))
                count += 1
        return count

    def retry(self, actor: Actor, job_id: str) -> None:
        """Queue a job again that surely never reached the paper; the same job, not a copy."""
        actor.require(Permission.REPRINT)
        with self._books.transaction() as connection:
            require_still(connection, actor)
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


def _waited(job: JobRow) -> bool:
    reason = _read_reason(job.reason)
    return reason is not None and reason.code in ("receipt.waited", "receipt.stale")


def _drawn(connection: Connection, job: JobRow) -> Claimed | Text:
    """Return a job with its paper; why there is none, where the books do not hold what it needs."""
    try:
        return _claimed(connection, job)
    except Damaged as error:
        return error.text
    except (KeyError, TypeError, ValueError):
        return Text.of("receipt.undrawable")


def _claimed(connection: Connection, job: JobRow) -> Claimed:
    name = _name(_number(connection, job), job.copy_no)
    return Claimed(job.id, job.kind, paper(connection, job), name)


def _name(receipt_no: str, copy_no: int) -> str:
    return f"{receipt_no}-{copy_no}" if copy_no else receipt_no


def open_jobs(
    reader: Database, states: Sequence[str] = OPEN_STATES, most: int = _MOST_LISTED
) -> tuple[OpenJob, ...]:
    """Return the newest jobs that are not on paper for sure, oldest first."""
    with reader.reading() as connection:
        return _shown(connection, print_repo.in_states(connection, states, most=most))


def of_late(jobs: Sequence[OpenJob], now_ms: int) -> tuple[OpenJob, ...]:
    """Return those of the papers in doubt that somebody should still think of."""
    since = now_ms - REMEMBERED_MS
    return tuple(
        job
        for job in jobs
        if job.state == "failed" or (job.state == "unknown" and job.created_ms >= since)
    )


def jobs_of_sale(reader: Database, sale_id: str) -> tuple[OpenJob, ...]:
    """Return the papers of one sale that are not on paper for sure, also from days ago."""
    with reader.reading() as connection:
        rows = print_repo.of_source(connection, "receipt", sale_id)
        return _shown(
            connection,
            [row for row in rows if row.state != "confirmed" and (not row.aside or _waited(row))],
        )


def _shown(connection: Connection, rows: Sequence[JobRow]) -> tuple[OpenJob, ...]:
    numbers = print_repo.numbers_of(connection, rows)
    return tuple(
        OpenJob(
            row.id, row.kind, numbers.get(row.id, ""), row.copy_no, row.state,
            _read_reason(row.reason),
            row.created_ms,
        )
        for row in rows
    )  # fmt: skip


def paper(connection: Connection, job: JobRow) -> Document:
    """Return the paper of a job: a pure function of journal body, template, language and marks.

    A copy says COPY, or REPRINT where a print before it is in doubt: it may be the first paper.
    Whatever is drawn of a sale after it was taken back says so, with the void's number.
    """
    body = decode(_entry_body(connection, job))
    template = kept_template(connection, int(body["template"]))
    draw = void_slip if job.kind == "void" else receipt
    voided_by = orders_repo.void_of(connection, job.source_id) or ""
    marks = Marks(job.copy_no, _mark(connection, job), voided_by)
    return draw(body, template, job.language, marks)


def marked(connection: Connection, job: JobRow) -> str:
    """Return the words that mark the paper of a copy, with its number, as they stand on it."""
    body = decode(_entry_body(connection, job))
    layout = kept_template(connection, int(body["template"])).layout
    named = word(layout, _mark(connection, job), languages_of(job.language))
    return f"{named} {job.copy_no}"


def _mark(connection: Connection, job: JobRow) -> Mark:
    before = print_repo.of_source(connection, job.kind, job.source_id)[: job.copy_no]
    known = {each.state for each in before}
    doubt = job.repeats is not None or ("unknown" in known and "confirmed" not in known)
    return "reprint" if doubt else "copy"


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
