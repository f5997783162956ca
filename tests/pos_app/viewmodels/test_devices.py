"""How the devices are, and one way to try or mend each."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.hardware.categories.device import CATEGORIES, Condition, DeviceStatus
from pos_app.viewmodels.device_care import Misfit
from pos_app.viewmodels.devices import DevicesVM
from tests.inventory.service.ringing import CASHIER, TEE
from tests.pos_app.viewmodels.test_login import Places
from tests.pos_app.viewmodels.test_receipt import print_next, sell


def status(category: str, condition: Condition, reason: str = "hardware.status.ready"):
    return DeviceStatus(f"{category}-1", category, condition, Text.of(reason), 0)


@pytest.fixture
def devices(bench) -> DevicesVM:
    bench.sign_on(Role.MANAGER)
    bench.devices.listed = (
        status("scanner", Condition.READY),
        status("printer", Condition.PAPER_OUT, "hardware.printer.paper_out"),
        status("drawer", Condition.READY),
    )
    return DevicesVM(bench.till, Places())


def card(devices: DevicesVM, key: str):
    return next(each for each in devices.state.cards if each.key == key)


def journal_types(bench) -> list[str]:
    return [row[0] for row in bench.shop.rows("SELECT type FROM journal ORDER BY seq")]


def test_cards_when_one_is_faulty_then_it_comes_first_and_says_what_still_works(devices) -> None:
    first = devices.state.cards[0]
    assert (first.key, first.state, first.word) == ("printer-1", "fault", "缺纸")
    assert "收银不受影响" in first.reason
    assert devices.state.counts == (("fault", "1 个故障"), ("ok", "3 个正常"))


def test_cards_when_a_device_recovers_then_they_follow(bench, devices) -> None:
    bench.devices.show(status("printer", Condition.READY))
    assert [each.state for each in devices.state.cards] == ["ok", "ok"]
    assert card(devices, "printer-1").reason == ""


def test_test_print_when_tapped_then_a_page_goes_out_and_nothing_is_journaled(
    bench, devices
) -> None:
    before = journal_types(bench)
    devices.way("test_print", "printer-1")
    assert bench.devices.test_prints == 0
    assert card(devices, "printer-1").way_word == "再点：会打印"
    bench.hands.pass_time(7)
    assert card(devices, "printer-1").way_word == "打测试页"
    devices.way("test_print", "printer-1")
    devices.way("test_print", "printer-1")
    assert bench.devices.test_prints == 1
    assert bench.devices.tested[:2] == ("printer-1", card(devices, "printer-1").name)
    assert devices.state.told == "测试页已发送"
    assert journal_types(bench) == before


def test_drawer_when_tried_then_it_is_journaled_before_it_opens(bench, devices) -> None:
    devices.way("test_drawer")
    bench.hands.pump()
    assert bench.devices.kicks == 0
    devices.way("test_drawer")
    assert bench.devices.kicks == 0
    bench.hands.pump()
    assert bench.devices.kicks == 1
    assert journal_types(bench)[-1] == "no_sale"
    assert bench.sync.wakes == 1


def test_drawer_when_the_person_may_not_then_the_key_says_so_and_nothing_opens(
    bench, devices
) -> None:
    bench.sign_on(Role.CASHIER)
    assert card(devices, "drawer-1").off == "需要店长权限"
    devices.way("test_drawer")
    devices.way("test_drawer")
    bench.hands.pump()
    assert bench.devices.kicks == 0
    assert devices.state.trouble == "你没有这个权限，请找店长。"


def test_scanner_when_tried_then_code_type_and_time_are_shown_once(bench, devices) -> None:
    now = bench.shop.clock.now_ms()
    assert not devices.on_scan(TEE, "scanner-1", now)
    devices.way("test_scanner")
    assert card(devices, "scanner-1").chosen
    assert devices.on_scan(TEE, "scanner-1", now - 38)
    assert card(devices, "scanner-1").facts[:2] == (
        ("上次扫码", TEE), ("类型 • 用时", "EAN-13 • 38 毫秒"),
    )  # fmt: skip
    assert card(devices, "scanner-1").reason == "商品条码，校验位正确。"
    assert not devices.on_scan(TEE, "scanner-1", now)


def test_scanner_when_a_payment_code_is_scanned_then_it_is_never_shown(bench, devices) -> None:
    devices.way("test_scanner")
    devices.on_scan("134567890123456789", "scanner-1", bench.shop.clock.now_ms())
    assert card(devices, "scanner-1").facts[0][1] == "付款码，不显示"
    assert "134567890123456789" not in repr(devices.state)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("96385074", "EAN-8"), ("036000291452", "UPC-A"), ("TS-1001", "其他码")],
)
def test_scanner_when_other_codes_are_scanned_then_their_type_is_named(
    bench, devices, code, kind
) -> None:
    devices.way("test_scanner")
    devices.on_scan(code, "scanner-1", bench.shop.clock.now_ms())
    assert card(devices, "scanner-1").facts[1][1].startswith(kind)


def test_papers_when_one_failed_then_the_same_is_printed_again(bench, devices) -> None:
    number = sell(bench, TEE)
    print_next(bench, "failed", "hardware.printer.paper_out")
    [row] = devices.state.papers
    assert (row.title, row.word, row.way) == (number, "未打印", "retry")
    assert "缺纸" in row.caption
    devices.papers.print_again(row.key)
    bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no, state FROM print_job") == [(0, "queued")]
    assert bench.devices.wakes == 1
    assert [row.word for row in devices.state.papers] == ["等待打印"]


def test_papers_when_nobody_is_sure_then_a_copy_is_offered_for_half_a_day(bench, devices) -> None:
    sell(bench, TEE)
    print_next(bench, "unknown")
    [row] = devices.state.papers
    assert (row.way, row.way_word, row.aside_word) == ("copy", "重打小票", "已打出")
    assert row.caption == "请看打印机：出纸了吗？"
    devices.papers.print_again(row.key)
    bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no, state FROM print_job ORDER BY copy_no") == [
        (0, "unknown"), (1, "queued"),
    ]  # fmt: skip
    bench.shop.clock.advance(13 * 3_600 * 1_000)
    bench.devices.show(*bench.devices.listed)
    assert [row.word for row in devices.state.papers] == ["等待打印"]


def test_office_when_it_refuses_then_its_card_says_why(bench, devices) -> None:
    bench.sync.now = ("rejected", 7, Text.of("sync.refused.fork"))
    devices.enter()
    office = card(devices, "office")
    assert (office.state, office.word) == ("fault", "总部拒收")
    assert office.reason
    assert office.facts == (("同步", "7 待传"),)
    devices.way("send")
    assert bench.sync.wakes == 1


def test_office_when_there_is_none_then_it_has_no_card(bench, devices) -> None:
    bench.sync.now = ("none", 0, None)
    devices.enter()
    assert all(each.key != "office" for each in devices.state.cards)


def test_sound_when_tested_then_each_of_them_is_played_and_named(bench, devices) -> None:
    for _ in range(5):
        devices.test_sound()
    assert bench.tones == ["scan", "again", "blocked", "paid", "alarm"]
    assert devices.state.told == "钱箱未关提示音"


def test_more_devices_when_listed_then_each_has_a_key_to_try_it(bench, devices) -> None:
    kinds = ("display", "scale", "labels", "tone")
    bench.devices.show(*(status(kind, Condition.READY) for kind in kinds))
    assert [(card(devices, f"{kind}-1").name, card(devices, f"{kind}-1").way_word)
            for kind in kinds] == [
        ("客显", "试显"), ("电子秤", "试称"), ("标签打印机", "打印测试价签"),
        ("提示音", "下一个提示音"),
    ]  # fmt: skip
    for kind in kinds[:3]:
        devices.way(f"test_{kind}")
        asked, told = bench.devices.tried.pop()
        assert asked == kind
        told(Text.of("hardware.scale.weight", grams=345))
        assert devices.state.told == "345 克"
    devices.way("test_tone")
    assert bench.tones == ["scan"]


def test_papers_when_no_printer_is_set_up_then_those_that_wait_are_listed(bench, devices) -> None:
    number = sell(bench, TEE)
    bench.desk.reprint(CASHIER, number)
    bench.devices.show(status("printer", Condition.READY))
    assert devices.state.papers == ()
    assert devices.state.papers_empty == "没有要处理的小票。"
    bench.devices.show(status("scanner", Condition.READY))
    rows = devices.state.papers
    assert [row.title for row in rows] == [number, f"{number} • 副本 1"]
    assert {(row.word, row.caption, row.way_word, row.aside_word) for row in rows} == {
        ("等待打印", "没有设置小票打印机", "", ""),
    }  # fmt: skip
    devices.papers.print_again(rows[0].key)
    bench.hands.pump()
    assert bench.shop.rows("SELECT state FROM print_job") == [("queued",), ("queued",)]


@pytest.mark.parametrize(
    ("condition", "caption"), [(Condition.PAPER_OUT, "缺纸"), (Condition.OFFLINE, "断开")]
)
def test_papers_when_the_printer_does_not_work_then_those_that_wait_count_and_are_listed(
    bench, devices, condition, caption
) -> None:
    number = sell(bench, TEE)
    bench.devices.show(status("printer", condition, "hardware.printer.paper_out"))
    (row,) = devices.state.papers
    assert (row.title, row.word, row.caption, row.way, row.aside_word) == (
        number, "等待打印", caption, "", "",
    )  # fmt: skip
    assert ("待处理小票", "1 张") in card(devices, "printer-1").facts
    for language, word in (("zh-Hant", "等待列印"), ("en", "Waiting for the printer")):
        bench.till.words.switch(language)
        assert devices.state.papers[0].word == word


def test_papers_when_a_printer_works_then_one_waits_that_was_not_taken_at_once(
    bench, devices
) -> None:
    sell(bench, TEE)
    bench.devices.show(status("printer", Condition.READY))
    assert devices.state.papers == ()
    bench.shop.clock.advance(6_000)
    bench.devices.show(status("printer", Condition.READY))
    assert [row.word for row in devices.state.papers] == ["等待打印"]


def test_papers_when_tried_again_without_a_printer_then_nothing_is_said_to_be_sent(
    bench, devices
) -> None:
    sell(bench, TEE)
    print_next(bench, "failed", "hardware.printer.paper_out")
    bench.devices.show()
    devices.papers.print_again(devices.state.papers[0].key)
    bench.hands.pump()
    assert devices.state.told == "没有设置小票打印机"


def test_papers_when_one_is_put_aside_then_it_is_not_shown_and_stays_what_it_was(
    bench, devices
) -> None:
    sell(bench, TEE)
    print_next(bench, "failed", "hardware.printer.paper_out")
    [row] = devices.state.papers
    assert row.aside_word == "不用打了"
    devices.papers.put_aside(row.key)
    bench.hands.pump()
    assert devices.state.papers == ()
    assert "处理好了" in devices.state.told
    assert bench.shop.rows("SELECT state FROM print_job") == [("failed",)]


@pytest.mark.parametrize("online", ["online", "offline", "rejected"])
@pytest.mark.parametrize("condition", Condition)
def test_cards_when_in_english_then_words_that_stand_alone_begin_with_a_capital(
    bench, devices, condition: Condition, online: str
) -> None:
    bench.till.words.switch("en")
    bench.sync.now = (online, 1, None)
    bench.devices.care.unfit = (Misfit("m", Text.of("ui.none"), {"id": "gun"}),)
    lent = DeviceStatus("l", "printer", Condition.UNKNOWN, Text.of("hardware.status.lent"), 0)
    bench.devices.show(*(status(kind, condition) for kind in CATEGORIES), lent)
    for card in devices.state.cards:
        said = (card.word, card.note, *(value for _, value in card.facts))
        assert not [word for word in said if word[:1].islower()], card.name


def test_papers_when_all_are_put_aside_then_it_asks_first_and_takes_those_it_asked_about(
    bench, devices
) -> None:
    for outcome in ("failed", "unknown"):
        sell(bench, TEE)
        assert (devices.state.aside.word == "") == (len(devices.state.papers) < 2)
        print_next(bench, outcome, "hardware.print.no_answer")
    assert devices.state.aside.word == "都已处理（2）"
    devices.papers.put_all_aside()
    assert "2" in devices.state.aside.question and devices.state.aside.keep
    bench.hands.pump()
    assert len(devices.state.papers) == 2
    devices.papers.keep_all()
    assert devices.state.aside.question == ""
    bench.shop.clock.advance(1_000)
    devices.papers.put_all_aside()
    sell(bench, TEE)
    print_next(bench, "failed", "hardware.printer.paper_out")  # it was not asked about
    bench.shop.clock.advance(1_000)
    devices.papers.put_all_aside()
    bench.hands.pump()
    assert len(devices.state.papers) == 1
    assert devices.state.told == "已处理 2 张"
    assert devices.state.aside.word == ""
    assert bench.shop.rows("SELECT state, aside FROM print_job ORDER BY created_ms, id") == [
        ("failed", 1), ("unknown", 1), ("failed", 0),
    ]  # fmt: skip


def test_papers_when_those_that_wait_without_a_printer_are_put_aside_then_none_prints_later(
    bench, devices
) -> None:
    for _ in range(2):
        sell(bench, TEE)
    bench.devices.show(status("scanner", Condition.READY))
    devices.papers.put_all_aside()
    taken = bench.till.writes.print_jobs.claim()  # a printer came meanwhile and took one
    bench.shop.clock.advance(1_000)
    devices.papers.put_all_aside()
    bench.hands.pump()
    assert devices.state.told == "已处理 1 张"
    assert bench.till.writes.print_jobs.claim() is None
    rows = bench.shop.rows("SELECT id, state, aside FROM print_job ORDER BY created_ms, id")
    assert rows[0] == (taken.job_id, "sending", 0)
    assert rows[1][1:] == ("failed", 1)


def test_papers_when_the_page_is_left_with_a_question_then_no_later_tap_answers(
    bench, devices
) -> None:
    for _ in range(2):
        sell(bench, TEE)
        print_next(bench, "failed", "hardware.printer.paper_out")
    devices.papers.put_all_aside()
    devices.enter()  # the question does not outlive the page
    assert devices.state.aside.question == ""
    assert len(devices.state.papers) == 2


@pytest.mark.parametrize("outcome", ["failed", "unknown"])
def test_paper_when_its_key_is_tapped_twice_then_one_more_paper_is_printed(
    bench, devices, outcome
) -> None:
    for _ in range(2):
        sell(bench, TEE)
        print_next(bench, outcome, "hardware.print.no_answer")
    first, second = devices.state.papers
    devices.papers.print_again(first.key)
    devices.papers.print_again(first.key)  # while the books are still asked
    bench.hands.pump()
    for row in (first, second):  # right after: what was below may stand there now
        devices.papers.print_again(row.key)
        devices.papers.put_aside(row.key)
    bench.hands.pump()
    waiting = bench.shop.rows("SELECT count(*) FROM print_job WHERE state = 'queued'")
    assert waiting == [(1,)]
    assert second in devices.state.papers
    assert devices.state.trouble == ""
