"""The sheet of a device and the sheet that sets one up: what they ask, refuse and say."""

from types import MappingProxyType

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition, DeviceStatus, Fault, LastScan, Proposal
from pos_app.viewmodels.devices import DevicesVM
from tests.pos_app.viewmodels.care import a_view, listed
from tests.pos_app.viewmodels.test_login import Places

READY = Text.of("hardware.status.ready")
OUT = Text.of("hardware.printer.paper_out")
NETWORK = MappingProxyType({"way": "tcp", "host": "10.0.0.9", "port": 9100})
FOUND = Proposal("printer", "printer", "escpos", NETWORK,
                 Text.of("hardware.found.network", where="10.0.0.9:9100"), sure=False)  # fmt: skip
GUN = Proposal("scanner", "scanner", "serial_scanner", MappingProxyType({"port": "/dev/ttyACM0"}),
               Text.of("hardware.found.port", name="Gun"))  # fmt: skip


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    listed(
        bench,
        a_view("printer", options=dict(NETWORK), driver="escpos"),
        a_view("drawer", "drawer", driver="printer_drawer", options={"printer": "printer"}),
        a_view("scanner", "scanner", switches={"offline": False, "lose": True}),
    )
    return DevicesVM(bench.till, Places())


def said(devices: DevicesVM) -> str:
    panel = devices.state.panel
    assert panel is not None
    return "\n".join(f"{each.label} {each.value} {each.hint} {each.trouble} {each.options}"
                     for each in panel.lines)  # fmt: skip


def journal_types(bench) -> list[str]:
    return [row[0] for row in bench.shop.rows("SELECT type FROM journal ORDER BY seq")]


# --- one device -----------------------------------------------------------------------------


def test_sheet_when_opened_then_it_tells_kind_counts_and_faults_in_words(bench, devices) -> None:
    now = bench.shop.clock.now_ms()
    status = DeviceStatus("printer", "printer", Condition.PAPER_OUT, OUT, now)
    fault = Fault("printer", Condition.PAPER_OUT, OUT, now)
    view = a_view("printer", status=status, driver="escpos", options=dict(NETWORK),
                  statistics={"ReceiptLinePrintedCount": 420}, faults=(fault,))  # fmt: skip
    listed(bench, view)
    devices.open("printer")
    words = said(devices)
    assert devices.state.panel.title == "小票打印机"
    for wanted in (
        "网络 • 80 mm 简体中文（各家通用）",
        "已打印行数 420",
        "缺纸",
        "至今",
        "1. 打开上盖",
    ):
        assert wanted in words


def test_sheet_when_its_device_is_gone_then_it_closes(bench, devices) -> None:
    devices.open("scanner")
    listed(bench)
    assert devices.state.panel is None


def test_check_when_tapped_then_only_the_device_is_asked(bench, devices) -> None:
    devices.open("printer")
    devices.tap("check")
    assert bench.devices.care.asked == [("check", "printer", "internal")]
    assert "检查结果：正常" in said(devices)


def test_test_when_tapped_once_then_it_asks_and_forgets_after_a_while(bench, devices) -> None:
    devices.open("printer")
    devices.tap("test")
    assert "再点：会打印" in said(devices)
    assert bench.devices.care.asked == []
    bench.hands.pass_time(7)
    assert "再点：会打印" not in said(devices)
    devices.tap("test")
    devices.tap("test")
    assert bench.devices.tested[:2] == ("printer", "小票打印机")
    bench.devices.tested[2](Text.of("hardware.print.printed"))
    assert "已打印。请看纸上：这个名称、中文和西文、两边的数字都完整" in said(devices)
    bench.devices.tested[2](OUT)
    assert "请看纸上" not in said(devices)


def test_drawer_when_tried_twice_then_it_is_journaled_before_it_opens(bench, devices) -> None:
    devices.open("drawer")
    devices.tap("test")
    devices.tap("test")
    assert bench.devices.care.asked == []
    bench.hands.pump()
    assert journal_types(bench)[-1] == "no_sale"
    assert bench.devices.care.asked == [("check", "drawer", "external")]
    why, passed = bench.devices.openings[-1]
    assert (why.reason, passed) == ("check", True)


def test_drawer_when_the_person_may_not_then_nothing_opens_and_it_says_why(bench, devices) -> None:
    bench.sign_on(Role.CASHIER)
    devices.open("drawer")
    devices.tap("test")
    devices.tap("test")
    bench.hands.pump()
    assert bench.devices.care.asked == []
    assert "你没有这个权限" in said(devices)


def test_sensor_when_learned_then_each_step_is_asked_and_answered(bench, devices) -> None:
    devices.open("drawer")
    devices.tap("learn:open")
    devices.tap("learn:closed")
    assert [each[2] for each in bench.devices.care.asked] == ["open", "closed"]
    assert "已学会" in said(devices)


