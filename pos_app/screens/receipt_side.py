"""Beside a receipt: what was paid, what is wrong with its paper, and the keys to go on."""

from typing import ClassVar

from kivy.factory import Factory
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget

from pos_app.screens.layout import Column, Row
from pos_app.screens.metrics import COMPACT, PORTRAIT, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets import Amount, Fact, Hairline, Icon, Surface, Words
from pos_app.screens.widgets.part import Part, place, show
from pos_app.viewmodels.receipt import ReceiptState
from pos_app.viewmodels.receipts import MoneyFace


class MoneyCard(Part, Surface):
    """What was paid: done or taken back, the total, the tenders."""

    follows: ClassVar[tuple[str, ...]] = ("money", "tight")
    money: MoneyFace | None = ObjectProperty(None, allownone=True)
    tight = BooleanProperty(False)

    def build(self) -> None:
        """Make the parts; facts come with the rows."""
        self._icon, self._done = Icon(), Words(bold=True, squeeze=0.6)
        self._total, self._line = Amount(bold=True, halign="right"), Hairline()
        self._facts: list[Fact] = []
        self.hold(self._icon, self._done, self._total, self._line)

    def _heights(self, *, tight: bool) -> tuple[float, float, float]:
        """Return the heights of the head, the total below it, and a fact.

        Where room is short head and total share a line, and of the facts only the change is there.
        """
        fact = metrics.body * 1.7
        if tight:
            return metrics.hero * 1.1, 0, fact
        return metrics.title * 1.6, metrics.hero * 1.25, fact

    def _rows(self, *, tight: bool) -> tuple[tuple[str, str], ...]:
        rows = self.money.rows if self.money is not None else ()
        return rows[-1:] if tight else rows

    def wanted(self, *, tight: bool | None = None) -> int:
        """Return the height it needs, as it stands or as it would."""
        short = self.tight if tight is None else tight
        head, total, fact = self._heights(tight=short)
        return int(2 * metrics.s3 + head + total + metrics.s2 + len(self._rows(tight=short)) * fact)

    def refresh(self) -> None:
        """Write and place everything."""
        money = self.money
        show(self, money is not None)
        if money is None:
            return
        self.fill, self.radius = theme.colour("surface"), metrics.radius_card
        self.edge = theme.colour("danger_text" if money.voided else "pay")
        self.edge_px = max(2, metrics.edge - metrics.hair)
        tint = theme.colour("danger_text" if money.voided else "pay_text")
        self._icon.name = "undo" if money.voided else "check_circle"
        self._icon.color = self._done.color = tint
        self._done.text, self._done.font_size = money.done, metrics.title
        self._total.text, self._total.symbol = money.total, money.symbol
        self._total.font_size, self._total.color = metrics.hero * 0.9, theme.colour("text")
        self._line.color = theme.colour("hairline")
        self._fill(self._rows(tight=self.tight))
        self._arrange()
        self.height = self.wanted()

    def _fill(self, rows: tuple[tuple[str, str], ...]) -> None:
        while len(self._facts) < len(rows):
            self._facts.append(Fact())
            self.add_widget(self._facts[-1])
        for fact in self._facts[len(rows) :]:
            self.remove_widget(fact)
        del self._facts[len(rows) :]
        for at, (fact, (label, value)) in enumerate(zip(self._facts, rows, strict=True)):
            fact.label, fact.value = label, value
            fact.bold = at == len(rows) - 1
            fact.font_size = metrics.body

    def _arrange(self) -> None:
        head, total, row = self._heights(tight=self.tight)
        x, width = self.x + metrics.s5, self.width - 2 * metrics.s5
        top, side = self.y + self.height - metrics.s3, metrics.icon_big * 0.8
        left = side + metrics.s2
        place(self._icon, x, top - head / 2 - side / 2, side, side)
        words = min(width - left, self._done.measure()[0])
        place(self._done, x + left, top - head, words, head)
        if total:
            place(self._total, x, top - head - total, width, total)
        else:
            left += words + metrics.s2
            place(self._total, x + left, top - head, width - left, head)
        top -= head + total
        place(self._line, x, top - metrics.hair, width, metrics.hair)
        top -= metrics.s2
        for fact in self._facts:
            top -= row
            place(fact, x, top, width, row)


class ReceiptSide(Column):
    """Money, notice and keys, below each other; what has nothing to say takes no place."""

    vm = ObjectProperty(None)
    state: ReceiptState | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._money, self._notice = Factory.SideMoney(), Factory.SideBar()
        self._way = Factory.SideKey(kind="ink")
        self._copy, self._hint = Factory.SideKey(), Factory.SideHint()
        self._next, self._keys = Factory.SideNext(), Row(size_hint_y=None)
        self._way.bind(on_release=lambda _: self.vm.way(self._way.name))
        self._copy.bind(on_release=lambda pressed: self.vm.way(pressed.name))
        self._next.bind(on_release=lambda _: self.vm.next_sale())
        self._parts: tuple[Widget, ...] = ()
        self._notice.bind(width=self._measured)
        self.bind(state=self._show, height=self._fit)
        metrics.bind(u=self._show)

    def _measured(self, *_: object) -> None:
        self._notice.height = self._notice.wanted()
        self._fit()

    def _fit(self, *_: object) -> None:
        """Say less about the money where all of it would push something out of sight."""
        money, others = self._money, [part for part in self._parts if part is not self._money]
        needed = money.wanted(tight=False) + sum(part.height + self.spacing for part in others)
        money.tight = metrics.layout == PORTRAIT or needed > self.height
        money.height = money.wanted()

    def _show(self, *_: object) -> None:
        state = self.state
        if state is None:
            return
        notice, portrait = state.notice, metrics.layout == PORTRAIT
        beside = portrait or (metrics.layout == COMPACT and bool(notice.ways))
        self._money.money = state.money
        self._notice.tone, self._notice.text = notice.tone, notice.text
        self._notice.sub = notice.sub
        self._measured()
        for name, word, icon in notice.ways:
            self._way.name, self._way.text, self._way.icon = name, word, icon
        self._copy.text, self._copy.sub = state.copy_word, "" if beside else state.copy_hint
        self._copy.name = state.copy_way
        narrow = beside and not portrait
        icon = "printer" if state.copy_way == "copy" else "receipt"
        self._copy.icon, self._next.icon = ("", "") if narrow else (icon, "arrow_right")
        self._copy.disabled = not state.can_copy
        wanted = (
            (self._money, state.money), (self._notice, notice.text),
            (self._way, notice.ways), (self._copy, state.money and not beside),
        )  # fmt: skip
        parts = [part for part, seen in wanted if seen]
        if portrait:
            self._take([*parts, self._keys])
        else:
            below = [self._keys] if beside else [self._hint, self._next]
            self._take([*parts, Widget(), *below])
        self._fit()

    def _take(self, parts: list[Widget]) -> None:
        """Hold exactly these; where room is short the two keys stand beside each other."""
        same = [part for part in parts if type(part) is not Widget]
        if tuple(same) == self._parts:
            return
        self._parts = tuple(same)
        self.clear_widgets()
        self._keys.clear_widgets()
        if self._keys in parts:
            self._keys.height, self._keys.spacing = metrics.charge_key, metrics.s2
            for key in (self._copy, self._next):
                self._keys.add_widget(key)
        beside = self._copy.parent is self._keys
        self._copy.size_hint_y = self._next.size_hint_y = 1 if beside else None
        for part in parts:
            self.add_widget(part)
