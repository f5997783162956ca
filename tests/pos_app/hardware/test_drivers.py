"""Drivers as the settings make them: each way reaches what it names, and says so when it cannot."""

import errno
import os
import select
import socket
import tty
from pathlib import Path

import evdev
import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import DeviceError, Refused
from pos_app.hardware.categories import Condition
from pos_app.hardware.driver import DeviceConfig, Option, Surroundings
from pos_app.hardware.drivers import escpos_drawer, escpos_printer
from pos_app.hardware.drivers.evdev_scanner import EvdevScanner
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.ways import way
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.ptys import a_pty

AROUND = Surroundings(lambda _: None, SystemClock())


def config(**options: Option) -> DeviceConfig:
    return DeviceConfig("x", "printer", "test", options)


@pytest.mark.parametrize(
    ("options", "link"),
    [
        ({"way": "tcp", "host": "h"}, "TcpLink"),
        ({"way": "serial", "path": "p", "baud": 115200}, "SerialLink"),
        ({"way": "serial", "path": "p", "flow": "rts"}, "SerialLink"),
        ({"way": "file", "path": "p"}, "DeviceFileLink"),
        ({"way": "usb", "vendor": 1208, "product": 3605}, "UsbLink"),
        ({"way": "cups"}, "LibraryLink"),
    ],
)
def test_way_when_named_then_it_is_the_one_used(options: dict[str, Option], link: str) -> None:
    assert type(way(config(**options))).__name__ == link


@pytest.mark.parametrize(
    "options",
    [{"way": "tcp", "host": ""}, {"way": "tcp", "host": "h", "port": 99999}, {"way": "file"},
     {"way": "usb", "vendor": "Epson", "product": 1}, {"way": "serial", "path": "p", "parity": "X"},
     {"way": "serial", "path": "p", "flow": "dtr"},
     {"way": "usb", "vendor": True, "product": 1}],
)  # fmt: skip
def test_way_when_an_option_is_wrong_then_it_is_refused(options: dict[str, Option]) -> None:
    with pytest.raises(Refused):
        way(config(**options))


@pytest.mark.parametrize("pictures", [True, False])
def test_folder_printer_when_it_prints_then_the_paper_is_a_file_and_a_picture(
    tmp_path: Path, pictures: bool
) -> None:
    options: dict[str, Option] = {"way": "folder", "folder": str(tmp_path), "pictures": pictures}
    printer = escpos_printer.DRIVER.build(config(**options), AROUND)
    assert isinstance(printer, EscposPrinter)
    printer.open()
    assert printer.attend(0).reason.code == "hardware.printer.blind"
    printed = printer.print_document(Document("x", (Line("小票"),)))
    printer.close()
    assert (printed.outcome, printed.level, printed.reason.code) == (
        "confirmed", "L0", "hardware.print.sent",
    )  # fmt: skip
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"receipt-000001.bin"} | ({"receipt-000001.png"} if pictures else set())


def test_folder_printer_when_the_folder_is_gone_then_the_job_failed(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    options: dict[str, Option] = {"way": "folder", "folder": str(folder), "pictures": False}
    printer = escpos_printer.DRIVER.build(config(**options), AROUND)
    assert isinstance(printer, EscposPrinter)
    printer.open()
    folder.rmdir()
    assert printer.print_document(Document("x", ())).outcome == "failed"


@pytest.mark.parametrize(("pin", "line"), [(2, 0), (5, 1)])
def test_drawer_when_it_has_a_line_of_its_own_then_one_pulse_goes_there(
    pin: int, line: int
) -> None:
    master, slave = a_pty()
    tty.setraw(slave)
    options: dict[str, Option] = {"way": "serial", "path": os.ttyname(slave)}
    drawer = escpos_drawer.EscposDrawer(config(**options), AROUND)
    drawer.open()
    assert drawer.attend(0).condition is Condition.READY
    assert drawer.kick(pin).kick == "sent"
    drawer.close()
    assert select.select([master], [], [], 2)[0]
    assert os.read(master, 100) == bytes([0x1B, 0x70, line, 50, 50])
    os.close(slave)
    os.close(master)


def test_drawer_when_its_line_is_gone_then_the_kick_failed_and_is_not_sent_later() -> None:
    with FakePrinter() as fake:
        options: dict[str, Option] = {"way": "tcp", "host": "127.0.0.1", "port": fake.port}
        drawer = escpos_drawer.EscposDrawer(config(**options), AROUND)
        assert drawer.kick(2).kick == "failed"
        drawer.open()
        drawer.close()
        assert fake.inside.pulses == []


@pytest.mark.parametrize("way", ["serial", "file"])
@pytest.mark.parametrize("kicked", [False, True])
def test_drawer_when_its_line_is_gone_then_looking_after_it_tells(way: str, kicked: bool) -> None:
    """Told so, its worker reaches it again; else a box that was unplugged stays dead."""
    master, slave = a_pty()
    tty.setraw(slave)
    options: dict[str, Option] = {"way": way, "path": os.ttyname(slave)}
    drawer = escpos_drawer.EscposDrawer(config(**options), AROUND)
    drawer.open()
    drawer.attend(0)
    os.close(master)
    if kicked:
        assert drawer.kick(2).kick == "failed"
    with pytest.raises(DeviceError):
        drawer.attend(0)
    drawer.close()
    os.close(slave)


def test_printer_when_its_host_is_not_there_then_it_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    printer = escpos_printer.DRIVER.build(config(way="tcp", host="127.0.0.1", port=port), AROUND)
    with pytest.raises(DeviceError) as caught:
        printer.open()
    assert caught.value.text.code == "hardware.link.unreachable"


class Refusing:
    """A device of the kernel that cannot be had."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.closed = False

    def grab(self) -> None:
        raise OSError(self._number, os.strerror(self._number))

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("number", "code", "state"),
    [
        (errno.EBUSY, "hardware.scanner.taken", "fault"),
        (errno.EACCES, "hardware.scanner.denied", "fault"),
        (errno.ENODEV, "hardware.scanner.unplugged", "offline"),
    ],
)
def test_scanner_when_the_kernel_refuses_it_then_the_reason_is_told_and_it_is_let_go(
    monkeypatch: pytest.MonkeyPatch, number: int, code: str, state: str
) -> None:
    device = Refusing(number)
    monkeypatch.setattr(evdev, "InputDevice", lambda _: device)
    scanner = EvdevScanner(config(path="p"), AROUND)
    with pytest.raises(DeviceError) as caught:
        scanner.open()
    assert (caught.value.text.code, caught.value.state) == (code, state)
    assert device.closed
