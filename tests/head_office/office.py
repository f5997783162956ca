"""Head office as a process of its own, and a till's sending side, for tests with real sockets."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from head_office.office import HeadOffice, Place
from inventory.catalogue.product import Names
from inventory.kernel.clock import SystemClock
from inventory.kernel.money import Money
from inventory.kernel.quantity import Quantity
from inventory.ledger import envelope, wire
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing.cart import AddLine, apply
from inventory.pricing.pipeline import price as priced
from inventory.service import enrolment
from inventory.service.catalogue import Catalogue
from inventory.service.checkout import Checkout, Finished
from inventory.service.outbox import Outbox
from inventory.service.settings import current
from inventory.store import intake_repo
from inventory.store.engine import Database
from pos_app.sync.client import Pace, SyncClient
from pos_app.sync.link import Link
from pos_app.sync.transport import Transport, enrol
from tests.inventory.shop import Shop, a_style, a_variant

ROOT = Path(__file__).resolve().parents[2]
HURRY = Pace(ask_s=0.1, first_wait_s=0.02, longest_wait_s=0.1, read_s=2)


class Office:
    """What tests ask of a head office, wherever it runs."""

    folder: Path
    url: str
    id: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def database(self) -> Path:
        return self.folder / "office.db"

    def token(self, till: tuple[str, str] = ("", ""), minutes: int = 15) -> str:
        books = Database(self.database)
        try:
            return enrolment.new_token(books, SystemClock(), till, minutes).text
        finally:
            books.close()

    def revoke(self, till: tuple[str, str]) -> bool:
        books = Database(self.database)
        try:
            return enrolment.revoke(books, SystemClock(), till)
        finally:
            books.close()

    def pos(self, action: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "suanpan.cli", "head-office", action,
             "--data", str(self.folder), "--json", *more],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def rows(self, statement: str, *values: object) -> list[tuple]:
        reader = Database(self.database, write=False)
        try:
            with reader.reading() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(statement, values)]
        finally:
            reader.close()

    def chain(self) -> list[tuple]:
        """Return every entry it has, counted, as the till's journal has them."""
        return self.rows(
            f"SELECT {intake_repo._ENTRY} FROM inbox ORDER BY store_id, till_id, epoch, seq"
        )

    def day(self, date: str) -> dict:
        return requests.get(f"{self.url}/v1/day", {"date": date}, timeout=10).json()


