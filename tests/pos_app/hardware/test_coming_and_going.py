"""Devices come and go while the till runs, and the others do not notice."""

import pytest

from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Condition, Scan
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.scanner import SimulatedScanner
from tests.pos_app.hardware.listening import Heard, simulated

SECOND = {"id": "second", "category": "scanner", "driver": "simulated_scanner"}


def test_device_when_it_is_added_then_it_works_and_the_others_stayed(
    devices: Registry, heard: Heard
) -> None:
    heard.condition("printer", Condition.READY)
    workers = [devices.device(name).worker for name in ("printer", "drawer", "scanner")]
    devices.set_up([DeviceConfig.of(SECOND)])
    simulated(devices, "second", SimulatedScanner).scan("1")
    scan = heard.until(lambda event: isinstance(event, Scan))
    assert isinstance(scan, Scan)
    assert scan.device_id == "second"
    assert workers == [devices.device(name).worker for name in ("printer", "drawer", "scanner")]
    assert devices.statuses()[-1].device_id == "second"


def test_device_when_it_is_removed_then_it_is_gone_and_may_come_again(
    devices: Registry, heard: Heard
) -> None:
    devices.set_up([DeviceConfig.of(SECOND)])
    heard.condition("second", Condition.READY)
    worker = devices.device("second").worker
    assert devices.remove("second", 5)
    assert not worker.claimed
    with pytest.raises(KeyError):
        devices.device("second")
    devices.set_up([DeviceConfig.of(SECOND)])
    heard.condition("second", Condition.READY)


def test_printer_when_a_drawer_hangs_on_it_then_the_drawer_goes_first(devices: Registry) -> None:
    with pytest.raises(Refused) as caught:
        devices.remove("printer")
    assert caught.value.text.params == {"device": "printer", "other": "below"}
    worker = devices.device("printer").worker
    assert devices.remove("below")
    assert worker.state != "closed"
    assert devices.remove("printer", 5)


def test_set_up_when_the_added_one_is_wrong_then_nothing_changes(devices: Registry) -> None:
    before = devices.statuses()
    with pytest.raises(Refused):
        devices.set_up([DeviceConfig.of({**SECOND, "options": {"strange": 1}})])
    with pytest.raises(Refused):
        devices.set_up([DeviceConfig.of({**SECOND, "id": "scanner"})])
    assert [s.device_id for s in devices.statuses()] == [s.device_id for s in before]


def test_nudge_when_a_device_is_back_then_it_is_reached_at_once(
    devices: Registry, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanner = simulated(devices, "scanner", SimulatedScanner)
    heard.condition("scanner", Condition.READY)
    monkeypatch.setattr(devices.device("scanner").worker, "_pause_s", 600.0)
    scanner.switch("offline")
    heard.condition("scanner", Condition.OFFLINE)
    scanner.switch("offline", on=False)
    devices.nudge()
    heard.condition("scanner", Condition.READY)


def test_settings_when_a_device_goes_while_they_are_read_then_that_is_no_bug(
    devices: Registry,
) -> None:
    class Leaving(dict):
        """Iterated over on one thread while another takes a device away."""

        def __iter__(self):
            names = list(super().__iter__())
            yield names[0]
            devices.remove("scanner", 5)
            yield from names[1:]

    devices._devices = Leaving(devices._devices)
    read = [each.device_id for each in devices.configs()]
    assert read[:3] == ["printer", "drawer", "below"]
    assert "scanner" not in [each.device_id for each in devices.devices()]
