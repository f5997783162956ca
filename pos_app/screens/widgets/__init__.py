"""The parts every screen is built of; ``load`` makes their kv rules known."""

from pos_app.screens.base import load_kv
from pos_app.screens.layout import Card, Cells, Column, Ground, Hairline, Row
from pos_app.screens.widgets.amount import Amount
from pos_app.screens.widgets.icon import Garment, Icon, Logo, TagPicture
from pos_app.screens.widgets.keys import Badge, Key, MoneyKey
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

__all__ = [
    "Amount", "Badge", "Card", "Cells", "Column", "Garment", "Ground", "Hairline", "Icon", "Key",
    "Logo", "MoneyKey", "Row", "Surface", "TagPicture", "Touchable", "Words", "load",
]  # fmt: skip


def load() -> None:
    """Load the kv rules of the parts."""
    load_kv("widgets")
