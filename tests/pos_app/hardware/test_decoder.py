"""The decoder as a judge: it finds planted wrongs, and it reads jobs that are not our own."""

import pytest
from escpos.printer import Dummy
from PIL import Image

from pos_app.hardware.code128 import bars, from_printer_data, parts, printer_data
from pos_app.hardware.decoder import (
    BadPair,
    Cut,
    Event,
    Feed,
    FourBytes,
    PrintedBarcode,
    PrintedImage,
    PrintedLine,
    Pulse,
    Query,
    TextRun,
    Truncated,
    Unknown,
    decode,
)
from pos_app.hardware.profiles import PROFILES

GB80, LATIN = PROFILES["generic-80-zh"], PROFILES["latin-80"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x1bz\x01", Unknown),
        (b"\x07", Unknown),
        (b"\x1dV\x07", Unknown),
        (b"\x1dk\x30x", Unknown),
        (b"\x1b", Truncated),
        (b"\x1dv0\x00\x02\x00\x02\x00\xff", Truncated),
        (b"\x1dv0\x00\x02", Truncated),
        (b"\x1dk\x49\x05{Bab", Truncated),
        (b"\x1b$\x01", Truncated),
        (b"\x1dk", Truncated),
        (b"\x1dk\x04ABC", Truncated),
        (b"\x1dv1\x00", Unknown),
        (b"\x1d(k\x03", Truncated),
        (b"\x1d(k\x09\x00ab", Truncated),
        (b"\x10\x14", Truncated),
        (b"\x10\x14\x09", Unknown),
        (b"\x1bD\x08", Truncated),
        (b"\x1dk\x49\x02AB", Unknown),
        (b"no line feed", Truncated),
        (b"\x81\x30\x84\x36", FourBytes),
        (b"\xd6\x20", BadPair),
        (b"\xd6", Truncated),
        (b"\xff", Unknown),
    ],
)
def test_bytes_when_no_printer_knows_them_then_they_are_named(
    data: bytes, kind: type[Event]
) -> None:
    faults = decode(b"\x1b@" + data, GB80).faults
    assert faults
    assert isinstance(faults[0], kind)


def test_letters_when_the_printer_is_not_in_two_byte_mode_then_they_are_the_page_s() -> None:
    assert decode(b"\x1bt\x13caf\x82 \xd5\n", LATIN).lines == ("café €",)
    assert decode(b"\x1c.\x1bt\x10\x80\n", GB80).lines == ("€",)


def test_line_when_it_has_sizes_and_places_then_runs_tell_them() -> None:
    line = decode(b"\x1d!\x11\x1bE\x01A\x1d!\x00\x1bE\x00b\x1b$\x2c\x01c\n", GB80).events[0]
    assert line == PrintedLine(
        (
            TextRun("A", 0, 24, bold=True, across=2, down=2),
            TextRun("b", 24, 12),
            TextRun("c", 300, 12),
        )
    )


@pytest.mark.parametrize(("align", "x"), [(0, 0), (1, 276), (2, 552)])
def test_line_when_aligned_then_its_place_is_told(align: int, x: int) -> None:
    line = decode(b"\x1ba" + bytes([align]) + b"ab\n", GB80).events[0]
    assert isinstance(line, PrintedLine)
    assert line.runs[0].x == x


@pytest.mark.parametrize(
    ("data", "event"),
    [
        (b"\x1bp\x00\x32\x32", Pulse(2, 100, 100)),
        (b"\x1bp\x01\x19\xfa", Pulse(5, 50, 500)),
        (b"\x10\x14\x01\x00\x01", Pulse(2, 100, 100)),
        (b"\x1dV\x00", Cut("full")),
        (b"\x1dV\x42\x10", Cut("part")),
        (b"\x1dV\x41\x00", Cut("full")),
        (b"\x1bm", Cut("part")),
        (b"\x1bd\x02", Feed(60)),
        (b"\x1bJ\x08", Feed(8)),
        (b"\x1dk\x04AB1\x00", PrintedBarcode("CODE39", "AB1", 3, 162, text_below=False, align=0)),
        (b"\x10\x04\x01", Query("status", b"\x01")),
        (b"\x1d(H\x06\x00\x30\x300042", Query("process_id", b"0042")),
    ],
)
def test_command_when_read_then_it_says_what_the_printer_does(data: bytes, event: Event) -> None:
    assert decode(data, GB80).events == (event,)


