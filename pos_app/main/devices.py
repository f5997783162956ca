"""The devices as the till holds them: registry, spool and drawer behind one desk for the screens.

What devices say on their own threads is handed to the UI thread here, and nowhere else.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inventory.documents.blocks import Document
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.service.drawer import DrawerBook
from inventory.service.print_jobs import PrintJobs
from inventory.service.shop_settings import ShopSettings
from pos_app.hardware.categories import (
    Category,
    DeviceFailed,
    DeviceStatus,
    DisplayFace,
    DrawerMoved,
    Kicked,
    LabelOrder,
    Printed,
    Scan,
    ScanLost,
    StatusUpdate,
    Tone,
    ToneWanted,
    Weighed,
)
from pos_app.main.device_care import CareDesk
from pos_app.main.drawer_alarm import DrawerAlarm
from pos_app.main.misfits import Misfits
from pos_app.main.printing import SAVED, PrinterDesk, write_whole
from pos_app.main.runtime import Books
from pos_app.main.simulator_windows import SimulatorWindows
from pos_app.main.tag_desk import TagDesk
from pos_app.main.test_page import test_face, test_label, test_page
from pos_app.viewmodels.base import Cancel, Hands
from pos_app.viewmodels.till import Kick

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pos_app.hardware.devices import DrawerDevice
    from pos_app.hardware.hotplug import Watcher
    from pos_app.hardware.record import Records
    from pos_app.hardware.registry import Registry

_LOG = logging.getLogger(__name__)
OPENED = frozenset({"opened", "sent"})
PREVIEWS = {58: "generic-58-zh", 80: "generic-80-zh"}
OnScan = Callable[[str, str, int], None]


class DeviceDesk:
    """The till's devices; nothing is opened before ``start``. What is called runs on the UI thread.

    ``on_scan`` gets a code, ``on_lost`` why a scan or the set-up was not taken, ``on_shut`` why a
    drawer did not open. ``faults``: what is wrong with the file of settings itself.
    """

    def __init__(
        self,
        plain: Sequence[Mapping[str, Any]],
        books: Books,
        jobs: PrintJobs,
        hands: Hands,
        *,
        faults: Sequence[Text] = (),
    ) -> None:
        unfit = Misfits(plain, faults)
        self._configs = unfit.right
        self._books = books
        self._settings = books.settings
        self._hands = hands
        self._registry: Registry | None = None
        self._records: Records | None = None
        self._watcher: Watcher | None = None
        self._care = CareDesk(self._configs, books.folder, hands, books.context.clock)
        self._care.changed = self._rewire
        self._care.unfit = unfit
        self.printers = PrinterDesk(books, jobs, hands, draw=self._both, tell=self._tell)
        self.windows = SimulatorWindows(lambda: self._registry, hands, self._tell)
        self._listeners: list[Callable[[], None]] = []
        self._face = DisplayFace()
        self._open: set[str] = set()
        self.tags = TagDesk(lambda: self._registry, lambda: self._configs, hands)
        self._alarm = DrawerAlarm(self._drawers, hands, self.tone)
        self.on_scan: OnScan = lambda *_: None
        self.on_lost: Callable[[Text], None] = lambda _: None
        self.on_shut: Callable[[Text], None] = lambda _: None
        self.on_tone: Callable[[Tone], None] = lambda _: None

    def use(self, settings: ShopSettings) -> None:
        """Print and show by these settings from now on."""
        self._settings = settings

    @property
    def care(self) -> CareDesk:
        """Looking after the devices."""
        return self._care

    @property
    def registry(self) -> "Registry":
        """The devices themselves, for the demo's switches and for tests."""
        assert self._registry is not None
        return self._registry

    def start(self) -> None:
        """Open every device; a set-up that names none or a wrong one leaves the till selling."""
        from pos_app.hardware.hotplug import Watcher
        from pos_app.hardware.record import FILE, Records
        from pos_app.hardware.registry import Registry

        clock = self._books.context.clock
        self._records = Records(self._books.folder / FILE, clock)
        self._records.start()
        self._registry = Registry(self._heard, clock, records=self._records)
        self._care.begin(self._registry)
        self._care.set_up()
        for each in self._care.misfits():
            _LOG.error("devices_refused reason=%s", each.reason)
            self._hands.post(lambda reason=each.reason: self.on_lost(reason))  # type: ignore[misc]
        self._watcher = Watcher(self._registry.nudge)
        self._watcher.start()
        self._rewire()

    def _rewire(self) -> None:
        """Feed the printers and displays that are there now; devices may have come or gone."""
        if self._registry is not None:
            self.printers.start(self._registry.printers(), self._care.chains())
            # A drawer that was taken away or taught anew is open only where its contact says so.
            sensors = {each.device_id: each.sensor for each in self._registry.drawers()}
            self._open = {name for name, each in sensors.items() if each and each.is_open}
        self.show(self._face)
        self._tell()

    def close(self) -> None:
        """Give all devices back."""
        self._alarm.close()
        self.windows.close()
        if self._watcher is not None:
            self._watcher.close()
        if self._registry is not None:
            late = self._registry.close()
            if late:
                _LOG.error("devices_late names=%s", ",".join(late))
        if self._records is not None:
            self._records.close()

    # --- what the screens ask ----------------------------------------------------------------

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Return how each device stands now."""
        return self._registry.statuses() if self._registry is not None else ()

    def listen(self, listener: Callable[[], None]) -> Cancel:
        """Call on the UI thread whenever a status has changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wake_printer(self) -> None:
        """Tell the printers' threads that a paper waits."""
        self.printers.wake()

    def kick_drawer(self, why: Kick | None = None) -> None:
        """Open the drawer, once and now or not at all; journal why and how it ended."""
        for drawer in self._drawers()[:1]:
            drawer.kick(lambda kicked: self._kicked(kicked, why))

    def note_opening(self, why: Kick, passed: bool | None) -> None:  # noqa: FBT001 - as it is told
        """Journal how an opening ended that a check made: opened, perhaps (None), or not."""
        self._journal(why, {True: "opened", None: "sent"}.get(passed, "failed"))

    def _drawers(self) -> "Sequence[DrawerDevice]":
        return self._care.drawers()

    def drawer_open(self) -> bool:
        """Tell whether a drawer is known to stand open."""
        return bool(self._open)

    def test_print(self, device_id: str, name: str, told: Callable[[Text], None]) -> None:
        """Print a page that shows what a printer can do, under the name the shop has for it."""
        registry = self._registry
        printers = registry.printers() if registry is not None else ()
        for printer in printers:
            if printer.device_id == device_id:
                page = test_page(self._settings, name)
                printer.print(page, lambda printed: self._printed(printed, told))

    def show(self, face: DisplayFace) -> None:
        """Show this on every line display, also on one that comes later."""
        self._face = face
        for display in self._registry.displays() if self._registry is not None else ():
            display.show(face)

    def tone(self, tone: Tone) -> None:
        """Let a tone be heard: through its device where one is set up, else at once."""
        tones = self._registry.tones() if self._registry is not None else ()
        if tones:
            tones[0].sound(tone)
        else:
            self.on_tone(tone)

    def has_scale(self) -> bool:
        """Tell whether a scale is set up."""
        return any(each.category == "scale" for each in self._configs)

    def weigh(self, then: Callable[[Weighed], None]) -> None:
        """Ask the first scale; the answer comes on the UI thread."""
        scales = self._registry.scales() if self._registry is not None else ()
        if not scales:
            then(Weighed(0, Text.of("hardware.scale.silent")))
            return
        scales[0].weigh(lambda weighed: self._hands.post(lambda: then(weighed)))

    def try_out(self, category: Category, told: Callable[[Text], None]) -> None:
        """Show, weigh or print something harmless on the first device of a kind."""
        registry = self._registry
        if registry is None:
            return
        if category == "display" and registry.displays():
            self.show(test_face())
            told(Text.of("devices.display_tried"))
        elif category == "scale":
            self.weigh(lambda weighed: told(weighed.reason))
        elif category == "labels" and registry.label_printers():
            orders = (LabelOrder(test_label(self._settings)),)
            registry.label_printers()[0].print_labels(
                orders, lambda printed: self._hands.post(lambda: told(printed.reason))
            )

    def preview(self, document: Document, paper_mm: int) -> bytes:
        """Return the paper as a PNG, decoded from the very bytes that would be sent."""
        from pos_app.hardware.paper import draw
        from pos_app.hardware.profiles import profile
        from pos_app.hardware.render_escpos import render

        model = profile(PREVIEWS[paper_mm], "preview")
        return draw(render(document, model), model)

    def save_pdf(self, document: Document, paper_mm: int) -> str:
        """Write the paper as a PDF and return the folder it lies in. Slow: not on the UI."""
        target = self._books.folder / SAVED / f"{document.title}.pdf"
        try:
            write_whole(target, self._pdf(document, paper_mm))
        except OSError as error:
            _LOG.warning("receipt_pdf_failed error=%s", type(error).__name__)
            raise Refused(Text.of("receipts.pdf_failed")) from error
        return str(target.parent.absolute())

    def _pdf(self, document: Document, paper_mm: int) -> bytes:
        from pos_app.hardware.paper import draw_pdf
        from pos_app.hardware.profiles import profile
        from pos_app.hardware.render_escpos import render

        model = profile(PREVIEWS[paper_mm], "preview")
        return draw_pdf(render(document, model), model)

    def _both(self, document: Document) -> tuple[bytes, bytes]:
        paper_mm = self._settings.paper_mm
        return self.preview(document, paper_mm), self._pdf(document, paper_mm)

    # --- on the devices' threads -------------------------------------------------------------

    def _heard(self, event: object) -> None:
        match event:
            case Scan(_, _, device_id, at_ms):
                code = event.marked
                self._hands.post(lambda: self.on_scan(code, device_id, at_ms))
            case ScanLost(device_id, reason, _):
                _LOG.warning("scan_lost device=%s reason=%s", device_id, reason.code)
                self._hands.post(lambda: self.on_lost(reason))
            case DeviceFailed(device_id, reason, _):
                _LOG.warning("device_failed device=%s reason=%s", device_id, reason.code)
                self._hands.post(self._tell)
            case ToneWanted(tone):
                self._hands.post(lambda: self.on_tone(tone))
            case DrawerMoved(device_id, now_open, _):
                self._hands.post(lambda: self._drawer_moved(device_id, now_open=now_open))
            case StatusUpdate(status):
                if status.category == "printer":
                    self.printers.wake()
                self._hands.post(self._tell)
            case _:
                self._hands.post(self._tell)

    def _kicked(self, kicked: Kicked, why: Kick | None) -> None:
        """Journal a kick behind the sale that it belongs to; nobody waits for that."""
        _LOG.info("drawer kick=%s reason=%s", kicked.kick, kicked.reason.code)
        if kicked.kick not in OPENED:
            self._hands.post(lambda: self.on_shut(kicked.reason))
        if why is not None:
            self._journal(why, kicked.kick)

    def _journal(self, why: Kick, outcome: str) -> None:
        book = DrawerBook(self._books.context, self._books.writing)
        self._books.writer.submit(
            lambda: book.kicked(why.actor, why.reason, why.receipt_no, outcome)
        ).add_done_callback(self._journaled)

    def _journaled(self, done: "Future[None]") -> None:
        """Say so where an opening could not be written down."""
        error = done.exception()
        if error is not None:
            _LOG.error("drawer_not_journaled error=%s", type(error).__name__)
            self._hands.post(lambda: self.on_shut(Text.of("hardware.drawer.unwritten")))

    def _printed(self, printed: Printed, told: Callable[[Text], None]) -> None:
        _LOG.info("test_print outcome=%s reason=%s", printed.outcome, printed.reason.code)
        self._hands.post(lambda: told(printed.reason))
        self._hands.post(self._tell)

    def _drawer_moved(self, device_id: str, *, now_open: bool) -> None:
        (self._open.add if now_open else self._open.discard)(device_id)
        self._tell()

    def _tell(self) -> None:
        self._alarm.look()
        for listener in tuple(self._listeners):
            listener()
