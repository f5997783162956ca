"""The queue of papers: claimed once, reported, never sent twice by itself, the same for ever."""

from dataclasses import replace

import pytest

from inventory.catalogue.product import Names
from inventory.documents.blocks import Barcode, Cell, Line, Row
from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing import cart as c
from inventory.service.checkout import Checkout, Finished
from inventory.service.history import History
from inventory.service.print_jobs import WAITS_MS, PrintJobs, jobs_of_sale, open_jobs
from inventory.service.settings import SettingsDesk, current
from inventory.store import orders_repo, print_repo
from tests.inventory.service.ringing import (
    CASHIER,
    JEANS,
    MANAGER,
    TEE,
    edit,
    open_till,
    ring,
    yuan,
)
from tests.inventory.shop import Shop


@pytest.fixture
def till(shop: Shop) -> Checkout:
    return open_till(shop)


def sell(shop: Shop, till: Checkout, **more: bool) -> Finished:
    return till.complete(CASHIER, ring(shop, till, TEE), [Offer("cash", yuan("100"))], **more)


def texts(document) -> list[str]:
    found = []
    for block in document.blocks:
        match block:
            case Line(text):
                found.append(text)
            case Row(cells):
                found.append(" | ".join(cell.text for cell in cells))
            case Barcode(data):
                found.append(f"[{data}]")
    return found


