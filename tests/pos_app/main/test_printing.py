"""Several printers: one stands in for another, no paper comes out of two, none is lost to sight."""

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from inventory.kernel.errors import Refused
from inventory.service.history import History
from inventory.service.print_jobs import WAITS_MS, PrintJobs, open_jobs
from pos_app.hardware.decoder import decode
from pos_app.hardware.profiles import PROFILES
from pos_app.main.runtime import Books, build_writes
from pos_app.viewmodels.till import Kick
from tests.pos_app.hardware.whole import whole
from tests.pos_app.main.desks import CASHIER, a_desk, books_of, inside, printer, sell, states

CHAIN = (printer("counter"), printer("office", after="counter"))


def drawer(name: str, host: str, **options: object) -> dict:
    """Return the settings of a drawer on a printer."""
    more = {"printer": host, **options}
    return {"id": name, "category": "drawer", "driver": "printer_drawer", "options": more}


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = books_of(tmp_path)
    yield opened
    opened.close()


def known(desk) -> bool:
    return all(status.condition != "unknown" for status in desk.statuses())


def papers(desk, *names: str) -> list[int]:
    model = PROFILES["generic-80-zh"]
    return [len(whole(inside(desk, name).papers, model)) for name in names]


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "offline"])
def test_paper_when_the_first_printer_has_trouble_then_the_next_one_prints_it(
    books: Books, fault: str
) -> None:
    with a_desk(books, *CHAIN) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").switch(fault)
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(desk, "counter", "office") == [0, 1]
        inside(desk, "counter").switch(fault, on=False)
        assert papers(desk, "counter", "office") == [0, 1]


@pytest.mark.parametrize(("fault", "left"), [("die", 1), ("break", 0)])
def test_paper_when_it_may_have_printed_then_no_other_printer_gets_it(
    books: Books, fault: str, left: int
) -> None:
    with a_desk(books, *CHAIN) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").switch(fault)
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["unknown"])
        inside(desk, "counter").switch(fault, on=False)
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books)[1] == "confirmed")
        assert states(books)[0] == "unknown"
        assert sum(papers(desk, "counter", "office")) == left + 1


def test_copy_when_it_has_a_printer_of_its_own_then_it_prints_there(books: Books) -> None:
    own = (printer("counter", role="receipt"), printer("office", role="copy"))
    with a_desk(books, *own) as (desk, hands):
        hands.until(lambda: known(desk))
        done = sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(desk, "counter", "office") == [1, 0]
        checkout = build_writes(books).checkout
        books.writer.submit(lambda: checkout.reprint(CASHIER, done.receipt_no)).result(20)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["confirmed"] * 2)
        assert papers(desk, "counter", "office") == [1, 1]


def test_reprint_when_the_first_print_is_in_doubt_then_its_mark_says_so(books: Books) -> None:
    with a_desk(books, printer("counter")) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").switch("die")
        done = sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["unknown"])
        inside(desk, "counter").switch("die", on=False)
        checkout = build_writes(books).checkout
        for count in (2, 3):
            books.writer.submit(lambda: checkout.reprint(CASHIER, done.receipt_no)).result(20)
            desk.wake_printer()
            hands.until(lambda count=count: states(books)[1:] == ["confirmed"] * (count - 1))
        model = PROFILES["generic-80-zh"]
        done_papers = whole(inside(desk, "counter").papers, model)
        tops = [decode(paper, model).lines[0] for paper in done_papers]
    assert tops[1:] == ["重印 1", "副本 2"]


