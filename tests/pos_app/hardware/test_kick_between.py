"""A kick that comes while a paper is printed or awaited: once, in between, or not at all."""

import queue
import threading
from collections.abc import Iterator
from random import Random

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from pos_app.hardware import devices
from pos_app.hardware.categories import Condition, HealthReport, Kicked, Printed
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.registry import Registry
from pos_app.hardware.virtual_printer import VirtualPrinter
from pos_app.hardware.worker import Job
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.faulty_printer import FATES, FaultyPrinter
from tests.pos_app.hardware.listening import PAPER, Heard, ignore
from tests.pos_app.hardware.ports import a_port

DRAWER = DeviceConfig("d", "drawer", "printer_drawer", {"printer": "p"})


class Busy(VirtualPrinter):
    """Says at once how it is, but that a job is done only when it is let to."""

    def __init__(self) -> None:
        super().__init__()
        self.free, self.held = threading.Event(), b""

    def take(self, data: bytes) -> bytes:
        said = super().take(data)
        self.held += bytes(each for each in said if each & 0x93 != 0x12)
        return bytes(each for each in said if each & 0x93 == 0x12)

    def told(self) -> bytes:
        if not self.free.is_set():
            return b""
        held, self.held = self.held, b""
        return held


class Mute(VirtualPrinter):
    """Says nothing any more once it has a job."""

    had = False

    def take(self, data: bytes) -> bytes:
        self.had = self.had or data.startswith(b"\x1b@")
        said = super().take(data)
        return b"" if self.had else said


@pytest.fixture
def registry(heard: Heard) -> Iterator[Registry]:
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    yield registry
    assert registry.close(5) == ()


def over_tcp(fake: FakePrinter) -> DeviceConfig:
    return DeviceConfig("p", "printer", "escpos", {"way": "tcp", "host": "127.0.0.1",
                                                   "port": fake.port})  # fmt: skip


def begin(registry: Registry, heard: Heard, *configs: DeviceConfig) -> None:
    registry.set_up([*configs, DRAWER])
    heard.condition("p", Condition.READY)


def both(registry: Registry) -> tuple[queue.Queue[Printed], queue.Queue[Kicked]]:
    """Print, and kick right behind it."""
    printed, kicked = queue.Queue[Printed](), queue.Queue[Kicked]()
    registry.printers()[0].print(PAPER, printed.put)
    registry.drawers()[0].kick(kicked.put)
    return printed, kicked


def settled(registry: Registry) -> None:
    """Wait until all that was queued was done."""
    registry.let_end("p", 10)


def test_kick_when_a_paper_is_awaited_then_the_drawer_opens_once_and_the_paper_is_confirmed(
    registry: Registry, heard: Heard
) -> None:
    inside, pulsed = Busy(), threading.Event()
    inside.on_pulse = pulsed.set
    with FakePrinter(kept=inside) as fake:
        begin(registry, heard, over_tcp(fake))
        printed, kicked = both(registry)
        assert kicked.get(timeout=5).kick == "sent"
        assert pulsed.wait(5)
        assert (printed.empty(), inside.pulses) == (True, [(2, 100, 100)])
        inside.free.set()
        assert printed.get(timeout=10).outcome == "confirmed"
        settled(registry)
        assert (len(inside.pulses), len(inside.papers)) == (1, 1)
    assert registry.records.of("d").statistics()["DrawerGoodOpenCount"] == 1


def test_kick_when_the_printer_has_fallen_silent_then_no_pulse_waits_for_it(
    registry: Registry, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "KICK_WITHIN_S", 0.2)
    inside = Mute()
    with FakePrinter(kept=inside) as fake:
        begin(registry, heard, over_tcp(fake))
        registry.driver("p")._talk._patience = Patience(print_s=1.0)
        printed, kicked = both(registry)
        assert printed.get(timeout=10).outcome == "unknown"
        assert kicked.get(timeout=10).kick == "expired"
    assert inside.pulses == []


def test_kick_when_its_printer_is_lent_after_the_paper_in_hand_then_it_does_not_go_between(
    registry: Registry, heard: Heard
) -> None:
    inside = Busy()
    with FakePrinter(kept=inside) as fake:
        begin(registry, heard, over_tcp(fake))
        printed = queue.Queue[Printed]()
        registry.printers()[0].print(PAPER, printed.put)
        registry.device("p").release()
        kicked = queue.Queue[Kicked]()
        registry.drawers()[0].kick(kicked.put)
        inside.free.set()
        assert kicked.get(timeout=10).kick == "expired"
    assert inside.pulses == []


