"""Scanners of the HID point-of-sale class: descriptor, pieces, all eight bits, unplugging."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import DeviceError
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.drivers import hid_pos_scanner
from pos_app.hardware.drivers.hid_pos_scanner import HidPosScanner
from pos_app.hardware.hid_report import Field, Gathering, Piece, scan_report
from tests.pos_app.hardware.hid_pos import DATA_MAX, DESCRIPTOR, LENGTH, reports

KEYBOARD = bytes.fromhex("0501 0906 A101 0507 19E0 29E7 1500 2501 7501 9508 8102 9501 7508 8101 C0")
# Without report numbers, byte count, symbology and continuation: eight bytes of data alone.
PLAIN = bytes.fromhex("058C 0902 A101 0912 A102 1500 26FF00 7508 9508 09FE 8102 C0 C0")


def test_descriptor_when_it_is_a_scanner_then_every_field_is_found() -> None:
    found = scan_report(DESCRIPTOR)
    assert found is not None
    assert (found.number, found.length) == (2, LENGTH)
    assert found.counted == Field(8, 8)
    assert found.aim == (Field(16, 8), Field(24, 8), Field(32, 8))
    assert found.data == Field(40, 8, DATA_MAX)
    assert found.continued == Field(40 + 8 * DATA_MAX, 1)


def test_descriptor_when_it_says_little_then_the_data_end_with_their_padding() -> None:
    found = scan_report(PLAIN)
    assert found is not None
    assert (found.number, found.length) == (0, 8)
    assert found.read(b"6901\0\0\0\0") == Piece(b"6901", "", more=False)


@pytest.mark.parametrize(
    ("shape", "data_bit"),
    [
        ("058C 0912 7508 A4 9501 0900 8102 B4 9504 09FE 8102", 8),  # push and pop
        ("058C 7508 FE0310AABBCC 9504 0B FE008C00 8102", 0),  # a long item, a four-byte usage
        ("058C 7508 9503 8103 9504 09FE 8102", 24),  # a constant before it
        ("058C 7508 9503 19FB 29FD 8102 9504 09FE 8102", 24),  # a range of usages
    ],
)
def test_descriptor_when_written_otherwise_then_the_data_are_found(
    shape: str, data_bit: int
) -> None:

    found = scan_report(bytes.fromhex(shape))
    assert found is not None
    assert found.data == Field(data_bit, 8, 4)


def test_descriptor_when_it_is_a_keyboard_then_it_is_no_scanner() -> None:
    assert scan_report(KEYBOARD) is None
    assert scan_report(b"") is None


@given(st.binary(max_size=200))
def test_descriptor_when_it_is_anything_then_it_never_fails(noise: bytes) -> None:
    scan_report(noise)


@given(st.binary(max_size=80))
def test_report_when_it_is_anything_then_it_is_read_refused_or_not_ours(noise: bytes) -> None:
    found = scan_report(DESCRIPTOR)
    assert found is not None
    try:
        piece = found.read(noise)
    except ValueError:
        return
    assert (piece is None) is (noise[:1] != b"\x02")


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=5))
def test_codes_when_sent_in_pieces_then_they_come_whole_with_every_bit(codes: list[bytes]) -> None:
    found, gathering = scan_report(DESCRIPTOR), Gathering()
    assert found is not None
    pieces = [found.read(each) for code in codes for each in reports(code, b"]Q3")]
    whole = [gathering.add(piece, 0) for piece in pieces if piece is not None]
    assert [each for each in whole if each] == [Piece(code, "Q3", more=False) for code in codes]


# --- the driver, with the kernel's node as a pipe -------------------------------------------------


class Node:
    """A node of the kernel: whole reports go in, ``unplug`` ends it."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self._in = os.open(path, os.O_RDWR)

    def send(self, *sent: bytes) -> None:
        for each in sent:
            os.write(self._in, each)

    def unplug(self) -> None:
        if self._in >= 0:
            os.close(self._in)
            self._in = -1


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Node]:
    monkeypatch.setattr(hid_pos_scanner, "descriptor", lambda *_: DESCRIPTOR)
    made = Node(tmp_path / "hidraw7")
    yield made
    made.unplug()


def scanner(path: Path, heard: list[object], **options: Option) -> tuple[HidPosScanner, FixedClock]:
    clock = FixedClock(5_000)
    config = DeviceConfig("scanner", "scanner", "test", {"path": str(path), **options})
    return HidPosScanner(config, Surroundings(heard.append, clock)), clock


def read(driver: HidPosScanner, node: Node, sent: list[bytes]) -> None:
    for each in sent:
        node.send(each)
        driver.attend(1.0)


def test_scanner_when_it_reads_then_code_symbology_and_letters_are_the_device_s(node: Node) -> None:
    heard: list[object] = []
    driver, _ = scanner(node.path, heard)
    driver.open()
    long = "https://id.gs1.org/01/09501101530003?10=" + "会员" * 20
    read(driver, node, reports(b"6901234567892\r", b"]E0"))
    read(driver, node, reports(b"0109501101530003\x1d10AB", b"]C1"))
    read(driver, node, reports(long.encode(), b"]Q1"))
    read(driver, node, reports("会员".encode("gb18030"), b"\0\0\0"))
    driver.close()
    assert [(each.code, each.symbology) for each in heard if isinstance(each, Scan)] == [
        ("6901234567892", "E0"), ("0109501101530003\x1d10AB", "C1"), (long, "Q1"), ("会员", ""),
    ]  # fmt: skip


