"""Pages and keys of the checkout: each shows one part of its state, none knows another."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.keyboard import keyboard
from pos_app.screens.layout import Column, Hairline
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import (
    Bar,
    CartList,
    Garment,
    Key,
    LastSale,
    MoneyKey,
    SizeMatrix,
    Touchable,
    Words,
)
from pos_app.screens.widgets.part import Part, place
from pos_app.viewmodels.checkout_state import CheckoutState, HitFace, LineFace, Notice, ParkedFace

_WIDE_ACTIONS = ("delete", "discount", "price", "gift", "note")
_COMPACT_ACTIONS = ("delete", "discount", "price", "gift", "size")
_PORTRAIT_ACTIONS = ("delete", "discount", "rest")
_CHIPS_PORTRAIT = 4


class Page(Column):
    """A part of the screen that is bound to the state: kv names ``root.state`` and ``root.vm``."""

    vm: Any = ObjectProperty(None)
    state: Any = ObjectProperty(None, rebind=True)

    def __init__(self, vm: object, **kwargs: object) -> None:
        super().__init__(vm=vm, state=vm.state, **kwargs)  # type: ignore[attr-defined]  # a VM
        self.show(self.state)

    def show(self, state: CheckoutState) -> None:
        """Show a new state."""
        self.state = state


class CashSpot(MoneyKey):
    """A key of cash in its place; ``mark`` is the revision of what it says."""

    vm = ObjectProperty(None)
    at = NumericProperty(0)
    face = ObjectProperty(None, allownone=True, rebind=True)
    alone = BooleanProperty(False)

    def on_press(self) -> None:
        """Keep what stands under the finger."""
        self.held = self.vm.money.touch(self.held)

    def on_release(self) -> None:
        """Take what stood there."""
        self.vm.money.cash(self.at, self.held)


class PayKey(Key):
    """The way to the payment screen; ``mark`` is the revision of the cart it speaks of."""

    vm = ObjectProperty(None)

    def on_press(self) -> None:
        """Keep what stands under the finger."""
        self.held = self.vm.money.touch(self.held)

    def on_release(self) -> None:
        """Go and pay that."""
        self.vm.money.charge(self.held)


class Below(Widget):
    """How many lines are below what can be seen."""

    text = StringProperty("")


class FunctionKey(Key):
    """A key of what can be done with the order."""

    action = ObjectProperty(None, allownone=True, rebind=True)
    vm = ObjectProperty(None)


class CartPage(Page):
    """The lines, with the actions of the chosen one."""

    watched = False

    def __init__(self, vm: object, **kwargs: object) -> None:
        super().__init__(vm, **kwargs)
        if metrics.layout != WIDE:
            self.remove_widget(self.children[-1])

    def show(self, state: CheckoutState) -> None:
        """Hand over the lines as this layout arranges them, and what can be done to one."""
        super().show(state)
        cart: CartList = self.ids.cart
        if metrics.layout == PORTRAIT:
            cart.items = newest_first(state)
        names = {WIDE: _WIDE_ACTIONS, PORTRAIT: _PORTRAIT_ACTIONS}.get(
            metrics.layout, _COMPACT_ACTIONS
        )
        actions = cart.actions
        known = {each[0]: each for each in state.actions}
        actions.actions, actions.mark = [known[name] for name in names], state.line
        actions.quantity, actions.least = state.quantity, state.least
        actions.less_word, actions.more_word = state.less_word, state.more_word
        chips, chosen = state.chips, state.chip_chosen
        if metrics.layout == PORTRAIT and chips:
            chips = (*chips[: _CHIPS_PORTRAIT - 1], chips[-1])  # the last asks for another
            chosen = chosen if chosen in {name for name, _ in chips} or not chosen else chips[-1][0]
        actions.chips, actions.chip_chosen = list(chips), chosen


def newest_first(state: CheckoutState) -> tuple[LineFace, ...]:
    """Return the lines as portrait shows them: open codes, the chosen one, then the newest."""
    turned = tuple(reversed(state.lines))
    codes = tuple(face for face in turned if face.trouble)
    chosen = tuple(face for face in turned if face.chosen)
    return (*codes, *chosen, *(f for f in turned if not f.trouble and not f.chosen))


class EmptyPage(Page):
    """Nothing on the counter: scan, or take goods without a code.

    Portrait and a low screen have no room for all of it below the strip of the last sale.
    """

    goods_height = NumericProperty(0)
    hinted = BooleanProperty(True)

    def show(self, state: CheckoutState) -> None:
        """Show a key for each of the goods without a code."""
        super().show(state)
        narrow, strip = metrics.layout == PORTRAIT, state.strip
        crowded = narrow or metrics.low
        self.hinted = not crowded or strip is None
        goods = () if crowded and strip is not None and not strip.small else state.goods
        cells = self.ids.goods
        rows = -(-len(goods) // cells.cols)
        tall = metrics.u(19) if metrics.layout == WIDE else metrics.key
        tall = metrics.key_low if narrow else tall
        self.goods_height = rows * tall + max(0, rows - 1) * metrics.s2
        while len(cells.children) > len(goods):
            cells.remove_widget(cells.children[0])
        while len(cells.children) < len(goods):
            key = Key(kind="soft", bold=True)
            key.bind(on_release=lambda key: self.vm.add(key.held))
            cells.add_widget(key)
        for key, face in zip(reversed(cells.children), goods, strict=True):
            key.mark, key.text, key.sub, key.icon = face.key, face.word, face.price, face.icon
            key.font_size = metrics.small if narrow else metrics.caption
            key.icon_px, key.padding_px = metrics.icon * 1.3, 1 if narrow else 0
            key.stacked, key.halign = narrow, "center" if narrow else "left"


class HitsPage(Page):
    """What the search found."""

    def __init__(self, vm: object, **kwargs: object) -> None:
        super().__init__(vm, **kwargs)
        self.ids.hits.make_row = HitRow
        keyboard.bind(height=self._uncovered)
        self.bind(pos=self._uncovered)

    def _uncovered(self, *_: object) -> None:
        """Keep the list above the keys on the screen."""
        covered = keyboard.height - self.to_window(self.x, self.y)[1]
        self.padding = (0, metrics.s2, 0, max(metrics.s2, covered))


class MatrixPage(Page):
    """Size × colour of the chosen line's style."""

    def __init__(self, vm: object, **kwargs: object) -> None:
        self.matrix = SizeMatrix(size_hint=(None, None))
        super().__init__(vm, **kwargs)
        self.matrix.bind(on_cell=lambda _, key, of: self.vm.swap(key, of))
        self.ids.scroller.hold(self.matrix)
        metrics.bind(u=self._measured)

    def show(self, state: CheckoutState) -> None:
        """Show the stock."""
        super().show(state)
        face = state.matrix
        self.matrix.sizes = list(face.sizes) if face else []
        self.matrix.colours = list(face.colours) if face else []
        self.matrix.mark = face.of if face else None
        self._measured()

    def _measured(self, *_: object) -> None:
        self.matrix.height = self.matrix.wanted()


