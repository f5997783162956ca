"""Nothing on a paper is a command that printers obey at once: no pulse, no reset, no status."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.documents.blocks import Barcode, Document, Line, Qr
from pos_app.hardware.bitmap import Bitmap
from pos_app.hardware.code128 import bars, letters_width, parts
from pos_app.hardware.decoder import PrintedBarcode, decode
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render

AT_ONCE = re.compile(rb"\x10[\x04\x05\x14]")
PULSE = "1620010001"  # in pairs of digits: DLE DC4 1 0 1


@pytest.mark.parametrize("name", list(PROFILES))
@pytest.mark.parametrize("data", [PULSE, "SH01" + PULSE, "160401", "1605", "99" + PULSE * 2])
def test_barcode_when_its_digits_are_a_pulse_then_it_says_the_same_without_one(
    name: str, data: str
) -> None:
    job = render(Document("x", (Barcode(data),)), PROFILES[name])
    assert not AT_ONCE.search(job)
    decoded = decode(job, PROFILES[name])
    assert decoded.faults == ()
    native = [each.data for each in decoded.events if isinstance(each, PrintedBarcode)]
    assert native in ([], [data])


def test_barcode_when_set_b_is_wide_then_its_width_is_that_of_the_symbol() -> None:
    for data in ("ABC", "a{b", "x" * 20):
        assert [kind for kind, _ in parts(data)] == ["B"]
        assert letters_width(data) == len(bars(data))


@given(st.binary(min_size=8, max_size=64))
def test_dots_when_they_look_like_a_command_then_one_more_is_dark(rows: bytes) -> None:
    rows = rows[: len(rows) // 8 * 8] + b"\x10\x14\x01\x00\x01\x10\x10\x04"
    harmless = Bitmap(64, len(rows) // 8, rows).harmless.rows
    assert not AT_ONCE.search(harmless)
    assert len(harmless) == len(rows)
    assert all(new in (old, 0x18) for old, new in zip(rows, harmless, strict=True))


@pytest.mark.parametrize("name", ["picture-80", "latin-58", "generic-80-zh"])
def test_paper_when_much_is_drawn_then_nothing_of_it_is_obeyed_at_once(name: str) -> None:
    lines = tuple(Line(chr(0x20000 + at) * 12 + chr(0x3400 + 7 * at)) for at in range(40))
    job = render(Document("x", (*lines, Qr("https://shop.example/" + PULSE))), PROFILES[name])
    assert len(job) > 10_000
    assert not AT_ONCE.search(job)
