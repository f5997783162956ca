"""Scanners on a serial line: what is set reaches the line, what came wrong voids its code."""

import os
import termios
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.drivers.serial_scanner import SerialScanner, unmarked
from pos_app.hardware.transports.serial_port import SerialLink
from tests.pos_app.hardware.ptys import a_pty

IN, CONTROL = 0, 2  # places in what tcgetattr returns
ON_ALWAYS = termios.INPCK | termios.PARMRK


@pytest.fixture
def terminal() -> Iterator[tuple[int, int, str]]:
    master, slave = a_pty()
    tty.setraw(slave)
    yield master, slave, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def scanner(name: str, heard: list[object], **options: Option) -> SerialScanner:
    config = DeviceConfig("scanner", "scanner", "test", {"port": name, **options})
    return SerialScanner(config, Surroundings(heard.append, SystemClock()))


def codes(heard: list[object]) -> list[str]:
    return [event.code for event in heard if isinstance(event, Scan)]


@pytest.mark.parametrize(
    ("options", "on", "off"),
    [
        ({}, termios.CS8, termios.PARENB | termios.CSTOPB),
        ({"bits": 7, "parity": "E"}, termios.CS7 | termios.PARENB, termios.PARODD),
        ({"parity": "O"}, termios.PARENB | termios.PARODD, termios.CSTOPB),
        ({"stop": 2}, termios.CS8 | termios.CSTOPB, termios.PARENB),
        ({"flow": "rts"}, termios.CRTSCTS, termios.PARENB),
    ],
)
def test_port_when_set_up_then_the_kernel_is_asked_so(
    terminal: tuple[int, int, str],
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Option],
    on: int,
    off: int,
) -> None:
    """Bits and parity as they are asked for: a pseudo-terminal need not keep those."""
    _, slave, name = terminal
    asked: list[list[int]] = []
    real = termios.tcsetattr

    def setting(fd: int, when: int, attributes: list[int]) -> None:
        asked.append(list(attributes))
        real(fd, when, attributes)

    monkeypatch.setattr(termios, "tcsetattr", setting)
    driver = scanner(name, [], baud=19200, **options)
    driver.open()
    driver.attend(0.01)
    driver.attend(0.0)
    attributes = termios.tcgetattr(slave)
    driver.close()
    wide = asked[0][CONTROL]
    if on & termios.CSIZE:
        assert wide & termios.CSIZE == on & termios.CSIZE
    assert (wide & on & ~termios.CSIZE, wide & off) == (on & ~termios.CSIZE, 0)
    assert attributes[4:6] == [termios.B19200, termios.B19200]
    assert attributes[IN] & ON_ALWAYS == ON_ALWAYS


def test_port_when_flow_is_by_signs_then_the_kernel_has_it_so(
    terminal: tuple[int, int, str],
) -> None:
    _, slave, name = terminal
    driver = scanner(name, [], flow="xon")
    driver.open()
    assert termios.tcgetattr(slave)[IN] & (termios.IXON | termios.IXOFF)
    driver.close()


@pytest.mark.parametrize(
    "options",
    [{"bits": 6}, {"stop": 3}, {"parity": "X"}, {"flow": "dtr"}, {"letters": "cp932"}],
)
def test_port_when_a_setting_cannot_be_then_it_is_refused(options: dict[str, Option]) -> None:
    with pytest.raises(Refused):
        scanner("none", [], **options)


def test_code_when_it_holds_the_byte_that_marks_errors_then_it_is_whole(
    terminal: tuple[int, int, str],
) -> None:
    master, _, name = terminal
    heard: list[object] = []
    driver = scanner(name, heard, letters="latin1", gap_ms=2_000)
    driver.open()
    os.write(master, b"a\xffb\xff\xffc\r")
    while not heard:
        driver.attend(1.0)
    driver.close()
    assert codes(heard) == ["aÿbÿÿc"]


def test_code_when_seven_bits_are_set_then_the_eighth_is_no_part_of_it(
    terminal: tuple[int, int, str],
) -> None:
    master, _, name = terminal
    heard: list[object] = []
    driver = scanner(name, heard, bits=7, parity="E")
    driver.open()
    os.write(master, bytes(byte | 0x80 for byte in b"6901\r"))
    while not heard:
        driver.attend(1.0)
    driver.close()
    assert codes(heard) == ["6901"]


class Line:
    """A port whose bytes come as the kernel marks them."""

    marked = True

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def receive(self, most: int, within_s: float) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


@pytest.mark.parametrize("cut", range(12))
def test_code_when_a_character_has_wrong_parity_then_it_is_void_and_the_next_whole(
    cut: int,
) -> None:
    sent = b"6901\xff\x0023\r7654\r"
    heard: list[object] = []
    driver = scanner("none", heard)
    driver._link = Line(sent[:cut], sent[cut:])  # type: ignore[assignment]
    driver.attend(0)
    driver.attend(0)
    assert [type(event) for event in heard] == [ScanLost, Scan]
    assert codes(heard) == ["7654"]


@given(st.binary(max_size=60), st.data())
def test_bytes_when_marked_and_cut_anywhere_then_they_come_back(
    sent: bytes, data: st.DataObject
) -> None:
    wire = sent.replace(b"\xff", b"\xff\xff")
    cut = data.draw(st.integers(0, len(wire)))
    first, rest = unmarked(wire[:cut])
    second, left = unmarked(rest + wire[cut:])
    assert left == b""
    assert b"".join(part for part in [*first, *second] if part is not None) == sent
    assert None not in first + second


def test_printer_s_port_when_opened_then_errors_are_not_marked(
    terminal: tuple[int, int, str],
) -> None:
    _, slave, name = terminal
    link = SerialLink(name)
    link.open(1.0)
    link.receive(1, 0.01)
    assert not termios.tcgetattr(slave)[IN] & termios.PARMRK
    link.close()
