"""A printer that takes all and never answers: told apart from one that is away, and usable."""

import queue
import threading
from collections.abc import Iterator

import pytest

from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Condition, Printed
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.escpos_printer import BLIND, EscposPrinter
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.registry import Registry
from pos_app.hardware.transports.tcp import TcpLink
from pos_app.hardware.virtual_printer import VirtualPrinter
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.listening import PAPER, Heard


class Deaf(VirtualPrinter):
    def take(self, data: bytes) -> bytes:
        super().take(data)
        return b""


@pytest.fixture
def registry(heard: Heard) -> Iterator[Registry]:
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    yield registry
    assert registry.close(5) == ()


def mute(fake: FakePrinter, **options: bool) -> DeviceConfig:
    where = {"way": "tcp", "host": "127.0.0.1", "port": fake.port, **options}
    return DeviceConfig("p", "printer", "escpos", where)


def test_printer_when_it_never_answers_then_the_reason_is_not_that_it_is_away(
    heard: Heard, registry: Registry
) -> None:
    with FakePrinter(kept=Deaf()) as fake:
        registry.set_up([mute(fake)])
        status = heard.condition("p", Condition.OFFLINE)
        assert status.reason.code == "hardware.printer.silent"


def test_printer_when_set_up_as_one_that_never_answers_then_it_prints_and_says_only_sent(
    heard: Heard, registry: Registry
) -> None:
    told: queue.Queue[Printed] = queue.Queue()
    with FakePrinter(kept=Deaf()) as fake:
        registry.set_up([mute(fake, answers=False)])
        heard.condition("p", Condition.READY)
        registry.printers()[0].print(PAPER, told.put)
        printed = told.get(timeout=10)
    assert (printed.outcome, printed.level) == ("confirmed", "L0")
    assert printed.reason.code == "hardware.print.sent"


@pytest.fixture
def never_asked() -> Iterator[tuple[FakePrinter, EscposPrinter]]:
    """A printer that is not asked, on a connection that its other end has just ended."""
    with FakePrinter(kept=Deaf()) as fake:
        link = TcpLink("127.0.0.1", fake.port)
        driver = EscposPrinter(link, PROFILES["generic-80-zh"].silent(), SystemClock())
        driver.open()
        fake.hang_up()
        yield fake, driver
        driver.close()


def test_paper_when_the_printer_ended_the_connection_unasked_then_it_comes_on_a_new_one(
    never_asked: tuple[FakePrinter, EscposPrinter],
) -> None:
    fake, driver = never_asked
    assert driver.print_document(PAPER).outcome == "confirmed"
    printed(fake)


def printed(fake: FakePrinter) -> None:
    pause, tries = threading.Event(), 500
    while not fake.inside.papers and tries:
        tries -= pause.wait(0.01) + 1
    assert len(fake.inside.papers) == 1


def test_printer_that_is_not_asked_when_it_ends_the_connection_then_it_is_taken_up_unseen(
    never_asked: tuple[FakePrinter, EscposPrinter],
) -> None:
    fake, driver = never_asked
    assert driver.attend(0.0) == BLIND
    assert driver.kick(2).kick == "sent"
    assert driver.print_document(PAPER).outcome == "confirmed"
    printed(fake)
    assert len(fake.inside.pulses) == 1


def test_kick_when_the_printer_ended_the_connection_unasked_then_it_is_not_said_to_be_sent(
    never_asked: tuple[FakePrinter, EscposPrinter],
) -> None:
    fake, driver = never_asked
    assert driver.kick(2).kick == "failed"
    assert driver.kick(2).kick == "sent"
    assert driver.print_document(PAPER).outcome == "confirmed"
    printed(fake)
    assert len(fake.inside.pulses) == 1
