"""How the devices are, what is wrong and still works, and one way to mend or try each.

Faults come first. Every test that opens the drawer is journaled; selling never waits for a device.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from inventory.catalogue import codes
from inventory.catalogue.codes import OwnCode, ReceiptCode
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from inventory.service.catalogue import is_payment
from pos_app.hardware.categories.device import Category
from pos_app.hardware.categories.health import HealthReport
from pos_app.hardware.categories.tone_indicator import TONES
from pos_app.viewmodels.base import Cancel, ViewModel
from pos_app.viewmodels.device_cards import Cards, DeviceCard, Heard
from pos_app.viewmodels.device_care import DeviceView, Misfit
from pos_app.viewmodels.device_guard import MovedKeys
from pos_app.viewmodels.device_lines import Panel, Sheet
from pos_app.viewmodels.device_misfit import MisfitSheet
from pos_app.viewmodels.device_panel import ARMED_S, DeviceSheet
from pos_app.viewmodels.device_papers import NO_ASIDE, AsideFace, PaperRow, Papers
from pos_app.viewmodels.device_room import Room
from pos_app.viewmodels.device_setup import SetupSheet
from pos_app.viewmodels.screen_check import ScreenCheck, ScreenTest
from pos_app.viewmodels.shell import Navigator
from pos_app.viewmodels.till import Kick, Till

_TRIED: dict[str, Category] = {
    "test_display": "display", "test_scale": "scale", "test_labels": "labels",
}  # fmt: skip
_TYPES = {8: "ean8", 12: "upca", 13: "ean13", 14: "gtin14"}
_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True)
class DevicesState:
    """Counts in words (state, word), the cards, the papers, and what was just done.

    ``panel`` is the sheet beside them; ``screen`` is what covers everything: a test of the screen.
    """

    counts: tuple[tuple[str, str], ...] = ()
    cards: tuple[DeviceCard, ...] = ()
    papers: tuple[PaperRow, ...] = ()
    papers_title: str = ""
    papers_empty: str = ""
    aside: AsideFace = NO_ASIDE
    told: str = ""
    trouble: str = ""
    none: str = ""
    panel: Panel | None = None
    screen: ScreenTest | None = None


class DevicesVM(ViewModel[DevicesState]):
    """Listens to devices, sending, words and the person."""

    def __init__(self, till: Till, navigator: Navigator) -> None:
        super().__init__(DevicesState())
        self._till, self._navigator = till, navigator
        self._cards = Cards(till)
        self._told = self._trouble = ""
        self._tone = 0
        self._papers = Papers(till, self._refresh, self._say, self._failed)
        self._sheet: Sheet | None = None
        self._moved, self._tapping = MovedKeys(till.context.clock), False
        self._again: Cancel | None = None
        self._armed: Cancel | None = None
        self._screen = ScreenCheck(till, self._refresh)
        self._room = Room(
            till,
            self._refresh,
            self._show,
            self._say,
            self._opened,
            self._set_up,
            self._anew,
            self.open,
            self._tags,
        )
        for source in (till.devices, till.sync, till.words, till.session):
            source.listen(self._refresh)
        self._refresh()

    # --- verbs --------------------------------------------------------------------------

    def enter(self, device_id: str = "") -> None:
        """Begin anew, perhaps with one device opened."""
        self._cards.listening, self._cards.heard = "", None
        self._told = self._trouble = ""
        self._papers.keep_all()
        self._screen.end()
        self._show(DeviceSheet(self._room, device_id) if device_id else None)

    def leave(self) -> None:
        """End what is under way when another place comes on top: no scanner is held any longer."""
        self._cards.listening = ""
        self._disarm()
        self._screen.end()
        if self._sheet is not None:
            self._show(None)

    def on_scan(self, code: str, device_id: str, at_ms: int) -> bool:
        """Show a scan while scanners are tried or set up; else it belongs to the checkout."""
        if self._sheet is not None and self._sheet.takes_scan(code):
            self._till.tone("scan")
            return True
        if not self._cards.listening:
            return False
        took_ms = max(0, self._till.context.clock.now_ms() - at_ms)
        meaning = self._till.reads.catalogue.meaning(code)
        kind = _kind(meaning, code)
        shown = "" if kind in ("payment", "badge") else code
        names = self._room.names()
        owner = device_id if device_id in names else self._cards.listening
        self._cards.heard = Heard(shown, kind, took_ms, owner, meaning.why)
        self._cards.listening = ""
        self._told = self._till.words("devices.scan_heard", device=names.get(owner, owner))
        self._till.tone("scan")
        self._refresh()
        return True

    def way(self, name: str, device_id: str = "") -> None:
        """Do what a card's key says."""
        self._told = self._trouble = ""
        if name == "mend":
            self.open(device_id)
        elif name in ("test_print", "test_drawer"):
            self._try(name, device_id)
        elif name == "tags":
            self._tags(device_id)
        elif name == "test_scanner":
            self._listen(device_id)
        elif name == "test_tone":
            self.test_sound()
        elif name in _TRIED:
            self._till.devices.try_out(_TRIED[name], self._tried)
        elif name == "send":
            self._till.sync.wake()
            self._told = self._till.words("devices.sending")
        self._refresh()

    def open(self, device_id: str) -> None:
        """Show all of one device, or of what cannot be used."""
        sheet = MisfitSheet if device_id in self._unfit() else DeviceSheet
        self._show(sheet(self._room, device_id))

    def _unfit(self) -> set[str]:
        return {each.key for each in self._till.devices.care.misfits()}

    def add(self) -> None:
        """Begin to set up a device."""
        self._told = self._trouble = ""
        if self._room.may_set_up():
            self._show(SetupSheet(self._room))
        else:
            self._trouble = self._till.words("devices.setup.no_right")
            self._till.tone("blocked")
            self._refresh()

    def check_all(self) -> None:
        """Ask every device how it is; the page says when the last one has answered."""
        self._trouble = ""
        statuses = self._till.devices.statuses()
        left = {each.device_id for each in statuses}
        self._told = self._till.words("devices.checking")

        def checked(report: HealthReport) -> None:
            left.discard(report.device_id)
            if not left:
                now = self._room.time(self._till.context.clock.now_ms())
                self._told = self._till.words("devices.checked", time=now)
            self._refresh()

        for each in statuses:
            self._till.devices.care.check(each.device_id, "internal", checked)
        self._refresh()

    # --- the sheet ----------------------------------------------------------------------

    def tap(self, key: str) -> None:
        """Do what a key of the sheet says, unless it moved under the finger just now."""
        if self._sheet is None:
            return
        if self._moved.hasty(key):
            self._till.tone("blocked")
            return
        with self._by_tap():
            self._sheet.tap(key)

    def edit(self, key: str, value: str) -> None:
        """Take what was typed or chosen on the sheet."""
        if self._sheet is not None:
            with self._by_tap():
                self._sheet.edit(key, value)

    @contextmanager
    def _by_tap(self) -> Iterator[None]:
        """What changes meanwhile is what the tap was for."""
        self._tapping = True
        try:
            yield
        finally:
            self._tapping = False

    def submit(self) -> None:
        """Do what Enter in a field of the sheet means."""
        if self._sheet is not None:
            self._sheet.submit()

    def close(self) -> None:
        """Close the sheet."""
        self._show(None)

    def _show(self, sheet: Sheet | None) -> None:
        if self._sheet is not None:
            self._sheet.close()
        self._sheet = sheet
        if sheet is not None and self._again is None:
            self._again = self._till.hands.later(_LOOK_AGAIN_S, self._look_again)
        self._refresh()

    def _look_again(self) -> None:
        """What is live on the sheet is asked once a second while it is open."""
        self._again = None
        if self._sheet is not None:
            self._again = self._till.hands.later(_LOOK_AGAIN_S, self._look_again)
            self._refresh()

    def _opened(self, device_id: str) -> None:
        self._show(DeviceSheet(self._room, device_id, fresh=True))

    def _set_up(self, view: DeviceView | None, printer: str) -> None:
        self._show(SetupSheet(self._room, view, printer))

    def _anew(self, misfit: Misfit) -> None:
        self._show(SetupSheet(self._room, misfit=misfit))

    def _tags(self, device_id: str) -> None:
        """Show what a label printer is for."""
        self._navigator.go("price_tags", device_id)

    def _say(self, words: str) -> None:
        self._told, self._trouble = words, ""
        self._refresh()

    # --- the screen itself --------------------------------------------------------------

    @property
    def screen(self) -> ScreenCheck:
        """The tests of the screen: crosses and ruler."""
        return self._screen

    # --- what a card's key does ---------------------------------------------------------

    def _listen(self, device_id: str) -> None:
        scanners = [each.device_id for each in self._till.devices.statuses()
                    if each.category == "scanner"]  # fmt: skip
        wanted = device_id or next(iter(scanners), "")
        self._cards.listening = "" if self._cards.listening else wanted
        self._cards.heard = None

    def _try(self, name: str, device_id: str) -> None:
        """Print or open at the second tap: the first one asks."""
        category = "printer" if name == "test_print" else "drawer"
        statuses = self._till.devices.statuses()
        wanted = device_id or next(
            (each.device_id for each in statuses if each.category == category), ""
        )
        again = self._cards.armed == wanted
        self._disarm()
        if not again:
            self._cards.armed = wanted
            self._armed = self._till.hands.later(ARMED_S, self._forget)
        elif category == "printer":
            told = self._room.names().get(wanted, wanted)
            self._till.devices.test_print(
                wanted, told, lambda how: self._say(self._room.tested(how))
            )
            self._told = self._till.words("devices.test_sent")
        else:
            self._open_drawer(wanted)

    def _disarm(self) -> None:
        self._cards.armed = ""
        if self._armed is not None:
            self._armed()
        self._armed = None

    def _forget(self) -> None:
        self._disarm()
        self._refresh()

    def _tried(self, how: Text) -> None:
        """Say what came of trying a device."""
        self._told = self._till.words.text(how)
        self._refresh()

    def test_sound(self) -> None:
        """Play the next of the tones, and name it."""
        tone = TONES[self._tone % len(TONES)]
        self._tone += 1
        self._till.tone(tone)
        self._told, self._trouble = self._till.words(f"devices.tone.{tone}"), ""
        self._refresh()

    @property
    def papers(self) -> Papers:
        """The papers that are not surely on paper, and what can be done about them."""
        return self._papers

    def drawer_shut(self, reason: Text) -> None:
        """Say why the drawer did not open."""
        self._told, self._trouble = "", self._till.words.text(reason)
        self._refresh()

    # --- what comes of it ---------------------------------------------------------------

    def _open_drawer(self, device_id: str) -> None:
        """Journal the opening, then open: the till's own drawer, or another one by its check."""
        till, actor = self._till, self._till.session.require()
        served = {each.status.device_id for each in till.devices.care.views()
                  if each.serves.startswith("opens")}  # fmt: skip
        drawers = [each.device_id for each in till.devices.statuses() if each.category == "drawer"]

        def opened(_: None) -> None:
            self._told = till.words("devices.drawer_journaled")
            if device_id in (served or drawers[:1]):
                till.devices.kick_drawer(Kick(actor, "test"))
            else:
                till.devices.care.check(device_id, "external", checked)
            till.sync.wake()
            self._refresh()

        def checked(report: HealthReport) -> None:
            till.devices.note_opening(Kick(actor, "check"), report.passed)
            self._say(" ".join(self._room.say(line) for line in report.lines))

        till.hands.write(lambda: till.writes.checkout.no_sale(actor, "test"), opened, self._failed)

    def _failed(self, error: SuanpanError) -> None:
        self._told, self._trouble = "", self._room.say(error.text)
        self._till.tone("blocked")
        self._refresh()

    # --- what is shown ------------------------------------------------------------------

    def _refresh(self) -> None:
        tr = self._till.words
        jobs = self._papers.listed()
        cards = self._cards.all(len(jobs))
        panel = self._sheet.panel() if self._sheet is not None else None
        self._moved.shown(panel, by_tap=self._tapping)
        if panel is None:
            self._sheet = None
        self._set(
            DevicesState(
                counts=self._counts(cards),
                cards=tuple(cards),
                papers=tuple(self._papers.row(job) for job in jobs),
                papers_title=tr("devices.papers"),
                papers_empty="" if jobs else tr("devices.no_papers"),
                aside=self._papers.aside(len(jobs)),
                told=self._told,
                trouble=self._trouble,
                none="" if self._till.devices.statuses() or self._unfit() else tr("devices.none"),
                panel=panel,
                screen=self._screen.face(),
            )
        )

    def _counts(self, cards: Iterable[DeviceCard]) -> tuple[tuple[str, str], ...]:
        states = [card.state for card in cards]
        faults, warnings = states.count("fault"), states.count("warn")
        counted = (("fault", faults), ("warn", warnings), ("ok", states.count("ok")))
        return tuple((state, self._till.words(f"devices.count.{state}", n=n))
                     for state, n in counted if n)  # fmt: skip


def _kind(meaning: codes.Meaning, scanned: str) -> str:
    """Return what kind of code this is; what may be a payment is a secret and never shown."""
    if is_payment(meaning):
        return "payment"
    if isinstance(meaning, ReceiptCode):
        return "receipt"
    if isinstance(meaning, OwnCode):
        return meaning.kind
    _, code = codes.without_mark(scanned)
    if isinstance(meaning, codes.GoodsCode) and meaning.gs1 in ("gs1_marked", "gs1_link"):
        return "gs1"
    return _TYPES.get(len(code), "other") if codes.has_check_digit(code) else "other"
