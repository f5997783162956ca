"""Receipts to print in tests: three languages, with all that is hard to print."""

from io import BytesIO

from PIL import Image, ImageDraw

from inventory.documents.blocks import (
    Barcode,
    Blank,
    Block,
    Cell,
    Document,
    Line,
    Picture,
    Row,
    Rule,
)

NUMBER = "SH01-T3-1-S-000322-K"


def two(left: str, right: str, *, bold: bool = False, size: int = 1) -> Row:
    """Return words on the left and an amount on the right."""
    cells = (Cell(left, 2), Cell(right, 1, "right"))
    return Row(cells, bold, 2 if size == 2 else 1)


def logo() -> bytes:
    """Return a small PNG with a see-through ground."""
    image = Image.new("RGBA", (220, 60), (0, 0, 0, 0))
    ImageDraw.Draw(image).rounded_rectangle((2, 2, 217, 57), 12, outline="black", width=6)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


_ITEMS = {
    "zh-Hans": (
        ("圆领纯棉T恤，净色", "  白/L  89.00 × 2", "178.00"),
        ("①号直筒牛仔裤（加长）", "  深蓝/31  259.00 × 1  会员价", "259.00"),
        ("𠮷祥〇 羊毛开衫 — 秋冬 😀", "  驼色/L  359.10 × 1", "359.10"),
    ),
    "zh-Hant": (
        ("純棉圓領T恤，素色", "  白/L  89.00 × 2", "178.00"),
        ("①號直筒牛仔褲（加長）", "  深藍/31  259.00 × 1  會員價", "259.00"),
        ("𠮷祥〇 羊毛開衫 — 秋冬 😀", "  駝色/L  359.10 × 1", "359.10"),
    ),
    "en": (
        ("Crew-neck cotton tee, women’s", "  White/L  89.00 × 2", "178.00"),
        ("Straight-leg jeans “long”", "  Deep blue/31  259.00 × 1  member", "259.00"),
        ("Café cardigan — Señor’s 😀", "  Camel/L  359.10 × 1", "359.10"),
    ),
}
_WORDS = {
    "zh-Hans": ("上海南京路店", "单号 No.", "应收", "现金", "找零", "7天内凭小票退换"),
    "zh-Hant": ("台北忠孝店", "單號 No.", "應收", "現金", "找零", "7天內憑收據退換"),
    "en": ("Nanjing Road", "No.", "TOTAL", "Cash", "Change", "Exchange within 7 days"),
}


def receipt(language: str, *, picture: bool = False) -> Document:
    """Return a receipt of three lines."""
    shop, number, total, cash, change, thanks = _WORDS[language]
    blocks: list[Block] = [Picture(logo())] if picture else []
    blocks += [Line(shop, "centre", bold=True, size=2), Line("Nanjing Road 299", "centre"), Rule()]
    blocks += [two(number, NUMBER), two("2026-11-23 14:06", "#0007"), Rule()]
    for name, detail, amount in _ITEMS[language]:
        blocks += [Line(name), Row((Cell(detail, 3), Cell(amount, 1, "right")))]
    blocks += [Rule(), two(total, "¥796.10", bold=True, size=2), two(cash, "￥800.00")]
    blocks += [two(change, "3.90"), Rule(), Line(thanks, "centre"), Blank(), Barcode(NUMBER)]
    return Document("receipt", tuple(blocks))
