"""Looking around says what came of it; a device can be called otherwise at any time."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.viewmodels.devices import DevicesVM
from tests.pos_app.viewmodels.care import a_view
from tests.pos_app.viewmodels.test_device_sheets import FOUND, NETWORK, listed, said
from tests.pos_app.viewmodels.test_login import Places


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    listed(bench, a_view("printer 2", options=dict(NETWORK), driver="escpos"))
    return DevicesVM(bench.till, Places())


def test_network_when_nothing_is_found_then_it_says_that_it_looked(bench, devices) -> None:
    devices.add()
    assert "没有新打印机回应" not in said(devices)
    devices.tap("look:network")
    assert "没有新打印机回应" in said(devices)
    bench.devices.care.proposals = (FOUND,)
    devices.tap("look:network")
    assert "没有新打印机回应" not in said(devices)


def test_pairing_when_a_scanner_types_then_it_is_heard_and_needs_nothing(bench, devices) -> None:
    devices.add()
    devices.tap("pair")
    assert devices.on_scan("6901234567892", "wedge", bench.shop.clock.now_ms())
    assert "像键盘一样打字，已经能用" in said(devices)
    assert "没有收到扫码" not in said(devices)
    assert bench.devices.care._pairing is None
    assert all(each[0] != "add" for each in bench.devices.care.asked)


def test_name_when_changed_then_the_device_is_set_up_under_the_new_one(bench, devices) -> None:
    devices.open("printer 2")
    devices.tap("replace")
    assert devices.state.panel.title == "重新设置：小票打印机"
    devices.edit("name", "Front")
    devices.tap("save")
    what, plain = bench.devices.care.asked[-1]
    assert (what, plain["id"], bench.devices.care.renamed) == ("replace", "printer 2", "Front")


def test_number_when_there_is_only_one_then_it_has_none(bench, devices) -> None:
    assert devices.state.cards[0].name == "小票打印机"
    devices.open("printer 2")
    assert devices.state.panel.title == "小票打印机"
    listed(bench, a_view("printer"), a_view("printer 2"))
    assert {card.name for card in devices.state.cards} >= {"小票打印机", "小票打印机 2"}


def test_drawer_form_when_there_is_no_printer_then_it_says_so_at_once(bench, devices) -> None:
    listed(bench)
    devices.add()
    devices.tap("hand:drawer")
    assert "请先设置打印机" in said(devices)


def test_key_when_it_moves_by_itself_then_it_takes_no_tap_for_a_moment(bench, devices) -> None:
    out = DeviceStatus("printer", "printer", Condition.PAPER_OUT,
                       Text.of("hardware.printer.paper_out"), 0)  # fmt: skip
    listed(bench, a_view("printer", driver="escpos", status=out))
    devices.open("printer")
    listed(bench, a_view("printer", driver="escpos"))
    devices.tap("drawer")
    assert devices.state.panel.key == "device printer"
    assert bench.tones == ["blocked"]
    bench.shop.clock.advance(600)
    devices.tap("drawer")
    assert devices.state.panel.key == "setup printer_drawer"


def test_drawer_form_when_it_came_from_the_printer_then_back_leads_there(bench, devices) -> None:
    devices.open("printer 2")
    devices.tap("drawer")
    devices.tap("back")
    assert devices.state.panel.key == "device printer 2"
