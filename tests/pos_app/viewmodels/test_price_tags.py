"""The page of price tags: which goods, how many, on what."""

from dataclasses import replace

import pytest

from inventory.kernel.quantity import KILOGRAM
from inventory.people.staff import SYSTEM
from inventory.service.import_sheet import ImportSheet
from pos_app.hardware.categories import Condition
from pos_app.viewmodels import price_tag_list
from tests.inventory.service.ringing import JEANS, TEE
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.tagging import (
    DAY_MS,
    OUT,
    PAYMENT,
    add,
    listed,
    press,
    scan,
    status,
    vm,
)  # fmt: skip

__all__ = ["scan", "vm"]


# --- which goods ------------------------------------------------------------------------------


def test_style_when_its_code_is_typed_then_all_its_colours_and_sizes_get_a_tag(bench, vm) -> None:
    add(bench, vm, "KN3001")
    assert listed(vm) == [("白 / S", "1"), ("白 / M", "1"), ("黑 / S", "1")]
    assert (vm.state.count, vm.state.can_print, vm.state.search) == ("3", True, "")
    assert vm.state.note == "已加入 3 个单品"


def test_list_when_the_screen_speaks_another_language_then_it_does_and_the_tag_does_not(
    bench, vm
) -> None:
    add(bench, vm, "KN3001")
    bench.till.words.switch("en")
    assert [row.title for row in vm.state.rows] == ["White / S", "White / M", "Black / S"]
    assert {row.name for row in vm.state.rows} == {"Cardigan"}
    vm.step(vm.state.rows[0].key, "quantity")
    assert vm.state.pad.title == "Cardigan White / S"
    vm.close_pad()
    press(bench, vm)
    bench.hands.pump()
    label = bench.devices.tags.batch_now.orders[0].label
    assert "开衫" in repr(label)
    assert "Cardigan" not in repr(label)


def test_search_when_typed_then_styles_are_listed_and_a_tap_adds_one(bench, vm) -> None:
    vm.type("衫")
    bench.hands.pass_time(1)
    assert (vm.state.finding, [row.title for row in vm.state.rows]) == (True, ["开衫"])
    vm.pick(vm.state.rows[0].key)
    bench.hands.pump()
    assert (vm.state.finding, len(vm.state.rows)) == (False, 3)


def test_search_when_nothing_fits_then_it_says_so(bench, vm) -> None:
    vm.type("XYZ")
    bench.hands.pass_time(1)
    assert (vm.state.rows, "XYZ" in vm.state.empty) == ((), True)


def test_scan_when_on_the_page_then_it_adds_goods_and_sells_nothing(bench, vm, scan) -> None:
    scan(TEE)
    scan(JEANS)
    scan(TEE)
    assert listed(vm) == [("白 / M", "2"), ("黑 / 31", "1")]
    assert bench.tones == ["scan", "scan", "again"]
    assert bench.shell.state.place == "price_tags"
    assert bench.shop.rows("SELECT COUNT(*) FROM cart_edit") == [(0,)]


def test_scan_when_nobody_knows_the_code_then_it_is_said(bench, vm, scan) -> None:
    scan("6901234999991")
    assert (vm.state.rows, bench.tones) == ((), ["blocked"])
    assert "6901234999991" in vm.state.note


def test_scan_when_it_is_a_payment_code_then_it_is_neither_taken_nor_shown(vm, scan) -> None:
    scan(PAYMENT)
    assert PAYMENT not in vm.state.note
    assert (vm.state.note, vm.state.rows) == ("这是付款码，本页不收款。", ())


