"""Scanners below the keyboard: whole codes or none, never the tail of one."""

import os
import select
import time
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.clock import FixedClock, SystemClock
from inventory.kernel.errors import DeviceError
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.drivers.evdev_scanner import EvdevScanner
from pos_app.hardware.drivers.serial_scanner import SerialScanner
from pos_app.hardware.framer import Code, Framer, Lost, Rules
from pos_app.hardware.keymap import Keymap
from pos_app.hardware.scanning import KeyReading
from tests.pos_app.hardware.ptys import a_pty
from tests.pos_app.hardware.wires import KEY, LEFT_SHIFT, SYN, Wire, strokes

RIGHT_SHIFT, CONTROL, CAPS = 54, 29, 58


def config(**options: Option) -> DeviceConfig:
    return DeviceConfig("scanner", "scanner", "test", options)


def reading() -> tuple[KeyReading, list[object]]:
    heard: list[object] = []
    return KeyReading(config(), Surroundings(heard.append, FixedClock(5_000))), heard


# --- keys ----------------------------------------------------------------------------------------


@given(st.text([chr(point) for point in range(0x21, 0x7F)], min_size=1, max_size=40))
def test_code_when_typed_by_the_kernel_then_it_is_the_same(text: str) -> None:
    keys, heard = reading()
    for event in strokes(text + "\n"):
        keys.event(*event)
    assert [(scan.code, scan.at_ms) for scan in heard if isinstance(scan, Scan)] in (
        [(text, 5_000)],
        [(text[3:], 5_000)] if text.startswith("]") else [],
    )


def test_keys_when_caps_lock_is_on_then_letters_turn_and_digits_do_not() -> None:
    keymap = Keymap()
    keymap.key(CAPS, 1)
    keymap.key(CAPS, 0)
    assert keymap.key(30, 1) == "A"
    assert keymap.key(2, 1) == "1"
    keymap.key(RIGHT_SHIFT, 1)
    assert keymap.key(30, 1) == "a"
    assert keymap.key(2, 1) == "!"


def test_keys_when_the_pad_is_used_then_digits_come() -> None:
    pad = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]
    assert "".join(Keymap().key(code, 1) for code in pad) == "0123456789"
    assert Keymap().key(96, 1) == "\n"


def test_keys_when_held_then_repeats_are_no_characters() -> None:
    keymap = Keymap()
    assert [keymap.key(2, value) for value in (1, 2, 2, 0)] == ["1", "", "", ""]


def test_keys_when_control_and_bracket_then_it_is_the_group_separator() -> None:
    keymap = Keymap()
    keymap.key(CONTROL, 1)
    assert keymap.key(27, 1) == "\x1d"


def test_scan_when_events_were_dropped_then_it_is_void_and_the_next_one_whole() -> None:
    keys, heard = reading()
    for event in strokes("110153"):
        keys.event(*event)
    assert keys.event(SYN, 3, 0) is False
    lost = [*strokes("00"), (KEY, LEFT_SHIFT, 1)]
    assert [keys.event(*event) for event in lost].count(True) == 1
    for event in strokes("1\n"):
        keys.event(*event)
    assert [type(event) for event in heard] == [ScanLost]
    keys.keymap.resync(set(), caps=False)
    for event in strokes("6901234567892\n"):
        keys.event(*event)
    assert [event.code for event in heard if isinstance(event, Scan)] == ["6901234567892"]


@given(
    codes=st.lists(st.text("0123456789", min_size=8, max_size=13), min_size=1, max_size=6),
    cut=st.integers(0, 200),
    length=st.integers(1, 120),
)
def test_scans_when_a_stretch_is_dropped_anywhere_then_none_comes_short(
    codes: list[str], cut: int, length: int
) -> None:
    keys, heard = reading()
    events = [event for code in codes for event in strokes(code + "\n")]
    for event in [*events[:cut], (SYN, 3, 0), (SYN, 0, 0), *events[cut + length :]]:
        if keys.event(*event):
            keys.keymap.resync(set(), caps=False)
    delivered = [event.code for event in heard if isinstance(event, Scan)]
    assert set(delivered) <= set(codes)
    assert sum(isinstance(event, ScanLost) for event in heard) == 1


