"""Looking at a receipt: its paper, its money, its prints; finding an older one; the next sale."""

from dataclasses import dataclass, replace
from functools import partial

from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.ids import ReceiptNumber
from inventory.people.staff import Permission
from inventory.service.checkout import PrintJob
from inventory.service.history import SaleView
from inventory.service.print_jobs import OpenJob
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.double_tap import Taps
from pos_app.viewmodels.receipts import (
    LISTED,
    MoneyFace,
    PaperNotice,
    SaleRow,
    has_printer,
    language_options,
    money_face,
    paper_notice,
    pdf_key,
    prints_words,
    sale_row,
)
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Till

PAPERS_MM = (80, 58)
_CALM = PaperNotice()


@dataclass(frozen=True, slots=True)
class PaperFace:
    """The picture of a paper: a PNG, decoded from what would be sent to a printer."""

    mm: int
    png: bytes


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """What the receipt screen shows; ``money`` is nothing while no sale has been booked.

    ``copy_word``: the key for a copy, none without a printer; ``pdf_word`` the one for a file.
    """

    receipt_no: str = ""
    note: str = ""
    papers: tuple[PaperFace, ...] = ()
    widths: tuple[tuple[str, str, str], ...] = ()
    width: str = "80"
    languages: tuple[tuple[str, str], ...] = ()
    language: str = ""
    money: MoneyFace | None = None
    notice: PaperNotice = _CALM
    can_copy: bool = False
    copy_word: str = ""
    copy_hint: str = ""
    pdf_word: str = ""
    pdf_hint: str = ""
    listing: bool = False
    rows: tuple[SaleRow, ...] = ()
    sought: str = ""
    trouble: str = ""
    empty: str = ""


