"""The desk of a till: devices start after the books, are looked after, and leave a record."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.text import Text
from inventory.service.print_jobs import PrintJobs
from pos_app import config
from pos_app.hardware.decoder import decode
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.record import FILE
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import Books, open_books
from tests.inventory.shop import a_shop
from tests.pos_app.viewmodels.tills import PumpedHands

SIMULATED = (
    {"id": "first", "category": "printer", "driver": "simulated_printer"},
    {"id": "scanner", "category": "scanner", "driver": "simulated_scanner"},
)


class Till:
    """Books and desk, and a UI that turns until something holds."""

    def __init__(
        self,
        folder: Path,
        plain: Sequence[Mapping[str, object]] = SIMULATED,
        faults: Sequence[Text] = (),
    ) -> None:
        self.books: Books = open_books(folder)
        self.hands = PumpedHands(self.books.writer)
        jobs = PrintJobs(self.books.context, self.books.writing)
        self.desk = DeviceDesk(plain, self.books, jobs, self.hands, faults=faults)

    def until(self, holds: Callable[[], bool], within_s: float = 10.0) -> None:
        end, pause = time.monotonic() + within_s, threading.Event()
        while not holds():
            assert time.monotonic() < end
            self.hands.pump()
            pause.wait(0.01)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    a_shop(tmp_path).close()
    till = Till(tmp_path)
    till.desk.start()
    yield till
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_desk_when_it_closes_then_the_record_of_its_devices_is_kept(
    till: Till, tmp_path: Path
) -> None:
    scans: list[str] = []
    till.desk.on_scan = lambda code, *_: scans.append(code)
    till.desk.registry.driver("scanner").scan("6901234567892")
    till.until(lambda: scans == ["6901234567892"])
    till.desk.close()
    kept = json.loads((tmp_path / FILE).read_text("utf-8"))
    assert kept["devices"]["scanner"]["counts"] == {"GoodScanCount": 1}
    assert not [each for each in threading.enumerate() if each.name.startswith("device-")]


def test_desk_when_the_first_printer_goes_then_the_next_one_gets_the_papers(
    till: Till, tmp_path: Path
) -> None:
    done: list[str] = []
    second = {**SIMULATED[0], "id": "second"}
    till.desk.care.add(second, lambda: done.append("added"), lambda error: done.append(str(error)))
    till.until(lambda: done == ["added"])
    till.desk.care.remove(
        "first", lambda: done.append("gone"), lambda error: done.append(str(error))
    )
    till.until(lambda: done == ["added", "gone"])
    till.until(lambda: all(each.works for each in till.desk.statuses()))
    told: list[Text] = []
    till.desk.test_print("second", "Kitchen", told.append)
    till.until(lambda: bool(told))
    till.until(lambda: len(till.desk.registry.driver("second").papers) == 1)
    assert [each["id"] for each in config.load(tmp_path / config.FILE).devices] == [
        "scanner", "second",
    ]  # fmt: skip


def test_page_when_the_shop_has_a_new_name_then_it_bears_that_name(till: Till) -> None:
    settings = till.books.settings
    till.desk.use(replace(settings, name=Names("蓝门小店", "藍門小店", "Blue Door")))
    told: list[Text] = []
    till.desk.test_print("first", "", told.append)
    till.until(lambda: bool(told))
    till.until(lambda: len(till.desk.registry.driver("first").papers) == 1)
    page = decode(till.desk.registry.driver("first").papers[0], PROFILES["generic-80-zh"])
    assert "蓝门小店" in [line.strip() for line in page.lines]


def test_desk_when_a_screen_asks_then_nothing_waits_for_a_device(till: Till) -> None:
    """Every call of the screens' thread comes back though the device never answers."""
    hold, held = threading.Event(), threading.Event()
    printer = till.desk.registry.driver("first")

    def hang(_: float) -> None:
        held.set()
        hold.wait()

    printer.attend = hang
    till.desk.care.check("first", "internal", lambda _: None)
    assert held.wait(10)
    came_back = threading.Event()

    def screens() -> None:
        till.desk.test_print("first", "First", lambda _: None)
        till.desk.kick_drawer()
        till.desk.wake_printer()
        if len(till.desk.care.views()) == 2:
            came_back.set()

    threading.Thread(target=screens, daemon=True).start()
    answered = came_back.wait(10)
    hold.set()
    assert answered


