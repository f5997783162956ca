"""A receipt on the screen: the very paper, its money, how it was printed, and the older ones."""

from io import BytesIO
from typing import ClassVar

from kivy.core.image import Image as Picture
from kivy.graphics import Color, Rectangle
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens import (
    receipt_side,  # noqa: F401  the kv rules name its parts
    widgets,
)
from pos_app.screens.base import BoundScreen, load_kv
from pos_app.screens.layout import Column
from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets import (
    Hairline,
    Scroller,
    Surface,
    Tag,
    Touchable,
    Words,
)
from pos_app.screens.widgets.field import settle_focus
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.receipt import PaperFace, ReceiptState, ReceiptVM
from pos_app.viewmodels.receipts import SaleRow

_GROWN = 1.18  # how much larger than in the hand a paper may be shown


class PaperPicture(Widget):
    """One paper: the PNG with its torn edge."""

    def __init__(self) -> None:
        super().__init__(size_hint=(None, None))
        self.face: PaperFace | None = None
        self.ratio = 0.0
        with self.canvas:
            self._colour = Color(1, 1, 1, 1)
            self._picture = Rectangle()
        self.bind(pos=self._place, size=self._place)

    def draw(self, face: PaperFace) -> None:
        """Show this paper."""
        if face == self.face:
            return
        self.face = face
        texture = Picture(BytesIO(face.png), ext="png", mipmap=True, nocache=True).texture
        self._picture.texture = texture
        self.ratio = texture.height / texture.width

    def _place(self, *_: object) -> None:
        self._picture.pos, self._picture.size = self.pos, self.size


class PaperTable(Part, Surface):
    """The grey table that papers lie on: both widths where there is room, else the chosen one."""

    follows: ClassVar[tuple[str, ...]] = ("papers", "width_chosen", "empty")
    papers = ListProperty([])
    width_chosen = StringProperty("")
    empty = StringProperty("")

    def build(self) -> None:
        """Make the scroller and a place for two papers."""
        self.radius = 0
        self._words = Words(halign="center", lines=2)
        self._inner = Widget(size_hint_y=None)
        self._scroller = Scroller(size_hint=(None, None))
        self._scroller.hold(self._inner)
        self._sheets = (PaperPicture(), PaperPicture())
        self._widths = (Words(halign="center"), Words(halign="center"))
        self.hold(self._words, self._scroller)
        for part in (*self._sheets, *self._widths):
            self._inner.add_widget(part)
        self._inner.bind(pos=self.later, width=self.later)

    def refresh(self) -> None:
        """Lay the papers beside each other, as wide as their rolls compare."""
        self.fill = theme.colour("surface2")
        self._words.text, self._words.color = self.empty, theme.colour("text2")
        place(self._words, self.x, self.y, self.width, self.height)
        rim = metrics.hair
        place(self._scroller, self.x + rim, self.y + rim, self.width - 2 * rim, self.height - rim)
        faces = [] if self.empty else self._chosen()
        several = len(faces) > 1
        for part in (*self._sheets[len(faces) :], *self._widths):
            show(part, several and part in self._widths)
        if not faces:
            return
        gap = metrics.s3
        scale, spare = self._scale(faces, gap)
        tall = 0.0
        for sheet, face in zip(self._sheets, faces, strict=False):
            sheet.draw(face)
            show(sheet, True)
            tall = max(tall, face.mm * scale * sheet.ratio)
        named = round(metrics.small * 1.6) if several else 0
        self._inner.height = round(tall + 2 * gap + named)
        x, top = self._inner.x + spare, self._inner.y + self._inner.height - gap - named
        for sheet, words, face in zip(self._sheets, self._widths, faces, strict=False):
            wide = face.mm * scale
            words.text, words.font_size = tr.t("receipts.mm", mm=face.mm), metrics.small
            words.color = theme.colour("text2")
            place(words, x, top, wide, named)
            place(sheet, x, top - wide * sheet.ratio, wide, wide * sheet.ratio)
            x += wide + spare

    def _chosen(self) -> list[PaperFace]:
        if metrics.layout == WIDE:
            return list(self.papers)
        return [face for face in self.papers if str(face.mm) == self.width_chosen]

    def _scale(self, faces: list[PaperFace], gap: float) -> tuple[float, float]:
        """Return pixels a millimetre of paper, and the room beside each paper."""
        room = self.width - gap * (len(faces) + 1)
        wide = sum(face.mm for face in faces)
        scale = min(room / wide, metrics.px_per_mm * _GROWN)
        return scale, (self.width - wide * scale) / (len(faces) + 1)


