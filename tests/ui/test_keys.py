"""A real keyboard on the screens: an open panel has its keys, and what lies below has none."""

from collections.abc import Callable, Iterator

import pytest
from kivy.core.window import Window

from inventory.kernel.money import UnitPrice
from pos_app.screens import widgets as w
from pos_app.screens.keyboard import keyboard
from pos_app.viewmodels.checkout_pad import Pad
from tests.ui import checkout_bench as goods
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.driver import Driver
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import stand, told

LAYOUTS = ("R1", "T2", "H1")


@pytest.fixture
def till(tmp_path, driver) -> Iterator[CheckoutBench]:
    made = CheckoutBench(tmp_path, driver)
    yield made
    made.close()


@pytest.fixture
def moment(monkeypatch) -> None:
    """Whatever a test presses, it does so at one moment, however slow the machine is."""
    monkeypatch.setattr(keyboard, "now", lambda: 1_000.0)


def sales(till: CheckoutBench) -> list[int]:
    return [total for (total,) in till.bench.shop.rows("SELECT total FROM sale")]


def press(till: CheckoutBench | RoomsBench, *keys: str) -> None:
    for name in keys:
        till.driver.key(name)
    till.settle()


def cart(till: CheckoutBench) -> list[tuple[int, UnitPrice]]:
    return [(line.quantity.milli, line.unit_price) for line in till.vm.cart.cart.lines]


def hurry(till: CheckoutBench, text: str) -> None:
    """Type and press Enter twice at once: what is typed is still held when Enter comes."""
    for letter in text:
        till.driver.key(letter, steps=0)
    till.driver.key("enter")
    till.settle()
    till.driver.key("enter")
    till.settle()


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


# --- payment and new goods --------------------------------------------------------------------


def charge(till: CheckoutBench, *codes: str) -> None:
    till.scan(*codes)
    till.wait(1)
    till.vm.money.charge()
    till.settle()
    till.wait(1)
    assert till.shell.state.place == "tender"


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_cash_is_typed_then_enter_takes_it_once(till, moment, profile) -> None:
    till.show(profile)
    charge(till, goods.TEE)
    till.driver.type("305")
    press(till, "backspace")
    assert till.tender.state.entry == "30"
    hurry(till, "0.5")
    assert sales(till) == [8900]
    assert till.vm.state.strip.change == "211.50"
    assert till.shell.state.place == "checkout"
    assert till.vm.state.empty


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_a_part_is_typed_and_enter_pressed_in_haste_then_the_rest_stays_open(
    till, profile
) -> None:
    till.show(profile)
    charge(till, goods.TEE)
    till.driver.type("50")
    for _ in range(3):
        keyboard._entered_s = -1.0  # whatever the keyboard thinks of it, money has its own guard
        press(till, "enter")
        till.bench.shop.clock.advance(100)
    assert sales(till) == []
    assert [(each.kind, each.amount.minor) for each in till.tender.offers] == [("cash", 5000)]
    assert till.shell.state.place == "tender"
    press(till, "escape")
    assert till.shell.state.place == "tender"


def test_payment_when_a_part_is_typed_on_the_pad_then_its_ok_stays_on_the_screen(till) -> None:
    till.show("R1")
    charge(till, goods.TEE)
    for digit in "50":
        till.tender.digit(digit)
    till.settle()
    ok = next(each for each in till.root.walk() if getattr(each, "enter", False) and each.opacity)
    till.tap(ok)
    assert [each.amount.minor for each in till.tender.offers] == [5000]
    assert till.shell.state.place == "tender"


def test_payment_when_enter_is_held_down_then_it_takes_no_card(till, monkeypatch) -> None:
    till.show("R1")
    charge(till, goods.TEE)
    now = [1_000.0]
    monkeypatch.setattr(keyboard, "now", lambda: now[0])
    till.driver.type("50")
    for _ in range(5):
        Window.dispatch("on_key_down", 13, 40, "\r", [])
        till.settle()
        till.wait(0.6)
        now[0] += 0.6
    Window.dispatch("on_key_up", 13, 40)
    assert sales(till) == []
    assert [each.kind for each in till.tender.offers] == ["cash"]


def test_payment_when_nothing_is_typed_then_enter_takes_no_cash_and_escape_goes_back(till) -> None:
    till.show("R1")
    charge(till, goods.TEE)
    press(till, "enter")
    assert sales(till) == []
    assert till.shell.state.place == "tender"
    till.driver.type("3")
    press(till, "escape")
    assert till.shell.state.place == "checkout"
    assert till.vm.state.total == "89.00"
    till.driver.type("tee")
    assert till.vm.state.search == "tee"


def test_payment_when_digits_of_the_card_are_asked_then_they_are_typed_there(till) -> None:
    till.show("H1")
    charge(till, goods.TEE)
    till.tender.choose("card")
    till.tender.focus("tail")
    till.settle()
    assert till.root.screen.drawer.shown
    till.driver.type("12.34")
    press(till, "enter")
    assert not till.root.screen.drawer.shown
    assert till.tender.entry.tail == "1234"
    assert sales(till) == []
    keyboard._entered_s = -1.0
    press(till, "enter")
    assert sales(till) == [8900]
    assert till.bench.shop.rows("SELECT kind, card_tail FROM tender") == [("card", "1234")]


@pytest.mark.parametrize("profile", LAYOUTS)
def test_new_item_when_digits_are_typed_then_they_are_its_price_and_enter_saves(
    rooms, profile
) -> None:
    rooms.show(profile)
    rooms.sign_on()
    rooms.go("quick_create", "6901234599991")
    quick = rooms.rooms.quick_create
    rooms.driver.type("45.56")
    press(rooms, "backspace")
    assert quick.state.price == "45.5"
    quick.set_name("Scarf")
    rooms.settle()
    rooms.driver.key("1", steps=0)
    press(rooms, "enter")
    rooms.settle()
    assert rooms.rooms.shell.state.place == "checkout"
    till = rooms.bench.till
    found = till.reads.catalogue.find_code(till.session.require(), "6901234599991")
    assert found.item.price.e4 == 455_100


def test_new_item_when_a_field_has_the_keys_then_digits_are_its_own_and_escape_leaves_it_first(
    rooms,
) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("quick_create", "6901234599991")
    quick = rooms.rooms.quick_create
    rooms.driver.tap(rooms.root.screen("quick_create")._form.ids.name)
    rooms.driver.type("T2")
    assert (quick.state.name, quick.state.price) == ("T2", "")
    press(rooms, "enter")
    assert quick.state.price_trouble
    press(rooms, "escape")
    rooms.driver.type("7")
    assert (quick.state.name, quick.state.price) == ("T2", "7")
    press(rooms, "escape")
    assert rooms.rooms.shell.state.place == "checkout"
