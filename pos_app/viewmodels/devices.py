"""How the devices are, what is wrong and still works, and one way to mend or try each.

Faults come first. Every test that opens the drawer is journaled; selling never waits for a device.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inventory.catalogue import codes
from inventory.catalogue.codes import PaymentCode, ReceiptCode
from inventory.kernel.clock import local_time
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from inventory.people.staff import Permission
from inventory.service.print_jobs import OpenJob
from pos_app.hardware.categories.device import Category, DeviceStatus
from pos_app.hardware.categories.tone_indicator import TONES
from pos_app.viewmodels.base import ViewModel
from pos_app.viewmodels.receipts import unsettled
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.status_bar import state_of
from pos_app.viewmodels.till import Till

_ICONS = {
    "printer": "printer", "drawer": "drawer", "scanner": "scan",
    "display": "screen", "scale": "ruler", "labels": "tag", "tone": "speaker",
}  # fmt: skip
_TRIED: dict[str, Category] = {
    "test_display": "display", "test_scale": "scale", "test_labels": "labels",
}  # fmt: skip
_ORDER = ("fault", "warn", "busy", "off", "ok")
_TYPES = {8: "ean8", 12: "upca", 13: "ean13", 14: "gtin14"}
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """One device: how it is, up to three facts, one key; ``off`` says why the key takes no tap."""

    key: str
    icon: str
    name: str
    note: str
    state: str
    word: str
    reason: str
    facts: tuple[Fact, ...]
    way: str
    way_word: str
    off: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that is not surely on paper; ``way`` is ``retry`` or ``copy``."""

    key: str
    title: str
    caption: str
    state: str
    word: str
    way: str
    way_word: str


