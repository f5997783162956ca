"""Opens a shop's folder for work: lock, database, writer, services, devices, sync; and closes it.

No Kivy here: the same runtime runs under a window, in a test and in a machine whose plug is pulled.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.kernel.clock import Clock, SystemClock
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout
from inventory.service.context import Context
from inventory.service.glance import Glance
from inventory.service.history import History
from inventory.service.print_jobs import PrintJobs, jobs_of_sale, open_jobs
from inventory.service.settings import SettingsDesk, current, open_site, picture, tax_table
from inventory.service.shop_settings import ShopSettings
from inventory.service.staff import Roster, StaffDesk
from inventory.service.stock_query import StockQuery
from inventory.service.taking import Taking
from inventory.store import people_repo
from inventory.store.engine import Database
from inventory.store.migrate import migrate
from inventory.store.process_lock import ProcessLock
from pos_app.hardware.categories import Tone
from pos_app.i18n import Translator
from pos_app.viewmodels.base import Hands
from pos_app.viewmodels.till import Devices, Machine, Reads, Session, Sync, Till, Weighs, Writes
from pos_app.writer import Writer

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from inventory.service.labels import Labels

DATABASE = "till.db"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Books:
    """A shop's file, open for one till: nobody else may write it meanwhile."""

    folder: Path
    lock: ProcessLock
    writing: Database
    reading: Database
    context: Context
    settings: ShopSettings
    writer: Writer
    pepper: bytes

    @property
    def path(self) -> Path:
        """The database file."""
        return self.writing.path

    def close(self) -> None:
        """Finish what waits and leave one tidy file."""
        finished = self.writer.close()
        if not finished:
            _LOG.error("writer_late waiting=%s", self.writer.waiting)
            return
        self.writing.checkpoint(truncate=True)
        self.reading.close()
        self.writing.close()
        self.lock.release()


def open_books(folder: Path, clock: Clock | None = None) -> Books:
    """Open the shop in this folder. Refuses a second till, a newer file, and a file of no shop."""
    path = folder / DATABASE
    lock = ProcessLock(path)
    try:
        writing = Database(path)
        try:
            migrate(writing)
            reading = Database(path, write=False)
            site = open_site(reading)
        except BaseException:
            writing.close()
            raise
    except BaseException:
        lock.release()
        raise
    context = Context.of(site, clock or SystemClock())
    pepper = people_repo.load_pepper(path)
    writer = Writer(writing.checkpoint)
    return Books(
        folder, lock, writing, reading, context, current(reading), writer, pepper
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """What the till is plugged into."""

    hands: Hands
    devices: Devices
    sync: Sync
    tone: Callable[[Tone], None]
    scale: Weighs | None = None
    machine: Machine | None = None


def build_till(books: Books, writes: Writes, words: Translator, outside: Outside) -> Till:
    """Put together what the view models work with."""
    reader, context = books.reading, books.context
    return Till(
        context=context,
        session=Session(books.settings),
        hands=outside.hands,
        words=words,
        reads=Reads(
            catalogue=Catalogue(context, reader, books.settings.barcode_templates),
            roster=Roster(reader),
            stock=StockQuery(context, reader),
            history=History(context, reader),
            settings=lambda: current(reader),
            taxes=lambda: tax_table(reader),
            picture=lambda key: picture(reader, key),
            open_jobs=partial(open_jobs, reader),
            jobs_of_sale=partial(jobs_of_sale, reader),
            labels=lambda: _labels(context, books.path),
        ),
        writes=writes,
        devices=outside.devices,
        sync=outside.sync,
        pepper=books.pepper,
        tone=outside.tone,
        scale=outside.scale,
        machine=outside.machine,
    )


def _labels(context: Context, path: Path) -> "AbstractContextManager[Labels]":
    from inventory.service.labels import open_labels  # reads of sheets too: not before it is asked

    return open_labels(context, path)


def build_writes(books: Books) -> Writes:
    """Build the use cases on the writing connection."""
    context, writing = books.context, books.writing
    return Writes(
        checkout=Checkout(context, writing, books.settings),
        taking=Taking(context, writing),
        print_jobs=PrintJobs(context, writing),
        staff=StaffDesk(context, writing, books.pepper),
        settings=SettingsDesk(context, writing),
        admin=CatalogueAdmin(context, writing),
        glance=Glance(context, writing),
    )