def test_drawer_when_no_printer_has_it_then_there_is_no_sensor_to_learn(bench, devices) -> None:
    listed(bench, a_view("drawer", "drawer", driver="escpos_drawer", options={"way": "tcp"}))
    devices.enter("")
    card = next(each for each in devices.state.cards if each.key == "drawer")
    assert "传感器" not in dict(card.facts)
    devices.open("drawer")
    assert "learn:open" not in said(devices)


def test_switches_when_tapped_then_they_turn_to_the_other_side(bench, devices) -> None:
    devices.open("scanner")
    devices.tap("fault:offline")
    devices.tap("fault:lose")
    assert bench.devices.care.asked == [
        ("switch", "scanner", "offline", True), ("switch", "scanner", "lose", False),
    ]  # fmt: skip


def test_simulated_scanner_when_a_code_is_typed_then_it_reads_it(bench, devices) -> None:
    devices.open("scanner")
    devices.submit()
    devices.edit("code", " 6901234500035 ")
    devices.submit()
    assert bench.devices.care.asked == [("scan", "scanner", "6901234500035")]


def test_scans_when_a_scanner_is_looked_at_then_they_sell_nothing(bench, devices) -> None:
    devices.open("scanner")
    assert devices.on_scan("6901234500035", "scanner", 0)
    devices.open("printer")
    assert not devices.on_scan("6901234500035", "scanner", 0)


def test_last_scan_when_there_is_one_then_its_timing_is_told(bench, devices) -> None:
    scan = LastScan("scanner", "690123\r", 0, (0, 3, 6, 9, 12, 15, 18))
    listed(bench, a_view("scanner", "scanner", last_scan=scan))
    devices.open("scanner")
    assert "6 个字符 18 毫秒" in said(devices)


def test_paper_when_asked_for_then_the_picture_is_on_the_sheet(bench, devices) -> None:
    listed(bench, a_view("printer", switches={"slow": False}))
    devices.open("printer")
    devices.tap("paper")
    assert "还没有打印过" in said(devices)
    bench.devices.care.printed = b"png"
    devices.tap("paper")
    assert [each.png for each in devices.state.panel.lines if each.kind == "picture"] == [b"png"]


def test_capture_when_tapped_then_the_file_is_named(bench, devices) -> None:
    devices.open("printer")
    devices.tap("capture")
    bench.hands.pump()
    assert bench.devices.care.asked == [("start_capture", "printer")]
    assert "printer-1.jsonl" in said(devices)


def test_remove_when_tapped_twice_then_it_is_gone(bench, devices) -> None:
    devices.open("scanner")
    devices.tap("remove")
    assert bench.devices.care.asked == []
    devices.tap("remove")
    assert bench.devices.care.asked == [("remove", "scanner")]
    assert devices.state.panel is None
    assert devices.state.told == "已移除扫码枪，随时可以再添加。"


def test_remove_when_refused_then_the_sheet_says_why_with_names(bench, devices) -> None:
    bench.devices.care.refusal = Refused(
        Text.of("hardware.config.in_use", device="printer", other="drawer")
    )
    devices.open("printer")
    devices.tap("remove")
    devices.tap("remove")
    assert "钱箱还接在打印机上" in said(devices)


def test_cashier_when_looking_then_nothing_can_be_changed(bench, devices) -> None:
    bench.sign_on(Role.CASHIER)
    devices.open("printer")
    assert {"change", "capture"}.isdisjoint(each.key for each in devices.state.panel.lines)
    for key in ("remove", "remove", "capture", "learn:open", "replace"):
        devices.tap(key)
    assert bench.devices.care.asked == []
    devices.add()
    assert "请找店长或店主" in devices.state.trouble


# --- setting up -----------------------------------------------------------------------------


def test_proposal_when_taken_then_the_form_is_filled_in_and_sets_it_up(bench, devices) -> None:
    bench.devices.care.proposals = (FOUND,)
    devices.add()
    assert "10.0.0.9:9100" in said(devices)
    devices.tap("take:0")
    devices.tap("save")
    asked = bench.devices.care.asked[-1]
    assert asked == ("add", {"id": "printer 2", "category": "printer", "driver": "escpos",
                             "options": dict(NETWORK)})  # fmt: skip


def test_form_when_something_is_missing_then_each_field_says_what_to_do(bench, devices) -> None:
    devices.add()
    devices.tap("hand:network")
    devices.edit("port", "99999")
    devices.tap("save")
    troubles = {each.key: each.trouble for each in devices.state.panel.lines if each.trouble}
    assert set(troubles) == {"host", "port"}
    assert "自检页" in troubles["host"]
    assert all(each[0] == "discover" for each in bench.devices.care.asked)
    devices.edit("host", "192.168.1.50")
    assert {each.key for each in devices.state.panel.lines if each.trouble} == {"port"}


