"""Tags that are wanted as a batch for a printer; what no tag can be made of is left out and named.

The same for the till's screen and for ``pos labels``. Nothing is drawn but one tag to look at.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from inventory.documents.price_label import Label, LabelSize, TagGoods, price_label
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import LabelBatch, LabelOrder
from pos_app.hardware.label_layout import lay_out, require_codes
from pos_app.hardware.label_printer import LANGUAGES
from pos_app.hardware.label_reading import draw
from pos_app.hardware.tspl_reading import TsplReader

if TYPE_CHECKING:
    from inventory.kernel.text import Text


def batch(
    wanted: Iterable[tuple[TagGoods, int]], size: LabelSize, language: str, dpi: int = 203
) -> LabelBatch:
    """Return an order for each of the goods, and why some have none: no price, a code too long."""
    orders: list[LabelOrder] = []
    left_out: list[Text] = []
    for place, (goods, copies) in enumerate(wanted):
        try:
            label = price_label(goods, size, language)
            require_codes(label, dpi)
        except Refused as refused:
            left_out.append(refused.text)
        else:
            orders.append(LabelOrder(label, copies, place))
    return LabelBatch(tuple(orders), tuple(left_out))


def picture(label: Label, dpi: int = 203) -> bytes:
    """Return a label as a PNG, drawn from the very bytes that would be sent; raises Refused."""
    reader, out = TsplReader(dpi), BytesIO()
    reader.feed(LANGUAGES["tspl"].encode(lay_out(label, dpi), 1, 0))
    draw(reader.labels[0]).save(out, "PNG")
    return out.getvalue()
