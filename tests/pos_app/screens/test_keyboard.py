"""A scanner's burst is a scan and nothing else; what a hand types reaches the field in focus."""

import pytest
from kivy.core.window import Window

from pos_app.screens import widgets as w
from pos_app.screens.burst import Burst
from pos_app.screens.keyboard import keyboard
from pos_app.screens.theme import theme
from tests.ui.driver import Driver
from tests.ui.stage import stand

CODE = "6901234500011"


class Heard:
    """What the keyboard told."""

    def __init__(self) -> None:
        self.scans: list[str] = []
        self.keys: list[str] = []

    def scan(self, _: object, code: str, took_ms: int) -> None:
        assert took_ms >= 0
        self.scans.append(code)

    def key(self, _: object, name: str) -> None:
        self.keys.append(name)


@pytest.fixture
def heard():
    found = Heard()
    keyboard.bind(on_scan=found.scan, on_key=found.key)
    yield found
    keyboard.unbind(on_scan=found.scan, on_key=found.key)


def test_burst_when_fast_and_ended_then_it_is_a_code() -> None:
    burst = Burst()
    typed = [burst.add(letter, at * 0.004, at * 10) for at, letter in enumerate(CODE)]
    assert typed == [""] * len(CODE)
    assert burst.end(0.06, 130) == CODE
    assert burst.end(0.06, 130) == ""


@pytest.mark.parametrize("badge", ["0006739412", ";0001234567=99?", "04A1B2C3D4E5F6"])
def test_burst_when_it_is_a_badge_then_it_is_whole_like_a_code(badge: str) -> None:
    burst = Burst()
    for at, letter in enumerate(badge):
        burst.add(letter, at * 0.008, at * 10)
    assert burst.end(len(badge) * 0.008, len(badge) * 10) == badge


def test_burst_when_slow_then_each_letter_is_typed() -> None:
    burst = Burst()
    typed = [burst.add(letter, at * 0.2, at * 10) for at, letter in enumerate("abcd")]
    assert typed == ["", "a", "b", "c"]
    assert burst.end(0.8, 50) == ""
    assert burst.take() == "d"


def test_burst_when_too_short_then_enter_is_a_hand() -> None:
    burst = Burst()
    for letter in "123":
        burst.add(letter, 0.0, 0)
    assert burst.end(0.01, 9) == ""
    assert burst.take() == "123"


def test_burst_when_enter_comes_late_then_it_is_no_scan() -> None:
    burst = Burst()
    for at, letter in enumerate(CODE):
        burst.add(letter, at * 0.004, at * 10)
    assert burst.end(0.5, 999) == ""


def test_burst_when_the_loop_stood_still_then_the_code_is_whole() -> None:
    burst = Burst()
    typed = [burst.add(letter, at * 0.3, 7) for at, letter in enumerate(CODE)]
    assert typed == [""] * len(CODE)
    assert burst.end(4.0, 7) == CODE


def test_burst_when_keys_come_one_a_slow_turn_then_a_hand_types() -> None:
    burst = Burst()
    typed = [burst.add(letter, at * 0.3, at, 0.3) for at, letter in enumerate(CODE)]
    assert typed == [""] * len(CODE)
    assert burst.end(len(CODE) * 0.3, len(CODE), 0.3) == ""
    assert burst.by_hand() == CODE


def test_burst_when_a_second_enter_follows_then_it_is_the_tail_of_the_scan() -> None:
    burst = Burst()
    for at, letter in enumerate(CODE):
        burst.add(letter, at * 0.004, at * 10)
    assert not burst.tail(0.06, 130)
    assert burst.end(0.06, 130) == CODE
    assert burst.tail(0.064, 140)
    assert burst.tail(0.068, 150)
    assert not burst.tail(0.5, 200)


