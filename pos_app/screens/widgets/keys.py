"""Keys: icon, word, second line, badge. One class, its kinds and states; money keys beside it."""

from math import ceil

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.widget import Widget

from pos_app.screens.followers import follow
from pos_app.screens.metrics import metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.amount import Amount
from pos_app.screens.widgets.icon import Icon
from pos_app.screens.widgets.keystyle import CHOSEN, KINDS, Look, look
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.touch import Touchable
from pos_app.screens.widgets.words import Words

_SQUEEZE, _SUB_SQUEEZE = 0.78, 0.85


class Badge(Surface):
    """A number in a circle, or in a pill when it has several digits."""

    text = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(size=(0, 0), **kwargs)
        self._words = Words(bold=True, halign="center")
        self.add_widget(self._words)
        self.bind(pos=self.place, size=self.place, text=self.place)

    def tint(self, fill: object, words: object) -> None:
        """Take the colours of the place it stands in."""
        self.fill, self._words.color = fill, words

    def wanted(self) -> tuple[int, int]:
        """Return the size its number needs."""
        self._words.text, self._words.font_size = self.text, metrics.badge
        width, height = self._words.measure()
        side = round(height * 1.14)
        return max(width + height // 2, side), side

    def place(self, *_: object) -> None:
        """Centre the number."""
        self.radius = min(self.size) / 2
        self._words.text, self._words.font_size = self.text, metrics.badge
        self._words.pos, self._words.size = self.pos, self.size


class Key(Touchable, Surface):
    """A key with a word, always; see docs/design-system.md for kinds and states.

    Enter of a real keyboard taps the key of a panel or screen that is marked ``enter``.
    """

    text = StringProperty("")
    sub = StringProperty("")
    icon = StringProperty("")
    trail = StringProperty("")
    badge = StringProperty("")
    kind = OptionProperty("plain", options=KINDS)
    chosen = BooleanProperty(False)
    chosen_as = OptionProperty("ink", options=CHOSEN)
    checked = BooleanProperty(True)
    locked = BooleanProperty(False)
    stacked = BooleanProperty(False)
    bold = BooleanProperty(False)
    sub_bold = BooleanProperty(False)
    halign = OptionProperty("center", options=("left", "center"))
    font_size = NumericProperty(0)
    sub_size = NumericProperty(0)
    icon_px = NumericProperty(0)
    gap_px = NumericProperty(0)
    padding_px = NumericProperty(0)
    enter = BooleanProperty(False)

    def __init__(self, **kwargs: object) -> None:
        self._later = Clock.create_trigger(self.refresh, -1)
        super().__init__(**kwargs)
        self._icon, self._label, self._sub = (
            Icon(),
            Words(squeeze=_SQUEEZE),
            Words(squeeze=_SUB_SQUEEZE),
        )
        self._trail, self._badge = Icon(), Badge()
        for child in (self._icon, self._label, self._sub, self._trail, self._badge):
            self.add_widget(child)
        for name in (
            "pos", "size", "text", "sub", "icon", "trail", "badge", "kind", "chosen", "chosen_as",
            "checked", "locked", "stacked", "bold", "sub_bold", "halign", "font_size", "sub_size",
            "icon_px", "gap_px", "padding_px", "disabled",
        ):  # fmt: skip
            self.fbind(name, self._later)
        self.bind(pressed=self.refresh)
        follow(self)
        self._later()

    def changed(self, *_: object) -> None:
        """Look again."""
        self._later()

    def on_locked(self, *_: object) -> None:
        """A locked key takes no touch, and says so by a lock."""
        self.disabled = self.locked

    def refresh(self, *_: object) -> None:
        """Colour and place every part."""
        style = self.style()
        self.fill, self.edge, self.dashed = style.fill, style.edge, style.dashed
        self.edge_px = metrics.edge if style.thick else metrics.hair
        self.radius = metrics.radius
        self._dress(style)
        self._arrange()

    def style(self) -> Look:
        """Return the look of the moment."""
        chosen = self.chosen_as if self.chosen else ""
        return look(
            theme, self.kind, pressed=self.pressed, disabled=self.disabled, chosen_as=chosen
        )

    def _dress(self, style: Look) -> None:
        heavy = self.bold or self.chosen or self.kind in {"ink", "amber", "pay", "returns"}
        self._label.text, self._label.color, self._label.bold = self.text, style.words, heavy
        natural = metrics.caption if self.stacked else metrics.body
        self._label.font_size = self.font_size or natural
        self._sub.text, self._sub.color, self._sub.bold = self.sub, style.second, self.sub_bold
        self._sub.font_size = self.sub_size or metrics.small
        self._icon.name = self._shown_icon()
        self._icon.color = style.edge if self._marks_edge() else style.words
        self._trail.name, self._trail.color = self.trail, style.words
        self._badge.text = self.badge
        ink = self.kind in {"ink", "pay"} or (self.chosen and self.chosen_as == "ink")
        off = style.words if self.disabled else theme.ink
        self._badge.tint(*((theme.ink_on, theme.ink) if ink else (off, theme.ink_on)))

    def _marks_edge(self) -> bool:
        return self.chosen and self.checked and self.chosen_as in {"primary", "returns"}

    def _shown_icon(self) -> str:
        if self.locked:
            return "lock"
        return "check" if self.chosen and self.checked else self.icon

    def _arrange(self) -> None:
        pad = self.padding_px or metrics.s3
        glyph = int(self.icon_px or metrics.icon) if self._icon.name else 0
        gap = (self.gap_px or metrics.s2) if glyph else 0
        badge = self._badge.wanted() if self.badge else (0, 0)
        trail = metrics.icon if self.trail else 0
        room = self.width - 2 * pad - (trail + metrics.s2 if trail else 0)
        beside = (badge[0] + metrics.s2 if badge[0] else 0) + (0 if self.stacked else glyph + gap)
        width, rows = self._texts(max(1, room - beside))
        self._icon.size = (glyph, glyph)
        if self.stacked:
            self._stack(width, rows, glyph)
        else:
            left = self.x + pad
            if self.halign == "center":
                left += (room - width - beside) / 2
            self._icon.pos = (round(left), round(self.center_y - glyph / 2))
            self._rows(round(left + glyph + gap), width, rows, self.center_y)
        self._badge.size = badge
        self._badge.pos = (self._label.right + metrics.s2, self._label.center_y - badge[1] / 2)
        self._trail.size = (trail, trail)
        self._trail.pos = (self.right - pad - trail, round(self.center_y - trail / 2))

    def _texts(self, room: float) -> tuple[int, tuple[int, int]]:
        """Return the width of the wider text, as far as there is room, and both heights."""
        (first, high), (second, low) = self._label.measure(), self._sub.measure()
        width = int(min(room, max(first, second)))
        return width, (high, low)

    def _rows(self, left: float, width: int, rows: tuple[int, int], middle: float) -> None:
        align = "center" if self.stacked or (self.halign == "center" and not self.icon) else "left"
        top = round(middle + sum(rows) / 2)
        for words, height in ((self._label, rows[0]), (self._sub, rows[1])):
            top -= height
            words.halign = align
            words.pos, words.size = (left, top), (width, height)

    def _stack(self, width: int, rows: tuple[int, int], glyph: int) -> None:
        gap = round(metrics.s1 * 0.9) if glyph else 0
        total = sum(rows) + glyph + gap
        top = self.center_y + total / 2
        self._icon.pos = (round(self.center_x - glyph / 2), round(top - glyph))
        left = round(self.center_x - width / 2)
        self._rows(left, width, rows, top - glyph - gap - sum(rows) / 2)


class MoneyKey(Key):
    """Cash in one tap: word and second line, the amount with its small symbol.

    ``arrange``: ``side`` (amount at the right), ``over`` (amount above the second line) or
    ``word`` (the word large, the amount small below it).
    """

    amount = StringProperty("")
    symbol = StringProperty("¥")
    arrange = OptionProperty("side", options=("side", "over", "word"))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._amount = Amount(bold=True)
        self.add_widget(self._amount)
        self.kind = "cash"
        for name in ("amount", "symbol", "arrange"):
            self.fbind(name, self._later)

    def _dress(self, style: Look) -> None:
        super()._dress(style)
        self._label.bold = True
        self._label.font_size = self.font_size or metrics.caption
        none = "—" if self.disabled else ""
        self._amount.color, self._amount.text = style.words, self.amount or none
        self._amount.symbol = self.symbol if self.amount else ""
        self._amount.bold = bool(self.amount)
        self._amount.font_size = metrics.key_amount

    def _arrange(self) -> None:
        if self.icon:  # it asks: no amount yet
            self._amount.text = ""
            self._label.font_size = self.font_size or metrics.body
            super()._arrange()
            return
        if self.arrange == "side":
            self._beside()
            return
        over = self.arrange == "over"
        words = self._sub if over else self._label
        words.font_size = metrics.caption if over else metrics.key_amount * 0.82
        words.text = " ".join(filter(None, (self.text if over and not self._counts() else "",
                                            self.sub if over else self.text)))  # fmt: skip
        (self._label if over else self._sub).text = ""
        self._amount.font_size = metrics.key_amount if over else metrics.caption
        self._amount.bold, self._amount.symbol = over, self.symbol if over and self.amount else ""
        self._pile(words, self._amount, amount_first=over)

    def _counts(self) -> bool:
        """Tell whether the second line alone says enough (a change), unlike ``exact``."""
        return any(letter.isdigit() for letter in self.sub)

    def _beside(self) -> None:
        pad = metrics.s3 + metrics.s1
        room = self.width - 2 * pad
        texts, rows = self._texts(room)
        wanted = min(self._amount.natural_width(), room * 0.72)
        squeezed = ceil(texts * _SUB_SQUEEZE) + 1
        if texts > room - wanted - metrics.s2:  # the change is read as well as the amount
            wanted = max(room * 0.5, min(wanted, room - metrics.s2 - squeezed))
        self._rows(self.x + pad, int(min(texts, room - wanted - metrics.s2)), rows, self.center_y)
        self._label.halign = self._sub.halign = "left"
        self._amount.halign = "right"
        self._amount.size = (int(wanted), self.height)
        self._amount.pos = (round(self.right - pad - wanted), round(self.y))

    def _pile(self, words: Words, amount: Widget, *, amount_first: bool) -> None:
        _, low = words.measure()
        room = int(self.width - 2 * metrics.s2)
        high = amount.line_height()
        top = round(self.center_y + (high + low) / 2)
        first, second = (amount, words) if amount_first else (words, amount)
        heights = (high, low) if amount_first else (low, high)
        for part, height in zip((first, second), heights, strict=True):
            top -= height
            part.halign = "center"
            part.pos, part.size = (round(self.center_x - room / 2), top), (room, height)
