"""The strip of the last sale: change first, a copy in one tap, 8 s to say it was not this."""

from collections.abc import Callable

from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.service.checkout import UNDO_MS, Finished, PrintJob, Voided
from pos_app.i18n import Translator
from pos_app.viewmodels.base import Cancel, Failed
from pos_app.viewmodels.checkout_state import Strip
from pos_app.viewmodels.till import Till

SECONDS = UNDO_MS // 1_000


class LastSale:
    """The newest sale of this till until the next scan after its 8 s."""

    def __init__(
        self,
        till: Till,
        told: Callable[[], None],
        failed: Failed,
        voided: Callable[[Voided], None],
    ) -> None:
        self._till = till
        self._told = told
        self._failed = failed
        self._voided = voided
        self._count = 0
        self._sale: Finished | None = None
        self._small = False
        self._busy = False
        self._copies = 0
        self._end: Cancel = lambda: None

    @property
    def receipt_no(self) -> str:
        """The number of the sale shown, empty when there is none."""
        return self._sale.receipt_no if self._sale else ""

    @property
    def sale(self) -> Finished | None:
        """The sale shown, if there is one."""
        return self._sale

    def show(self, sale: Finished) -> None:
        """Show a sale that was booked just now."""
        self._end()
        self._count += 1
        self._sale, self._small, self._busy, self._copies = sale, False, False, 0
        self._end = self._till.hands.later(SECONDS, self._shrink)
        self._told()

    def _shrink(self) -> None:
        self._small = True
        self._told()

    def next_sale(self) -> None:
        """The next goods were scanned: the strip has done its work."""
        if self._sale is not None:
            self._end()
            self._sale = None
            self._told()

    def reprint(self) -> None:
        """Print a copy: one tap, no question."""
        sale, till = self._sale, self._till
        if sale is None or self._busy:
            return
        self._busy = True
        actor = till.session.require()

        def printed(job: PrintJob) -> None:
            self._busy, self._copies = False, job.copy_no
            till.devices.wake_printer()
            till.sync.wake()
            self._told()

        till.hands.write(
            lambda: till.writes.checkout.reprint(actor, sale.receipt_no), printed, self._gave_up
        )
        self._told()

    def undo(self) -> None:
        """Take the sale back: its lines return to the cart, a void goes into the journal."""
        sale, till = self._sale, self._till
        if sale is None or self._busy or self._small:
            return
        self._busy = True
        actor = till.session.require()

        def taken_back(voided: Voided) -> None:
            self._end()
            self._sale, self._busy = None, False
            if voided.job is not None:
                till.devices.wake_printer()
            if sale.opens_drawer:
                till.devices.kick_drawer()
            till.sync.wake()
            self._voided(voided)

        till.hands.write(
            lambda: till.writes.checkout.post_void(actor, sale.sale_id), taken_back, self._gave_up
        )
        self._told()

    def _gave_up(self, error: SuanpanError) -> None:
        self._busy = False
        self._failed(error)

    def face(self, tr: Translator) -> Strip | None:
        """Return the strip in this language."""
        sale = self._sale
        if sale is None:
            return None
        time = local_time(sale.end_ms, self._till.context.site.zone)[11:16]
        pieces = tr("ui.pieces", n=-(-sale.pieces_milli // 1_000))
        due = tr.money(sale.total + sale.rounding)
        rows = ((tr("payment.due"), due), (tr("payment.paid"), tr.money(sale.paid)))
        off = "off" if self._busy else ""
        reprint = tr("payment.reprint")
        if self._copies:
            reprint = tr("payment.reprinted", n=self._copies)
        ways = [("reprint", reprint, "printer", off), ("view", tr("payment.view"), "receipt", "")]
        if sale.one_tap and not self._small:
            ways.append(("undo", tr("payment.not_this"), "undo", off))
        return Strip(
            number=self._count,
            title=tr("payment.last_sale"),
            receipt=sale.receipt_no,
            note=f"{time} • {pieces}",
            rows=rows,
            change_word=tr("payment.change"),
            change=tr.money(sale.change),
            ways=tuple(ways),
            small=self._small,
            seconds=SECONDS,
        )
