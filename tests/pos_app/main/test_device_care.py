"""Looking after devices as a screen does it: every answer on the UI thread, every change kept."""

import queue
import socket
from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import Refused, SuanpanError
from pos_app import config
from pos_app.hardware import serial_search
from pos_app.hardware.categories import Condition, Scan
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.record import Records
from pos_app.hardware.registry import Registry
from pos_app.main.checking import CHECK_WITHIN_S
from pos_app.main.device_care import CareDesk
from pos_app.viewmodels.device_care import DeviceCare
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.listening import CONFIGS, Heard
from tests.pos_app.viewmodels.care import RecordingCare
from tests.pos_app.viewmodels.tills import PumpedHands

SECOND = {"id": "second", "category": "scanner", "driver": "simulated_scanner"}


class Desk:
    """A desk with simulated devices, and a UI that turns until it is answered."""

    def __init__(self, folder: Path) -> None:
        self.heard, clock = Heard(), SystemClock()
        self.hands = PumpedHands(None)
        self.path = folder / config.FILE
        configs = [DeviceConfig.of(plain) for plain in CONFIGS]
        self.care = CareDesk(configs, folder, self.hands, clock)
        self.registry = Registry(self.heard, clock, 0.05, Records(None, clock))
        self.registry.set_up(configs)
        self.care.begin(self.registry)

    def ask(self, question: Callable[[Callable[[object], None]], object]) -> object:
        answers: list[object] = []
        question(answers.append)
        while not answers:
            self.hands._posted.get(timeout=10)()
        return answers[0]

    def done(self, change: Callable[..., None], *given: object) -> SuanpanError | None:
        def question(tell: Callable[[object], None]) -> None:
            change(*given, lambda: tell(None), tell)

        return self.ask(question)

    def kept(self) -> list[str]:
        return [str(each["id"]) for each in config.load(self.path).devices]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.heard.condition("scanner", Condition.READY)
    yield desk
    assert desk.registry.close(5) == ()


def test_desk_when_compared_then_it_is_what_the_screens_are_promised(desk: Desk) -> None:
    promised = {name: each for name, each in vars(DeviceCare).items() if not name.startswith("_")}
    assert "learn_polarity" in promised
    for care in (desk.care, RecordingCare()):
        for name, each in promised.items():
            given = list(signature(getattr(care, name)).parameters)
            assert given == list(signature(each).parameters)[1:], name


def test_views_when_devices_work_then_all_is_known_of_each(desk: Desk) -> None:
    desk.registry.driver("scanner").scan("134650810123456789")
    desk.heard.until(lambda event: isinstance(event, Scan))
    views = {each.status.device_id: each for each in desk.care.views()}
    assert list(views) == ["printer", "drawer", "below", "scanner"]
    scanner = views["scanner"]
    assert scanner.statistics["GoodScanCount"] == 1
    assert scanner.last_scan.code == "*" * 18
    assert scanner.switches == {"offline": False, "lose": False}
    assert (scanner.driver, scanner.claimed, scanner.waiting) == ("simulated_scanner", True, 0)
    assert views["below"].options == {"printer": "printer", "pin": 5}
    assert "paper_out" in views["printer"].switches
    assert views["below"].switches == {}


def test_check_when_the_device_is_well_then_one_report_comes(desk: Desk) -> None:
    report = desk.ask(lambda tell: desk.care.check("printer", "internal", tell))
    assert (report.passed, report.device_id) == (True, "printer")
    desk.hands.pass_time(CHECK_WITHIN_S + 1)  # its deadline says nothing more


def test_check_when_the_device_hangs_then_the_deadline_says_so_once(desk: Desk) -> None:
    device, told = desk.registry.device("printer"), []
    device.check_health = lambda level, done: told.append(done)
    reports: list[object] = []
    desk.care.check("printer", "internal", reports.append)
    desk.hands.pass_time(CHECK_WITHIN_S + 1)
    assert [each.lines[0].code for each in reports] == ["hardware.health.hangs"]
    told[0](reports[0])
    desk.hands.pump()
    assert len(reports) == 1


def test_check_when_there_is_no_such_device_then_it_says_so(desk: Desk) -> None:
    report = desk.ask(lambda tell: desk.care.check("nobody", "internal", tell))
    assert report.lines[0].code == "hardware.health.unset"


def test_add_when_it_is_right_then_it_works_and_is_written_down(desk: Desk) -> None:
    assert desk.done(desk.care.add, SECOND) is None
    assert desk.kept() == ["printer", "drawer", "below", "scanner", "second"]
    desk.registry.driver("second").scan("1")
    scan = desk.heard.until(lambda event: isinstance(event, Scan))
    assert scan.device_id == "second"


@pytest.mark.parametrize(
    "wrong", [{**SECOND, "id": "scanner"}, {**SECOND, "driver": "none"}, {"id": "x"}]
)
def test_add_when_it_is_wrong_then_it_is_refused_and_nothing_is_written(
    desk: Desk, wrong: dict[str, object]
) -> None:
    assert isinstance(desk.done(desk.care.add, wrong), Refused)
    assert not desk.path.exists()
    assert len(desk.care.views()) == 4


