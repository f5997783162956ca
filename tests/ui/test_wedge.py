"""No digit of a scan lands in a field, whichever has the keys; what a person types does."""

from random import Random

import pytest
from kivy.core.window import Window
from kivy.uix.widget import Widget

from benchmarks.wedge import SCANNERS, digits, person, timed
from pos_app.screens import app
from pos_app.screens import widgets as w
from pos_app.screens.keyboard import keyboard
from pos_app.viewmodels import cart_lines
from tests.inventory.service.ringing import TEE
from tests.ui.driver import Driver
from tests.ui.keys_bench import with_a_tee
from tests.ui.rooms_bench import RoomsBench
from tests.ui.stage import stand
from tests.ui.wedge import Typist

FAST = ("USB, 1 ms", "USB, 8 ms", "Bluetooth")


@pytest.fixture
def scans():
    found: list[str] = []

    def hear(_: object, code: str, __: int) -> None:
        found.append(code)

    keyboard.bind(on_scan=hear)
    yield found
    keyboard.unbind(on_scan=hear)


@pytest.fixture
def rooms(rooms: RoomsBench):
    clock = rooms.bench.shop.clock

    def hear(_: object, code: str, __: int) -> None:
        rooms.rooms.shell.on_scan(code, "wedge", clock.now_ms())

    keyboard.bind(on_scan=hear)
    yield rooms
    keyboard.unbind(on_scan=hear)


@pytest.mark.parametrize("scanner", FAST)
@pytest.mark.parametrize("kind", ["digits", "amount", "secret", "text"])
def test_scans_when_a_field_has_the_keys_then_it_sees_none_of_them(
    driver: Driver, scans: list[str], kind: str, scanner: str
) -> None:
    random = Random(3)
    entry = w.Entry(size=(300, 60), pos=(20, 400), kind=kind, soft=False)
    stand(driver, entry)
    driver.tap(entry)
    typist, sent = Typist(driver), []
    with typist.at_work():
        for length in (4, 6, 8, 12, 13, 18, 24, 13, 8):
            code = digits(random, length)
            typist.play(timed(code, [0.5, *SCANNERS[scanner](random, length)]))
            sent.append(code)
            assert entry.text == ""
    assert scans == sent


def test_person_and_scanner_when_they_take_turns_then_each_gets_what_is_theirs(
    driver: Driver, scans: list[str]
) -> None:
    random = Random(5)
    entry = w.Entry(size=(300, 60), pos=(20, 400), kind="digits", soft=False)
    stand(driver, entry)
    driver.tap(entry)
    typist, typed, sent = Typist(driver), "", []
    with typist.at_work():
        for _ in range(8):
            hand, code = digits(random, 3), digits(random, 13)
            gaps = [0.5, *(max(gap, 0.1) for gap in person(random, 2, "people"))]
            typist.play(timed(hand, [*gaps, 0.3])[:-1])
            typist.play(timed(code, [0.5, *SCANNERS["USB, 8 ms"](random, 13)]))
            typed += hand
            sent.append(code)
            assert entry.text == typed
    assert scans == sent


def test_input_method_when_it_commits_in_the_middle_then_its_text_is_left_alone(
    driver: Driver, scans: list[str]
) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    entry.compose("shang hai")
    for text in ("1", "上海", "中", "abc", "2"):
        driver.key(text, steps=0)
    keyboard.flush()
    assert entry.text == "1上海中abc2"
    assert scans == []


# --- the rooms of the till ----------------------------------------------------------------------


def scan(rooms: RoomsBench, *codes: str) -> None:
    typist = Typist(rooms.driver)
    with typist.at_work():
        for code in codes:
            typist.play(timed(code, [0.5, *SCANNERS["USB, 8 ms"](Random(1), len(code))]))
            rooms.settle()


def test_login_when_a_code_is_scanned_then_no_digit_of_the_pin_is_there(rooms) -> None:
    rooms.show()
    scan(rooms, "482913", "6901234567892")
    assert rooms.rooms.login.state.filled == 0
    assert not rooms.rooms.login.state.checking


