"""What the devices' page says of who prints and who opens, and the key that chooses."""

import pytest

from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.viewmodels.devices import DevicesVM
from pos_app.viewmodels.status_bar import StatusBarVM
from tests.pos_app.viewmodels.care import a_view
from tests.pos_app.viewmodels.test_device_sheets import READY, journal_types, listed, said
from tests.pos_app.viewmodels.test_login import Places


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    away = DeviceStatus("practice", "printer", Condition.OFFLINE, READY, 0)
    listed(
        bench,
        a_view("a", serves="receipts", driver="escpos"),
        a_view("b", serves="stands_in", behind="a", driver="escpos"),
        a_view("practice", serves="practice", status=away),
        a_view("box", "drawer", serves="unused", driver="escpos_drawer"),
    )
    return DevicesVM(bench.till, Places())


def test_card_when_there_are_several_then_each_says_what_it_serves_for(devices) -> None:
    facts = {card.key: card.facts[0] for card in devices.state.cards}
    assert facts["a"] == ("用于", "小票")
    assert facts["b"] == ("用于", "备用")
    assert facts["practice"] == ("用于", "只作练习")
    assert facts["box"] == ("用于", "不用")


def test_sheet_when_a_device_does_not_serve_first_then_a_key_lets_it(bench, devices) -> None:
    devices.open("a")
    assert "小票从这里打" in said(devices)
    assert "prefer" not in [line.key for line in devices.state.panel.lines]
    devices.open("b")
    assert "a 打不了时由这台顶上" in said(devices)
    devices.tap("prefer")
    devices.open("box")
    assert "收款时打开的是另一个钱箱" in said(devices)
    devices.tap("prefer")
    assert bench.devices.care.asked == [("prefer", "b"), ("prefer", "box")]
    devices.open("practice")
    assert "只作练习" in said(devices)
    assert "prefer" not in [line.key for line in devices.state.panel.lines]


def test_bar_when_a_printer_for_practice_is_away_then_it_cries_of_none(bench, devices) -> None:
    bar = StatusBarVM(bench.till)
    printers = [line for line in bar.state.lines if line.icon == "printer"]
    assert [line.state for line in printers] == ["ok"]


def test_drawer_form_when_printers_are_listed_then_the_real_one_is_first(bench, devices) -> None:
    bench.devices.care.listed = bench.devices.care.listed[::-1]
    bench.devices.show(*(each.status for each in bench.devices.care.listed))
    devices.add()
    devices.tap("hand:drawer")
    line = next(each for each in devices.state.panel.lines if each.key == "printer")
    assert [name for name, _ in line.options] == ["b", "a", "practice"]
    assert dict(line.options)["practice"] == "practice（模拟）"
    assert line.value == "b"


def test_second_drawer_when_tried_on_its_card_then_that_one_opens(bench, devices) -> None:
    listed(bench, a_view("drawer", "drawer"), a_view("drawer 2", "drawer"))
    devices.way("test_drawer", "drawer 2")
    devices.way("test_drawer", "drawer 2")
    bench.hands.pump()
    assert bench.devices.kicks == 0
    assert bench.devices.care.asked == [("check", "drawer 2", "external")]
    assert [(why.reason, passed) for why, passed in bench.devices.openings] == [("check", True)]
    assert journal_types(bench)[-1] == "no_sale"
