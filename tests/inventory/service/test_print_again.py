"""Paper that ended in the middle: the whole comes once more by itself, marked; no other does."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import SYSTEM
from inventory.service.checkout import Checkout
from inventory.service.print_jobs import PrintJobs, open_jobs
from inventory.service.verify import Verify
from tests.inventory.service.ringing import CASHIER, open_till
from tests.inventory.service.test_print_jobs import sell, texts
from tests.inventory.shop import Shop

PAPER_OUT, COVER_OPEN = (
    Text.of(f"hardware.printer.{each}") for each in ("paper_out", "cover_open")
)


@pytest.fixture
def till(shop: Shop) -> Checkout:
    return open_till(shop)


def journaled_copies(shop: Shop) -> list[tuple[int, str]]:
    with shop.reader.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT json_extract(body, '$.copy'), actor_id FROM journal WHERE type = 'copy'"
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("reason", [PAPER_OUT, COVER_OPEN])
def test_report_when_paper_ended_in_the_middle_then_the_whole_prints_again_once_with_its_mark(
    shop, till, reason
) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    first = jobs.claim()
    jobs.report(first.job_id, "unknown", reason)
    (waiting,) = open_jobs(shop.reader)
    assert (waiting.copy_no, waiting.state, waiting.reason.code) == (1, "queued", "receipt.again")
    assert journaled_copies(shop) == [(1, SYSTEM.id)]
    again = jobs.claim(("receipt",))  # it belongs to the printer of receipts, not to that of copies
    assert (again.job_id, again.name) == (waiting.id, f"{done.receipt_no}-1")
    paper = texts(again.document)
    assert (paper[0], paper.count("重印 1")) == ("重印 1", 2)
    assert [each for each in paper if each != "重印 1"] == texts(first.document)
    jobs.report(again.job_id, "unknown", reason)
    (asked,) = open_jobs(shop.reader)
    assert (asked.id, asked.state) == (again.job_id, "unknown")  # now a person decides
    assert jobs.claim() is None
    assert journaled_copies(shop) == [(1, SYSTEM.id)]
    assert Verify(shop.reader).run(file=False).clean


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("unknown", "hardware.print.no_answer"),
        ("unknown", "hardware.printer.silent"),
        ("failed", "hardware.printer.paper_out"),
        ("confirmed", "hardware.print.printed"),
    ],
)
def test_report_when_nothing_says_that_paper_ended_in_it_then_nothing_prints_again_by_itself(
    shop, till, outcome, code
) -> None:
    sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, outcome, Text.of(code))
    assert jobs.claim() is None
    assert journaled_copies(shop) == []


def test_report_when_paper_ended_in_a_copy_then_it_prints_again_where_copies_do(shop, till) -> None:
    done = sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "confirmed")
    till.reprint(CASHIER, done.receipt_no)
    jobs.report(jobs.claim(("copy",)).job_id, "unknown", PAPER_OUT)
    assert jobs.claim(("receipt",)) is None
    assert texts(jobs.claim(("copy",)).document)[0] == "重印 2"


def test_start_when_killed_before_the_end_was_written_then_nothing_prints_again_by_itself(
    shop, till
) -> None:
    sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "unknown", PAPER_OUT)
    jobs.claim()
    after = PrintJobs(shop.context, shop.books)
    assert after.at_start() == 1
    assert after.claim() is None


def test_copy_when_it_came_out_then_the_print_in_doubt_before_it_is_settled(shop, till) -> None:
    done, other = sell(shop, till), sell(shop, till)
    jobs = PrintJobs(shop.context, shop.books)
    jobs.report(jobs.claim().job_id, "unknown")
    jobs.report(jobs.claim().job_id, "unknown")
    till.reprint(CASHIER, done.receipt_no)
    assert len(open_jobs(shop.reader, ("unknown",))) == 2
    jobs.report(jobs.claim().job_id, "confirmed", Text.of("hardware.print.printed"))
    assert [job.receipt_no for job in open_jobs(shop.reader)] == [other.receipt_no]
    assert shop.rows("SELECT state FROM print_job ORDER BY created_ms, id") == [
        ("unknown",), ("unknown",), ("confirmed",),
    ]  # fmt: skip
    till.reprint(CASHIER, other.receipt_no)
    jobs.report(jobs.claim().job_id, "unknown")
    assert len(open_jobs(shop.reader, ("unknown",))) == 2