# --- frames --------------------------------------------------------------------------------------


def test_frame_when_prefix_suffix_and_aim_then_only_the_code_is_left() -> None:
    assert Framer(Rules(prefix="<", suffix=">")).feed("\x02<123>\x03\r", 0) == [Code("123", "")]
    assert Framer().feed("]C10109501\x1d10\n", 0) == [Code("0109501\x1d10", "C1")]


def test_frame_when_prefix_stands_before_or_behind_the_identifier_then_it_is_gone() -> None:
    for text in ("~]C10109501\r", "]C1~0109501\r"):
        assert Framer(Rules(prefix="~")).feed(text, 0) == [Code("0109501", "C1")]
    assert Framer(Rules(prefix="~")).feed("~\r]C1\r", 0) == [Code("]C1", "")]


def test_frame_when_stx_and_etx_then_lines_stay_inside_and_what_is_outside_is_nothing() -> None:
    framer = Framer(Rules(ends="\x03", start="\x02"))
    assert framer.feed("\r\n\x02a\r\nb\x03\r\n", 0) == [Code("a\r\nb", "")]
    assert framer.idle(60) == []
    assert framer.feed("\x02half\x02whole\x03", 61) == [Lost(), Code("whole", "")]


def test_frame_when_only_silence_ends_it_then_it_ends() -> None:
    framer = Framer(Rules(by_silence=True))
    assert framer.feed("6901", 1.0) == []
    assert framer.feed("234", 1.05) == []
    assert framer.idle(1.1) == []
    assert framer.idle(1.2) == [Code("6901234", "")]
    assert framer.idle(9.0) == []


def test_frame_when_its_end_never_comes_then_it_is_lost_and_not_put_before_the_next() -> None:
    framer = Framer()
    assert framer.feed("6901", 1.0) == []
    assert framer.feed("77\n", 9.0) == [Lost(), Lost()]  # who can say that 77 is a whole code?
    assert framer.feed("6901\n", 9.1) == [Code("6901", "")]


@pytest.mark.parametrize("gap_s", [0.01, 0.1])
@pytest.mark.parametrize("stall_s", [1.05, 4.0, 60.0])
def test_frame_when_it_stalls_in_the_middle_then_its_tail_is_never_a_code(
    gap_s: float, stall_s: float
) -> None:
    framer = Framer(Rules(gap_s=gap_s))
    assert framer.feed("69007", 0.0) == []
    assert framer.idle(stall_s) == [Lost()]
    assert framer.idle(stall_s + 60) == []
    assert framer.feed("12345670\r", stall_s + 60) == [Lost()]
    assert framer.feed("6900712345670\r", stall_s + 61) == [Code("6900712345670", "")]


def test_frame_when_the_scanner_sends_no_end_then_each_scan_is_told_as_lost() -> None:
    framer = Framer()
    for at_s in (0.0, 10.0, 20.0):
        framer.feed("6901", at_s)
        assert framer.idle(at_s + 5) == [Lost()]


class Stalling:
    """A clock that a test stops and lets go on."""

    at_s = 100.0

    def monotonic(self) -> float:
        return self.at_s

    def now_ms(self) -> int:
        return round(self.at_s * 1_000)


def test_silence_when_the_reading_thread_was_held_up_then_no_code_is_split() -> None:
    heard, clock = [], Stalling()
    keys = KeyReading(config(path="p", by_silence=True), Surroundings(heard.append, clock))
    keys.idle(clock.at_s)
    for number, event in enumerate(strokes("6901234567892")):
        if number == 20:
            clock.at_s += 0.15  # all of it waits in the kernel meanwhile
        keys.event(*event)
    keys.idle(clock.at_s + 0.05)
    assert heard == []
    keys.idle(clock.at_s + 0.11)
    assert [event.code for event in heard] == ["6901234567892"]


