"""Tags on their way, as the page shows them: what is known is said, nothing is sent twice."""

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories import Condition
from tests.inventory.service.ringing import JEANS, TEE
from tests.pos_app.viewmodels.tagging import (
    OUT,
    STOPPED,
    add,
    listed,
    press,
    printing,
    reprice,
    scan,
    status,
    tell,
    vm,
    way,
)  # fmt: skip

__all__ = ["scan", "vm"]


def test_run_when_all_is_taken_then_it_says_so_and_done_empties_the_list(bench, vm) -> None:
    printing(bench, vm)
    assert (vm.state.run.state, vm.state.run.text) == ("busy", "已交给打印机 0 / 3 张")
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
    assert (face.state, face.title) == ("warn", "共 3 张，第 2–3 张可能已打印")
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


def test_print_when_a_price_changed_since_it_was_chosen_then_it_is_shown_first(
    bench, vm, tmp_path
) -> None:
    add(bench, vm, "KN3001")
    vm.step(vm.state.rows[0].key, "more")
    reprice(bench, tmp_path)
    press(bench, vm)
    bench.hands.pump()
    assert (bench.devices.tags.begun, vm.state.run) == ([], None)
    assert (vm.state.rows[0].facts[0], vm.state.rows[0].copies) == ("79.00", "2")
    assert (vm.state.note_state, "KN3001" in vm.state.note) == ("warn", True)
    press(bench, vm)
    bench.hands.pump()
    (order, *_) = bench.devices.tags.batch_now.orders
    assert "¥79.00" in [getattr(part, "text", "") for part in order.label.parts]


def test_rest_when_a_price_changed_meanwhile_then_nothing_is_printed_at_the_old_one(
    bench, vm, tmp_path
) -> None:
    printing(bench, vm)
    tell(bench, "cancelled", 0, reason=Text.of("hardware.labels.called_off"))
    reprice(bench, tmp_path)
    way(bench, vm, "rest")
    assert len(bench.devices.tags.begun) == 1
    assert (vm.state.run.ways[0][0], "KN3001" in vm.state.note) == ("rest", True)
    way(bench, vm, "leave")
    press(bench, vm)
    bench.hands.pump()
    assert bench.devices.tags.batch_now.count == 3


def test_rest_when_only_what_came_out_has_another_price_then_it_goes_on(
    bench, vm, tmp_path
) -> None:
    printing(bench, vm)
    tell(bench, "cancelled", 1, reason=Text.of("hardware.labels.called_off"))
    reprice(bench, tmp_path)
    way(bench, vm, "rest")
    assert bench.devices.tags.batch_now.count == 2


def test_run_when_left_after_some_came_out_then_those_are_not_printed_again(bench, vm) -> None:
    add(bench, vm, "KN3001")
    vm.step(vm.state.rows[1].key, "more")
    add(bench, vm, "FR0001")
    press(bench, vm)
    bench.hands.pump()
    tell(bench, "unknown", 1, 1, STOPPED)
    vm.came_out("more")
    way(bench, vm, "leave")
    assert listed(vm) == [("白 / M", "1"), ("黑 / S", "1"), ("白 / 均码", "")]
    press(bench, vm)
    bench.hands.pump()
    assert bench.devices.tags.batch_now.count == 2


def test_list_when_tags_are_laid_out_then_it_stands_as_for_the_run(bench, vm) -> None:
    add(bench, vm, "KN3001")
    vm.step(vm.state.rows[0].key, "quantity")
    press(bench, vm)
    before = listed(vm)
    vm.digit("9")
    vm.step(vm.state.rows[0].key, "more")
    bench.shell.on_scan(JEANS, "scanner", 0)
    assert (listed(vm), vm.state.editable, vm.state.pad) == (before, False, None)
    bench.hands.pump()
    assert (listed(vm), bench.devices.tags.batch_now.count) == (before, 3)


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
