"""The devices' page under a finger: fields above the keys on the screen, cards that are let go."""

import pytest

from pos_app.screens.keyboard import keyboard
from tests.ui.device_bench import fill
from tests.ui.rooms_bench import RoomsBench


@pytest.fixture
def rooms(rooms: RoomsBench) -> RoomsBench:
    fill(rooms)
    return rooms


@pytest.mark.parametrize("profile", ["R1", "T1"])
def test_field_when_it_is_typed_into_then_the_keys_on_the_screen_do_not_cover_it(
    rooms, profile
) -> None:
    rooms.show(profile)
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.open("scanner 2")
    rooms.settle()
    panel = rooms.root.screen("devices")._panel
    row = panel.form.parts["code", "text"]
    panel.scroller.scroll_to(*(panel.form.top - each for each in (row.top, row.y)))
    rooms.settle()
    rooms.tap(row.control)
    assert keyboard.shown and keyboard.focused is row.control
    assert row.to_window(row.x, row.y)[1] >= keyboard.height > 0
    assert row.to_window(row.x, row.top)[1] <= panel.to_window(panel.x, panel.top)[1]


def test_card_when_the_page_is_dragged_by_it_then_it_looks_pressed_no_longer(rooms) -> None:
    rooms.show("R1")
    rooms.sign_on()
    rooms.go("devices")
    body = rooms.root.screen("devices")._body
    card = body.ids.cards.children[-1]
    x, y = card.to_window(card.x + 40, card.top - 40)
    rooms.driver.drag((x, y), (x, y + 120))
    assert not card.pressed
    assert rooms.rooms.devices.state.panel is None
