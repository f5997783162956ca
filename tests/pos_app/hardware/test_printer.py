"""A printer that fails in every way: what is said of a receipt is never more than is known."""

import time
from dataclasses import replace

import pytest

from inventory.documents.blocks import Document, Line
from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import DeviceError
from pos_app.hardware.categories import Condition, Printed
from pos_app.hardware.decoder import decode
from pos_app.hardware.escpos_printer import EscposPrinter
from pos_app.hardware.printer_answers import Heard, finding
from pos_app.hardware.printer_talk import Patience
from pos_app.hardware.profiles import PROFILES, Profile
from pos_app.hardware.transports.tcp import TcpLink
from pos_app.hardware.virtual_printer import VirtualLink, VirtualPrinter
from tests.pos_app.hardware.fake_printer import FakePrinter

HURRY = Patience(reach_s=1.0, answer_s=0.15, take_s=0.5, print_s=0.8, pulse_s=0.3)
L1, L2, L3 = PROFILES["picture-80"], PROFILES["generic-80-zh"], PROFILES["epson-80-zh"]
PAPER = Document("receipt", (Line("小票 one"),))


def over_tcp(fake: FakePrinter, profile: Profile = L2) -> EscposPrinter:
    printer = EscposPrinter(TcpLink("127.0.0.1", fake.port), profile, SystemClock(), HURRY)
    printer.open()
    return printer


def inside() -> tuple[EscposPrinter, VirtualPrinter]:
    virtual = VirtualPrinter()
    printer = EscposPrinter(VirtualLink(virtual, "p"), L2, SystemClock(), HURRY)
    printer.open()
    return printer, virtual


@pytest.mark.parametrize(("profile", "level"), [(L1, "L1"), (L2, "L2"), (L3, "L3")])
def test_print_when_all_is_well_then_it_is_confirmed_as_far_as_the_model_can(
    profile: Profile, level: str
) -> None:
    with FakePrinter() as fake:
        printer = over_tcp(fake, profile)
        printed = printer.print_document(PAPER)
        printer.close()
    assert (printed.outcome, printed.level) == ("confirmed", level)
    assert [decode(paper, profile).faults for paper in fake.inside.papers] == [()]
    said = "hardware.print.sent" if level == "L1" else "hardware.print.printed"
    assert printed.reason.code == said


@pytest.mark.parametrize("profile", [L2, L3], ids=["L2", "L3"])
@pytest.mark.parametrize(
    ("fate", "papers"), [("stall", 0), ("reset", 0), ("paper_out", 0), ("die", 1)]
)
def test_print_when_it_fails_on_the_way_then_it_is_unknown(
    profile: Profile, fate: str, papers: int
) -> None:
    with FakePrinter(lambda _: fate) as fake:
        printer = over_tcp(fake, profile)
        begin = time.monotonic()
        printed = printer.print_document(PAPER)
        took = time.monotonic() - begin
        printer.close()
    assert printed.outcome == "unknown"
    assert len(fake.inside.papers) == papers
    assert took < 3


def test_print_when_paper_ran_out_in_the_middle_then_the_reason_says_so() -> None:
    with FakePrinter(lambda _: "paper_out") as fake:
        printer = over_tcp(fake)
        printed = printer.print_document(PAPER)
        printer.close()
    assert printed == Printed("unknown", printed.reason)
    assert printed.reason.code == "hardware.printer.paper_out"


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("paper_out", "hardware.printer.paper_out"),
        ("cover_open", "hardware.printer.cover_open"),
        ("offline", "hardware.link.broken"),
    ],
)
def test_print_when_the_printer_is_not_ready_then_nothing_is_sent(fault: str, reason: str) -> None:
    printer, virtual = inside()
    virtual.switch(fault)
    printed = printer.print_document(PAPER)
    assert (printed.outcome, printed.reason.code) == ("failed", reason)
    virtual.switch(fault, on=False)
    assert virtual.papers == []
    assert virtual.torn == []


def test_print_when_paper_is_low_then_it_prints() -> None:
    printer, virtual = inside()
    virtual.switch("paper_low")
    assert printer.attend(0).condition is Condition.PAPER_LOW
    assert printer.print_document(PAPER).outcome == "confirmed"


