"""A head office for the demo: a process of its own on loopback that knows the demo's till."""

import json
import subprocess
import sys
from pathlib import Path

from head_office.office import database_in
from inventory.kernel.clock import SystemClock
from inventory.people.sites import Site
from inventory.service import enrolment, intake

STOP_S = 10


class DemoOffice:
    """Starts at once; ``url`` is the page of the day's sales."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        command = [
            sys.executable, "-P", "-m", "suanpan.cli", "head-office", "--data", str(folder),
            "--port", "0", "--json",
        ]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._first_line = self._process.stdout.readline()
        if not self._first_line:
            raise RuntimeError("the demo's head office did not start")
        self.url: str = json.loads(self._first_line)["url"]

    def enrol(self, database: Path, site: Site) -> None:
        """Let the till of this database send here."""
        from pos_app.sync.transport import enrol

        books, _ = intake.open_office(database_in(self._folder), SystemClock())
        try:
            till = (site.store_id, site.till_id)
            token = enrolment.new_token(books, SystemClock(), till, enrolment.TOKEN_MINUTES)
        finally:
            books.close()
        enrol(database, till, self.url, token.text)

    def stop(self) -> None:
        """Stop the process."""
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
