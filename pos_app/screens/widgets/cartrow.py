"""A line of the cart: picture, names, tags, price, pieces, amount. It shows strings, no rules."""

from typing import ClassVar, Protocol

from kivy.animation import Animation
from kivy.graphics import Color, Rectangle
from kivy.properties import BooleanProperty, NumericProperty

from pos_app.screens.metrics import COMPACT, PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.tr import tr
from pos_app.screens.widgets.icon import Garment, Icon
from pos_app.screens.widgets.moves import Step, pixel, shift
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.tags import Tag
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

_FLASH_S, _SLIDE_PX, _SLIDE_S = 0.3, 8, 0.12


class LineFace(Protocol):
    """What a line shows; every text is ready, ``tags`` are (kind, word[, icon])."""

    key: str
    title: str
    caption: str
    tags: tuple[tuple[str, ...], ...]
    price: str
    was_price: str
    quantity: str
    amount: str
    garment: str
    rgb: str
    chosen: bool
    fresh: bool
    trouble: str


class CartRow(Part, Touchable):
    """One line, arranged by the layout; the lower part stays free for its actions while chosen.

    ``quantity`` other than 1 stands bold with a multiplication sign. ``trouble`` (a word) makes it
    the dashed red placeholder of a code that is still open.
    """

    follows: ClassVar[tuple[str, ...]] = ("pressed", "flash", "slide", "plain")
    flash = NumericProperty(0.0)
    slide = NumericProperty(0.0)
    plain = BooleanProperty(False)

    def build(self) -> None:
        """Make every part once."""
        self.reach = 0
        self.face: LineFace | None = None
        with self.canvas.before:
            self._ground_colour = Color(0, 0, 0, 0)
            self._ground = Rectangle()
            self._bar_colour = Color(0, 0, 0, 0)
            self._bar = Rectangle()
            self._line_colour = Color(0, 0, 0, 0)
            self._line = Rectangle()
        self._open, self._open_icon = Surface(), Icon(name="scan")
        self._picture = Garment()
        self._title = Words(bold=True, yields=True, squeeze=0.85)
        self._caption = Words(yields=True, squeeze=0.85)
        self._price = Words(halign="right", squeeze=0.7)
        self._was = Words(halign="right", strike=True, squeeze=0.7)
        self._quantity = Words(halign="right", squeeze=0.6)
        self._amount = Words(bold=True, halign="right", squeeze=0.6)
        self._tags: list[Tag] = []
        self.hold(
            self._open, self._open_icon, self._picture, self._title, self._caption, self._price,
            self._was, self._quantity, self._amount,
        )  # fmt: skip

    def target_box(self) -> tuple[float, float, float, float]:
        """Return the line itself: the actions below it are targets of their own."""
        return self.x, self.top - min(self.height, metrics.row), self.right, self.top

    def show(self, face: LineFace) -> None:
        """Show another face; a fresh one slides in and flashes."""
        before, self.face = self.face, face
        if face.fresh and (before is None or before.key != face.key or not before.fresh):
            self.announce()
        self.later()

    def announce(self) -> None:
        """Flash, and slide in, unless all motion is off."""
        Animation.cancel_all(self)
        self.flash = self.slide = 0
        if not theme.still:
            self.flash, self.slide = 1.0, float(_SLIDE_PX)
            Animation(flash=0.0, d=_FLASH_S).start(self)
            Animation(slide=0.0, d=_SLIDE_S).start(self)

    def moved_by(self, step: Step) -> bool:
        """Move every part: a list that scrolls lays no line out anew."""
        shift((self._ground, self._bar, self._line, *self.children), step)
        return True

    def refresh(self) -> None:
        """Colour and place every part."""
        face = self.face
        if face is None or not self.opacity:
            return
        self._colour(face)
        self._write(face)
        self._tag(face)
        {WIDE: self._wide, COMPACT: self._compact, PORTRAIT: self._portrait}[metrics.layout](face)

    def _colour(self, face: LineFace) -> None:
        clear = (0.0, 0.0, 0.0, 0.0)
        ground = theme.colour("primary_soft") if face.chosen else clear
        if self.pressed and not face.chosen:
            ground = theme.colour("surface2")
        elif self.flash and not face.chosen:
            ground = (*theme.colour("primary_soft")[:3], self.flash)
        self._ground_colour.rgba = ground
        self._bar_colour.rgba = theme.colour("primary") if face.chosen else clear
        self._line_colour.rgba = clear if face.chosen else theme.colour("hairline")
        inset = 0 if face.chosen else metrics.s4
        bar = metrics.s1
        self._ground.pos, self._ground.size = self.pos, self.size
        side = self.right - bar if metrics.mirrored else self.x
        self._bar.pos, self._bar.size = (side, self.y), (bar, self.height)
        self._line.pos = (self.x + inset, pixel(self.y))
        self._line.size = (self.width - 2 * inset, metrics.hair)
        trouble = bool(face.trouble)
        show(self._open, trouble)
        show(self._open_icon, trouble)
        show(self._picture, not trouble)
        danger = theme.colour("danger_text")
        if trouble:
            self._open.fill, self._open.edge = theme.colour("danger_soft"), danger
            self._open.dashed, self._open.radius = True, metrics.radius
            self._open_icon.color = danger
            self._line_colour.rgba = clear
        self._title.color = danger if trouble else theme.colour("text")
        self._caption.color = danger if trouble else theme.colour("text2")

    def _write(self, face: LineFace) -> None:
        self._picture.garment, self._picture.rgb = face.garment, face.rgb
        self._picture.radius = metrics.radius_tag
        self._title.text, self._title.font_size = face.title, metrics.title
        self._caption.text = face.trouble or face.caption
        self._caption.font_size = metrics.small
        several = face.quantity not in {"1", ""}
        self._quantity.text = f"×{face.quantity}" if several else face.quantity
        self._quantity.bold, self._quantity.font_size = several, metrics.lead
        self._amount.text, self._amount.font_size = face.amount, metrics.amount
        self._amount.bold = True  # this row may have been a placeholder before
        self._price.text, self._price.font_size = face.price, metrics.body
        self._was.text, self._was.font_size = face.was_price, metrics.small
        for words, tint in (
            (self._quantity, "text"), (self._amount, "text"), (self._price, "text"),
            (self._was, "text2"),
        ):  # fmt: skip
            words.color = theme.colour(tint)

    def _tag(self, face: LineFace) -> None:
        while len(self._tags) < len(face.tags):
            self._tags.append(Tag())
            self.add_widget(self._tags[-1])
        for at, tag in enumerate(self._tags):
            seen = at < len(face.tags)
            show(tag, seen)
            if seen:
                tag.kind, tag.text, tag.icon = (*face.tags[at], "")[:3]
                tag.font_size = metrics.small
                tag.refresh()

    # --- three arrangements --------------------------------------------------------------

    def _box(self) -> tuple[float, float, float, float]:
        """Return left, right, middle and height of the line itself, without its actions."""
        pad = metrics.s4
        high = min(self.height, metrics.row)
        return self.x + pad + self.slide, self.right - pad, self.top - high / 2, high

    def _columns(self, right: float, middle: float, high: float) -> float:
        """Place amount, quantity and price from the right; return where the text must end."""
        gap = metrics.s3
        for words, width in (
            (self._amount, metrics.column_amount),
            (self._quantity, metrics.column_qty),
        ):
            place(words, right - width, middle - high / 2, width, high)
            right -= width + gap
        return right

    def _wide(self, face: LineFace) -> None:
        left, right, middle, high = self._box()
        if face.trouble:
            self._placeholder(left, right, middle, high)
            return
        left = self._pictured(left, middle)
        right = self._columns(right, middle, high)
        price = metrics.column_price
        line, low = self._price.measure()[1], self._was.measure()[1]
        up = low / 2 if face.was_price else 0
        place(self._price, right - price, middle - up - line / 2, price, line)
        place(self._was, right - price, middle - up + line / 2 - metrics.s1, price, low)
        self._two_lines(left, right - price - metrics.s3, middle)

    def _two_lines(self, left: float, right: float, middle: float) -> None:
        _, high = self._title.measure()
        wanted, low = self._caption.measure()
        low = low if wanted else max(self._tag_heights())  # goods may have no colour or size
        top = middle + (high + low) / 2
        place(self._title, left, top - high, right - left, high)
        tags = self._tags_width()
        width = min(float(wanted), max(0.0, right - left - tags))
        bottom = top - high - low
        place(self._caption, left, bottom, width, low)
        self._lay_tags(left + width if wanted else left - metrics.s2, bottom + low / 2, right)

    def _tag_heights(self) -> tuple[int, ...]:
        return (0, *(int(tag.height) for tag in self._tags if tag.opacity))

    def _tags_width(self) -> float:
        return float(sum(tag.width + metrics.s2 for tag in self._tags if tag.opacity))

    def _lay_tags(self, left: float, middle: float, right: float) -> None:
        for tag in self._tags:
            if not tag.opacity:
                continue
            left += metrics.s2
            if left + tag.width > right:
                show(tag, False)
                continue
            tag.pos = (pixel(left), pixel(middle - tag.height / 2))
            left += tag.width

    def _compact(self, face: LineFace) -> None:
        left, right, middle, high = self._box()
        if face.trouble:
            self._placeholder(left, right, middle, high)
            return
        left = self._pictured(left, middle)
        right = self._columns(right, middle, high)
        price = max(self._price.measure()[0], metrics.u(9))
        place(self._price, right - price, middle - high / 2, price, high)
        right -= price + metrics.s2
        was = self._was.measure()[0]
        place(self._was, right - was, middle - high / 2, was, high)
        right -= was + metrics.s3 if was else 0
        self._one_line(left, right, middle, high)

    def _one_line(self, left: float, right: float, middle: float, high: float) -> None:
        room = right - left - self._tags_width()
        title, caption = float(self._title.measure()[0]), float(self._caption.measure()[0])
        gap = metrics.s3 if caption else 0
        title = max(min(title, room - caption - gap), min(title, room * 0.6))
        caption = max(0.0, min(caption, room - title - gap))
        place(self._title, left, middle - high / 2, title, high)
        place(self._caption, left + title + gap, middle - high / 2, caption, high)
        self._lay_tags(left + title + gap + caption, middle, right)

    def _portrait(self, face: LineFace) -> None:
        left, right, middle, high = self._box()
        if face.trouble:
            self._placeholder(left, right, middle, high)
            return
        left = self._pictured(left, middle)
        amount = max(self._amount.measure()[0], self._was.measure()[0])
        several = face.quantity not in {"1", ""}
        line, low = self._amount.measure()[1], self._was.measure()[1]
        up = low / 2 if face.was_price else 0
        place(self._amount, right - amount, middle - up - line / 2, amount, line)
        place(self._was, right - amount, middle - up + line / 2 - metrics.s1, amount, low)
        right -= amount + metrics.s3
        self._quantity.text = self._quantity.text if several else ""
        self._price.text = ""
        width = self._quantity.measure()[0]
        place(self._quantity, right - width, middle - high / 2, width, high)
        self._two_lines(left, right - (width + metrics.s3 if width else 0), middle)

    def _pictured(self, left: float, middle: float) -> float:
        side = metrics.picture
        place(self._picture, left, middle - side / 2, side, side)
        return float(left + side + (metrics.s4 if metrics.layout != COMPACT else metrics.s3))

    def _placeholder(self, left: float, right: float, middle: float, high: float) -> None:
        pad = metrics.s1
        place(self._open, left, middle - high / 2 + pad, right - left, high - 2 * pad)
        side = metrics.icon
        x = left + metrics.s4
        place(self._open_icon, x, middle - side / 2, side, side)
        x += side + metrics.s3
        self._price.text = self._was.text = self._quantity.text = ""
        self._amount.bold, self._amount.font_size = False, metrics.small
        self._amount.color = theme.colour("text2")
        ends = self._amount.measure()[0]
        place(self._amount, right - metrics.s4 - ends, middle - high / 2, ends, high)
        self._title.font_size, self._caption.font_size = metrics.body, metrics.body
        room = right - metrics.s4 - ends - metrics.s3
        width = min(self._title.measure()[0], room - x)
        place(self._title, x, middle - high / 2, width, high)
        x += width + metrics.s4
        place(self._caption, x, middle - high / 2, max(0.0, room - x), high)


class CartHead(Part):
    """The words above the columns (wide only)."""

    def build(self) -> None:
        """Make the words."""
        self._words = {
            name: Words(halign="left" if name == "item" else "right", squeeze=0.8)
            for name in ("item", "price", "quantity", "amount")
        }
        self.hold(*self._words.values())
        with self.canvas.before:
            self._colour = Color(0, 0, 0, 1)
            self._line = Rectangle()

    def refresh(self) -> None:
        """Write and place the words."""
        for name, words in self._words.items():
            words.text = tr.t(f"ui.column.{name}")
            words.color, words.font_size = theme.colour("text2"), metrics.small
        pad, gap = metrics.s4, metrics.s3
        right = self.right - pad
        for name, width in (
            ("amount", metrics.column_amount),
            ("quantity", metrics.column_qty),
            ("price", metrics.column_price),
        ):
            place(self._words[name], right - width, self.y, width, self.height)
            right -= width + gap
        place(self._words["item"], self.x + pad, self.y, right - self.x - pad, self.height)
        self._colour.rgba = theme.colour("hairline")
        self._line.pos = (self.x + pad, round(self.y))
        self._line.size = (self.width - 2 * pad, metrics.hair)
