"""The page of devices in every state, looked over on four screens in three languages."""

from collections.abc import Callable

import pytest

from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.viewmodels.touch_test import CROSSES
from tests.ui.audit import audit
from tests.ui.device_bench import RecordingMachine, fill
from tests.ui.rooms_bench import RoomsBench

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
PROFILES = ("R1", "T1", "T2", "H1")


@pytest.fixture
def rooms(tmp_path, driver):
    before = tr.translator
    made = RoomsBench(tmp_path, driver, machine=RecordingMachine())
    fill(made)
    yield made
    driver.clear()
    made.close()
    tr.follow(before)


def _report(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.open("printer")
    vm.tap("check")


def _asks_twice(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.open("drawer")
    vm.tap("test")
    vm.tap("remove")


def _pairing(rooms: RoomsBench) -> None:
    rooms.rooms.devices.add()
    rooms.rooms.devices.tap("pair")


def _refused(rooms: RoomsBench) -> None:
    vm = rooms.rooms.devices
    vm.add()
    vm.tap("hand:network")
    vm.edit("port", "0")
    vm.tap("save")


def _touched(rooms: RoomsBench) -> None:
    check = rooms.rooms.devices.screen
    check.touch()
    for _ in range(CROSSES):
        check.touched(3.0, 4.5)


STATES: dict[str, Callable[[RoomsBench], None]] = {
    "page": lambda rooms: None,
    "printer": _report,
    "drawer": _asks_twice,
    "scanner": lambda rooms: rooms.rooms.devices.open("scanner 2"),
    "unplugged": lambda rooms: rooms.rooms.devices.open("scanner"),
    "setup": lambda rooms: rooms.rooms.devices.add(),
    "pairing": _pairing,
    "refused": _refused,
    "touch": lambda rooms: rooms.rooms.devices.screen.touch(),
    "touched": _touched,
    "ruler": lambda rooms: rooms.rooms.devices.screen.ruler(),
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


@pytest.mark.parametrize("name", PROFILES)
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