def test_commands_when_they_only_set_up_then_nothing_is_printed() -> None:
    quiet = b"\x1b!\x38\x1b2\x1b3\x20\x1bD\x08\x10\x00\x1b\\\x08\x00\x1c!\x00\x10\x14\x08abcdefg"
    job = decode(quiet + b"A\n", GB80)
    assert job.faults == ()
    assert job.events == (PrintedLine((TextRun("A", 8, 24, bold=True, across=2, down=2),)),)


# --- python-escpos as an oracle for the commands it does right -----------------------------------


def test_image_when_made_by_python_escpos_then_its_dots_are_the_same() -> None:
    image = Image.new("1", (64, 300), 1)
    for at in range(64):
        image.putpixel((at, at * 4), 0)
    printer = Dummy()
    printer.image(image, impl="bitImageRaster", fragment_height=128)
    job = decode(printer.output, GB80)
    bands = [event for event in job.events if isinstance(event, PrintedImage)]
    assert job.faults == ()
    assert [(band.width, band.height) for band in bands] == [(64, 128), (64, 128), (64, 44)]
    dark = Image.frombytes("1", (64, 300), b"".join(band.rows for band in bands))
    assert all((dark.getpixel((x, y)) != 0) != (image.getpixel((x, y)) != 0)
               for x in range(64) for y in range(300))  # fmt: skip


@pytest.mark.parametrize("way", ["graphics", "bitImageColumn"])
def test_image_when_made_another_way_then_nothing_of_it_is_unknown(way: str) -> None:
    printer = Dummy()
    printer.image(Image.new("1", (48, 48), 0), impl=way)
    job = decode(printer.output, GB80)
    assert job.faults == ()
    assert job.count(PrintedImage) == (way == "graphics")


def test_barcode_when_made_by_python_escpos_then_it_is_read() -> None:
    printer = Dummy(profile="TM-T88V")
    printer.barcode("{BSH01-T3-1", "CODE128", height=64, width=2, function_type="B")
    job = decode(printer.output, LATIN)
    codes = [event for event in job.events if isinstance(event, PrintedBarcode)]
    assert job.faults == ()
    assert codes == [PrintedBarcode("CODE128", "SH01-T3-1", 2, 64, text_below=True, align=1)]


@pytest.mark.parametrize(("mode", "kind"), [("FULL", "full"), ("PART", "part")])
def test_cut_when_made_by_python_escpos_then_it_is_one_cut(mode: str, kind: str) -> None:
    printer = Dummy(profile="TM-T88V")
    printer.text("hello\n")
    printer.cut(mode=mode)
    job = decode(printer.output, LATIN)
    assert job.faults == ()
    assert [event.kind for event in job.events if isinstance(event, Cut)] == [kind]
    assert job.lines[0] == "hello"


@pytest.mark.parametrize("pin", [2, 5])
def test_drawer_when_kicked_by_python_escpos_then_our_bytes_are_the_same(pin: int) -> None:
    printer = Dummy()
    printer.cashdraw(pin)
    assert printer.output == bytes([0x1B, 0x70, 1 if pin == 5 else 0, 50, 50])
    assert decode(printer.output, LATIN).events == (Pulse(pin, 100, 100),)


def test_qr_when_made_by_python_escpos_then_it_is_read() -> None:
    printer = Dummy(profile="TM-T88V")
    printer.qr("https://example.com/7", native=True)
    codes = [e for e in decode(printer.output, LATIN).events if isinstance(e, PrintedBarcode)]
    assert [(code.system, code.data) for code in codes] == [("QR", "https://example.com/7")]


# --- Code 128 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kinds"),
    [("123456", "C"), ("12", "C"), ("A1234", "BC"), ("A123", "B"), ("A-000322-K", "BCB"),
     ("12345", "BC"), ("a{b}", "B"), ("1", "B")],
)  # fmt: skip
def test_code_when_digits_pay_off_then_they_go_in_pairs(data: str, kinds: str) -> None:
    found = parts(data)
    assert "".join(kind for kind, _ in found) == kinds
    assert "".join(text for _, text in found) == data
    assert from_printer_data(printer_data(data)) == data


def test_code_when_drawn_then_its_width_is_the_standard_s() -> None:
    # Start, 3 letters, check: 5 × 11 modules, stop 13.
    assert len(bars("ABC")) == 68
    assert bars("ABC")[:4] == [True, True, False, True]


@pytest.mark.parametrize("data", [b"ABC", b"{Cd", b"{B\x80", b"{B{x", b""])
def test_code_when_the_printer_would_refuse_it_then_it_is_none(data: bytes) -> None:
    assert from_printer_data(data) is None