def test_enter_when_it_is_held_down_or_pressed_in_haste_then_it_is_meant_once(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, told = w.Entry(size=(300, 60), pos=(20, 400), soft=False), []
    entry.bind(on_submit=lambda _, text: told.append(text))
    stand(driver, entry)
    driver.tap(entry)
    now = [1_000.0]
    monkeypatch.setattr(keyboard, "now", lambda: now[0])
    driver.key("enter")
    now[0] += 0.3
    driver.key("enter")
    assert len(told) == 1
    for _ in range(5):
        now[0] += 0.6
        Window.dispatch("on_key_down", 13, 40, "\r", [])
    assert len(told) == 2
    Window.dispatch("on_key_up", 13, 40)
    now[0] += 0.6
    driver.key("enter")
    driver.type("x")
    driver.key("enter")
    assert len(told) == 4


def test_scan_when_it_ends_with_two_enters_then_the_field_hears_neither(
    driver: Driver, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, told = w.Entry(size=(300, 60), pos=(20, 400), soft=False), []
    entry.bind(on_submit=lambda _, text: told.append(text))
    stand(driver, entry)
    driver.tap(entry)
    monkeypatch.setattr(keyboard, "now", lambda: 1_000.0)
    driver.scan(CODE)
    driver.key("enter")
    assert heard.scans == [CODE]
    assert told == []


def test_scan_when_a_slow_frame_falls_into_it_then_it_is_still_a_scan(
    driver: Driver, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    times = iter(at * 0.2 for at in range(1000))
    monkeypatch.setattr(keyboard, "now", lambda: next(times))
    for letter in CODE[:5]:
        driver.key(letter, steps=0)
    keyboard._quiet(0)
    for letter in CODE[5:]:
        driver.key(letter, steps=0)
    driver.key("enter")
    assert heard.scans == [CODE]
    assert entry.text == ""


def test_scan_when_a_field_has_the_keys_then_the_field_stays_empty(
    driver: Driver, heard: Heard
) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    assert entry.focus
    driver.scan(CODE)
    driver.settle()
    assert heard.scans == [CODE]
    assert entry.text == ""


def test_scan_when_control_and_bracket_are_in_it_then_the_separator_is(
    driver: Driver, heard: Heard
) -> None:
    stand(driver)
    for letter in "]C110AB":
        driver.key(letter, steps=0)
    Window.dispatch("on_key_down", ord("]"), 48, "", ["ctrl"])
    for letter in "21X":
        driver.key(letter, steps=0)
    driver.key("enter")
    assert heard.scans == ["]C110AB\x1d21X"]


def test_scans_when_they_follow_each_other_then_each_is_told(driver: Driver, heard: Heard) -> None:
    stand(driver)
    for _ in range(3):
        driver.scan(CODE)
    assert heard.scans == [CODE] * 3


def test_typing_when_a_field_has_the_keys_then_it_is_written(driver: Driver, heard: Heard) -> None:
    entry, told = w.Entry(size=(300, 60), pos=(20, 400), soft=False), []
    entry.bind(on_submit=lambda _, text: told.append(text))
    stand(driver, entry)
    driver.tap(entry)
    driver.type("abc")
    driver.key("left")
    driver.type("X")
    driver.key("backspace")
    driver.key("home")
    driver.key("delete")
    driver.key("enter")
    assert entry.text == "bc"
    assert told == ["bc"]
    assert heard.scans == []


def test_control_a_when_a_field_has_text_then_all_of_it_is_marked_and_replaced(
    driver: Driver,
) -> None:
    entry = w.Entry(text="My shop", size=(300, 60), pos=(20, 400), soft=False, longest=9)
    stand(driver, entry)
    driver.tap(entry)
    plain = driver.pixels()
    driver.key("a", held=("ctrl",))
    driver.settle()
    assert entry.marked
    assert tuple(entry._words.color) == theme.colour("primary_on")
    assert driver.pixels() != plain
    driver.type("Fang\tLtd")
    assert (entry.text, entry.marked) == ("FangLtd", False)
    driver.key("a", held=("ctrl",))
    driver.key("backspace")
    assert entry.text == ""
    driver.key("a", held=("ctrl",))
    assert not entry.marked


@pytest.mark.parametrize(
    ("key", "kept"),
    [("left", "Xabc"), ("home", "Xabc"), ("right", "abcX"), ("end", "abcX"), ("delete", "X")],
)
def test_control_a_when_another_key_follows_then_nothing_is_marked(
    driver: Driver, key: str, kept: str
) -> None:
    entry = w.Entry(text="abc", size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    driver.key("a", held=("ctrl",))
    driver.key(key)
    assert not entry.marked
    driver.type("X")
    assert entry.text == kept


def test_control_a_when_it_is_in_a_scan_or_makes_a_letter_then_nothing_is_marked(
    driver: Driver, heard: Heard
) -> None:
    entry = w.Entry(text="abc", size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    driver.key("a", held=("ctrl", "alt"))
    for letter in CODE[:4]:
        driver.key(letter, steps=0)
    driver.key("a", steps=0, held=("ctrl",))
    for letter in CODE[4:]:
        driver.key(letter, steps=0)
    driver.key("enter")
    assert heard.scans == [CODE]
    assert (entry.text, entry.marked) == ("abc", False)


def test_typing_when_nobody_has_the_keys_then_the_search_takes_it(driver: Driver) -> None:
    field = w.ScanField(size=(500, 60), pos=(20, 400))
    stand(driver, field)
    keyboard.fallback = field
    driver.type("yldxt")
    assert field.text == "yldxt"


def test_committed_chinese_when_it_comes_then_the_field_has_it(driver: Driver) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    entry.compose("shang hai")
    driver.settle()
    driver.key("上海")
    assert entry.text == "上海"
    assert entry.composing == ""


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [("digits", "1a2.3", "123"), ("amount", "1.2.5x", "1.25"), ("text", "a\tb", "ab")],
)
def test_field_when_it_takes_only_some_then_the_rest_is_dropped(
    driver: Driver, kind: str, typed: str, kept: str
) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 400), kind=kind)
    stand(driver, entry)
    entry.insert(typed)
    assert entry.text == kept


def test_field_when_it_is_a_secret_then_only_dots_are_drawn(driver: Driver) -> None:
    entry = w.Entry(text="482913", size=(300, 60), pos=(20, 400), kind="secret")
    stand(driver, entry)
    shown = [part.text for part in entry.children if getattr(part, "text", "")]
    assert shown == ["●" * 6]


def test_field_when_longer_than_its_box_then_the_end_is_in_sight(driver: Driver) -> None:
    entry = w.Entry(size=(160, 60), pos=(20, 400), soft=False)
    stand(driver, entry)
    driver.tap(entry)
    driver.type("abcdefghijklmnopqrstuvwxyz")
    driver.settle()
    shown = next(part.text for part in entry.children if getattr(part, "text", ""))
    assert shown.endswith("xyz")
    assert not shown.startswith("a")


def test_keys_of_their_own_when_pressed_then_they_are_told(driver: Driver, heard: Heard) -> None:
    stand(driver)
    driver.key("f1")
    driver.key("escape")
    assert heard.keys == ["f1", "escape"]


def test_soft_keys_when_a_field_asks_then_they_type_into_it(driver: Driver) -> None:
    entry = w.Entry(size=(300, 60), pos=(20, 600))
    soft = w.SoftKeys(width=1366, pos=(0, 0))
    root = stand(driver, entry, soft)
    assert soft.opacity == 0
    driver.tap(entry)
    assert soft.opacity == 1
    assert keyboard.height == soft.height > 0
    keys = {part.text: part for part in soft.children if getattr(part, "text", "")}
    for letter in "t7":
        driver.tap(keys[letter])
    assert entry.text == "t7"
    driver.tap(keys["隐藏键盘"] if "隐藏键盘" in keys else keys[soft._keys["hide"].text])
    assert soft.opacity == 0
    assert keyboard.height == 0
    assert root is not None


@pytest.mark.parametrize("profile", ["R1", "T1", "T2", "H1"])
def test_soft_keys_when_shown_then_the_audit_finds_nothing(driver: Driver, profile: str) -> None:
    from pos_app.screens.metrics import PROFILES
    from tests.ui.audit import audit

    size = PROFILES[profile]
    entry = w.Entry(size=(300, 120), pos=(20, size.height - 160))
    soft = w.SoftKeys(width=size.width, pos=(0, 0))
    root = stand(driver, entry, soft, profile=profile)
    driver.tap(entry)
    assert audit(root, driver) == []
    soft.page = "signs"
    driver.settle()
    assert audit(root, driver) == []
