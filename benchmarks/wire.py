"""Claim: a job takes at most 1.05 × the wire's own time from its first byte to its last.

On a printer that reads at 9600, 19200 and 115200 baud (8N1: ten bits to the byte); asking before
and confirming after are timed apart. Queueing a receipt costs the caller at most 5 ms (p99),
and its first byte leaves at most 50 ms (p99) after the commit of its sale.
"""

import os
import select
import socket
import sys
import threading
import time
import tty
from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import till_process
from benchmarks.loop_hands import LoopHands
from benchmarks.measure import percentile, verdict
from benchmarks.receipt_encode import receipt
from benchmarks.scan_to_line import code
from inventory.kernel.clock import SystemClock
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing import cart as carts
from inventory.pricing.pipeline import price
from inventory.service.catalogue import Catalogue
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.job_pieces import pieces
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.virtual_printer import VirtualPrinter
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import build_writes, open_books

BAUDS = (9_600, 19_200, 115_200)
RATIO, ENQUEUE_MS, FIRST_MS = 1.05, 5.0, 50.0
PIECE = 32
PROFILE = "generic-80-zh"


@dataclass
class PacedPrinter:
    """A printer on a pseudo-terminal that takes bytes no faster than its line would bring them.

    Time is counted by the line: bytes that lay ready follow each other without a gap, bytes that
    came late leave one. ``times`` holds when each byte was through.
    """

    baud: int
    inside: VirtualPrinter = field(default_factory=VirtualPrinter)
    times: list[tuple[bytes, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(self._master)
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave, self._ended = slave, threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        free = 0.0
        while not self._ended.is_set():
            ready = select.select([self._master], [], [], 0)[0]
            if not ready:
                if not select.select([self._master], [], [], 0.05)[0]:
                    continue
                free = max(free, time.perf_counter())
            data = os.read(self._master, PIECE)
            begin, free = free, free + len(data) * 10 / self.baud
            while (left := free - time.perf_counter()) > 0:
                time.sleep(left)
            self.times.append((data, begin, free))
            if said := self.inside.take(data):
                os.write(self._master, said)

    def close(self) -> None:
        """End it."""
        self._ended.set()
        self._thread.join()
        os.close(self._master)
        os.close(self._slave)


def span(
    read: list[tuple[bytes, float, float]], sent: list[bytes], baud: int
) -> tuple[float, float]:
    """Return when the first and the last byte of a job, sent in pieces, were on the wire."""
    stream = b"".join(data for data, _, _ in read)
    bit = 10 / baud
    moments = [begin + n * bit for data, begin, _ in read for n in range(len(data))]
    first = end = stream.index(sent[0])
    for piece in sent:  # what is asked between them is part of the time, not of the job
        end = stream.index(piece, end) + len(piece)
    return moments[first], moments[end - 1] + bit


def on_wire(baud: int, job: bytes, name: str) -> bool:
    """Print one job on a paced line and time its parts."""
    fake = PacedPrinter(baud)
    link = SerialLink(fake.path, baud)
    printer = EscposPrinter(link, PROFILES[PROFILE], SystemClock())
    printer.open()
    printer.attend(0.0)
    fake.times.clear()
    begin = time.perf_counter()
    printed = printer.print_bytes(job)
    end = time.perf_counter()
    first, last = span(fake.times, list(pieces(job, link.pace)), baud)
    printer.close()
    fake.close()
    own = len(job) * 10 / baud
    sys.stdout.write(
        f"{name} at {baud}, {len(job)} bytes: asked before {(first - begin) * 1000:.0f} ms,"
        f" on the wire {last - first:.3f} s (its own {own:.3f} s),"
        f" {printed.outcome} {printed.level} {(end - last) * 1000:.0f} ms after\n"
    )
    held = verdict(f"{name} at {baud}, to the wire's own time", (last - first) / own, RATIO, "×")
    return held and (printed.outcome, printed.level) == ("confirmed", "L2")


class FirstByte:
    """A printer in the network that notes when each job's first byte came."""

    def __init__(self) -> None:
        self.inside, self.moments = VirtualPrinter(), list[float]()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        wire, _ = self._server.accept()
        with wire:
            while data := wire.recv(4096):
                if b"\x1b@" in data:
                    self.moments.append(time.perf_counter())
                wire.sendall(self.inside.take(data))


def after_commit(folder: Path, sales: int) -> tuple[list[float], list[float]]:
    """Sell, and return what queueing cost and when the first byte came, in milliseconds."""
    books, fake = open_books(folder), FirstByte()
    hands = LoopHands(books.writer)
    writes = build_writes(books)
    options = {"profile": PROFILE, "way": "tcp", "host": "127.0.0.1", "port": fake.port}
    config = {"id": "printer", "category": "printer", "driver": "escpos", "options": options}
    desk = DeviceDesk([config], books, writes.print_jobs, hands)  # type: ignore[arg-type]
    desk.start()
    hands.until(lambda: all(status.works for status in desk.statuses()))
    found = Catalogue(books.context, books.reading).find_code(SYSTEM, code(1))

    def sell() -> float:
        cart = writes.checkout.new_cart()
        edit = carts.scan(cart, found.item, found.quantity, "scanned", code(1))
        writes.checkout.keep(SYSTEM, cart, edit)
        cart = carts.apply(cart, edit)
        writes.checkout.complete(SYSTEM, cart, [Offer("cash", price(cart).total)])
        return time.perf_counter()

    queued, first = [], []
    for number in range(sales):
        committed = books.writer.submit(sell).result(20)
        begin = time.perf_counter()
        desk.wake_printer()
        queued.append((time.perf_counter() - begin) * 1000)
        hands.until(lambda number=number: len(fake.inside.papers) > number)  # type: ignore[misc]
        first.append((fake.moments[number] - committed) * 1000)
    hands.until(lambda: not books.writer.waiting)
    desk.close()
    hands.close()
    books.close()
    return sorted(queued), sorted(first)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claims hold, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=200)
    args = parser.parse_args(arguments)
    native, drawn = (render(receipt(), PROFILES[name]) for name in (PROFILE, "picture-80"))
    held = [on_wire(baud, native, "receipt in letters") for baud in BAUDS]
    held.append(on_wire(115_200, drawn, "receipt as picture"))
    with TemporaryDirectory() as temporary:
        queued, first = after_commit(till_process.a_shop(Path(temporary), 50), args.sales)
    sys.stdout.write(f"commit to first byte: p50 {percentile(first, 50):.1f} ms\n")
    held.append(verdict("queueing a receipt, p99", percentile(queued, 99), ENQUEUE_MS, "ms"))
    held.append(verdict("commit to first byte, p99", percentile(first, 99), FIRST_MS, "ms"))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
