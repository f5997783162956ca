"""A paper as PDF: read by a foreign reader, as large as the roll, and dot for dot the picture."""

import zlib
from io import BytesIO

from PIL import Image, PdfParser

from pos_app.hardware.paper import draw, draw_pdf
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from tests.pos_app.hardware.papers import receipt


def test_pdf_when_a_paper_is_drawn_then_another_reader_finds_the_same_picture_on_one_page() -> None:
    for name, mm in (("generic-80-zh", 80), ("generic-58-zh", 58)):
        profile = PROFILES[name]
        job = render(receipt("zh-Hant", picture=True), profile)
        shown = Image.open(BytesIO(draw(job, profile)))
        flat = Image.new("L", shown.size, 255)
        flat.paste(shown.getchannel("L"), mask=shown.getchannel("A"))
        data = draw_pdf(job, profile)
        with PdfParser.PdfParser(buf=data) as found:
            (page,) = [found.read_indirect(each) for each in found.pages]
            image = found.read_indirect(page[b"Resources"][b"XObject"][b"Paper"])
            show = found.read_indirect(page[b"Contents"]).decode()
        facts = image.dictionary
        assert (facts[b"Width"], facts[b"Height"]) == flat.size
        assert zlib.decompress(image.buf) == flat.tobytes()
        wide, high = page[b"MediaBox"][2:]
        assert abs(wide - mm / 25.4 * 72) < 0.01
        assert abs(high / wide - flat.height / flat.width) < 0.001
        assert show == f"q {wide} 0 0 {high} 0 0 cm /Paper Do Q".encode()


def test_pdf_when_drawn_twice_then_it_is_the_same_file() -> None:
    profile = PROFILES["generic-80-zh"]
    job = render(receipt("zh-Hant", picture=True), profile)
    assert draw_pdf(job, profile) == draw_pdf(job, profile)
