"""Sizes × colours of one style: what is in stock, what is chosen; a tap names the cell."""

from collections.abc import Sequence
from typing import ClassVar

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty

from pos_app.screens import palette
from pos_app.screens.metrics import PORTRAIT, WIDE, metrics
from pos_app.screens.theme import theme
from pos_app.screens.widgets.cells import CellCard
from pos_app.screens.widgets.icon import Garment
from pos_app.screens.widgets.part import Part, across, place, show
from pos_app.screens.widgets.surface import Surface
from pos_app.screens.widgets.words import Words

Cell = Sequence[str]  # key, text, state[, "chosen"[, note[, icon]]]
ColourRow = tuple[str, str, Sequence[Cell]]  # name, rgb, cells


class SizeMatrix(Part):
    """``sizes`` head the columns; ``colours`` are (name, rgb, cells, [garment]).

    A cell is (key, text, state[, "chosen" or ""[, note[, note icon]]]), state ``some``, ``none``
    or ``low``; an empty key leaves the place free. ``totals`` may end the rows and
    ``column_totals`` the columns; portrait leaves pictures and
    row totals away. ``on_cell(key, mark)`` tells of a tap and what ``mark`` was when
    the finger came down. A cell is never lower than a
    target; ``wanted()`` is the height for cells as drawn.
    """

    follows: ClassVar[tuple[str, ...]] = (
        "sizes",
        "colours",
        "totals",
        "column_totals",
        "cell_mm",
        "pictures",
        "mark",
    )
    sizes = ListProperty([])
    colours = ListProperty([])
    totals = ListProperty([])
    column_totals = ListProperty([])
    pictures = BooleanProperty(False)
    cell_mm = NumericProperty(0)
    mark = ObjectProperty(None, allownone=True)
    __events__ = ("on_cell",)

    def build(self) -> None:
        """Make nothing yet: cells come with the colours."""
        self.cells: list[CellCard] = []
        self._words: list[Words] = []
        self._probe = Words()  # never shown: it measures
        self._swatches: list[Surface] = []
        self._garments: list[Garment] = []

    def cell_height(self) -> int:
        """Return how tall a cell is meant to be."""
        return int(metrics.u(self.cell_mm)) if self.cell_mm else int(metrics.cell)

    def wanted(self) -> int:
        """Return the height of the heading and all rows."""
        rows = len(self.colours) + bool(self.column_totals)
        return int(self._head() + rows * (self.cell_height() + metrics.s1))

    @staticmethod
    def _head() -> int:
        return int(metrics.line_caption * 1.1)

    def _drawn(self) -> bool:
        return bool(self.pictures) and metrics.layout != PORTRAIT

    def _totals(self) -> Sequence[str]:
        return () if metrics.layout == PORTRAIT else tuple(self.totals)

    def refresh(self) -> None:
        """Place headings, colours and cells."""
        left, right = self._columns()
        width = right - left
        places = list(across(left, width, max(1, len(self.sizes)), metrics.s1))
        head = self._head()
        words: list[tuple[str, float, float, float, float, str]] = [
            (text, x, self.top - head, wide, head, "center")
            for text, (x, wide) in zip(self.sizes, places, strict=False)
        ]
        top = self.top - head
        cells: list[tuple[Cell, float, float, float, float]] = []
        for at, colour in enumerate(self.colours):
            high = self.cell_height()
            bottom = top - high
            words.append((colour[0], *self._name_box(bottom, left), high, "left"))
            cells += [
                (cell, x, bottom, wide, high)
                for cell, (x, wide) in zip(colour[2], places, strict=False)
            ]
            if at < len(self._totals()):
                words.append((self._totals()[at], right, bottom, self.right - right, high, "right"))
            top = bottom - metrics.s1
        words += [
            (text, x, top - head, wide, head, "center")
            for text, (x, wide) in zip(self.column_totals, places, strict=False)
        ]
        self._set_words(words)
        self._set_cells(cells)
        self._set_marks()

    def _columns(self) -> tuple[float, float]:
        """Return where the cells begin and end."""
        names = [colour[0] for colour in self.colours]
        probe = self._probe
        probe.font_size = metrics.caption
        widest = 0
        for probe.text in names:
            widest = max(widest, probe.measure()[0])
        mark = metrics.picture if self._drawn() else metrics.icon_small
        name = min(widest, round(self.width * 0.2))
        if metrics.layout == WIDE and not self._drawn():
            name = max(name, min(metrics.u(12.6), round(self.width * 0.2)))
        ends = metrics.u(9) if self._totals() else 0
        return self.x + mark + metrics.s2 + name + metrics.s2, self.right - ends

    def _name_box(self, bottom: float, left: float) -> tuple[float, float, float]:
        mark = metrics.picture if self._drawn() else metrics.icon_small
        x = self.x + mark + metrics.s2
        return x, bottom, left - metrics.s2 - x

    def _set_words(self, wanted: list[tuple[str, float, float, float, float, str]]) -> None:
        while len(self._words) < len(wanted):
            self._words.append(Words(squeeze=0.7, yields=True))
            self.add_widget(self._words[-1])
        for words in self._words[len(wanted) :]:
            words.text = ""
        for words, (text, x, y, width, high, align) in zip(self._words, wanted, strict=False):
            words.text, words.halign, words.font_size = text, align, metrics.caption
            soft = align == "center"
            words.color = theme.colour("text2" if soft else "text")
            words.bold = align == "right"
            place(words, x, y, width, high)

    def _set_cells(self, wanted: list[tuple[Cell, float, float, float, float]]) -> None:
        while len(self.cells) < len(wanted):
            self.cells.append(CellCard())
            self.cells[-1].bind(on_release=self._tapped)
            self.add_widget(self.cells[-1])
        for spare in self.cells[len(wanted) :]:
            show(spare, False)
        for card, (face, x, y, width, high) in zip(self.cells, wanted, strict=False):
            key, text, state, chosen, note, icon = (*face, "", "", "", "")[:6]
            card.key, card.text, card.state = key, text, state or "some"
            card.mark = (key, self.mark)
            card.chosen, card.note, card.note_icon = bool(chosen), note, icon
            card.reach = metrics.s1 / 2
            show(card, key)
            place(card, x, y, width, high)

    def _set_marks(self) -> None:
        marks: list[Surface] = self._garments if self._drawn() else self._swatches
        while len(marks) < len(self.colours):
            marks.append(Garment() if self._drawn() else Surface())
            self.add_widget(marks[-1])
        for mark in (*self._garments, *self._swatches):
            show(mark, False)
        top = self.top - self._head()
        side = metrics.picture if self._drawn() else metrics.icon_small
        for mark, colour in zip(marks, self.colours, strict=False):
            middle = top - self.cell_height() / 2
            show(mark, True)
            mark.radius = metrics.radius_tag
            if self._drawn():
                mark.rgb, mark.garment = colour[1], (*colour, "tee")[3]
            else:
                mark.fill, mark.edge = palette.rgba(colour[1]), theme.colour("line")
                side = round(metrics.icon_small * 0.8)
                mark.radius = metrics.s1
            place(mark, self.x, middle - side / 2, side, side)
            top -= self.cell_height() + metrics.s1

    def _tapped(self, card: CellCard) -> None:
        name, mark = card.held
        self.dispatch("on_cell", name, mark)

    def on_cell(self, key: str, mark: object) -> None:
        """A cell was tapped (event)."""
