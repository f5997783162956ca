"""A device that another program may have for a while."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.viewmodels.devices import DevicesVM
from pos_app.viewmodels.status_bar import condition_word, scan_word
from tests.pos_app.viewmodels.care import a_view, listed
from tests.pos_app.viewmodels.test_login import Places

LENT = Text.of("hardware.status.lent")


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    return DevicesVM(bench.till, Places())


def said(devices: DevicesVM) -> str:
    return " ".join(each.label for each in devices.state.panel.lines)


def test_lending_when_tapped_then_another_program_has_it_and_it_comes_back(bench, devices) -> None:
    listed(bench, a_view("printer", driver="escpos"))
    devices.open("printer")
    devices.tap("lend")
    away = DeviceStatus("printer", "printer", Condition.UNKNOWN, LENT, 0)
    listed(bench, a_view("printer", driver="escpos", lent=True, status=away))
    assert "已让给别的程序" in said(devices)
    assert condition_word(bench.till, away) == "已让出"
    devices.tap("lend")
    assert bench.devices.care.asked == [("lend", "printer", True), ("lend", "printer", False)]


@pytest.mark.parametrize(
    "facts", [{"driver": "printer_drawer"}, {"switches": {"slow": False}}], ids=["part", "program"]
)
def test_lending_when_there_is_nothing_to_lend_then_no_switch_for_it(bench, devices, facts) -> None:
    listed(bench, a_view("drawer", "drawer", **facts))
    devices.open("drawer")
    assert "lend" not in [each.key for each in devices.state.panel.lines]


def test_lending_when_it_is_the_tone_then_there_is_nothing_to_lend(bench, devices) -> None:
    listed(bench, a_view("tone", "tone", driver="sound"))
    devices.open("tone")
    assert "lend" not in [each.key for each in devices.state.panel.lines]


def test_scanner_when_it_is_lent_then_the_checkout_does_not_say_that_it_is_ready(bench) -> None:
    starting = Text.of("hardware.status.starting")
    for reason, word in ((starting, "扫码就绪"), (LENT, "扫码枪 已让出")):
        bench.devices.show(DeviceStatus("scanner", "scanner", Condition.UNKNOWN, reason, 0))
        assert scan_word(bench.till) == word
