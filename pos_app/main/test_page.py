"""What devices are tried with: a page, a tag and a face in all three languages; none is a paper."""

from inventory.documents.blocks import Barcode, Blank, Cell, Document, Line, Qr, Row, Rule
from inventory.documents.price_label import SIZES, Label, TagGoods, price_label
from inventory.kernel.money import Money
from inventory.service.shop_settings import ShopSettings
from pos_app.hardware.categories import DisplayFace, DisplayRow, Wording


def test_page(settings: ShopSettings, name: str = "") -> Document:
    """Return a page that shows at a glance whether a printer is set up right; it is no receipt.

    ``name`` is what the shop calls the printer.
    """
    sample = (
        Line("TEST 测试 測試", "centre", bold=True, size=2),
        *((Line(name, "centre", bold=True),) if name else ()),
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


def test_label(settings: ShopSettings) -> Label:
    """Return a tag on the smallest roll that shows whether size, gap and bars are right."""
    price, was = Money(888_800, settings.money), Money(999_900, settings.money)
    goods = TagGoods("TEST", "测试 測試 Test", "白 White", "M", "2000000000008", price, was)
    return price_label(goods, SIZES["40x30"], settings.language)


def test_face() -> DisplayFace:
    """Return what shows every place of a line display, and all eight digits."""
    upper = DisplayRow(Wording("测试 TEST", "TEST"), "1234.50")
    return DisplayFace(upper, DisplayRow(Wording("1234567890")), "total", "123456.78")
