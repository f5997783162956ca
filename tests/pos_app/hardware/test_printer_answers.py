"""What printers say: noise is never a printer that is well, nor a receipt that is printed."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Condition
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.printer_answers import (
    ASK,
    ASK_DONE,
    Heard,
    all_done,
    finding,
    finding_of_frame,
    works,
)
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import PROFILES, Profile
from pos_app.hardware.virtual_printer import VirtualLink, VirtualPrinter

HURRY = Patience(
    reach_s=0.5, answer_s=0.05, take_s=0.2, print_s=0.3, pulse_s=0.2, quiet_s=0.03, forget_s=9.0
)
L1, L2, L3 = PROFILES["picture-80"], PROFILES["generic-80-zh"], PROFILES["epson-80-zh"]
L4 = PROFILES["epson-tm-t70ii-ch"]
PAPER = Document("receipt", (Line("小票 one"),))


class Inside(VirtualPrinter):
    """A printer whose ``take`` a test may put something before."""


class Wire(VirtualLink):
    """A way on which a test says more, less or later than the printer does."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__(printer, "p")
        self.inside = printer
        self.noise = lambda: b""
        self.held: bytes | None = None

    def receive(self, most: int, within_s: float) -> bytes:
        said = super().receive(most, within_s)
        if self.held is not None:
            kept = bytes(byte for byte in said if byte & 0x93 == 0x12)
            self.held += bytes(byte for byte in said if byte & 0x93 != 0x12)
            said = kept
        return said + self.noise()


def printer_of(profile: Profile, *, print_s: float = 0.3) -> tuple[EscposPrinter, Wire]:
    wire = Wire(Inside())
    patience = replace(HURRY, print_s=print_s)
    printer = EscposPrinter(wire, profile, SystemClock(), patience)
    printer.open()
    return printer, wire


@given(st.binary(max_size=40))
def test_status_when_it_is_any_noise_then_what_is_not_whole_is_not_well(said: bytes) -> None:
    heard = Heard()
    heard.take(said)
    kinds = [byte for byte in heard.status if byte & 0x93 == 0x12]
    assert len(kinds) == len(heard.status)
    if works(finding(heard.status)):
        printer, cause, paper, again = heard.status
        assert printer == again
        assert not printer & 0x08
        assert not cause & 0x6C
        assert not paper & 0x60
    total = len(heard.status) + len(heard.done) + 4 * heard.frames + 7 * len(heard.numbers)
    assert total + heard.stray <= len(said)


@pytest.mark.parametrize("extra", [0x12, 0x16, 0x1A, 0x1E, 0x32, 0x72])
@pytest.mark.parametrize("status", [b"\x1a\x16\x12\x1a", b"\x1a\x32\x72\x1a", b"\x1a\x12\x12\x1a"])
def test_status_when_a_byte_too_many_moves_it_then_a_printer_in_trouble_is_not_well(
    status: bytes, extra: int
) -> None:
    assert not works(finding(status))
    assert not works(finding((bytes([extra]) + status)[:4]))


@given(st.lists(st.integers(1, 5), max_size=8), st.integers(0, 3))
def test_frame_when_it_comes_in_pieces_then_no_byte_of_it_is_an_answer(
    cuts: list[int], zeros: int
) -> None:
    said = b"\x10\x00\x00\x0f" * 3 + b"\x00" * zeros
    heard = Heard()
    for cut in cuts:
        heard.take(said[:cut])
        said = said[cut:]
    heard.take(said)
    assert (heard.frames, heard.done) == (3, b"\x00" * zeros)


@pytest.mark.parametrize(
    "done", [b"", b"\x00", b"\x00\x03", b"\x0c\x0c", b"\x00\x00\x00", b"\x01\x01"]
)
def test_answers_when_they_are_not_the_two_of_a_job_then_it_is_not_done(done: bytes) -> None:
    assert not all_done(done)


@pytest.mark.parametrize(
    ("frame", "condition"),
    [
        (b"\x10\x00\x00\x0f", Condition.READY),
        (b"\x10\x00\x03\x0f", Condition.PAPER_LOW),
        (b"\x18\x00\x0f\x0f", Condition.PAPER_OUT),
        (b"\x38\x00\x00\x0f", Condition.COVER_OPEN),
        (b"\x18\x08\x00\x0f", Condition.FAULT),
        (b"\x18\x00\x00\x0f", Condition.OFFLINE),
    ],
)
def test_frame_when_read_then_it_is_one_word(frame: bytes, condition: Condition) -> None:
    assert finding_of_frame(frame).condition is condition


@pytest.mark.parametrize("profile", [L1, L2, L3, L4], ids=lambda each: each.confirm)
@pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\x12", b"\x10", b"\x16\x00\x80"])
def test_print_when_the_line_is_noisy_and_the_printer_deaf_then_nothing_is_confirmed(
    profile: Profile, noise: bytes
) -> None:
    printer, wire = printer_of(profile)
    wire.inside.take = lambda data: b""  # type: ignore[method-assign]
    wire.noise = lambda: noise
    assert printer.print_document(PAPER).outcome == "failed"
    assert not works(printer._talk.ask())


@pytest.mark.parametrize("profile", [L1, L2, L3, L4], ids=lambda each: each.confirm)
def test_print_when_noise_begins_with_the_job_then_it_is_not_confirmed_by_noise(
    profile: Profile,
) -> None:
    """The printer answers while it is asked, dies with the job's first byte, and the line hums."""
    random = Random(7)
    for _ in range(6):
        printer, wire = printer_of(profile)
        take = wire.inside.take

        def dies(data: bytes, take=take, wire=wire) -> bytes:
            if data[:2] == b"\x1b@":
                wire.inside.take = lambda _: b""
                wire.noise = lambda: random.randbytes(random.randrange(4))
                return b""
            return take(data)

        wire.inside.take = dies  # type: ignore[method-assign]
        assert printer.print_document(PAPER).outcome == "unknown"


