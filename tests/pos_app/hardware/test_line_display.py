"""Line displays: what three dialects say, what a display that obeys them shows, real serial ports.

The display of these tests is written from the manuals apart from what is sent to it.
"""

import os
import select
import tty

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Condition, DisplayFace, DisplayRow, Wording
from pos_app.hardware.display_dialects import DIALECTS, ENCODINGS, row_bytes
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.display import SimulatedDisplay
from pos_app.hardware.virtual_display import VirtualDisplay
from tests.pos_app.hardware.listening import Heard, simulated
from tests.pos_app.hardware.ptys import a_pty

TEE = Wording("圆领纯棉T恤", "Crew-neck cotton tee")
LINE = DisplayFace(DisplayRow(TEE), DisplayRow(Wording("2 x 89.00"), "178.00"), "price", "89.00")
TOTAL = DisplayFace(
    DisplayRow(Wording("合计", "Total"), "437.00"), DisplayRow(Wording("共 3 件", "3 pcs")),
    "total", "437.00",
)  # fmt: skip
CHANGE = DisplayFace(
    DisplayRow(Wording("收款", "Paid"), "500.00"), DisplayRow(Wording("找零", "Change"), "63.00"),
    "change", "63.00",
)  # fmt: skip


def shown(dialect: str, *faces: DisplayFace, encoding: str = "ascii") -> VirtualDisplay:
    """Return a display that was told some faces, byte by byte."""
    spoken = DIALECTS[dialect]
    display = VirtualDisplay(encoding=encoding, digits=not spoken.words)
    data = spoken.start + b"".join(spoken.say(face, ENCODINGS[encoding], 20) for face in faces)
    for byte in data:
        display.feed(bytes([byte]))
    assert display.unknown == b""
    return display


@pytest.mark.parametrize("dialect", ["escpos", "cd5220"])
def test_display_when_it_has_no_hanzi_then_the_english_name_stands_there(dialect: str) -> None:
    assert shown(dialect, LINE).lines == ("Crew-neck cotton tee", "2 x 89.00     178.00")


@pytest.mark.parametrize("dialect", ["escpos", "cd5220"])
def test_display_when_there_is_no_english_name_then_it_spells_pinyin(dialect: str) -> None:
    face = DisplayFace(DisplayRow(Wording("羊毛针织开衫（长）"), "9.00"))
    assert shown(dialect, face).lines[0] == "YangMaoZhenZhiK 9.00"


@pytest.mark.parametrize("dialect", ["escpos", "cd5220"])
def test_display_when_it_has_hanzi_then_the_shop_s_own_words_stand_there(dialect: str) -> None:
    display = shown(dialect, LINE, encoding="gb18030")
    assert display.lines == ("圆领纯棉T恤", "2 x 89.00     178.00")
    assert shown(dialect, TOTAL, encoding="gb18030").lines == (
        "合计          437.00", "共 3 件",
    )  # fmt: skip


def test_display_when_a_new_face_comes_then_nothing_of_the_old_one_stays() -> None:
    for dialect in ("escpos", "cd5220"):
        display = shown(dialect, LINE, DisplayFace(), TOTAL)
        assert display.lines == ("Total         437.00", "3 pcs")


@pytest.mark.parametrize("encoding", ["ascii", "gb18030"])
@pytest.mark.parametrize(
    "text", ["😀", "ภาษาไทย", "㐀𠮷", "a\x1bQAxx\r", "é", "纯棉" * 30, "", "\x0c\x02L1111"]
)
def test_display_when_words_are_odd_then_the_line_is_whole_and_commands_nothing(
    text: str, encoding: str
) -> None:
    row = row_bytes(DisplayRow(Wording(text), "12.00"), ENCODINGS[encoding], 20)
    assert len(row) == 20
    assert row.endswith(b" 12.00")
    assert not any(byte < 0x20 for byte in row)
    assert b"?" not in row


def test_display_when_digits_are_too_long_then_dashes_and_never_a_wrong_amount() -> None:
    row = row_bytes(DisplayRow(TEE, "1" * 21), ENCODINGS["ascii"], 20)
    assert row == b"-" * 20
    assert shown("led8", DisplayFace(amount="1234567.89", lamp="total")).lines == ("--------",)


def test_digits_when_a_sale_goes_on_then_lamp_and_amount_follow() -> None:
    seen = [(d.lines, d.lamps) for d in (shown("led8", f) for f in (LINE, TOTAL, CHANGE))]
    assert seen == [
        (("89.00",), ("price",)), (("437.00",), ("total",)), (("63.00",), ("change",)),
    ]  # fmt: skip
    cleared = shown("led8", CHANGE, DisplayFace())
    assert (cleared.lines, cleared.lamps) == (("",), ())


