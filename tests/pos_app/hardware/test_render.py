"""Every receipt, for every printer: nothing but what was meant, within the paper, one cut."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from inventory.documents.blocks import Barcode, Cell, Document, Line, Picture, Row
from pos_app.hardware.decoder import (
    Cut,
    Decoded,
    Feed,
    PrintedBarcode,
    PrintedImage,
    PrintedLine,
    Pulse,
    decode,
)
from pos_app.hardware.layout import TextLine, lay_out
from pos_app.hardware.printable import encode, fit, prints
from pos_app.hardware.profiles import PROFILES, Profile
from pos_app.hardware.render_escpos import render
from tests.pos_app.hardware.papers import NUMBER, logo, receipt

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
EVERY = tuple(PROFILES.values())
GB80, GB58 = PROFILES["generic-80-zh"], PROFILES["generic-58-zh"]
COMMANDS = "\x1b@\x1bp\x00\x32\x32\x1dV\x00\x10\x14\x01\x00\x01\x1c.\x1dv0\x00"
IN_USE = (
    *range(0, 0x34000, 512),
    *range(0xE0000, 0xE1000, 512),
    *range(0xF0000, 0x110000, 4096),
)
ANY = st.text(st.characters(), max_size=40)


def decoded(document: Document, profile: Profile) -> Decoded:
    return decode(render(document, profile), profile)


def assert_good(job: Decoded, profile: Profile) -> None:
    """What holds for every job whatsoever."""
    assert job.faults == ()
    assert job.count(Cut) == (profile.cutter != "none")
    assert isinstance(job.events[-1], Cut if profile.cutter != "none" else Feed)
    assert job.count(Pulse) == 0
    for event in job.events:
        if isinstance(event, PrintedLine):
            assert event.right <= profile.dots
            ends = [0, *(run.right for run in event.runs)]
            assert all(run.x >= end for run, end in zip(event.runs, ends, strict=False))
        elif isinstance(event, PrintedImage):
            assert event.x + event.width <= profile.dots
            assert event.height <= profile.max_band


@pytest.mark.parametrize("profile", EVERY, ids=lambda each: each.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_when_printed_then_every_printer_understands_it(
    profile: Profile, language: str
) -> None:
    job = decoded(receipt(language, picture=True), profile)
    assert_good(job, profile)
    # Where the bars are wider than the paper at two dots, or no command, they are a picture.
    native = [event.data for event in job.events if isinstance(event, PrintedBarcode)]
    assert native == ([NUMBER] if profile.dots >= 500 and profile.barcode else [])


@pytest.mark.parametrize("profile", EVERY, ids=lambda each: each.name)
@given(name=ANY, detail=ANY, amount=ANY)
@example(name=COMMANDS, detail=COMMANDS * 3, amount=COMMANDS)
@example(name="\ud800\u202e\u2028\x85", detail="\u0301" * 30, amount="𠮷" * 30)
@example(name="", detail=" " * 40, amount=" 　 ")
def test_text_when_it_is_anything_then_it_prints_harmless(
    profile: Profile, name: str, detail: str, amount: str
) -> None:
    row = Row((Cell(detail, 3), Cell(amount, 1, "right")))
    total = Row((Cell(name), Cell(amount, 1, "right")), bold=True, size=2)
    middle = Row((Cell(name), Cell(detail, 1, "centre"), Cell(amount, 1, "right")))
    blocks = (Line(name, "centre", size=2), Line(detail, "right"), row, total, middle)
    assert_good(decoded(Document("any", (*blocks, Barcode(name))), profile), profile)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({each.encoding: each.name for each in EVERY}.values()))
def test_unicode_when_all_of_it_is_printed_then_nothing_commands_the_printer(name: str) -> None:
    """Every code point of the planes in use; what the font lacks would be drawn, so is not sent."""
    profile = PROFILES[name]
    printed = 0
    for first in IN_USE:
        text = fit("".join(map(chr, range(first, first + 512))), profile.encoding)
        kept = "".join(character for character in text if prints(character, profile.encoding))
        sent = encode(kept, profile.encoding)
        assert all(byte >= 0x20 and byte != 0x7F for byte in sent)
        job = decode(render(Document("x", ()), profile) + sent + b"\n", profile)
        assert job.faults == ()
        assert job.lines[-1].replace(" ", "") == kept.replace(" ", "")
        printed += len(kept)
    least = {"none": -1, "gb18030": 10_000, "big5": 10_000}.get(profile.encoding, 200)
    assert printed > least


@pytest.mark.long
@pytest.mark.parametrize("profile", EVERY, ids=lambda each: each.name)
def test_unicode_when_every_character_is_a_line_of_every_model_then_all_hold(
    profile: Profile,
) -> None:
    """Planes in use, in lines and in columns, through layout, encoder and drawing alike."""
    for first in IN_USE:
        text = "".join(map(chr, range(first, first + 512)))
        blocks = [
            Row((Cell(text[at : at + 32], 3), Cell("1,234.50", 1, "right")))
            for at in range(0, 512, 32)
        ]
        assert_good(decoded(Document("x", tuple(blocks)), profile), profile)


def test_name_when_it_holds_commands_then_their_letters_print() -> None:
    job = decoded(Document("x", (Line(f"T恤{COMMANDS}衫"),)), GB80)
    assert job.lines == ("T恤@p22V.v0衫",)
    assert_good(job, GB80)


@given(left=st.text(max_size=60), amount=st.decimals(-9_999_999, 9_999_999, places=2))
def test_price_when_the_name_is_long_then_it_is_whole_and_on_the_right(
    left: str, amount: object
) -> None:
    for profile in (GB58, GB80):
        document = Document("x", (Row((Cell(left, 3), Cell(str(amount), 1, "right"))),))
        lines = [line for line in lay_out(document, profile) if isinstance(line, TextLine)]
        whole = [run for line in lines for run in line.runs if run.text == str(amount)]
        right = [run for run in whole if run.x + run.width == profile.width]
        assert len(right) >= 1
        for line in lines:
            ends = [0, *(run.x + run.width for run in line.runs)]
            assert all(run.x >= end for run, end in zip(line.runs, ends, strict=False))


def test_yen_when_printed_in_chinese_then_it_is_the_wide_sign_in_two_bytes() -> None:
    job = render(Document("x", (Line("¥10 元"),)), GB80)
    assert b"\xa3\xa410 \xd4\xaa\n" in job
    assert b"?" not in job


@pytest.mark.parametrize("text", ["￥10", "純棉褲子", "，。「」", "①", "€5", "碁"])
def test_letter_when_printed_in_big5_then_only_what_every_model_has_is_sent(text: str) -> None:
    job = decoded(Document("x", (Line(text),)), PROFILES["big5-80"])
    assert job.lines == (() if text in ("①", "€5", "碁") else (text,))
    assert render(Document("x", (Line("¥10"),)), PROFILES["big5-80"]).count(b"\xa2\x4410\n") == 1


@pytest.mark.parametrize("text", ["￥10", "，", "〇", "①", "Size：L", "純", "褲", "顏"])
def test_letter_when_the_chinese_font_has_it_then_it_is_sent_as_letter(text: str) -> None:
    job = decoded(Document("x", (Line(text),)), GB80)
    assert job.lines == (text,)


@pytest.mark.parametrize("text", ["𠮷野家", "㐀", "😀元", "สวัสดี", "café"])
def test_letter_when_the_font_lacks_it_then_only_its_line_is_a_picture(text: str) -> None:
    job = decoded(Document("x", (Line("上"), Line(text), Line("下"))), GB80)
    assert job.lines == ("上", "下")
    assert job.count(PrintedImage) == 1


def test_dash_when_alone_then_it_is_the_chinese_one_of_two() -> None:
    assert decoded(Document("x", (Line("秋—冬"), Line("春——夏"))), GB80).lines == (
        "秋——冬",
        "春——夏",
    )


def test_job_when_it_begins_then_letters_are_defined_whatever_the_model() -> None:
    empty = Document("x", ())
    assert render(empty, GB80).startswith(b"\x1b@\x1bR\x00\x1c&")
    latin = PROFILES["latin-80"]
    assert render(empty, latin).startswith(b"\x1b@\x1bR\x00\x1bt\x13")
    sold_in_china = replace(latin, kanji_default_on=True)
    assert render(empty, sold_in_china).startswith(b"\x1b@\x1c.\x1bR\x00\x1bt\x13")


@pytest.mark.parametrize(
    ("cutter", "end"), [("part", b"\x1dVB\x00"), ("full", b"\x1dVA\x00"), ("none", b"\x1bd\x04")]
)
def test_job_when_it_ends_then_the_cutter_is_told_once_if_there_is_one(
    cutter: str, end: bytes
) -> None:
    profile = replace(GB80, cutter=cutter)  # type: ignore[arg-type]
    job = render(receipt("en"), profile)
    assert job.endswith(end)
    assert decode(job, profile).count(Cut) == (cutter != "none")
    assert decode(job, profile).count(Feed) == (cutter == "none")


def test_picture_when_it_is_none_then_the_receipt_prints_without_it() -> None:
    job = decoded(Document("x", (Picture(b"no picture"), Line("shop"))), GB80)
    assert job.lines == ("shop",)
    assert decoded(Document("x", (Picture(logo()),)), GB80).count(PrintedImage) == 1


def test_picture_when_it_is_too_wide_then_it_is_made_smaller() -> None:
    out = BytesIO()
    Image.new("L", (2000, 500), 0).save(out, "PNG")
    job = decoded(Document("x", (Picture(out.getvalue()),)), GB58)
    assert_good(job, GB58)
    bands = [event for event in job.events if isinstance(event, PrintedImage)]
    assert sum(band.height for band in bands) == 96 + 12
    assert {band.width for band in bands} == {384}


def test_amounts_when_sizes_differ_then_the_column_ends_at_one_place() -> None:
    rows = (
        Row((Cell("现金"), Cell("200.00", 1, "right"))),
        Row((Cell("应收"), Cell("¥1,463.10", 1, "right")), bold=True, size=2),
        Row((Cell("𠮷"), Cell("1.00", 1, "right"))),
    )
    job = decoded(Document("x", rows), GB80)
    ends = {event.right for event in job.events if isinstance(event, PrintedLine)}
    assert ends == {576}