def test_goods_when_they_have_no_price_then_they_are_named_and_get_no_tag(bench, vm) -> None:
    add(bench, vm, "FR0001")
    assert (vm.state.count, vm.state.can_print) == ("0", False)
    assert ("FR0001" in vm.state.note, vm.state.note_state) == (True, "warn")
    assert (vm.state.rows[0].off, vm.state.rows[0].copies) == ("没有价格，不打印", "")
    add(bench, vm, "KN3001")
    assert (vm.state.count, vm.state.skipped) == ("3", "1 个没有价格，已略过")
    press(bench, vm)
    bench.hands.pump()
    assert len(bench.devices.tags.batch_now.orders) == 3


def test_received_when_asked_since_a_day_then_a_tag_for_each_piece(bench, vm) -> None:
    bench.shop.clock.advance(2 * DAY_MS)
    vm.choose_source("received")
    vm.add_since()
    bench.hands.pump()
    assert (vm.state.day, vm.state.rows, vm.state.note) == ("今天", (), "从今天起没有到货。")
    vm.step_day("less")
    vm.step_day("less")
    vm.add_since()
    bench.hands.pump()
    assert vm.state.count == "20"
    assert vm.state.day == "9月21日"


def test_received_when_more_came_in_than_are_printed_at_once_then_the_goods_are_named(
    bench, vm
) -> None:
    bench.shop.create(a_style("BG0001", a_variant("白", "OS", stock=1_001)))
    vm.choose_source("received")
    vm.add_since()
    bench.hands.pump()
    assert (vm.state.note_state, "BG0001" in vm.state.note) == ("warn", True)


def test_day_when_stepped_then_it_never_lies_ahead(vm) -> None:
    vm.choose_source("changed")
    vm.step_day("more")
    assert vm.state.today
    vm.step_day("less")
    assert vm.state.day == "昨天"
    vm.step_day("quantity")
    assert vm.state.today


def test_changed_when_a_price_changed_then_those_goods_are_added(bench, vm, tmp_path) -> None:
    bench.shop.clock.advance(DAY_MS)
    path = tmp_path / "new.csv"
    path.write_text("款号,名称,颜色,尺码,售价\nKN3001,开衫,白,S,79\n", "utf-8")
    ImportSheet(bench.shop.context, bench.shop.books).run(SYSTEM, path)
    vm.choose_source("changed")
    vm.add_since()
    bench.hands.pump()
    assert [(row.title, row.facts[0]) for row in vm.state.rows] == [("白 / S", "79.00")]


# --- how many ---------------------------------------------------------------------------------


def test_steppers_when_tapped_then_the_number_and_the_total_follow(bench, vm) -> None:
    add(bench, vm, "KN3001")
    first, second = vm.state.rows[0].key, vm.state.rows[1].key
    vm.step(first, "more")
    vm.step(second, "less")
    vm.step(second, "less")
    assert listed(vm)[:2] == [("白 / S", "2"), ("白 / M", "0")]
    assert (vm.state.rows[1].least, vm.state.count) == (True, "3")


def test_number_when_typed_then_it_is_taken_and_never_more_than_a_thousand(bench, vm) -> None:
    add(bench, vm, "KN3001")
    key = vm.state.rows[0].key
    vm.step(key, "quantity")
    assert vm.state.pad.value == "1"
    vm.digit("2")
    vm.digit("4")
    assert (vm.state.pad.value, vm.state.rows[0].copies) == ("24", "24")
    vm.back()
    assert vm.state.rows[0].copies == "2"
    for digit in "9999":
        vm.digit(digit)
    assert (vm.state.pad.value, vm.state.rows[0].copies) == ("1000", "1000")
    vm.clear_pad()
    assert vm.state.rows[0].copies == "0"
    vm.close_pad()
    assert vm.state.pad is None


def test_all_when_given_as_in_stock_then_what_is_out_of_stock_gets_none(bench, vm) -> None:
    add(bench, vm, "KN3001")
    vm.give_all("stock")
    assert [copies for _, copies in listed(vm)] == ["2", "3", "0"]
    vm.give_all("one")
    assert vm.state.count == "3"


