"""The panel of the way of paying that is chosen: what to do, how much, what the slip says.

Its keys stand at the bottom and always have room; above them stands what fits, the most needed
first: the head, the steps, the warning, the facts.
"""

from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.tender_parts import Stated, TakesKey
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Amount, Disc, Icon, Key, Steps, Surface, Words
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.viewmodels.tender_state import TenderState

_FACTS = 3


class SplitKey(TakesKey):
    """Cash, and the rest by card."""

    verb = "split"


class _Note(Part):
    """A picture and a line of words; ``loud`` puts it on an amber ground."""

    def build(self) -> None:
        """Make ground, picture and words."""
        self.loud = False
        self._ground, self._icon = Surface(), Icon()
        self._words = Words(squeeze=0.75, lines=2)
        self.hold(self._ground, self._icon, self._words)

    def say(self, icon: str, text: str, *, loud: bool = False) -> None:
        """Show this."""
        self._icon.name, self._words.text, self.loud = icon, text, loud
        self.later()

    def wanted(self, width: float) -> int:
        """Return the height its words need at a width."""
        self._words.font_size = self._size()
        words = self._words.measure(width - self._left())[1]
        return int(words + (metrics.s3 if self.loud else 0))

    @staticmethod
    def _size() -> int:
        return int(metrics.body if metrics.layout == WIDE else metrics.caption)

    def _left(self) -> int:
        return int(metrics.icon + metrics.s2 + (2 * metrics.s3 if self.loud else 0))

    def refresh(self) -> None:
        """Colour and place the parts."""
        tint = "warn_text" if self.loud else "text2"
        self._ground.fill, self._ground.radius = theme.colour("warn_soft"), metrics.radius_tag
        show(self._ground, self.loud)
        place(self._ground, self.x, self.y, self.width, self.height)
        self._icon.color = self._words.color = theme.colour(tint)
        self._words.bold, self._words.font_size = self.loud, self._size()
        pad, side = metrics.s3 if self.loud else 0, metrics.icon_small
        place(self._icon, self.x + pad, self.center_y - side / 2, side, side)
        left = self.x + self._left() - pad
        place(self._words, left, self.y, self.right - pad - left, self.height)


