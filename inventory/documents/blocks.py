"""What a piece of paper is made of, before any printer: a document is a tuple of blocks.

Widths are shares of the paper, so that one document fits 58 mm and 80 mm. No bytes, no pixels.
"""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "centre", "right"]
Size = Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Line:
    """Text over the full width; what is too long wraps. ``size`` 2 is twice as wide and high."""

    text: str
    align: Align = "left"
    bold: bool = False
    size: Size = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row: ``share`` is its part of the width beside the other cells'.

    A left cell that is too long wraps within its column; a right cell is never cut: it takes the
    room that it needs from the cells to its left.
    """

    text: str
    share: int = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells beside each other."""

    cells: tuple[Cell, ...]
    bold: bool = False
    size: Size = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Barcode:
    """Printable ASCII to be scanned as Code 128, centred, with its text beneath."""

    data: str


@dataclass(frozen=True, slots=True)
class Qr:
    """Text to be scanned as a QR code, such as an address; centred, nothing beneath it."""

    data: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, centred, drawn in black and white and made smaller where it is too wide."""

    png: bytes


Block = Line | Row | Rule | Blank | Barcode | Qr | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A whole piece of paper, cut once at its end; ``title`` names it on screens and in queues."""

    title: str
    blocks: tuple[Block, ...]
