"""Keys of scanners that are set up for other layouts, or that type numbers while Alt is held."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.keymap import Alt, Keymap
from pos_app.hardware.layouts import LAYOUTS
from pos_app.hardware.scanning import KeyReading

SHIFT, ALT, ALT_GR, CONTROL, CAPS, SPACE, ENTER = 54, 56, 100, 29, 58, 57, 28
PAD = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73}
Event = tuple[int, int]


def press(*codes: int) -> list[Event]:
    """Return the events of keys that go down in this order and up in the other."""
    return [*((code, 1) for code in codes), *((code, 0) for code in reversed(codes))]


def alt(number: str) -> list[Event]:
    return [(ALT, 1), *(event for digit in number for event in press(PAD[digit])), (ALT, 0)]


def typed(keymap: Keymap, events: list[Event]) -> list[str | None]:
    return [said for event in events if (said := keymap.key(*event)) != ""]


def strokes(layout: str, text: str) -> list[Event]:
    """Type a text on a keyboard of a layout, dead keys with the space that frees them."""
    shown = LAYOUTS[layout]
    events: list[Event] = []
    for character in text:
        code, held = next(
            (code, held)
            for held, level in (
                ((), shown.plain),
                ((SHIFT,), shown.shifted),
                ((ALT_GR,), shown.third),
            )
            for code, key in level.items()
            if key == character
        )
        events += press(*held, code)
        events += press(SPACE) if (code, character) in shown.dead else []
    return events


LETTERS = {
    name: sorted({*shown.plain.values(), *shown.shifted.values(), *shown.third.values()})
    for name, shown in LAYOUTS.items()
}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_layout_when_it_is_complete_then_every_sign_of_ascii_has_a_key(layout: str) -> None:
    assert {chr(point) for point in range(0x20, 0x7F)} <= set(LETTERS[layout])


@given(st.sampled_from(sorted(LAYOUTS)), st.data())
def test_text_when_typed_in_a_layout_then_it_is_the_same(layout: str, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from(LETTERS[layout]), max_size=30))
    assert "".join(filter(None, typed(Keymap(layout), strokes(layout, text)))) == text


@pytest.mark.parametrize(
    ("layout", "plain", "with_caps"),
    [("us", "2a;", "2A;"), ("de", "2aöß", "2AÖß"), ("fr", "é&a;", "21A."), ("gb", "2a'", "2A'")],
)
def test_caps_lock_when_on_then_it_turns_what_this_layout_turns(
    layout: str, plain: str, with_caps: str
) -> None:
    events = [*press(CAPS), *strokes(layout, plain)]
    assert typed(Keymap(layout), events) == list(with_caps)


def test_accent_when_a_letter_follows_then_they_are_one_and_else_two() -> None:
    assert typed(Keymap("de"), [*press(13), *press(18)]) == ["é"]
    assert typed(Keymap("fr"), [*press(SHIFT, 26), *press(18)]) == ["ë"]
    assert typed(Keymap("de"), [*press(13), *press(2)]) == ["´1"]
    assert typed(Keymap("de"), [*press(41), *press(41)]) == ["^^"]


def test_third_level_when_control_and_alt_then_it_is_as_with_alt_gr() -> None:
    assert typed(Keymap("de"), press(CONTROL, ALT, 16)) == ["@"]
    assert typed(Keymap("de"), press(ALT_GR, 16)) == ["@"]


def test_key_when_the_layout_has_nothing_there_then_it_is_unreadable_and_not_left_out() -> None:
    assert typed(Keymap("fr"), press(SHIFT, 41)) == [None]
    assert typed(Keymap("de"), press(ALT_GR, 2)) == [None]
    assert typed(Keymap("us"), press(59)) == []


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_control_when_held_then_separators_come_in_every_layout(layout: str) -> None:
    assert typed(Keymap(layout), press(CONTROL, 27)) == ["\x1d"]
    assert typed(Keymap(layout), press(CONTROL, SHIFT, 7)) == ["\x1e"]
    assert typed(Keymap(layout), press(CONTROL, 50 if layout == "us" else 33)) in (["\r"], ["\x06"])


@pytest.mark.parametrize(
    ("mode", "numbers", "text"),
    [
        ("ansi", ["029", "0128", "233"], ["\x1d", "€", "é"]),
        ("utf8", ["29", "65", "0228", "0184", "0173"], ["\x1d", "A", "中"]),
        ("gbk", ["0214", "0208", "54992", "48"], ["中", "中", "0"]),
        ("unicode", ["20013", "128512", "29"], ["中", "😀", "\x1d"]),
    ],
)
def test_alt_when_numbers_are_typed_then_they_mean_what_is_set(
    mode: Alt, numbers: list[str], text: list[str]
) -> None:
    events = [event for number in numbers for event in alt(number)]
    assert typed(Keymap("us", mode), events) == text


@pytest.mark.parametrize(
    ("mode", "events"),
    [
        ("utf8", [*alt("228"), *alt("184"), *press(2)]),
        ("utf8", [*alt("228"), *alt("65")]),
        ("utf8", alt("255")),
        ("gbk", [*alt("214"), *press(ENTER)]),
        ("ansi", alt("0129")),
        ("ansi", alt("70000")),
        ("ansi", alt("2196")),
        ("ansi", [(ALT, 1), *press(48), (ALT, 0)]),
        ("ansi", [(ALT, 1), *press(ENTER), (ALT, 0)]),
        ("unicode", alt("55296")),
    ],
)
def test_alt_when_a_character_is_not_whole_then_it_is_unreadable(
    mode: Alt, events: list[Event]
) -> None:
    assert typed(Keymap("us", mode), events)[:1] == [None]


@given(st.text(min_size=1, max_size=20), st.sampled_from(["utf8", "gbk"]))
def test_alt_when_bytes_are_typed_then_every_text_comes_back(text: str, mode: Alt) -> None:
    encoding = {"utf8": "utf-8", "gbk": "gb18030"}[mode]
    events = [event for byte in text.encode(encoding) for event in alt(f"0{byte}")]
    assert "".join(filter(None, typed(Keymap("us", mode), events))) == text


def test_alt_when_events_were_lost_then_no_half_number_is_left() -> None:
    keymap = Keymap("us", "utf8")
    for event in [*alt("228"), (ALT, 1), *press(PAD["6"])]:
        keymap.key(*event)
    keymap.resync({ALT}, caps=False)
    assert typed(keymap, [(ALT, 0), *press(2)]) == ["1"]


# --- as the driver uses it -----------------------------------------------------------------------


def reading(**options: Option) -> tuple[KeyReading, list[object]]:
    heard: list[object] = []
    config = DeviceConfig("scanner", "scanner", "test", options)
    return KeyReading(config, Surroundings(heard.append, FixedClock(5_000))), heard


def test_scan_when_a_character_is_unreadable_then_all_of_it_is_void_and_the_next_is_whole() -> None:
    keys, heard = reading(layout="fr")
    code = strokes("fr", "690")
    for event in [*code, *press(SHIFT, 41), *code, *press(ENTER), *code, *press(ENTER)]:
        keys.event(1, *event)
    assert [type(event) for event in heard] == [ScanLost, Scan]
    assert [event.code for event in heard if isinstance(event, Scan)] == ["690"]


def test_scan_when_gs1_in_alt_numbers_then_the_separator_is_there() -> None:
    keys, heard = reading(layout="de", alt="utf8")
    marked = [*strokes("de", "]C110AB"), *alt("029"), *strokes("de", "21X"), *press(ENTER)]
    for event in marked:
        keys.event(1, *event)
    assert heard == [Scan("10AB\x1d21X", "C1", "scanner", 5_000)]


@pytest.mark.parametrize("options", [{"layout": "xx"}, {"alt": "oem"}, {"end": "space"}])
def test_settings_when_a_word_is_unknown_then_they_are_refused(options: dict[str, Option]) -> None:
    with pytest.raises(Refused):
        reading(**options)


def test_scan_when_a_key_comes_while_alt_is_held_then_no_shorter_code_comes() -> None:
    keys, heard = reading()
    for event in [*press(30), (ALT, 1), *press(48), (ALT, 0), *press(2), *press(ENTER)]:
        keys.event(1, *event)
    assert [type(event) for event in heard] == [ScanLost]