class Inside(Office):
    """Head office on a thread of this process, with real sockets."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.head_office = HeadOffice(Place(folder, port=port))
        self.url = f"http://127.0.0.1:{self.head_office.port}"
        self.id = self.head_office.office.id
        self._thread = threading.Thread(target=self.head_office.serve)
        self._thread.start()

    def close(self) -> None:
        self.head_office.stop()
        self._thread.join()


class Process(Office):
    """``pos head-office`` in a process; ``rig`` runs a script that serves it another way."""

    def __init__(
        self, folder: Path, *, port: int = 0, rig: tuple[str, ...] = (), host: str = "127.0.0.1"
    ) -> None:
        self.folder = folder
        start = rig or ("-m", "suanpan.cli", "head-office")
        self.process = subprocess.Popen(
            [sys.executable, *start, "--data", str(folder), "--port", str(port),
             "--host", host, "--json"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        line = self.process.stdout.readline()
        if not line:
            self._gone()
            raise RuntimeError(self.errors)
        said = json.loads(line)
        self.url, self.id = said["url"].rstrip("/"), said["office"]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self._gone()

    def _gone(self) -> int:
        try:
            code = self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self.errors = self.process.stderr.read()
            self.process.stderr.close()
        return code


@contextmanager
def inside(folder: Path, port: int = 0):
    office = Inside(folder, port)
    try:
        yield office
    finally:
        office.close()


@contextmanager
def serving(folder: Path, **how):
    office = Process(folder, **how)
    try:
        yield office
    finally:
        if office.process.poll() is None:
            office.stop()
        elif not office.process.stdout.closed:
            office._gone()


def stocked(shop: Shop, *names: str) -> None:
    """Give a shop goods with EAN-13 codes, the first for 10.00 and each next 1.30 dearer."""
    for at, name in enumerate(names or ("圆领T恤", "牛仔裤", "连衣裙")):
        stem = f"69{at + 1:010d}"
        digits = [int(each) for each in stem]
        check = -(sum(digits[::2]) + 3 * sum(digits[1::2])) % 10
        minor = 1000 + at * 130
        variant = a_variant(
            code=f"{stem}{check}", stock=1000, cost=f"{minor // 100}.{minor % 100:02d}"
        )
        shop.create(a_style(f"ST{at + 1:04d}", variant, names=Names(name, name, name)))


@dataclass
class Till:
    """A shop's till that sells: real sales through the cashier's use case."""

    shop: Shop

    def __post_init__(self) -> None:
        self.checkout = Checkout(self.shop.context, self.shop.books, current(self.shop.reader))
        found = self.shop.rows("SELECT code FROM barcode ORDER BY code")
        self.codes = [row[0] for row in found]

    @property
    def name(self) -> str:
        return f"{self.shop.site.store_id}/{self.shop.site.till_id}"

    def sell(self, pieces: int = 1, which: int = 0, kind: str = "cash") -> Finished:
        cart = self.checkout.new_cart()
        code = self.codes[which % len(self.codes)]
        item = Catalogue(self.shop.context, self.shop.reader).find_code(SYSTEM, code).item
        edit = AddLine(item, Quantity.pieces(pieces), "scanned", code)
        self.checkout.keep(SYSTEM, cart, edit)
        cart = apply(cart, edit)
        total = priced(cart).total
        given = Money(total.minor + 500, total.currency) if kind == "cash" else total
        return self.checkout.complete(SYSTEM, cart, [Offer(kind, given)], one_tap=True)

    def chain(self) -> list[tuple]:
        return self.shop.rows(
            f"SELECT {intake_repo._ENTRY} FROM journal ORDER BY store_id, till_id, epoch, seq"
        )

    def enrol(self, office: Office, url: str = "") -> Link:
        till = (self.shop.site.store_id, self.shop.site.till_id)
        return enrol(self.shop.path, till, url or office.url, office.token())

    def outbox(self, link: Link) -> Outbox:
        return Outbox(self.shop.context.origin, link.office, SystemClock())

    def client(self, link: Link, write: Callable | None = None, pace: Pace = HURRY) -> SyncClient:
        return SyncClient(
            self.shop.books, self.shop.context.origin, link, write or self.write, pace=pace
        )

    def is_sent(self, link: Link) -> bool:
        """Tell whether all that is in the journal is acknowledged."""
        return self.outbox(link).pending(self.shop.reader).entries == 0

    def write(self, job: Callable[[], None]) -> "Future[None]":
        """Run a job at once under the till's lock, as the writer's thread would."""
        answer: Future[None] = Future()
        try:
            with self.lock:
                answer.set_result(job())
        except Exception as error:  # noqa: BLE001  the one who asked gets it
            answer.set_exception(error)
        return answer

    @property
    def lock(self) -> threading.RLock:
        return self.__dict__.setdefault("_lock", threading.RLock())


def push(link: Link, batch: wire.Batch):
    """Send one batch on a connection of its own."""
    with Transport(link.url) as transport:
        return transport.push(link, batch)


def signed(link: Link, batch: wire.Batch) -> tuple[dict[str, str], bytes]:
    """Return headers and body of a batch, unpacked, for requests that bend the rules."""
    payload = envelope.pack(batch)
    digest = envelope.digest(payload)
    headers = {
        "Suanpan-Till": f"{batch.store}/{batch.till}",
        "Suanpan-Payload-Hash": digest.hex(),
        "Suanpan-Signature": wire.base(envelope.sign(link.private, wire.batch_statement(digest))),
        "Content-Type": "application/json",
    }
    return headers, payload


def until(true: Callable[[], bool], seconds: float = 20, step: float = 0.01) -> None:
    """Wait until something is so, at most so long."""
    waiting = threading.Event()
    for _ in range(int(seconds / step)):
        if true():
            return
        waiting.wait(step)
    raise AssertionError("it did not come to be")
