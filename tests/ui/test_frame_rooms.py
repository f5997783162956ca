"""Frame, login, receipt, devices, settings and new goods in the window: touched and looked over."""

from itertools import product
from types import SimpleNamespace

import pytest

from inventory.kernel.text import Text
from inventory.service.settings import current
from pos_app.main import daily_backup, window
from pos_app.main.rooms import Rooms
from pos_app.screens.keyboard import keyboard
from pos_app.screens.metrics import COMPACT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import Entry
from tests.inventory.service.ringing import TEE
from tests.inventory.shop import OWNER_PIN
from tests.ui.audit import audit
from tests.ui.rooms_bench import RoomsBench

PROFILES = ("R1", "T1", "T2", "H1")
IN_TURN = ["R1", pytest.param("T1", marks=pytest.mark.long), "T2", "H1"]
LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SECTIONS = ("shop", "tax", "money", "receipt", "look", "staff")


def entry(rooms: RoomsBench, key: str) -> Entry:
    """Return the field of a row of the settings."""
    return rooms.root.screen("settings")._form.rows[key][1]


def test_login_when_the_pin_is_tapped_then_the_checkout_opens_without_another_tap(rooms) -> None:
    rooms.show()
    rooms.driver.touches = 0
    for digit in OWNER_PIN:
        rooms.tap(digit)
    assert rooms.driver.touches == len(OWNER_PIN)
    assert rooms.rooms.shell.state.place == "checkout"
    assert rooms.bench.till.session.name == "王芳"


def test_login_when_the_pin_is_typed_by_hand_then_dots_fill_and_the_checkout_opens(rooms) -> None:
    root = rooms.show()
    dots = root.screen("login")._desk.ids.dots
    rooms.driver.type("12x")
    rooms.settle()
    assert dots.filled == 2
    rooms.driver.key("backspace")
    rooms.driver.key("enter")
    rooms.settle()
    assert dots.filled == 1
    rooms.driver.key("escape")
    rooms.driver.type(OWNER_PIN)
    rooms.settle()
    assert rooms.rooms.shell.state.place == "checkout"
    assert rooms.bench.till.session.name == "王芳"


def test_login_when_the_till_was_killed_with_a_cart_then_it_says_so_before_anybody_taps(
    rooms,
) -> None:
    rooms.sign_on()
    rooms.go("checkout")
    rooms.rooms.shell.on_scan(TEE, "scanner", 0)
    rooms.settle()
    again = Rooms(rooms.bench.till)
    assert again.login.state.kept == ""
    again.recover()
    rooms.settle()
    assert again.login.state.kept == "购物车已保留 1 件"


@pytest.mark.parametrize("profile", ["R1", "T2", "H1"])
def test_payment_when_money_was_taken_before_its_screen_is_made_then_its_keys_work(
    rooms, profile: str
) -> None:
    rooms.sign_on()
    rooms.rooms.shell.on_scan(TEE, "scanner", 0)
    rooms.settle()
    tender = rooms.rooms.tender  # as after a kill: the money is there, the screen is not
    tender.enter()
    rooms.settle()
    rooms.bench.shop.clock.advance(1_000)
    tender.chip("50.00")
    rooms.show(profile)
    rooms.go("tender")
    rooms.bench.shop.clock.advance(1_000)
    rooms.tap("恰好")
    rooms.settle()
    paid = "SELECT kind, amount FROM tender ORDER BY sale_id DESC, position LIMIT 2"
    assert rooms.bench.shop.rows(paid) == [("cash", 5_000), ("cash", 3_900)]


@pytest.mark.parametrize("profile", PROFILES)
def test_login_when_the_pin_was_wrong_then_the_bar_holds_its_words(rooms, profile) -> None:
    root = rooms.show(profile)
    place = tuple(rooms.key("1").pos)
    rooms.driver.type("987654")
    rooms.settle()
    bar = root.screen("login")._desk.ids.notice
    assert tuple(rooms.key("1").pos) == place
    words = bar._sub
    assert words.text
    assert bar.height >= bar.wanted()
    assert min(words.y - bar.y, bar.top - words.top) >= metrics.s2