def test_claim_when_a_sale_is_booked_then_its_paper_comes_once(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    claimed = jobs.claim()
    assert (claimed.job_id, claimed.document.title) == (done.job.id, done.receipt_no)
    assert jobs.claim() is None
    jobs.report(claimed.job_id, "confirmed")
    assert open_jobs(shop.reader) == ()


def test_paper_when_read_then_it_says_what_was_sold(shop, till) -> None:
    cart = ring(shop, till, TEE, TEE, JEANS)
    cart = edit(till, cart, c.SetDiscount(2, c.LineDiscount(Rate(1, 10))))
    till.complete(CASHIER, cart, [Offer("cash", yuan("500"))])
    paper = texts(PrintJobs(shop.context, shop.books).claim().document)
    assert paper[0] == "试验店"
    assert "  白/M  89.00 x 2 | 178.00" in paper
    assert "  黑/31  259.00 x 1  9折 | 233.10" in paper
    assert paper.count("吊牌合计 | 437.00") == paper.count("单品折扣 | -25.90") == 1
    assert "应收 | ¥411.10" in paper
    assert "含税 增值税 13% | 47.30" in paper
    assert "现金 | 500.00" in paper and "找零 | 88.90" in paper
    assert "收银 2" in paper
    assert paper[-1].startswith("[SH01-T01-1-S-000001-")
    assert not any("COPY" in line or "副本" in line for line in paper)


def test_paper_when_two_languages_then_each_label_has_both(shop, till) -> None:
    done = sell(shop, till)
    paper = texts(History(shop.context, shop.reader).document(done.sale_id, "zh-Hans+en"))
    assert "应收 TOTAL | ¥89.00" in paper
    assert "圆领纯棉T恤 Crew-neck cotton tee" in paper


def test_copy_when_the_shop_has_moved_then_only_the_mark_differs(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    first = jobs.claim()
    have = current(shop.reader)
    moved = replace(have, name=Names("新店", "新店", "New shop"), receipt_footer=("再见",))
    SettingsDesk(shop.context, shop.books).save(SYSTEM, moved)
    till.use(moved)
    till.reprint(CASHIER, done.receipt_no)
    copy = jobs.claim()
    above, below = (Line("副本 1", "centre", bold=True, size=size) for size in (2, 1))
    assert copy.document.blocks[0] == above
    assert copy.document.blocks[-3] == below
    assert (*copy.document.blocks[1:-3], *copy.document.blocks[-2:]) == first.document.blocks
    later = sell(shop, till)
    assert texts(History(shop.context, shop.reader).document(later.sale_id))[0] == "新店"


def test_start_when_one_was_being_sent_then_it_is_unknown_and_stays_so(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.claim()
    assert jobs.at_start() == 1
    assert jobs.claim() is None
    (job,) = open_jobs(shop.reader)
    assert (job.state, job.receipt_no, job.reason) == (
        "unknown", done.receipt_no, Text.of("receipt.stopped_midway"),
    )  # fmt: skip
    with pytest.raises(Refused, match=r"states\.forbidden"):
        jobs.retry(CASHIER, job.id)


def test_retry_when_it_surely_failed_then_the_same_job_comes_again(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "failed", Text.of("hardware.status.ready", n=1))
    assert open_jobs(shop.reader)[0].reason == Text.of("hardware.status.ready", n=1)
    jobs.retry(CASHIER, done.job.id)
    again = jobs.claim()
    assert again.job_id == done.job.id
    assert "副本 1" not in texts(again.document)
    with pytest.raises(Refused, match=r"receipt\.no_such_job"):
        jobs.retry(CASHIER, "nowhere")


def test_retry_when_the_sale_was_taken_back_then_it_is_refused(shop, till) -> None:
    done = sell(shop, till, one_tap=True)
    till.post_void(CASHIER, done.sale_id)
    jobs = PrintJobs(shop.context, shop.books)
    assert open_jobs(shop.reader) == ()
    with pytest.raises(Refused, match=r"sale\.taken_back"):
        jobs.retry(CASHIER, done.job.id)


def test_void_slip_when_the_receipt_was_on_paper_then_it_says_what_goes_back(shop, till) -> None:
    done = sell(shop, till, one_tap=True)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "confirmed")
    voided = till.post_void(CASHIER, done.sale_id)
    slip = texts(jobs.claim().document)
    assert "作废单" in slip
    assert f"作废原单 | {done.receipt_no}" in slip
    assert "退还 | ¥89.00" in slip
    assert "现金 | -100.00" in slip and "找零 | -11.00" in slip
    assert slip[-1] == f"[{voided.receipt_no}]"
    assert till.reprint(CASHIER, voided.receipt_no).kind == "void"


def test_copy_when_the_sale_was_taken_back_then_it_says_so_above_and_below(shop, till) -> None:
    done = sell(shop, till, one_tap=True)
    jobs = PrintJobs(shop.context, shop.books)
    first = jobs.claim()
    jobs.report(first.job_id, "confirmed")
    voided = till.post_void(CASHIER, done.sale_id)
    jobs.report(jobs.claim().job_id, "confirmed")
    till.reprint(CASHIER, done.receipt_no)
    copy = jobs.claim().document
    number = Line(voided.receipt_no, "centre", bold=True)
    for size, found in ((2, copy.blocks[:3]), (1, copy.blocks[-5:-2])):
        marks = [Line(each, "centre", bold=True, size=size) for each in ("副本 1", "已撤销")]
        assert found == (*marks, number)
    assert (*copy.blocks[3:-5], *copy.blocks[-2:]) == first.document.blocks
    till.reprint(CASHIER, voided.receipt_no)
    assert "已撤销" not in texts(jobs.claim().document)


def test_first_print_when_it_failed_before_the_sale_was_taken_back_then_a_retry_says_so(
    shop, till
) -> None:
    done = sell(shop, till, one_tap=True)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "failed")
    voided = till.post_void(CASHIER, done.sale_id)
    jobs.retry(CASHIER, done.job.id)
    paper = texts(jobs.claim(("receipt",)).document)
    assert paper[:2] == ["已撤销", voided.receipt_no]
    assert not any("副本" in line for line in paper)


def test_document_when_the_sale_was_taken_back_then_each_language_says_so(shop, till) -> None:
    done = sell(shop, till, one_tap=True)
    till.post_void(CASHIER, done.sale_id)
    history = History(shop.context, shop.reader)
    for language, word in (
        ("zh-Hans", "已撤销"), ("zh-Hant", "已撤銷"), ("en", "VOID"), ("zh-Hans+en", "已撤销 VOID"),
    ):  # fmt: skip
        assert texts(history.document(done.sale_id, language))[0] == word


def test_history_when_asked_then_sales_come_newest_first(shop, till) -> None:
    history = History(shop.context, shop.reader)
    assert history.last() is None and history.recent() == ()
    first = sell(shop, till)
    shop.clock.advance(60_000)
    second = sell(shop, till, one_tap=True)
    till.post_void(CASHIER, second.sale_id)
    assert [each.receipt_no for each in history.recent()] == [second.receipt_no, first.receipt_no]
    last = history.last()
    assert (last.sale_id, last.paid, last.change) == (second.sale_id, yuan("100"), yuan("11"))
    assert last.voided_by.startswith("SH01-T01-1-V-")
    assert history.find(first.receipt_no.lower()).prints == 0
    with pytest.raises(Refused, match=r"receipt\.number_shape"):
        history.find("SH01")


def test_history_when_the_clock_falls_back_then_sales_stay_in_the_order_they_were_booked(
    shop, till
) -> None:
    history = History(shop.context, shop.reader)
    assert history.latest_day() == ""
    first = sell(shop, till)
    shop.clock.set(1_262_304_000_000)
    second = sell(shop, till)
    assert (first.business_date, second.business_date) == ("2026-09-21", "2010-01-01")
    assert history.last().receipt_no == second.receipt_no
    assert [each.receipt_no for each in history.recent()] == [second.receipt_no, first.receipt_no]
    assert [each.receipt_no for each in history.recent(1)] == [second.receipt_no]
    assert history.latest_day() == "2026-09-21"
    assert (latest(shop, 2), latest(shop, 1), latest(shop, 0)) == ("2026-09-21", "2010-01-01", "")
    plan = shop.rows(
        "EXPLAIN QUERY PLAN SELECT receipt_no FROM sale ORDER BY epoch DESC, journal_seq DESC"
    )
    assert [row[-1] for row in plan] == ["SCAN sale USING INDEX sale_entry"]


def latest(shop: Shop, newest: int) -> str:
    with shop.reader.reading() as connection:
        return orders_repo.latest_day(connection, newest)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(Rate(1, 10), "9折"), (Rate(15, 100), "8.5折"), (Rate(1, 8), "8.75折"), (Rate(1, 2), "5折")],
)
def test_discount_when_printed_in_chinese_then_it_is_said_in_folds(shop, till, rate, said) -> None:
    cart = edit(till, ring(shop, till, TEE), c.SetDiscount(1, c.LineDiscount(rate)))
    till.complete(CASHIER, cart, [Offer("cash", yuan("100"))])
    paper = texts(PrintJobs(shop.context, shop.books).claim().document)
    assert any(line.split(" | ")[0].endswith(said) for line in paper)