@pytest.mark.parametrize("length", [8, 13])
def test_login_when_a_scanner_sends_no_enter_then_a_long_code_is_no_pin(rooms, length) -> None:
    rooms.show()
    typist, code = Typist(rooms.driver), "4829134829134"[:length]
    gaps = [0.5, *SCANNERS["USB, 8 ms"](Random(1), length)]
    with typist.at_work():
        typist.play(timed(code, gaps)[:-1])
    rooms.settle()
    assert rooms.rooms.login.state.shakes == 0


class Told:
    """A shell that only counts; what is bound to the keyboard outlives the test."""

    def __init__(self) -> None:
        self.too_fast = 0

    def on_scan(self, *_: object) -> None:
        """Take no scan."""

    def typed_too_fast(self) -> None:
        self.too_fast += 1


def test_figures_when_they_come_too_fast_to_be_typed_then_the_till_says_so(rooms) -> None:
    rooms.show()
    shell, ground = Told(), Widget()
    app.attach(ground, shell, lambda: 0)  # as the program does
    Window.remove_widget(ground)
    typist = Typist(rooms.driver)
    with typist.at_work():
        typist.play(timed("31.80123", [0.5, *SCANNERS["USB, 8 ms"](Random(1), 8)])[:-1])
        assert (shell.too_fast, rooms.rooms.login.state.filled) == (1, 0)
        typist.play(timed("3180", [0.5, 0.2, 0.2, 0.2, 0.3])[:-1])
    assert (shell.too_fast, rooms.rooms.login.state.filled) == (1, 4)
    rooms.rooms.shell.typed_too_fast()
    assert rooms.bench.tones == ["blocked"]


def test_price_when_a_code_is_scanned_then_the_price_stays_and_the_cart_has_the_goods(
    rooms,
) -> None:
    rooms.show("H1")
    rooms.sign_on()
    rooms.go("quick_create", "6901234599991")
    quick = rooms.rooms.quick_create
    price = rooms.root.screen("quick_create")._form.ids.price
    rooms.driver.tap(price)
    assert price.focus
    scan(rooms, TEE)
    assert (price.text, quick.state.price) == ("", "")
    assert len(rooms.rooms.checkout.state.lines) == 1