def test_scanner_when_its_letters_are_bytes_then_all_eight_bits_are_kept(node: Node) -> None:
    heard: list[object] = []
    driver, _ = scanner(node.path, heard, letters="latin1")
    driver.open()
    read(driver, node, reports(bytes(range(0x20, 0x100)), b"]d0"))
    driver.close()
    (scan,) = heard
    assert isinstance(scan, Scan)
    assert scan.code.encode("latin-1") == bytes(range(0x20, 0x100))


def test_scanner_when_a_report_is_broken_then_the_code_is_lost_and_the_next_is_whole(
    node: Node,
) -> None:
    heard: list[object] = []
    driver, _ = scanner(node.path, heard)
    driver.open()
    first, second, third = reports(b"9" * 150)
    broken = second[:1] + b"\xff" + second[2:]
    read(driver, node, [first, broken, third, *reports(b"6901234567892")])
    driver.close()
    assert [type(event) for event in heard] == [ScanLost, Scan]
    assert [event.code for event in heard if isinstance(event, Scan)] == ["6901234567892"]


def test_scanner_when_the_rest_never_comes_then_the_code_is_lost_and_not_put_before_the_next(
    node: Node,
) -> None:
    heard: list[object] = []
    driver, clock = scanner(node.path, heard)
    driver.open()
    read(driver, node, reports(b"9" * 150)[:1])
    clock.advance(2_000)
    driver.attend(0.01)
    read(driver, node, reports(b"6901234567892"))
    driver.close()
    assert [type(event) for event in heard] == [ScanLost, Scan]


def test_scanner_when_unplugged_and_plugged_in_again_then_it_is_missed_and_reads_on(
    node: Node,
) -> None:
    heard: list[object] = []
    driver, _ = scanner(node.path, heard)
    driver.open()
    read(driver, node, reports(b"9" * 150)[:1])
    node.unplug()
    with pytest.raises(DeviceError) as caught:
        driver.attend(1.0)
    assert (caught.value.state, caught.value.text.code) == ("offline", "hardware.scanner.unplugged")
    driver.close()
    node.path.unlink()
    with pytest.raises(DeviceError):
        driver.open()
    again = Node(node.path)
    driver.open()
    read(driver, again, reports(b"6901234567892"))
    driver.close()
    again.unplug()
    assert [event.code for event in heard if isinstance(event, Scan)] == ["6901234567892"]


def test_scanner_when_another_till_has_it_then_it_is_taken(node: Node) -> None:
    first, _ = scanner(node.path, [])
    second, _ = scanner(node.path, [])
    first.open()
    with pytest.raises(DeviceError) as caught:
        second.open()
    first.close()
    second.open()
    second.close()
    assert caught.value.text.code == "hardware.scanner.taken"


def test_scanner_when_it_is_a_keyboard_then_it_says_how_to_set_it_up(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hid_pos_scanner, "descriptor", lambda *_: KEYBOARD)
    driver, _ = scanner(node.path, [])
    with pytest.raises(DeviceError) as caught:
        driver.open()
    assert (caught.value.state, caught.value.text.code) == ("fault", "hardware.scanner.not_hid_pos")


def test_scanner_when_the_node_is_not_the_kernel_s_then_it_is_not_there(tmp_path: Path) -> None:
    plain = tmp_path / "file"
    plain.write_bytes(b"")
    driver, _ = scanner(plain, [])
    with pytest.raises(DeviceError) as caught:
        driver.open()
    assert caught.value.text.code == "hardware.scanner.unplugged"


def test_scanner_when_the_reader_stood_still_and_the_kernel_dropped_reports_then_no_tail_comes(
    node: Node,
) -> None:
    """The kernel keeps 63 reports and drops the rest: here the middle of a code."""
    heard: list[object] = []
    driver, clock = scanner(node.path, heard)
    driver.open()
    sent = [report for at in range(62) for report in reports(f"69{at:011d}".encode())]
    first, _, tail = reports(b"https://id.gs1.org/01/" + b"7" * 120)
    node.send(*sent, first)
    clock.advance(3_000)
    driver.attend(1.0)
    node.send(tail)
    driver.attend(1.0)
    read(driver, node, reports(b"6901234567892"))
    driver.close()
    codes = [event.code for event in heard if isinstance(event, Scan)]
    assert codes == [*(f"69{at:011d}" for at in range(62)), "6901234567892"]
    assert sum(isinstance(event, ScanLost) for event in heard) == 1


def test_scanner_when_many_reports_come_at_once_then_nothing_is_lost(node: Node) -> None:
    heard: list[object] = []
    driver, _ = scanner(node.path, heard)
    driver.open()
    node.send(*(report for at in range(150) for report in reports(f"69{at:011d}".encode())))
    while len(heard) < 150:
        driver.attend(1.0)
    driver.close()
    assert [event.code for event in heard if isinstance(event, Scan)] == [
        f"69{at:011d}" for at in range(150)
    ]


def test_gathering_when_a_code_was_void_then_its_silence_is_not_told_again() -> None:
    gathering = Gathering()
    assert gathering.add(Piece(b"1", "", more=True), 0.0) is None
    gathering.void()
    assert not gathering.late(5.0)
    assert gathering.add(Piece(b"2", "", more=False), 6.0) == Piece(b"2", "", more=False)
    assert gathering.add(Piece(b"9" * 9_000, "", more=True), 7.0) is None
    assert gathering.add(Piece(b"9", "", more=False), 7.1) is None