class PayPanel(Stated, Surface):
    """The way of paying that is chosen."""

    def build(self) -> None:
        """Make disc, words, notes and keys."""
        self._disc, self._icon = Disc(), Icon()
        self._title = Words(bold=True, squeeze=0.7)
        self._text = Words(lines=2, squeeze=0.8)
        self._amount, self._splits_word = Amount(), Words(squeeze=0.8)
        self._steps, self._warning = Steps(), _Note()
        self._facts = [_Note() for _ in range(_FACTS)]
        self.fields = [Key(chosen_as="primary", checked=False) for _ in range(2)]
        for key in self.fields:
            key.bind(on_release=lambda key: self.vm.focus(key.name))
        self.splits = [SplitKey() for _ in range(3)]
        self.hold(
            self._disc, self._icon, self._title, self._text, self._amount, self._splits_word,
            self._steps, self._warning, *self._facts, *self.fields, *self.splits,
        )  # fmt: skip

    def draw(self, state: TenderState) -> None:
        """Write and place the parts."""
        self.fill, self.edge = theme.colour("surface"), theme.colour("primary")
        self.radius, self.edge_px = metrics.radius_card, metrics.edge
        self._dress(state)
        pad = metrics.s5 if metrics.layout == WIDE else metrics.s3
        left, width = self.x + pad, self.width - 2 * pad
        bottom = self._keys(state, left, width, self.y + pad)
        top = self._head(state, left, self.top - pad, width, bottom)
        self._rest(state, left, width, top, bottom)

    def _dress(self, state: TenderState) -> None:
        for key, field in zip(self.fields, state.fields, strict=False):
            key.name, key.text, key.sub = field.name, field.word, field.value
            key.chosen, key.font_size, key.sub_size = field.chosen, metrics.small, metrics.lead
        for key, split in zip(self.splits, state.splits, strict=False):
            key.name, key.text, key.sub, key.kind = split.name, split.word, split.sub, "cash"
            key.vm, key.mark = self.vm, state.money
            key.bold, key.font_size, key.sub_size = True, metrics.body, metrics.small
        self._splits_word.text, self._splits_word.font_size = state.splits_word, metrics.caption
        self._splits_word.color = theme.colour("text2")
        self._icon.name, self._icon.color = state.icon, theme.colour("primary")
        self._disc.fill = theme.colour("primary_soft")
        self._amount.text, self._amount.symbol = state.panel_amount, state.symbol
        self._amount.font_size, self._amount.color = metrics.key_amount, theme.colour("text")
        for words, text, px, tint in (
            (self._title, state.panel, metrics.head, "text"),
            (self._text, state.panel_text, metrics.caption, "text2"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._steps.steps = [list(step) for step in state.steps]
        self._warning.say("triangle", state.warning, loud=True)
        for note, (icon, text) in zip(self._facts, state.facts, strict=False):
            note.say(icon, text)

    def _keys(self, state: TenderState, left: float, width: float, y: float) -> float:
        """Place the keys at the bottom; return where what is above them ends."""
        y = self._row_of(self.splits, len(state.splits), left, width, y)
        show(self._splits_word, state.splits)
        words = metrics.line_caption * 1.3 if state.splits else 0
        place(self._splits_word, left, y - metrics.s2, width, words)
        return self._row_of(self.fields, len(state.fields), left, width, y + words)

    @staticmethod
    def _row_of(keys: list[Key], count: int, left: float, width: float, y: float) -> float:
        """Place so many keys beside each other; return where the next row begins."""
        for key in keys[count:]:
            show(key, False)
            key.pos = (-9999, -9999)
        high = metrics.key if metrics.layout != PORTRAIT else metrics.key_low
        for key, (x, wide) in zip(keys, across(left, width, count, metrics.s2), strict=False):
            show(key, True)
            place(key, x, y, wide, high)
        return y + high + metrics.s2 if count else y

    def _head(
        self, state: TenderState, left: float, top: float, width: float, bottom: float
    ) -> float:
        """Place disc, title and amount, and the line below them where it fits; return the rest."""
        side = metrics.u(14 if metrics.layout == WIDE else 9)
        x, right = left + side + metrics.s4, left + width
        amount = min(self._amount.natural_width() + 2, width * 0.42)
        high, low = self._title.measure()[1], self._text.measure(right - x)[1]
        whole = max(side, high + low)
        if whole > top - bottom:
            low, whole = 0, max(side, high)
        seen = whole <= top - bottom
        for part in (self._disc, self._icon, self._title, self._amount):
            show(part, seen)
        show(self._text, seen and low)
        middle = top - whole / 2
        upper = middle + (high + low) / 2
        place(self._disc, left, middle - side / 2, side, side)
        place(self._icon, left + side * 0.22, middle - side * 0.28, side * 0.56, side * 0.56)
        place(self._amount, right - amount, upper - high, amount, high)
        place(self._title, x, upper - high, right - amount - metrics.s3 - x, high)
        place(self._text, x, upper - high - low, right - x, low)
        return float(top - whole if seen else top)

    def _rest(
        self, state: TenderState, left: float, width: float, top: float, bottom: float
    ) -> None:
        """Place steps, warning and facts between head and keys, as many as there is room for."""
        wanted: list[tuple[Part, float]] = []
        narrow = metrics.layout == PORTRAIT
        if state.steps and not narrow:
            wanted.append((self._steps, metrics.line_title * 1.2))
        if state.warning:
            wanted.append((self._warning, self._warning.wanted(width)))
        wanted += [
            (note, note.wanted(width))
            for note, _ in zip(self._facts, state.facts, strict=False)
            if not narrow
        ]
        gap = metrics.s4 if metrics.layout == WIDE else metrics.s2
        for part in (self._steps, self._warning, *self._facts):
            high = next((each for other, each in wanted if other is part), 0)
            seen = bool(high) and top - gap - high >= bottom
            show(part, seen)
            if seen:
                top -= gap + high
                place(part, left, top, width, high)