def test_print_when_the_printer_is_silent_then_it_failed_within_its_patience() -> None:
    class Deaf(VirtualPrinter):
        def take(self, data: bytes) -> bytes:
            return b""

    printer = EscposPrinter(VirtualLink(Deaf(), "p"), L2, SystemClock(), HURRY)
    printer.open()
    begin = time.monotonic()
    printed = printer.print_document(PAPER)
    assert time.monotonic() - begin < 0.4
    assert (printed.outcome, printed.reason.code) == ("failed", "hardware.printer.silent")
    with pytest.raises(DeviceError):
        printer.attend(0)


@pytest.mark.parametrize("profile", [L2, L3], ids=["L2", "L3"])
def test_print_when_answers_are_nonsense_then_nothing_is_confirmed_by_them(
    profile: Profile,
) -> None:
    virtual = VirtualPrinter()
    printer = EscposPrinter(VirtualLink(virtual, "p"), profile, SystemClock(), HURRY)
    printer.open()
    virtual.switch("garble")
    assert printer.print_document(PAPER).outcome in ("failed", "unknown")
    virtual.switch("garble", on=False)
    assert printer.attend(0).condition is Condition.READY


def test_print_when_an_old_answer_is_in_the_wire_then_it_confirms_nothing() -> None:
    with FakePrinter(lambda number: "stall" if number == 2 else "print") as fake:
        printer = over_tcp(fake)
        printer.print_document(PAPER)
        fake.inside.switch("paper_low")
        assert printer.print_document(PAPER).outcome == "unknown"
        printer.close()


# --- the drawer ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pin", [2, 5])
def test_kick_when_sent_then_it_is_one_pulse_on_its_pin(pin: int) -> None:
    printer, virtual = inside()
    kicked = printer.kick(pin)
    assert kicked.kick == "sent"
    assert virtual.pulses == [(pin, 100, 100)]


def test_kick_when_the_model_has_no_such_pin_then_nothing_is_sent() -> None:
    virtual = VirtualPrinter()
    one_pin = replace(L2, drawer_pins=(2,))
    printer = EscposPrinter(VirtualLink(virtual, "p"), one_pin, SystemClock(), HURRY)
    printer.open()
    assert printer.kick(5).reason.code == "hardware.drawer.no_pin"
    assert virtual.pulses == []


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_kick_when_the_printer_has_no_paper_then_it_opens_now_and_not_later(fault: str) -> None:
    printer, virtual = inside()
    virtual.switch(fault)
    assert printer.kick(2).kick == "sent"
    assert virtual.pulses == [(2, 100, 100)]
    virtual.switch(fault, on=False)
    assert virtual.pulses == [(2, 100, 100)]


@pytest.mark.parametrize("fault", ["offline", "stall"])
def test_kick_when_the_printer_is_gone_then_it_never_comes_later(fault: str) -> None:
    printer, virtual = inside()
    virtual.switch(fault)
    assert printer.kick(2).kick == "failed"
    virtual.switch(fault, on=False)
    printer.open()
    assert printer.print_document(PAPER).outcome == "confirmed"
    assert virtual.pulses == []


# --- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "condition"),
    [
        (b"\x12\x12\x12", Condition.READY),
        (b"\x16\x12\x12", Condition.READY),
        (b"\x12\x12\x1e", Condition.PAPER_LOW),
        (b"\x1a\x32\x72", Condition.PAPER_OUT),
        (b"\x1a\x16\x12", Condition.COVER_OPEN),
        (b"\x1a\x52\x12", Condition.FAULT),
        (b"\x1a\x12\x12", Condition.OFFLINE),
    ],
)
def test_status_when_read_then_it_is_one_word(status: bytes, condition: Condition) -> None:
    assert finding(status + status[:1]).condition is condition


def test_answers_when_they_come_mixed_and_in_pieces_then_they_are_told_apart() -> None:
    heard = Heard()
    for piece in (b"\x12\x14\x00\x00", b"\x0f\x00\x37\x22", b"0042\x00\x12", b"\x0c"):
        heard.take(piece)
    assert heard.status == b"\x12\x12"
    assert heard.numbers == (b"0042",)
    assert heard.done == b"\x00\x0c"
    assert heard.frame == b"\x14\x00\x00\x0f"
    assert heard.stray == 0
