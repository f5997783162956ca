"""Looking at receipts: which one, how its paper stands, copies, retries, languages."""

import pytest

from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from pos_app.hardware.categories.device import Condition, DeviceStatus
from pos_app.viewmodels.receipt import ReceiptVM
from tests.inventory.service.ringing import CASHIER, JEANS, TEE, open_till, ring, yuan
from tests.pos_app.viewmodels.test_login import Places

PRINTER = DeviceStatus("printer-1", "printer", Condition.READY, Text.of("hardware.status.ready"), 0)


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
def receipt(bench, places) -> ReceiptVM:
    bench.sign_on()
    bench.devices.listed = (PRINTER,)
    return ReceiptVM(bench.till, places)


def sell(bench, *codes: str, paid: str = "500") -> str:
    """Book a sale and return its number."""
    if not hasattr(bench, "desk"):
        bench.desk = open_till(bench.shop)
    cart = ring(bench.shop, bench.desk, *codes)
    return bench.desk.complete(CASHIER, cart, [Offer("cash", yuan(paid))], one_tap=True).receipt_no


def print_next(bench, outcome: str, reason: str = "") -> None:
    """Let the printer take the oldest paper and say how it ended."""
    jobs = bench.till.writes.print_jobs
    claimed = jobs.claim()
    jobs.report(claimed.job_id, outcome, Text.of(reason) if reason else None)
    bench.devices.show(*bench.devices.listed)
    bench.hands.pump()


def test_enter_when_nothing_was_sold_then_it_says_so(bench, receipt) -> None:
    receipt.enter()
    assert receipt.state.money is None
    assert receipt.state.empty == "还没有销售。"


def test_enter_when_no_number_is_given_then_the_newest_sale_and_the_list(bench, receipt) -> None:
    first, second = sell(bench, TEE), sell(bench, TEE, JEANS)
    receipt.enter()
    bench.hands.pump()
    state = receipt.state
    assert state.listing
    assert [row.key for row in state.rows] == [second, first]
    assert state.rows[0].chosen
    assert state.rows[0].amount == "348.00"
    assert state.receipt_no == second
    assert (state.money.total, state.money.symbol) == ("348.00", "¥")
    assert state.money.rows == (("现金", "500.00"), ("找零", "152.00"))


def test_papers_when_drawn_then_both_widths_of_the_printed_language(bench, receipt) -> None:
    bench.devices.preview = lambda document, mm: f"{mm} {document}".encode()
    receipt.enter(sell(bench, TEE))
    assert not receipt.state.listing
    bench.hands.pump()
    assert [paper.mm for paper in receipt.state.papers] == [80, 58]
    assert receipt.state.language == "zh-Hans"
    before = receipt.state.papers
    receipt.show_language("en")
    bench.hands.pump()
    assert receipt.state.language == "en"
    assert b"TOTAL" in receipt.state.papers[0].png.upper()
    assert b"TOTAL" not in before[0].png.upper()


def test_choose_when_a_row_is_tapped_then_the_list_closes_on_that_sale(bench, receipt) -> None:
    first, _ = sell(bench, TEE), sell(bench, JEANS)
    receipt.enter()
    receipt.choose(first)
    assert (receipt.state.receipt_no, receipt.state.listing) == (first, False)


def test_seek_when_typed_then_only_numbers_that_hold_it(bench, receipt) -> None:
    first, second = sell(bench, TEE), sell(bench, JEANS)
    receipt.enter()
    receipt.seek(first[-8:].lower())
    assert [row.key for row in receipt.state.rows] == [first]
    receipt.submit(first[-8:].lower())
    assert receipt.state.receipt_no == first
    receipt.show_list()
    assert [row.key for row in receipt.state.rows] == [second, first]
    receipt.seek("nothing like it")
    assert receipt.state.empty == "没有找到，请核对号码。"
    receipt.submit("nothing like it")
    assert receipt.state.trouble == "“nothing like it”不是小票号。"


def test_scan_when_it_is_a_receipt_then_it_opens_else_it_goes_on(bench, receipt) -> None:
    first, _ = sell(bench, TEE), sell(bench, JEANS)
    receipt.enter()
    assert receipt.on_scan(first, "s1", 0)
    assert receipt.state.receipt_no == first
    assert bench.tones == ["scan"]
    assert not receipt.on_scan(TEE, "s1", 0)


