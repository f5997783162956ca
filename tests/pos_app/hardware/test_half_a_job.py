"""A printer that keeps half a job over a broken connection: nothing of it tops the next paper."""

from collections.abc import Iterator

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from pos_app.hardware.decoder import decode
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from pos_app.hardware.transports.tcp import TcpLink
from tests.pos_app.hardware.fake_printer import FakePrinter

PICTURES = PROFILES["picture-80"]
FIRST = Document("A", tuple(Line(f"第 {n} 行，一件衬衫") for n in range(12)))
SECOND = Document("B", (Line("SECOND", size=2), Line("第二张小票")))


@pytest.fixture
def box() -> Iterator[FakePrinter]:
    made = FakePrinter(lambda job: "reset" if job == 1 else "print")
    made.remembers = True
    yield made
    made.close()


@pytest.fixture
def printer(box: FakePrinter) -> Iterator[EscposPrinter]:
    made = EscposPrinter(TcpLink("127.0.0.1", box.port), PICTURES, SystemClock())
    made.open()
    yield made
    made.close()


def test_paper_when_the_one_before_broke_in_a_picture_then_it_is_whole_and_alone(
    box: FakePrinter, printer: EscposPrinter
) -> None:
    assert printer.print_document(FIRST).outcome == "unknown"
    assert printer.print_document(SECOND).outcome == "confirmed"
    assert box.inside.papers[-1] == render(SECOND, PICTURES)
    assert len(box.inside.papers) == 2  # the half was cut off by itself
    assert "SECOND" not in decode(box.inside.papers[0], PICTURES).lines


def test_drawer_when_the_paper_before_broke_in_a_picture_then_it_opens(
    box: FakePrinter, printer: EscposPrinter
) -> None:
    assert printer.print_document(FIRST).outcome == "unknown"
    assert printer.kick(2).kick == "sent"
    assert printer.print_document(SECOND).outcome == "confirmed"
    assert len(box.inside.pulses) == 1


def test_paper_when_a_till_was_killed_in_one_then_the_next_till_s_is_whole_and_alone(
    box: FakePrinter, printer: EscposPrinter
) -> None:
    box.fate = lambda _: "print"  # what broke came from the till before
    half = render(FIRST, PICTURES)
    box.inside.take(half[: len(half) // 2])
    printer.mistrust()
    printer.mistrust()
    assert printer.print_document(SECOND).outcome == "confirmed"
    assert box.inside.papers[-1] == render(SECOND, PICTURES)
