"""A booked sale in words: a row of the list, the money card, how its paper stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.kernel.clock import local_time
from inventory.kernel.money import Money
from inventory.service.history import SaleView
from inventory.service.print_jobs import OpenJob, of_late
from pos_app.hardware.categories.device import DeviceStatus
from pos_app.i18n import LANGUAGES, Translator
from pos_app.viewmodels import device_words
from pos_app.viewmodels.till import Till

Way = tuple[str, str, str]  # name, word, icon
LISTED = 50
# A paper that a working printer has not taken for so long waits.
AT_ONCE_MS = 5_000


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale in the list; ``key`` is its receipt number, ``tag`` is (kind, word, icon)."""

    key: str
    title: str
    caption: str
    amount: str
    tag: tuple[str, str, str] | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class PaperNotice:
    """What is wrong with a paper or still under way; no ``text`` means nothing is."""

    tone: str = "info"
    text: str = ""
    sub: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class MoneyFace:
    """The card at the right: what was paid and how."""

    done: str
    voided: bool
    symbol: str
    total: str
    rows: tuple[tuple[str, str], ...]


def sale_row(till: Till, sale: SaleView, chosen: str) -> SaleRow:
    """Return a sale as the list shows it."""
    tr = till.words
    day, _, time = local_time(sale.end_ms, till.context.site.zone).partition(" ")
    today = till.context.business_date(till.context.clock.now_ms()) == sale.business_date
    when = time[:5] if today else f"{tr.date(day)} {time[:5]}"
    pieces = tr("ui.pieces", n=-(-sale.pieces_milli // 1_000))
    return SaleRow(
        key=sale.receipt_no,
        title=sale.receipt_no,
        caption=f"{when} • {pieces}",
        amount=tr.money(_due(sale)),
        tag=_tag(tr, sale),
        chosen=sale.receipt_no == chosen,
    )


def _tag(tr: Translator, sale: SaleView) -> tuple[str, str, str] | None:
    if sale.voided_by:
        return "red", tr("receipts.voided"), "undo"
    state = sale.print_state
    if state in ("failed", "unknown"):
        icon = "octagon" if state == "failed" else "triangle"
        kind = "red" if state == "failed" else "amber"
        return kind, tr(f"receipts.state.{state}"), icon
    return None


def money_face(till: Till, sale: SaleView) -> MoneyFace:
    """Return what was paid, tender by tender, and the change last."""
    tr = till.words
    rows = [
        (_tender(tr, row.kind, row.card_tail), tr.money(row.amount))
        for row in sale.tenders
        if not row.is_change
    ]
    if sale.rounding.minor:
        rows.insert(0, (tr("receipts.rounding"), tr.money(sale.rounding)))
    rows.append((tr("receipts.change"), tr.money(sale.change)))
    return MoneyFace(
        done=tr("receipts.voided_by", receipt=sale.voided_by)
        if sale.voided_by
        else tr("receipts.done"),
        voided=bool(sale.voided_by),
        symbol=sale.total.currency.symbol,
        total=tr.money(_due(sale)),
        rows=tuple(rows),
    )


def _tender(tr: Translator, kind: str, card_tail: str) -> str:
    word = tr(f"receipts.tender.{kind}")
    return f"{word} {card_tail}" if card_tail else word


def _due(sale: SaleView) -> Money:
    return sale.total + sale.rounding


def prints_words(tr: Translator, sale: SaleView) -> str:
    """Return how many papers there are, and no more than is known of the least sure of them."""
    if not sale.prints:
        return tr("receipts.not_printed")
    key = {"printed": "printed", "sent": "sent", "maybe": "maybe_printed"}[sale.sure]
    return tr(f"receipts.{key}", n=sale.prints)


def has_printer(till: Till) -> bool:
    """Tell whether a receipt printer is set up, working or not."""
    return any(each.category == "printer" for each in till.devices.statuses())


def held_up_by(till: Till) -> DeviceStatus | None:
    """Return the printer that keeps papers waiting; None where one works or there is none."""
    practising = till.devices.care.practising()
    printers = [
        each
        for each in till.devices.statuses()
        if each.category == "printer" and each.device_id not in practising
    ]
    if any(each.works for each in printers):
        return None
    return printers[0] if printers else None


def waits_for_real(till: Till, job: OpenJob) -> bool:
    """Tell whether a paper was there before the simulated printer that serves: it takes none."""
    return any(
        each.serves == "receipts_practice" and job.created_ms < int(each.options.get("since_ms", 0))
        for each in till.devices.care.views()
    )


def pdf_key(till: Till) -> tuple[str, str]:
    """Return word and hint of the key that keeps a paper as a file."""
    return till.words("receipts.save_pdf"), till.words("receipts.pdf_hint")


def paper_notice(till: Till, jobs: Sequence[OpenJob]) -> PaperNotice:
    """Return what to know of a sale's newest paper that is not surely printed."""
    if not jobs:
        return PaperNotice()
    tr, job = till.words, jobs[-1]
    if job.state != "unknown" and not has_printer(till):
        add = (("devices", tr("receipts.add_printer"), "printer"),)
        return PaperNotice("warn", tr("receipts.no_printer"), tr("receipts.no_printer_what"), add)
    if job.state == "queued" and waits_for_real(till, job):
        return PaperNotice("warn", tr("receipts.state.queued"), tr("receipts.waits_for_real"))
    reason = tr.text(job.reason) if job.reason is not None else ""
    text = tr(f"receipts.state.{job.state}")
    if job.state == "failed":
        retry = (("retry", tr("receipts.retry"), "refresh"),)
        return PaperNotice("danger", text, reason or tr("receipts.failed_why"), retry)
    if job.state == "unknown":
        return PaperNotice("warn", text, tr("receipts.unknown_what", copy=tr("receipts.copy")))
    printer = held_up_by(till)
    if printer is not None:
        names = device_words.names_of(tr, till.devices.statuses())
        reason = device_words.say(tr, printer.reason, names)
    return PaperNotice("info", text, reason)


def unsettled(till: Till) -> tuple[OpenJob, ...]:
    """Return the papers that did not print, and those of late that nobody is sure of."""
    jobs = till.reads.open_jobs(("failed", "unknown"))
    return of_late(jobs, till.context.clock.now_ms())


def to_settle(till: Till) -> tuple[OpenJob, ...]:
    """Return what a person may settle, and the newest papers that wait for a printer.

    One that works takes a paper within a second: what it is about to print does not wait.
    """
    waiting = till.reads.open_jobs(("queued",), LISTED)
    if has_printer(till) and held_up_by(till) is None:
        before = till.context.clock.now_ms() - AT_ONCE_MS
        waiting = tuple(job for job in waiting if job.created_ms < before)
    return (*unsettled(till), *waiting)


def language_options(tr: Translator, printed: str) -> tuple[tuple[str, str], ...]:
    """Return the languages a paper can be looked at in, the printed one first."""
    choices = [printed, *(each for each in LANGUAGES if each != printed)]
    return tuple((each, _language_word(tr, each)) for each in choices if each)


def _language_word(tr: Translator, languages: str) -> str:
    return " + ".join(tr(f"ui.language.{each}") for each in languages.split("+"))
