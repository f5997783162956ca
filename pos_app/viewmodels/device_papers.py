"""The papers that are not surely on paper: each with its way out, and all put aside at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.service.print_jobs import OpenJob
from pos_app.viewmodels.base import Failed
from pos_app.viewmodels.conditions import alone
from pos_app.viewmodels.double_tap import Taps
from pos_app.viewmodels.receipts import (
    has_printer,
    held_up_by,
    to_settle,
    unsettled,
    waits_for_real,
)
from pos_app.viewmodels.status_bar import condition_word
from pos_app.viewmodels.till import Till

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is not surely on paper; ``way`` is ``retry``, ``copy`` or nothing to do."""

    key: str
    title: str
    caption: str
    state: str
    word: str
    way: str
    way_word: str
    aside_word: str = ""


@dataclass(frozen=True, slots=True)
class AsideFace:
    """The key that puts all papers aside; none where it has no word. A ``question`` waits for a
    yes with the same key, or a no with ``keep``.
    """

    word: str = ""
    question: str = ""
    keep: str = ""


NO_ASIDE = AsideFace()


class Papers:
    """What the devices' page lists and does of them; ``say`` shows words of what came of it."""

    def __init__(
        self, till: Till, refresh: Callable[[], None], say: Callable[[str], None], failed: Failed
    ) -> None:
        self._till, self._refresh, self._say, self._failed = till, refresh, say, failed
        self._asked: tuple[str, ...] = ()
        self._taps, self._busy = Taps(till.context.clock), False

    def listed(self) -> tuple[OpenJob, ...]:
        """Return the papers that a person may settle."""
        return to_settle(self._till)

    def print_again(self, job_id: str) -> None:
        """Print a paper again: the same where it surely failed, else a copy with its mark."""
        job = next((each for each in unsettled(self._till) if each.id == job_id), None)
        if job is None or self._busy or self._taps.hasty():
            return
        writes, actor = self._till.writes, self._till.session.require()
        if job.state == "failed":
            self._write(lambda: writes.print_jobs.retry(actor, job.id), self._printing)
        else:
            self._write(lambda: writes.checkout.reprint(actor, job.receipt_no), self._printing)

    def put_aside(self, job_id: str) -> None:
        """Stop showing a paper that nobody wants any more; the books keep how it ended."""
        if self._busy or self._taps.hasty():
            return
        jobs, actor = self._till.writes.print_jobs, self._till.session.require()
        self._write(lambda: jobs.dismiss(actor, job_id), self._put_aside)

    def put_all_aside(self) -> None:
        """Ask whether all papers that are listed shall be put aside; asked, do it.

        The second half of a double tap has read no question and answers none.
        """
        till, asked = self._till, self._asked
        if self._busy or self._taps.hasty():
            return
        if not asked:
            self._asked = tuple(job.id for job in to_settle(till))
            self._refresh()
            return
        actor, self._asked = till.session.require(), ()

        def done(count: int) -> None:
            self._say(till.words("devices.were_put_aside", n=count))

        self._write(lambda: till.writes.print_jobs.dismiss_all(actor, asked), done)
        self._refresh()

    def keep_all(self) -> None:
        """Leave the papers where they are."""
        self._asked = ()
        self._refresh()

    def _write(self, job: Callable[[], T], then: Callable[[T], None]) -> None:
        """Change papers, one change after the other: the next tap is on what came of this one."""
        self._busy = True

        def done(answer: T) -> None:
            self._busy = False
            then(answer)

        def failed(error: SuanpanError) -> None:
            self._busy = False
            self._failed(error)

        self._till.hands.write(job, done, failed)

    def _put_aside(self, _: object) -> None:
        self._say(self._till.words("devices.was_put_aside"))

    def _printing(self, _: object) -> None:
        self._till.devices.wake_printer()
        self._till.sync.wake()
        told = "devices.paper_sent" if has_printer(self._till) else "receipts.no_printer"
        self._say(self._till.words(told))

    def aside(self, listed: int) -> AsideFace:
        """Return the key that puts so many papers aside."""
        tr, asked = self._till.words, len(self._asked)
        if asked:
            question = tr("devices.aside_all_ask", n=asked)
            return AsideFace(tr("devices.put_aside"), question, tr("devices.aside_keep"))
        return AsideFace(tr("devices.aside_all", n=listed)) if listed > 1 else NO_ASIDE

    def row(self, job: OpenJob) -> PaperRow:
        """Return a paper as the page shows it."""
        tr = self._till.words
        reason = tr.text(job.reason) if job.reason is not None else ""
        way = {"failed": "retry", "unknown": "copy"}.get(job.state, "")
        words = {"retry": tr("receipts.retry"), "copy": tr("payment.reprint")}
        title = tr("devices.paper_copy", receipt=job.receipt_no, n=job.copy_no)
        return PaperRow(
            key=job.id,
            title=title if job.copy_no else job.receipt_no,
            caption=tr("devices.paper_look")
            if way == "copy"
            else reason
            if way and reason
            else self._why(job, way),
            state="fault" if job.state == "failed" else "warn",
            word=tr(f"receipts.state.{job.state}"),
            way=way,
            way_word=words.get(way, ""),
            aside_word=tr(f"devices.aside.{way}") if way else "",
        )

    def _why(self, job: OpenJob, way: str) -> str:
        """Return since when a paper is listed, or what it waits for."""
        if not way and waits_for_real(self._till, job):
            return self._till.words("receipts.waits_for_real")
        if way or has_printer(self._till):
            printer = None if way else held_up_by(self._till)
            return (
                alone(condition_word(self._till, printer))
                if printer
                else self._time(job.created_ms)
            )
        return self._till.words("receipts.no_printer")

    def _time(self, at_ms: int) -> str:
        return local_time(at_ms, self._till.context.site.zone)[11:19]
