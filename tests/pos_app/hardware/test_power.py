"""A printer on a serial line loses power inside a job: what is missing is never called printed."""

from itertools import chain

import pytest

from inventory.documents.blocks import Document, Line, Picture
from inventory.kernel.clock import SystemClock
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.job_pieces import pieces
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from pos_app.hardware.virtual_printer import VirtualLink, VirtualPrinter
from tests.pos_app.hardware.papers import logo

HURRY = Patience(
    reach_s=0.5, answer_s=0.02, take_s=0.2, print_s=0.3, pulse_s=0.2, quiet_s=0.02, forget_s=9.0
)
LINES = tuple(Line(f"item {number:02d} 0123456789 0123456789") for number in range(40))
PAPER = Document("receipt", LINES)


class Flicker(VirtualLink):
    """A line that stays while its printer is off for as many bytes as pass in 0.3 s at 9600."""

    pace = 240

    def __init__(self, printer: VirtualPrinter, at: int) -> None:
        super().__init__(printer, "ttyS0")
        self.inside, self._at, self._sent = printer, at, 0

    def send(self, data: bytes, within_s: float) -> None:
        on = bytearray()
        for byte in data:
            if self._sent == self._at:
                self._before(bytes(on), within_s)
                on = bytearray()
                self.inside.power_cycle()
            if not self._at <= self._sent < self._at + 288:
                on.append(byte)
            self._sent += 1
        self._before(bytes(on), within_s)

    def _before(self, data: bytes, within_s: float) -> None:
        if data:
            super().send(data, within_s)


def flickering(name: str, at: int) -> tuple[EscposPrinter, Flicker]:
    link = Flicker(VirtualPrinter(), at)
    printer = EscposPrinter(link, PROFILES[name], SystemClock(), HURRY)
    printer.open()
    return printer, link


MODELS = ("xprinter-xp-80", "generic-80-zh", "epson-80-zh", "epson-tm-t20iii")


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("at", [200, 400, 700, 1200])
def test_job_when_the_power_fails_for_a_moment_inside_then_it_is_not_confirmed(
    name: str, at: int
) -> None:
    printer, link = flickering(name, at)
    assert printer.print_document(PAPER).outcome == "unknown"
    assert link.inside.papers == []


@pytest.mark.parametrize("name", MODELS)
def test_job_when_the_power_stays_then_it_is_confirmed_and_whole(name: str) -> None:
    printer, link = flickering(name, 1_000_000)
    assert printer.print_document(PAPER).outcome == "confirmed"
    (paper,) = link.inside.papers
    assert all(f"item {number:02d}".encode() in paper for number in range(40))


@pytest.mark.parametrize("name", ["generic-80-zh", "picture-80", "big5-80"])
@pytest.mark.parametrize("most", [1, 100, 240, 2_880])
def test_pieces_when_put_together_then_the_same_paper_is_printed(name: str, most: int) -> None:
    profile = PROFILES[name]
    document = Document("receipt", (Line("小票 龘 one"), Picture(logo()), *LINES[:3]))
    job = render(document, profile)
    whole, cut = VirtualPrinter(), VirtualPrinter()
    whole.take(job)
    made = tuple(pieces(job, most))
    for piece in made:
        cut.take(piece)
    assert rows_of(whole.papers[0]) == rows_of(cut.papers[0])
    assert max(map(len, made)) <= max(most, 120)


def rows_of(paper: bytes) -> bytes:
    """Return a paper with the rows of its pictures, in however many commands they came."""
    from pos_app.hardware import escpos_table as table

    parts, at = [], 0
    while at < len(paper):
        found = table.read(paper, at) if paper[at] in table.LEADS else None
        size = found.size if isinstance(found, table.Command) else 1
        raster = isinstance(found, table.Command) and found.name == "raster"
        parts.append(paper[at + 8 : at + size] if raster else paper[at : at + size])
        at += size
    return bytes(chain.from_iterable(parts))
