"""Only a device's own thread touches it, and one that hangs for ever slows nobody."""

import threading
from collections.abc import Iterator

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.text import Text
from pos_app.hardware import registry as registry_module
from pos_app.hardware.categories import Condition, HealthReport, Kicked, Printed, Scan
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.simulators.scanner import SimulatedScanner
from tests.pos_app.hardware.listening import CONFIGS, PAPER, Heard, answer, simulated


class Hanging:
    """A driver whose device never comes back from a call."""

    waits = True
    release = threading.Event()
    entered = threading.Event()

    def __init__(self, config: DeviceConfig, around: object) -> None:
        self.threads: list[str] = []

    def open(self) -> None:
        self.entered.set()
        self.release.wait()

    def attend(self, wait_s: float) -> Finding:
        return READY

    def close(self) -> None:
        """Nothing to give back."""


DRIVER = DriverKind("scanner", frozenset(), Hanging)


class Frank:
    """A module of a driver that tells more of itself."""

    class Driver(Hanging):
        firmware = "1.2"

        def open(self) -> None:
            """Nothing to open."""

        def attend(self, wait_s: float) -> Finding:
            threading.Event().wait(wait_s)
            return READY

    DRIVER = DriverKind(
        "scanner",
        frozenset(),
        Driver,
        health=lambda driver: (Text.of("hardware.driver.evdev", firmware=driver.firmware),),
    )


@pytest.fixture
def with_one_dead(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setattr(
        registry_module, "DRIVERS", {**registry_module.DRIVERS, "hanging": __name__}
    )
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    dead = {"id": "dead", "category": "scanner", "driver": "hanging"}
    registry.set_up(DeviceConfig.of(plain) for plain in (dead, *CONFIGS))
    assert Hanging.entered.wait(5)
    yield registry
    Hanging.release.set()
    assert registry.close(5) == ()
    Hanging.release.clear()
    Hanging.entered.clear()


def test_devices_when_one_hangs_for_ever_then_the_others_work_as_before(
    with_one_dead: Registry, heard: Heard
) -> None:
    scanner = simulated(with_one_dead, "scanner", SimulatedScanner)
    for number in range(50):
        scanner.scan(f"{number}")
        scan = heard.until(lambda event: isinstance(event, Scan))
        assert isinstance(scan, Scan)
        assert scan.code == f"{number}"
    printer = with_one_dead.printers()[0]
    printed = answer(lambda done: printer.print(PAPER, done))
    assert isinstance(printed, Printed)
    assert printed.outcome == "confirmed"
    assert isinstance(answer(with_one_dead.drawers()[0].kick), Kicked)
    assert with_one_dead.device("dead").status.condition is Condition.UNKNOWN


def test_close_when_one_device_hangs_then_the_others_are_given_back_and_it_is_named(
    with_one_dead: Registry,
) -> None:
    assert with_one_dead.close(0.5) == ("dead",)
    assert not with_one_dead.device("printer").claimed


def test_remove_when_the_device_hangs_then_it_is_gone_all_the_same(
    with_one_dead: Registry,
) -> None:
    assert not with_one_dead.remove("dead", 0.05)
    assert "dead" not in [each.device_id for each in with_one_dead.statuses()]


@pytest.mark.parametrize("work", ["open", "close"])
def test_driver_when_another_thread_calls_it_then_it_fails(devices: Registry, work: str) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    with pytest.raises(AssertionError, match="printer"):
        getattr(printer, work)()
    with pytest.raises(AssertionError, match="printer"):
        printer.print_document(PAPER)
    with pytest.raises(AssertionError, match="drawer"):
        devices.driver("drawer").attend(0.0)


@pytest.mark.parametrize(
    ("device", "level", "passed", "last"),
    [
        ("printer", "internal", True, "hardware.status.ready"),
        ("printer", "external", None, "hardware.print.printed"),
        ("printer", "interactive", None, "hardware.health.ask.printer"),
        ("drawer", "external", True, "hardware.drawer.opened"),
        ("below", "interactive", None, "hardware.health.ask.drawer"),
        ("scanner", "external", None, "hardware.status.ready"),
        ("scanner", "interactive", None, "hardware.health.ask.scanner"),
    ],
)
def test_check_when_the_device_is_well_then_the_report_says_what_was_tried(
    devices: Registry, heard: Heard, device: str, level: str, passed: bool | None, last: str
) -> None:
    heard.condition("printer", Condition.READY)
    report = answer(lambda done: devices.device(device).check_health(level, done))  # type: ignore[arg-type]
    assert isinstance(report, HealthReport)
    assert (report.device_id, report.level, report.passed) == (device, level, passed)
    assert report.lines[-1].code == last


def test_check_when_the_driver_tells_more_then_it_stands_in_the_report(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "_kind", lambda _: Frank.DRIVER)
    registry = Registry(heard, SystemClock())
    registry.set_up([DeviceConfig("frank", "scanner", "frank", {})])
    report = answer(lambda done: registry.device("frank").check_health("internal", done))
    assert isinstance(report, HealthReport)
    assert report.lines[-1].params == {"firmware": "1.2"}
    assert registry.close(5) == ()


def test_check_when_the_printer_has_no_paper_then_it_fails_and_nothing_is_printed(
    devices: Registry, heard: Heard
) -> None:
    heard.condition("printer", Condition.READY)
    printer = simulated(devices, "printer", SimulatedPrinter)
    printer.switch("paper_out")
    report = answer(lambda done: devices.device("printer").check_health("external", done))
    assert isinstance(report, HealthReport)
    assert (report.passed, report.lines[0].code) == (False, "hardware.printer.paper_out")
    assert printer.papers == ()


def test_check_when_the_device_is_away_then_it_fails_with_the_reason(
    devices: Registry, heard: Heard
) -> None:
    heard.condition("printer", Condition.READY)
    simulated(devices, "printer", SimulatedPrinter).switch("offline")
    heard.condition("printer", Condition.OFFLINE)
    report = answer(lambda done: devices.device("printer").check_health("internal", done))
    assert isinstance(report, HealthReport)
    assert not report.passed
    assert report.lines