def test_scan_when_the_receipt_is_not_ours_then_it_says_so(bench, receipt) -> None:
    number = sell(bench, TEE)
    receipt.enter(number)
    stranger = str(ReceiptNumber("XX99", "T9", 1, "S", 1))
    assert receipt.on_scan(stranger, "s1", 0)
    assert receipt.state.receipt_no == number
    assert (receipt.state.listing, receipt.state.sought) == (True, stranger)
    assert receipt.state.trouble == f"没有单号为 {stranger} 的小票。"
    assert bench.tones == ["blocked"]


def test_copy_when_tapped_then_one_more_paper_waits_with_its_number(bench, receipt) -> None:
    receipt.enter(sell(bench, TEE))
    print_next(bench, "confirmed")
    assert receipt.state.note.endswith("已打印 1 份")
    assert receipt.state.copy_hint == "纸上会印“副本 1”"
    receipt.copy()
    assert not receipt.state.can_copy
    receipt.copy()
    bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no, state FROM print_job ORDER BY copy_no") == [
        (0, "confirmed"), (1, "queued"),
    ]  # fmt: skip
    assert (bench.devices.wakes, bench.sync.wakes) == (1, 1)
    assert receipt.state.copy_word == "重打第 1 张已排队"
    assert receipt.state.can_copy
    print_next(bench, "confirmed")
    assert receipt.state.note.endswith("已打印 2 份")


def test_notice_when_the_printer_failed_then_the_same_paper_is_tried_again(bench, receipt) -> None:
    receipt.enter(sell(bench, TEE))
    print_next(bench, "failed", "receipt.stopped_midway")
    notice = receipt.state.notice
    assert (notice.tone, notice.text) == ("danger", "未打印")
    assert notice.sub == bench.till.words("receipt.stopped_midway")
    receipt.way("retry")
    bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no, state FROM print_job") == [(0, "queued")]
    assert bench.devices.wakes == 1
    assert receipt.state.notice.text == "等待打印"


def test_notice_when_nobody_knows_then_it_names_the_one_key_that_prints_a_copy(
    bench, receipt
) -> None:
    receipt.enter(sell(bench, TEE))
    print_next(bench, "unknown")
    notice = receipt.state.notice
    assert (notice.tone, notice.text) == ("warn", "可能已打印")
    assert not notice.ways and receipt.state.copy_word in notice.sub
    assert receipt.state.copy_hint == "纸上会印“重印 1”"
    receipt.copy()
    bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no, state FROM print_job ORDER BY copy_no") == [
        (0, "unknown"), (1, "queued"),
    ]  # fmt: skip


def test_notice_when_no_printer_is_set_up_then_it_says_so_and_leads_to_the_devices(
    bench, receipt, places
) -> None:
    bench.devices.listed = ()
    receipt.enter(sell(bench, TEE))
    notice = receipt.state.notice
    assert (notice.tone, notice.text) == ("warn", "没有设置小票打印机")
    assert [way[0] for way in notice.ways] == ["devices"]
    receipt.copy()
    bench.hands.pump()
    assert receipt.state.note.endswith("尚未打印")
    receipt.way("devices")
    assert places.gone == ["devices"]
    bench.devices.show(PRINTER)
    assert receipt.state.notice.text == "等待打印"


def test_pdf_when_asked_for_without_a_printer_then_the_paper_looked_at_is_kept_and_named(
    bench, receipt
) -> None:
    bench.devices.listed = ()
    number = sell(bench, TEE)
    receipt.enter(number)
    assert (receipt.state.copy_word, receipt.state.pdf_word) == ("", "存为 PDF")
    receipt.show_width("58")
    receipt.way("pdf")
    receipt.way("pdf")  # a second tap while it is written is no second wish
    bench.hands.pump()
    assert bench.devices.saved == [(number, 58)]
    notice = receipt.state.notice
    assert (notice.tone, notice.sub) == ("info", "/var/lib/suanpan/receipts-as-pdf")
    assert [way[0] for way in notice.ways] == ["devices"]
    assert receipt.state.can_copy


def test_pdf_when_a_printer_is_set_up_then_its_key_stands_beside_the_copy_s(bench, receipt) -> None:
    number = sell(bench, TEE)
    receipt.enter(number)
    assert (receipt.state.copy_word, receipt.state.pdf_word) == ("重打小票", "存为 PDF")
    receipt.way("pdf")
    bench.hands.pump()
    assert bench.devices.saved == [(number, 80)]


