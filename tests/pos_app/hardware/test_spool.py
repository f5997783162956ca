"""The spool: every job once, and nothing is said of it that is not known."""

import queue

import pytest

from inventory.documents.blocks import Document
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Condition,
    Printed,
)
from pos_app.hardware.devices import PrinterDevice
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.spool import Claimed, Spool
from tests.pos_app.hardware.listening import (
    PAPER,
    Heard,
    answer,
    simulated,
)


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
