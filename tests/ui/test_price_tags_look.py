"""The page of price tags in every state, on four screens in three languages; and touched."""

import pytest

from inventory.people.staff import Role
from pos_app.hardware.categories import Condition
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from tests.inventory.service.ringing import TEE
from tests.pos_app.viewmodels.care import a_view
from tests.ui.audit import audit
from tests.ui.rooms_bench import RoomsBench
from tests.ui.tag_bench import STATES, RealPrinter, fill, scan, show_printer

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
PROFILES = ("R1", "T1", "T2", "H1")
IN_TURN = ["R1", pytest.param("T1", marks=pytest.mark.long), "T2", "H1"]


@pytest.fixture
def rooms(rooms: RoomsBench) -> RoomsBench:
    fill(rooms)
    return rooms


@pytest.fixture
def printer(rooms: RoomsBench):
    made = RealPrinter(rooms)
    yield made
    made.close()


def opened(rooms: RoomsBench, profile: str = "R1"):
    root = rooms.show(profile)
    rooms.sign_on(Role.CASHIER)
    rooms.go("checkout")
    return root


def tap(rooms: RoomsBench, words: str) -> None:
    """Touch a key in no haste."""
    rooms.bench.shop.clock.advance(1_000)
    rooms.tap(words)


def stepper(rooms: RoomsBench, at: int = 0):
    screen, vm = rooms.root.screen("price_tags"), rooms.rooms.price_tags
    return screen.ids.rows.rows[vm.state.rows[at].key].stepper


@pytest.mark.parametrize("name", IN_TURN)
def test_price_tags_when_looked_over_then_there_is_no_fault(rooms, name: str) -> None:
    """Every state on every screen, a language each in turn, both themes; T1 mirrored."""
    root = opened(rooms, name)
    metrics.mirrored = name == "T1"
    faults = []
    for at, (state, open_it) in enumerate(STATES.items()):
        if state == "side" and name != "H1":  # it stands beside the list there
            continue
        language = LANGUAGES[(at + PROFILES.index(name)) % 3]
        rooms.bench.till.words.switch(language)
        theme.use("dark" if (at + PROFILES.index(name)) % 2 else "light")
        open_it(rooms)
        rooms.settle()
        found = audit(root, rooms.driver)
        faults += [f"{state} {language} {theme.name} {each}" for each in found]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("name", "scale"), [("T2", 1.15), ("H1", 1.3)])
def test_price_tags_when_the_text_is_large_then_there_is_no_fault(rooms, name, scale) -> None:
    root = opened(rooms, name)
    metrics.use(metrics.profile, scale=scale)
    faults = []
    for state in ("side", "doubt"):
        STATES[state](rooms)
        rooms.settle()
        faults += [f"{state} {each}" for each in audit(root, rooms.driver)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("name", "ways"), [("R1", ()), ("T1", ("菜单",)), ("H1", ())])
def test_page_when_looked_for_then_it_is_one_of_the_ways(rooms, name: str, ways) -> None:
    opened(rooms, name)
    for way in (*ways, "吊牌"):
        rooms.tap(way)
    assert rooms.rooms.shell.state.place == "price_tags"


def test_page_when_asked_for_at_the_label_printer_then_it_opens(rooms, printer) -> None:
    opened(rooms)
    rooms.go("devices")
    rooms.tap("打印吊牌")
    assert rooms.rooms.shell.state.place == "price_tags"
    assert rooms.rooms.price_tags.state.chosen_printer == "labels"


@pytest.mark.parametrize("name", ["R1", "H1"])
def test_card_and_sheet_of_the_label_printer_when_looked_over_then_there_is_no_fault(
    rooms, name: str
) -> None:
    root = opened(rooms, name)
    labels = next(each for each in rooms.bench.devices.listed if each.category == "labels")
    rooms.bench.devices.care.listed = (
        a_view("labels", "labels", status=labels, options={"language": "tspl"}),
    )
    rooms.bench.devices.show(labels)
    faults = []
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        rooms.go("devices")
        faults += [f"card {language} {each}" for each in audit(root, rooms.driver)]
        rooms.rooms.devices.open("labels")
        rooms.settle()
        faults += [f"sheet {language} {each}" for each in audit(root, rooms.driver)]
    assert not faults, "\n".join(faults)
    rooms.tap("Price tags")
    assert rooms.rooms.shell.state.place == "price_tags"


def test_style_when_typed_then_it_is_in_the_list_and_the_keys_are_away(rooms) -> None:
    opened(rooms, "T1")
    rooms.go("price_tags")
    screen = rooms.root.screen("price_tags")
    rooms.tap(screen.field)
    assert keyboard.shown
    rooms.driver.type("kn3001")
    rooms.bench.hands.pass_time(1)
    rooms.settle()
    (row,) = screen.ids.rows.rows.values()
    assert screen.ids.rows.y >= keyboard.height
    rooms.tap(row)
    assert not keyboard.shown
    assert (len(rooms.rooms.price_tags.state.rows), screen.field.text) == (8, "")


