"""A device's thread survives its driver, its jobs and its end."""

import queue
import threading
from collections.abc import Iterator

import pytest

from inventory.kernel.clock import FixedClock, SystemClock
from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Condition,
    State,
)
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.worker import Job, Worker
from tests.pos_app.hardware.listening import (
    Heard,
    ignore,
    ignore_call,
)


class Fragile:
    """A driver that fails as it is told."""

    waits = False

    def __init__(self) -> None:
        self.fail: Exception | None = None
        self.opened = 0
        self.closed = 0

    def open(self) -> None:
        self.opened += 1

    def attend(self, wait_s: float) -> Finding:
        if self.fail is not None:
            raise self.fail
        return READY

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def fragile(heard: Heard) -> Iterator[tuple[Fragile, Worker]]:
    driver = Fragile()
    worker = Worker("f", "printer", driver, heard, SystemClock())
    worker.poll_s = 0.02
    worker.start()
    heard.condition("f", Condition.READY)
    yield driver, worker
    assert worker.close(5)


@pytest.mark.parametrize(
    ("error", "condition"),
    [
        (ZeroDivisionError(), Condition.FAULT),
        (DeviceError(Text.of("hardware.printer.silent")), Condition.OFFLINE),
        (
            DeviceError(Text.of("hardware.scanner.taken", device="f"), state="fault"),
            Condition.FAULT,
        ),
    ],
)
@pytest.mark.filterwarnings("default")
def test_worker_when_its_driver_fails_then_it_is_a_status_and_tried_again(
    fragile: tuple[Fragile, Worker], heard: Heard, error: Exception, condition: Condition
) -> None:
    driver, worker = fragile
    driver.fail = error
    assert not heard.condition("f", condition).works
    assert worker.state is State.ERROR
    driver.fail = None
    heard.condition("f", Condition.READY)
    assert driver.opened >= 2


def test_worker_when_a_job_breaks_then_it_is_told_and_the_next_one_runs(
    fragile: tuple[Fragile, Worker],
) -> None:
    worker = fragile[1]
    told: queue.Queue[str] = queue.Queue()

    def explode() -> None:
        raise KeyError("bug")

    worker.submit(Job(explode, ignore, lambda reason: told.put(reason.code)))
    assert told.get(timeout=5) == "hardware.status.fault"
    worker.submit(Job(lambda: told.put("ran"), ignore, ignore))
    assert told.get(timeout=5) == "ran"


def test_worker_when_closed_then_waiting_jobs_are_told_and_new_ones_refused(heard: Heard) -> None:
    worker = Worker("f", "printer", Fragile(), heard, SystemClock())
    worker.start()
    begun, hold = threading.Event(), threading.Event()
    told: queue.Queue[str] = queue.Queue()

    def wait() -> None:
        begun.set()
        hold.wait(10)

    worker.submit(Job(wait, ignore, ignore))
    worker.submit(Job(ignore_call, lambda reason: told.put(reason.code), ignore))
    assert begun.wait(5)
    assert not worker.close(0.05)
    assert worker.state is State.CLOSED
    hold.set()
    assert worker.close(5)
    assert told.get(timeout=5) == "hardware.worker.closed"
    worker.submit(Job(ignore_call, lambda reason: told.put(reason.code), ignore))
    assert told.get(timeout=5) == "hardware.worker.closed"


def test_worker_when_reaching_the_device_takes_longer_than_a_job_has_then_it_is_not_done(
    heard: Heard,
) -> None:
    class Slow(Fragile):
        def open(self) -> None:
            self.opened += 1
            clock.advance(4_000 if self.opened == 2 else 0)

    clock, driver = FixedClock(), Slow()
    worker = Worker("f", "drawer", driver, heard, clock)
    worker.poll_s = 0.02
    worker.start()
    heard.condition("f", Condition.READY)
    told: queue.Queue[str] = queue.Queue()
    driver.fail = DeviceError(Text.of("hardware.printer.silent"))
    heard.condition("f", Condition.OFFLINE)
    driver.fail = None
    worker.submit(
        Job(
            run=lambda: told.put("done"),
            never=lambda reason: told.put(reason.code),
            broke=ignore,
            deadline=clock.monotonic() + 3,
        )
    )
    assert told.get(timeout=5) == "hardware.worker.expired"
    assert worker.close(5)


def test_worker_when_its_device_is_lent_then_it_is_given_back_and_taken_again(
    fragile: tuple[Fragile, Worker], heard: Heard
) -> None:
    driver, worker = fragile
    opened, closed = driver.opened, driver.closed
    worker.release()
    lent = heard.condition("f", Condition.UNKNOWN)
    assert lent.reason.code == "hardware.status.lent"
    assert (driver.opened, driver.closed) == (opened, closed + 1)
    assert (worker.claimed, worker.lent, worker.state) == (False, True, State.IDLE)
    told: queue.Queue[str] = queue.Queue()
    worker.submit(Job(ignore_call, lambda reason: told.put(reason.code), ignore))
    assert told.get(timeout=5) == "hardware.status.lent"
    worker.nudge()  # something was plugged in: it is still another program's
    worker.submit(Job(ignore_call, lambda reason: told.put(reason.code), ignore))
    assert told.get(timeout=5) == "hardware.status.lent"
    assert (driver.opened, driver.closed) == (opened, closed + 1)
    assert not worker.record.faults()
    worker.claim()
    heard.condition("f", Condition.READY)
    assert (worker.claimed, worker.lent, driver.opened) == (True, False, opened + 1)


def test_worker_when_lent_in_the_middle_of_a_job_then_that_job_is_finished_first(
    fragile: tuple[Fragile, Worker], heard: Heard
) -> None:
    driver, worker = fragile
    begun, hold, closed = threading.Event(), threading.Event(), driver.closed
    told: queue.Queue[int] = queue.Queue()

    def print_slowly() -> None:
        begun.set()
        hold.wait(10)
        told.put(driver.closed)

    worker.submit(Job(print_slowly, ignore, ignore))
    assert begun.wait(5)
    worker.release()
    hold.set()
    assert told.get(timeout=5) == closed
    heard.condition("f", Condition.UNKNOWN)
    assert driver.closed == closed + 1
