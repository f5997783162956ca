"""A real keyboard on the screens: an open panel has its keys, and what lies below has none."""

from collections.abc import Callable

import pytest

from pos_app.screens import widgets as w
from pos_app.screens.keyboard import keyboard
from pos_app.viewmodels.checkout_pad import Pad
from tests.ui import checkout_bench as goods
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.driver import Driver
from tests.ui.keys_bench import LAYOUTS, cart, hurry, moment, press, sales
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import stand, told

__all__ = ["moment"]


# --- the panels of the checkout ---------------------------------------------------------------


def ask(till: CheckoutBench, name: str) -> Pad:
    """Open a panel over the cart of one line, with a search behind it that finds one thing."""
    if name == "other":
        till.vm.money.cash(next(at for at, key in enumerate(till.vm.state.cash) if key.other))
    else:
        till.vm.function(name) if name in {"order", "round_off"} else till.vm.act(name)
    till.wait(1)
    assert till.vm.pad.open
    return till.vm.pad


@pytest.mark.parametrize("profile", LAYOUTS)
def test_panel_when_digits_are_typed_then_they_are_its_own_and_nothing_is_searched(
    till, profile
) -> None:
    till.show(profile)
    till.scan(goods.TEE)
    for name in ("other", "quantity", "price", "order", "round_off", "note"):
        pad = ask(till, name)
        till.driver.type("123")
        press(till, "backspace")
        till.driver.type("4")
        press(till, *([] if name == "note" else ["delete"]))
        assert pad.text.removesuffix("4") == "12", name
        assert till.vm.state.search == ""
        press(till, "escape")
        assert not pad.open
        assert not till.root.screen.drawer.shown
        assert till.vm.state.total == "89.00"


@pytest.mark.parametrize("profile", LAYOUTS)
def test_other_sum_when_it_is_typed_then_enter_takes_it_once_and_buys_nothing(
    till, moment, profile
) -> None:
    till.show(profile)
    till.scan(goods.TEE)
    ask(till, "other")
    hurry(till, "400")
    assert sales(till) == [8900]
    assert till.vm.state.strip.change == "311.00"
    assert till.vm.state.empty


def test_other_sum_when_a_search_stands_behind_it_then_enter_twice_buys_nothing(
    till, moment
) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    till.driver.tap(till.root.screen.body.field)
    till.driver.type("SK5001")
    till.settle()
    assert keyboard.focused is till.root.screen.body.field
    ask(till, "other")
    hurry(till, "100")
    assert sales(till) == [8900]
    assert cart(till) == []


