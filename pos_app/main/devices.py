"""The devices as the till holds them: registry, spool and drawer behind one desk for the screens.

What devices say on their own threads is handed to the UI thread here, and nowhere else.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inventory.documents.blocks import Document
from inventory.kernel.errors import SuanpanError
from inventory.kernel.text import Text
from inventory.service.print_jobs import PrintJobs
from pos_app.hardware.categories import (
    DeviceStatus,
    DrawerMoved,
    Kicked,
    Outcome,
    Printed,
    Scan,
    ScanLost,
    StatusUpdate,
)
from pos_app.hardware.driver import DeviceConfig
from pos_app.main.runtime import Books
from pos_app.main.test_page import test_page
from pos_app.viewmodels.base import Cancel, Hands

if TYPE_CHECKING:
    from pos_app.hardware.registry import Registry
    from pos_app.hardware.spool import Claimed, Spool

_LOG = logging.getLogger(__name__)
WRITE_S = 30.0
OPENED = frozenset({"opened", "sent"})
PREVIEWS = {58: "generic-58-zh", 80: "generic-80-zh"}
OnScan = Callable[[str, str, int], None]


class DeviceDesk:
    """The till's devices; nothing is opened before ``start``. What is called runs on the UI thread.

    ``on_scan`` gets a code, ``on_lost`` why a scan or the set-up was not taken, ``on_shut`` why a
    drawer did not open.
    """

    def __init__(
        self, plain: Sequence[Mapping[str, Any]], books: Books, jobs: PrintJobs, hands: Hands
    ) -> None:
        self._configs = [DeviceConfig.of(each) for each in plain]
        self._books = books
        self._jobs = jobs
        self._hands = hands
        self._registry: Registry | None = None
        self._spool: Spool | None = None
        self._listeners: list[Callable[[], None]] = []
        self._open: set[str] = set()
        self.on_scan: OnScan = lambda *_: None
        self.on_lost: Callable[[Text], None] = lambda _: None
        self.on_shut: Callable[[Text], None] = lambda _: None

    @property
    def registry(self) -> "Registry":
        """The devices themselves, for the demo's switches and for tests."""
        assert self._registry is not None
        return self._registry

    def start(self) -> None:
        """Open every device; a set-up that names none or a wrong one leaves the till selling."""
        from pos_app.hardware.registry import Registry
        from pos_app.hardware.spool import Spool

        self._registry = Registry(self._heard, self._books.context.clock)
        try:
            self._registry.set_up(self._configs)
        except SuanpanError as error:
            reason = error.text
            _LOG.error("devices_refused reason=%s", reason)
            self._hands.post(lambda: self.on_lost(reason))
        printers = self._registry.printers()
        if printers:
            self._spool = Spool(printers[0], self._claim, self._report)
            self._spool.wake()
        for device in (*printers, *self._registry.drawers(), *self._registry.scanners()):
            device.enable()
        self._hands.post(self._tell)

    def close(self) -> None:
        """Give all devices back."""
        if self._registry is not None:
            late = self._registry.close()
            if late:
                _LOG.error("devices_late names=%s", ",".join(late))

    # --- what the screens ask ----------------------------------------------------------------

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Return how each device stands now."""
        return self._registry.statuses() if self._registry is not None else ()

    def listen(self, listener: Callable[[], None]) -> Cancel:
        """Call on the UI thread whenever a status has changed."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wake_printer(self) -> None:
        """Tell the printer's thread that a paper waits."""
        if self._spool is not None:
            self._spool.wake()

    def kick_drawer(self) -> None:
        """Open the drawer, once and now or not at all."""
        drawers = self._registry.drawers() if self._registry is not None else ()
        for drawer in drawers[:1]:
            drawer.kick(self._kicked)

    def drawer_open(self) -> bool:
        """Tell whether a drawer is known to stand open."""
        return bool(self._open)

    def test_print(self) -> None:
        """Print a page that shows what the printer can do."""
        printers = self._registry.printers() if self._registry is not None else ()
        for printer in printers[:1]:
            printer.print(test_page(self._books.settings), self._printed)

    def preview(self, document: Document, paper_mm: int) -> bytes:
        """Return the paper as a PNG, decoded from the very bytes that would be sent."""
        from pos_app.hardware.paper import draw
        from pos_app.hardware.profiles import profile
        from pos_app.hardware.render_escpos import render

        model = profile(PREVIEWS[paper_mm], "preview")
        return draw(render(document, model), model)

    # --- on the devices' threads -------------------------------------------------------------

    def _heard(self, event: object) -> None:
        match event:
            case Scan(_, _, device_id, at_ms):
                code = event.marked
                self._hands.post(lambda: self.on_scan(code, device_id, at_ms))
            case ScanLost(device_id, reason, _):
                _LOG.warning("scan_lost device=%s reason=%s", device_id, reason.code)
                self._hands.post(lambda: self.on_lost(reason))
            case DrawerMoved(device_id, now_open, _):
                self._hands.post(lambda: self._drawer_moved(device_id, now_open=now_open))
            case StatusUpdate(status):
                if status.category == "printer" and status.works:
                    self.wake_printer()
                self._hands.post(self._tell)
            case _:
                self._hands.post(self._tell)

    def _claim(self) -> "Claimed | None":
        from pos_app.hardware.spool import Claimed

        job = self._books.writer.submit(self._jobs.claim).result(WRITE_S)
        return Claimed(job.job_id, job.document) if job is not None else None

    def _report(self, job_id: str, outcome: Outcome, reason: Text) -> None:
        write = self._books.writer.submit(lambda: self._jobs.report(job_id, outcome, reason))
        write.result(WRITE_S)
        self._hands.post(self._tell)

    def _kicked(self, kicked: Kicked) -> None:
        _LOG.info("drawer kick=%s reason=%s", kicked.kick, kicked.reason.code)
        if kicked.kick not in OPENED:
            self._hands.post(lambda: self.on_shut(kicked.reason))

    def _printed(self, printed: Printed) -> None:
        _LOG.info("test_print outcome=%s reason=%s", printed.outcome, printed.reason.code)
        self._hands.post(self._tell)

    def _drawer_moved(self, device_id: str, *, now_open: bool) -> None:
        (self._open.add if now_open else self._open.discard)(device_id)
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
