"""The strip of the last sale: due, paid, the change largest; what can still be done with it."""

from collections.abc import Sequence
from typing import ClassVar

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from pos_app.screens.metrics import COMPACT, PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.amount import Amount
from pos_app.screens.widgets.bars import TimeLine
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.keys import Key
from pos_app.screens.widgets.part import Part, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.words import Words


class LastSale(Part, Surface):
    """``rows`` are (word, amount) for due and paid; ``change`` with its word; ``ways`` are keys.

    ``small`` is the strip after its 8 seconds: one line, the same keys beside. ``line.run(8)``
    starts the thin line at its lower edge. ``on_way(name)`` tells of a tap.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "title", "receipt", "note", "rows", "change_word", "change", "symbol", "ways", "small",
    )  # fmt: skip
    title = StringProperty("")
    receipt = StringProperty("")
    note = StringProperty("")
    rows = ListProperty([])
    change_word = StringProperty("")
    change = StringProperty("")
    symbol = StringProperty("¥")
    ways = ListProperty([])
    small = BooleanProperty(False)
    __events__ = ("on_way",)

    def build(self) -> None:
        """Make the parts; rows and keys come with their values."""
        self._icon = Icon(name="check_circle")
        self._title, self._receipt, self._note = Words(bold=True), Words(squeeze=0.8), Words()
        self._word, self._change = Words(bold=True, halign="right"), Amount()
        self._rows = [(Words(), Words(halign="right")) for _ in range(2)]
        self.line = TimeLine()
        self.keys: list[Key] = []
        self.hold(self._icon, self._title, self._receipt, self._note, self._word, self._change,
                  self.line, *(part for pair in self._rows for part in pair))  # fmt: skip

    def wanted(self) -> int:
        """Return the height it needs in this layout."""
        if self.small:
            return int(max(metrics.u(11.9), metrics.target))
        if metrics.layout == PORTRAIT:
            return int(metrics.u(21) + metrics.key)
        return int(metrics.u(28.0 if metrics.layout != COMPACT else 20.0))

    def refresh(self) -> None:
        """Colour, write and place."""
        self.fill, self.edge = theme.colour("surface"), theme.colour("pay")
        self.radius, self.edge_px = metrics.radius_card, max(2, metrics.hair)
        good = theme.colour("pay_text")
        self._icon.color = self._title.color = good
        for words, text, px, tint in (
            (self._title, self.title, metrics.body, "pay_text"),
            (self._receipt, self.receipt, metrics.small, "text2"),
            (self._note, self.note, metrics.small, "text2"),
            (self._word, self.change_word, metrics.body, "text"),
        ):
            words.text, words.font_size, words.color = text, px, theme.colour(tint)
        self._change.text, self._change.symbol = self.change, self.symbol
        self._change.color = theme.colour("text")
        self._change.font_size = metrics.change
        for (word, value), row in zip(self._rows, [*self.rows, ("", ""), ("", "")], strict=False):
            word.text, value.text = row[0], row[1]
            for part, tint in ((word, "text2"), (value, "text")):
                part.color = theme.colour(tint)
                part.font_size = metrics.caption if self.small else metrics.body
        self._make_keys()
        self._small() if self.small else self._large()

    def _make_keys(self) -> None:
        while len(self.keys) > len(self.ways):
            self.remove_widget(self.keys.pop())
        while len(self.keys) < len(self.ways):
            key = Key()
            key.bind(on_release=lambda key: self.dispatch("on_way", key.name))
            self.keys.append(key)
            self.add_widget(key)
        for key, way in zip(self.keys, self.ways, strict=True):
            key.name, key.text, key.icon = (*way, "")[:3]
            key.stacked, key.padding_px = not self.small, metrics.s1
            key.font_size = metrics.caption
            key.disabled = "off" in way[3:]

    def _small(self) -> None:
        """One line: due, paid and the change, then the keys; where it is narrow, no title."""
        for part in (self._receipt, self._note, *(p for pair in self._rows for p in pair)):
            show(part, False)
        self._word.halign = "left"
        wide = [max(metrics.target, self._key_width(key)) for key in self.keys]
        high = self.height - 2 * metrics.s1
        right = self._lay_keys(self.right - metrics.s2, high, wide) - metrics.s2
        word, left = self._word.measure()[0], self.x + metrics.s4
        amount = self._largest(right - left - metrics.icon - word - 2 * metrics.s2)
        room = right - left - word - metrics.s5 - metrics.s2 - metrics.icon - metrics.s2
        titled = self._title.measure()[0] + amount <= room
        show(self._title, titled)
        x = self._head(left, self.center_y) if titled else left + metrics.icon + metrics.s2
        if not titled:
            side = metrics.icon
            place(self._icon, left, self.center_y - side / 2, side, side)
        else:
            x += metrics.s5
        x = self._small_sums(x, right - word - metrics.s2 - amount)
        place(self._word, x, self.y, word, self.height)
        x += word + metrics.s2
        place(self._change, x, self.y, min(amount, right - x), self.height)
        place(self.line, self.x, self.y, 0, 0)

    def _largest(self, room: float) -> float:
        """Let the change be as large as a line takes, for it may be counted out; its width."""
        for px in (metrics.key_amount, metrics.lead):
            self._change.font_size = px
            if self._change.natural_width() + 2 <= room:
                break
        return float(self._change.natural_width() + 2)

    def _small_sums(self, x: float, right: float) -> float:
        """Place due and paid in the line, if both have room; return where the change begins."""
        pairs = [(word, value, word.measure()[0], value.measure()[0]) for word, value in self._rows]
        spaces = len(pairs) * (metrics.s1 + metrics.s4)
        if x + sum(first + second for _, _, first, second in pairs) + spaces > right:
            return x
        for word, value, first, second in pairs:
            place(word, x, self.y, first, self.height)
            place(value, x + first + metrics.s1, self.y, second, self.height)
            show(word, True)
            show(value, True)
            x += first + metrics.s1 + second + metrics.s4
        return x

    @staticmethod
    def _key_width(key: Key) -> int:
        probe = Words(text=key.text, font_size=metrics.caption)
        glyph = metrics.icon + metrics.s2 if key.icon else 0
        return int(probe.measure()[0] + glyph + 2 * metrics.s3)

    def _head(self, x: float, middle: float) -> float:
        side = metrics.icon
        place(self._icon, x, middle - side / 2, side, side)
        width, high = self._title.measure()
        place(self._title, x + side + metrics.s2, middle - high / 2, width, high)
        return float(x + side + metrics.s2 + width)

    def _lay_keys(self, right: float, high: float, widths: Sequence[float]) -> float:
        middle = self.center_y
        for key, wide in reversed(list(zip(self.keys, widths, strict=True))):
            place(key, right - wide, middle - high / 2, wide, high)
            right -= wide + metrics.s2
        return right

    def _large(self) -> None:
        show(self._title, True)
        self._word.halign = "right"
        for part in (self._receipt, self._note, *(p for pair in self._rows for p in pair)):
            show(part, True)
        portrait = metrics.layout == PORTRAIT
        bottom = self.y
        if portrait:
            bottom = self._keys_below()
            right = self.right - metrics.s3
        else:
            wide = metrics.u(23.3 if metrics.layout != COMPACT else 21)
            high = max(metrics.key, self.height * 0.68)
            right = self._lay_keys(self.right - metrics.s3, high, [wide] * len(self.keys))
        middle = (self.top + bottom) / 2
        x = self._first_column(self.x + metrics.s5, middle)
        x = self._sums(x, middle)
        self._change_box(x, right, middle, self.top - bottom)
        rim = self.edge_px
        place(self.line, self.x + self.radius, self.y + rim, self.width - 2 * self.radius,
              metrics.s1)  # fmt: skip

    def _keys_below(self) -> float:
        pad = metrics.s3
        wide = (self.width - 2 * pad - metrics.s2 * (len(self.keys) - 1)) / max(1, len(self.keys))
        for at, key in enumerate(self.keys):
            x = self.x + pad + at * (wide + metrics.s2)
            place(key, x, self.y + pad, wide, metrics.key)
        return float(self.y + 2 * pad + metrics.key)

    def _first_column(self, x: float, middle: float) -> float:
        (_, high), (wide, low) = self._title.measure(), self._receipt.measure()
        note, last = self._note.measure()
        top = middle + (high + low + last) / 2
        right = self._head(x, top - high / 2)
        place(self._receipt, x, top - high - low, wide, low)
        place(self._note, x, top - high - low - last, note, last)
        return float(max(right, x + wide, x + note) + metrics.s5)

    def _sums(self, x: float, middle: float) -> float:
        words = max(word.measure()[0] for word, _ in self._rows)
        values = max(value.measure()[0] for _, value in self._rows)
        high = self._rows[0][0].measure()[1]
        seen = metrics.layout != PORTRAIT
        for at, (word, value) in enumerate(self._rows):
            y = middle - high * at
            place(word, x, y, words, high)
            place(value, x + words + metrics.s4, y, values, high)
            show(word, seen)
            show(value, seen)
        return x + words + metrics.s4 + values + metrics.s4 if seen else x

    def _change_box(self, left: float, right: float, middle: float, tall: float) -> None:
        _, high = self._word.measure()
        room = right - metrics.s4 - left
        large = min(self._change.line_height(), tall - high)
        top = middle + (high + large) / 2
        place(self._word, left, top - high, room, high)
        place(self._change, left, top - high - large, room, large)

    def on_way(self, name: str) -> None:
        """Something was to be done with the last sale (event)."""
