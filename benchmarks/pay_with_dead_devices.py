"""Claim: from the tap that pays to the next scan's line at most 150 ms (p99), all devices dead.

The real view models, books and desk of devices; a printer that accepts and never answers, one that
refuses, one that cannot be reached, a drawer on the first, a serial scanner that is not there.
"""

import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import till_process
from benchmarks.loop_hands import LoopHands, SkippingClock
from benchmarks.measure import percentile, verdict
from benchmarks.scan_to_line import code
from inventory.people.staff import SYSTEM
from pos_app.i18n import Translator
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import Outside, build_till, build_writes, open_books
from pos_app.viewmodels.checkout import CheckoutVM
from pos_app.viewmodels.shell import Shell

LIMIT_MS = 150.0
STYLES = 500


class NoSync:
    """A till without a head office."""

    def state(self) -> tuple[str, int, None]:
        """Return that there is none."""
        return "none", 0, None

    def listen(self, listener: object) -> object:
        """Never call."""
        return lambda: None

    def wake(self) -> None:
        """Do nothing."""


def dead(silent: int, closed: int) -> list[dict[str, object]]:
    """Return a set-up in which nothing works."""
    tcp = {"profile": "generic-80-zh", "way": "tcp", "host": "127.0.0.1"}
    options = [
        {**tcp, "port": silent},
        {**tcp, "port": closed, "after": "silent"},
        {**tcp, "host": "192.0.2.10", "port": 9100, "after": "closed"},
    ]
    names = ("silent", "closed", "far")
    found: list[dict[str, object]] = [
        {"id": name, "category": "printer", "driver": "escpos", "options": each}
        for name, each in zip(names, options, strict=True)
    ]
    found.append({"id": "drawer", "category": "drawer", "driver": "printer_drawer",
                  "options": {"printer": "silent"}})  # fmt: skip
    found.append({"id": "scanner", "category": "scanner", "driver": "serial_scanner",
                  "options": {"port": "/dev/serial/by-id/nothing"}})  # fmt: skip
    return found


def measure(folder: Path, configs: list[dict[str, object]], sales: int) -> list[float]:
    """Sell and return how long each payment kept the next scan waiting, in milliseconds."""
    clock = SkippingClock()
    books = open_books(folder, clock)
    hands = LoopHands(books.writer)
    writes = build_writes(books)
    devices = DeviceDesk(configs, books, writes.print_jobs, hands)
    till = build_till(
        books, writes, Translator("zh-Hans"), Outside(hands, devices, NoSync(), lambda _: None)
    )  # type: ignore[arg-type]
    till.session.sign_on(SYSTEM, "")
    checkout = CheckoutVM(till, Shell(till))
    checkout.enter()
    devices.start()
    taken: list[float] = []
    checkout.on_scan(code(0), "bench", 1_000)
    for number in range(sales):
        hands.until(lambda: checkout.can_pay)
        for _ in range(10):
            hands.turn()  # what the last sale set going goes on meanwhile
        clock.skipped_s += 1.0
        begin = time.perf_counter()
        checkout.money.cash(0)
        checkout.on_scan(code(1 + number % (STYLES - 1)), "bench", (number + 2) * 1_000)
        hands.until(lambda: not checkout.state.busy and len(checkout.state.lines) == 1)
        taken.append((time.perf_counter() - begin) * 1000)
    devices.close()
    while books.writer.waiting:
        hands.turn()
    hands.close()
    books.close()
    return sorted(taken)


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark; 0 when the claim holds, 1 when not."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sales", type=int, default=300)
    args = parser.parse_args(arguments)
    with socket.create_server(("127.0.0.1", 0)) as silent, TemporaryDirectory() as temporary:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            closed = int(gone.getsockname()[1])
        folder = till_process.a_shop(Path(temporary), STYLES)
        taken = measure(folder, dead(int(silent.getsockname()[1]), closed), args.sales)
    shown = ", ".join(f"p{at} {percentile(taken, at):.1f}" for at in (50, 95))
    sys.stdout.write(f"pay to next scan, {len(taken)} sales: {shown}, max {taken[-1]:.1f} ms\n")
    held = verdict(
        "pay to next scan, every device dead, p99", percentile(taken, 99), LIMIT_MS, "ms"
    )
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
