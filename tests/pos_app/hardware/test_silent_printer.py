"""A printer that takes all and never answers: told apart from one that is away, and usable."""

import queue
from collections.abc import Iterator

import pytest

from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Condition, Printed
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
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
