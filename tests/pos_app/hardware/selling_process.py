"""A till that sells and prints for its life, as a process that is killed: real books, real spool.

    python -m tests.pos_app.hardware.selling_process FOLDER LINK ADDRESS MODEL SEED SALES

It goes on where the one before it was killed, and ends with 0 when every paper has its end. The
cashier in it prints again what surely failed, and now and then a copy of what may have printed.
"""

import sys
import threading
import time
from pathlib import Path
from random import Random

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from inventory.orders.tender import Offer
from inventory.service.print_jobs import PrintJobs, open_jobs
from pos_app.hardware.chains import Chains, Place
from pos_app.hardware.devices import DrawerDevice, PrinterDevice
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.link import Link
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.transports.tcp import TcpLink
from pos_app.hardware.transports.usb_printer import UsbLink, UsbName
from pos_app.hardware.worker import Worker
from pos_app.main.printing import PrinterDesk
from pos_app.main.runtime import Books, build_writes, open_books
from tests.inventory.service.ringing import CASHIER, TEE, ring, yuan
from tests.inventory.shop import Shop
from tests.pos_app.hardware.fake_usb import FakeBus, Plug
from tests.pos_app.viewmodels.tills import PumpedHands

HURRY = Patience(
    reach_s=0.4, answer_s=0.08, take_s=0.5, print_s=0.8, pulse_s=0.3, quiet_s=0.08, forget_s=3.0
)
MOST_WAITING = 4


def link_to(kind: str, address: str) -> Link:
    if kind == "tcp":
        return TcpLink("127.0.0.1", int(address))
    if kind == "pty":
        return SerialLink(address, 9_600)  # as most are set up; what it paces is the questions
    return UsbLink(UsbName(0x0416, 0x5011), FakeBus(Plug(int(address))))


class Seller:
    """Sells at the till's own books and lets the real desk of printers print."""

    def __init__(self, books: Books, link: Link, model: str, random: Random) -> None:
        self._books, self._random = books, random
        self._writes = build_writes(books)
        self._jobs = PrintJobs(books.context, books.writing)
        self._hands = PumpedHands(books.writer)
        self._shop = Shop(
            books.path, SystemClock(), books.context, books.writing, books.reading, b""
        )  # type: ignore[arg-type]
        driver = EscposPrinter(link, PROFILES[model], books.context.clock, HURRY)
        desk = PrinterDesk(
            books, self._jobs, self._hands, draw=lambda _: (b"", b""), tell=lambda: None
        )
        worker = Worker("printer", "printer", driver, lambda _: desk.wake(), books.context.clock)
        worker.poll_s = 0.05
        books.writer.submit(self._jobs.at_start).result(20)
        worker.start()
        desk.start([PrinterDevice("printer", worker, driver)], Chains((Place("printer"),)))
        self._drawer = DrawerDevice("drawer", worker, driver)
        self._desk, self._worker = desk, worker
        self._moment = threading.Event()

    def sell(self) -> float:
        """Ring up one tee and pay; return how long paying took, in milliseconds."""
        cart = self._books.writer.submit(
            lambda: ring(self._shop, self._writes.checkout, TEE)
        ).result(20)
        begin = time.perf_counter()
        self._books.writer.submit(
            lambda: self._writes.checkout.complete(CASHIER, cart, [Offer("cash", yuan("100"))])
        ).result(20)
        self._drawer.kick(lambda _: None)
        self._desk.wake()
        return (time.perf_counter() - begin) * 1000

    def waiting(self) -> int:
        return sum(job.state in ("queued", "sending") for job in open_jobs(self._books.reading))

    def rest(self) -> None:
        """Give the printer a moment while many papers wait, as customers do."""
        self._hands.pump()
        for _ in range(30):
            if self.waiting() <= MOST_WAITING:
                return
            self._moment.wait(0.02)

    def settle(self) -> bool:
        """Print again what failed and copy some of what may have printed; True when all ended."""
        self._hands.pump()
        for job in open_jobs(self._books.reading):
            if job.state == "failed":
                self._try(lambda job=job: self._jobs.retry(CASHIER, job.id))
            elif job.state == "unknown" and self._random.random() < 0.2:
                self._try(lambda job=job: self._writes.checkout.reprint(CASHIER, job.receipt_no))
                self._try(lambda job=job: self._jobs.dismiss(CASHIER, job.id))
        self._desk.wake()
        self._moment.wait(0.1)
        left = [job for job in open_jobs(self._books.reading) if job.state != "unknown"]
        return not left

    def _try(self, act) -> None:
        try:
            self._books.writer.submit(act).result(20)
        except Refused:
            return  # it went on by itself meanwhile

    def close(self) -> None:
        self._worker.close(5)
        self._hands.pump()
        self._books.close()


def main() -> int:
    folder, kind, address, model, seed, sales = sys.argv[1:7]
    books = open_books(Path(folder))
    seller = Seller(books, link_to(kind, address), model, Random(f"{seed}{time.monotonic_ns()}"))
    print("open", flush=True)
    with Path(folder, "paid_ms.txt").open("a") as paid:
        while True:
            with books.reading.reading() as connection:
                sold = connection.exec_driver_sql("SELECT COUNT(*) FROM sale").scalar_one()
            if sold >= int(sales):
                break
            paid.write(f"{seller.sell():.2f}\n")
            paid.flush()
            seller.rest()
    while not seller.settle():
        continue
    seller.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
