"""A shop's books with a desk of devices over simulators, its UI turned by hand."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path

from inventory.orders.tender import Offer
from inventory.service.checkout import Finished
from inventory.service.print_jobs import PrintJobs
from pos_app.hardware.virtual_printer import VirtualPrinter
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import Books, build_writes, open_books
from tests.inventory.service.ringing import CASHIER, TEE, open_till, ring, yuan
from tests.inventory.shop import Shop, a_shop
from tests.pos_app.viewmodels.tills import PumpedHands

__all__ = ["CASHIER", "a_desk", "books_of", "inside", "journal_of", "printer", "sell", "states"]


def books_of(folder: Path) -> Books:
    shop = a_shop(folder)
    open_till(shop)
    shop.close()
    return open_books(folder)


def printer(name: str, **options: str) -> dict:
    return {"id": name, "category": "printer", "driver": "simulated_printer", "options": options}


class Turning(PumpedHands):
    """Hands whose UI is turned until something holds, with a deadline."""

    def until(self, right: Callable[[], bool], within_s: float = 10.0) -> None:
        end = time.monotonic() + within_s
        while not right():
            assert time.monotonic() < end, "it never came"
            self.pump()
            self._posted_within(0.02)

    def _posted_within(self, seconds: float) -> None:
        import queue

        try:
            self._posted.get(timeout=seconds)()
        except queue.Empty:
            return


@contextmanager
def a_desk(books: Books, *configs: dict) -> Iterator[tuple[DeviceDesk, Turning]]:
    hands = Turning(books.writer)
    desk = DeviceDesk(configs, books, PrintJobs(books.context, books.writing), hands)
    desk.start()
    try:
        yield desk, hands
    finally:
        desk.close()
        hands.pump()


def inside(desk: DeviceDesk, name: str) -> VirtualPrinter:
    return desk.registry.driver(name).inside


def sell(books: Books, then: Callable[[], object] = lambda: None) -> Finished:
    """Sell one piece; ``then`` holds the writer before it does anything else."""
    sold: Future[Finished] = Future()

    def pay() -> None:
        shop = Shop(
            books.path, books.context.clock, books.context, books.writing, books.reading, b""
        )
        checkout = build_writes(books).checkout
        cash = [Offer("cash", yuan("100"))]
        sold.set_result(checkout.complete(CASHIER, ring(shop, checkout, TEE), cash))
        then()

    paid = books.writer.submit(pay)
    wait([sold, paid], 20, FIRST_COMPLETED)
    return sold.result(0) if sold.done() else paid.result(0)


def states(books: Books) -> list[str]:
    with books.reading.reading() as connection:
        rows = connection.exec_driver_sql("SELECT state FROM print_job ORDER BY created_ms, id")
        return [row[0] for row in rows]


def journal_of(books: Books) -> list[tuple[str, bytes]]:
    """Return type and body of every entry once the writer has done what it was told."""
    books.writer.submit(lambda: None).result(20)
    with books.reading.reading() as connection:
        rows = connection.exec_driver_sql("SELECT type, body FROM journal ORDER BY seq")
        return [(row[0], row[1]) for row in rows]