def test_price_when_typed_with_its_point_then_enter_gives_it(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    ask(till, "price")
    till.driver.type("78.92")
    press(till, "enter")
    assert [(line.quantity.milli, line.unit_price.e4) for line in till.vm.cart.cart.lines] == [
        (1_000, 789_200)
    ]


def test_panel_when_enter_comes_with_nothing_typed_then_it_stays_and_says_nothing(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    pad = ask(till, "price")
    press(till, "enter")
    assert pad.open
    assert till.vm.state.total == "89.00"


def test_note_when_escape_comes_then_it_closes_and_typing_searches_again(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    ask(till, "note")
    assert keyboard.focused is not None
    press(till, "escape")
    assert keyboard.focused is None
    assert not keyboard.shown
    till.driver.type("tee")
    assert till.vm.state.search == "tee"


def test_note_when_enter_comes_then_it_is_kept_and_typing_searches_again(till) -> None:
    till.show("R1")
    till.scan(goods.TEE)
    ask(till, "note")
    till.driver.type("gift")
    press(till, "enter")
    assert [line.note for line in till.vm.cart.cart.lines] == ["gift"]
    till.driver.type("tee")
    assert till.vm.state.search == "tee"


@pytest.mark.parametrize("profile", ["T2", "H1"])
def test_panel_when_it_takes_no_keys_then_it_swallows_them_and_escape_closes_it(
    till, profile
) -> None:
    till.show(profile)
    till.scan(goods.KNIT)
    for sheet in ("matrix", "resume", "more"):
        till.vm.sheet = sheet
        till.vm.draw()
        till.settle()
        assert till.root.screen.drawer.shown
        till.driver.type("SK5001")
        press(till, "enter", "backspace")
        assert (till.vm.state.sheet, till.vm.state.search) == (sheet, "")
        assert len(cart(till)) == 1
        press(till, "escape")
        assert till.vm.state.sheet == ""


def test_search_when_its_field_gave_the_keys_up_then_typing_goes_on_in_it(till) -> None:
    till.show("T2")
    till.driver.type("kn")
    till.settle()
    keyboard.focus(None)
    till.driver.type("30")
    till.settle()
    assert till.vm.state.search == "kn30"
    press(till, "escape")
    assert (till.vm.state.sheet, till.vm.state.search) == ("", "")


@pytest.mark.parametrize("profile", LAYOUTS)
def test_enter_when_one_style_of_several_was_found_then_its_colours_and_sizes_open(
    till, profile
) -> None:
    till.show(profile)
    till.driver.type("KN3001")
    press(till, "enter")
    assert till.vm.state.hits_note == till.bench.till.words("checkout.find.variants")
    assert len(till.vm.state.hits) == 16
    keyboard._entered_s = -1.0
    press(till, "enter")
    assert len(till.vm.state.hits) == 16
    assert cart(till) == []


# --- panels elsewhere -------------------------------------------------------------------------


def everybody(rooms: RoomsBench) -> Callable[[], bool]:
    rooms.rooms.login.show_everybody()
    return lambda: rooms.rooms.login.state.listing


def menu(rooms: RoomsBench) -> Callable[[], bool]:
    rooms.sign_on()
    rooms.go("checkout")
    frame = rooms.root._frame
    frame.open_menu()
    return lambda: frame.ids.menu.shown


def receipts(rooms: RoomsBench) -> Callable[[], bool]:
    rooms.sign_on()
    rooms.go("receipt")
    return lambda: rooms.rooms.receipt.state.listing


def device(rooms: RoomsBench) -> Callable[[], bool]:
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.add()
    return lambda: rooms.rooms.devices.state.panel is not None


def crosses(rooms: RoomsBench) -> Callable[[], bool]:
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.screen.touch()
    return lambda: rooms.rooms.devices.state.screen is not None


@pytest.mark.parametrize("profile", ["R1", "T2"])
def test_panel_when_it_is_on_another_screen_then_keys_stay_in_it_and_escape_closes_it(
    rooms, profile
) -> None:
    rooms.show(profile)
    for opened in (everybody, menu, receipts, device, crosses):
        standing = opened(rooms)
        rooms.settle()
        assert standing()
        rooms.driver.type("12")
        rooms.settle()
        assert rooms.rooms.login.state.filled == 0
        assert rooms.rooms.checkout.state.search == ""
        assert standing()
        press(rooms, "escape")
        assert not standing()


def test_receipts_when_a_number_is_typed_then_the_list_looks_for_it(rooms) -> None:
    rooms.show()
    receipts(rooms)
    rooms.settle()
    rooms.driver.type("000002")
    rooms.settle()
    assert rooms.rooms.receipt.state.sought == "000002"


def test_panel_when_the_till_is_locked_under_it_then_the_keys_are_those_of_the_pin(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.rooms.devices.add()
    rooms.settle()
    rooms.rooms.shell.lock()
    rooms.settle()
    rooms.driver.type("12")
    rooms.settle()
    assert rooms.rooms.login.state.filled == 2


def test_dialog_when_it_has_one_way_then_enter_goes_it_and_several_are_chosen_by_hand(
    driver: Driver,
) -> None:
    below = w.ScanField(size=(500, 60), pos=(20, 400))
    dialog = w.Dialog(ways=[("restart", "重启", "ink")])
    heard = told(dialog, "on_way")
    stand(driver, below, dialog)
    keyboard.fallback = below
    dialog.shown = True
    driver.settle()
    driver.type("7")
    driver.key("enter")
    assert heard == [("on_way", "restart")]
    dialog.ways = [("no", "否"), ("yes", "是")]
    driver.settle()
    driver.type("7")
    driver.key("enter")
    assert len(heard) == 1
    assert below.text == ""
    dialog.shown = False
    driver.type("7")
    assert below.text == "7"


@pytest.mark.parametrize("profile", ["T2", "H1"])
def test_search_when_it_opens_then_its_field_shows_where_it_writes(till, profile) -> None:
    till.show(profile)
    till.vm.start_search()
    till.settle()
    field = keyboard.focused
    assert field.focus
    till.driver.type("tee")
    press(till, "escape")
    assert keyboard.focused is None
    assert not field.focus
    assert not keyboard.shown
