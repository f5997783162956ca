"""Parts of the payment screen: what is due, the entry, taken money, notes, the locked cart."""

from typing import Any, ClassVar

from kivy.properties import NumericProperty, ObjectProperty

from pos_app.screens.layout import Cells, Hairline
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import (
    Amount,
    Fact,
    Garment,
    Head,
    Icon,
    Key,
    Surface,
    Tag,
    Touchable,
    Words,
)
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.tender_state import Taken, TenderLine, TenderState


class BackKey(Key):
    """Back to the cart, while nothing is taken."""

    action = ObjectProperty(None, allownone=True, rebind=True)
    vm = ObjectProperty(None)

    def on_release(self) -> None:
        """Go back; not said in kv, whose rules go for the key of OK as well."""
        self.vm.back()


class OkKey(BackKey):
    """Takes what is typed, or all of the rest; ``mark`` is the revision of what it says."""

    def on_press(self) -> None:
        """Keep what stands under the finger."""
        self.held = self.vm.touch(self.held)

    def on_release(self) -> None:
        """Take what stood there."""
        self.vm.ok(self.held)

    def tap(self) -> None:
        """Enter was pressed: by habit, it may be, where a touch has read what the key says."""
        if not self.vm.asks_first():
            super().tap()

    def on_refuse(self) -> None:
        """Say why it is off."""
        self.vm.ok_refused()


class TakesKey(Key):
    """A key that takes money by ``verb``; ``mark`` is the revision of what it says."""

    verb = ""
    vm: Any = ObjectProperty(None, allownone=True)

    def on_press(self) -> None:
        """Keep what stands under the finger."""
        self.held = (self.name, self.vm.touch(self.held))

    def on_release(self) -> None:
        """Take what stood there."""
        name, touch = self.held
        getattr(self.vm, self.verb)(name, touch)


class ChipKey(TakesKey):
    """A note, or the exact rest."""

    verb = "chip"


class Stated(Part):
    """A part that shows some of the state."""

    follows: ClassVar[tuple[str, ...]] = ("state",)
    state: Any = ObjectProperty(None, allownone=True)
    vm: Any = ObjectProperty(None, allownone=True)

    def refresh(self) -> None:
        """Show the state once there is one."""
        if self.state is not None:
            self.draw(self.state)

    def draw(self, state: TenderState) -> None:
        """Write and place the children."""
        raise NotImplementedError


class LockedHead(Stated):
    """How many pieces, and that the cart is locked."""

    def build(self) -> None:
        """Make head and tag."""
        self._head, self._tag = Head(lined=True), Tag(icon="lock")
        self.hold(self._head, self._tag)

    def draw(self, state: TenderState) -> None:
        """Write and place both."""
        self._head.title, self._tag.text = state.title, state.locked
        self._tag.font_size = metrics.caption
        self._tag.refresh()
        width, high = self._tag.size
        self._tag.pos = (round(self.right - width), round(self.center_y - high / 2))
        self._head.lined = metrics.layout == WIDE
        room = self.width if metrics.layout == WIDE else self.width - width - metrics.s2
        place(self._head, self.x, self.y, room, self.height)


