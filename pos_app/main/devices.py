"""The devices as the till holds them: registry, spool and drawer behind one desk for the screens.

What devices say on their own threads is handed to the UI thread here, and nowhere else.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from inventory.documents.blocks import Document
from inventory.kernel.errors import SuanpanError
from inventory.service.drawer import DrawerBook
from inventory.service.print_jobs import PrintJobs
from pos_app.hardware.categories import (
    DeviceStatus,
    Kicked,
    Printed,
    Scan,
    ScanLost,
    StatusUpdate,
)
from pos_app.hardware.driver import DeviceConfig
from pos_app.main.printing import PrinterDesk
from pos_app.main.runtime import Books
from pos_app.main.test_page import test_page
from pos_app.viewmodels.base import Cancel, Hands
from pos_app.viewmodels.till import Kick

if TYPE_CHECKING:
    from inventory.kernel.text import Text
    from pos_app.hardware.registry import Registry

_LOG = logging.getLogger(__name__)
PREVIEWS = {58: "generic-58-zh", 80: "generic-80-zh"}
OnScan = Callable[[str, str, int], None]


class DeviceDesk:
    """The till's devices; nothing is opened before ``start``. ``on_scan`` runs on the UI thread."""

    def __init__(
        self, plain: Sequence[Mapping[str, Any]], books: Books, jobs: PrintJobs, hands: Hands
    ) -> None:
        self._configs = [DeviceConfig.of(each) for each in plain]
        self._books = books
        self._hands = hands
        self._registry: Registry | None = None
        self.printers = PrinterDesk(books, jobs, hands, draw=self._picture, tell=self._tell)
        self._listeners: list[Callable[[], None]] = []
        self.on_scan: OnScan = lambda *_: None
        self.on_lost: Callable[[Text], None] = lambda _: None

    @property
    def registry(self) -> "Registry":
        """The devices themselves, for the demo's switches and for tests."""
        assert self._registry is not None
        return self._registry

    def start(self) -> None:
        """Open every device; a set-up that names none or a wrong one leaves the till selling."""
        from pos_app.hardware.registry import Registry

        self._registry = Registry(self._heard, self._books.context.clock)
        try:
            self._registry.set_up(self._configs)
        except SuanpanError as error:
            reason = error.text
            _LOG.error("devices_refused reason=%s", reason)
            self._hands.post(lambda: self.on_lost(reason))
        printers = self._registry.printers()
        self.printers.start(printers, self._registry.chains)
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
        """Tell the printers' threads that a paper waits."""
        self.printers.wake()

    def kick_drawer(self, why: Kick | None = None) -> None:
        """Open the drawer, once and now or not at all; journal why and how it ended."""
        drawers = self._registry.drawers() if self._registry is not None else ()
        for drawer in drawers[:1]:
            drawer.kick(lambda kicked: self._kicked(kicked, why))

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

    def _picture(self, document: Document) -> bytes:
        return self.preview(document, self._books.settings.paper_mm)

    # --- on the devices' threads -------------------------------------------------------------

    def _heard(self, event: object) -> None:
        match event:
            case Scan(_, _, device_id, at_ms):
                code = event.marked
                self._hands.post(lambda: self.on_scan(code, device_id, at_ms))
            case ScanLost(_, reason, _):
                self._hands.post(lambda: self.on_lost(reason))
            case StatusUpdate(status):
                if status.category == "printer":
                    self.printers.wake()
                self._hands.post(self._tell)
            case _:
                self._hands.post(self._tell)

    def _kicked(self, kicked: Kicked, why: Kick | None) -> None:
        """Journal a kick behind the sale that it belongs to; nobody waits for that."""
        _LOG.info("drawer kick=%s reason=%s", kicked.kick, kicked.reason.code)
        if why is not None:
            book = DrawerBook(self._books.context, self._books.writing)
            self._books.writer.submit(
                lambda: book.kicked(why.actor, why.reason, why.receipt_no, kicked.kick)
            )

    def _printed(self, printed: Printed) -> None:
        _LOG.info("test_print outcome=%s reason=%s", printed.outcome, printed.reason.code)
        self._hands.post(self._tell)

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
