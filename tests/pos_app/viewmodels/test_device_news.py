"""What a sheet says of what was: faults that are over, papers that waited, an open drawer."""

from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus, Fault
from pos_app.viewmodels.device_panel import DeviceSheet
from pos_app.viewmodels.devices import DevicesVM
from pos_app.viewmodels.status_bar import condition_word
from tests.pos_app.viewmodels.care import a_view, listed
from tests.pos_app.viewmodels.checkouts import TEE, Counter
from tests.pos_app.viewmodels.test_device_sheets import NETWORK, OUT, devices, said
from tests.pos_app.viewmodels.test_login import Places

__all__ = ["devices"]


def test_sheet_when_a_fault_is_over_then_it_says_so(bench, devices) -> None:
    now = bench.shop.clock.now_ms()
    fault = Fault("printer", Condition.PAPER_OUT, OUT, now - 60_000, now)
    listed(bench, a_view("printer", driver="escpos", options=dict(NETWORK), faults=(fault,)))
    devices.open("printer")
    assert "已恢复。当时：" in said(devices)


def test_sheet_when_the_printer_is_new_then_it_says_which_papers_waited_for_it(bench) -> None:
    counter = Counter(bench)
    counter.scan(TEE)
    counter.vm.money.cash(0)
    counter.pump()
    listed(bench, a_view("printer", driver="escpos", options=dict(NETWORK)))
    room = DevicesVM(bench.till, Places())._room
    lines = DeviceSheet(room, "printer", fresh=True).panel().lines
    assert "之前等着的 1 张小票现在打出来。" in [each.label for each in lines]
    again = DeviceSheet(room, "printer").panel().lines
    assert not [each for each in again if each.key == "waited"]


def test_sheet_when_a_drawer_was_left_open_then_no_cable_is_to_be_looked_at(bench, devices) -> None:
    left = DeviceStatus(
        "drawer", "drawer", Condition.FAULT, Text.of("hardware.drawer.left_open"), 0
    )
    listed(bench, a_view("drawer", "drawer", status=left))
    devices.open("drawer")
    assert "steps" not in [each.key for each in devices.state.panel.lines]
    assert condition_word(bench.till, left) == "没关"