class DueCard(Stated, Surface):
    """What is due and taken, and what is left, the largest."""

    def build(self) -> None:
        """Make two facts, a line, the rest."""
        self._facts, self._line = [Fact(), Fact()], Hairline()
        self._word = Words(bold=True, halign="right")
        self._rest = Amount()
        self.hold(*self._facts, self._line, self._word, self._rest)

    def draw(self, state: TenderState) -> None:
        """Write and place the parts."""
        self.fill, self.edge = theme.colour("surface"), theme.colour("hairline")
        self.radius = metrics.radius_card
        pad, row = metrics.s5, metrics.line_title * 1.3
        left, middle = self.width * 0.34, self.center_y
        for at, (fact, (word, value)) in enumerate(zip(self._facts, state.rows, strict=True)):
            fact.label, fact.value = word, value
            fact.font_size = metrics.caption if metrics.layout == PORTRAIT else metrics.lead
            fact.value_size = metrics.amount if metrics.layout == WIDE else 0
            place(fact, self.x + pad, middle - at * row, left - 2 * metrics.s3, row)
        x = self.x + pad + left
        self._line.color = theme.colour("hairline")
        place(self._line, x - metrics.s2, self.y + pad, metrics.hair, self.height - 2 * pad)
        self._word.text, self._word.font_size = state.rest_word, metrics.body
        self._word.color = theme.colour("text")
        self._rest.text, self._rest.symbol = state.rest, state.symbol
        self._rest.font_size, self._rest.color = metrics.hero, theme.colour("text")
        right, high = self.right - pad, self._word.measure()[1]
        tall = min(self._rest.line_height(), self.height - high)
        top = middle + (high + tall) / 2
        place(self._word, x, top - high, right - x, high)
        place(self._rest, x, top - high - tall, right - x, tall)


class EntryBox(Stated, Touchable):
    """The amount the pad has typed; a tap makes the pad fill it again.

    On a register the key that takes a digit back stands here: the pad has ``00`` and the point.
    """

    def build(self) -> None:
        """Make head, field and key."""
        self.reach = 0
        self._head, self._box, self._amount = Head(), Surface(), Amount(bold=False)
        self.back = Key(icon="backspace", kind="soft")
        self.back.bind(on_release=lambda *_: self.vm.back_digit())
        self.hold(self._head, self._box, self._amount, self.back)

    def on_release(self) -> None:
        """Let the pad fill the amount."""
        self.vm.focus("amount")

    def draw(self, state: TenderState) -> None:
        """Write and place the parts."""
        self._head.title, self._head.font_size = state.amount_word, metrics.body
        head = 0 if metrics.layout == PORTRAIT else min(metrics.line_title * 1.3, self.height * 0.4)
        show(self._head, head)
        place(self._head, self.x, self.top - head, self.width, head)
        chosen = not any(field.chosen for field in state.fields)
        self._box.fill = theme.colour("surface2")
        self._box.edge = theme.colour("primary" if chosen and state.fields else "line")
        self._box.radius = metrics.radius
        wide = metrics.layout == WIDE
        key = metrics.key + metrics.s2 if wide else 0
        show(self.back, wide)
        self.back.disabled, self.back.padding_px = state.booking, 1
        place(self.back, self.right - metrics.key, self.y, key - metrics.s2 if wide else 0,
              self.height - head)  # fmt: skip
        place(self._box, self.x, self.y, self.width - key, self.height - head)
        self._amount.text, self._amount.symbol = state.entry, state.symbol
        self._amount.font_size = metrics.key_amount
        self._amount.color = theme.colour("text" if state.typed else "off_text")
        pad = metrics.s3
        place(self._amount, self.x + pad, self.y, self.width - key - 2 * pad, self.height - head)


class NoteKeys(Cells):
    """Notes that are taken in one tap, and the exact rest; a low screen has its pad alone."""

    state: Any = ObjectProperty(None, allownone=True)
    vm: Any = ObjectProperty(None, allownone=True)
    gap = NumericProperty(0)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.bind(state=self._fill, vm=self._fill)

    def changed(self, *_: object) -> None:
        """Take gap and type again."""
        super().changed()
        self._fill()

    def _fill(self, *_: object) -> None:
        if self.state is None or self.vm is None:
            return
        self.spacing = metrics.s2
        chips = () if metrics.low else self.state.chips
        while len(self.children) > len(chips):
            self.remove_widget(self.children[0])
        while len(self.children) < len(chips):
            self.add_widget(ChipKey(bold=True))
        for key, (name, word) in zip(reversed(self.children), chips, strict=True):
            key.name, key.text, key.disabled = name, word, self.state.busy
            key.padding_px, key.vm, key.mark = metrics.s1, self.vm, self.state.money
            key.font_size = metrics.title if metrics.layout == WIDE else 0


