"""The key on a simulated device's sheet that opens its own window."""

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.viewmodels.devices import DevicesVM
from tests.pos_app.viewmodels.care import a_view
from tests.pos_app.viewmodels.test_device_sheets import listed, said
from tests.pos_app.viewmodels.test_login import Places


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    off = {"offline": False}
    listed(bench, a_view("printer", switches=off), a_view("scanner", "scanner", switches=off))
    bench.devices.windows.simulated = {"scanner"}
    return DevicesVM(bench.till, Places())


def key(devices: DevicesVM) -> str:
    panel = devices.state.panel
    return next((each.options[0][1] for each in panel.lines if each.key == "window"), "")


def test_key_when_the_device_is_simulated_then_it_opens_its_window_and_brings_it_up(
    bench, devices
) -> None:
    devices.open("printer")
    assert key(devices) == ""
    devices.open("scanner")
    assert key(devices) == "打开独立窗口"
    devices.tap("window")
    assert bench.devices.windows.opened == ["scanner"]
    assert key(devices) == "窗口移到最前"
    devices.tap("window")
    assert bench.devices.windows.opened == ["scanner", "scanner"]


def test_key_when_the_window_is_closed_then_it_offers_it_again(bench, devices) -> None:
    devices.open("scanner")
    devices.tap("window")
    bench.devices.windows.shut = {"scanner"}
    bench.devices.show(*bench.devices.listed)
    assert key(devices) == "打开独立窗口"


def test_key_when_the_window_cannot_be_opened_then_the_sheet_says_so(bench, devices) -> None:
    failed = Text.of("devices.window.failed", device="scanner")
    bench.devices.windows.refusal = Refused(failed)
    devices.open("scanner")
    devices.tap("window")
    assert "无法打开扫码枪的窗口。" in said(devices)
