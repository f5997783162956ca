"""Registry and simulators: devices as the shop's settings name them."""

import queue
import threading
from importlib import import_module
from typing import cast

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import (
    CATEGORIES,
    Condition,
    DeviceFailed,
    DrawerMoved,
    Kicked,
    Power,
    Scan,
    ScanLost,
    State,
    StatusUpdate,
)
from pos_app.hardware.devices import STUCK
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import DRIVERS, Registry
from pos_app.hardware.simulators.drawer import SimulatedDrawer
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.simulators.scanner import SimulatedScanner
from pos_app.hardware.worker import Job
from tests.pos_app.hardware.listening import (
    CONFIGS,
    PAPER,
    Heard,
    answer,
    assert_true,
    ignore,
    simulated,
)


def test_devices_when_set_up_then_they_get_ready(devices: Registry, heard: Heard) -> None:
    waited = {"printer", "drawer", "scanner"}  # each on a thread of its own, in any order

    def all_ready(event: object) -> bool:
        if isinstance(event, StatusUpdate) and event.status.condition is Condition.READY:
            waited.discard(event.status.device_id)
        return not waited

    heard.until(all_ready)
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
    assert scan.marked == "]E06901234567892"
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


def failed(heard: Heard) -> tuple[str, str]:
    event = cast("DeviceFailed", heard.until(lambda each: isinstance(each, DeviceFailed)))
    return event.device_id, event.reason.code


def test_printer_when_a_job_goes_wrong_then_that_is_an_event_of_its_own(
    devices: Registry, heard: Heard
) -> None:
    heard.condition("printer", Condition.READY)
    simulated(devices, "printer", SimulatedPrinter).switch("break")
    printed = answer(lambda done: devices.printers()[0].print(PAPER, done))
    assert printed.outcome == "unknown"
    assert failed(heard) == ("printer", printed.reason.code)


def test_drawer_when_it_does_not_open_then_that_is_its_own_event(
    devices: Registry, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, below = devices.drawers()
    monkeypatch.setattr(below.driver, "kick", lambda _: Kicked("failed", STUCK))
    assert answer(below.kick).kick == "failed"
    assert failed(heard) == ("below", STUCK.code)
    simulated(devices, "drawer", SimulatedDrawer).switch("offline")
    assert answer(own.kick).kick in ("failed", "expired")
    heard.condition("drawer", Condition.OFFLINE)


def test_job_when_its_driver_breaks_then_that_is_told_as_an_event(
    devices: Registry, heard: Heard
) -> None:
    worker = devices.printers()[0].worker
    heard.condition("printer", Condition.READY)
    worker.submit(Job(lambda: 1 // 0, ignore, ignore))
    assert failed(heard) == ("printer", "hardware.status.fault")


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


@pytest.mark.parametrize(
    ("driver", "options", "allowed"),
    [
        ("escpos", {"way": "pigeon"}, "tcp, serial, file, usb, cups, folder"),
        ("escpos", {"way": "tcp", "host": 3}, '"…"'),
        ("escpos", {"way": "tcp", "host": "h", "port": "9100"}, "0, 1, 2 …"),
        ("escpos", {"way": "folder", "folder": "f", "pictures": 1}, "true, false"),
        ("simulated_printer", {"strange": 1}, "profile"),
    ],
)
def test_set_up_when_an_option_is_wrong_then_file_place_and_what_may_stand_there_are_named(
    heard: Heard, driver: str, options: dict[str, object], allowed: str
) -> None:
    wrong = {"id": "front", "category": "printer", "driver": driver, "options": options}
    with pytest.raises(Refused) as caught:
        Registry(heard, SystemClock()).set_up([DeviceConfig.of(wrong)])
    said = caught.value.text.params
    assert (said["file"], said["device"]) == ("till.toml", "front")
    assert str(said["field"]).startswith("options.")
    assert allowed in str(said["allowed"])


def test_settings_when_a_name_is_mistyped_then_the_known_ones_are_told() -> None:
    with pytest.raises(Refused) as caught:
        DeviceConfig.of({"id": "x", "category": "printer", "drvier": "escpos"})
    assert caught.value.text.params["field"] == "drvier"
    assert caught.value.text.params["allowed"] == "id, category, driver, options"


def test_set_up_when_two_devices_share_a_name_then_it_is_refused(heard: Heard) -> None:
    with pytest.raises(Refused) as caught:
        Registry(heard, SystemClock()).set_up(map(DeviceConfig.of, (CONFIGS[0], CONFIGS[0])))
    assert caught.value.text.code == "hardware.config.twice"


@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_driver_when_loaded_by_its_name_then_its_manifest_is_whole(name: str) -> None:
    kind = import_module(DRIVERS[name]).DRIVER
    assert kind.category in CATEGORIES
    assert name.startswith("simulated") or kind.options or kind.category == "tone"