class TakenRow(Part, Surface):
    """Money that was taken, and the key that gives it back."""

    def __init__(self, vm: Any) -> None:
        self._vm = vm
        super().__init__()

    def build(self) -> None:
        """Make the parts."""
        self.face: Taken | None = None
        self._icon, self._key = Icon(name="check_circle"), Key(icon="undo")
        self._word, self._note = Words(bold=True), Words(squeeze=0.8)
        self._amount = Words(bold=True, halign="right", squeeze=0.7)
        self._touch: Any = None
        self._key.bind(on_press=self._pressed, on_release=self._removed)
        self.hold(self._icon, self._key, self._word, self._note, self._amount)

    def _pressed(self, _: Key) -> None:
        self._touch = self._vm.touch(self._vm.revision)

    def _removed(self, key: Key) -> None:
        self._vm.remove(key.held, self._touch)

    def show(self, face: Taken) -> None:
        """Show a tender."""
        self.face, self._key.mark = face, face.key
        self.later()

    def refresh(self) -> None:
        """Write and place the parts."""
        face = self.face
        if face is None:
            return
        self.fill, self.edge = theme.colour("surface"), theme.colour("hairline")
        self.radius = metrics.radius
        self._icon.color = theme.colour("pay_text")
        for words, text, px, tint in (
            (self._word, face.word, metrics.body, "text"),
            (self._note, face.note, metrics.small, "text2"),
            (self._amount, face.amount, metrics.amount, "text"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._key.text, self._key.disabled = face.remove, not face.live
        side, pad, key = metrics.icon, metrics.s4, metrics.u(26 if metrics.layout == WIDE else 18)
        high = metrics.key if metrics.layout == WIDE else metrics.key_low
        place(self._icon, self.x + pad, self.center_y - side / 2, side, side)
        place(self._key, self.right - key - metrics.s2, self.center_y - high / 2, key, high)
        right = self.right - key - 2 * metrics.s3
        amount = self._amount.measure()[0]
        place(self._amount, right - amount, self.y, amount, self.height)
        left, room = self.x + pad + side + metrics.s3, right - amount - metrics.s3
        tall, low = self._word.measure()[1], self._note.measure()[1]
        top = self.center_y + (tall + low) / 2
        place(self._word, left, top - tall, room - left, tall)
        place(self._note, left, top - tall - low, room - left, low)


class TenderLineRow(Part):
    """A line of the locked cart."""

    def build(self) -> None:
        """Make the parts."""
        self.face: TenderLine | None = None
        self._picture, self._line = Garment(), Hairline()
        self._title = Words(bold=True, yields=True, squeeze=0.85)
        self._caption = Words(yields=True, squeeze=0.85)
        self._amount = Words(halign="right", squeeze=0.7)
        self.hold(self._picture, self._line, self._title, self._caption, self._amount)

    def show(self, face: TenderLine) -> None:
        """Show a line."""
        self.face = face
        self.later()

    def refresh(self) -> None:
        """Write and place the parts."""
        face = self.face
        if face is None:
            return
        self._picture.garment, self._picture.rgb = face.garment, face.rgb
        self._picture.radius, self._line.color = metrics.radius_tag, theme.colour("hairline")
        for words, text, px, tint in (
            (self._title, face.title, metrics.body, "text"),
            (self._caption, face.caption, metrics.small, "text2"),
            (self._amount, face.amount, metrics.body, "text"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        side = self.height * 0.74
        place(self._picture, self.x, self.center_y - side / 2, side, side)
        place(self._line, self.x, self.y, self.width, metrics.hair)
        amount = self._amount.measure()[0]
        place(self._amount, self.right - amount, self.y, amount, self.height)
        left, right = self.x + side + metrics.s3, self.right - amount - metrics.s2
        tall, low = self._title.measure()[1], self._caption.measure()[1]
        top = self.center_y + (tall + low) / 2
        place(self._title, left, top - tall, right - left, tall)
        place(self._caption, left, top - tall - low, right - left, low)