def test_quantity_and_price_when_asked_then_a_scan_adds_goods_and_no_digits(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    checkout = rooms.rooms.checkout
    scan(rooms, TEE)
    for question in ("price", cart_lines.OTHER):
        checkout.act(question)
        rooms.settle()
        assert checkout.pad.open
        before = checkout.state.pad.text
        scan(rooms, TEE)
        assert checkout.state.pad is None or checkout.state.pad.text == before
        if checkout.pad.open:
            checkout.pad.close()
    assert sum(each.quantity.milli for each in checkout.cart.cart.lines) == 3_000


def test_panel_when_a_scan_comes_then_goods_are_added_and_no_digit_is_typed(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    checkout = rooms.rooms.checkout
    scan(rooms, TEE)
    for at, name in enumerate(("quantity", "round_off", "note", "search"), 2):
        if name in ("quantity", "note"):
            checkout.act(name)
        else:
            checkout.function(name)
        rooms.settle()
        scan(rooms, TEE)
        assert checkout.pad.text == ""
        assert checkout.state.search == ""
        checkout.close()
        assert sum(each.quantity.milli for each in checkout.cart.cart.lines) == at * 1_000


@pytest.mark.parametrize("length", [6, 8, 13])
def test_panel_when_a_scanner_sends_no_enter_then_no_digit_of_it_is_typed(rooms, length) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    scan(rooms, TEE)
    checkout, typist = rooms.rooms.checkout, Typist(rooms.driver)
    checkout.act("price")
    rooms.settle()
    code = "4829134829134"[:length]
    with typist.at_work():
        typist.play(timed(code, [0.5, *SCANNERS["USB, 8 ms"](Random(1), length)])[:-1])
        rooms.settle()
        assert checkout.pad.text == ""
        typist.play([(0.0, "7"), (0.2, "8")])
    rooms.settle()
    assert checkout.pad.text == "78"


def test_panel_when_the_enter_of_a_scan_comes_late_then_it_gives_no_answer(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    scan(rooms, TEE)
    checkout, typist = rooms.rooms.checkout, Typist(rooms.driver)
    checkout.act("price")
    rooms.settle()
    with typist.at_work():
        typist.play([(0.0, "7"), (0.2, "8")])
        keys = timed("48291348", [0.5, *SCANNERS["USB, 8 ms"](Random(1), 8)])[:-1]
        typist.play([*keys, (keys[-1][0] + 0.25, "\n")])
    rooms.settle()
    assert checkout.pad.text == "78"


def test_payment_when_money_is_typed_then_a_scan_changes_no_amount(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    scan(rooms, TEE)
    rooms.go("tender")
    tender = rooms.rooms.tender
    tender.focus("cash")
    before = (tender.entry, tender.standing)
    scan(rooms, "134567890123456789")
    assert (tender.entry, tender.standing) == before


def test_payment_when_part_is_taken_then_no_scan_types_an_amount_or_takes_the_rest(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    scan(rooms, TEE)
    rooms.go("tender")
    rooms.bench.shop.clock.advance(1_000)
    tender, typist = rooms.rooms.tender, Typist(rooms.driver)
    with typist.at_work():
        typist.play([(0.0, "2"), (0.2, "0"), (0.4, "\n")])
        rooms.settle()
        assert (tender.kind, len(tender.offers)) == ("card", 1)
        rooms.bench.shop.clock.advance(1_000)
        keys = timed(TEE, [0.5, *SCANNERS["USB, 8 ms"](Random(1), len(TEE))])
        last = keys[-1][0]
        typist.play([*keys, (last + 0.004, "\n")])  # from a scanner that ends with two
        typist.play(keys[:-1])  # from one that ends with none
        typist.play([*keys[:-1], (last + 0.25, "\n")])  # and from one that stutters before it
        rooms.settle()
    assert tender.entry.amount == ""
    assert [each.kind for each in tender.offers] == ["cash"]
    assert rooms.rooms.shell.state.place == "tender"


@pytest.mark.parametrize("place", ["tender", "login"])
@pytest.mark.parametrize("field", ["none", "search", "note"])
def test_scan_when_the_place_changes_in_the_middle_then_it_is_whole_and_no_digit_is_elsewhere(
    rooms, place, field
) -> None:
    with_a_tee(rooms, "R1")
    if field == "search":
        keyboard.focus(rooms.root.screen("checkout").body.field)
    elif field == "note":
        rooms.rooms.checkout.act("note")
        rooms.settle()
        assert keyboard.focused is not None
    heard: list[str] = []

    def hear(_: object, code: str, took_ms: int) -> None:
        heard.append(code)

    keyboard.bind(on_scan=hear)
    code, typist = "6901234580123", Typist(rooms.driver)
    gaps = [0.5, *SCANNERS["USB, 8 ms"](Random(1), 13)]
    keys = timed(code, gaps)
    turn = rooms.rooms.checkout.money.charge if place == "tender" else rooms.rooms.shell.lock
    driver, sent = rooms.driver, []
    send = driver.key

    def key(name: str, **more: object) -> None:
        send(name, **more)
        sent.append(name)
        if len(sent) == 8:
            turn()

    driver.key = key
    try:
        with typist.at_work():
            typist.play(keys)
        rooms.settle()
    finally:
        del driver.key
        keyboard.unbind(on_scan=hear)
    assert heard == [code]
    assert rooms.rooms.checkout.state.search == ""
    assert not rooms.rooms.tender.state.typed
    assert rooms.rooms.login.state.filled == 0
