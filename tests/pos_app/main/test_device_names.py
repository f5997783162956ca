"""A device gets another name: what hangs on it and what was counted go with it."""

import pytest

from pos_app import config
from tests.pos_app.main.test_device_care import Desk, desk

__all__ = ["desk"]


def test_rename_when_a_drawer_hangs_on_it_then_both_go_on_and_the_counts_stay(desk: Desk) -> None:
    desk.registry.records.of("printer").count("PrinterFaultCount", 3)
    plain = next(each for each in desk.registry.configs() if each.device_id == "printer").as_plain()

    def change(tell) -> None:
        desk.care.replace(plain, lambda: tell(None), tell, "Front")

    assert desk.ask(change) is None
    assert desk.kept() == ["Front", "drawer", "below", "scanner"]
    below = next(each for each in config.load(desk.path).devices if each["id"] == "below")
    assert below["options"]["printer"] == "Front"
    assert desk.registry.device("below").worker is desk.registry.device("Front").worker
    assert desk.registry.records.of("Front").statistics()["PrinterFaultCount"] == 3
    assert "PrinterFaultCount" not in desk.registry.records.of("printer").statistics()


def test_rename_when_another_device_has_the_name_then_it_is_refused(desk: Desk) -> None:
    plain = next(each for each in desk.registry.configs() if each.device_id == "printer").as_plain()

    def change(tell) -> None:
        desk.care.replace(plain, lambda: tell(None), tell, "scanner")

    error = desk.ask(change)
    assert error.text.code == "hardware.config.twice"
    assert desk.registry.configs()[0].device_id == "printer"


@pytest.mark.parametrize("written", [True, False])
def test_rename_when_it_is_taken_back_then_the_counts_are_the_old_device_s_again(
    desk: Desk, written: bool
) -> None:
    desk.registry.records.of("printer").count("PrinterFaultCount", 3)
    plain = next(each for each in desk.registry.configs() if each.device_id == "printer").as_plain()
    if written:
        plain["options"] = {"profile": "none"}
    else:
        desk.path.mkdir()

    def change(tell) -> None:
        desk.care.replace(plain, lambda: tell(None), tell, "Front")

    code = "hardware.config.unknown_profile" if written else "config.not_written"
    assert desk.ask(change).text.code == code
    device, records = desk.registry.device("printer"), desk.registry.records
    assert device.worker.record is device.record is records.of("printer")
    assert device.record.statistics()["PrinterFaultCount"] == 3
    assert "PrinterFaultCount" not in records.of("Front").statistics()