def test_add_when_another_device_is_at_its_address_then_it_is_refused_by_name(
    desk: Desk, tmp_path: Path
) -> None:
    tcp = {"way": "tcp", "host": "192.0.2.7"}
    net = {"id": "net", "category": "printer", "driver": "escpos", "options": tcp}
    assert desk.done(desk.care.add, net) is None
    again = {**net, "id": "again", "options": {**tcp, "host": " 192.0.2.7", "port": 9100}}
    refused = desk.done(desk.care.add, again)
    assert refused.text.code == "hardware.config.same_line"
    assert refused.text.params["other"] == "net"
    other = {**net, "id": "again", "options": {**tcp, "port": 9101}}
    assert desk.done(desk.care.add, other) is None
    moved = desk.done(desk.care.replace, again)
    assert moved.text.code == "hardware.config.same_line"
    assert desk.done(desk.care.replace, other) is None
    usb = {"way": "usb", "vendor": 1, "product": 2, "host": "192.0.2.7"}
    assert desk.done(desk.care.add, {**net, "id": "usb", "options": usb}) is None

    port, alias = tmp_path / "port", tmp_path / "alias"
    port.touch()
    alias.symlink_to(port)
    serial = {"way": "serial", "path": str(port)}
    labels = {"id": "tags", "category": "labels", "driver": "label_printer", "options": serial}
    assert desk.done(desk.care.add, labels) is None
    reader = {"id": "reader", "category": "scanner", "driver": "serial_scanner"}
    refused = desk.done(desk.care.add, {**reader, "options": {"port": str(alias)}})
    assert refused.text.params["other"] == "tags"


def test_add_when_the_file_cannot_be_written_then_the_device_is_gone_again(desk: Desk) -> None:
    desk.path.mkdir()
    refused = desk.done(desk.care.add, SECOND)
    assert refused.text.code == "config.not_written"
    assert [each.status.device_id for each in desk.care.views()] == [
        "printer", "drawer", "below", "scanner",
    ]  # fmt: skip


def test_remove_when_a_drawer_hangs_on_the_printer_then_it_goes_first(desk: Desk) -> None:
    assert desk.done(desk.care.remove, "printer").text.code == "hardware.config.in_use"
    assert desk.done(desk.care.remove, "below") is None
    assert desk.done(desk.care.remove, "printer") is None
    assert desk.kept() == ["drawer", "scanner"]
    assert desk.done(desk.care.remove, "printer").text.code == "config.device_unknown"


def test_replace_when_a_drawer_hangs_on_it_then_both_work_and_the_order_stays(desk: Desk) -> None:
    new = {**CONFIGS[0], "options": {"profile": "generic-58-zh"}}
    others = [desk.registry.device(name).worker for name in ("drawer", "scanner")]
    assert desk.done(desk.care.replace, new) is None
    views = desk.care.views()
    assert [each.status.device_id for each in views] == ["printer", "drawer", "below", "scanner"]
    assert views[0].options == {"profile": "generic-58-zh"}
    assert desk.registry.device("below").worker is desk.registry.device("printer").worker
    assert others == [desk.registry.device(name).worker for name in ("drawer", "scanner")]
    desk.heard.condition("printer", Condition.READY)


def test_replace_when_it_is_wrong_then_the_old_one_is_back(desk: Desk) -> None:
    wrong = {**CONFIGS[0], "options": {"profile": "none"}}
    refused = desk.done(desk.care.replace, wrong)
    assert refused.text.code == "hardware.config.unknown_profile"
    assert [each.status.device_id for each in desk.care.views()] == [
        "printer", "drawer", "below", "scanner",
    ]  # fmt: skip
    desk.heard.condition("printer", Condition.READY)


def test_switch_when_it_is_a_simulator_s_then_the_device_obeys(desk: Desk) -> None:
    desk.care.switch("printer", "paper_out", on=True)
    desk.heard.condition("printer", Condition.PAPER_OUT)
    views = desk.care.views()
    assert views[0].switches["paper_out"]
    assert views[0].faults[0].reason.code == "hardware.printer.paper_out"
    with pytest.raises(KeyError):
        desk.care.switch("below", "offline", on=True)
    with pytest.raises(KeyError):
        desk.care.switch("printer", "flood", on=True)


def test_capture_when_a_scanner_is_captured_then_a_simulator_can_read_it_again(
    desk: Desk, tmp_path: Path
) -> None:
    failed: queue.Queue[SuanpanError] = queue.Queue()
    name = desk.ask(lambda tell: desk.care.start_capture("scanner", tell, failed.put))
    scanner = desk.registry.driver("scanner")
    scanner.scan("6901234567892")
    desk.heard.until(lambda event: isinstance(event, Scan))
    assert [each.capturing for each in desk.care.views()] == [False, False, False, True]
    desk.care.stop_capture("scanner")
    assert (tmp_path / "captures" / name).exists()
    desk.care.replay("scanner", name, failed.put)
    scan = desk.heard.until(lambda event: isinstance(event, Scan))
    assert scan.code == "6901234567892"
    assert failed.empty()


