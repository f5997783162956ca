"""Printers on USB through pyusb itself, on a bus whose cables are sockets."""

import socket
from collections.abc import Iterator

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.link import LinkError
from pos_app.hardware.profiles import profile
from pos_app.hardware.transports.usb_printer import UsbLink, UsbName
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.fake_usb import FakeBus, Plug

NAME = UsbName(0x0416, 0x5011)
PAPER = Document("receipt", (Line("小票 one"),))


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


def plugged(server: socket.socket, **facts) -> Plug:
    return Plug(server.getsockname()[1], **facts)


def test_usb_when_open_then_bytes_use_the_endpoints_of_the_printers_interface(
    server: socket.socket,
) -> None:
    plug = plugged(server, outward=0x05, inward=0x86)
    link = UsbLink(NAME, FakeBus(plug))
    link.open(1)
    wire, _ = server.accept()
    with wire:
        link.send(b"hello", 1)
        assert wire.recv(10) == b"hello"
        wire.sendall(b"\x12\x12\x1e")
        assert link.receive(2, 1) == b"\x12\x12"
        assert link.receive(9, 1) == b"\x1e"
        assert link.receive(9, 0) == b""
        assert plug.detached == [1]
        link.close()
        link.close()


def test_usb_when_the_printer_takes_nothing_then_the_deadline_holds(server: socket.socket) -> None:
    link = UsbLink(NAME, FakeBus(plugged(server)))
    link.open(1)
    with pytest.raises(LinkError) as caught:
        link.send(bytes(8_000_000), 0.2)
    assert caught.value.text.code == "hardware.link.stalled"
    assert caught.value.maybe_taken
    link.close()


def test_usb_when_pulled_out_then_it_is_a_link_error_and_works_when_it_is_back() -> None:
    with FakePrinter() as fake:
        plug = Plug(fake.port)
        bus = FakeBus(plug)
        printer = EscposPrinter(UsbLink(NAME, bus), profile("generic-80-zh"), SystemClock())
        printer.open()
        assert printer.print_document(PAPER).outcome == "confirmed"
        bus.pull(plug)
        assert printer.print_document(PAPER).outcome == "failed"
        with pytest.raises(LinkError):
            printer.attend(0)
        bus.plugs.append(Plug(fake.port, ports=(2, 4)))
        printer.open()
        assert printer.print_document(PAPER).outcome == "confirmed"
        printer.close()
        assert len(fake.inside.papers) == 2


def test_usb_when_it_cannot_answer_then_its_descriptor_says_so(server: socket.socket) -> None:
    link = UsbLink(NAME, FakeBus(plugged(server, inward=None)))
    link.open(1)
    assert not link.answers
    assert link.receive(5, 0.01) == b""
    link.close()


@pytest.mark.parametrize(
    ("name", "reached"),
    [
        (UsbName(0x0416, 0x5011, serial="B2"), "B2"),
        (UsbName(0x0416, 0x5011, place="1-1.4"), "B2"),
        (UsbName(0x0416, 0x5011, serial="A1"), "A1"),
    ],
)
def test_usb_when_two_are_alike_then_serial_or_socket_tells_them_apart(
    server: socket.socket, name: UsbName, reached: str
) -> None:
    plugs = [plugged(server, serial="A1"), plugged(server, serial="B2", ports=(1, 4))]
    link = UsbLink(name, FakeBus(*plugs))
    link.open(1)
    assert [plug.serial for plug in plugs if plug.wire is not None] == [reached]
    link.close()


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"denied": True, "serial": ""}, "hardware.link.no_right"),
        ({"vendor": 0x04B8}, "hardware.link.unreachable"),
        ({"interface_class": 8}, "hardware.link.unreachable"),
    ],
)
def test_usb_when_it_cannot_be_opened_then_the_reason_says_what_to_do(
    server: socket.socket, facts: dict, code: str
) -> None:
    with pytest.raises(LinkError) as caught:
        UsbLink(NAME, FakeBus(plugged(server, **facts))).open(1)
    assert caught.value.text.code == code
    assert not caught.value.maybe_taken


def test_usb_when_two_fit_then_neither_is_taken(server: socket.socket) -> None:
    bus = FakeBus(plugged(server), plugged(server, ports=(2,)))
    with pytest.raises(LinkError) as caught:
        UsbLink(NAME, bus).open(1)
    assert caught.value.text.code == "hardware.link.usb_alike"


def test_usb_when_libusb_is_missing_then_the_reason_names_the_package_and_the_other_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda: None)
    with pytest.raises(LinkError) as caught:
        UsbLink(NAME).open(1)
    assert caught.value.text.code == "hardware.link.no_libusb"
