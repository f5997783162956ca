"""What devices have been through is counted, outlives a kill, and a fault says what to do."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from inventory.kernel.clock import FixedClock, SystemClock
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus, Kicked, Printed, Scan, ScanLost
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.record import FAULTS_KEPT, FILE, Records
from pos_app.hardware.registry import Registry
from pos_app.hardware.simulators.printer import SimulatedPrinter
from pos_app.hardware.simulators.scanner import SimulatedScanner
from pos_app.i18n import LANGUAGES, Translator
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.listening import PAPER, Heard, answer, simulated

OUT = Text.of("hardware.printer.paper_out")
READY = Text.of("hardware.status.ready")


def status(condition: Condition, reason: Text, at_ms: int) -> DeviceStatus:
    return DeviceStatus("p", "printer", condition, reason, at_ms)


def kept(folder: Path) -> Records:
    records = Records(folder / FILE, FixedClock())
    records.start()
    assert records.close(5)
    return records


def test_devices_when_they_work_then_it_is_counted_under_the_names_of_the_standard(
    devices: Registry, heard: Heard
) -> None:
    scanner = simulated(devices, "scanner", SimulatedScanner)
    scanner.scan("6901234567892")
    heard.until(lambda event: isinstance(event, Scan))
    scanner.switch("lose")
    scanner.scan("6901234567892")
    heard.until(lambda event: isinstance(event, ScanLost))
    printer, drawer = devices.printers()[0], devices.drawers()[0]
    assert answer(lambda done: printer.print(PAPER, done)) == Printed(
        "confirmed", Text.of("hardware.print.printed"), "L3"
    )
    assert isinstance(answer(drawer.kick), Kicked)
    assert devices.records.of("scanner").statistics() == {
        "GoodScanCount": 1, "FailedScanCount": 1, "HoursPoweredCount": 0,
    }  # fmt: skip
    assert devices.records.of("printer").statistics()["ReceiptLinePrintedCount"] == 1
    assert devices.records.of("drawer").statistics()["DrawerGoodOpenCount"] == 1
    below = devices.drawers()[1]
    assert answer(below.kick).kick == "sent"
    assert devices.records.of("below").statistics()["DrawerGoodOpenCount"] == 1
    assert "DrawerGoodOpenCount" not in devices.records.of("printer").statistics()


def test_drawer_when_its_printer_is_away_then_its_own_record_has_the_fault_until_it_ends(
    devices: Registry, heard: Heard
) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    heard.condition("below", Condition.READY)
    printer.switch("offline")
    heard.condition("below", Condition.OFFLINE)
    (fault,) = devices.records.of("below").faults()
    assert (fault.condition, fault.reason.code, fault.ended_ms) == (
        Condition.OFFLINE, "hardware.drawer.no_printer", None,
    )  # fmt: skip
    printer.switch("offline", on=False)
    heard.condition("below", Condition.READY)
    (fault,) = devices.records.of("below").faults()
    assert fault.ended_ms is not None


def test_printer_when_paper_runs_out_then_the_fault_stands_in_its_journal_until_it_ends(
    devices: Registry, heard: Heard
) -> None:
    printer = simulated(devices, "printer", SimulatedPrinter)
    heard.condition("printer", Condition.READY)
    printer.switch("paper_out")
    heard.condition("printer", Condition.PAPER_OUT)
    (fault,) = devices.records.of("printer").faults()
    assert (fault.condition, fault.reason, fault.ended_ms) == (Condition.PAPER_OUT, OUT, None)
    printer.switch("paper_out", on=False)
    heard.condition("printer", Condition.READY)
    assert devices.records.of("printer").faults()[0].ended_ms is not None
    for language in LANGUAGES:
        assert Translator(language, strict=True).text(fault.reason)


def test_faults_when_there_are_many_then_the_last_ones_are_kept_newest_first() -> None:
    record = Records(None, FixedClock()).of("p")
    for at in range(0, 4 * FAULTS_KEPT, 2):
        record.found(status(Condition.OFFLINE, OUT, at))
        record.found(status(Condition.READY, READY, at + 1))
    faults = record.faults()
    assert len(faults) == FAULTS_KEPT
    assert (faults[0].began_ms, faults[0].ended_ms) == (4 * FAULTS_KEPT - 2, 4 * FAULTS_KEPT - 1)
    assert record.statistics()["CommunicationErrorCount"] == 2 * FAULTS_KEPT


def test_fault_when_it_changes_then_one_ends_and_another_begins() -> None:
    record = Records(None, FixedClock()).of("p")
    record.found(status(Condition.PAPER_OUT, OUT, 1))
    record.found(status(Condition.PAPER_OUT, OUT, 2))
    record.found(status(Condition.COVER_OPEN, Text.of("hardware.printer.cover_open"), 3))
    assert [(f.began_ms, f.ended_ms) for f in record.faults()] == [(3, None), (1, 3)]


def test_disconnection_when_its_reason_gets_other_words_then_it_is_one(tmp_path: Path) -> None:
    record = Records(tmp_path / FILE, FixedClock()).of("p")
    for at_ms, code in ((1, "hardware.link.broken"), (2, "hardware.link.unreachable")):
        record.found(status(Condition.OFFLINE, Text.of(code), at_ms))
    record.found(status(Condition.READY, READY, 3))
    (fault,) = record.faults()
    assert (fault.reason.code, fault.began_ms, fault.ended_ms) == (
        "hardware.link.unreachable", 1, 3,
    )  # fmt: skip
    assert record.statistics()["CommunicationErrorCount"] == 1


def test_records_when_the_till_starts_again_then_counting_goes_on(tmp_path: Path) -> None:
    first = Records(tmp_path / FILE, FixedClock())
    first.start()
    first.of("p").count("GoodScanCount", 5)
    first.of("p").powered(3_600_000)
    first.of("p").found(status(Condition.PAPER_OUT, OUT, 7))
    assert first.close(5)
    second = Records(tmp_path / FILE, FixedClock())
    second.of("p").count("GoodScanCount")  # counted before the file was read
    second.start()
    assert second.close(5)
    assert second.of("p").statistics() == {"GoodScanCount": 6, "HoursPoweredCount": 1}
    (fault,) = second.of("p").faults()
    written_ms = FixedClock().now_ms()
    assert (fault.reason, fault.began_ms, fault.ended_ms) == (OUT, 7, written_ms)


def test_records_when_the_till_is_killed_in_a_fault_then_it_ended_when_it_was_last_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.hardware.record._SAVE_EVERY_S", 0.01)
    clock = FixedClock(1_000)
    first = Records(tmp_path / FILE, clock)
    first.start()
    first.of("p").found(status(Condition.PAPER_OUT, OUT, 1_000))
    clock.advance(60_000)
    pause, end = threading.Event(), 500
    while end and json.loads(_text(tmp_path / FILE) or "{}").get("at_ms") != 61_000:
        pause.wait(0.01)
        end -= 1
    whole = _text(tmp_path / FILE)
    assert first.close(5)
    (tmp_path / FILE).write_text(whole, "utf-8")
    (fault,) = kept(tmp_path).of("p").faults()
    assert (fault.began_ms, fault.ended_ms) == (1_000, 61_000)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def test_record_when_another_device_takes_the_name_then_it_begins_anew(tmp_path: Path) -> None:
    def config(**options: object) -> DeviceConfig:
        return DeviceConfig.of({"id": "p", "category": "printer", "driver": "escpos",
                                "options": {"profile": "generic-80-zh", **options}})  # fmt: skip

    there, elsewhere = config(host="10.0.0.1").who, config(host="10.0.0.2").who
    assert config(host="10.0.0.1", paper_mm=58).who == there
    first = Records(tmp_path / FILE, FixedClock())
    first.of("p", there).count("PrinterFaultCount")
    first.of("p", there).found(status(Condition.PAPER_OUT, OUT, 7))
    assert first.of("p", there).statistics()["PrinterFaultCount"] == 1
    first.start()
    assert first.close(5)
    for who, count in ((there, 1), ("", 1), (elsewhere, 0)):
        again = Records(tmp_path / FILE, FixedClock())
        record = again.of("p", who)
        again.start()
        assert again.close(5)
        assert record.statistics().get("PrinterFaultCount", 0) == count
        assert len(record.faults()) == count
    assert first.of("p", elsewhere).faults() == ()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"devices": {"p": {}}}', '{"devices": {"p": 3}}', "\x00" * 100]
)
def test_records_when_the_file_is_damaged_then_it_is_set_aside_and_counting_begins_anew(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    records = kept(tmp_path)
    assert records.of("p").faults() == ()
    assert (tmp_path / "devices.damaged").read_text("utf-8") == text


@pytest.mark.filterwarnings("default")
def test_records_when_the_disk_takes_nothing_then_the_till_goes_on(tmp_path: Path) -> None:
    records = Records(tmp_path / "gone" / FILE, SystemClock())
    records.start()
    records.of("p").count("GoodScanCount")
    assert records.close(5)


CHILD = """
import sys, threading
from pathlib import Path
from inventory.kernel.clock import SystemClock
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DeviceStatus
from pos_app.hardware.record import Records
records = Records(Path(sys.argv[1]), SystemClock())
records.start()
record = records.of("p")
for number in range(10**9):
    record.count("GoodScanCount")
    if number % 1000 == 0:
        condition = (Condition.OFFLINE, Condition.READY)[number // 1000 % 2]
        reason = Text.of("hardware.printer.silent")
        record.found(DeviceStatus("p", "printer", condition, reason, number))
"""


def test_records_when_the_till_is_killed_at_any_moment_then_the_file_is_whole(
    tmp_path: Path,
) -> None:
    path = tmp_path / FILE
    for _ in range(3):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)])
        seen = path.stat().st_mtime_ns if path.exists() else 0
        pause = threading.Event()
        for _ in range(2_000):
            if path.exists() and path.stat().st_mtime_ns != seen:
                break
            pause.wait(0.01)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        plain = json.loads(path.read_text("utf-8"))
        assert plain["devices"]["p"]["counts"]["CommunicationErrorCount"] >= 1


def test_device_when_it_was_never_reached_then_that_is_a_fault_and_no_disconnection(
    heard: Heard,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    registry = Registry(heard, SystemClock(), poll_s=0.05)
    where = {"way": "tcp", "host": "127.0.0.1", "port": port}
    registry.set_up(
        [
            DeviceConfig("p", "printer", "escpos", where),
            DeviceConfig("d", "drawer", "printer_drawer", {"printer": "p"}),
        ]
    )
    records = [registry.records.of(name) for name in "pd"]

    def told() -> list[int]:
        return [each.statistics().get("CommunicationErrorCount", 0) for each in records]

    heard.condition("d", Condition.OFFLINE)
    assert told() == [0, 0]
    assert [len(each.faults()) for each in records] == [1, 1]
    with FakePrinter(port=port):
        heard.condition("d", Condition.READY)
    heard.condition("d", Condition.OFFLINE)
    assert told() == [1, 1]
    assert registry.close(5) == ()
