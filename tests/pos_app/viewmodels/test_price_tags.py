"""The page of price tags: which goods, how many, on what; the run and what is said of it."""

import pytest

from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM, Role
from inventory.service.import_sheet import ImportSheet
from pos_app.hardware.categories import Condition, DeviceStatus, LabelsRun
from pos_app.viewmodels import price_tag_list
from pos_app.viewmodels.price_tags import PriceTagsVM
from tests.inventory.service.ringing import JEANS, TEE, open_till
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.tills import Bench

READY, OUT = Text.of("hardware.status.ready"), Text.of("hardware.labels.out")
TAKEN = Text.of("hardware.labels.taken", n=1)
STOPPED = Text.of("hardware.labels.stopped", sent=1, wanted=1)
PAYMENT = "281234567890123456"
DAY_MS = 86_400_000


def status(condition: Condition = Condition.READY, name: str = "labels") -> DeviceStatus:
    return DeviceStatus(name, "labels", condition, READY if condition == "ready" else OUT, 0)


@pytest.fixture
def vm(bench: Bench) -> PriceTagsVM:
    open_till(bench.shop)
    bench.shop.create(
        a_style("KN3001", a_variant("白", "S", stock=2), a_variant("白", "M", stock=3),
                a_variant("黑", "S"), names=Names("开衫", "開衫", "Cardigan")),
        a_style("FR0001", a_variant("白", "OS", cost="0"), names=Names("赠品", "贈品", "Gift")),
    )  # fmt: skip
    bench.devices.show(status())
    bench.sign_on()
    made = PriceTagsVM(bench.till, bench.shell)
    bench.shell.register("price_tags", made, made.enter)
    bench.shell.go("price_tags")
    bench.hands.pump()
    return made


@pytest.fixture
def scan(bench: Bench, vm: PriceTagsVM):
    def read(code: str) -> None:
        bench.shell.on_scan(code, "scanner", 0)
        bench.hands.pump()

    return read


def listed(vm: PriceTagsVM) -> list[tuple[str, str]]:
    return [(row.title, row.copies) for row in vm.state.rows]


def add(bench: Bench, vm: PriceTagsVM, text: str) -> None:
    vm.submit(text)
    bench.hands.pump()


def press(bench: Bench, vm: PriceTagsVM) -> None:
    """Tap the main key, in no haste."""
    bench.shop.clock.advance(1_000)
    vm.press()


def way(bench: Bench, vm: PriceTagsVM, name: str) -> None:
    """Tap a key of the run, in no haste."""
    bench.shop.clock.advance(1_000)
    vm.way(name)


def printing(bench: Bench, vm: PriceTagsVM, *texts: str) -> None:
    for text in texts or ("KN3001",):
        add(bench, vm, text)
    press(bench, vm)
    bench.hands.pump()


def tell(bench: Bench, outcome, sure, maybe=0, reason=TAKEN) -> None:
    tags = bench.devices.tags
    tags.told(LabelsRun(tags.batch_now.count, sure, maybe, outcome, reason))


# --- which goods ------------------------------------------------------------------------------


def test_style_when_its_code_is_typed_then_all_its_colours_and_sizes_get_a_tag(bench, vm) -> None:
    add(bench, vm, "KN3001")
    assert listed(vm) == [("白 / S", "1"), ("白 / M", "1"), ("黑 / S", "1")]
    assert (vm.state.count, vm.state.can_print, vm.state.search) == ("3", True, "")
    assert vm.state.note == "已加入 3 个单品"


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
    assert vm.state.rows[0].copies == "1000"
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


# --- on its way -------------------------------------------------------------------------------


def test_run_when_all_is_taken_then_it_says_so_and_done_empties_the_list(bench, vm) -> None:
    printing(bench, vm)
    assert (vm.state.run.state, vm.state.run.text) == ("busy", "已完成 0 / 3 张")
    tell(bench, "confirmed", 3)
    assert (vm.state.run.state, vm.state.run.title) == ("done", "打印机已接收全部 3 张")
    assert (vm.state.run.came, bench.tones[-1]) == ("", "scan")
    way(bench, vm, "done")
    assert (vm.state.run, vm.state.rows) == (None, ())


def test_run_when_the_connection_tells_nothing_then_it_is_only_sent_and_can_be_counted(
    bench, vm
) -> None:
    printing(bench, vm)
    tell(bench, "confirmed", 3, reason=Text.of("hardware.labels.sent", n=1))
    face = vm.state.run
    assert (face.state, face.title, face.came) == ("info", "全部 3 张已发送", "3")
    assert [each[0] for each in face.ways] == ["done"]
    vm.came_out("less")
    assert vm.state.run.ways[0][:2] == ("rest", "从第 3 张接着打")


