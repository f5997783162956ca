"""The queue of receipts seen from the printer: claims a job, prints it, reports how it ended.

The jobs live in the till's books; this knows two callables and no table. A job that may be on
paper is never printed again from here: ``unknown`` is for a person. Drawer kicks never pass here.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from inventory.documents.blocks import Document
from inventory.kernel.text import Text
from pos_app.hardware.categories import WORKING, Outcome, Printed
from pos_app.hardware.devices import PrinterDevice
from pos_app.hardware.worker import Job

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that is now ``sending`` in the books, which was made durable before this exists."""

    job_id: str
    document: Document


Claim = Callable[[], Claimed | None]
Report = Callable[[str, Outcome, Text], None]


class Spool:
    """Feeds one printer. ``claim`` and ``report`` are called on the printer's thread.

    ``claim`` returns the oldest waiting job, marked as sending by then, or nothing. ``report``
    must have written the outcome when it returns.
    """

    def __init__(self, printer: PrinterDevice, claim: Claim, report: Report) -> None:
        self._printer, self._claim, self._report = printer, claim, report
        self._rung = False

    def wake(self) -> None:
        """Say that a job is waiting; from any thread, returns at once, may be called too often.

        Also call it when the printer became ready again: jobs wait in the books until then.
        """
        if self._rung:
            return
        self._rung = True
        self._printer.worker.submit(Job(self._drain, self._not_now, self._not_now))

    def _not_now(self, reason: Text) -> None:
        self._rung = False
        _LOG.info("spool_waits device=%s reason=%s", self._printer.device_id, reason.code)

    def _drain(self) -> None:
        """Print what waits until nothing does, or the printer has trouble."""
        self._rung = False
        while self._printer.worker.status.condition in WORKING:
            claimed = self._claim()
            if claimed is None:
                return
            printed = self._print(claimed)
            self._report(claimed.job_id, printed.outcome, printed.reason)
            _LOG.info("print_job job=%s outcome=%s", claimed.job_id, printed.outcome)
            if printed.outcome != "confirmed":
                # Look how the printer is before the next customer's receipt is risked.
                self._printer.worker.report(self._printer.driver.attend(0.0))

    def _print(self, claimed: Claimed) -> Printed:
        """Print one job; whatever goes wrong inside, its outcome is written."""
        try:
            return self._printer.driver.print_document(claimed.document)
        except BaseException:
            reason = Text.of("hardware.print.crashed")
            self._report(claimed.job_id, "unknown", reason)
            raise