@pytest.mark.parametrize("lent", [False, True])
def test_paper_when_no_printer_works_then_it_is_a_picture_until_one_does(
    books: Books, *, lent: bool
) -> None:
    with a_desk(books, *CHAIN) as (desk, hands):

        def disable(name: str, *, on: bool = True) -> None:
            if lent:
                desk.care.lend(name, lent=on)
            else:
                inside(desk, name).switch("paper_out", on=on)

        hands.until(lambda: known(desk))
        for name in ("counter", "office"):
            disable(name)
        hands.until(lambda: not any(status.works for status in desk.statuses()))
        done = sell(books)
        desk.wake_printer()
        picture = desk.printers.folder / f"{done.receipt_no}.png"
        hands.until(picture.exists)
        page = picture.with_suffix(".pdf")
        hands.until(page.exists)
        assert Image.open(BytesIO(picture.read_bytes())).width == 80 * 8
        assert page.read_bytes().startswith(b"%PDF-")
        hands.until(lambda: open_jobs(books.reading)[0].reason is not None)
        job = open_jobs(books.reading)[0]
        assert (job.state, job.reason.code) == ("queued", "receipt.kept_as_picture")
        assert job.reason.params == {"minutes": WAITS_MS // 60_000}  # not: whenever one is ready
        disable("office", on=False)
        hands.until(lambda: states(books) == ["confirmed"])
        hands.until(lambda: not picture.exists() and not page.exists())
        assert papers(desk, "counter", "office") == [0, 1]


def test_paper_when_a_till_has_no_printer_then_nothing_is_made_of_it(books: Books) -> None:
    with a_desk(books) as (desk, hands):
        sell(books)
        desk.wake_printer()
        hands.pump()
        assert not desk.printers.folder.exists()
    assert states(books) == ["queued"]


def test_pdf_when_a_till_has_no_printer_then_a_person_can_have_one_paper_as_a_file(
    books: Books,
) -> None:
    with a_desk(books) as (desk, _):
        done = sell(books)
        document = History(books.context, books.reading).document(done.sale_id)
        for mm in (58, 80):
            where = desk.save_pdf(document, mm)
            saved = books.folder.absolute() / "receipts-as-pdf" / f"{done.receipt_no}.pdf"
            assert where == str(saved.parent)
            data = saved.read_bytes()
            assert f"/MediaBox [0 0 {mm / 25.4 * 72:.2f} ".encode() in data
        assert [each.name for each in (books.folder / "receipts-as-pdf").iterdir()] == [
            f"{done.receipt_no}.pdf"
        ]


def test_pdf_when_the_folder_takes_nothing_then_it_is_refused_in_words(books: Books) -> None:
    with a_desk(books) as (desk, _):
        done = sell(books)
        document = History(books.context, books.reading).document(done.sale_id)
        (books.folder / "receipts-as-pdf").write_bytes(b"")  # a file where the folder should be
        with pytest.raises(Refused, match=r"receipts\.pdf_failed"):
            desk.save_pdf(document, 80)


def test_start_when_a_job_was_being_sent_then_no_printer_sends_it_again(books: Books) -> None:
    sell(books)
    jobs = PrintJobs(books.context, books.writing)
    assert books.writer.submit(jobs.claim).result(20) is not None
    assert books.writer.submit(jobs.at_start).result(20) == 1
    with a_desk(books, *CHAIN) as (desk, hands):
        hands.until(lambda: known(desk))
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["unknown", "confirmed"])
        assert papers(desk, "counter", "office") == [1, 0]


@pytest.mark.parametrize("role", ["copy", "report"])
def test_paper_when_no_printer_was_set_up_for_it_then_the_first_one_prints_it(
    books: Books, role: str
) -> None:
    with a_desk(books, printer("counter", role=role)) as (desk, hands):
        hands.until(lambda: known(desk))
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(desk, "counter") == [1]


@pytest.mark.parametrize("fault", ["paper_out", "cover_open", "offline"])
def test_paper_when_trouble_is_seen_only_by_it_then_it_waits_and_prints_afterwards(
    books: Books, fault: str
) -> None:
    with a_desk(books, printer("counter")) as (desk, hands):
        hands.until(lambda: known(desk))
        desk.registry.device("counter").worker.poll_s = 60.0
        inside(desk, "counter").faults.add(fault)
        sell(books)
        desk.wake_printer()
        hands.until(lambda: not any(status.works for status in desk.statuses()))
        desk.registry.device("counter").worker.poll_s = 0.05
        inside(desk, "counter").switch(fault, on=False)
        desk.registry.device("counter").worker.nudge()
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(desk, "counter") == [1]


def test_claim_when_the_books_are_busy_for_long_then_the_drawer_opens_and_the_paper_comes_after(
    books: Books,
) -> None:
    with a_desk(books, printer("counter"), drawer("till", "counter")) as (desk, hands):
        hands.until(lambda: known(desk))
        free, kicked = threading.Event(), threading.Event()
        sell(books, lambda: free.wait(20))
        desk.wake_printer()
        inside(desk, "counter").on_pulse = kicked.set
        desk.kick_drawer(Kick(CASHIER, "sale"))
        assert kicked.wait(10)
        assert papers(desk, "counter") == [0]
        free.set()
        hands.until(lambda: states(books) == ["confirmed"])
        assert papers(desk, "counter") == [1]


