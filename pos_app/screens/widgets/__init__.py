"""The parts every screen is built of; ``load`` makes their kv rules known."""

from pos_app.screens.base import load_kv
from pos_app.screens.layout import Card, Cells, Column, Ground, Hairline, Row
from pos_app.screens.widgets.amount import Amount
from pos_app.screens.widgets.bars import Bar, TimeLine
from pos_app.screens.widgets.cartlist import CartList, LineActions
from pos_app.screens.widgets.cartrow import CartHead, CartRow, LineFace
from pos_app.screens.widgets.cells import CellCard
from pos_app.screens.widgets.chips import ChipRow
from pos_app.screens.widgets.discs import Disc
from pos_app.screens.widgets.facts import Fact, FactLine, Head, Progress, Steps
from pos_app.screens.widgets.field import Entry, ScanField
from pos_app.screens.widgets.form import FormRow, Segmented, Toggle
from pos_app.screens.widgets.icon import Garment, Icon, Logo, TagPicture
from pos_app.screens.widgets.keys import Badge, Key, MoneyKey
from pos_app.screens.widgets.lastsale import LastSale
from pos_app.screens.widgets.matrix import SizeMatrix
from pos_app.screens.widgets.nav import NavBar, NavItem
from pos_app.screens.widgets.pad import NumberPad, PinDots
from pos_app.screens.widgets.panel import Dialog, Drawer
from pos_app.screens.widgets.paper import Paper
from pos_app.screens.widgets.people import PersonCard
from pos_app.screens.widgets.rows import RowList
from pos_app.screens.widgets.scroller import Scroller
from pos_app.screens.widgets.softkeys import SoftKeys
from pos_app.screens.widgets.stepper import Stepper
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.tags import StatusWord, Tag
from pos_app.screens.widgets.topbar import BarKey, TopBar
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

__all__ = [
    "Amount", "Badge", "Bar", "BarKey", "Card", "CartHead", "CartList", "CartRow", "CellCard",
    "Cells", "ChipRow", "Column", "Dialog", "Disc", "Drawer", "Entry", "Fact", "FactLine",
    "FormRow", "Garment", "Ground", "Hairline", "Head", "Icon", "Key", "LastSale", "LineActions",
    "LineFace", "Logo", "MoneyKey", "NavBar", "NavItem", "NumberPad", "Paper", "PersonCard",
    "PinDots", "Progress", "Row", "RowList", "ScanField", "Scroller", "Segmented", "SizeMatrix",
    "SoftKeys", "StatusWord", "Stepper", "Steps", "Surface", "Tag", "TagPicture", "TimeLine",
    "Toggle", "TopBar", "Touchable", "Words", "load",
]  # fmt: skip


def load() -> None:
    """Load the kv rules of the parts."""
    load_kv("widgets")
