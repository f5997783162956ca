"""All printers of a till: who prints what, what happens when none does, how each paper ended.

A paper goes to the first printer of its role that works. One that surely did not print goes on to
the next; one that may have printed goes nowhere by itself, and only where the printer said that its
paper ended in the middle the whole is printed again. Where no printer works the paper waits, and
lies as PNG and PDF in the folder ``receipts-not-printed`` meanwhile.
"""

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.documents.blocks import Document
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from inventory.service.print_jobs import Claimed as Paper
from inventory.service.print_jobs import PrintJobs
from pos_app.hardware.categories import Condition, Outcome
from pos_app.main.runtime import Books
from pos_app.viewmodels.base import Hands

if TYPE_CHECKING:
    from pos_app.hardware.chains import Chains
    from pos_app.hardware.devices import PrinterDevice
    from pos_app.hardware.spool import Claimed, Spool

_LOG = logging.getLogger(__name__)
REST_S = 30.0
LENT = "hardware.status.lent"  # known not to print: another program has it
# A paper of which nothing was taken waits for its printer again; so often, then a person decides.
REFUSALS = 3
FOLDER = "receipts-not-printed"
SAVED = "receipts-as-pdf"
KEPT = (".png", ".pdf")
Draw = Callable[[Document], tuple[bytes, bytes]]  # as they are named in KEPT


class PrinterDesk:
    """The spools of all printers. ``tell`` is called on the UI thread when a paper has ended."""

    def __init__(
        self, books: Books, jobs: PrintJobs, hands: Hands, *, draw: Draw, tell: Callable[[], None]
    ) -> None:
        self._books, self._jobs, self._hands = books, jobs, hands
        self._draw, self._tell = draw, tell
        self._printers: dict[str, PrinterDevice] = {}
        self._spools: dict[str, Spool] = {}
        self._chains: Chains | None = None
        self._rests: dict[str, float] = {}
        self._keeping = self._asked_again = False
        self._kept: set[str] = set()
        self._refused: dict[str, int] = {}
        self._tidied = ""

    def start(self, printers: Sequence["PrinterDevice"], chains: "Chains") -> None:
        """Begin to serve; papers may wait from before."""
        from pos_app.hardware.spool import Spool

        before = self._printers
        self._printers = {each.device_id: each for each in printers}
        self._chains = chains
        self._spools = {
            name: self._spools[name]
            if before.get(name) is printer
            else Spool(
                printer,
                lambda name=name: self._claim(name),  # type: ignore[misc]
                lambda job, outcome, why, name=name: self._report(name, job, outcome, why),  # type: ignore[misc]
                self._books.writer.submit,
            )
            for name, printer in self._printers.items()
        }
        self.wake()

    def wake(self) -> None:
        """Say that a paper waits, or that a printer changed; from any thread, returns at once."""
        for spool in tuple(self._spools.values()):
            spool.wake()
        if self._none_works():
            self._hands.post(self._keep_pictures)
        today = self._books.context.business_date(self._books.context.clock.now_ms())
        if today != self._tidied:
            self._tidied = today
            self._books.writer.submit(self._jobs.tidy)

    # --- on the writer's thread ------------------------------------------------------------

    def _claim(self, name: str) -> "Claimed | None":
        from pos_app.hardware.spool import Claimed

        assert self._chains is not None
        roles = self._chains.serving(name, self._works)
        if not roles:
            return None
        job = self._jobs.claim(roles, self._chains.since_ms(name))
        return Claimed(job.job_id, job.document, job.after_stop) if job is not None else None

    def _report(self, name: str, job_id: str, outcome: Outcome, reason: Text) -> None:
        if outcome == "failed":
            self._rests[name] = self._books.context.clock.monotonic() + REST_S
        if outcome == "failed" and self._may_wait(name, job_id):
            paper = self._jobs.put_back(job_id, reason)
        else:
            self._refused.pop(job_id, None)
            paper = self._jobs.report(job_id, outcome, reason)
        if outcome == "confirmed":
            for kind in KEPT:
                (self.folder / f"{paper}{kind}").unlink(missing_ok=True)
        if outcome != "confirmed":
            self.wake()  # another printer may take it, or its reprint
        self._hands.post(self._tell)

    def _may_wait(self, name: str, job_id: str) -> bool:
        """Tell whether a paper of which nothing was taken waits again: for another printer, or
        for this one as those do that were not begun; not for ever.
        """
        count = self._refused[job_id] = self._refused.get(job_id, 0) + 1
        return count <= REFUSALS or self._other_works(name)

    def _works(self, name: str) -> bool:
        """Tell whether a printer is to be tried: one that just refused a paper rests a while."""
        printer = self._printers.get(name)
        if printer is None or not printer.enabled or not printer.status.works:
            return False
        if self._rests.get(name, 0.0) <= self._books.context.clock.monotonic():
            return True
        return not self._other_works(name)

    def _other_works(self, name: str) -> bool:
        """Tell whether another printer of the same chain could take what this one refused."""
        assert self._chains is not None
        chain = self._chains.of("receipt")
        now = self._books.context.clock.monotonic()
        printers = self._printers  # a printer of the chain may just have been taken away
        return name in chain and any(
            each != name
            and self._rests.get(each, 0.0) <= now
            and each in printers
            and printers[each].status.works
            for each in chain
        )

    # --- when none works -------------------------------------------------------------------

    @property
    def folder(self) -> Path:
        """Where papers lie that no printer took."""
        return self._books.folder / FOLDER

    def _none_works(self) -> bool:
        """Tell whether every printer of receipts is known to have trouble."""
        if self._chains is None:
            return False
        printers = self._printers
        chain = [printers[each].status for each in self._chains.of("receipt") if each in printers]
        return bool(chain) and not any(
            each.works or (each.condition is Condition.UNKNOWN and each.reason.code != LENT)
            for each in chain
        )

    def _keep_pictures(self) -> None:
        """Draw what waits or failed, away from the UI thread, and remember that it was done."""
        self._asked_again = self._keeping
        if self._keeping:
            return
        self._keeping = True

        def drawn(kept: Sequence[str]) -> None:
            self._keeping = False
            self._kept.update(kept)
            if kept:
                self._hands.write(lambda: self._jobs.kept(kept), lambda _: self._tell())
            if self._asked_again:
                self._keep_pictures()

        def found(papers: Sequence[Paper]) -> None:
            self._hands.work(lambda: self._keep(papers), drawn, failed)

        def failed(error: SuanpanError) -> None:
            self._keeping = False
            _LOG.warning("receipt_picture_failed code=%s", error.text.code)

        self._hands.write(lambda: self._jobs.not_printed(self._kept), found, failed)

    def _keep(self, papers: Sequence[Paper]) -> tuple[str, ...]:
        """Write each paper that is not there yet as a whole file; return the jobs that have one."""
        return tuple(paper.job_id for paper in papers if self._keep_one(paper))

    def _keep_one(self, paper: Paper) -> bool:
        targets = [self.folder / f"{paper.name}{kind}" for kind in KEPT]
        try:
            if not all(each.exists() for each in targets):
                for target, data in zip(targets, self._draw(paper.document), strict=True):
                    write_whole(target, data)
        except OSError as error:
            _LOG.warning("receipt_picture_failed error=%s", type(error).__name__)
            return False
        except Exception:  # noqa: BLE001  one paper that cannot be drawn must not take the others
            _LOG.exception("receipt_picture_failed paper=%s", paper.name)
            self._kept.add(paper.job_id)  # nor be tried again with each of them
            return False
        return True


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all; its folder is made."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}.part")
    beside.write_bytes(data)
    os.replace(beside, target)
