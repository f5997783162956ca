"""The page of devices in every state, looked over on four screens in three languages."""

from collections.abc import Callable

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus, Proposal
from pos_app.hardware.registry import DRIVERS
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.viewmodels.device_care import Misfit
from pos_app.viewmodels.touch_test import CROSSES
from tests.pos_app.viewmodels.care import a_view
from tests.ui.audit import audit
from tests.ui.device_bench import RecordingMachine, fill
from tests.ui.rooms_bench import RoomsBench

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
PROFILES = ("R1", "T1", "T2", "H1")
IN_TURN = ["R1", pytest.param("T1", marks=pytest.mark.long), "T2", "H1"]


@pytest.fixture
def machine() -> RecordingMachine:
    return RecordingMachine()


@pytest.fixture
def rooms(rooms: RoomsBench) -> RoomsBench:
    fill(rooms)
    return rooms


def _report(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.open("printer")
    vm.tap("check")


def _asks_twice(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.open("drawer")
    vm.tap("test")
    vm.tap("remove")


def _misfits(rooms: RoomsBench) -> None:
    vm, care = rooms.rooms.devices, rooms.bench.devices.care
    known = ", ".join(DRIVERS)
    wrong = Text.of("hardware.config.unknown_driver", device="gun", value="evdevv", known=known)
    bad = Text.of("config.unknown", file="till.toml", place="scren", allowed="device, screen")
    gun = {"id": "gun", "category": "scanner", "driver": "evdevv", "options": {"path": "/dev/x"}}
    care.unfit = (Misfit("m", wrong, gun), Misfit("n", bad))
    rooms.bench.devices.show(*rooms.bench.devices.listed)
    vm.open("m")
    vm.tap("remove")


def _ports(rooms: RoomsBench) -> None:
    line = {"way": "serial", "path": "/dev/ttyUSB0", "baud": 19200}
    why = Text.of("hardware.found.printer_answered.also", name="USB Serial Converter", baud=19200,
                  spoken="ESC/POS", also="TSPL, ZPL")  # fmt: skip
    vm = rooms.rooms.devices
    rooms.bench.devices.care.proposals = (Proposal("printer", "printer", "escpos", line, why),)
    vm.add()
    vm.tap("look:serial")


def _no_port(rooms: RoomsBench) -> None:
    rooms.bench.devices.care.proposals = ()
    rooms.rooms.devices.add()
    rooms.rooms.devices.tap("look:serial")


def _display(rooms: RoomsBench) -> None:
    rooms.rooms.devices.add()
    rooms.rooms.devices.tap("hand:serial_display")


def _pairing(rooms: RoomsBench) -> None:
    rooms.rooms.devices.add()
    rooms.rooms.devices.tap("pair")


def _refused(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.add()
    vm.tap("hand:network")
    vm.edit("port", "0")
    vm.tap("save")


def _models(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.add()
    vm.tap("hand:network")
    vm.tap("models")


def _serving(rooms: RoomsBench) -> None:
    care = rooms.bench.devices.care
    now = rooms.bench.shop.clock.now_ms()
    silent = Text.of("hardware.printer.silent")
    status = DeviceStatus("printer 2", "printer", Condition.OFFLINE, silent, now)
    options = {"way": "tcp", "host": "192.168.1.51", "port": 9100, "profile": "rongta-rp332"}
    second = a_view("printer 2", driver="escpos", status=status, serves="stands_in",
                    behind="printer", options=options)  # fmt: skip
    third = a_view("printer 3", serves="practice", switches={"offline": False})
    before = rooms.bench.devices.listed
    care.listed = (*care.listed, second, third)
    rooms.bench.devices.show(*before, second.status, third.status)
    vm = rooms.rooms.devices
    vm.way("test_print", "printer 3")
    vm.way("test_drawer", "drawer")
    rooms.settle()
    vm.open("printer 2")


def _touched(rooms: RoomsBench) -> None:
    check = rooms.rooms.devices.screen
    check.touch()
    for _ in range(CROSSES):
        check.touched(3.0, 4.5)


STATES: dict[str, Callable[[RoomsBench], None]] = {
    "page": lambda rooms: None,
    "printer": _report,
    "models": _models,
    "drawer": _asks_twice,
    "misfits": _misfits,
    "scanner": lambda rooms: rooms.rooms.devices.open("scanner 2"),
    "unplugged": lambda rooms: rooms.rooms.devices.open("scanner"),
    "setup": lambda rooms: rooms.rooms.devices.add(),
    "ports": _ports,
    "no port": _no_port,
    "display": _display,
    "pairing": _pairing,
    "refused": _refused,
    "touch": lambda rooms: rooms.rooms.devices.screen.touch(),
    "touched": _touched,
    "ruler": lambda rooms: rooms.rooms.devices.screen.ruler(),
    "serving": _serving,
}


def test_page_when_there_is_no_device_then_it_says_so_right_below_its_head(rooms) -> None:
    rooms.bench.devices.care.listed = ()
    rooms.bench.devices.show()
    screen = rooms.show().screen("devices")
    rooms.sign_on()
    rooms.go("devices")
    scroller, head = screen.ids.scroller, screen.ids.head
    assert rooms.rooms.devices.state.none
    assert head.y - scroller.top < metrics.key
    assert len({view.width for view in screen._body.ids.cards.children}) == 1


@pytest.mark.parametrize("name", IN_TURN)
def test_devices_when_looked_over_then_there_is_no_fault(rooms, name: str) -> None:
    """Every state on every screen, a language each in turn; one of the three in the dark."""
    root = rooms.show(name)
    rooms.sign_on()
    faults = []
    for at, (state, open_it) in enumerate(STATES.items()):
        language = LANGUAGES[(at + PROFILES.index(name)) % 3]
        rooms.bench.till.words.switch(language)
        theme.use("dark" if language == "zh-Hant" else "light")
        rooms.go("devices")
        open_it(rooms)
        rooms.settle()
        found = audit(root, rooms.driver)
        scroller = root.screen("devices")._panel.scroller
        if rooms.rooms.devices.state.panel is not None and scroller.furthest:
            scroller.offset = scroller.furthest
            rooms.settle()
            found += audit(root, rooms.driver)
        faults += [f"{state} {language} {metrics.layout} {each}" for each in found]
    assert not faults, "\n".join(faults)


def _test_view(rooms: RoomsBench):
    return rooms.root.screen("devices")._test


def test_grid_when_every_cross_is_hit_then_the_screen_is_fine(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.tap("触摸测试")
    view = _test_view(rooms)
    for _ in range(CROSSES):
        x, y = view._cross(view.face.target)
        rooms.driver.tap((x + metrics.u(1), y))
    assert "很好" in view.face.text
    assert view.face.state == "done"
    rooms.tap("关闭")
    assert rooms.rooms.devices.state.screen is None


def test_grid_when_touches_lie_beside_then_it_says_recalibrate(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.tap("触摸测试")
    view = _test_view(rooms)
    for _ in range(CROSSES):
        x, y = view._cross(view.face.target)
        rooms.driver.tap((x - metrics.u(3), y + metrics.u(3)))
    assert view.face.state == "fault"
    rooms.tap("再测一次")
    assert view.face.target is not None


def test_ruler_when_the_frame_is_the_card_then_its_size_is_saved_and_taken(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.tap("触摸测试")
    rooms.tap("屏幕标尺")
    view = _test_view(rooms)
    before = view._card.width
    rooms.tap("框变大")
    rooms.tap("框变大")
    assert view._card.width > before
    assert abs(view._card.width / view._card.height - 85.6 / 53.98) < 0.02
    rooms.tap("保存")
    assert rooms.bench.till.machine.saved == [15.4]
    assert metrics.px_per_mm == pytest.approx((1366**2 + 768**2) ** 0.5 / (15.4 * 25.4))


def test_ruler_when_the_file_cannot_be_written_then_it_says_so(rooms) -> None:
    rooms.bench.till.machine.refusal = Refused(
        Text.of("config.not_written", file="till.toml", reason="full")
    )
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.screen.ruler()
    rooms.settle()
    before = metrics.px_per_mm
    rooms.tap("保存")
    assert "无法写入 till.toml" in _test_view(rooms).face.text
    assert metrics.px_per_mm == before


def test_card_when_tapped_beside_its_keys_then_its_sheet_opens_and_closes(rooms) -> None:
    screen = rooms.show().screen("devices")
    rooms.sign_on()
    rooms.go("devices")
    card = screen._body.ids.cards.children[-1]
    rooms.driver.tap((card.x + metrics.s4, card.top - metrics.s4))
    rooms.settle()
    assert rooms.rooms.devices.state.panel.key == "device printer"
    rooms.driver.tap(screen._drawer.close)
    rooms.settle()
    assert rooms.rooms.devices.state.panel is None


def test_sheet_when_opened_again_then_it_begins_at_its_top(rooms) -> None:
    screen = rooms.show("T1").screen("devices")
    rooms.sign_on()
    rooms.go("devices")
    devices, scroller = rooms.rooms.devices, screen._panel.scroller
    devices.open("printer")
    rooms.settle()
    scroller.offset = scroller.furthest
    rooms.settle()
    assert scroller.offset > 0
    devices.close()
    rooms.settle()
    devices.way("mend", "printer")
    rooms.settle()
    assert scroller.offset == 0


def test_sheet_when_it_has_something_to_say_then_it_comes_into_sight_each_time(rooms) -> None:
    screen = rooms.show("T1").screen("devices")
    rooms.sign_on()
    rooms.go("devices")
    devices, scroller = rooms.rooms.devices, screen._panel.scroller
    text = Text.of("hardware.config.in_use", device="printer", other="drawer")
    rooms.bench.devices.care.refusal = Refused(text)
    devices.open("printer")
    for _ in range(2):
        rooms.settle()
        scroller.offset = scroller.furthest
        rooms.settle()
        note = screen._panel.form.parts.get(("note", "note"))
        assert note is None or note.y > scroller.top
        devices.tap("remove")
        devices.tap("remove")
        rooms.settle()
        note = screen._panel.form.parts["note", "note"]
        assert scroller.y - 1 <= note.y < note.top <= scroller.top + 1


def test_name_when_typed_then_the_field_keeps_the_keys_while_the_sheet_lives(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.add()
    rooms.rooms.devices.tap("hand:network")
    rooms.settle()
    parts = rooms.root.screen("devices")._panel.form.parts
    rooms.tap(parts["host", "text"].control)
    rooms.driver.type("10.0.")
    rooms.bench.hands.pass_time(3)
    rooms.driver.type("0.9")
    rooms.settle()
    assert parts["host", "text"].control.text == "10.0.0.9"
    asked = len(rooms.bench.devices.care.asked)
    rooms.driver.key("enter")
    rooms.settle()
    assert len(rooms.bench.devices.care.asked) == asked
    rooms.rooms.devices.tap("save")
    rooms.settle()
    assert rooms.bench.devices.care.asked[-1][1]["options"]["host"] == "10.0.0.9"