def test_form_when_right_then_numbers_are_numbers_and_the_name_is_kept(bench, devices) -> None:
    devices.add()
    devices.tap("hand:network")
    for key, value in (("host", " 192.168.1.50 "), ("port", "9101"), ("name", "厨房")):
        devices.edit(key, value)
    devices.tap("models")
    devices.edit("profile", "generic-58-zh")
    devices.tap("save")
    plain = bench.devices.care.asked[-1][1]
    assert plain["id"] == "厨房"
    assert plain["options"] == {
        "way": "tcp", "host": "192.168.1.50", "port": 9101, "profile": "generic-58-zh",
    }  # fmt: skip


def test_form_when_refused_then_the_field_that_is_named_says_it(bench, devices) -> None:
    bench.devices.care.refusal = Refused(Text.of("hardware.config.twice", device="x"))
    devices.add()
    bench.devices.care.refusal = Refused(
        Text.of("hardware.config.wrong", file="till.toml", device="printer 2",
                field="options.host", value="?", allowed="…")
    )  # fmt: skip
    devices.tap("hand:network")
    devices.edit("host", "h")
    devices.tap("save")
    assert {each.key for each in devices.state.panel.lines if each.trouble} == {"host"}


def test_drawer_when_there_is_no_printer_then_it_says_what_comes_first(bench, devices) -> None:
    listed(bench)
    devices.add()
    devices.tap("hand:drawer")
    devices.tap("save")
    assert "请先设置打印机" in said(devices)


def test_pairing_when_a_scan_comes_then_the_scanner_is_set_up(bench, devices) -> None:
    devices.add()
    devices.tap("pair")
    bench.hands.pass_time(2)
    assert "还剩 28 秒" in said(devices)
    bench.devices.care.paired(GUN)
    assert bench.devices.care.asked[-1] == (
        "add", {"id": "scanner 2", "category": "scanner", "driver": "serial_scanner",
                "options": {"port": "/dev/ttyACM0"}},
    )  # fmt: skip


def test_pairing_when_nothing_comes_then_it_says_what_to_look_at(bench, devices) -> None:
    devices.add()
    devices.tap("pair")
    bench.devices.care.paired(None)
    assert "没有收到扫码" in said(devices)


def test_pairing_when_stopped_then_a_late_scan_sets_nothing_up(bench, devices) -> None:
    devices.add()
    devices.tap("pair")
    devices.close()
    assert devices.state.panel is None
    assert [each[0] for each in bench.devices.care.asked] == ["discover", "pair"]


def test_scans_when_setting_up_then_they_sell_nothing(devices) -> None:
    devices.add()
    assert devices.on_scan("6901234500035", "wedge", 0)


def test_anew_when_saved_then_the_device_keeps_its_name(bench, devices) -> None:
    devices.open("printer")
    devices.tap("replace")
    devices.edit("host", "10.0.0.10")
    devices.tap("save")
    what, plain = bench.devices.care.asked[-1]
    assert (what, plain["id"], plain["options"]["host"]) == ("replace", "printer", "10.0.0.10")


def test_all_when_checked_then_the_page_says_when(bench, devices) -> None:
    devices.check_all()
    assert [each[1] for each in bench.devices.care.asked] == ["printer", "drawer", "scanner"]
    assert devices.state.told.endswith("检查完毕")


def test_place_when_left_then_no_scanner_is_waited_for_any_longer(bench, devices) -> None:
    devices.add()
    devices.tap("pair")
    devices.leave()
    assert devices.state.panel is None
    assert bench.devices.care._pairing is None
    devices.screen.touch()
    devices.leave()
    assert devices.state.screen is None


@pytest.mark.parametrize(
    ("host", "good"),
    [
        ("300.1.1", False), ("300.1.1.1", False), ("192.168.1", False), ("12", False),
        ("300.1.2.x", False), ("192.168.1.5O", False), ("till..local", False), ("3.shop", True),
        ("fe80::zz", False), ("192.168.1.50", True), ("printer.local", True), ("fe80::1", True),
    ],
)  # fmt: skip
def test_address_when_it_can_be_no_machine_then_the_form_says_so(
    bench, devices, host: str, *, good: bool
) -> None:
    devices.add()
    devices.tap("hand:network")
    devices.edit("host", host)
    devices.tap("save")
    troubles = {each.key for each in devices.state.panel.lines if each.trouble} if not good else {}
    assert ("host" in troubles) is not good


def test_port_when_it_is_not_called_so_here_then_the_form_says_what_one_is_called(
    bench, devices
) -> None:
    devices.add()
    devices.tap("hand:serial_printer")
    devices.edit("path", "COM3")
    devices.tap("save")
    (trouble,) = (each.trouble for each in devices.state.panel.lines if each.trouble)
    assert "/dev/ttyUSB0" in trouble


def test_form_when_done_is_tapped_in_a_field_then_nothing_is_set_up(bench, devices) -> None:
    devices.add()
    devices.tap("hand:network")
    devices.edit("host", "192.168.1.50")
    asked = list(bench.devices.care.asked)
    devices.submit()
    assert bench.devices.care.asked == asked
