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


class Two(Row):
    """Keys beside each other where room is short."""

    def __init__(self, keys: list[Widget], height: float = 0) -> None:
        super().__init__(size_hint_y=None, spacing=metrics.s2)
        self.keys, self.height = keys, height or metrics.key_low

    def fill(self) -> None:
        """Take the keys in."""
        for key in self.keys:
            self.add_widget(key)


class ReceiptSide(Column):
    """Money, notice and keys, below each other; what has nothing to say takes no place."""

    vm = ObjectProperty(None)
    state: ReceiptState | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._money, self._notice = Factory.SideMoney(), Factory.SideBar()
        self._way = Factory.SideKey(kind="ink")
        self._copy, self._hint = Factory.SideKey(), Factory.SideHint()
        self._pdf = Factory.SideKey(icon="receipt")
        self._copy.name, self._pdf.name = "copy", "pdf"
        self._next = Factory.SideNext()
        self._way.bind(on_release=lambda _: self.vm.way(self._way.name))
        for key in (self._copy, self._pdf):
            key.bind(on_release=lambda pressed: self.vm.way(pressed.name))
        self._next.bind(on_release=lambda _: self.vm.next_sale())
        self._parts: tuple[Widget, ...] = ()
        self._held: tuple[object, ...] = ()
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
            self._way.name, self._way.text = name, word
            self._way.icon = "" if beside and not portrait and state.copy_word else icon
        self._copy.text, self._copy.sub = state.copy_word, "" if beside else state.copy_hint
        self._pdf.text, self._pdf.sub = state.pdf_word, "" if beside else state.pdf_hint
        narrow = beside and not portrait
        self._copy.icon, self._next.icon = ("", "") if narrow else ("printer", "arrow_right")
        self._pdf.icon = "" if narrow else "receipt"
        self._copy.disabled = self._pdf.disabled = not state.can_copy
        prints = bool(state.copy_word)
        ways = [self._way] if notice.ways else []
        files = [key for key, seen in ((self._copy, prints), (self._pdf, True)) if seen]
        parts = [part for part, seen in ((self._money, state.money), (self._notice, notice.text))
                 if seen]  # fmt: skip
        if beside:
            upper = Two([*ways, *files[1:]])
            space = [] if portrait else [Widget()]
            self._take([*parts, upper, *space, Two([*files[:1], self._next], metrics.charge_key)])
        else:
            keys = [*ways, *(files if state.money else [])]
            self._take([*parts, *keys, Widget(), self._hint, self._next])
        self._fit()

    def _take(self, parts: list[Widget]) -> None:
        """Hold exactly these; keys that share a row share its height."""
        pairs = [part for part in parts if isinstance(part, Two)]
        beside = [key for pair in pairs for key in pair.keys]
        same = [part for part in parts if type(part) is not Widget and part not in pairs]
        held = (metrics.key_low, *same, None, *beside)
        if held == self._held:
            return
        self._held = held
        self._parts = tuple(part for part in parts if type(part) is not Widget)
        self.clear_widgets()
        for key in (self._way, self._copy, self._pdf, self._next):
            if key.parent is not None:
                key.parent.remove_widget(key)
            key.size_hint_y = 1 if key in beside else None
        for part in parts:
            if not isinstance(part, Two) or part.keys:
                self.add_widget(part)
        for pair in pairs:
            pair.fill()