@dataclass(frozen=True, slots=True)
class DevicesState:
    """Counts in words (state, word), the cards, the papers, and what was just done."""

    counts: tuple[tuple[str, str], ...] = ()
    cards: tuple[DeviceCard, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    papers_title: str = ""
    papers_empty: str = ""
    told: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A scan of the test: what it was, and how long it took to the screen."""

    code: str
    kind: str
    took_ms: int


class DevicesVM(ViewModel[DevicesState]):
    """Listens to devices, sending, words and the person."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        super().__init__(DevicesState())
        self._till, self._navigator = till, navigator
        self._listening = False
        self._heard: Heard | None = None
        self._told = self._trouble = ""
        self._tone = 0
        for source in (till.devices, till.sync, till.words, till.session):
            source.listen(self._refresh)
        self._refresh()

    # --- verbs --------------------------------------------------------------------------

    def enter(self, _: str = "") -> None:
        """Begin anew."""
        self._listening, self._heard = False, None
        self._told = self._trouble = ""
        self._refresh()

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Show a scan while the scanner is tried; else it belongs to the checkout."""
        if not self._listening:
            return False
        took_ms = max(0, self._till.context.clock.now_ms() - at_ms)
        kind = self._kind(code)
        shown = "" if kind == "payment" else code
        self._heard, self._listening = Heard(shown, kind, took_ms), False
        self._told = self._till.words("devices.scan_heard", device=device_id)
        self._till.tone("scan")
        self._refresh()
        return True

    def way(self, name: str) -> None:
        """Do what a card's key says."""
        self._told = self._trouble = ""
        if name == "test_print":
            self._till.devices.test_print()
            self._told = self._till.words("devices.test_sent")
        elif name == "test_drawer":
            self._open_drawer()
        elif name == "test_scanner":
            self._listening, self._heard = not self._listening, None
        elif name == "test_tone":
            self.test_sound()
        elif name in _TRIED:
            self._till.devices.try_out(_TRIED[name], self._tried)
        elif name == "send":
            self._till.sync.wake()
            self._told = self._till.words("devices.sending")
        self._refresh()

    def _tried(self, how: Text) -> None:
        """Say what came of trying a device."""
        self._told = self._till.words.text(how)
        self._refresh()

    def test_sound(self) -> None:
        """Play the next of the four tones, and name it."""
        tone = TONES[self._tone % len(TONES)]
        self._tone += 1
        self._till.tone(tone)
        self._told, self._trouble = self._till.words(f"devices.tone.{tone}"), ""
        self._refresh()

    def paper(self, job_id: str) -> None:
        """Print a paper again: the same where it surely failed, else a copy with its mark."""
        job = next((each for each in unsettled(self._till) if each.id == job_id), None)
        if job is None:
            return
        till, actor = self._till, self._till.session.require()
        if job.state == "failed":
            till.hands.write(
                lambda: till.writes.print_jobs.retry(actor, job.id), self._printing, self._failed
            )
        else:
            till.hands.write(
                lambda: till.writes.checkout.reprint(actor, job.receipt_no),
                self._printing,
                self._failed,
            )

    # --- what comes of it ---------------------------------------------------------------

    def _open_drawer(self) -> None:
        till, actor = self._till, self._till.session.require()

        def opened(_: None) -> None:
            till.devices.kick_drawer()
            till.sync.wake()
            self._told = till.words("devices.drawer_journaled")
            self._refresh()

        till.hands.write(lambda: till.writes.checkout.no_sale(actor, "test"), opened, self._failed)

    def _printing(self, _: object) -> None:
        self._till.devices.wake_printer()
        self._till.sync.wake()
        self._told, self._trouble = self._till.words("devices.paper_sent"), ""
        self._refresh()

    def _failed(self, error: SuanpanError) -> None:
        self._told, self._trouble = "", self._till.words.text(error.text)
        self._till.tone("blocked")
        self._refresh()

    # --- what is shown ------------------------------------------------------------------

    def _refresh(self) -> None:
        tr = self._till.words
        jobs = unsettled(self._till)
        cards = sorted(self._cards(jobs), key=lambda card: _ORDER.index(card.state))
        self._set(
            DevicesState(
                counts=self._counts(cards),
                cards=tuple(cards),
                papers=tuple(self._paper_row(job) for job in jobs),
                papers_title=tr("devices.papers"),
                papers_empty="" if jobs else tr("devices.no_papers"),
                told=self._told,
                trouble=self._trouble,
            )
        )

    def _counts(self, cards: Iterable[DeviceCard]) -> tuple[tuple[str, str], ...]:
        states = [card.state for card in cards]
        faults, warnings = states.count("fault"), states.count("warn")
        counted = (("fault", faults), ("warn", warnings), ("ok", len(states) - faults - warnings))
        return tuple((state, self._till.words(f"devices.count.{state}", n=n))
                     for state, n in counted if n)  # fmt: skip

    def _cards(self, jobs: tuple[OpenJob, ...]) -> Iterable[DeviceCard]:
        till = self._till
        for status in till.devices.statuses():
            facts, way, off, chosen = self._facts(status, jobs)
            state = state_of(status.condition)
            yield DeviceCard(
                key=status.device_id,
                icon=_ICONS[status.category],
                name=till.words(f"hardware.category.{status.category}"),
                note=status.device_id,
                state=state,
                word=till.words(f"hardware.condition.{status.condition}"),
                reason="" if state == "ok" else till.words.text(status.reason),
                facts=facts,
                way=way,
                way_word=till.words(f"devices.{'listening' if chosen else way}"),
                off=off,
                chosen=chosen,
            )
        if till.sync.state()[0] != "none":
            yield self._office()

    def _facts(
        self, status: DeviceStatus, jobs: tuple[OpenJob, ...]
    ) -> tuple[tuple[Fact, ...], str, str, bool]:
        """Return facts, the way, why it is off, and whether it is under way."""
        tr, settings = self._till.words, self._till.session.settings
        since = (tr("devices.since"), self._time(status.since_ms))
        if status.category == "printer":
            width = (tr("devices.paper_width"), tr("receipts.mm", mm=settings.paper_mm))
            waiting = (tr("devices.waiting"), tr("devices.sheets", n=len(jobs)))
            return (width, waiting, since), "test_print", "", False
        if status.category == "drawer":
            pin = (tr("settings.field.drawer_pin"), str(settings.drawer_pin))
            actor = self._till.session.actor
            may = actor is not None and actor.may(Permission.OPEN_DRAWER)
            return (pin, since), "test_drawer", "" if may else tr("devices.needs_manager"), False
        if status.category != "scanner":
            return (since,), f"test_{status.category}", "", False
        return (*self._scan_facts(), since), "test_scanner", "", self._listening

    def _scan_facts(self) -> tuple[Fact, ...]:
        tr, heard = self._till.words, self._heard
        if heard is None:
            return ((tr("devices.last_scan"), tr("devices.nothing_yet")),)
        kind = tr(f"devices.kind.{heard.kind}")
        return (
            (tr("devices.last_scan"), heard.code or tr("devices.hidden")),
            (tr("devices.scan_kind"), f"{kind} • {tr('devices.ms', n=heard.took_ms)}"),
        )

    def _office(self) -> DeviceCard:
        tr = self._till.words
        online, waiting, why = self._till.sync.state()
        state = {"online": "ok", "rejected": "fault"}.get(online, "warn")
        facts = ((tr("frame.sync"), tr("frame.sync.waiting", n=waiting)),)
        return DeviceCard(
            key="office", icon="network", name=tr("devices.office"), note=tr("devices.office_note"),
            state=state, word=tr(f"frame.network.{online}"),
            reason=tr.text(why) if why is not None and state != "ok" else "",
            facts=facts, way="send", way_word=tr("devices.send"),
        )  # fmt: skip

    def _paper_row(self, job: OpenJob) -> PaperRow:
        tr = self._till.words
        reason = tr.text(job.reason) if job.reason is not None else ""
        way = "retry" if job.state == "failed" else "copy"
        return PaperRow(
            key=job.id,
            title=job.receipt_no,
            caption=reason or self._time(job.created_ms),
            state="fault" if job.state == "failed" else "warn",
            word=tr(f"receipts.state.{job.state}"),
            way=way,
            way_word=tr("receipts.retry" if way == "retry" else "receipts.print_copy"),
        )

    def _kind(self, code: str) -> str:
        """Return what kind of code this is; a payment code is a secret and never shown."""
        meaning = self._till.reads.catalogue.meaning(code)
        if isinstance(meaning, PaymentCode):
            return "payment"
        if isinstance(meaning, ReceiptCode):
            return "receipt"
        if code.isascii() and code.isdigit() and codes.has_check_digit(code):
            return _TYPES.get(len(code), "other")
        return "other"

    def _time(self, at_ms: int) -> str:
        return local_time(at_ms, self._till.context.site.zone)[11:19]
