"""The strip of the last sale: change first, a copy in one tap, 8 s to say it was not this."""

from collections.abc import Callable

from inventory.kernel.clock import local_time
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.service.checkout import Finished, PrintJob, Voided
from inventory.service.history import SaleView
from inventory.service.undo import UNDO_MS
from pos_app.i18n import Translator
from pos_app.viewmodels.base import Cancel, Failed
from pos_app.viewmodels.checkout_cart import OpenCart
from pos_app.viewmodels.checkout_state import Strip
from pos_app.viewmodels.double_tap import Taps
from pos_app.viewmodels.receipts import held_up_by
from pos_app.viewmodels.till import Kick, Till

SECONDS = UNDO_MS // 1_000
_PAPER_WORDS = {
    "": "payment.reprint", "waits": "payment.receipt_waits", "doubt": "payment.receipt_doubt",
}  # fmt: skip


class LastSale:
    """The newest sale of this till: large until the next scan, in sight for 8 s in any case.

    Once the next sale has begun it goes when its seconds are over and no drawer stands open.
    """

    def __init__(
        self,
        till: Till,
        open_cart: OpenCart,
        told: Callable[[], None],
        failed: Failed,
        voided: Callable[[Voided, Text], None],
    ) -> None:
        self._till = till
        self._cart = open_cart
        self._told = told
        self._failed = failed
        self._voided = voided
        self._count = 0
        self._sale: Finished | SaleView | None = None
        self._small = self._over = self._next = False
        self._busy, self._taps = False, Taps(till.context.clock)
        self._copies = 0
        self._paper = ""
        self._end: Cancel = lambda: None
        till.devices.listen(self._devices_changed)

    @property
    def receipt_no(self) -> str:
        """The number of the sale shown, empty when there is none."""
        return self._sale.receipt_no if self._sale else ""

    @property
    def sale(self) -> Finished | None:
        """The sale shown, if it was booked since the till started."""
        return self._sale if isinstance(self._sale, Finished) else None

    def show(self, sale: Finished) -> None:
        """Show a sale that was booked just now."""
        self._end()
        self._count += 1
        self._sale, self._busy, self._copies = sale, False, 0
        self._small = self._over = self._next = False
        self._end = self._till.hands.later(SECONDS, self._seconds_over)
        self._look_at_paper()
        self._told()

    def recall(self, sale: SaleView) -> None:
        """Show the newest sale after a start, until the next goods; its time to undo is over."""
        self._count += 1
        self._sale, self._over = sale, True
        self._look_at_paper()
        self._told()

    def _seconds_over(self) -> None:
        self._small = self._over = True
        self._told()
        self._let_go()

    def next_sale(self) -> None:
        """The next goods were scanned: the strip shrinks, and goes when it has done its work."""
        if self._sale is None:
            return
        self._next = True
        if not self._small:
            self._small = True
            self._told()
        self._let_go()

    def _devices_changed(self) -> None:
        """The drawer may be shut, or the receipt wait for a printer no longer."""
        if self._sale is not None and self._look_at_paper():
            self._told()
        self._let_go()

    def _look_at_paper(self) -> bool:
        """Look how the receipt stands; return whether that is new."""
        before, self._paper = self._paper, self._paper_now()
        return self._paper != before

    def _paper_now(self) -> str:
        """Return that the receipt ``waits`` while no printer works, may be out, or nothing."""
        sale = self._sale
        states = {job.state for job in self._till.reads.jobs_of_sale(sale.sale_id)} if sale else ()
        if "queued" in states and held_up_by(self._till) is not None:
            return "waits"
        return "doubt" if "unknown" in states else ""

    def _let_go(self) -> None:
        """End the strip, unless the change may still be counted out."""
        done = self._next and self._over and not self._till.devices.drawer_open()
        if self._sale is not None and done:
            self._sale = None
            self._told()

    def reprint(self) -> None:
        """Print a copy: one tap, no question."""
        sale, till = self._sale, self._till
        if sale is None or self._busy or self._paper == "waits" or self._taps.hasty():
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
        """Take the sale back: its lines return to the cart, a void goes into the journal.

        What lies on the counter meanwhile is put aside in the same step.
        """
        sale, till, aside = self.sale, self._till, self._cart.cart
        if sale is None or self._busy or self._over:
            return
        actor = till.session.require()
        try:
            self._cart.counter.begin("undoing")
        except Refused as refused:
            self._failed(refused)
            return
        self._busy = True

        def taken_back(voided: Voided) -> None:
            self._end()
            self._sale, self._busy = None, False
            if voided.job is not None:
                till.devices.wake_printer()
            if sale.opens_drawer:
                till.devices.kick_drawer(Kick(actor, "void", voided.receipt_no))
            till.sync.wake()
            with self._cart.counter.ending():
                self._voided(voided, _give_back(voided, sale))

        def not_taken_back(error: SuanpanError) -> None:
            self._gave_up(error)
            self._cart.counter.end()

        post_void, require_kept = till.writes.checkout.post_void, self._cart.require_kept()

        def take_back() -> Voided:
            require_kept()
            return post_void(actor, sale.sale_id, aside=aside)

        job = self._cart.counter.ends_with(till.hands, take_back)
        till.hands.write(job, taken_back, not_taken_back)
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
        reprint = tr(_PAPER_WORDS[self._paper])
        if self._copies:
            reprint = tr("payment.reprinted", n=self._copies)
        held = "off" if self._paper == "waits" else off
        ways = [("reprint", reprint, "printer", held), ("view", tr("payment.view"), "receipt", "")]
        now = self.sale
        if now is not None and now.one_tap and not self._over:
            undo = ("undo", tr("payment.not_this"), "undo", off)
            ways = [ways[0], undo] if self._small else [*ways, undo]
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
            seconds=SECONDS if now is not None else 0,
        )


def _give_back(voided: Voided, sale: Finished) -> Text:
    """Return what the customer gets: all of it while the change is still in the drawer."""
    back, receipt = sale.paid - sale.change, voided.receipt_no
    if not sale.change:
        return Text.of("payment.taken_back", receipt=receipt, amount=back.plain())
    return Text.of(
        "payment.taken_back_change", receipt=receipt, amount=back.plain(),
        paid=sale.paid.plain(), change=sale.change.plain(),
    )  # fmt: skip