def test_printer_when_lent_then_its_drawer_goes_with_it_and_both_come_back(desk: Desk) -> None:
    desk.care.lend("printer", lent=True)
    desk.heard.condition("printer", Condition.UNKNOWN)
    views = {each.status.device_id: each for each in desk.care.views()}
    assert (views["printer"].lent, views["below"].lent) == (True, True)
    assert views["below"].status.reason.code == "hardware.drawer.lent"
    assert not views["printer"].faults
    desk.care.lend("printer", lent=False)
    desk.heard.condition("printer", Condition.READY)


def test_network_printer_when_lent_then_another_program_prints_and_the_till_comes_back(
    desk: Desk,
) -> None:
    with FakePrinter() as printer:
        plain = {"id": "net", "category": "printer", "driver": "escpos", "options": {
            "profile": "generic-80-zh", "way": "tcp", "host": "127.0.0.1", "port": printer.port,
        }}  # fmt: skip
        assert desk.done(desk.care.add, plain) is None
        desk.heard.condition("net", Condition.READY)
        desk.care.lend("net", lent=True)
        assert desk.heard.condition("net", Condition.UNKNOWN).reason.code == "hardware.status.lent"
        with socket.create_connection(("127.0.0.1", printer.port), 5) as other:
            other.sendall(b"\x1b@from elsewhere\n\n\x1dV\x00\x1dr\x01")
            assert other.recv(1)  # it has worked through the paper
        assert [b"elsewhere" in each for each in printer.inside.papers] == [True]
        desk.care.lend("net", lent=False)
        desk.heard.condition("net", Condition.READY)


def test_discover_when_asked_then_what_is_set_up_is_left_out(desk: Desk) -> None:
    proposals = desk.ask(lambda tell: desk.care.discover(tell, tell))
    assert isinstance(proposals, tuple)
    assert "printer_drawer" not in [each.driver for each in proposals]


def test_discover_when_serial_ports_are_meant_then_they_are_asked_as_work_and_only_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    work, where = desk.hands.work, ["screen"]

    def aside(job: Callable[[], object], then: object = None, failed: object = None) -> None:
        where.append("spare thread")
        work(job, then, failed)
        where.pop()

    monkeypatch.setattr(desk.hands, "work", aside)
    monkeypatch.setattr(serial_search, "search", lambda _: asked.append(where[-1]) or ())
    desk.ask(lambda tell: desk.care.discover(tell, tell))
    assert asked == []
    assert isinstance(desk.ask(lambda tell: desk.care.discover(tell, tell, serial=True)), tuple)
    assert asked == ["spare thread"]


def test_pair_when_called_off_then_nobody_is_paired(desk: Desk) -> None:
    def question(tell: Callable[[object], None]) -> None:
        desk.care.pair(tell, 20)()

    assert desk.ask(question) is None


def test_polarity_when_the_printer_cannot_tell_then_it_says_so(desk: Desk) -> None:
    told = desk.ask(lambda tell: desk.care.learn_polarity("drawer", "open", tell))
    assert told.code == "hardware.polarity.no_answer"


def test_polarity_when_the_printer_tells_then_the_level_stands_in_the_settings(desk: Desk) -> None:
    level, watching = [1], []
    printer = desk.registry.driver("printer")
    printer.watch_drawer = lambda hear: watching.append(hear) or (lambda _: None)
    attend = printer.attend

    def attend_and_tell(wait_s: float) -> object:
        if watching:
            watching[-1](level[0])
        return attend(wait_s)

    desk.registry.device("printer").worker._driver.attend = attend_and_tell
    first = desk.ask(lambda tell: desk.care.learn_polarity("below", "open", tell))
    assert first.code == "hardware.polarity.then.closed"
    level[0] = 0
    last = desk.ask(lambda tell: desk.care.learn_polarity("below", "closed", tell))
    assert last.code == "hardware.polarity.learned"
    below = next(each for each in config.load(desk.path).devices if each["id"] == "below")
    assert below["options"] == {"printer": "printer", "pin": 5, "drawer_open_level": 1}


def test_simulated_scanner_when_told_a_code_then_it_reads_it(desk: Desk) -> None:
    desk.care.scan("scanner", "6901234500035")
    scan = desk.heard.until(lambda event: isinstance(event, Scan))
    assert (scan.code, scan.device_id) == ("6901234500035", "scanner")
    with pytest.raises(KeyError):
        desk.care.scan("printer", "1")


def test_paper_when_something_was_printed_then_its_picture_comes(desk: Desk) -> None:
    assert desk.ask(lambda tell: desk.care.paper("printer", tell, tell)) == b""
    report = desk.ask(lambda tell: desk.care.check("printer", "external", tell))
    assert report.passed is None, report
    png = desk.ask(lambda tell: desk.care.paper("printer", tell, tell))
    assert png.startswith(b"\x89PNG")
    assert desk.ask(lambda tell: desk.care.paper("scanner", tell, tell)) == b""
