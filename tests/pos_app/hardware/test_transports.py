"""Ways to a device, with real sockets, pseudo-terminals and files; every call ends in time."""

import os
import select
import socket
import termios
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.hardware.link import LinkError
from pos_app.hardware.transports.escpos_library import LibraryLink
from pos_app.hardware.transports.folder import FolderLink
from pos_app.hardware.transports.serial_port import SerialLink
from pos_app.hardware.transports.tcp import TcpLink
from pos_app.hardware.transports.usb_device import DeviceFileLink
from tests.pos_app.hardware.ptys import a_pty

BIG = bytes(4_000_000)


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def tcp(server: socket.socket) -> TcpLink:
    return TcpLink("127.0.0.1", server.getsockname()[1])


def test_tcp_when_open_then_bytes_go_there_and_back(server: socket.socket) -> None:
    link = tcp(server)
    link.open(1)
    wire, _ = server.accept()
    with wire:
        link.send(b"hello", 1)
        assert wire.recv(10) == b"hello"
        wire.sendall(b"\x12")
        assert link.receive(10, 1) == b"\x12"
        assert link.receive(10, 0) == b""
    link.close()


def test_tcp_when_nobody_listens_then_nothing_was_taken(server: socket.socket) -> None:
    link = tcp(server)
    server.close()
    with pytest.raises(LinkError) as caught:
        link.open(1)
    assert not caught.value.maybe_taken
    assert caught.value.text.code == "hardware.link.unreachable"


def test_tcp_when_the_printer_stalls_then_the_deadline_holds(server: socket.socket) -> None:
    link = tcp(server)
    link.open(1)
    wire, _ = server.accept()
    begin = time.monotonic()
    with wire, pytest.raises(LinkError) as caught:
        link.send(BIG * 4, 0.3)
    assert time.monotonic() - begin < 1.5
    assert caught.value.maybe_taken
    assert caught.value.text.code == "hardware.link.stalled"
    link.close()


def test_tcp_when_the_printer_hangs_up_then_what_was_sent_may_be_taken(
    server: socket.socket,
) -> None:
    link = tcp(server)
    link.open(1)
    server.accept()[0].close()
    with pytest.raises(LinkError) as caught:
        link.receive(1, 1)
    assert caught.value.maybe_taken
    link.close()


def test_tcp_when_closed_then_sending_takes_nothing(server: socket.socket) -> None:
    link = tcp(server)
    with pytest.raises(LinkError) as caught:
        link.send(b"x", 1)
    assert not caught.value.maybe_taken


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    master, slave = a_pty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


def test_serial_when_open_then_bytes_go_there_and_back(terminal: tuple[int, str]) -> None:
    master, name = terminal
    link = SerialLink(name, 19200)
    link.open(1)
    link.send(b"\x1b@\xd6\xd0", 1)
    assert os.read(master, 10) == b"\x1b@\xd6\xd0"
    os.write(master, b"\x12\x12\x12")
    select.select([], [], [], 0.02)
    assert link.receive(10, 1) == b"\x12\x12\x12"
    assert link.receive(10, 0.01) == b""
    link.close()


def test_serial_when_closed_after_a_job_then_the_job_is_not_lost(
    terminal: tuple[int, str],
) -> None:
    link = SerialLink(terminal[1])
    link.open(1)
    link.send(b"job", 1)
    link.finish(1)
    link.close()
    assert select.select([terminal[0]], [], [], 2)[0]
    assert os.read(terminal[0], 10) == b"job"


@pytest.mark.parametrize(("bits", "parity"), [(7, "E"), (8, "N"), (8, "O")])
def test_serial_when_set_up_then_the_line_has_it(
    terminal: tuple[int, str], bits: int, parity: str
) -> None:
    name = terminal[1]
    link = SerialLink(name, 9600, bits=bits, parity=parity)
    link.open(1)
    file = os.open(name, os.O_RDWR | os.O_NOCTTY)
    flags, speed = termios.tcgetattr(file)[2], termios.tcgetattr(file)[4]
    os.close(file)
    link.close()
    assert speed == termios.B9600
    assert flags & termios.CSIZE in ({7: termios.CS7, 8: termios.CS8}[bits], termios.CS8)
    # A pseudo-terminal keeps eight bits and no parity; what it keeps of them is not asserted.


