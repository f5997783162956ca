"""A real keyboard on the payment screen and at new goods: an amount, a price, and Enter once."""

from threading import Event

import pytest
from kivy.core.window import Window

from pos_app.screens.keyboard import keyboard
from tests.ui import checkout_bench as goods
from tests.ui.checkout_bench import CheckoutBench
from tests.ui.keys_bench import LAYOUTS, hurry, moment, press, sales, watched, with_a_tee

__all__ = ["moment"]


def charge(till: CheckoutBench, *codes: str) -> None:
    till.scan(*codes)
    till.wait(1)
    till.vm.money.charge()
    till.settle()
    till.wait(1)
    assert till.shell.state.place == "tender"
    tender = till.root.screens["tender"]
    assert keyboard.fallback is tender._typing
    assert keyboard.focused is None
    assert not keyboard._panel()
    till.driver.until(lambda: not tender.pad.ids.pad.locked)  # while the books look at the sale


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_cash_is_typed_then_enter_takes_it_once(till, moment, profile) -> None:
    till.show(profile)
    charge(till, goods.TEE)
    with watched(till) as met:
        till.driver.type("305")
        press(till, "backspace")
    assert till.tender.state.entry == "30", "\n".join(map(str, (*met, keyboard.burst)))
    hurry(till, "0.5")
    assert sales(till) == [8900]
    assert till.vm.state.strip.change == "211.50"
    assert till.shell.state.place == "checkout"
    assert till.vm.state.empty


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_a_screen_that_nobody_sees_searches_then_the_digits_are_the_pad_s(
    till, tmp_path, profile
) -> None:
    folder = tmp_path / "unseen"
    folder.mkdir()
    unseen = CheckoutBench(folder, till.driver)
    unseen.show("T2" if profile == "R1" else "R1")
    unseen.vm.start_search()
    unseen.settle()
    keyboard.focus(None)  # as whoever leaves a screen does
    keyboard.shown = False
    till.show(profile)  # another layout: what searches is built anew, and wants the keys
    charge(till, goods.TEE)
    till.driver.type("305")
    press(till, "backspace")
    assert till.tender.state.entry == "30"
    assert unseen.vm.state.search == ""
    unseen.close()


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_a_letter_is_typed_as_it_opens_then_the_digits_are_the_pad_s(
    rooms, profile
) -> None:
    with_a_tee(rooms, profile)
    rooms.driver.key("t", steps=0)  # held: it may be the first of a scan
    rooms.rooms.checkout.money.charge()
    rooms.settle()
    assert rooms.rooms.shell.state.place == "tender"
    assert not keyboard.shown
    rooms.driver.type("305")
    press(rooms, "backspace")
    assert rooms.rooms.tender.state.entry == "30"
    assert rooms.rooms.checkout.state.search == ""


@pytest.mark.parametrize("searched", [False, True])
@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_its_first_digit_comes_with_the_tap_then_it_is_of_the_amount(
    rooms, profile, searched
) -> None:
    with_a_tee(rooms, profile)
    rooms.rooms.checkout.finding.type("shirt")  # looked for before, and left open
    body = rooms.root.screen("checkout").body
    if searched and body.field is not None:
        keyboard.focus(body.field)
    rooms.driver.key("3", steps=0)
    rooms.rooms.checkout.money.charge()
    rooms.driver.key("0", steps=0)
    rooms.settle()
    keyboard.flush()
    assert rooms.rooms.tender.state.entry == "30"
    assert rooms.rooms.checkout.state.search == ""


@pytest.mark.parametrize("profile", LAYOUTS)
def test_payment_when_digits_come_before_the_books_have_looked_then_none_is_lost(
    till, profile
) -> None:
    till.show(profile)
    till.scan(goods.TEE)
    till.wait(1)
    books = Event()
    till.bench.writer.submit(books.wait)  # a day's backup, say
    try:
        till.vm.money.charge()
        till.driver.settle()
        till.driver.type("305")
        till.driver.key("backspace")
        assert till.tender.busy
        assert till.tender.state.entry == "30"
        till.driver.key("enter")  # not remembered: it would be money before the books said yes
        till.driver.settle()
        assert till.tender.state.notice.text == "账本还在核对这一单，请再按一次确认。"
        assert till.bench.tones[-1] == "blocked"
    finally:
        books.set()
    till.wait(1)
    assert till.tender.state.entry == "30"
    till.driver.type("100")  # begun anew, and not behind what stood there
    press(till, "enter")
    assert till.bench.shop.rows("SELECT amount FROM tender WHERE is_change = 0") == [(10_000,)]


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


def test_payment_when_the_rest_is_for_the_card_then_enter_alone_approves_nothing(till) -> None:
    till.show("R1")
    charge(till, goods.TEE)
    till.driver.type("50")
    press(till, "enter")
    assert till.tender.kind == "card"
    till.wait(1)
    keyboard._entered_s = -1.0
    press(till, "enter")
    assert sales(till) == []
    assert [each.kind for each in till.tender.offers] == ["cash"]


def test_payment_when_the_rest_came_to_the_card_by_itself_then_enter_asks_before_it_is_one(
    till,
) -> None:
    till.show("R1")
    charge(till, goods.TEE)
    till.driver.type("50")
    press(till, "enter")
    till.wait(1)
    till.driver.type("12")
    press(till, "enter")
    assert [each.kind for each in till.tender.offers] == ["cash"]
    assert till.tender.state.notice.text.startswith("12 是刷卡吗？")
    till.tender.choose("cash")
    till.driver.type("12")
    till.wait(1)
    press(till, "enter")
    assert [each.kind for each in till.tender.offers] == ["cash", "cash"]
    till.wait(1)
    till.driver.type("5")
    press(till, "enter")
    till.wait(1)
    keyboard._entered_s = -1.0
    press(till, "enter")
    assert [each.kind for each in till.tender.offers] == ["cash", "cash", "card"]


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
