"""Which printer prints and which drawer opens: real ones before simulated ones, and by choice."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from inventory.documents.blocks import Barcode, Line, Qr
from pos_app import config
from pos_app.hardware.chains import check
from pos_app.hardware.driver import DeviceConfig
from pos_app.main.device_lists import preferred
from pos_app.main.devices import DeviceDesk
from pos_app.main.runtime import Books
from pos_app.main.test_page import test_page as a_page
from tests.pos_app.hardware.fake_printer import FakePrinter
from tests.pos_app.hardware.test_kick_between import Busy
from tests.pos_app.main.desks import Turning, a_desk, books_of, inside, printer, sell, states

if TYPE_CHECKING:
    from inventory.kernel.errors import Refused

SIM_DRAWER = {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    yield (found := books_of(tmp_path))
    found.close()


def real(name: str, folder: Path) -> dict:
    options = {"way": "folder", "folder": str(folder / name), "pictures": False}
    return {"id": name, "category": "printer", "driver": "escpos", "options": options}


def papers(folder: Path, name: str) -> int:
    return len([each for each in (folder / name).glob("*") if each.is_file()])


def change(hands: Turning, work: Callable[..., None], *given: object) -> None:
    done: list[object] = []
    work(*given, lambda: done.append(None), done.append)
    hands.until(lambda: bool(done))
    assert done == [None]


def serves(desk: DeviceDesk) -> dict[str, str]:
    return {each.status.device_id: each.serves for each in desk.care.views()}


def test_printer_when_a_real_one_is_added_to_a_simulated_one_then_it_prints_the_sales(
    books: Books, tmp_path: Path
) -> None:
    with a_desk(books, printer("printer")) as (desk, hands):
        assert serves(desk) == {"printer": "receipts_practice"}
        assert desk.care.simulated() == {"printer"}
        change(hands, desk.care.add, real("printer 2", tmp_path))
        assert serves(desk) == {"printer": "practice", "printer 2": "receipts"}
        assert desk.care.practising() == {"printer"}
        assert desk.care.simulated() == frozenset()
        sell(books, desk.wake_printer)
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(tmp_path, "printer 2") == 1
        assert inside(desk, "printer").papers == []


def test_devices_when_only_programs_do_the_work_then_those_are_named(books: Books) -> None:
    gun = {"id": "gun", "category": "scanner", "driver": "serial_scanner",
           "options": {"port": "/dev/none"}}  # fmt: skip
    tried = {"id": "tried", "category": "scanner", "driver": "simulated_scanner"}
    on_printer = {"id": "below", "category": "drawer", "driver": "printer_drawer",
                  "options": {"printer": "printer"}}  # fmt: skip
    with a_desk(books, printer("printer"), on_printer, SIM_DRAWER, tried) as (desk, hands):
        assert desk.care.simulated() == {"printer", "below", "tried"}
        change(hands, desk.care.add, gun)
        assert desk.care.simulated() == {"printer", "below"}


def test_waiting_paper_when_a_simulated_printer_is_added_then_only_later_ones_go_there(
    books: Books,
) -> None:
    with a_desk(books) as (desk, hands):
        sell(books, desk.wake_printer)
        change(hands, desk.care.add, printer("printer"))
        sell(books, desk.wake_printer)
        hands.until(lambda: states(books) == ["queued", "confirmed"])
        assert len(inside(desk, "printer").papers) == 1


def test_waiting_paper_when_the_real_printer_is_removed_then_the_simulated_one_leaves_it(
    books: Books, tmp_path: Path
) -> None:
    away = {"id": "real", "category": "printer", "driver": "escpos",
            "options": {"way": "file", "path": str(tmp_path / "none")}}  # fmt: skip
    with a_desk(books, printer("printer"), away) as (desk, hands):
        sell(books, desk.wake_printer)
        change(hands, desk.care.remove, "real")
        assert serves(desk) == {"printer": "receipts_practice"}
        sell(books, desk.wake_printer)
        hands.until(lambda: states(books) == ["queued", "confirmed"])


def test_drawer_when_a_real_one_is_there_then_sales_open_that_one(
    books: Books, tmp_path: Path
) -> None:
    box = {"id": "box", "category": "drawer", "driver": "escpos_drawer",
           "options": {"way": "file", "path": str(tmp_path / "none")}}  # fmt: skip
    with a_desk(books, SIM_DRAWER) as (desk, hands):
        assert serves(desk) == {"drawer": "opens_practice"}
        change(hands, desk.care.add, box)
        assert [each.device_id for each in desk.care.drawers()] == ["box", "drawer"]
        assert serves(desk) == {"drawer": "practice", "box": "opens"}
        desk.kick_drawer()
        assert desk.registry.driver("drawer").kicks == ()


def test_prefer_when_chosen_then_it_serves_first_and_the_file_says_so(
    books: Books, tmp_path: Path
) -> None:
    with a_desk(books, real("a", tmp_path), real("b", tmp_path)) as (desk, hands):
        assert serves(desk) == {"a": "receipts", "b": "unused"}
        change(hands, desk.care.prefer, "b")
        assert serves(desk) == {"b": "receipts", "a": "unused"}
        kept = config.load(books.folder / config.FILE).devices
        assert [each["id"] for each in kept] == ["b", "a"]
        sell(books, desk.wake_printer)
        hands.until(lambda: states(books) == ["confirmed"])
        assert (papers(tmp_path, "a"), papers(tmp_path, "b")) == (0, 1)


def test_preferred_when_it_stood_in_for_another_then_that_one_stands_in_for_it() -> None:
    first = DeviceConfig("a", "printer", "escpos", {})
    second = DeviceConfig("b", "printer", "escpos", {"after": "a", "role": "copy"})
    scanner = DeviceConfig("s", "scanner", "evdev", {})
    found = preferred([scanner, first, second], "b")
    assert [(each.device_id, dict(each.options)) for each in found] == [
        ("s", {}), ("b", {}), ("a", {"after": "b"}),
    ]  # fmt: skip


def test_page_when_a_printer_is_tried_then_its_name_stands_on_it(books: Books) -> None:
    page = a_page(books.settings, "Kitchen")
    assert Line("Kitchen", "centre", bold=True) in page.blocks
    assert {Barcode, Qr} <= {type(each) for each in page.blocks}


@pytest.mark.parametrize("damaged", [False, True])
def test_change_when_it_is_refused_then_the_printer_that_is_back_prints(
    books: Books, damaged: bool
) -> None:
    with a_desk(books, printer("counter")) as (desk, hands):
        wrong = printer("counter", profile="generic-58-zh" if damaged else "none")
        if damaged:
            (books.folder / config.FILE).mkdir()
        told: list[Refused] = []
        desk.care.replace(wrong, pytest.fail, told.append)
        hands.until(lambda: bool(told))
        assert told[0].text.code in ("config.not_written", "hardware.config.unknown_profile")
        sell(books, desk.wake_printer)
        hands.until(lambda: states(books) == ["confirmed"])
        assert len(inside(desk, "counter").papers) == 1


def test_prefer_when_two_printers_change_places_then_neither_is_given_back_or_taken(
    books: Books, tmp_path: Path
) -> None:
    second = real("b", tmp_path)
    second["options"]["after"] = "a"
    with a_desk(books, real("a", tmp_path), second) as (desk, hands):
        there = {each.device_id: each for each in desk.registry.devices()}
        desk.care.lend("a", lent=True)
        change(hands, desk.care.prefer, "b")
        assert {each.device_id: each for each in desk.registry.devices()} == there
        assert desk.registry.device("a").lent
        assert serves(desk) == {"b": "receipts", "a": "stands_in"}
        kept = config.load(books.folder / config.FILE).devices
        assert [(each["id"], each["options"].get("after")) for each in kept] == [
            ("b", None), ("a", "b"),
        ]  # fmt: skip


def test_place_when_it_is_wrong_then_it_is_refused_and_the_old_one_holds(
    books: Books, tmp_path: Path
) -> None:
    with a_desk(books, real("a", tmp_path), real("b", tmp_path)) as (desk, hands):
        for wrong in ({"role": "poster"}, {"after": "nobody"}, {"after": "b"}):
            plain = real("b", tmp_path)
            plain["options"] |= wrong
            told: list[Refused] = []
            desk.care.replace(plain, pytest.fail, told.append)
            hands.until(lambda told=told: bool(told))
            assert told[0].text.code == "hardware.config.wrong"
        assert serves(desk) == {"a": "receipts", "b": "unused"}
        assert "after" not in desk.registry.configs()[1].options


def test_preferred_when_it_stood_behind_two_then_both_stand_behind_it() -> None:
    def one(name: str, **options: str) -> DeviceConfig:
        return DeviceConfig(name, "printer", "escpos", options)

    given = [one("a"), one("b", after="a"), one("c", after="b"), one("d", after="a")]
    found = preferred(given, "c")
    assert check(found).of("receipt") == ("c", "b", "a", "d")


def test_change_when_a_paper_is_awaited_then_it_ends_and_the_drawer_opens_before_anything_goes(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, pulsed = Busy(), threading.Event()
    held.on_pulse = pulsed.set
    with FakePrinter(kept=held) as fake:
        options = {"way": "tcp", "host": "127.0.0.1", "port": fake.port}
        plain = {"id": "net", "category": "printer", "driver": "escpos", "options": options}
        drawer = {"id": "d", "category": "drawer", "driver": "printer_drawer",
                  "options": {"printer": "net"}}  # fmt: skip
        with a_desk(books, plain, drawer) as (desk, hands):
            sell(books, desk.wake_printer)
            hands.until(lambda: bool(held.papers))
            registry, seen = desk.registry, []
            let_end, remove = registry.let_end, registry.remove

            def ending(*given: object) -> None:
                desk.kick_drawer()
                assert pulsed.wait(5)
                held.free.set()
                let_end(*given)

            def removing(name: str, *given: float) -> bool:
                seen.append(registry.records.of("net").statistics().get("ReceiptLinePrintedCount"))
                return remove(name, *given)

            monkeypatch.setattr(registry, "let_end", ending)
            monkeypatch.setattr(registry, "remove", removing)
            anew = {**plain, "options": {**options, "profile": "generic-58-zh"}}
            change(hands, desk.care.replace, anew)
            assert len(seen) == 2
            assert all(seen)
            hands.until(lambda: states(books) == ["confirmed"])