class WhyPage(Page):
    """Why a code may be unknown."""


class ParkedPage(Page):
    """Carts that were put aside."""

    def __init__(self, vm: object, **kwargs: object) -> None:
        super().__init__(vm, **kwargs)
        self.ids.parked.make_row = lambda: ParkedRow(self.vm)


class HitRow(Part, Touchable):
    """A style or a variant that was found."""

    follows = ("pressed",)

    def build(self) -> None:
        """Make the parts."""
        self.reach = 0
        self.face: HitFace | None = None
        self._picture = Garment()
        self._title = Words(bold=True, yields=True, squeeze=0.85)
        self._caption = Words(yields=True, squeeze=0.85)
        self._price = Words(bold=True, halign="right", squeeze=0.7)
        self._stock = Words(halign="right", squeeze=0.7)
        self._line = Hairline()
        self.hold(self._picture, self._title, self._caption, self._price, self._stock, self._line)

    def show(self, face: HitFace) -> None:
        """Show what was found."""
        self.face = face
        self.later()

    def refresh(self) -> None:
        """Write and place the parts."""
        face = self.face
        if face is None:
            return
        self._picture.garment, self._picture.rgb = face.garment, face.rgb
        self._picture.radius = metrics.radius_tag
        for words, text, px, tint in (
            (self._title, face.title, metrics.title, "primary" if self.pressed else "text"),
            (self._caption, face.caption, metrics.small, "text2"),
            (self._price, face.price, metrics.lead, "text"),
            (self._stock, face.stock, metrics.small, "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        pad, side, ends = metrics.s4, metrics.picture, self.width * 0.3
        place(self._picture, self.x + pad, self.center_y - side / 2, side, side)
        left, right = self.x + pad + side + metrics.s3, self.right - pad
        for high, low, x, width in (
            (self._title, self._caption, left, right - ends - metrics.s3 - left),
            (self._price, self._stock, right - ends, ends),
        ):
            tall, small = high.measure()[1], low.measure()[1]
            top = self.center_y + (tall + small) / 2
            place(high, x, top - tall, width, tall)
            place(low, x, top - tall - small, width, small)
        place(self._line, self.x + pad, self.y, self.width - 2 * pad, metrics.hair)
        self._line.color = theme.colour("hairline")


class ParkedRow(Part):
    """A cart that was put aside, with the key that takes it up again."""

    def __init__(self, vm: Any) -> None:
        self._vm = vm
        super().__init__()

    def build(self) -> None:
        """Make the parts."""
        self.face: ParkedFace | None = None
        self._picture, self._key = Garment(), Key(icon="play")
        self._title = Words(bold=True, yields=True, squeeze=0.8)
        self._note = Words(yields=True, squeeze=0.8)
        self._total = Words(bold=True, halign="right", squeeze=0.7)
        self._line = Hairline()
        self._key.bind(on_release=self._resume)
        self.hold(self._picture, self._title, self._note, self._total, self._line, self._key)

    def _resume(self, key: Key) -> None:
        self._vm.resume(key.held)

    def show(self, face: ParkedFace) -> None:
        """Show a cart."""
        self.face, self._key.mark = face, face.key
        self.later()

    def refresh(self) -> None:
        """Write and place the parts."""
        face = self.face
        if face is None:
            return
        self._picture.garment, self._picture.rgb = face.garment, face.rgb
        self._picture.radius = metrics.radius_tag
        for words, text, px, tint in (
            (self._title, face.title, metrics.body, "text"),
            (self._note, face.note, metrics.small, "text2"),
            (self._total, face.total, metrics.lead, "text"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._key.text = face.resume
        side, gap = metrics.picture, metrics.s3
        key = metrics.u(26 if metrics.layout == WIDE else 20)
        self._key.padding_px = metrics.s1
        high = min(self.height - metrics.s2, metrics.key)
        place(self._picture, self.x, self.center_y - side / 2, side, side)
        place(self._key, self.right - key, self.center_y - high / 2, key, high)
        place(self._line, self.x, self.y, self.width, metrics.hair)
        self._line.color = theme.colour("hairline")
        right = self.right - key - gap
        total = self._total.measure()[0]
        place(self._total, right - total, self.y, total, self.height)
        left = self.x + side + gap
        tall, low = self._title.measure()[1], self._note.measure()[1]
        top = self.center_y + (tall + low) / 2
        place(self._title, left, top - tall, right - total - gap - left, tall)
        place(self._note, left, top - tall - low, right - total - gap - left, low)


class NoticeBar(Bar):
    """The bar that says something; its thin line runs as long as it stands."""

    number = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(size_hint_y=None, **kwargs)

    def show(self, notice: Notice) -> None:
        """Show a notice; a new one starts its line."""
        self.mark = notice.number
        self.tone, self.text, self.icon = notice.tone, notice.text, notice.icon
        self.ways = list(notice.ways)
        if self.number != notice.number:
            self.number = notice.number
            if notice.seconds:
                self.line.run(notice.seconds)
            else:
                self.line.stop()


def as_tall_as_wanted(bar: Bar | LastSale, *_: object) -> None:
    """Give a bar the height that its words need at its width."""
    bar.height = bar.wanted()


def keep(parent: Widget, child: Widget, *, shown: bool, index: int) -> None:
    """Let a child stand in a layout or not, at a place counted from the end."""
    if shown and child.parent is None:
        parent.add_widget(child, index=index)
    elif not shown and child.parent is not None:
        parent.remove_widget(child)
