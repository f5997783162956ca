"""What can be done about papers that did not print, in the window: as a file, and put aside."""

import pytest

from pos_app.screens.keyboard import keyboard
from pos_app.screens.theme import theme
from tests.ui.audit import audit
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import LOOKS

PROFILES = ("R1", "T1", "T2", "H1")


def looked_over(rooms: RoomsBench, root) -> list[str]:
    """Return the faults of what is shown, in all looks."""
    faults = []
    for colours, language in LOOKS:
        rooms.bench.till.words.switch(language)
        theme.use(colours)
        rooms.settle()
        faults += [f"{language} {colours} {each}" for each in audit(root, rooms.driver)]
    rooms.bench.till.words.switch("zh-Hans")
    theme.use("light")
    rooms.settle()
    return faults


@pytest.mark.parametrize("name", PROFILES)
def test_receipt_when_a_printer_is_set_up_then_a_pdf_can_be_kept_all_the_same(rooms, name) -> None:
    root = rooms.show(name)
    rooms.sign_on()
    rooms.go("receipt", rooms.numbers[0])
    faults = looked_over(rooms, root)
    rooms.tap("存为 PDF")
    assert [number for number, _ in rooms.bench.devices.saved] == [rooms.numbers[0]]
    faults += looked_over(rooms, root)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PROFILES)
def test_receipt_when_no_printer_is_set_up_then_one_tap_keeps_a_pdf_and_nothing_is_cut(
    rooms, name
) -> None:
    rooms.bench.devices.show()
    root = rooms.show(name)
    rooms.sign_on()
    rooms.go("receipt", rooms.numbers[0])
    faults = looked_over(rooms, root)
    rooms.tap("存为 PDF")
    assert [number for number, _ in rooms.bench.devices.saved] == [rooms.numbers[0]]
    assert rooms.rooms.receipt.state.notice.sub == "/var/lib/suanpan/receipts-as-pdf"
    faults += looked_over(rooms, root)
    assert not faults, "\n".join(faults)


def test_list_when_a_receipt_is_picked_then_the_keys_on_the_screen_go_away(rooms) -> None:
    root = rooms.show("T1")
    rooms.sign_on()
    rooms.go("receipt")
    rooms.tap(root.screen("receipt")._list.ids.field)
    assert keyboard.shown
    rooms.rooms.receipt.choose(rooms.numbers[0])
    rooms.settle()
    assert (keyboard.shown, keyboard.focused) == (False, None)


def bring(rooms: RoomsBench) -> None:
    """Scroll to the row that puts all papers aside."""
    screen = rooms.root.screen("devices")
    body, row = screen._body, screen._body.ids.aside
    top = body.top - row.top
    screen.ids.scroller.scroll_to(top, top + row.height)
    rooms.settle()


@pytest.mark.parametrize("name", PROFILES)
def test_papers_when_all_are_put_aside_then_two_taps_do_it_and_nothing_is_cut(rooms, name) -> None:
    root = rooms.show(name)
    rooms.sign_on()
    rooms.go("devices")
    devices = rooms.rooms.devices
    bring(rooms)
    rooms.tap("都已处理（2）")
    bring(rooms)
    row = rooms.root.screen("devices")._body.ids.aside
    assert row.x <= row.key.x
    assert row.key.right < row.keep.x
    assert row.keep.right <= row.right
    faults = looked_over(rooms, root)
    bring(rooms)
    rooms.tap("保留")
    assert (len(devices.state.papers), devices.state.aside.question) == (2, "")
    bring(rooms)
    faults += looked_over(rooms, root)
    rooms.bench.shop.clock.advance(1_000)
    bring(rooms)
    rooms.tap("都已处理（2）")
    rooms.bench.shop.clock.advance(1_000)
    bring(rooms)
    rooms.tap(rooms.root.screen("devices")._body.ids.aside.key)
    assert devices.state.papers == ()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("apart_ms", [150, 600])
def test_papers_when_the_key_is_tapped_twice_at_one_place_then_none_is_put_aside(
    rooms, apart_ms
) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    bring(rooms)
    key = rooms.key("都已处理（2）")
    place = key.to_window(*key.center)
    for _ in range(2):
        rooms.driver.tap(place)
        rooms.settle()
        rooms.bench.shop.clock.advance(apart_ms)
    assert len(rooms.rooms.devices.state.papers) == 2
