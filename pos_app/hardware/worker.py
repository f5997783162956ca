"""One thread per device: opens it, looks after it, does its jobs, survives its faults.

Whatever a driver does, the till goes on: an error becomes a status, and the device is tried again
after a pause that grows. Events are called on this thread; the till hands them to its screens.
"""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from inventory.kernel.clock import Clock
from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    WORKING,
    Category,
    Condition,
    DeviceFailed,
    DeviceStatus,
    Listener,
    Power,
    State,
    StatusUpdate,
)
from pos_app.hardware.driver import Driver, Finding
from pos_app.hardware.record import DeviceRecord

_LOG = logging.getLogger(__name__)
_QUEUE = 1000
_ATTEND_S = 0.2
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 3.0
LENT = Text.of("hardware.status.lent")


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a device.

    ``run`` does it. ``never`` is told when it was not begun: too late, closed, or no device.
    ``broke`` is told when the driver failed in the middle, so that nobody knows how far it came.
    ``between`` does it inside of another job, where that one lets it in; ``run`` comes all the same
    and has to know.
    """

    run: Callable[[], None]
    never: Callable[[Text], None]
    broke: Callable[[Text], None]
    deadline: float | None = None
    between: Callable[[], None] | None = None


class Worker:
    """The thread of one device and what is known of it."""

    def __init__(
        self,
        device_id: str,
        category: Category,
        driver: Driver,
        emit: Listener,
        clock: Clock,
    ) -> None:
        self.device_id, self.category = device_id, category
        self.record = DeviceRecord(device_id)
        self._powered_since = 0.0
        self._driver, self._emit, self.clock = driver, emit, clock
        self._jobs: queue.Queue[Job] = queue.Queue(_QUEUE)
        self._hurried: list[Job] = []
        self._hurrying = threading.Lock()
        self._closing = threading.Event()
        self._enabled = threading.Event()
        self._lent = threading.Event()
        self._opened = False
        self.reached = False
        self._busy = False
        self._pause_s = _FIRST_PAUSE_S
        self._retry_at = 0.0
        self.poll_s = 2.0
        start = Text.of("hardware.status.starting")
        self._status = DeviceStatus(device_id, category, Condition.UNKNOWN, start, clock.now_ms())
        self._thread = threading.Thread(target=self._run, name=f"device-{device_id}", daemon=True)

    @property
    def status(self) -> DeviceStatus:
        """How the device is; may be read on any thread."""
        return self._status

    @property
    def state(self) -> State:
        """What the device is doing."""
        if self._closing.is_set():
            return State.CLOSED
        if self._busy:
            return State.BUSY
        if self.lent:
            return State.IDLE
        return State.IDLE if self._status.condition in WORKING else State.ERROR

    @property
    def power(self) -> Power:
        """What is known of its power: a device that does not answer may be off or unplugged."""
        if self._status.condition is Condition.UNKNOWN:
            return Power.UNKNOWN
        offline = self._status.condition is Condition.OFFLINE
        return Power.OFF_OFFLINE if offline else Power.ONLINE

    @property
    def claimed(self) -> bool:
        """Whether the driver holds the device."""
        return self._opened

    @property
    def enabled(self) -> bool:
        """Whether it works."""
        return self._enabled.is_set()

    def start(self) -> None:
        """Start the thread; the device is opened there."""
        self._enabled.set()
        self._thread.start()

    def enable(self) -> None:
        """Let it work."""
        self._enabled.set()

    def disable(self) -> None:
        """Let it rest; what it reads meanwhile is not delivered."""
        self._enabled.clear()

    @property
    def lent(self) -> bool:
        """Whether another program is to have it."""
        return self._lent.is_set()

    def release(self) -> None:
        """Give it back soon and do nothing with it until ``claim``: what is in hand is finished."""
        self._lent.set()
        self.nudge()

    def claim(self) -> None:
        """Take it again."""
        self._lent.clear()
        self._retry_at = 0.0
        self.nudge()

    def submit(self, job: Job) -> None:
        """Queue work from any thread, at once; where it cannot be done ``never`` is told."""
        if self._closing.is_set():
            job.never(Text.of("hardware.worker.closed", device=self.device_id))
            return
        try:
            with self._hurrying:
                self._jobs.put_nowait(job)
                self._hurried += [job] if job.between is not None else []
        except queue.Full:
            job.never(Text.of("hardware.worker.full", device=self.device_id))

    @property
    def waiting(self) -> int:
        """How many jobs wait for it."""
        return self._jobs.qsize()

    def nudge(self) -> None:
        """Look for a device that is away now instead of after the pause: something was plugged."""
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(Job(lambda: None, lambda _: None, lambda _: None))

    def close(self, within_s: float = 2.0) -> bool:
        """End the thread and give the device back; False when it did not end in time."""
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(Job(lambda: None, lambda _: None, lambda _: None))
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(within_s)
        return not self._thread.is_alive()

    def assert_here(self) -> None:
        """Fail when called on any thread but this device's."""
        assert threading.current_thread() is self._thread, self.device_id

    # --- on the device's thread ------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            job = self._next()
            if self._closing.is_set():
                if job is not None:
                    job.never(Text.of("hardware.worker.closed", device=self.device_id))
                break
            if job is not None:
                self._do(job)
            else:
                self._guarded(self._look_after)
            self._count_time()
        self._empty()
        self._guarded(self._driver.close)
        self._opened = False

    def _next(self) -> Job | None:
        """Return the next job, or nothing when it is time to look after the device."""
        waits = self._driver.waits and self._opened and not self.lent
        wait = 0.0 if waits else self.poll_s
        if not self._opened and not self.lent:
            wait = max(self._retry_at - self.clock.monotonic(), 0.0)
        try:
            return self._jobs.get(timeout=wait) if wait else self._jobs.get_nowait()
        except queue.Empty:
            return None

    def _do(self, job: Job) -> None:
        if job.between is not None:
            with self._hurrying:
                self._hurried = [each for each in self._hurried if each is not job]
        if self.lent:
            self._give_back()
            job.never(LENT)
            return
        if not self._opened and not self._too_late(job):
            self._guarded(self._connect)
        if self._too_late(job):
            job.never(Text.of("hardware.worker.expired", device=self.device_id))
            return
        if not self._opened:
            job.never(self._status.reason)
            return
        self._busy = True
        fault = self._guarded(job.run)
        self._busy = False
        if fault is not None:
            self.failed(fault)
            job.broke(fault)

    def let_in(self) -> None:
        """Do what cannot wait for the end of the job in hand; that one calls it where it may be."""
        self.assert_here()
        with self._hurrying:
            hurried, self._hurried = self._hurried, []
        for job in hurried:
            if job.between is None or self.lent or self._closing.is_set() or self._too_late(job):
                continue
            try:
                job.between()
            except Exception:  # noqa: BLE001 - who is let in must not spoil the job in hand
                _LOG.exception("let_in device=%s", self.device_id)

    def _too_late(self, job: Job) -> bool:
        return job.deadline is not None and self.clock.monotonic() > job.deadline

    def _give_back(self) -> None:
        """Let another program have it; nothing is wrong with it."""
        if self._opened:
            self._opened = False
            self._guarded(self._driver.close)
        self._found(Finding(Condition.UNKNOWN, LENT))

    def _look_after(self) -> None:
        if self.lent:
            self._give_back()
            return
        if not self._opened:
            self._connect()
            return
        self._found(self._driver.attend(_ATTEND_S))

    def _connect(self) -> None:
        self._driver.open()
        self._opened = True
        found = self._driver.attend(0.0)
        self.reached = True
        self._pause_s = _FIRST_PAUSE_S
        self._found(found)

    def _guarded(self, work: Callable[[], None]) -> Text | None:
        """Do some work; what goes wrong becomes a status and a pause, and is returned."""
        try:
            work()
        except DeviceError as error:
            self._lost(Finding(_condition(error.state), error.text))
            return error.text
        except Exception as error:  # noqa: BLE001 - a driver's bug must never stop the till
            _LOG.exception("device_fault device=%s", self.device_id)
            kind = type(error).__name__
            fault = Text.of("hardware.status.fault", device=self.device_id, error=kind)
            self._lost(Finding(Condition.FAULT, fault))
            return fault
        return None

    def _lost(self, finding: Finding) -> None:
        """Give a device back that failed, and try again after a pause that grows."""
        self._opened = False
        self._retry_at = self.clock.monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)
        try:
            self._driver.close()
        except Exception:  # noqa: BLE001 - closing what is broken may fail in any way
            _LOG.exception("device_close device=%s", self.device_id)
        self._found(finding)

    def _count_time(self) -> None:
        """Count the time in which the device was held."""
        now = self.clock.monotonic()
        if self._opened and self._powered_since:
            self.record.powered(round((now - self._powered_since) * 1000))
        self._powered_since = now if self._opened else 0.0

    def _found(self, finding: Finding) -> None:
        """Remember how the device is and tell it once."""
        old = self._status
        if (old.condition, old.reason) == (finding.condition, finding.reason):
            return
        since = self.clock.now_ms()
        self._status = DeviceStatus(
            self.device_id, self.category, finding.condition, finding.reason, since
        )
        _LOG.info("device_status device=%s condition=%s", self.device_id, finding.condition)
        self.record.found(self._status, reached=self.reached)
        self._emit(StatusUpdate(self._status))

    def report(self, finding: Finding) -> None:
        """Take over what a job found out about the device."""
        self.assert_here()
        self._found(finding)

    def failed(self, reason: Text, device_id: str = "") -> None:
        """Tell that a job went wrong, of the device itself or of one that hangs on it."""
        self.assert_here()
        self._emit(DeviceFailed(device_id or self.device_id, reason, self.clock.now_ms()))

    def look(self) -> Finding:
        """Ask the device how it is, as a job may, and take that over."""
        self.assert_here()
        found = self._driver.attend(0.0)
        self._found(found)
        return found

    def pause(self, seconds: float) -> None:
        """Wait inside of a job; a till that closes does not wait for it."""
        self.assert_here()
        self._closing.wait(seconds)

    def _empty(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            job.never(Text.of("hardware.worker.closed", device=self.device_id))


def _condition(word: str) -> Condition:
    return next((each for each in Condition if each == word), Condition.FAULT)
