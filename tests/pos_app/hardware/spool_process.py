"""A till that only prints, as a process that can be killed: jobs in a file, a printer in the net.

    python -m tests.pos_app.hardware.spool_process JOBS.db PORT [naive]

``naive`` is the control: it sends what is unknown once more, as a spooler without doubts would.
"""

import sqlite3
import sys
import threading
from pathlib import Path

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from inventory.kernel.text import Text
from pos_app.hardware.categories import StatusUpdate
from pos_app.hardware.devices import PrinterDevice
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.spool import Claimed, Spool
from pos_app.hardware.transports.tcp import TcpLink
from pos_app.hardware.worker import Worker

HURRY = Patience(reach_s=0.5, answer_s=0.1, take_s=0.4, print_s=0.5)


class Jobs:
    """The table of print jobs: claimed and reported in transactions of their own."""

    def __init__(self, path: Path, *, naive: bool) -> None:
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA synchronous=FULL")
        self._again = "queued" if naive else "unknown"
        self._lock = threading.Lock()
        self._file.execute("UPDATE jobs SET state = ? WHERE state = 'sending'", (self._again,))

    def claim(self) -> Claimed | None:
        with self._lock:
            row = self._file.execute(
                "UPDATE jobs SET state = 'sending' WHERE id = (SELECT min(id) FROM jobs"
                " WHERE state = 'queued') RETURNING id"
            ).fetchone()
        if row is None:
            return None
        return Claimed(str(row[0]), Document("job", (Line(f"sale {row[0]:04d}"), Line("谢谢"))))

    def report(self, job_id: str, outcome: str, reason: Text) -> None:
        # A cashier tries again what has certainly failed.
        state = {"confirmed": "confirmed", "failed": "queued"}.get(outcome, self._again)
        with self._lock:
            self._file.execute("UPDATE jobs SET state = ? WHERE id = ?", (state, int(job_id)))

    def left(self) -> int:
        with self._lock:
            count = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'sending')"
            return int(self._file.execute(count).fetchone()[0])


def main() -> None:
    jobs = Jobs(Path(sys.argv[1]), naive="naive" in sys.argv[3:])
    link = TcpLink("127.0.0.1", int(sys.argv[2]))
    clock = SystemClock()
    driver = EscposPrinter(link, PROFILES["epson-80-zh"], clock, HURRY)
    turned = threading.Event()

    def heard(event: object) -> None:
        if isinstance(event, StatusUpdate):
            turned.set()

    worker = Worker("printer", "printer", driver, heard, clock)
    worker.poll_s = 0.05
    spool = Spool(PrinterDevice("printer", worker, driver), jobs.claim, jobs.report)
    worker.start()
    while jobs.left():
        spool.wake()
        turned.wait(0.1)
        turned.clear()
    worker.close(2)


if __name__ == "__main__":
    main()
