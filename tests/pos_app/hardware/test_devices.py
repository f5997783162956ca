"""Worker, registry, simulators, spool: threads that survive their devices."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import DeviceError, Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Condition,
    DeviceStatus,
    DrawerMoved,
    Kicked,
    Power,
    Printed,
    Scan,
    ScanLost,
    State,
    StatusUpdate,
)
from pos_app.hardware.devices import PrinterDevice
from pos_app.hardware.driver import READY, DeviceConfig, Finding
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.drawer import SimulatedDrawer
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.simulators.scanner import SimulatedScanner
from pos_app.hardware.spool import Claimed, Spool
from pos_app.hardware.worker import Job, Worker

T = TypeVar("T")
PAPER = Document("receipt", (Line("小票"),))
CONFIGS = (
    {"id": "printer", "category": "printer", "driver": "simulated_printer",
     "options": {"profile": "epson-80-zh"}},
    {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"},
    {"id": "below", "category": "drawer", "driver": "printer_drawer",
     "options": {"printer": "printer", "pin": 5}},
    {"id": "scanner", "category": "scanner", "driver": "simulated_scanner"},
)  # fmt: skip


class Heard:
    """Events of devices, waited for with a deadline."""

    def __init__(self) -> None:
        self._events: queue.Queue[object] = queue.Queue()

    def __call__(self, event: object) -> None:
        self._events.put(event)

    def until(self, right: Callable[[object], bool], within_s: float = 5.0) -> object:
        end = time.monotonic() + within_s
        while True:
            event = self._events.get(timeout=max(end - time.monotonic(), 0.001))
            if right(event):
                return event

    def condition(self, device: str, condition: Condition) -> DeviceStatus:
        event = self.until(
            lambda e: (
                isinstance(e, StatusUpdate)
                and (e.status.device_id, e.status.condition) == (device, condition)
            )
        )
        return cast("StatusUpdate", event).status


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def devices(heard: Heard) -> Iterator[Registry]:
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    registry.set_up(DeviceConfig.of(plain) for plain in CONFIGS)
    yield registry
    assert registry.close(5) == ()


def simulated(devices: Registry, name: str, kind: type[T]) -> T:
    driver = devices.driver(name)
    assert isinstance(driver, kind)
    return driver


def answer(call: Callable[[Callable[[T], None]], None]) -> T:
    told: queue.Queue[T] = queue.Queue()
    call(told.put)
    return told.get(timeout=5)


# --- registry and simulators ---------------------------------------------------------------------


def test_devices_when_set_up_then_they_get_ready(devices: Registry, heard: Heard) -> None:
    for name in ("printer", "drawer", "scanner"):
        heard.condition(name, Condition.READY)
    statuses = devices.statuses()
    assert [s.device_id for s in statuses] == ["printer", "drawer", "below", "scanner"]
    assert all(s.works and s.word.code == "hardware.condition.ready" for s in statuses)
    printer = devices.device("printer")
    assert (printer.state, printer.power, printer.claimed) == (State.IDLE, Power.ONLINE, True)


def test_scanner_when_it_reads_then_the_code_comes_from_its_own_thread(
    devices: Registry, heard: Heard
) -> None:
    scanner = simulated(devices, "scanner", SimulatedScanner)
    scanner.scan("6901234567892", "E0")
    scan = heard.until(lambda event: isinstance(event, Scan))
    assert isinstance(scan, Scan)
    assert (scan.code, scan.symbology, scan.device_id) == ("6901234567892", "E0", "scanner")
    scanner.switch("lose")
    scanner.scan("6901234567892")
    assert isinstance(heard.until(lambda e: isinstance(e, Scan | ScanLost)), ScanLost)


def test_scanner_when_disabled_then_it_is_not_heard(devices: Registry, heard: Heard) -> None:
    scanner = simulated(devices, "scanner", SimulatedScanner)
    heard.condition("scanner", Condition.READY)
    devices.device("scanner").disable()
    scanner.scan("1")
    with pytest.raises(queue.Empty):
        heard.until(lambda event: isinstance(event, Scan), within_s=0.3)
    devices.device("scanner").enable()
    scanner.scan("2")
    assert cast("Scan", heard.until(lambda event: isinstance(event, Scan))).code == "2"


@pytest.mark.parametrize(
    ("fault", "condition"),
    [("paper_out", Condition.PAPER_OUT), ("cover_open", Condition.COVER_OPEN),
     ("paper_low", Condition.PAPER_LOW), ("offline", Condition.OFFLINE)],
)  # fmt: skip
def test_printer_when_a_fault_is_switched_then_its_status_follows_and_returns(
    devices: Registry, heard: Heard, fault: str, condition: Condition
) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    heard.condition("printer", Condition.READY)
    printer.switch(fault)
    assert heard.condition("printer", condition).works == (fault == "paper_low")
    printer.switch(fault, on=False)
    heard.condition("printer", Condition.READY)


def test_printer_when_it_printed_then_its_paper_can_be_looked_at(devices: Registry) -> None:
    printed = answer(lambda done: devices.printers()[0].print(PAPER, done))
    assert (printed.outcome, printed.level) == ("confirmed", "L3")
    assert simulated(devices, "printer", SimulatedPrinter).paper_png().startswith(b"\x89PNG")


def test_drawer_when_kicked_then_it_opens_once_and_is_seen(devices: Registry, heard: Heard) -> None:
    drawer = simulated(devices, "drawer", SimulatedDrawer)
    kicked = answer(devices.drawers()[0].kick)
    assert kicked.kick == "opened"
    assert (len(drawer.kicks), drawer.is_open) == (1, True)
    assert cast("DrawerMoved", heard.until(lambda e: isinstance(e, DrawerMoved))).open
    drawer.push()
    assert not drawer.is_open


def test_drawer_when_it_hangs_on_a_printer_then_the_pulse_is_on_its_pin(
    devices: Registry, heard: Heard
) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    assert answer(devices.drawers()[1].kick).kick == "sent"
    assert printer.inside.pulses == [(5, 100, 100)]
    printer.switch("offline")
    assert heard.condition("below", Condition.OFFLINE).reason.code == "hardware.drawer.no_printer"


def test_drawer_when_its_printer_is_busy_too_long_then_the_kick_never_comes(
    devices: Registry,
) -> None:
    drawer = devices.drawers()[1]
    printer = simulated(devices, "printer", SimulatedPrinter)
    hold, told = threading.Event(), queue.Queue[Kicked]()
    drawer.worker.submit(Job(lambda: assert_true(hold.wait(10)), ignore, ignore))
    job = Job(
        run=lambda: told.put(printer.kick(5)),
        never=lambda reason: told.put(Kicked("expired", reason)),
        broke=ignore,
        deadline=SystemClock().monotonic() - 0.001,
    )
    drawer.worker.submit(job)
    hold.set()
    assert told.get(timeout=5).kick == "expired"
    assert printer.inside.pulses == []


def ignore(_: Text) -> None:
    """Hear nothing."""


def assert_true(value: bool) -> None:
    assert value


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        ({}, "id"),
        ({"id": "x", "category": "toaster"}, "category"),
        ({"id": "x", "category": "printer"}, "driver"),
        ({"id": "x", "category": "printer", "driver": "escpos", "options": 3}, "options"),
        ({"id": "x", "category": "printer", "driver": "escpos", "options": {"a": []}}, "options.a"),
    ],
)
def test_settings_when_wrong_then_the_refusal_names_device_and_field(
    plain: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        DeviceConfig.of(plain)
    assert caught.value.text.params["field"] == field


@pytest.mark.parametrize(
    ("category", "driver", "options", "code"),
    [
        ("printer", "none", {}, "hardware.config.unknown_driver"),
        ("scanner", "escpos", {}, "hardware.config.unknown_driver"),
        ("printer", "escpos", {"way": "tcp"}, "hardware.config.wrong"),
        ("printer", "escpos", {"way": "tcp", "host": "h", "port": 0}, "hardware.config.wrong"),
        ("printer", "escpos", {"way": "pigeon"}, "hardware.config.wrong"),
        ("printer", "escpos", {"way": "tcp", "host": "h", "hots": 1}, "hardware.config.wrong"),
        ("printer", "simulated_printer", {"profile": "x"}, "hardware.config.unknown_profile"),
        ("drawer", "printer_drawer", {"printer": "nobody"}, "hardware.config.wrong"),
        ("drawer", "simulated_drawer", {"pin": 3}, "hardware.config.wrong"),
        ("scanner", "evdev", {}, "hardware.config.wrong"),
        ("scanner", "serial_scanner", {"port": "p", "gap_ms": 1}, "hardware.config.wrong"),
    ],
)
def test_set_up_when_one_device_is_wrong_then_none_is_started(
    heard: Heard, category: str, driver: str, options: dict[str, object], code: str
) -> None:
    registry = Registry(heard, SystemClock())
    wrong = {"id": "x", "category": category, "driver": driver, "options": options}
    with pytest.raises(Refused) as caught:
        registry.set_up(DeviceConfig.of(plain) for plain in (*CONFIGS, wrong))
    assert caught.value.text.code == code
    assert caught.value.text.params["device"] == "x"
    assert registry.statuses() == ()


def test_set_up_when_two_devices_share_a_name_then_it_is_refused(heard: Heard) -> None:
    with pytest.raises(Refused) as caught:
        Registry(heard, SystemClock()).set_up(map(DeviceConfig.of, (CONFIGS[0], CONFIGS[0])))
    assert caught.value.text.code == "hardware.config.twice"


# --- worker --------------------------------------------------------------------------------------


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


def ignore_call() -> None:
    """Do nothing."""


# --- spool ---------------------------------------------------------------------------------------


class Books:
    """Print jobs as the till's books hold them: claimed once, reported once."""

    def __init__(self, *names: str) -> None:
        self.waiting = list(names)
        self.sending: list[str] = []
        self.told: queue.Queue[tuple[str, str]] = queue.Queue()

    def claim(self) -> Claimed | None:
        if not self.waiting:
            return None
        self.sending.append(self.waiting.pop(0))
        return Claimed(self.sending[-1], PAPER)

    def report(self, job_id: str, outcome: str, reason: Text) -> None:
        self.sending.remove(job_id)
        self.told.put((job_id, outcome))


