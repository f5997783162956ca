"""The printer's test page: letters of all three languages, a price column, a code to scan."""

from inventory.documents.blocks import Barcode, Blank, Cell, Document, Line, Qr, Row, Rule
from inventory.service.shop_settings import ShopSettings


def test_page(settings: ShopSettings) -> Document:
    """Return a page that shows at a glance whether a printer is set up right; it is no receipt."""
    sample = (
        Line("TEST 测试 測試", "centre", bold=True, size=2),
        Line(settings.name.in_language(settings.language), "centre"),
        Rule(),
        Line("纯棉衬衫 純棉襯衫 Cotton shirt"),
        Row((Cell("  白/L  89.00 x 2", 3), Cell("178.00", 1, "right"))),
        Line("￥¥ $ € £ — … ① 〇 “ ” ，。"),
        Row((Cell("123456789012345678901234", 3), Cell("1,234,567.89", 1, "right"))),
        Rule(),
        Blank(),
        Barcode("TEST-0123456789"),
        Blank(),
        Qr("TEST 测试 測試 0123456789"),
    )
    return Document("TEST", sample)
