"""A till without a window for tests of view models: real file, real writer thread, pumped UI."""

import heapq
import queue
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from itertools import count
from pathlib import Path

from inventory.documents.blocks import Document
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from inventory.people.staff import Actor, Role
from inventory.service.checkout import Checkout
from inventory.service.glance import Glance
from inventory.service.history import History
from inventory.service.labels import open_labels
from inventory.service.print_jobs import PrintJobs, jobs_of_sale, open_jobs
from inventory.service.settings import SettingsDesk, current, picture, tax_table
from inventory.service.staff import Roster, StaffDesk
from inventory.service.stock_query import StockQuery
from inventory.service.taking import Taking
from pos_app.hardware.categories import LabelBatch, LabelsRun
from pos_app.i18n import Translator
from pos_app.main.tag_desk import TagDesk
from pos_app.viewmodels.shell import Shell
from pos_app.viewmodels.till import Machine, Reads, Session, Till, Writes
from pos_app.writer import Writer
from tests.inventory.shop import Shop, a_shop
from tests.pos_app.viewmodels.care import RecordingCare, RecordingWindows


class PumpedHands:
    """Real writer thread; answers wait until the test turns the UI with ``pump``."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._number = count()
        self._called_off: set[int] = set()
        self._open = 0
        self.now = 0.0
        self.refusals: list[Refused] = []

    def write(self, job, then=None, failed=None) -> None:
        self._answer(self._writer.submit(job), then, failed)

    def work(self, job, then=None, failed=None) -> None:
        future: Future = Future()
        try:
            future.set_result(job())
        except BaseException as error:  # noqa: BLE001  the asker gets it
            future.set_exception(error)
        self._answer(future, then, failed)

    def later(self, seconds: float, job: Callable[[], None]) -> Callable[[], None]:
        number = next(self._number)
        heapq.heappush(self._timers, (self.now + seconds, number, job))
        return lambda: self._called_off.add(number)

    def post(self, job: Callable[[], None]) -> None:
        self._posted.put(job)

    def _answer(self, future: Future, then, failed) -> None:
        self._open += 1

        def on_ui() -> None:
            self._open -= 1
            error = future.exception()
            if isinstance(error, SuanpanError) and failed is not None:
                failed(error)
            elif error is not None:
                raise error
            elif then is not None:
                then(future.result())

        future.add_done_callback(lambda _: self._posted.put(on_ui))

    def turn_once(self) -> None:
        """Wait for one thing to do on the UI thread, and do it."""
        self._posted.get(timeout=20)()

    def pump(self) -> None:
        """Turn the UI until nothing is under way."""
        while self._open or not self._posted.empty():
            self._do(self._posted.get(timeout=20))

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Refused as refused:
            self.refusals.append(refused)

    def pass_time(self, seconds: float) -> None:
        """Let UI time pass: timers fire in order."""
        self.pump()
        until = self.now + seconds
        while self._timers and self._timers[0][0] <= until:
            self.now, number, job = heapq.heappop(self._timers)
            if number not in self._called_off:
                self._do(job)
                self.pump()
        self.now = until


class RecordingTags:
    """Tags as they are drawn and laid out; the printing answers as the test says."""

    def __init__(self, hands: PumpedHands) -> None:
        self._desk = TagDesk(lambda: None, tuple, hands)
        self.begun: list[tuple[str, LabelBatch]] = []
        self.told: Callable[[LabelsRun], None] = lambda _: None
        self.called_off = 0

    def picture(self, printer, goods, size, language) -> bytes:
        return self._desk.picture(printer, goods, size, language)

    def batch(self, printer, wanted, size, language) -> LabelBatch:
        return self._desk.batch(printer, wanted, size, language)

    def print(self, printer, batch, told):
        self.begun.append((printer, batch))
        self.told = told

        def cancel() -> None:
            self.called_off += 1

        return cancel

    @property
    def batch_now(self) -> LabelBatch:
        return self.begun[-1][1]

    def end(self, outcome, sure=None, maybe=0, reason=None) -> None:
        """Let the newest run end."""
        if self.begun:
            total = self.batch_now.count
            taken = Text.of("hardware.labels.taken", n=1)
            sure = total if sure is None else sure
            self.told(LabelsRun(total, sure, maybe, outcome, reason or taken))


class RecordingDevices:
    """Devices that note what they were asked."""

    def __init__(self, hands: PumpedHands) -> None:
        self.tags = RecordingTags(hands)
        self.kicks = self.wakes = self.test_prints = 0
        self.listed: tuple = ()
        self.care = RecordingCare()
        self.windows = RecordingWindows()
        self.tried: list[tuple] = []
        self.openings: list[tuple] = []
        self.opened = self.full = False
        self.saved: list[tuple[str, int]] = []
        self._listeners: list[Callable[[], None]] = []

    def statuses(self) -> tuple:
        return self.listed

    def show(self, *statuses) -> None:
        self.listed = statuses
        for listener in tuple(self._listeners):
            listener()

    def listen(self, listener):
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wake_printer(self) -> None:
        self.wakes += 1

    def kick_drawer(self, why=None) -> None:
        self.kicks += 1
        self.kicked_for = why

    def note_opening(self, why, passed) -> None:
        self.openings.append((why, passed))

    def drawer_open(self) -> bool:
        return self.opened

    def move_drawer(self, *, opened: bool) -> None:
        self.opened = opened
        self.show(*self.listed)

    def test_print(self, device_id: str, name: str, told) -> None:
        self.test_prints += 1
        self.tested = (device_id, name, told)

    def try_out(self, category: str, told) -> None:
        self.tried.append((category, told))

    def preview(self, document: Document, paper_mm: int) -> bytes:
        return f"{document.title} {paper_mm}".encode()

    def save_pdf(self, document: Document, paper_mm: int) -> str:
        self.saved.append((document.title, paper_mm))
        if self.full:
            raise Refused(Text.of("receipts.pdf_failed"))
        return "/var/lib/suanpan/receipts-as-pdf"


class RecordingSync:
    """A sync that stands as the test says."""

    def __init__(self) -> None:
        self.now: tuple[str, int, Text | None] = ("online", 0, None)
        self.wakes = 0

    def state(self):
        return self.now

    def listen(self, listener):
        return lambda: None

    def wake(self) -> None:
        self.wakes += 1


class Bench:
    """A till on the table: the shop's file, the bundle, the shell, and what the devices heard."""

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "zh-Hans",
        preset: str = "cn",
        machine: Machine | None = None,
    ) -> None:
        self.shop: Shop = a_shop(folder, preset)
        books, reader, context = self.shop.books, self.shop.reader, self.shop.context
        self.writer = Writer(books.checkpoint)
        self.hands = PumpedHands(self.writer)
        self.devices, self.sync = RecordingDevices(self.hands), RecordingSync()
        self.tones: list[str] = []
        settings = current(reader)
        self.till = Till(
            context=context,
            session=Session(settings),
            hands=self.hands,
            words=Translator(language, strict=True),
            reads=Reads(
                catalogue=self.shop.catalogue,
                roster=Roster(reader),
                stock=StockQuery(context, reader),
                history=History(context, reader),
                settings=lambda: current(reader),
                taxes=lambda: tax_table(reader),
                picture=lambda key: picture(reader, key),
                open_jobs=partial(open_jobs, reader),
                jobs_of_sale=partial(jobs_of_sale, reader),
                labels=partial(open_labels, context, self.shop.path),
            ),
            writes=Writes(
                checkout=Checkout(context, books, settings),
                taking=Taking(context, books),
                print_jobs=PrintJobs(context, books),
                staff=StaffDesk(context, books, self.shop.pepper),
                settings=SettingsDesk(context, books),
                admin=self.shop.admin,
                glance=Glance(context, books),
            ),
            devices=self.devices,
            sync=self.sync,
            pepper=self.shop.pepper,
            tone=self.tones.append,
            machine=machine,
        )
        self.shell = Shell(self.till)

    def sign_on(self, role: Role = Role.CASHIER) -> Actor:
        """Let somebody act without the login screen."""
        actor = Actor("01980000-0000-7000-8000-000000000001", "2", role)
        self.till.session.sign_on(actor, "陈晨")
        return actor

    def close(self) -> None:
        assert self.writer.close()
        self.shop.close()