def spool_of(devices: Registry, books: Books) -> tuple[Spool, SimulatedPrinter]:
    printer = devices.printers()[0]
    inside = simulated(devices, printer.device_id, SimulatedPrinter)
    return Spool(printer, books.claim, books.report), inside


def test_spool_when_woken_often_then_every_job_prints_once(devices: Registry) -> None:
    books = Books("1", "2", "3")
    spool, printer = spool_of(devices, books)
    for _ in range(10):
        spool.wake()
    assert [books.told.get(timeout=5) for _ in range(3)] == [(n, "confirmed") for n in "123"]
    assert len(printer.papers) == 3


def test_spool_when_the_printer_has_no_paper_then_jobs_wait_unclaimed(
    devices: Registry, heard: Heard
) -> None:
    books = Books("1")
    spool, printer = spool_of(devices, books)
    printer.switch("paper_out")
    heard.condition("printer", Condition.PAPER_OUT)
    spool.wake()
    with pytest.raises(queue.Empty):
        books.told.get(timeout=0.3)
    assert books.waiting == ["1"]
    printer.switch("paper_out", on=False)
    heard.condition("printer", Condition.READY)
    spool.wake()
    assert books.told.get(timeout=5) == ("1", "confirmed")


@pytest.mark.parametrize(("fault", "papers"), [("break", 0), ("die", 1)])
def test_spool_when_the_link_breaks_then_the_job_is_unknown_and_not_sent_again(
    devices: Registry, heard: Heard, fault: str, papers: int
) -> None:
    books = Books("1")
    spool, printer = spool_of(devices, books)
    heard.condition("printer", Condition.READY)
    printer.switch(fault)
    spool.wake()
    assert books.told.get(timeout=5) == ("1", "unknown")
    printer.switch(fault, on=False)
    spool.wake()
    assert len(printer.papers) == papers


def test_spool_when_the_driver_has_a_bug_then_the_job_is_unknown(devices: Registry) -> None:
    books = Books("1", "2")
    spool, printer = spool_of(devices, books)
    right = printer.print_document

    def explode(document: Document) -> Printed:
        printer.print_document = right  # type: ignore[method-assign]
        raise ZeroDivisionError

    printer.print_document = explode  # type: ignore[method-assign]
    spool.wake()
    assert books.told.get(timeout=5) == ("1", "unknown")
    spool.wake()
    assert books.told.get(timeout=5) == ("2", "confirmed")


def test_print_when_its_listener_fails_then_it_is_told_once(devices: Registry) -> None:
    printer = devices.printers()[0]
    assert isinstance(printer, PrinterDevice)
    told: list[str] = []

    def fail(printed: Printed) -> None:
        told.append(printed.outcome)
        raise ZeroDivisionError

    printer.print(PAPER, fail)
    assert answer(lambda done: printer.print(PAPER, done)).outcome == "confirmed"
    assert told == ["confirmed"]