@pytest.mark.parametrize(
    ("condition", "reason", "said"),
    [
        (Condition.PAPER_OUT, Text.of("hardware.printer.paper_out"), "打印机缺纸。"),
        (Condition.COVER_OPEN, Text.of("hardware.printer.cover_open"), "打印机上盖未合。"),
        (Condition.OFFLINE, Text.of("hardware.link.unreachable", where="10.0.0.9:9100"),
         "连接不上 10.0.0.9:9100。"),
    ],
)  # fmt: skip
def test_notice_when_the_printer_holds_a_paper_up_then_it_says_why(
    bench, receipt, condition, reason, said
) -> None:
    receipt.enter(sell(bench, TEE))
    bench.till.writes.print_jobs.kept([job.id for job in bench.till.reads.open_jobs()])
    bench.devices.show(DeviceStatus("printer", "printer", condition, reason, 0))
    assert receipt.state.notice.text == "等待打印"
    assert receipt.state.notice.sub.startswith(said)


def test_pdf_when_it_cannot_be_written_then_it_says_why(bench, receipt) -> None:
    bench.devices.listed, bench.devices.full = (), True
    receipt.enter(sell(bench, TEE))
    receipt.way("pdf")
    bench.hands.pump()
    notice = receipt.state.notice
    assert (notice.tone, notice.sub) == ("danger", bench.till.words("receipts.pdf_failed"))
    assert bench.tones == ["blocked"]


def test_notice_when_a_paper_failed_and_no_printer_is_set_up_then_no_retry_is_offered(
    bench, receipt
) -> None:
    receipt.enter(sell(bench, TEE))
    bench.devices.listed = ()
    print_next(bench, "failed", "receipt.stopped_midway")
    assert [way[0] for way in receipt.state.notice.ways] == ["devices"]


def test_sale_when_taken_back_then_every_place_says_so(bench, receipt) -> None:
    number = sell(bench, TEE)
    sale = bench.till.reads.history.find(number)
    bench.desk.post_void(CASHIER, sale.sale_id)
    receipt.enter()
    assert receipt.state.money.voided
    assert receipt.state.rows[0].tag == ("red", "已撤销", "undo")


def test_language_when_switched_then_list_and_card_speak_it(bench, receipt) -> None:
    receipt.enter(sell(bench, TEE))
    receipt.show_list()
    bench.shell.speak("en")
    assert receipt.state.money.rows[0][0] == "Cash"
    assert receipt.state.copy_word == "Reprint receipt"


def test_next_sale_when_tapped_then_the_checkout_comes(receipt, places) -> None:
    receipt.next_sale()
    assert places.gone == ["checkout"]


def test_copy_when_nobody_may_then_the_key_says_why(bench, places) -> None:
    receipt = ReceiptVM(bench.till, places)
    receipt.enter(sell(bench, TEE))
    assert not receipt.state.can_copy
    assert receipt.state.copy_hint == "你没有重打权限，请找店长"


@pytest.mark.parametrize("way", ["pdf", "copy"])
def test_answer_when_another_sale_is_looked_at_by_then_it_is_not_said_of_that_one(
    bench, receipt, way
) -> None:
    first, second = sell(bench, TEE), sell(bench, JEANS)
    if way == "pdf":
        bench.devices.listed = ()
    receipt.enter(second)
    receipt.way(way)
    receipt.choose(first)
    before = receipt.state
    bench.hands.pump()
    assert receipt.state.receipt_no == first
    assert (receipt.state.notice, receipt.state.copy_word) == (before.notice, before.copy_word)


def test_failure_when_another_sale_is_looked_at_by_then_it_names_its_own(bench, receipt) -> None:
    first, second = sell(bench, TEE), sell(bench, JEANS)
    bench.devices.listed, bench.devices.full = (), True
    receipt.enter(second)
    receipt.way("pdf")
    receipt.choose(first)
    bench.hands.pump()
    assert receipt.state.notice.tone == "danger"
    assert receipt.state.notice.sub.startswith(second)


def test_copy_when_tapped_twice_then_one_is_made(bench, receipt) -> None:
    sell(bench, TEE)
    receipt.enter()
    for _ in range(2):
        receipt.way("copy")
        bench.hands.pump()
    assert bench.shop.rows("SELECT copy_no FROM print_job ORDER BY copy_no") == [(0,), (1,)]
