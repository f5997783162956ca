"""Twenty receipts as pictures that were looked at: three languages, two widths, eleven models.

Written anew by ``SUANPAN_GOLDEN=write pytest tests/pos_app/hardware/test_pictures.py``, then looked
at one by one before they are kept.
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from inventory.documents.blocks import Cell, Document, Line, Qr, Row
from pos_app.hardware.decoder import decode
from pos_app.hardware.paper import draw
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.render_escpos import render
from tests.pos_app.hardware.papers import receipt, two

FOLDER = Path(__file__).parent / "golden"
ADDRESS = "https://shop.example/r/SH01-T3-1-S-000322-K"
_MARKS = {"zh-Hans": "副本 1", "zh-Hant": "重印 1", "en": "REPRINT 1"}
_GOODS = (
    ("圆领纯棉T恤 Crew-neck cotton tee", "178.00"),
    ("①号直筒牛仔裤 Straight-leg jeans, long", "1,259.00"),
    ("羊毛开衫 — Café cardigan", "359.10"),
)


def bilingual() -> Document:
    """Return a receipt whose every label has two languages."""
    lines = [two(name, amount) for name, amount in _GOODS]
    total = two("应收 TOTAL", "¥1,796.10", bold=True, size=2)
    three = Row((Cell("白 White/L", 3), Cell("89.00 × 2", 2, "right"), Cell("178.00", 2, "right")))
    head = Line("上海南京路店 Nanjing Road", "centre", bold=True)
    return Document("receipt", (head, *lines, three, total, two("找零 Change", "3.90")))


def marked(language: str) -> Document:
    """Return a copy with its mark, a logo, and a code that leads to the receipt."""
    paper = receipt(language, picture=True)
    mark = Line(_MARKS[language], "centre", bold=True, size=2)
    return Document(paper.title, (mark, *paper.blocks, Qr(ADDRESS)))


CASES = [
    *((each, "plain", name) for each in _MARKS for name in ("generic-58-zh", "generic-80-zh")),
    *((each, "marked", name) for each in _MARKS
      for name in ("zjiang-pos-5890", "epson-tm-t70ii-ch")),
    ("zh-Hant", "plain", "big5-80"), ("zh-Hant", "marked", "epson-tm-t70ii-tc-58"),
    ("en", "plain", "latin-80"), ("en", "marked", "latin-58"), ("zh-Hans", "plain", "picture-80"),
    *(("both", "bilingual", name) for name in ("generic-58-zh", "generic-80-zh", "rongta-rp332")),
]  # fmt: skip


def test_pictures_when_counted_then_they_are_twenty() -> None:
    assert len(set(CASES)) == 20


@pytest.mark.parametrize(("language", "kind", "name"), CASES)
def test_receipt_when_drawn_again_then_it_is_the_picture_that_was_looked_at(
    language: str, kind: str, name: str
) -> None:
    made = {"plain": receipt, "marked": marked}.get(kind)
    document, profile = (made(language) if made else bilingual()), PROFILES[name]
    job = render(document, profile)
    assert decode(job, profile).faults == ()
    paper = Image.open(BytesIO(draw(job, profile)))
    shown = Image.new("L", paper.size, 255)
    shown.paste(paper.getchannel("L"), mask=paper.getchannel("A"))
    stem = FOLDER / f"picture-{kind}-{language}-{name}"
    if os.environ.get("SUANPAN_GOLDEN") == "write":
        shown.quantize(8).save(stem.with_suffix(".png"), optimize=True)
        stem.with_suffix(".bin").write_bytes(job)
    assert job == stem.with_suffix(".bin").read_bytes()
    kept = Image.open(stem.with_suffix(".png")).convert("L")
    assert kept.size == shown.size
    # Eight greys are kept; a stroke that moved by one dot differs by far more.
    _, most = ImageChops.difference(kept, shown).getextrema()
    assert most <= 40
