"""What passes between a device and the till can be kept, without its secrets, and played again."""

import json
from pathlib import Path

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import FixedClock, SystemClock
from inventory.kernel.errors import Refused
from pos_app.hardware import capture, replay
from pos_app.hardware.capture import Tap, masked
from pos_app.hardware.categories import Scan
from pos_app.hardware.driver import DeviceConfig, Surroundings
from pos_app.hardware.escpos_printer import EscposPrinter, Patience
from pos_app.hardware.framer import Code, Lost
from pos_app.hardware.profiles import profile
from pos_app.hardware.registry import Registry
from pos_app.hardware.scanning import Reading
from pos_app.hardware.simulators.scanner import SimulatedScanner
from pos_app.hardware.virtual_printer import VirtualLink, VirtualPrinter
from tests.pos_app.hardware.listening import Heard, simulated

WECHAT, ALIPAY = "134650810123456789", "2855081012345678"
QUICK = Patience(reach_s=0.2, answer_s=0.05, take_s=1.0, print_s=1.0)


def codes_200() -> list[str]:
    return [f"69{number:010d}{number % 10}" for number in range(200)]


def test_scanner_when_200_codes_are_captured_then_the_stream_gives_them_again(
    tmp_path: Path, devices: Registry, heard: Heard
) -> None:
    clock, path = FixedClock(), tmp_path / "scanner.jsonl"
    tap, told = Tap("s", clock), []
    reading = Reading(
        DeviceConfig("s", "scanner", "test", {}), Surroundings(told.append, clock, tap)
    )
    tap.start(path)
    for code in codes_200():
        for character in code + "\r":
            clock.advance(2)
            reading.text(character)
        clock.advance(50)
    assert tap.stop()
    assert [each.code for each in told] == codes_200()
    stream = replay.read(path)
    assert [each for each in replay.framed(stream) if isinstance(each, Code)] == [
        Code(code, "") for code in codes_200()
    ]
    scanner = simulated(devices, "scanner", SimulatedScanner)
    assert replay.into_scanner(stream, scanner.scan) == 200
    for code in codes_200():
        scan = heard.until(lambda event: isinstance(event, Scan))
        assert isinstance(scan, Scan)
        assert scan.code == code


def test_stream_when_an_end_was_lost_then_its_replay_loses_the_same_code(tmp_path: Path) -> None:
    clock, path = FixedClock(), tmp_path / "scanner.jsonl"
    tap = Tap("s", clock)
    tap.start(path)
    tap.typed("690123")
    clock.advance(1_500)
    tap.typed("6901234567892\r")
    tap.stop()
    assert list(replay.framed(replay.read(path))) == [Lost(), Lost()]


def test_printer_when_its_answers_are_captured_then_they_confirm_the_same_job_again(
    tmp_path: Path,
) -> None:
    path, model = tmp_path / "printer.jsonl", profile("generic-80-zh", "p")
    tap, job = Tap("p", SystemClock()), Document("x", (Line("小票"),))
    tap.start(path)
    link = tap.over(VirtualLink(VirtualPrinter(), "p"))
    first = EscposPrinter(link, model, SystemClock(), QUICK)
    first.open()
    assert first.attend(0).condition == "ready"
    printed = first.print_document(job)
    assert (printed.outcome, printed.level) == ("confirmed", "L2")
    tap.stop()
    again = replay.ReplayLink(replay.read(path))
    second = EscposPrinter(again, model, SystemClock(), QUICK)
    second.open()
    assert second.attend(0) == first.attend(0)
    assert second.print_document(job) == printed
    assert second.print_document(job).outcome == "failed"  # the stream is over: it is silent
    assert b"\x10\x04\x01" in again.sent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (WECHAT, "*" * 18),
        (ALIPAY, "*" * 16),
        ("4711", "****"),
        ("123456", "******"),
        ("6901234567892", "6901234567892"),
        ("12345670", "12345670"),
        (f"\x02{WECHAT}\x03", "\x02" + "*" * 18 + "\x03"),
        (WECHAT + ALIPAY, "*" * 34),
        ("AB-12", "AB-12"),
        ("TS1001", "TS1001"),
        ("TS-100123", "TS-100123"),
        ("1001-L", "1001-L"),
        (f"T{WECHAT}", "T" + "*" * 18),
    ],
)
def test_masked_when_a_secret_is_in_it_then_only_its_length_is_left(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_capture_when_a_payment_code_is_scanned_then_no_file_and_no_screen_has_it(
    tmp_path: Path,
) -> None:
    clock, path = FixedClock(), tmp_path / "scanner.jsonl"
    tap = Tap("s", clock)
    tap.start(path)
    for character in WECHAT + "\r":
        tap.typed(character)
        clock.advance(3)
    last = tap.last_scan()
    assert last is not None
    assert (last.code, last.took_ms) == ("*" * 18, 54)
    tap.stop()
    written = b"".join(
        bytes.fromhex(json.loads(line)["hex"]) for line in path.read_text().splitlines()
    )
    assert written == b"*" * 18 + b"\r"


def test_last_scan_when_the_scanner_sends_no_end_then_it_shows_after_a_second() -> None:
    clock = FixedClock()
    tap = Tap("s", clock)
    tap.typed("69012")
    assert tap.last_scan() is None
    clock.advance(1_100)
    last = tap.last_scan()
    assert last is not None
    assert (last.code, last.offsets_ms) == ("*****", (0,) * 5)


def test_capture_when_it_grows_too_long_then_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "MOST_BYTES", 200)
    tap = Tap("p", FixedClock())
    tap.start(tmp_path / "p.jsonl")
    for _ in range(10):
        tap.passed("out", b"x" * 20)
    assert not tap.capturing
    assert not tap.stop()
    assert 0 < len(replay.read(tmp_path / "p.jsonl")) < 10


def test_read_when_a_line_is_strange_then_its_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"at_ms": 0, "way": "in", "hex": "31"}\n{"at_ms": 0}\n')
    with pytest.raises(Refused) as caught:
        replay.read(path)
    assert caught.value.text.params == {"file": "c.jsonl", "line": 2}