def test_goods_when_sold_by_weight_then_the_row_says_for_how_much_and_one_tag_is_for_all(
    bench, vm
) -> None:
    bench.shop.create(
        a_style("YA0001", a_variant("红", "OS", cost="12.345", stock=9), unit=KILOGRAM)
    )
    add(bench, vm, "YA0001")
    vm.step(vm.state.rows[0].key, "more")
    vm.give_all("stock")
    assert (vm.state.rows[0].facts[0], vm.state.rows[0].copies) == ("12.345/kg", "1")


def test_list_when_it_is_full_then_it_says_so_and_takes_no_more(bench, vm, monkeypatch) -> None:
    monkeypatch.setattr(price_tag_list, "KINDS_MAX", 2)
    add(bench, vm, "KN3001")
    assert (len(vm.state.rows), vm.state.note_state) == (2, "warn")
    assert vm.state.note == "清单最多 2 个单品，请先打印这些。"


def test_goods_when_added_to_others_then_the_last_of_them_stands_out_and_is_in_sight(
    bench, vm, scan
) -> None:
    add(bench, vm, "KN3001")
    assert not any(row.fresh for row in vm.state.rows)
    assert vm.state.reveal == vm.state.rows[0].key
    scan(TEE)
    assert [row.fresh for row in vm.state.rows] == [False, False, False, True]
    assert vm.state.reveal == vm.state.rows[-1].key


def test_list_when_cleared_then_one_tap_brings_it_back(bench, vm) -> None:
    add(bench, vm, "KN3001")
    vm.give_all("none")
    assert (vm.state.rows, vm.state.clear[0]) == ((), "back")
    vm.give_all("back")
    assert (len(vm.state.rows), vm.state.clear[0]) == (3, "none")


# --- what it looks like -----------------------------------------------------------------------


def test_preview_when_the_size_changes_then_it_is_drawn_anew(bench, vm) -> None:
    assert vm.state.preview == b""
    add(bench, vm, "KN3001")
    small = vm.state.preview
    assert small.startswith(b"\x89PNG")
    vm.choose_size("60x40")
    bench.hands.pump()
    assert (vm.state.size, vm.state.preview.startswith(b"\x89PNG")) == ("60x40", True)
    assert vm.state.preview != small


def test_preview_when_the_shop_speaks_another_language_then_it_is_drawn_anew(bench, vm) -> None:
    add(bench, vm, "KN3001")
    before = vm.state.preview
    bench.till.session.use(replace(bench.till.session.settings, language="zh-Hant"))
    bench.hands.pump()
    assert vm.state.preview not in (b"", before)


@pytest.mark.parametrize("condition", [Condition.PAPER_OUT, Condition.OFFLINE, Condition.FAULT])
def test_print_when_the_printer_has_trouble_then_it_waits_and_the_reason_is_said(
    bench, vm, condition
) -> None:
    add(bench, vm, "KN3001")
    bench.devices.show(status(condition))
    assert (vm.state.can_print, vm.state.trouble) == (False, bench.till.words.text(OUT))
    bench.devices.show(status())
    assert (vm.state.can_print, vm.state.trouble) == (True, "")


def test_printer_when_there_is_none_then_the_key_leads_to_the_devices(bench, vm) -> None:
    bench.devices.show()
    assert (vm.state.way, vm.state.can_print) == ("setup", True)
    press(bench, vm)
    assert bench.shell.state.place == "devices"


def test_printer_when_there_are_several_then_one_is_chosen(bench, vm) -> None:
    bench.devices.show(status(Condition.OFFLINE, "labels"), status(name="labels 2"))
    assert (vm.state.chosen_printer, len(vm.state.printers)) == ("labels 2", 2)
    vm.choose_printer("labels")
    assert vm.state.chosen_printer == "labels"
    bench.shell.go("price_tags", "labels 2")
    add(bench, vm, "KN3001")
    press(bench, vm)
    bench.hands.pump()
    assert bench.devices.tags.begun[0][0] == "labels 2"
