"""Blocks laid out for one printer: lines of runs, each with its place in dots. Pure, no bytes.

The paper of a line is counted in cells (a letter one, a hanzi two), its places are told in dots,
so that a price column stands straight even where a printer's hanzi are not two letters wide.
"""

from dataclasses import dataclass
from itertools import accumulate

from inventory.documents.blocks import (
    Align,
    Barcode,
    Blank,
    Cell,
    Document,
    Line,
    Picture,
    Qr,
    Row,
    Rule,
    Size,
)
from pos_app.hardware.printable import fit
from pos_app.hardware.profiles import Profile
from pos_app.hardware.width import text_cells
from pos_app.hardware.wrapping import wrap

# Fewer cells than this beside a price make a column of single letters: the name gets own lines.
_LEAST_ROOM = 6
_BEFORE_AMOUNT = 2


@dataclass(frozen=True, slots=True)
class Run:
    """Text at a place: ``x`` and ``width`` in dots."""

    text: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; its runs stand left to right and do not touch. No runs: an empty line."""

    runs: tuple[Run, ...] = ()
    bold: bool = False
    size: Size = 1

    @property
    def text(self) -> str:
        """All its words, for people."""
        return " ".join(run.text for run in self.runs)


Laid = TextLine | Barcode | Qr | Picture


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of one line at one size."""

    profile: Profile
    size: Size

    @property
    def columns(self) -> int:
        return self.profile.cols_a // self.size

    def cells(self, text: str) -> int:
        return text_cells(text, multi_byte=self.profile.multi_byte)

    def wrap(self, text: str, room: int) -> list[str]:
        return wrap(text, room, multi_byte=self.profile.multi_byte)

    def fit(self, text: str) -> str:
        return fit(text, self.profile.encoding)

    def run(self, text: str, halves: int) -> Run:
        """Return the text as a run that starts after so many half cells."""
        dots = self.profile.cell * self.size
        return Run(text, halves * dots // 2, self.cells(text) * dots)


def lay_out(document: Document, profile: Profile) -> tuple[Laid, ...]:
    """Return everything on the paper from top to bottom."""
    laid: list[Laid] = []
    for block in document.blocks:
        match block:
            case Line():
                laid += _line(block, _Grid(profile, block.size))
            case Row():
                laid += _row(block, _Grid(profile, block.size))
            case Rule():
                laid.append(TextLine((_Grid(profile, 1).run("-" * profile.cols_a, 0),)))
            case Blank():
                laid.append(TextLine())
            case Barcode() | Qr() | Picture():
                laid.append(block)
    return tuple(laid)


def _line(line: Line, grid: _Grid) -> list[Laid]:
    pieces = grid.wrap(grid.fit(line.text), grid.columns)
    return [
        TextLine(_placed(grid, piece, 0, grid.columns, line.align), line.bold, line.size)
        for piece in pieces
    ]


def _placed(grid: _Grid, text: str, start: int, end: int, align: Align) -> tuple[Run, ...]:
    """Return a text as a run between two cells; an empty text is no run."""
    text = text.rstrip() if align == "left" else text.strip()
    if not text.strip():
        return ()
    free = max(end - start - grid.cells(text), 0)
    words = text.lstrip()
    indent = grid.cells(text[: len(text) - len(words)])
    # Twice the cells, so that the middle may lie between two.
    halves = {"left": 2 * indent, "centre": free, "right": 2 * free}[align]
    return (grid.run(words, 2 * start + halves),)


@dataclass(frozen=True, slots=True)
class _Column:
    """A cell of a row with the cells of paper it may use."""

    text: str
    start: int
    end: int
    align: Align

    @property
    def room(self) -> int:
        return self.end - self.start


def _row(row: Row, grid: _Grid) -> list[Laid]:
    columns = _columns(row.cells, grid)
    if not _crowded(columns, grid):
        return _beside(columns, row, grid)
    return _below(row, grid)


def _columns(cells: tuple[Cell, ...], grid: _Grid) -> list[_Column]:
    """Share out the width, then let right cells take what they need from their left."""
    total = sum(max(cell.share, 1) for cell in cells)
    edges = [
        grid.columns * part // total for part in accumulate(max(cell.share, 1) for cell in cells)
    ]
    texts = [grid.fit(cell.text) for cell in cells]
    limit = grid.columns
    found: list[_Column] = []
    for at in range(len(cells) - 1, -1, -1):
        align = cells[at].align
        # Beside a right cell a text may use what that one leaves free.
        beside = align != "right" and at + 1 < len(cells) and cells[at + 1].align == "right"
        start, end = (edges[at - 1] if at else 0), limit if beside else min(edges[at], limit)
        text = texts[at].strip() if align == "right" else texts[at]
        if align == "right":
            start = end - grid.cells(text)
        found.append(_Column(text, start, end, align))
        limit = start - _gap(align, text, grid.size) if at else start
    return found[::-1]


def _gap(align: Align, text: str, size: Size) -> int:
    """Return the free cells before a column: two before an amount, or it reads on as one text."""
    if align == "right":
        return _BEFORE_AMOUNT // size if text else 0
    return 1


def _crowded(columns: list[_Column], grid: _Grid) -> bool:
    """Tell whether some text cannot stand beside the others."""
    for column in columns:
        wide = grid.cells(column.text.strip())
        if column.start < 0 or (wide and column.room < min(wide, _LEAST_ROOM)):
            return True
    return False


def _beside(columns: list[_Column], row: Row, grid: _Grid) -> list[Laid]:
    """Return the row with its cells side by side, as many lines as the longest cell needs."""
    wrapped = [
        [c.text] if c.align == "right" else grid.wrap(c.text, max(c.room, 1)) for c in columns
    ]
    lines: list[Laid] = []
    for number in range(max(map(len, wrapped), default=0)):
        runs: tuple[Run, ...] = ()
        for column, texts in zip(columns, wrapped, strict=True):
            if number < len(texts):
                runs += _placed(grid, texts[number], column.start, column.end, column.align)
        lines.append(TextLine(runs, row.bold, row.size))
    return lines


def _below(row: Row, grid: _Grid) -> list[Laid]:
    """Return a row too crowded for one line: each cell on lines of its own, aligned as it was."""
    lines: list[Laid] = []
    for cell in row.cells:
        for piece in grid.wrap(grid.fit(cell.text), grid.columns):
            if runs := _placed(grid, piece, 0, grid.columns, cell.align):
                lines.append(TextLine(runs, row.bold, row.size))
    return lines