def test_style_when_typed_without_a_tap_then_it_is_looked_for_and_enter_adds_it(rooms) -> None:
    opened(rooms)
    rooms.go("price_tags")
    screen, vm = rooms.root.screen("price_tags"), rooms.rooms.price_tags
    rooms.driver.type("kn3001")
    assert screen.field.text == "kn3001"
    assert not keyboard.shown
    rooms.driver.key("enter")
    rooms.settle()
    assert (len(vm.state.rows), vm.state.finding) == (8, False)
    vm.choose_source("changed")
    rooms.settle()
    rooms.driver.type("kn3001")
    assert screen.field.text == ""
    rooms.go("checkout")
    rooms.driver.type("tee")
    assert rooms.rooms.checkout.state.search == "tee"


def test_search_when_the_field_has_given_up_the_keys_then_they_are_still_its_own(rooms) -> None:
    opened(rooms)
    rooms.go("price_tags")
    screen, vm = rooms.root.screen("price_tags"), rooms.rooms.price_tags
    rooms.driver.type("kn30")
    rooms.driver.key("escape")
    assert keyboard.focused is None
    rooms.driver.key("backspace")
    assert screen.field.text == "kn3"
    rooms.driver.key("escape")
    rooms.driver.key("escape")
    rooms.settle()
    assert (screen.field.text, vm.state.finding) == ("", False)
    rooms.driver.type("kn3001")
    keyboard.focus(None)
    rooms.driver.key("enter")
    rooms.settle()
    assert len(vm.state.rows) == 8


def test_number_when_typed_on_the_pad_then_no_goods_are_looked_for(rooms) -> None:
    opened(rooms)
    rooms.go("price_tags")
    scan(rooms, TEE)
    rooms.tap(stepper(rooms).number)
    rooms.driver.type("12")
    rooms.settle()
    assert rooms.rooms.price_tags.state.rows[0].copies == "12"
    assert rooms.root.screen("price_tags").field.text == ""


def test_number_when_tapped_then_a_pad_takes_it(rooms) -> None:
    opened(rooms)
    rooms.go("price_tags")
    scan(rooms, TEE)
    rooms.tap(stepper(rooms).number)
    for key in ("1", "2", "好了"):
        rooms.tap(key)
    assert rooms.rooms.price_tags.state.rows[0].copies == "12"
    assert not rooms.root.screen("price_tags").ids.drawer.shown


@pytest.mark.parametrize("name", ["R1", "T2", "H1"])
def test_tags_when_scanned_and_printed_by_touch_then_the_printer_has_them(
    rooms, printer, name: str
) -> None:
    opened(rooms, name)
    rooms.go("price_tags")
    scan(rooms, TEE)
    rooms.driver.touches = 0
    rooms.tap(stepper(rooms).more)
    tap(rooms, "打印 2 张")
    printer.until(lambda face: face.state == "done")
    tap(rooms, "完成")
    assert rooms.driver.touches == 3
    assert printer.printed == {TEE: 2}
    assert rooms.rooms.price_tags.state.rows == ()
    assert rooms.rooms.checkout.state.lines == ()


def test_key_when_touched_twice_in_haste_then_the_tags_are_printed_once_and_not_stopped(
    rooms, printer
) -> None:
    opened(rooms)
    rooms.go("price_tags")
    scan(rooms, TEE)
    rooms.bench.shop.clock.advance(1_000)
    key = rooms.key("打印 1 张")
    place = key.to_window(*key.center)
    for _ in range(2):
        rooms.driver.tap(place)
        rooms.settle()
    printer.until(lambda face: face.state == "done")
    assert printer.printed == {TEE: 1}


def test_roll_when_it_ends_in_the_middle_then_the_rest_is_printed_and_nothing_twice(
    rooms, printer
) -> None:
    opened(rooms)
    rooms.go("price_tags")
    for _ in range(7):
        scan(rooms, TEE)
    printer.inside.roll = 6
    tap(rooms, "打印 7 张")
    printer.until(lambda face: face.state == "warn")
    printer.until_status(Condition.PAPER_OUT)
    face = rooms.rooms.price_tags.state.run
    assert (face.title, face.came) == ("共 7 张，第 6–7 张可能已打印", "5")
    count = rooms.root.screen("price_tags")._run._count.children[0]
    rooms.tap(count.more)  # six came out
    tap(rooms, "从第 7 张接着打")
    printer.until(lambda face: face.state == "fault")
    assert printer.printed == {TEE: 7}  # the seventh waits in the printer, nothing was begun
    printer.inside.roll = None
    printer.driver.switch("paper_out", on=False)
    printer.until_status(Condition.READY)
    tap(rooms, "再试一次")
    printer.until(lambda face: face.state == "done")
    assert printer.printed == {TEE: 8}


def test_printer_when_unplugged_then_nothing_is_begun_and_selling_goes_on(rooms, printer) -> None:
    opened(rooms)
    rooms.go("price_tags")
    scan(rooms, TEE)
    printer.driver.switch("offline")
    tap(rooms, "打印 1 张")
    printer.until(lambda face: face.state == "fault")
    assert printer.printed == {}
    rooms.go("checkout")
    scan(rooms, TEE)
    assert len(rooms.rooms.checkout.state.lines) == 1
    rooms.go("price_tags")
    assert rooms.rooms.price_tags.state.run.ways[0][:2] == ("rest", "再试一次")


def test_key_when_the_printer_has_no_labels_then_it_takes_no_tap(rooms) -> None:
    opened(rooms)
    rooms.go("price_tags")
    scan(rooms, TEE)
    show_printer(rooms, Condition.PAPER_OUT)
    rooms.settle()
    tap(rooms, "打印 1 张")
    assert rooms.bench.devices.tags.begun == []