class SaleLine(Part, Touchable):
    """A sale in the list."""

    follows: ClassVar[tuple[str, ...]] = ("pressed",)

    def build(self) -> None:
        """Make the parts once."""
        self.reach = 0
        self._face: SaleRow | None = None
        self._ground, self._line = Surface(radius=0), Hairline()
        self._title, self._caption = Words(bold=True, squeeze=0.6), Words(squeeze=0.7)
        self._amount, self._tag = Words(bold=True, halign="right"), Tag()
        self.hold(self._ground, self._line, self._title, self._caption, self._amount, self._tag)

    def show(self, face: SaleRow) -> None:
        """Show another sale."""
        self._face = face
        self.later()

    def refresh(self) -> None:
        """Colour and place the parts."""
        face = self._face
        if face is None:
            return
        base = theme.colour("primary_soft" if face.chosen else "surface")
        self._ground.fill = theme.pressed(base) if self.pressed else base
        place(self._ground, self.x, self.y, self.width, self.height)
        self._line.color = theme.colour("hairline")
        place(self._line, self.x, self.y, self.width, metrics.hair)
        for words, text, px, tint in (
            (self._title, face.title, metrics.body, "text"),
            (self._caption, face.caption, metrics.small, "text2"),
            (self._amount, face.amount, metrics.body, "text"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._arrange(face)

    def _arrange(self, face: SaleRow) -> None:
        pad = metrics.s2
        wide, _ = self._amount.measure()
        half = (self.height - 2 * pad) / 2
        place(self._amount, self.right - pad - wide, self.y, wide, self.height)
        room = self.width - wide - 3 * pad
        place(self._title, self.x + pad, self.y + pad + half, room, half)
        low, _ = self._caption.measure()
        place(self._caption, self.x + pad, self.y + pad, low, half)
        show(self._tag, face.tag is not None)
        if face.tag is not None:
            self._tag.kind, self._tag.text, self._tag.icon = face.tag
            self._tag.font_size = metrics.small
            self._tag.refresh()
            middle = self.y + pad + (half - self._tag.height) / 2
            self._tag.pos = (round(self.x + 2 * pad + low), round(middle))


class SalesList(Column):
    """The list of sales with its field, inside the drawer."""

    vm = ObjectProperty(None)
    rows = ObjectProperty(())
    trouble = StringProperty("")
    empty = StringProperty("")

    def __init__(self, vm: ReceiptVM) -> None:
        super().__init__(vm=vm)
        self.ids.rows.make_row = SaleLine

    def show(self, state: ReceiptState) -> None:
        """Show another state."""
        self.rows, self.trouble, self.empty = state.rows, state.trouble, state.empty
        self.ids.field.fill_in(state.sought)


class ReceiptScreen(BoundScreen):
    """Bound to a ``ReceiptVM``."""

    chips_width = NumericProperty(0)
    head_height = NumericProperty(0)

    def __init__(self, vm: ReceiptVM) -> None:
        widgets.load()
        load_kv("receipt")
        self._listing = False
        super().__init__(vm)
        self._list = SalesList(vm)
        self.ids.list.put(self._list)
        self._optional = {name: self.ids[name].__self__ for name in _OPTIONAL}
        metrics.bind(u=self._turned)
        self._turned()
        self._list.show(vm.state)

    def _turned(self, *_: object) -> None:
        """Take in the rows and keys that this layout has room for."""
        key = metrics.key if metrics.layout == WIDE else metrics.key_low
        self.head_height = key + 2 * metrics.s2
        shown = _SHOWN[metrics.layout]
        for name, part in self._optional.items():
            if part.parent is not None:
                part.parent.remove_widget(part)
            if name in shown:
                holder = self.ids.top if name in _IN_HEAD else self.ids.card
                holder.add_widget(part, index=1)
        self._widen()

    def _show(self, state: ReceiptState) -> None:
        super()._show(state)
        if self._listing and not state.listing:
            settle_focus()
        self._listing = state.listing
        self._list.show(state)
        self._widen()

    def _widen(self) -> None:
        """Give each language of the paper a key as wide as its words."""
        widths = [
            Words(text=word, font_size=metrics.body, bold=True).measure()[0]
            + metrics.icon + metrics.s2 + 2 * metrics.s3
            for _, word in self.state.languages
        ]  # fmt: skip
        count, widest = len(widths), max((*widths, metrics.key))
        self.chips_width = count * widest + max(0, count - 1) * metrics.s2


# What each layout has room for besides the paper, in order.
_OPTIONAL = ("head", "widths", "wide_languages", "second", "note")
_IN_HEAD = ("head", "widths", "wide_languages")
_SHOWN = {
    WIDE: ("head", "wide_languages"),
    COMPACT: ("head", "widths", "second", "note"),
    PORTRAIT: ("widths", "second", "note"),
}