def test_serial_when_the_printer_stalls_then_the_deadline_holds(terminal: tuple[int, str]) -> None:
    link = SerialLink(terminal[1])
    link.open(1)
    begin = time.monotonic()
    with pytest.raises(LinkError) as caught:
        link.send(bytes(200_000), 0.3)
    assert time.monotonic() - begin < 1.5
    assert caught.value.maybe_taken
    assert caught.value.text.code == "hardware.link.stalled"
    link.close()


def test_serial_when_unplugged_then_it_is_told() -> None:
    master, slave = a_pty()
    tty.setraw(slave)
    link = SerialLink(os.ttyname(slave))
    link.open(1)
    os.close(slave)
    os.close(master)
    with pytest.raises(LinkError):
        link.receive(1, 0.5)
    link.close()


def test_serial_when_there_is_no_port_then_nothing_was_taken(tmp_path: Path) -> None:
    with pytest.raises(LinkError) as caught:
        SerialLink(str(tmp_path / "none")).open(1)
    assert not caught.value.maybe_taken


def test_folder_when_jobs_end_then_each_is_a_new_whole_file(tmp_path: Path) -> None:
    link = FolderLink(tmp_path / "out", lambda job: b"png of " + job)
    for job in (b"one", b"two"):
        link.open(1)
        link.send(job[:1], 1)
        assert not list((tmp_path / "out").glob(f"*{len(job)}*.bin"))
        link.send(job[1:], 1)
        link.finish(1)
        link.close()
    again = FolderLink(tmp_path / "out")
    again.open(1)
    again.send(b"three", 1)
    again.finish(1)
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert made == {
        "receipt-000001.bin": b"one", "receipt-000001.png": b"png of one",
        "receipt-000002.bin": b"two", "receipt-000002.png": b"png of two",
        "receipt-000003.bin": b"three",
    }  # fmt: skip


def test_folder_when_a_job_is_left_unfinished_then_there_is_no_file(tmp_path: Path) -> None:
    link = FolderLink(tmp_path)
    link.open(1)
    link.send(b"half", 1)
    link.close()
    link.finish(1)
    assert list(tmp_path.iterdir()) == []


def test_folder_when_it_cannot_be_made_then_nothing_was_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LinkError) as caught:
        FolderLink(tmp_path / "file" / "folder").open(1)
    assert not caught.value.maybe_taken


def test_device_file_when_open_then_bytes_go_there_and_back(terminal: tuple[int, str]) -> None:
    master, name = terminal
    link = DeviceFileLink(name)
    link.open(1)
    link.send(b"job", 1)
    assert os.read(master, 10) == b"job"
    os.write(master, b"\x12")
    assert link.receive(10, 1) == b"\x12"
    assert link.receive(10, 0.02) == b""
    with pytest.raises(LinkError) as caught:
        link.send(BIG, 0.2)
    assert caught.value.maybe_taken
    link.close()
    with pytest.raises(LinkError):
        link.send(b"x", 0.1)


def test_library_when_it_lacks_its_own_library_then_it_says_so() -> None:
    with pytest.raises(LinkError) as caught:
        LibraryLink("CupsPrinter", "queue").open(1)
    assert not caught.value.maybe_taken
    assert caught.value.text.code in ("hardware.link.library_missing", "hardware.link.unreachable")


def test_library_when_a_printer_takes_bytes_then_they_arrive_unchanged(tmp_path: Path) -> None:
    target = tmp_path / "printer"
    target.write_bytes(b"")
    link = LibraryLink("File", str(target))
    link.open(1)
    link.send(b"\x1b@\xd6\xd0", 1)
    link.finish(1)
    link.close()
    assert target.read_bytes() == b"\x1b@\xd6\xd0"


def test_links_when_used_by_one_thread_then_closing_twice_is_fine(tmp_path: Path) -> None:
    links = (TcpLink("127.0.0.1"), SerialLink("x"), FolderLink(tmp_path), DeviceFileLink("x"))
    for link in (*links, LibraryLink("File", "x")):
        link.close()
        link.close()
    assert threading.active_count() >= 1
