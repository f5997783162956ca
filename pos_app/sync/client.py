"""The thread that brings the journal to head office, batch after batch, for as long as it takes.

A sale never waits for it: it reads on its own connection and only moves the outbox's cursor, one
small row, through the till's writer. When nobody answers it waits longer and longer, up to a
minute; ``wake`` after a sale cuts the wait short while head office is known to answer.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, replace
from zlib import crc32

from inventory.kernel.clock import Clock, SystemClock
from inventory.kernel.errors import Damaged, Refused, SyncError
from inventory.kernel.text import Text
from inventory.ledger import wire
from inventory.ledger.journal import Origin
from inventory.ledger.wire import Ack, Batch, Refusal
from inventory.service.outbox import Outbox
from inventory.store.engine import Database
from pos_app.sync.link import Link
from pos_app.sync.status import State, SyncStatus
from pos_app.sync.transport import READ_S, Transport, UnreachableError

_LOG = logging.getLogger(__name__)
ASK_S = 15  # with nothing to send, head office is asked this often where it stands
FIRST_WAIT_S = 1
LONGEST_WAIT_S = 60
WRITE_S = 30
_FORK = Text.of("sync.refused.fork")
Write = Callable[[Callable[[], None]], "Future[None]"]
Listener = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the client is, in seconds; tests hurry it."""

    ask_s: float = ASK_S
    first_wait_s: float = FIRST_WAIT_S
    longest_wait_s: float = LONGEST_WAIT_S
    read_s: int = READ_S

    def wait_s(self, failures: int, seed: str) -> float:
        """Return how long to wait after so many failures in a row: doubling, spread by the seed.

        A thousand tills that lost the same head office come back over a quarter of the step, each
        always at its own place.
        """
        step = min(self.first_wait_s * (1 << min(failures - 1, 10)), self.longest_wait_s)
        return step * (1 + crc32(seed.encode()) % 256 / 1024)


class SyncClient:
    """Sends until closed. ``write`` runs a job on the thread that owns ``books``."""

    def __init__(  # noqa: PLR0913  what main wires
        self,
        books: Database,
        origin: Origin,
        link: Link,
        write: Write,
        clock: Clock | None = None,
        *,
        pace: Pace | None = None,
        tell: Callable[[Callable[[], None]], object] = lambda job: job(),
    ) -> None:
        self._books = books
        self._origin = origin
        self._link = link
        self._write = write
        self._pace = pace or Pace()
        self._tell = tell
        self._clock = clock or SystemClock()
        self._outbox = Outbox(origin, link.office, self._clock)
        self._transport = Transport(link.url, read_s=self._pace.read_s)
        self._status = SyncStatus("offline")
        self._listeners: list[Listener] = []
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)

    @property
    def status(self) -> SyncStatus:
        """Return how the sending stands; may be asked on any thread."""
        return self._status

    def state(self) -> tuple[str, int, Text | None]:
        """Return (state, entries waiting, reason) for the till's bar."""
        return self._status.state, self._status.pending, self._status.reason

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` through ``tell`` after each change; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Tell that something was journaled; returns at once."""
        self._woken.set()

    def close(self, timeout_s: float = 5) -> bool:
        """Stop after the exchange under way; ``False`` if that took too long."""
        self._closing.set()
        self._woken.set()
        self._transport.close()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # --- on the sync thread -----------------------------------------------------------------

    def _run(self) -> None:
        reader = Database(self._books.path, write=False)
        failures = 0
        try:
            while not self._closing.is_set():
                wait_s, failures = self._step(reader, failures)
                self._rest(reader, wait_s, patiently=failures > 0)
        finally:
            reader.close()

    def _rest(self, reader: Database, wait_s: float, *, patiently: bool) -> None:
        """Wait for work; patiently: for the whole time, only counting what comes to wait."""
        clock, until = self._clock, self._clock.monotonic() + wait_s
        while self._woken.wait(max(0, until - clock.monotonic())):
            self._woken.clear()
            if self._closing.is_set() or not patiently:
                return
            self._show(reader, self._status.state, self._status.reason)

    def _step(self, reader: Database, failures: int) -> tuple[float, int]:
        """Exchange one batch; return how long to wait and how many failures there were in a row."""
        try:
            self._exchange(reader)
        except UnreachableError as error:
            self._show(reader, "offline", error.text)
            return max(error.wait_s, self._pace.wait_s(failures + 1, self._seed)), failures + 1
        except (SyncError, Refused, Damaged) as error:
            self._show(reader, "rejected", error.text)
            _LOG.warning("sync_rejected reason=%s", error.text.code)
            if error.text == _FORK and self._outbox.goes_on():
                return (0 if self._sendable(reader) else self._pace.longest_wait_s), 0
            return self._pace.longest_wait_s, failures + 1
        except FutureTimeout:
            return self._pace.wait_s(failures + 1, self._seed), failures + 1
        except Exception:  # noqa: BLE001  written down, shown, tried again
            # A bug in here is written down and shown, but must not end the sending for the day.
            _LOG.exception("sync_fault")
            self._set(replace(self._status, state="rejected", reason=Text.of("sync.fault")))
            return self._pace.longest_wait_s, failures + 1
        return (0 if self._sendable(reader) else self._pace.ask_s), 0

    def _sendable(self, reader: Database) -> int:
        """Return how many entries wait that a fork does not hold back."""
        pending = self._outbox.pending(reader)
        return pending.entries - pending.forked

    @property
    def _seed(self) -> str:
        return f"{self._origin.store_id}/{self._origin.till_id}"

    def _exchange(self, reader: Database) -> None:
        batch = self._outbox.next_batch(reader)
        answer = self._transport.push(self._link, batch)
        try:
            if isinstance(answer, Refusal):
                self._refused(batch, answer)
            else:
                self._acknowledged(reader, batch, answer)
        except SyncError as error:
            if error.text == _FORK:
                self._outbox.note_fork(batch.epoch)
            raise

    def _acknowledged(self, reader: Database, batch: Batch, ack: Ack) -> None:
        reason = Text.of("sync.aside", n=len(ack.aside)) if ack.aside else None
        self._outbox.require_not_behind(reader, ack)
        if batch.entries:
            self._do(lambda: self._outbox.acknowledge(self._books, ack))
        else:
            self._outbox.require_known(reader, ack)
        self._outbox.forget_fork(batch.epoch)
        for seq, why in ack.aside:
            _LOG.warning("entry_aside seq=%d reason=%s", seq, why)
        if self._outbox.pending(reader).forked:
            self._show(reader, "rejected", _FORK)  # for as long as a person has not decided
        else:
            self._show(reader, "online", reason)

    def _refused(self, batch: Batch, refusal: Refusal) -> None:
        if refusal.code != wire.GAP:
            raise wire.refused(refusal)
        _LOG.warning("sync_goes_back epoch=%d seq=%d", batch.epoch, refusal.seq)
        self._do(lambda: self._outbox.go_back(self._books, batch.epoch, refusal))

    def _do(self, job: Callable[[], None]) -> None:
        self._write(job).result(WRITE_S)

    def _show(self, reader: Database, state: State, reason: Text | None) -> None:
        pending = self._outbox.pending(reader)
        self._set(SyncStatus(state, pending.entries, pending.last_ack_ms, reason))

    def _set(self, shown: SyncStatus) -> None:
        if shown != self._status:
            self._status = shown
            for listener in tuple(self._listeners):
                self._tell(listener)
