"""Windows of simulated devices over real processes and pipes: fed, heard, and survived."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos_app.hardware.window_talk import Act, WindowLook, WindowView, act_line, read_view
from pos_app.main import simulator_windows
from pos_app.main.devices import DeviceDesk
from tests.architecture.source import ROOT
from tests.pos_app.hardware.papers import receipt
from tests.pos_app.main.desks import Turning, a_desk, books_of
from tests.pos_app.main.window_child import ENDED

DEVICES = [
    {"id": name, "category": name, "driver": f"simulated_{name}"}
    for name in ("printer", "drawer", "scanner", "scale")
] + [{"id": "below", "category": "drawer", "driver": "printer_drawer",
      "options": {"printer": "printer"}}]  # fmt: skip
CHILD = (sys.executable, "-P", "-m", "tests.pos_app.main.window_child")


class Desk:
    """A desk of simulated devices whose windows are stand-ins."""

    def __init__(self, desk: DeviceDesk, hands: Turning, kept: Path) -> None:
        self.desk, self.hands, self.kept = desk, hands, kept
        self.windows = desk.windows
        self.failed: list[str] = []
        self.told = 0
        desk.listen(self._told)

    def _told(self) -> None:
        self.told += 1

    def open(self, device: str, how: str = "well", *lines: str) -> None:
        self.windows.command = (*CHILD, how, str(self.kept), *lines)
        self.windows.open(device, lambda error: self.failed.append(error.text.code))

    def shown(self) -> list[WindowView]:
        """Return what the window was shown, without a line that is not whole."""
        if not self.kept.exists():
            return []
        lines = self.kept.read_bytes().split(b"\n")
        return [read_view(line) for line in lines[:-1]]

    def last(self) -> WindowView | None:
        return self.shown()[-1] if self.shown() else None

    def until_shut(self, device: str) -> None:
        self.hands.until(lambda: not self.windows.is_open(device))

    def inside(self, device: str):
        return self.desk.registry.driver(device)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(simulator_windows, "END_S", 1.0)
    books = books_of(tmp_path)
    with a_desk(books, *DEVICES) as (made, hands):
        yield Desk(made, hands, tmp_path / "shown")
    books.close()
    left = [each.name for each in threading.enumerate() if each.name.startswith("window-")]
    assert not left


def test_window_when_asked_for_then_only_a_simulated_device_has_one(desk: Desk) -> None:
    has = [each["id"] for each in DEVICES if desk.windows.has(each["id"])]
    assert has == ["printer", "drawer", "scanner", "scale"]
    desk.open("below")
    desk.open("nobody")
    assert not desk.windows.is_open("below")
    assert not desk.windows.is_open("nobody")


def test_window_when_opened_then_it_is_shown_the_device_and_what_changes(desk: Desk) -> None:
    desk.windows.look = WindowLook("en", "dark")
    desk.open("printer")
    desk.hands.until(lambda: desk.last() is not None)
    first = desk.shown()[0]
    assert (first.device_id, first.category, first.look) == ("printer", "printer",
                                                             WindowLook("en", "dark"))  # fmt: skip
    assert dict(first.switches)["paper_out"] is False
    assert first.png == b""
    desk.desk.care.switch("printer", "slow", on=True)
    desk.hands.until(lambda: dict(desk.last().switches)["slow"])
    desk.windows.look = WindowLook("zh-Hant", "light")
    desk.hands.until(lambda: desk.last().look.language == "zh-Hant")
    desk.desk.care.switch("printer", "paper_out", on=True)
    desk.hands.until(lambda: desk.last().condition == "paper_out")


def test_window_when_a_paper_comes_out_then_it_gets_its_picture_once(desk: Desk) -> None:
    desk.open("printer")
    done = threading.Event()
    desk.desk.registry.printers()[0].print(receipt("zh-Hans"), lambda _: done.set())
    assert done.wait(10)
    whole = desk.inside("printer").paper_png()
    desk.hands.until(lambda: any(each.png == whole for each in desk.shown()))
    desk.desk.care.switch("printer", "slow", on=True)
    desk.hands.until(lambda: dict(desk.last().switches)["slow"])
    assert desk.last().png is None
    assert desk.last().seen.mark


def test_window_when_a_person_acts_there_then_the_device_and_the_page_know(desk: Desk) -> None:
    scans: list[str] = []
    desk.desk.on_scan = lambda code, *_: scans.append(code)
    before = desk.told
    line = act_line(Act("switch", "cover_open", on=True)).decode().strip()
    desk.open("printer", "well", line)
    desk.hands.until(lambda: desk.inside("printer").switches["cover_open"])
    desk.hands.until(lambda: desk.told > before)
    for device, act in (("scanner", Act("scan", "6907001000036")), ("scale", Act("put", "1250"))):
        desk.open(device, "well", act_line(act).decode().strip())
    desk.hands.until(lambda: scans == ["6907001000036"])
    desk.hands.until(lambda: desk.inside("scale").inside.grams == 1250)


def test_window_when_it_sends_rubbish_then_that_is_passed_over(desk: Desk, caplog) -> None:
    good = act_line(Act("switch", "slow", on=True)).decode().strip()
    rubbish = ("nonsense", "{}", "\udcff\udcfe", '{"verb":"switch","value":"explode","on":true}',
               '{"verb":"put","value":"12"}')  # fmt: skip
    desk.open("printer", "well", *rubbish, good)
    desk.hands.until(lambda: desk.inside("printer").switches["slow"])
    assert desk.windows.is_open("printer")
    told = [each.message for each in caplog.records if "window_rubbish" in each.message]
    assert len(told) == len(rubbish)
    assert not any("explode" in each or "nonsense" in each for each in told)


@pytest.mark.parametrize(("how", "word"), [("long", "window_too_long"),
                                           ("floods", "window_rubbish")])  # fmt: skip
def test_window_when_it_never_ends_a_line_or_its_rubbish_then_it_is_ended(
    desk: Desk, caplog, how: str, word: str
) -> None:
    desk.open("printer", how)
    desk.until_shut("printer")
    assert 1 <= sum(word in each.message for each in caplog.records) <= 20
    assert desk.failed == []
    desk.open("printer")
    desk.hands.until(lambda: desk.last() is not None)


def test_window_when_opened_twice_then_the_first_stays_and_comes_to_the_front(desk: Desk) -> None:
    desk.open("drawer")
    desk.hands.until(lambda: desk.last() is not None)
    desk.open("drawer", "dies")
    desk.hands.until(lambda: desk.last().front)
    assert [each.front for each in desk.shown()].count(True) == 1
    assert desk.failed == []


def test_window_when_a_person_closes_it_then_it_can_be_opened_again(desk: Desk) -> None:
    desk.open("drawer", "closes")
    desk.until_shut("drawer")
    assert desk.failed == []
    desk.open("drawer")
    desk.hands.until(lambda: desk.last() is not None)


def test_window_when_it_dies_before_it_stands_then_that_is_said(desk: Desk) -> None:
    desk.open("drawer", "dies")
    desk.until_shut("drawer")
    assert desk.failed == ["devices.window.failed"]


def test_window_when_it_cannot_be_started_then_that_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.windows.command = (str(tmp_path / "no program"),)
    desk.windows.open("drawer", lambda error: desk.failed.append(error.text.code))
    desk.until_shut("drawer")
    assert desk.failed == ["devices.window.failed"]


def test_window_when_it_is_killed_then_the_till_works_on(desk: Desk) -> None:
    desk.open("printer")
    desk.hands.until(lambda: desk.last() is not None)
    desk.windows._open["printer"]._process.kill()
    desk.until_shut("printer")
    done = threading.Event()
    desk.desk.registry.printers()[0].print(receipt("en"), lambda _: done.set())
    assert done.wait(10)


def test_window_when_its_device_is_taken_away_then_it_closes(desk: Desk) -> None:
    desk.open("scale")
    desk.hands.until(lambda: desk.last() is not None)
    gone: list[str] = []
    desk.desk.care.remove("scale", lambda: gone.append("gone"), lambda e: gone.append(str(e)))
    desk.until_shut("scale")
    assert gone == ["gone"]
    assert desk.failed == []
    assert desk.kept.read_bytes().endswith(ENDED.encode())


def test_window_when_another_kind_of_device_has_its_name_then_it_closes(desk: Desk) -> None:
    desk.open("scale")
    desk.hands.until(lambda: desk.last() is not None)
    registry = desk.desk.registry
    for known in (registry._drivers, registry._devices):
        known["scale"] = known["drawer"]
    desk.until_shut("scale")
    assert {each.category for each in desk.shown()} == {"scale"}
    desk.kept.unlink()
    desk.open("scale")
    desk.hands.until(lambda: desk.last() is not None)
    assert desk.last().category == "drawer"


def test_windows_when_none_of_them_ends_then_one_deadline_is_for_all(
    desk: Desk, monkeypatch
) -> None:
    for device in ("printer", "drawer", "scale"):
        desk.open(device)
    passed, waited = iter([100.0, 100.0, 100.8, 101.7]), []
    clock = SimpleNamespace(monotonic=lambda: next(passed))
    with monkeypatch.context() as patched:
        patched.setattr(simulator_windows, "time", clock)
        patched.setattr(
            simulator_windows.Window, "end", lambda _, within_s: waited.append(within_s)
        )
        desk.windows.close()
    assert [round(each, 1) for each in waited] == [1.0, 0.2, -0.7]


def test_windows_when_the_till_closes_then_they_are_told_and_end(desk: Desk) -> None:
    desk.open("drawer")
    desk.hands.until(lambda: desk.last() is not None)
    desk.desk.close()
    desk.hands.pump()
    assert not desk.windows.is_open("drawer")
    assert desk.kept.read_bytes().endswith(ENDED.encode())
    assert desk.failed == []


def test_windows_when_one_does_not_listen_then_the_till_closes_without_it(desk: Desk) -> None:
    desk.open("drawer", "deaf")
    desk.hands.until(lambda: desk.windows._open["drawer"].is_ready)
    process = desk.windows._open["drawer"]._process
    desk.desk.close()
    desk.hands.pump()
    assert process.poll() is not None
    assert not desk.windows.is_open("drawer")


def test_windows_when_several_stand_then_each_has_a_place_of_its_own(desk: Desk) -> None:
    for device in ("printer", "drawer", "scale"):
        desk.open(device)
    assert sorted(each.place for each in desk.windows._open.values()) == [0, 1, 2]
    desk.windows._open["drawer"].stop()
    desk.until_shut("drawer")
    desk.open("scanner")
    assert desk.windows._open["scanner"].place == 1


@pytest.mark.parametrize("real", [False, pytest.param(True, marks=pytest.mark.ui)])
def test_window_when_its_till_is_killed_then_it_ends_by_itself(tmp_path: Path, real: bool) -> None:
    """Both hold the same standard error: it ends when the last of them has ended."""
    kept = tmp_path / "shown"
    stand_in = () if real else ("well", str(kept))
    command = [sys.executable, "-P", "-m", "tests.pos_app.main.till_with_window", *stand_in]
    till = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
        env=simulator_windows._environment(),
    )  # fmt: skip
    late = threading.Timer(60, till.kill)
    late.start()
    assert till.stdout.readline() == b"ready\n"
    till.kill()
    said = till.stderr.read()
    late.cancel()
    till.wait()
    till.stdout.close()
    till.stderr.close()
    assert said == b""
    assert real or kept.read_bytes().endswith(ENDED.encode())


@pytest.mark.ui
def test_window_when_it_is_the_real_one_then_it_stands_and_closes_with_the_desk(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator_windows, "END_S", 30.0)
    for device in ("drawer", "printer"):
        desk.windows.open(device, lambda error: desk.failed.append(error.text.code))
    windows = list(desk.windows._open.values())
    desk.hands.until(lambda: all(each.is_ready for each in windows), within_s=60)
    desk.desk.close()
    desk.hands.pump()
    assert [each._process.returncode for each in windows] == [0, 0]
    assert desk.failed == []


def test_window_when_nobody_talks_to_it_then_it_ends_before_it_is_drawn() -> None:
    ran = subprocess.run(
        simulator_windows.WINDOW, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        env=simulator_windows._environment(), cwd=ROOT, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, b"", b"")


def test_till_when_its_line_is_read_by_another_program_then_it_is_plain_json(desk: Desk) -> None:
    desk.open("scale")
    desk.hands.until(lambda: desk.last() is not None)
    line = json.loads(desk.kept.read_bytes().split(b"\n")[0])
    assert line["seen"]["grams"] == 345
