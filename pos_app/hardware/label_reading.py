"""What a label printer would print: labels read back from their bytes, and drawn.

The readers of the two languages (``tspl_reading``, ``zpl_reading``) are written apart from what
writes them. One dot of the printer is one pixel.
"""

from dataclasses import dataclass, field

from PIL import Image

from pos_app.hardware import code128, ean13


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """Dots at a place; in ``rows`` 1 is dark."""

    x: int
    y: int
    width: int
    height: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class ReadBars:
    """A code that the printer draws itself."""

    kind: str
    data: str
    x: int
    y: int
    height: int
    module: int


@dataclass(slots=True)
class ReadLabel:
    """One label as it was described; sizes in dots, 0 where the language does not say."""

    width: int = 0
    height: int = 0
    copies: int = 1
    pictures: list[ReadPicture] = field(default_factory=list)
    bars: list[ReadBars] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def draw(label: ReadLabel) -> Image.Image:
    """Return the label as it comes out, dark on white."""
    paper = Image.new("1", (max(label.width, 1), max(label.height, 1)), 1)
    for each in label.pictures:
        stride = (each.width + 7) // 8
        rows = each.rows.ljust(stride * each.height, b"\0")
        paper.paste(0, (each.x, each.y), Image.frombytes("1", (stride * 8, each.height), rows))
    for code in label.bars:
        modules = ean13.bars(code.data) if code.kind == "EAN13" else code128.bars(code.data)
        for at, dark in enumerate(modules):
            if dark:
                x = code.x + at * code.module
                paper.paste(0, (x, code.y, x + code.module, code.y + code.height))
    return paper.convert("L")
