"""The queue of receipts seen from the printer: claims a job, prints it, reports how it ended.

The jobs live in the till's books; this knows two callables and no table. A job that may be on
paper is never printed again from here: ``unknown`` is for a person. Drawer kicks never pass here.

Each job is one piece of the printer's work and the books are asked elsewhere, so that a pulse for
the drawer stands behind one receipt at most, and behind nothing that the books are busy with.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from inventory.documents.blocks import Document
from inventory.kernel.text import Text
from pos_app.hardware.categories import WORKING, Outcome, Printed
from pos_app.hardware.devices import PrinterDevice
from pos_app.hardware.driver import Mistrusts
from pos_app.hardware.worker import Job

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is now ``sending`` in the books, which was made durable before this exists.

    ``after_stop``: the till before stopped in the middle of one, of which a printer may have half.
    """

    job_id: str
    document: Document
    after_stop: bool = False


Claim = Callable[[], Claimed | None]
Report = Callable[[str, Outcome, Text], None]
Elsewhere = Callable[[Callable[[], None]], object]


def here(job: Callable[[], None]) -> None:
    """Do it at once on this thread."""
    job()


class Spool:
    """Feeds one printer, one job at a time.

    ``claim`` returns the oldest waiting job, marked as sending by then, or nothing. ``report``
    must have written the outcome when it returns. Both are called where ``elsewhere`` has them
    done, in the order they were given: on the writer's thread in a till.
    """

    def __init__(
        self, printer: PrinterDevice, claim: Claim, report: Report, elsewhere: Elsewhere = here
    ) -> None:
        self._printer, self._claim, self._report = printer, claim, report
        self._elsewhere = elsewhere
        self._lock = threading.Lock()
        self._busy = self._rung = False

    def wake(self) -> None:
        """Say that a job is waiting; from any thread, returns at once, may be called too often.

        Also call it when the printer became ready again: jobs wait in the books until then.
        """
        with self._lock:
            if self._busy:
                self._rung = True
                return
            self._busy = True
        self._next()

    def _next(self) -> None:
        """Look at the printer before the next job is claimed."""
        self._printer.worker.submit(Job(self._look, self._not_now, self._not_now))

    def _rest(self) -> None:
        """Wait to be woken; who called meanwhile is heard."""
        with self._lock:
            self._busy, again, self._rung = self._rung, self._rung, False
        if again:
            self._next()

    def _not_now(self, reason: Text) -> None:
        _LOG.info("spool_waits device=%s reason=%s", self._printer.device_id, reason.code)
        with self._lock:
            self._busy = self._rung = False

    # --- on the printer's thread -----------------------------------------------------------

    def _look(self) -> None:
        if self._printer.worker.status.condition in WORKING:
            self._ask(self._take)
        else:
            self._rest()

    def _print(self, claimed: Claimed) -> None:
        """Print one job; whatever goes wrong inside, its outcome is written."""
        driver = self._printer.driver
        try:
            if claimed.after_stop and isinstance(driver, Mistrusts):
                driver.mistrust()
            printed = driver.print_document(claimed.document)
        except BaseException:
            crashed = Printed("unknown", Text.of("hardware.print.crashed"))
            self._ask(lambda: self._ended(claimed, crashed))
            raise
        self._ask(lambda: self._ended(claimed, printed))
        if printed.outcome != "confirmed":
            # Look how the printer is before the next customer's receipt is risked.
            self._printer.worker.report(self._printer.driver.attend(0.0))

    # --- where the books are asked ---------------------------------------------------------

    def _ask(self, job: Callable[[], None]) -> None:
        """Have the books asked; a till that closes has no more answers."""
        try:
            self._elsewhere(job)
        except RuntimeError:
            _LOG.info("spool_ends device=%s", self._printer.device_id)

    def _take(self) -> None:
        """Claim the next job and give it to the printer."""
        try:
            claimed = self._claim()
        except BaseException:
            _LOG.exception("claim_failed device=%s", self._printer.device_id)
            self._not_now(Text.of("hardware.print.crashed"))
            raise
        if claimed is None:
            self._rest()
            return
        self._printer.worker.submit(
            Job(
                lambda: self._print(claimed),
                lambda why: self._ask(lambda: self._ended(claimed, Printed("failed", why))),
                lambda _: None,
            )
        )

    def _ended(self, claimed: Claimed, printed: Printed) -> None:
        try:
            self._report(claimed.job_id, printed.outcome, printed.reason)
        finally:
            _LOG.info("print_job job=%s outcome=%s", claimed.job_id, printed.outcome)
            self._next()
