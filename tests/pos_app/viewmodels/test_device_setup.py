"""Setting up what hangs on a serial port: asked on request, or filled in by hand."""

from contextlib import closing
from types import MappingProxyType

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Proposal
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from pos_app.viewmodels.devices import DevicesVM
from tests.pos_app.viewmodels.test_device_sheets import FOUND, GUN, said
from tests.pos_app.viewmodels.test_login import Places

ON_LINE = MappingProxyType({"way": "serial", "path": "/dev/ttyUSB0", "baud": 19200})
ANSWERED = Text.of("hardware.found.printer_answered", name="USB Serial", baud=19200,
                   spoken="ESC/POS")  # fmt: skip


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    return DevicesVM(bench.till, Places())


def test_serial_ports_when_asked_then_the_answer_is_a_form_that_sets_it_up(bench, devices) -> None:
    devices.add()
    bench.devices.care.proposals = (Proposal("printer", "printer", "escpos", ON_LINE, ANSWERED),)
    assert "请先拔掉" in said(devices)
    devices.tap("look:serial")
    assert bench.devices.care.asked[-1] == ("discover", False, True)
    assert "速率 19200 上应答，是小票打印机" in said(devices)
    devices.tap("take:0")
    devices.tap("save")
    assert bench.devices.care.asked[-1][1]["options"] == {**ON_LINE}


def test_serial_ports_when_none_answers_then_it_says_what_to_look_at(bench, devices) -> None:
    bench.devices.care.proposals = (GUN,)
    devices.add()
    assert "没有串口应答" not in said(devices)
    devices.tap("look:serial")
    assert "没有串口应答" in said(devices)


def test_serial_ports_when_they_are_being_asked_then_nobody_asks_them_again(bench, devices) -> None:
    care, answers = bench.devices.care, []
    devices.add()
    care.discover = lambda then, failed, **further: answers.append((then, further))
    devices.tap("look")
    devices.tap("look:serial")
    devices.tap("look:serial")
    devices.tap("look")
    assert [further["serial"] for _, further in answers] == [False, True]
    answers[0][0]((FOUND,))  # the answer to the older question
    assert "最多 15 秒" in said(devices)
    assert "10.0.0.9:9100" not in said(devices)
    answers[1][0]((GUN,))
    assert "最多 15 秒" not in said(devices)


@pytest.mark.parametrize(
    ("key", "chosen", "kind", "driver", "options"),
    [
        ("serial_display", ("dialect", "led8"), "display", "serial_display",
         {"path": "/dev/ttyS1", "dialect": "led8"}),
        ("serial_scale", ("protocol", "cas"), "scale", "serial_scale",
         {"path": "/dev/ttyS1", "protocol": "cas"}),
        ("serial_labels", ("language", "zpl"), "labels", "label_printer",
         {"way": "serial", "path": "/dev/ttyS1", "baud": 9600, "language": "zpl"}),
    ],
)  # fmt: skip
def test_serial_device_when_filled_in_then_it_is_set_up_as_chosen(
    bench, devices, key: str, chosen: tuple[str, str], kind: str, driver: str, options: dict
) -> None:
    devices.add()
    devices.tap(f"hand:{key}")
    devices.tap("save")
    assert [each.key for each in devices.state.panel.lines if each.trouble] == ["path"]
    devices.edit("path", "/dev/ttyS1")
    devices.edit(*chosen)
    devices.tap("save")
    plain = {"id": kind, "category": kind, "driver": driver, "options": options}
    assert bench.devices.care.asked[-1] == ("add", plain)
    DeviceConfig.of(plain)


def test_labels_in_the_network_when_filled_in_then_they_are_set_up(bench, devices) -> None:
    devices.add()
    devices.tap("hand:network_labels")
    devices.edit("host", "10.0.0.9")
    devices.tap("save")
    options = {"way": "tcp", "host": "10.0.0.9", "port": 9100, "language": "tspl"}
    plain = {"id": "labels", "category": "labels", "driver": "label_printer", "options": options}
    assert bench.devices.care.asked[-1] == ("add", plain)


@pytest.mark.parametrize("kind", ["printer", "drawer", "scanner", "labels", "display", "scale"])
def test_simulated_device_when_tapped_then_it_is_set_up_at_once(bench, devices, kind) -> None:
    devices.add()
    devices.tap(f"hand:sim_{kind}")
    verb, plain = bench.devices.care.asked[-1]
    assert (verb, plain["category"]) == ("add", kind)
    with closing(Registry(lambda _: None, SystemClock())) as registry:
        registry.set_up([DeviceConfig.of(plain)])
        assert [each.device_id for each in registry.statuses()] == [kind]