def test_kick_when_who_asked_fails_at_hearing_of_it_then_the_paper_is_confirmed_all_the_same(
    registry: Registry, heard: Heard
) -> None:
    inside = Busy()
    told = threading.Event()

    def fail(_: Kicked) -> None:
        told.set()
        raise ZeroDivisionError

    with FakePrinter(kept=inside) as fake:
        begin(registry, heard, over_tcp(fake))
        printed = queue.Queue[Printed]()
        registry.printers()[0].print(PAPER, printed.put)
        registry.drawers()[0].kick(fail)
        assert told.wait(5)
        inside.free.set()
        assert printed.get(timeout=10).outcome == "confirmed"
        settled(registry)
    assert len(inside.pulses) == 1


def test_kick_when_a_long_paper_is_on_a_slow_line_then_it_goes_between_two_pieces(
    registry: Registry, heard: Heard
) -> None:
    inside, kicked, begun = VirtualPrinter(), queue.Queue[Kicked](), threading.Event()
    papers: list[int] = []
    inside.on_pulse = lambda: papers.append(len(inside.papers))

    def take(data: bytes) -> bytes:
        if b"\x1b@" in data and not begun.is_set():
            begun.set()
            registry.drawers()[0].kick(kicked.put)
        return inside.take(data)

    long = Document("receipt", tuple(Line(f"line {each} 小票") for each in range(80)))
    with a_port("p", take) as port:
        plain = DeviceConfig("p", "printer", "escpos", {"way": "serial", "path": port.node})
        begin(registry, heard, plain)
        begun.clear()
        printed = queue.Queue[Printed]()
        registry.printers()[0].print(long, printed.put)
        assert printed.get(timeout=20).outcome == "confirmed"
        assert kicked.get(timeout=5).kick == "sent"
        settled(registry)
        registry.remove("d")
        registry.remove("p")
    assert papers == [0]
    assert len(inside.papers) == 1


def test_check_of_a_drawer_when_its_printer_is_busy_too_long_then_it_does_not_open_later(
    registry: Registry, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "KICK_WITHIN_S", -0.001)
    with FakePrinter() as fake:
        begin(registry, heard, over_tcp(fake))
        told = queue.Queue[HealthReport]()
        registry.device("d").check_health("external", told.put)
        report = told.get(timeout=10)
        assert (report.passed, report.lines[0].code) == (False, "hardware.worker.expired")
        registry.device("d").check_health("internal", told.put)
        assert told.get(timeout=10).passed is True
    assert fake.inside.pulses == []


@pytest.mark.parametrize("link", ["tcp", "pty"])
def test_kicks_when_the_printer_fails_in_every_way_then_none_opens_the_drawer_twice(
    registry: Registry, heard: Heard, link: str
) -> None:
    fates = iter(FATES)
    printer = FaultyPrinter(link, lambda: next(fates, "print"), Random(7))
    where = (
        {"way": "tcp", "host": "127.0.0.1", "port": int(printer.address)}
        if link == "tcp"
        else {"way": "serial", "path": printer.address}
    )
    try:
        begin(registry, heard, DeviceConfig("p", "printer", "escpos", where))
        driver = registry.driver("p")
        driver._patience = driver._talk._patience = Patience(
            reach_s=0.5, answer_s=0.1, take_s=0.5, print_s=0.8, quiet_s=0.1, forget_s=0.5
        )
        begun, left, pause = 0, 100, threading.Event()
        while len(printer.fates) < len(FATES) and left:
            left -= 1
            worker = registry.device("p").worker
            worker.submit(Job(worker.look, ignore, ignore))
            settled(registry)
            if not worker.status.works:
                pause.wait(0.05)  # until there is paper again, and what it owed was forgotten
                continue
            printed, kicked = both(registry)
            begun += kicked.get(timeout=20).kick != "expired"
            printed.get(timeout=20)
            settled(registry)
            assert len(printer.inside.pulses) <= begun
        assert tuple(printer.fates[: len(FATES)]) == FATES
        registry.remove("d")
        registry.remove("p", 10)
    finally:
        printer.close()