def test_gift_when_printed_then_it_is_called_so(shop, till) -> None:
    cart = ring(shop, till, TEE, JEANS)
    cart = edit(till, cart, c.SetDiscount(1, c.LineDiscount(Rate(1, 1), "gift")), MANAGER)
    till.complete(MANAGER, cart, [Offer("card", yuan("259"), "1234")])
    paper = texts(PrintJobs(shop.context, shop.books).claim().document)
    assert "  白/M  89.00 x 1  赠品 | 0.00" in paper
    assert "刷卡 *1234 | 259.00" in paper


def test_cell_when_compared_then_amounts_stand_at_the_right(shop, till) -> None:
    sell(shop, till)
    document = PrintJobs(shop.context, shop.books).claim().document
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert all(row.cells[-1].align == "right" for row in rows)
    assert Cell("11.00", 1, "right") in [row.cells[-1] for row in rows]


def test_claim_when_a_paper_waits_since_another_day_then_it_does_not_print_by_itself(
    shop, till
) -> None:
    old = sell(shop, till)
    shop.clock.advance(24 * 3_600_000)
    fresh = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    claimed = jobs.claim()
    assert claimed.document.title == fresh.receipt_no
    jobs.report(claimed.job_id, "confirmed")
    assert open_jobs(shop.reader) == ()  # put aside: nobody is asked about yesterday's paper
    (stale,) = jobs_of_sale(shop.reader, old.sale_id)
    assert (stale.state, stale.reason.code) == ("failed", "receipt.stale")
    jobs.retry(CASHIER, stale.id)
    assert jobs.claim().job_id == stale.id


def test_claim_when_roles_are_given_then_only_their_papers_come(shop, till) -> None:
    done = sell(shop, till)
    till.reprint(CASHIER, done.receipt_no)
    jobs = PrintJobs(shop.context, shop.books)
    assert jobs.claim(("report",)) is None
    assert jobs.claim(("copy",)).name == f"{done.receipt_no}-1"
    assert jobs.claim(("copy",)) is None
    assert jobs.claim(("receipt", "report")).name == done.receipt_no