def test_print_when_an_answer_of_the_job_before_comes_late_then_it_confirms_nothing() -> None:
    printer, wire = printer_of(L2)
    wire.held = b""
    assert printer.print_document(PAPER).outcome == "unknown"
    late, wire.held = wire.held, b""
    assert late == b"\x00\x00"
    waits = printer.print_document(PAPER)
    assert (waits.outcome, waits.reason.code) == ("failed", "hardware.printer.owing")
    assert len(wire.inside.papers) == 1
    late, wire.held = late + (wire.held or b""), None
    answers = [late, b""]
    wire.noise = lambda: answers.pop(0) if answers else b""
    assert works(printer.attend(0))
    assert printer.print_document(PAPER).outcome == "confirmed"
    assert len(wire.inside.papers) == 2


def test_print_when_the_printer_was_switched_off_in_the_middle_then_the_next_one_is_free() -> None:
    printer, wire = printer_of(L2)
    take = wire.inside.take

    def loses(data: bytes) -> bytes:
        if data == ASK_DONE:
            wire.inside.power_cycle()
            wire.inside.take = take  # type: ignore[method-assign]
            return b""
        return take(data)

    wire.inside.take = loses  # type: ignore[method-assign]
    assert printer.print_document(PAPER).outcome == "unknown"
    assert works(printer.attend(0))
    assert printer.print_document(PAPER).outcome == "confirmed"


def test_print_when_the_job_waits_in_the_line_and_answers_burst_then_it_is_still_confirmed() -> (
    None
):
    """Questions behind a long job are answered all at once, after it: late, yet no noise."""
    printer, wire = printer_of(L2, print_s=10.0)
    take, held = wire.inside.take, [b""]
    looks = iter(range(100))

    def waits(data: bytes) -> bytes:
        if wire.inside.papers and next(looks) < 2:
            held[0] += take(data)
            return b""
        said, held[0] = held[0] + take(data), b""
        return said

    wire.inside.take = waits  # type: ignore[method-assign]
    assert printer.print_document(PAPER).outcome == "confirmed"


def test_print_when_silent_in_the_middle_and_back_then_the_reason_is_a_restart() -> None:
    printer, wire = printer_of(L3, print_s=1.0)
    take = wire.inside.take
    silent = [ASK]

    def cycles(data: bytes) -> bytes:
        if data[:3] == b"\x1d(H":
            wire.inside.power_cycle()
            return b""
        if data == ASK and wire.inside.papers and silent:
            silent.pop()
            return b""
        return take(data)

    wire.inside.take = cycles  # type: ignore[method-assign]
    printed = printer.print_document(PAPER)
    assert (printed.outcome, printed.reason.code) == ("unknown", "hardware.print.restarted")


@pytest.mark.parametrize(
    ("fault", "code"), [("cover_open", "cover_open"), ("paper_out", "paper_out")]
)
def test_print_when_the_printer_tells_of_trouble_by_itself_then_the_job_is_in_doubt(
    fault: str, code: str
) -> None:
    printer, wire = printer_of(L4)
    take = wire.inside.take

    def stops(data: bytes) -> bytes:
        if data[:2] == b"\x1b@":
            said = take(data[: len(data) // 2])
            wire.inside.switch(fault)
            return said + take(data[len(data) // 2 :])
        return b"" if data == ASK and fault in wire.inside.faults else take(data)

    wire.inside.take = stops  # type: ignore[method-assign]
    printed = printer.print_document(PAPER)
    assert (printed.outcome, printed.reason.code) == ("unknown", f"hardware.printer.{code}")


def test_drawer_when_it_moves_then_its_level_is_told_when_asked_and_by_itself() -> None:
    printer, wire = printer_of(L4)
    levels: list[int] = []
    printer.watch_drawer(levels.append)
    printer.attend(0)
    wire.inside.move_drawer(is_open=True)
    printer.attend(0)
    assert levels[0] == 0
    assert levels[-1] == 1


def test_handed_over_when_the_answer_waits_behind_the_job_then_it_is_waited_for() -> None:
    printer, wire = printer_of(L1, print_s=2.0)
    right, late = wire.receive, []

    def behind(most: int, within_s: float) -> bytes:
        """Say nothing after the job until it was asked three times over for an answer."""
        said = right(most, within_s)
        if not wire.inside.papers:
            return said
        late.append(said)
        return b"".join(late) if len(late) == 9 else b""

    wire.receive = behind  # type: ignore[method-assign]
    assert printer.print_document(PAPER).outcome == "confirmed"
    assert len(late) >= 9


def test_handed_over_when_no_answer_ever_comes_then_it_is_unknown() -> None:
    printer, wire = printer_of(L1)
    right = wire.receive
    wire.receive = lambda most, within_s: (  # type: ignore[method-assign]
        b"" if wire.inside.papers else right(most, within_s)
    )
    assert printer.print_document(PAPER).outcome == "unknown"


def test_handed_over_when_there_is_trouble_behind_the_job_then_it_is_said() -> None:
    printer, wire = printer_of(L1)
    right = wire.inside.take

    def empty_after(data: bytes) -> bytes:
        said = right(data)
        if wire.inside.papers:
            wire.inside.faults.add("paper_out")
        return said

    wire.inside.take = empty_after  # type: ignore[method-assign]
    printed = printer.print_document(PAPER)
    assert (printed.outcome, printed.reason.code) == ("unknown", "hardware.printer.paper_out")