def test_kick_when_many_papers_wait_then_it_comes_after_one_of_them_at_most(books: Books) -> None:
    with a_desk(books, printer("counter"), drawer("till", "counter")) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").switch("paper_out")
        hands.until(lambda: not any(each.works for each in desk.statuses()[:1]))
        for _ in range(4):
            sell(books)
        right, seen = desk.registry.driver("counter").print_document, []

        def first_kick(document):
            if not seen:
                desk.kick_drawer(Kick(CASHIER, "sale"))
            seen.append(document)
            return right(document)

        desk.registry.driver("counter").print_document = first_kick
        before: list[int] = []
        inside(desk, "counter").on_pulse = lambda: before.append(len(seen))
        inside(desk, "counter").switch("paper_out", on=False)
        hands.until(lambda: states(books) == ["confirmed"] * 4)
        hands.until(lambda: bool(before))
        assert before == [1]


def test_picture_when_one_paper_cannot_be_drawn_then_the_others_are_kept(books: Books) -> None:
    with a_desk(books, printer("counter")) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").switch("paper_out")
        hands.until(lambda: not any(status.works for status in desk.statuses()))
        right, drawn = desk.printers._draw, []

        def fail_once(document):
            drawn.append(document)
            if len(drawn) == 1:
                raise ValueError
            return right(document)

        desk.printers._draw = fail_once
        bad, good = sell(books), sell(books)
        desk.wake_printer()
        hands.until((desk.printers.folder / f"{good.receipt_no}.png").exists)
        assert not (desk.printers.folder / f"{bad.receipt_no}.png").exists()
        third = sell(books)
        desk.wake_printer()
        hands.until((desk.printers.folder / f"{third.receipt_no}.png").exists)


def test_drawer_when_it_is_taught_anew_or_taken_away_then_the_till_forgets_that_it_stood_open(
    books: Books,
) -> None:
    plain = drawer("till", "counter", drawer_open_level=1)
    with a_desk(books, printer("counter"), plain) as (desk, hands):
        hands.until(lambda: known(desk))
        inside(desk, "counter").move_drawer(is_open=True)
        hands.until(desk.drawer_open)
        anew = drawer("till", "counter", drawer_open_level=0)
        done: list[int] = []
        desk.care.replace(anew, lambda: done.append(1), pytest.fail)
        hands.until(lambda: bool(done))
        hands.until(lambda: desk.registry.drawers()[0].sensor.is_open is False)
        assert not desk.drawer_open()
        inside(desk, "counter").move_drawer(is_open=False)
        hands.until(desk.drawer_open)
        desk.care.remove("till", lambda: done.append(2), pytest.fail)
        hands.until(lambda: done == [1, 2])
        assert not desk.drawer_open()


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
@pytest.mark.parametrize("model", ["generic-80-zh", "epson-80-zh", "epson-tm-t70ii-ch"])
def test_paper_when_it_ends_in_the_middle_then_after_that_the_whole_comes_again_marked(
    books: Books, model: str, fault: str
) -> None:
    with a_desk(books, printer("counter", profile=model)) as (desk, hands):
        hands.until(lambda: known(desk))
        end_inside(desk, "counter", fault)
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["unknown", "queued"])
        hands.until(lambda: not any(each.works for each in desk.statuses()))
        sell(books)
        desk.wake_printer()
        inside(desk, "counter").switch(fault, on=False)
        hands.until(lambda: states(books) == ["unknown", "confirmed", "confirmed"])
        tops = [decode(paper, PROFILES[model]).lines[0] for paper in inside(desk, "counter").papers]
    assert tops.count("重印 1") == 1
    assert len(tops) == 3  # what the printer had kept of the first, its reprint, the next sale's


def test_paper_when_it_ends_in_the_middle_then_the_printer_behind_prints_the_whole(
    books: Books,
) -> None:
    with a_desk(books, *CHAIN) as (desk, hands):
        hands.until(lambda: known(desk))
        end_inside(desk, "counter", "paper_out")
        sell(books)
        desk.wake_printer()
        hands.until(lambda: states(books) == ["unknown", "confirmed"])
        (paper,) = inside(desk, "office").papers
    assert decode(paper, PROFILES["generic-80-zh"]).lines[0] == "重印 1"


def end_inside(desk, name: str, fault: str) -> None:
    """Let the paper end, or the cover open, when half of the next job was sent."""
    link, virtual = desk.registry.driver(name)._link, inside(desk, name)
    right = link.send

    def send(data: bytes, within_s: float) -> None:
        if not data.startswith(b"\x1b@"):
            right(data, within_s)
            return
        link.send = right
        half = len(data) // 2
        right(data[:half], within_s)
        virtual.switch(fault)
        right(data[half:], within_s)

    link.send = send
