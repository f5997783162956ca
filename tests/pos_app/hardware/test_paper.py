"""The picture of the paper: as wide as the roll, and a scanner reads the barcode on it."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from inventory.documents.blocks import Barcode, Document, Line
from pos_app.hardware.layout import Run, TextLine
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.raster import line_bitmap
from pos_app.hardware.render_escpos import render
from tests.pos_app.hardware.papers import NUMBER, receipt


def drawn(document: Document, name: str) -> Image.Image:
    profile = PROFILES[name]
    return Image.open(BytesIO(draw(render(document, profile), profile)))


@pytest.mark.parametrize("name", list(PROFILES))
def test_barcode_when_printed_then_a_reader_says_the_receipt_number(name: str) -> None:
    paper = drawn(receipt("zh-Hans", picture=True), name)
    assert paper.width == PROFILES[name].paper_mm * 8
    white = Image.new("L", paper.size, 255)
    white.paste(paper.convert("L"), mask=paper.getchannel("A"))
    # One dot to the module on narrow paper: a reader's camera sees more than one pixel of it.
    seen = white.resize((white.width * 2, white.height * 2), Image.Resampling.NEAREST)
    read = zxingcpp.read_barcodes(seen)
    assert [code.text for code in read] == [NUMBER]


def test_paper_when_torn_then_its_teeth_are_see_through() -> None:
    paper = drawn(Document("x", (Line("算盘"),)), "generic-80-zh")
    alpha = paper.getchannel("A")
    assert alpha.getpixel((0, 0)) == 255
    last = [alpha.getpixel((x, paper.height - 2)) for x in range(paper.width)]
    assert {0, 255} <= set(last)


def test_letters_when_drawn_then_hanzi_and_letters_keep_their_cells() -> None:
    paper = drawn(Document("x", (Line("国A国"),)), "generic-80-zh").convert("L")
    left = (PROFILES["generic-80-zh"].paper_mm * 8 - 576) // 2
    boxes = [paper.crop((left + a, 36, left + b, 66)) for a, b in ((0, 24), (24, 36), (36, 60))]
    assert boxes[0].tobytes() == boxes[2].tobytes()
    assert all(min(box.tobytes()) < 128 for box in boxes)


def test_letter_when_no_face_has_it_then_it_is_the_sign_for_missing() -> None:
    profile = PROFILES["generic-80-zh"]
    thai, sign = (
        line_bitmap(TextLine((Run(text, 0, 24),)), profile) for text in ("\U0001f600", "〓")
    )
    assert thai.rows == sign.rows
    assert any(thai.rows)


@pytest.mark.parametrize("data", ["", "小票", "x" * 200])
def test_barcode_when_it_cannot_be_drawn_then_the_paper_comes_without_bars(data: str) -> None:
    paper = drawn(Document("x", (Line("a"), Barcode(data))), "generic-58-zh")
    assert zxingcpp.read_barcodes(paper.convert("L")) == []