def test_desk_when_one_device_is_set_up_wrong_then_the_others_work_and_it_can_be_mended(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    wrong = {"id": "wrong", "category": "scanner", "driver": "evdev", "options": {"path": 3}}
    hanging = {"id": "hanging", "category": "drawer", "driver": "printer_drawer",
               "options": {"printer": "first"}}  # fmt: skip
    till = Till(tmp_path, (hanging, wrong, *SIMULATED))
    lost: list[str] = []
    till.desk.on_lost = lambda reason: lost.append(str(reason.params["device"]))
    till.desk.start()
    till.until(lambda: all(each.works for each in till.desk.statuses()))
    assert [each.device_id for each in till.desk.statuses()] == ["hanging", "first", "scanner"]
    till.until(lambda: lost == ["wrong"])
    done: list[str] = []
    care = till.desk.care
    more = {"id": "more", "category": "printer", "driver": "simulated_printer"}
    care.add(more, lambda: care.remove("more", lambda: done.append("changed"), pytest.fail),
             pytest.fail)  # fmt: skip
    till.until(lambda: done == ["changed"])
    assert wrong in [dict(each) for each in config.load(tmp_path / config.FILE).devices]
    care.add(wrong, pytest.fail, lambda error: done.append(error.text.code))
    till.until(lambda: done[1:] == ["hardware.config.wrong"])
    done.clear()
    care.remove("first", lambda: done.append("gone"), lambda error: done.append(error.text.code))
    till.until(lambda: done == ["hardware.config.in_use"])
    right = {"id": "wrong", "category": "scanner", "driver": "simulated_scanner"}
    care.add(right, lambda: done.append("mended"), lambda error: done.append(error.text.code))
    till.until(lambda: done[-1] == "mended")
    assert [each.device_id for each in till.desk.statuses()] == [
        "hanging", "wrong", "first", "scanner",
    ]  # fmt: skip
    till.desk.close()
    till.hands.pump()
    till.books.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "p", "category": "printr", "driver": "escpos"},
        {"id": "p", "category": "printer", "driver": "escpos", "role": "receipt"},
        {"category": "printer", "driver": "escpos"},
    ],
)
def test_desk_when_one_device_of_the_file_is_wrong_then_the_others_work_and_it_is_told(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    a_shop(tmp_path).close()
    till = Till(tmp_path, (wrong, *SIMULATED))
    told: list[str] = []
    till.desk.on_lost = lambda text: told.append(text.code)
    till.desk.start()
    till.until(lambda: told == ["hardware.config.wrong"])
    assert [each.device_id for each in till.desk.statuses()] == ["first", "scanner"]
    done: list[str] = []
    till.desk.care.remove("scanner", lambda: done.append("gone"), pytest.fail)
    till.until(lambda: done == ["gone"])
    left = config.load(tmp_path / config.FILE).devices
    assert [dict(each) for each in left] == [wrong, dict(SIMULATED[0])]
    right = {"id": wrong.get("id", "p"), "category": "scanner", "driver": "simulated_scanner"}
    till.desk.care.add(right, lambda: done.append("anew"), pytest.fail)
    till.until(lambda: done == ["gone", "anew"])
    left = config.load(tmp_path / config.FILE).devices
    first = dict(SIMULATED[0])
    wanted = [right, first] if "id" in wrong else [wrong, first, right]
    assert [dict(each) for each in left] == wanted
    till.desk.close()
    till.hands.pump()
    till.books.close()


def done(till: Till, change: Callable[..., None], *given: object) -> str:
    """Make a change; return the code of what refused it, or nothing."""
    told: list[str] = []
    change(*given, lambda: told.append(""), lambda error: told.append(error.text.code))
    till.until(lambda: bool(told))
    return told[0]


def test_misfit_when_a_driver_is_unknown_then_it_is_told_and_can_be_set_up_anew_or_taken_away(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    gun = {"id": "gun", "category": "scanner", "driver": "simulated_scaner"}
    drawer = {"id": "drawer", "category": "drawer", "driver": "printer_drawer",
              "options": {"printer": "second"}}  # fmt: skip
    till = Till(tmp_path, (gun, SIMULATED[0], drawer))
    till.desk.start()
    care = till.desk.care
    first, second = care.misfits()
    assert (first.device_id, first.category, first.plain) == ("gun", "scanner", gun)
    assert first.reason.code == "hardware.config.unknown_driver"
    assert (second.device_id, second.reason.params["field"]) == ("drawer", "options.printer")

    right = gun | {"driver": "simulated_scanner"}
    assert done(till, care.add, right) == ""
    assert [each.device_id for each in till.desk.statuses()] == ["gun", "first"]
    assert care.misfits() == (second,)
    assert done(till, care.add, SIMULATED[0] | {"id": "second"}) == ""
    assert {each.device_id for each in till.desk.statuses()} == {"gun", "first", "second", "drawer"}
    assert care.misfits() == ()
    assert {str(each["id"]) for each in config.load(tmp_path / config.FILE).devices} == {
        "gun", "first", "second", "drawer",
    }  # fmt: skip
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_misfits_when_others_change_then_each_keeps_its_place_and_so_who_serves_first(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    odd = {"id": "odd", "category": "toaster", "driver": "none"}
    front = {"id": "front", "category": "printer", "driver": "escpos",
             "options": {"way": "folder", "folder": 3}}  # fmt: skip
    back = front | {"id": "back", "options": {"way": "folder", "folder": str(tmp_path / "back")}}
    till = Till(tmp_path, (odd, front, back, SIMULATED[1]))
    till.desk.start()
    care = till.desk.care
    assert done(till, care.remove, "scanner") == ""
    kept = [dict(each) for each in config.load(tmp_path / config.FILE).devices]
    assert kept == [odd, front, back]
    right = front | {"options": {"way": "folder", "folder": str(tmp_path / "front")}}
    assert done(till, care.add, right) == ""
    assert [each["id"] for each in config.load(tmp_path / config.FILE).devices] == [
        "odd", "front", "back",
    ]  # fmt: skip
    assert till.desk.registry.chains.of("receipt") == ("front",)
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_misfit_when_taken_away_then_it_is_gone_from_the_file_and_others_stay(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    odd = {"id": "odd", "category": "toaster", "driver": "none"}
    till = Till(tmp_path, (*SIMULATED, odd, SIMULATED[1]))
    till.desk.start()
    care = till.desk.care
    wrong, twice = care.misfits()
    assert (wrong.device_id, wrong.category) == ("odd", None)
    assert twice.reason.code == "hardware.config.twice"
    assert done(till, care.remove, wrong.key) == ""
    assert care.misfits() == (twice,)
    assert done(till, care.remove, twice.key) == ""
    assert [each.device_id for each in till.desk.statuses()] == ["first", "scanner"]
    kept = config.load(tmp_path / config.FILE).devices
    assert [dict(each) for each in kept] == [dict(each) for each in SIMULATED]
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_file_when_it_cannot_be_read_then_a_change_sets_it_aside_and_says_where(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    damaged = '[[device]]\nid = "first"\nxx [[\n'
    (tmp_path / config.FILE).write_text(damaged, "utf-8")
    found, wrong = config.load_what_is_right(tmp_path / config.FILE)
    till = Till(tmp_path, found.devices, wrong)
    till.desk.start()
    care = till.desk.care
    assert [each.reason.code for each in care.misfits()] == ["config.unreadable"]
    assert (tmp_path / config.FILE).read_text("utf-8") == damaged
    assert done(till, care.add, SIMULATED[1]) == ""
    (moved,) = care.misfits()
    assert (moved.reason.code, moved.reason.params["aside"]) == (
        "config.set_aside", "till.toml.damaged-1",
    )  # fmt: skip
    assert (tmp_path / "till.toml.damaged-1").read_text("utf-8") == damaged
    assert done(till, care.add, SIMULATED[0]) == ""
    assert care.misfits() == (moved,)
    assert (tmp_path / "till.toml.damaged-1").read_text("utf-8") == damaged
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_simulated_ones_when_a_real_one_cannot_be_used_then_they_take_no_paper_and_no_kick(
    tmp_path: Path,
) -> None:
    a_shop(tmp_path).close()
    printer = {"id": "front", "category": "printer", "driver": "escpos",
               "options": {"way": "tcp", "host": 3}}  # fmt: skip
    box = {"id": "box", "category": "drawer", "driver": "escpos_drawer", "options": {"way": "x"}}
    practice = {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"}
    till = Till(tmp_path, (SIMULATED[0], printer, practice, box))
    till.desk.start()
    care = till.desk.care
    assert {name: each.what for name, each in care.services().items()} == {
        "first": "practice", "drawer": "practice",
    }  # fmt: skip
    assert care.drawers() == ()
    assert care.chains().of("receipt") == ()
    for each in care.misfits():
        assert done(till, care.remove, each.key) == ""
    assert care.services()["first"].what == "receipts_practice"
    assert care.chains().since_ms("first") > 0  # it takes no paper that waited for the real one
    assert [each.device_id for each in care.drawers()] == ["drawer"]
    till.desk.close()
    till.hands.pump()
    till.books.close()


def test_misfit_when_what_it_hangs_on_gets_another_name_then_it_follows(tmp_path: Path) -> None:
    a_shop(tmp_path).close()
    drawer = {"id": "drawer", "category": "drawer", "driver": "printer_drawer",
              "options": {"printer": "first", "pin": 3}}  # fmt: skip
    odd = {"id": "odd", "category": "drawer", "options": "none"}
    till = Till(tmp_path, (SIMULATED[0], drawer, odd))
    till.desk.start()
    care = till.desk.care
    assert len(care.misfits()) == 2
    (tmp_path / config.FILE).mkdir()
    replace = lambda then, failed: care.replace(SIMULATED[0], then, failed, "front")  # noqa: E731
    assert done(till, replace) == "config.not_written"
    assert [each.plain for each in care.misfits()] == [odd, drawer]
    (tmp_path / config.FILE).rmdir()
    assert done(till, replace) == ""
    tables = config.load(tmp_path / config.FILE).devices
    assert [each["id"] for each in tables] == ["front", "drawer", "odd"]
    assert tables[1]["options"] == {"printer": "front", "pin": 3}
    till.desk.close()
    till.hands.pump()
    till.books.close()