def test_digits_when_they_are_said_then_the_bytes_are_those_of_the_manual() -> None:
    said = DIALECTS["led8"].say(CHANGE, ENCODINGS["ascii"], 20)
    assert said == b"\x02L0001\x1bQA63.00\r"
    assert (DIALECTS["led8"].baud, DIALECTS["cd5220"].baud) == (2400, 9600)


def test_lines_when_they_are_said_then_the_bytes_are_those_of_the_manuals() -> None:
    say = DIALECTS["escpos"].say(TOTAL, ENCODINGS["ascii"], 20)
    assert say == b"\x1f$\x01\x01Total         437.00\x1f$\x01\x023 pcs               "
    say = DIALECTS["cd5220"].say(TOTAL, ENCODINGS["ascii"], 20)
    assert say == b"\x1bQATotal         437.00\r\x1bQB3 pcs               \r"


@pytest.mark.parametrize(
    ("data", "left"),
    [(b"\x1bX", b"\x1bX"), (b"\x1f\x24\x15\x01", b"\x1f\x24\x15\x01"), (b"\x07", b"\x07"),
     (b"\x1bQA" + b"x" * 21 + b"\r", b"\x1bQA" + b"x" * 21 + b"\r"), (b"\x02Lxxxx", b"\x02")],
)  # fmt: skip
def test_display_when_it_is_told_what_it_does_not_know_then_that_is_kept(
    data: bytes, left: bytes
) -> None:
    display = VirtualDisplay()
    display.feed(data)
    assert display.unknown == left


def test_picture_when_drawn_then_it_is_what_a_person_sees() -> None:
    assert shown("escpos", TOTAL).picture() == (
        "+--------------------+\n|Total         437.00|\n|3 pcs               |\n"
        "+--------------------+"
    )
    assert shown("led8", CHANGE).picture() == " price   total   paid  [change]\n|    63.00|"


# --- as a device ------------------------------------------------------------------------------


def config(device_id: str, driver: str, **options: str | int) -> DeviceConfig:
    return DeviceConfig(device_id, "display", driver, options)


@pytest.mark.parametrize(
    "options", [{"dialect": "morse"}, {"columns": 4}, {"encoding": "utf-8"}, {"profile": "x"}]
)
def test_display_when_an_option_is_wrong_then_it_is_refused(
    heard: Heard, options: dict[str, str | int]
) -> None:
    registry = Registry(heard, SystemClock())
    with pytest.raises(Refused):
        registry.set_up([config("pole", "simulated_display", **options)])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_display_when_its_serial_line_is_real_then_the_faces_arrive_there(
    heard: Heard, dialect: str
) -> None:
    master, slave = a_pty()
    tty.setraw(slave)
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    registry.set_up([config("pole", "serial_display", path=os.ttyname(slave), dialect=dialect)])
    display = VirtualDisplay(digits=dialect == "led8")
    heard.condition("pole", Condition.READY)
    (pole,) = registry.displays()
    pole.show(TOTAL)
    wanted = ("437.00",) if dialect == "led8" else ("Total         437.00", "3 pcs")
    while display.lines != wanted:
        assert select.select([master], [], [], 5)[0], display.picture()
        display.feed(os.read(master, 4096))
    assert display.unknown == b""
    os.close(slave)
    os.close(master)
    heard.condition("pole", Condition.OFFLINE)
    assert registry.close(5) == ()


def test_display_when_it_comes_back_then_it_shows_the_newest_face_and_no_older_one(
    heard: Heard,
) -> None:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    registry.set_up([config("pole", "simulated_display")])
    heard.condition("pole", Condition.READY)
    driver = simulated(registry, "pole", SimulatedDisplay)
    (pole,) = registry.displays()
    pole.show(LINE)
    driver.switch("offline")
    heard.condition("pole", Condition.OFFLINE)
    pole.show(CHANGE)
    pole.show(TOTAL)
    driver.switch("offline", on=False)
    heard.condition("pole", Condition.READY)
    assert registry.close(5) == ()
    assert driver.inside.lines == ("Total         437.00", "3 pcs")
    assert not any("Change" in face for face in driver.inside.faces)


def test_display_when_bytes_are_lost_then_the_next_whole_face_is_right(heard: Heard) -> None:
    registry = Registry(heard, SystemClock(), poll_s=0.02)
    registry.set_up([config("pole", "simulated_display")])
    heard.condition("pole", Condition.READY)
    driver = simulated(registry, "pole", SimulatedDisplay)
    (pole,) = registry.displays()
    driver.switch("garble")
    pole.show(LINE)
    driver.switch("garble", on=False)
    pole.show(TOTAL)
    assert registry.close(5) == ()
    assert driver.inside.lines in (("Total         437.00", "3 pcs"), ("", ""))