def test_put_back_when_a_printer_refused_then_another_one_gets_the_same_job(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    first = jobs.claim()
    assert jobs.put_back(first.job_id, Text.of("hardware.printer.paper_out")) == done.receipt_no
    assert jobs.claim() == first


def test_dismiss_when_in_doubt_then_nobody_is_asked_again_and_the_state_stays(shop, till) -> None:
    sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    waiting = open_jobs(shop.reader)[0]
    with pytest.raises(Refused, match=r"receipt\.not_in_doubt"):
        jobs.dismiss(CASHIER, waiting.id)
    jobs.report(jobs.claim().job_id, "unknown")
    jobs.dismiss(CASHIER, waiting.id)
    assert open_jobs(shop.reader) == ()
    assert shop.rows("SELECT state FROM print_job") == [("unknown",)]
    assert jobs.not_printed() == ()


def test_history_when_prints_are_unsure_then_no_word_says_more_than_is_known(shop, till) -> None:
    done = sell(shop, till)
    jobs, history = PrintJobs(shop.context, shop.books), History(shop.context, shop.reader)
    jobs.report(jobs.claim().job_id, "confirmed", Text.of("hardware.print.printed"))
    assert history.find(done.receipt_no).sure == "printed"
    till.reprint(CASHIER, done.receipt_no)
    jobs.report(jobs.claim().job_id, "confirmed", Text.of("hardware.print.sent"))
    assert history.find(done.receipt_no).sure == "sent"
    till.reprint(CASHIER, done.receipt_no)
    jobs.report(jobs.claim().job_id, "unknown", Text.of("hardware.print.no_answer"))
    assert (history.find(done.receipt_no).sure, history.find(done.receipt_no).prints) == (
        "maybe",
        3,
    )


def test_claim_when_a_paper_waited_for_long_today_then_a_person_is_asked_and_the_newest_prints(
    shop, till
) -> None:
    old = sell(shop, till)
    shop.clock.advance(WAITS_MS + 1)
    fresh = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    assert jobs.claim().document.title == fresh.receipt_no
    assert jobs.claim() is None
    (waited,) = open_jobs(shop.reader, ("failed",))
    assert (waited.receipt_no, waited.reason.code) == (old.receipt_no, "receipt.waited")
    jobs.retry(CASHIER, waited.id)
    assert jobs.claim().job_id == waited.id


def test_tidy_when_nobody_ever_printed_then_yesterdays_papers_are_put_aside_at_once(
    shop, till
) -> None:
    sell(shop, till)
    with shop.books.transaction() as connection:
        (row,) = print_repo.in_states(connection, ("queued",))
        for number in range(1, 3_001):
            connection.exec_driver_sql(
                "INSERT INTO print_job SELECT ?, store_id, till_id, epoch, kind, source_id, ?,"
                " language, state, reason, created_ms + ?, changed_ms + ?, aside, NULL"
                " FROM print_job WHERE id = ?",
                (f"j{number:05d}", number, number, number, row.id),
            )
    jobs = PrintJobs(shop.context, shop.books)
    assert len(open_jobs(shop.reader)) == 200
    assert jobs.tidy() == 0
    shop.clock.advance(24 * 3_600_000)
    assert jobs.tidy() == 3_001
    assert open_jobs(shop.reader) == ()
    assert jobs.not_printed() == ()
    assert jobs.claim() is None
    assert shop.rows("SELECT state, aside, count(*) FROM print_job") == [("failed", 1, 3_001)]


def test_open_jobs_when_asked_then_the_index_of_what_waits_answers(shop, till) -> None:
    sell(shop, till)
    plan = shop.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM print_job WHERE aside = 0 AND state IN"
        " ('queued', 'sending', 'failed', 'unknown') AND state IN ('failed') AND created_ms >= 0"
        " ORDER BY created_ms DESC, id DESC LIMIT 9"
    )
    assert any("print_job_waiting" in row[-1] for row in plan)


def test_claim_when_one_paper_cannot_be_drawn_then_the_others_still_come(shop, till) -> None:
    bad, good = sell(shop, till), sell(shop, till)
    with shop.books.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE print_job SET source_id = 'gone' WHERE source_id = ?", (bad.sale_id,)
        )
    jobs = PrintJobs(shop.context, shop.books)
    assert [each.document.title for each in jobs.not_printed()] == [good.receipt_no]
    assert jobs.claim().document.title == good.receipt_no
    (failed,) = open_jobs(shop.reader, ("failed",))
    assert (failed.receipt_no, failed.reason.code) == ("", "receipt.no_source")