def test_keys_when_tapped_twice_in_haste_then_the_second_tap_does_nothing(bench, vm) -> None:
    printing(bench, vm)
    vm.way("cancel")  # where the key that prints stood
    assert (bench.devices.tags.called_off, vm.state.run.state) == (0, "busy")
    tell(bench, "failed", 0, reason=OUT)
    way(bench, vm, "rest")
    vm.way("cancel")
    assert (bench.devices.tags.called_off, len(bench.devices.tags.begun)) == (0, 2)


def test_preview_when_it_cannot_be_drawn_while_tags_are_laid_out_then_one_run_begins(
    bench, vm, monkeypatch
) -> None:
    add(bench, vm, "KN3001")
    press(bench, vm)

    def refused(*_: object) -> bytes:
        raise Refused(Text.of("labels.code_too_long", value="A"))

    monkeypatch.setattr(bench.devices.tags, "picture", refused)
    vm.choose_size("30x70")
    press(bench, vm)
    bench.hands.pump()
    assert len(bench.devices.tags.begun) == 1


def test_run_when_taken_and_then_out_of_labels_then_somebody_counts(bench, vm) -> None:
    printing(bench, vm)
    tell(bench, "confirmed", 3)
    bench.devices.show(status(Condition.PAPER_OUT))
    assert (vm.state.run.state, vm.state.run.came) == ("warn", "3")


def test_run_when_some_may_have_printed_then_the_rest_goes_from_what_came_out(bench, vm) -> None:
    printing(bench, vm)
    tell(bench, "unknown", 1, 2, STOPPED)
    face = vm.state.run
    assert (face.state, face.title) == ("warn", "共 3 张，第 2 到 3 张可能已打印")
    assert (face.came, face.hint) == ("1", "下一张是第 2 张：KN3001 白 M")
    vm.came_out("more")
    assert vm.state.run.ways[0][:2] == ("rest", "从第 3 张接着打")
    way(bench, vm, "rest")
    left = bench.devices.tags.batch_now
    assert [(each.label.title, each.copies) for each in left.orders] == [("KN3001 黑 S", 1)]
    assert len(bench.devices.tags.begun) == 2


def test_run_when_all_came_out_after_a_doubt_then_nothing_is_left_to_print(bench, vm) -> None:
    printing(bench, vm)
    tell(bench, "unknown", 1, 2, STOPPED)
    for _ in range(5):
        vm.came_out("more")
    assert (vm.state.run.came, [way[0] for way in vm.state.run.ways]) == ("3", ["done"])


def test_run_when_nothing_was_begun_then_it_says_why_and_can_be_tried_again(bench, vm) -> None:
    printing(bench, vm)
    tell(bench, "failed", 0, reason=OUT)
    face = vm.state.run
    assert (face.state, face.text, face.came) == ("fault", bench.till.words.text(OUT), "")
    way(bench, vm, "rest")
    assert bench.devices.tags.batch_now.count == 3
    tell(bench, "failed", 0, reason=OUT)
    way(bench, vm, "leave")
    assert (vm.state.run, len(vm.state.rows)) == (None, 3)


def test_run_when_stopped_by_a_person_then_no_more_is_asked_and_the_rest_can_follow(
    bench, vm
) -> None:
    printing(bench, vm)
    way(bench, vm, "cancel")
    way(bench, vm, "cancel")
    assert (bench.devices.tags.called_off, vm.state.run.ways) == (1, ())
    tell(bench, "cancelled", 2, reason=Text.of("hardware.labels.called_off"))
    assert vm.state.run.title == "已停止：打印机接收了 3 张中的 2 张"
    assert vm.state.run.ways[0][0] == "rest"


def test_run_when_under_way_then_the_list_stands_and_one_tap_more_prints_nothing(
    bench, vm, scan
) -> None:
    printing(bench, vm)
    press(bench, vm)
    press(bench, vm)
    bench.hands.pump()
    before = listed(vm)
    scan(TEE)
    vm.step(vm.state.rows[0].key, "more")
    vm.give_all("none")
    assert (listed(vm), len(bench.devices.tags.begun)) == (before, 1)
    assert vm.state.note == "正在打印吊牌，打完再继续。"
    assert all(row.locked for row in vm.state.rows)


def test_run_when_somebody_sells_meanwhile_then_it_goes_on(bench, vm) -> None:
    printing(bench, vm)
    bench.shell.lock()
    bench.sign_on(Role.MANAGER)
    tell(bench, "confirmed", 3)
    bench.shell.go("price_tags")
    assert vm.state.run.state == "done"


def test_words_when_the_language_changes_then_all_of_them_do(bench, vm) -> None:
    printing(bench, vm)
    tell(bench, "unknown", 1, 1, STOPPED)
    bench.till.words.switch("en")
    assert vm.state.run.title == "Tag 2 of 3 may have printed"
    assert dict(vm.state.sources)["received"] == "Goods in"