class ReceiptVM(ViewModel[ReceiptState]):
    """The newest sale unless another was asked for."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        super().__init__(ReceiptState(width=str(till.session.settings.paper_mm)))
        self._till, self._navigator = till, navigator
        self._sale: SaleView | None = None
        self._language = ""
        self._asked = 0
        self._busy, self._taps = False, Taps(till.context.clock)
        till.devices.listen(self._printer_spoke)
        till.words.listen(self._reword)

    # --- verbs --------------------------------------------------------------------------

    def enter(self, receipt_no: str = "") -> None:
        """Show a receipt; without a number the newest sale, with the list open to choose from."""
        self._change(sought="", trouble="", listing=not receipt_no)
        if receipt_no:
            self._find(receipt_no)
        else:
            self._take(self._till.reads.history.last())

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Take the number of a receipt; anything else belongs to the checkout."""
        try:
            ReceiptNumber.parse(code)
        except Refused:
            return False
        found = self._find(code)
        self._till.tone("scan" if found else "blocked")
        if not found:
            self._change(listing=True, sought=code)
            self._show_rows()
        return True

    def choose(self, receipt_no: str) -> None:
        """Show a sale of the list."""
        self._find(receipt_no)

    def show_list(self) -> None:
        """Open the list of sales."""
        self._change(listing=True, sought="", trouble="")
        self._show_rows()

    def close_list(self) -> None:
        """Close the list of sales."""
        self._change(listing=False)

    def seek(self, text: str) -> None:
        """Narrow the list to numbers that hold these characters."""
        self._change(sought=text, trouble="")
        self._show_rows()

    def submit(self, text: str) -> None:
        """Open the receipt of a typed number, or the only one left in the list."""
        rows = self.state.rows
        if text and len(rows) == 1:
            self._find(rows[0].key)
        elif text:
            self._find(text)

    def show_width(self, width: str) -> None:
        """Look at the paper of another printer."""
        self._change(width=width)

    def show_language(self, language: str) -> None:
        """Look at the paper in another language."""
        self._language = language
        self._draw()

    def copy(self) -> None:
        """Print a copy with its mark: one tap, no question."""
        sale, till = self._sale, self._till
        if sale is None or self._busy or self._taps.hasty():
            return
        actor = till.session.require()
        self._working()
        till.hands.write(
            lambda: till.writes.checkout.reprint(actor, sale.receipt_no),
            partial(self._copied, sale),
            partial(self._failed, sale),
        )

    def way(self, name: str) -> None:
        """Do what a key offers: ``retry`` the same paper, a ``copy``, a ``pdf``, or ``devices``."""
        if name == "devices":
            self._navigator.go("devices")
            return
        if name == "copy":
            self.copy()
            return
        if name == "pdf":
            self._save_pdf()
            return
        till, jobs, sale = self._till, self._jobs(), self._sale
        if sale is None or not jobs or self._busy or self._taps.hasty():
            return
        actor, job = till.session.require(), jobs[-1]
        self._working()
        till.hands.write(
            lambda: till.writes.print_jobs.retry(actor, job.id),
            lambda _: self._retried(sale),
            partial(self._failed, sale),
        )

    def _save_pdf(self) -> None:
        """Keep the paper that is looked at as a file; again is the same file."""
        sale, till = self._sale, self._till
        if sale is None or self._busy:
            return
        till.session.require().require(Permission.REPRINT)
        document = till.reads.history.document(sale.sale_id, self._language)
        width = int(self.state.width)
        self._working()

        def saved(where: str) -> None:
            if not self._answered(sale):
                return
            words, ways = till.words, self.state.notice.ways
            self._change(notice=PaperNotice("info", words("receipts.pdf_saved"), where, ways))

        failed = partial(self._failed, sale)
        till.hands.work(lambda: till.devices.save_pdf(document, width), saved, failed)

    def next_sale(self) -> None:
        """Go on selling."""
        self._navigator.go("checkout")

    # --- what comes back ----------------------------------------------------------------

    def _answered(self, sale: SaleView) -> bool:
        """Look again; False where another sale is looked at by now, of which this tells nothing."""
        here = self._sale is not None and self._sale.sale_id == sale.sale_id
        if here:
            self._busy = False
        self._look_again()
        return here

    def _copied(self, sale: SaleView, job: PrintJob) -> None:
        self._till.sync.wake()
        if self._sent(sale):
            self._change(copy_word=self._till.words("receipts.copied", n=job.copy_no))

    def _retried(self, sale: SaleView) -> None:
        self._sent(sale)

    def _sent(self, sale: SaleView) -> bool:
        self._till.devices.wake_printer()
        return self._answered(sale)

    def _failed(self, sale: SaleView, error: SuanpanError) -> None:
        """Say why it was not done; of a sale that was left it is said with its number."""
        words = self._till.words
        self._till.tone("blocked")
        why = words.text(error.text)
        sub = why if self._answered(sale) else f"{sale.receipt_no} • {why}"
        self._change(notice=PaperNotice("danger", words("receipts.not_done"), sub))

    def _working(self) -> None:
        self._busy = True
        self._change(can_copy=False)

    def _printer_spoke(self) -> None:
        if self._sale is not None:
            self._look_again()

    def _reword(self) -> None:
        if self._sale is not None:
            self._show_sale()
        self._show_rows()

    # --- what is shown ------------------------------------------------------------------

    def _find(self, text: str) -> bool:
        try:
            sale = self._till.reads.history.find(text)
        except Refused as refused:
            self._change(trouble=self._till.words.text(refused.text))
            return False
        self._take(sale)
        self._change(listing=False, trouble="")
        return True

    def _take(self, sale: SaleView | None) -> None:
        self._sale, self._busy = sale, False
        jobs_language = "+".join(self._till.session.settings.receipt_languages)
        self._language = self._printed_in(sale) or jobs_language if sale else ""
        if sale is None:
            self._set(ReceiptState(width=self.state.width, listing=self.state.listing))
        else:
            self._show_sale()
        self._show_rows()

    def _printed_in(self, sale: SaleView) -> str:
        return self._till.reads.history.printed_language(sale.sale_id)

    def _look_again(self) -> None:
        if self._sale is not None:
            self._sale = self._till.reads.history.find(self._sale.receipt_no)
            self._show_sale(draw=False)
        if self.state.listing:
            self._show_rows()

    def _show_sale(self, *, draw: bool = True) -> None:
        tr, sale, till = self._till.words, self._sale, self._till
        assert sale is not None
        own = till.session.settings.paper_mm
        actor = till.session.actor
        may = actor is not None and actor.may(Permission.REPRINT)
        prints, (pdf_word, pdf_hint) = has_printer(till), pdf_key(till)
        self._change(
            receipt_no=sale.receipt_no,
            note=f"{sale.receipt_no} • {prints_words(tr, sale)}",
            widths=tuple(
                (str(mm), tr("receipts.mm", mm=mm), tr("receipts.here") if mm == own else "")
                for mm in PAPERS_MM
            ),
            languages=language_options(tr, self._printed_in(sale)),
            language=self._language,
            money=money_face(till, sale),
            notice=paper_notice(till, self._jobs()),
            can_copy=may and not self._busy,
            copy_word=tr("receipts.copy") if prints else "",
            copy_hint=self._copy_hint(sale) if may else tr("receipts.no_right"),
            pdf_word=pdf_word,
            pdf_hint=pdf_hint if may else tr("receipts.no_right"),
        )
        if draw:
            self._draw()

    def _copy_hint(self, sale: SaleView) -> str:
        printed = "+".join(self._till.session.settings.receipt_languages)
        mark = self._till.reads.history.next_mark(sale.sale_id, printed)
        return self._till.words("receipts.copy_hint", mark=mark)

    def _draw(self) -> None:
        """Draw both papers away from the UI thread; a later wish makes this one void."""
        sale, till = self._sale, self._till
        if sale is None:
            return
        self._change(language=self._language)
        self._asked += 1
        asked = self._asked
        document = till.reads.history.document(sale.sale_id, self._language)

        def drawn(papers: tuple[PaperFace, ...]) -> None:
            if asked == self._asked:
                self._change(papers=papers)

        till.hands.work(
            lambda: tuple(PaperFace(mm, till.devices.preview(document, mm)) for mm in PAPERS_MM),
            drawn,
        )

    def _jobs(self) -> tuple[OpenJob, ...]:
        sale = self._sale
        if sale is None:
            return ()
        return self._till.reads.jobs_of_sale(sale.sale_id)

    def _show_rows(self) -> None:
        tr, chosen = self._till.words, self._sale.receipt_no if self._sale else ""
        sought = self.state.sought.strip().upper()
        rows = tuple(
            sale_row(self._till, sale, chosen)
            for sale in self._till.reads.history.recent(LISTED)
            if sought in sale.receipt_no
        )
        empty = "" if rows else tr("receipts.none_found" if sought else "receipts.none_yet")
        self._set(replace(self.state, rows=rows, empty=empty))
