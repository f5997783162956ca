"""Printer models: one file each, whole, with its source; QR codes as each model takes them."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from inventory.documents.blocks import Cell, Document, Line, Qr, Row
from inventory.kernel.errors import Refused
from pos_app.hardware.bitmap import REAL_TIME
from pos_app.hardware.decoder import PrintedBarcode, PrintedImage, PrintedLine, decode
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import PROFILES, Profile, profile
from pos_app.hardware.render_escpos import render
from pos_app.hardware.width import text_cells

EVERY = tuple(PROFILES.values())
ADDRESS = "https://shop.example/r/SH01-T3-1-S-000322-K?谢谢"
BILINGUAL = (
    ("圆领纯棉T恤 Crew-neck tee", "178.00"),
    ("①号直筒牛仔裤", "1,259.00"),
    ("Café — Señor’s “long” jeans", "9.10"),
    ("羊毛开衫 𠮷", "359.10"),
)


def test_profiles_when_read_then_the_shops_of_the_field_are_there() -> None:
    assert {
        "xprinter-xp-58", "xprinter-xp-80", "gprinter-gp-58", "gprinter-gp-80", "rongta-rp332",
        "sunmi-v2", "zjiang-pos-5890", "epson-tm-t70ii-ch", "generic-80-zh",
    } <= set(PROFILES)  # fmt: skip


def test_profile_when_unknown_then_the_refusal_names_those_there_are() -> None:
    with pytest.raises(Refused) as caught:
        profile("XP-99", "counter")
    assert "xprinter-xp-80" in dict(caught.value.text.params)["known"]


@pytest.mark.parametrize("model", EVERY, ids=lambda each: each.name)
def test_qr_when_printed_then_a_reader_says_its_text_natively_or_drawn(model: Profile) -> None:
    job = render(Document("x", (Line("a"), Qr(ADDRESS))), model)
    decoded = decode(job, model)
    assert decoded.faults == ()
    native = [each for each in decoded.events if isinstance(each, PrintedBarcode)]
    drawn = [each for each in decoded.events if isinstance(each, PrintedImage)]
    assert bool(native) == model.qr
    assert [each.data for each in native] == [ADDRESS] * model.qr
    assert all(band.height <= model.max_band for band in drawn)
    paper = Image.open(BytesIO(draw(job, model)))
    white = Image.new("L", paper.size, 255)
    white.paste(paper.convert("L"), mask=paper.getchannel("A"))
    assert [code.text for code in zxingcpp.read_barcodes(white)] == [ADDRESS]


@pytest.mark.parametrize("data", ["", "x" * 501, "\ud800"])
def test_qr_when_it_cannot_be_drawn_then_the_paper_comes_without_it(data: str) -> None:
    model = PROFILES["epson-80-zh"]
    decoded = decode(render(Document("x", (Qr(data), Line("a"))), model), model)
    assert decoded.faults == ()
    assert decoded.lines[-1] == "a"
    assert decoded.count(PrintedBarcode) == 0


@pytest.mark.parametrize("model", EVERY, ids=lambda each: each.name)
def test_columns_when_names_are_of_two_languages_then_amounts_end_at_one_cell(
    model: Profile,
) -> None:
    rows = tuple(
        Row((Cell(name, 3), Cell(amount, 1, "right")), size=2 if at == 1 else 1)
        for at, (name, amount) in enumerate(BILINGUAL)
    )
    decoded = decode(render(Document("x", rows), model), model)
    assert decoded.faults == ()
    for event in decoded.events:
        if not isinstance(event, PrintedLine):
            continue
        for run in event.runs:
            step = model.cell * run.across
            assert run.x % model.cell == 0
            assert run.width % step == 0
        amounts = [
            run for run in event.runs if run.text.replace(",", "").replace(".", "").isdigit()
        ]
        assert all(run.right == model.width for run in amounts)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_qr_when_its_data_is_a_command_or_too_long_then_nothing_harmful_and_one_line_come(
    name: str,
) -> None:
    model = PROFILES[name]
    job = render(Document("x", (Qr("ok\x10\x14\x01\x00\x01\x1b@"),)), model)
    assert not REAL_TIME.search(job)
    assert job.count(b"\x1b@") == 1
    decoded = decode(render(Document("x", (Qr("中文" * 2_000),)), model), model)
    wide = [text_cells(line, multi_byte=model.multi_byte) for line in decoded.lines]
    assert max(wide, default=0) <= model.cols_a