def test_silence_when_the_kernel_stamped_the_keys_then_its_time_counts() -> None:
    heard, clock = [], Stalling()
    keys = KeyReading(config(path="p", by_silence=True), Surroundings(heard.append, clock))
    at_s = 100.0
    for text in ("6901", "77"):
        for event in strokes(text):
            at_s += 0.002
            keys.event(*event, at_s)
        at_s += 0.2
    keys.idle(at_s)
    assert [event.code for event in heard] == ["6901", "77"]


def test_serial_when_the_reading_thread_was_held_up_then_no_code_is_split(
    terminal: tuple[int, str],
) -> None:
    master, name = terminal
    heard, clock = [], Stalling()
    scanner = SerialScanner(config(port=name, by_silence=True), Surroundings(heard.append, clock))
    scanner.open()
    os.write(master, b"69012")
    while not scanner._reading.framer.pending:
        scanner.attend(0.5)
    clock.at_s += 0.15
    os.write(master, b"34567892")
    select.select([scanner._link._port.fileno()], [], [], 5)
    scanner.attend(0.0)
    assert heard == []
    clock.at_s += 0.11
    scanner.attend(0.0)
    scanner.close()
    assert [event.code for event in heard] == ["6901234567892"]


def test_frame_when_it_never_ends_then_it_is_void() -> None:
    framer = Framer()
    assert framer.feed("1" * 5_000, 0) == [Lost()]
    assert framer.feed("1\n2\n", 0.1) == [Code("2", "")]


# --- serial --------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    master, slave = a_pty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def test_serial_scanner_when_it_reads_then_codes_come_also_in_chinese(
    terminal: tuple[int, str],
) -> None:
    master, name = terminal
    heard: list[object] = []
    scanner = SerialScanner(config(port=name), Surroundings(heard.append, SystemClock()))
    scanner.open()
    for piece in (b"69012345", b"67892\r\n", "会员".encode()[:4], "会员".encode()[4:] + b"\r"):
        os.write(master, piece)
        scanner.attend(1.0)
    os.write(master, "会员".encode("gb18030") + b"\r")
    scanner.attend(1.0)
    scanner.close()
    assert [event.code for event in heard if isinstance(event, Scan)] == [
        "6901234567892", "会员", "会员",
    ]  # fmt: skip


def test_serial_scanner_when_unplugged_then_it_is_an_error_of_the_device() -> None:
    master, slave = a_pty()
    tty.setraw(slave)
    around = Surroundings(lambda _: None, SystemClock())
    scanner = SerialScanner(config(port=os.ttyname(slave)), around)
    scanner.open()
    os.close(slave)
    os.close(master)
    with pytest.raises(DeviceError):
        scanner.attend(0.5)
    scanner.close()


# --- evdev, as far as it goes without a kernel's device ------------------------------------------


def test_evdev_when_there_is_no_device_then_it_is_unplugged() -> None:
    around = Surroundings(lambda _: None, SystemClock())
    scanner = EvdevScanner(config(path="/dev/input/by-id/none"), around)
    with pytest.raises(DeviceError) as caught:
        scanner.open()
    assert caught.value.state == "offline"
    assert caught.value.text.code == "hardware.scanner.unplugged"


def test_evdev_when_the_kernel_s_own_bytes_come_then_codes_are_read_fast() -> None:
    heard: list[object] = []
    scanner = EvdevScanner(config(path="pipe"), Surroundings(heard.append, SystemClock()))
    wire = Wire()
    scanner._device = wire
    taken = []
    for _ in range(50):
        wire.put(strokes("https://id.gs1.org/01/0950\n")[:60])
        wire.put(strokes("https://id.gs1.org/01/0950\n")[60:])
        begin = time.perf_counter()
        while select.select([wire.fd], [], [], 0)[0]:
            scanner.attend(0.1)
        taken.append(time.perf_counter() - begin)
    scanner.close()
    codes = [event.code for event in heard if isinstance(event, Scan)]
    assert codes == ["https://id.gs1.org/01/0950"] * 50
    assert sorted(taken)[25] < 0.02