def test_section_when_changed_with_the_keys_shown_then_they_leave_the_form_free(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("settings")
    rooms.tap(entry(rooms, "name.zh_hans"))
    assert keyboard.height > 0
    word = next(word for name, word, _ in rooms.rooms.settings.state.sections if name == "tax")
    rooms.tap(word)
    assert rooms.rooms.settings.state.section == "tax"
    assert (keyboard.focused, keyboard.shown, keyboard.height) == (None, False, 0)
    assert rooms.root.screen("settings").lift == 0


def test_lock_when_digits_are_typed_after_it_then_the_login_hears_them_and_no_search(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    rooms.tap(tr.t("ui.lock"))
    rooms.driver.type("12")
    rooms.settle()
    assert rooms.rooms.login.state.filled == 2
    assert rooms.rooms.checkout.state.search == ""


def test_login_when_the_pin_is_wrong_then_nobody_is_signed_on_and_the_keys_are_locked(
    rooms,
) -> None:
    rooms.show()
    for digit in "987654":
        rooms.tap(digit)
    assert rooms.rooms.shell.state.place == "login"
    assert rooms.key("1").disabled


def test_lock_when_tapped_over_an_open_list_then_the_login_has_the_whole_window(rooms) -> None:
    root = rooms.show()
    rooms.sign_on()
    rooms.go("receipt")
    assert rooms.rooms.receipt.state.listing
    rooms.tap(tr.t("ui.lock"))
    assert rooms.rooms.shell.state.place == "login"
    assert rooms.bench.till.session.actor is None
    assert tuple(root.screen("login").size) == tuple(root.size)


def test_way_when_tapped_then_its_place_opens_beside_the_rail(rooms) -> None:
    root = rooms.show()
    rooms.sign_on()
    rooms.go("checkout")
    for word, place in (("小票", "receipt"), ("设备", "devices"), ("设置", "settings")):
        rooms.tap(word)
        assert rooms.rooms.shell.state.place == place
        screen = root.screen(place)
        assert (screen.x, screen.right) == (metrics.rail, root.right)


def test_menu_when_compact_then_it_holds_the_same_ways(rooms) -> None:
    rooms.show("T1")
    rooms.sign_on()
    rooms.go("checkout")
    assert metrics.layout == COMPACT
    rooms.tap("菜单")
    rooms.tap("设备")
    assert rooms.rooms.shell.state.place == "devices"


def test_language_when_tapped_in_the_bar_then_every_word_changes(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.tap("简")
    assert rooms.bench.till.words.language == "zh-Hant"
    assert rooms.key("音效測試")


def test_name_of_the_shop_when_typed_and_saved_then_the_bar_says_it(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("settings")
    field = entry(rooms, "name.zh_hans")
    rooms.tap(field)
    for _ in range(len("试验店")):
        rooms.driver.key("backspace")
    rooms.driver.type("Suanpan")
    rooms.settle()
    rooms.tap("保存")
    assert current(rooms.bench.shop.reader).name.zh_hans == "Suanpan"
    assert rooms.rooms.bar.state.place == "Suanpan"


def test_language_when_chosen_in_the_settings_then_the_till_speaks_it_at_once(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("settings", "look")
    rooms.tap("English")
    assert rooms.bench.till.words.language == "en"
    assert rooms.key("Look and sound")
    assert current(rooms.bench.shop.reader).language == "en"


def test_theme_when_chosen_then_the_colours_change_at_once(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("settings", "look")
    rooms.tap("深色")
    assert theme.name == "dark"


def test_reprint_when_tapped_then_one_tap_queues_the_copy(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("receipt", rooms.numbers[0])
    rooms.driver.touches = 0
    rooms.tap("重打小票")
    assert rooms.driver.touches == 1
    assert rooms.bench.shop.rows(
        "SELECT copy_no, state FROM print_job WHERE copy_no > 0"
    ) == [(1, "queued")]  # fmt: skip


def test_older_receipt_when_wanted_then_two_taps_print_its_copy(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("receipt")
    screen = rooms.root.screen("receipt")
    rooms.driver.touches = 0
    row = screen._list.ids.rows.rows[rooms.numbers[0]]
    rooms.tap(row)
    assert rooms.rooms.receipt.state.receipt_no == rooms.numbers[0]
    rooms.tap("重打小票")
    assert rooms.driver.touches == 2
    assert rooms.bench.shop.rows("SELECT COUNT(*) FROM print_job WHERE copy_no = 1") == [(1,)]


def test_new_goods_when_made_by_taps_alone_then_they_are_in_the_catalogue(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("quick_create", "6901234599991")
    for word in ("针织衫", "1", "5", "9", "建好并加入购物车"):
        rooms.tap(word)
    assert rooms.rooms.shell.state.place == "checkout"
    assert rooms.bench.shop.rows("SELECT name_zh_hans FROM style WHERE quick_created = 1") == [
        ("针织衫",)
    ]


def test_drawer_when_tried_then_it_opens_once(rooms) -> None:
    rooms.show()
    rooms.sign_on()
    rooms.go("devices")
    rooms.tap("开钱箱（记录）")
    assert rooms.bench.devices.kicks == 0
    rooms.tap("再点：会开箱")
    assert rooms.bench.devices.kicks == 1


def _new_goods(rooms: RoomsBench) -> None:
    quick = rooms.rooms.quick_create
    quick.pick_kind("accessory")
    for digit in "159":
        quick.digit(digit)


def _places(rooms: RoomsBench):
    """Open each place in turn, in a state worth looking at."""
    yield "login"
    rooms.sign_on()
    rooms.go("receipt", rooms.numbers[0])
    yield "receipt"
    rooms.rooms.receipt.show_list()
    rooms.settle()
    yield "receipts"
    rooms.rooms.receipt.close_list()
    rooms.go("devices")
    yield "devices"
    rooms.go("quick_create", "6901234599991")
    _new_goods(rooms)
    rooms.settle()
    yield "quick_create"
    # Their rows are of the same few kinds: each is seen on the register and on one small screen.
    half = {"T1": ("shop", "money"), "T2": ("tax", "look"), "H1": ("receipt", "staff")}
    for section in half.get(metrics.profile.name, SECTIONS):
        rooms.go("settings", section)
        yield f"settings {section}"
    rooms.go("settings", "shop")
    rooms.rooms.settings.edit("phone", "1")
    rooms.rooms.settings.choose("money")
    assert rooms.rooms.settings.state.asks
    rooms.settle()
    yield "settings left unsaved"


@pytest.mark.parametrize("name", IN_TURN)
def test_screens_when_looked_over_then_there_is_no_fault(rooms, name) -> None:
    """Over the four profiles every place is seen in all languages and both themes; T2 mirrored."""
    root = rooms.show(name)
    metrics.mirrored = name == "T2"
    looks = list(product(LANGUAGES, ("light", "dark")))
    faults = []
    for at, place in enumerate(_places(rooms)):
        turn = at + 2 * PROFILES.index(name)
        chosen = (looks[turn % 6], looks[(turn + 3) % 6])
        for language, colours in chosen[: 1 if place.startswith("settings ") else 2]:
            rooms.bench.till.words.switch(language)
            theme.use(colours)
            rooms.settle()
            faults += [f"{place} {language} {colours} {each}" for each in audit(root, rooms.driver)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PROFILES)
def test_clock_when_it_has_fallen_back_then_login_and_checkout_say_so_and_nothing_is_cut(
    rooms, name: str
) -> None:
    rooms.bench.shop.clock.set(1_262_304_000_000)
    rooms.rooms.bar.refresh()
    root = rooms.show(name)
    faults = []
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        rooms.settle()
        faults += [f"login {language} {each}" for each in audit(root, rooms.driver)]
    rooms.sign_on()
    rooms.go("checkout")
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        rooms.settle()
        words = tr.translator
        notice = rooms.rooms.checkout.state.notice
        assert notice is not None and words.date("2010-01-01") in notice.text
        faults += [f"checkout {language} {each}" for each in audit(root, rooms.driver)]
    assert faults == []


@pytest.mark.parametrize("well", [True, False])
def test_backup_when_it_could_not_be_made_then_the_checkout_says_so(
    rooms, monkeypatch, *, well: bool
) -> None:
    monkeypatch.setattr(daily_backup, "run", lambda _: well)
    hands, notices = rooms.bench.hands, rooms.rooms.checkout.notices
    folder = SimpleNamespace(folder=rooms.bench.shop.path.parent)
    window.OpenTill._backup(SimpleNamespace(
        hands=hands, books=folder, rooms=rooms.rooms, _backup=lambda: None
    ))  # fmt: skip
    hands.pump()
    notice = rooms.rooms.checkout.state.notice
    said = tr.translator.text(Text.of("app.backup_failed"))
    assert (notice.text if notice else "") == ("" if well else said)
    other = Text.of("checkout.not_kept")
    notices.say("danger", other)
    rooms.rooms.backup_failed()
    assert rooms.rooms.checkout.state.notice.text == tr.translator.text(other)


def test_start_when_the_clock_has_fallen_back_then_it_is_said_behind_the_sale_that_is_booked(
    rooms,
) -> None:
    rooms.show()
    rooms.bench.shop.clock.set(1_262_304_000_000)  # 2010
    rooms.rooms.recover()
    rooms.settle()
    rooms.sign_on()
    checkout = rooms.rooms.checkout
    assert rooms.numbers[-1] in checkout.state.notice.text
    rooms.go("checkout")
    rooms.rooms.shell.on_scan(TEE, "scanner-1", 1_000)
    rooms.settle()
    assert (checkout.state.notice.icon, checkout.state.notice.tone) == ("clock", "danger")
    rooms.bench.hands.pass_time(10)
    assert checkout.state.notice is None


@pytest.mark.parametrize("name", ["T2", "H1"])
def test_taking_back_when_there_was_change_then_both_ways_can_be_read(rooms, name: str) -> None:
    rooms.sign_on()
    rooms.show(name)
    faults = []
    for language in LANGUAGES:
        rooms.bench.till.words.switch(language)
        rooms.go("checkout")
        if rooms.rooms.checkout.cart.cart.empty:
            rooms.rooms.shell.on_scan(TEE, "scanner", 0)
        rooms.settle()
        rooms.bench.shop.clock.advance(5_000)
        rooms.rooms.checkout.money.cash(1)
        rooms.settle()
        rooms.rooms.checkout.strip.undo()
        rooms.settle()
        assert "89.00" in rooms.rooms.checkout.state.notice.text
        faults += [f"{language} {each}" for each in audit(rooms.root, rooms.driver)]
    assert faults == []
