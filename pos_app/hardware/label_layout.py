"""Labels as dots: every text drawn in the till's own faces, every code sized to whole modules.

Letters are drawn too, so that a tag looks the same on every printer. The bars are left to the
printer: its modules are exact. Pillow is imported here, so this is loaded late.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

from inventory.documents.price_label import Box, Label, LabelCode, LabelText
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware import code128, ean13
from pos_app.hardware.bitmap import Bitmap
from pos_app.hardware.glyphs import CELL_HEIGHT, Style, draw_text
from pos_app.hardware.profiles import Region
from pos_app.hardware.width import text_cells

DPIS = (203, 300)
MODULE_MOST = 4
_QUIET_128 = 10
_DARK = 128
_SQUEEZE = 70  # percent of its width that a text may be pressed to before it is cut
_BENEATH = 26  # tenths of a millimetre for the characters under the bars


@dataclass(frozen=True, slots=True)
class Placed:
    """Dots at a place of the label, in dots from its left upper corner."""

    x: int
    y: int
    bitmap: Bitmap


@dataclass(frozen=True, slots=True)
class Bars:
    """A code that the printer draws; ``kind`` is ``EAN13`` or ``CODE128``, ``module`` in dots."""

    kind: str
    data: str
    x: int
    y: int
    height: int
    module: int


class _Face(NamedTuple):
    """How letters are drawn."""

    bold: bool = False
    region: Region = "SC"


@dataclass(frozen=True, slots=True)
class Page:
    """A label for a printer of so many dots to the inch."""

    width: int
    height: int
    width_mm: int
    height_mm: int
    parts: tuple[Placed | Bars, ...]


def lay_out(label: Label, dpi: int = 203) -> Page:
    """Return a label as dots. Refuses a code that is too long for it."""
    size = label.size
    region: Region = "TC" if label.language == "zh-Hant" else "SC"
    parts: list[Placed | Bars] = []
    for part in label.parts:
        if isinstance(part, LabelCode):
            parts += _code(part, dpi, region)
        elif (placed := _text(part, dpi, region)) is not None:
            parts.append(placed)
    width, height = _dots(size.width_mm * 10, dpi), _dots(size.height_mm * 10, dpi)
    return Page(width, height, size.width_mm, size.height_mm, tuple(parts))


def require_codes(label: Label, dpi: int = 203) -> None:
    """Refuse, before anything is drawn, a code that is too long for its label or unprintable."""
    for part in label.parts:
        if isinstance(part, LabelCode):
            _modules(part, _place(part.box, dpi).width)


def _dots(tenths_mm: int, dpi: int) -> int:
    return tenths_mm * dpi // 254


def _place(box: Box, dpi: int) -> Box:
    return Box(*(_dots(each, dpi) for each in (box.x, box.y, box.width, box.height)))


def _text(part: LabelText, dpi: int, region: Region) -> Placed | None:
    """Draw a text into its box; None where nothing of it is dark."""
    box = _place(part.box, dpi)
    face = _Face(part.bold, region)
    drawn = _drawn(part.text, box.height, box.width, face, whole=part.whole)
    if part.struck:
        middle = drawn.height * 55 // 100
        ImageDraw.Draw(drawn).line((0, middle, drawn.width, middle), fill=0, width=2)
    free = box.width - drawn.width
    x = box.x + {"left": 0, "centre": free // 2, "right": free}[part.align]
    return _cropped(drawn, x, box.y)


@lru_cache(maxsize=256)
def _line(text: str, face: _Face) -> Image.Image:
    """Draw a text large: it is made smaller afterwards, which keeps its strokes even."""
    style = Style(3, 3, face.bold, multi_byte=True, region=face.region)
    width = max(text_cells(text, multi_byte=True) * 12 * 3, 1)
    image = Image.new("L", (width, CELL_HEIGHT * 3), 255)
    draw_text(image, text, (0, 0), style)
    return image


def _drawn(text: str, height: int, most: int, face: _Face, *, whole: bool) -> Image.Image:
    """Return a text of this height and at most this width: squeezed, then cut with ``…``.

    One that has to stay ``whole`` is squeezed on and on instead.
    """
    shown = text
    while True:
        large = _line(shown, face)
        wanted = max(large.width * height // large.height, 1)
        if whole or wanted * _SQUEEZE <= most * 100 or len(shown) <= 1:
            break
        shown = f"{shown.removesuffix('…')[:-1]}…"
    return large.resize((min(wanted, most), height), Image.Resampling.LANCZOS)


def _cropped(image: Image.Image, x: int, y: int) -> Placed | None:
    """Return the dark part of a picture, its left edge on a whole byte of the label."""
    dark = image.point(lambda value: 255 if value < _DARK else 0)
    box = dark.getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    start = (x + left) // 8 * 8
    whole = Image.new("L", (-(-(x + right - start) // 8) * 8, bottom - top))
    whole.paste(dark.crop(box), (x + left - start, 0))
    rows = whole.convert("1", dither=Image.Dither.NONE).tobytes()
    return Placed(start, y + top, Bitmap(whole.width, whole.height, rows))


def _code(part: LabelCode, dpi: int, region: Region) -> list[Placed | Bars]:
    """Return the bars as wide as whole modules allow, centred, and the characters beneath."""
    box, beneath = _place(part.box, dpi), _dots(_BENEATH, dpi)
    kind, modules, module = _modules(part, box.width)
    x = box.x + (box.width - modules * module) // 2
    bars = Bars(kind, part.data, x, box.y, box.height - beneath - 2, module)
    letters = _drawn(part.data, beneath, box.width, _Face(region=region), whole=True)
    at = box.x + (box.width - letters.width) // 2
    shown = _cropped(letters, at, box.y + box.height - beneath)
    return [bars] if shown is None else [bars, shown]


def _modules(part: LabelCode, width: int) -> tuple[str, int, int]:
    """Return the symbol, its modules and the dots of each, with quiet zones in this width."""
    kind, modules, quiet = _symbol(part.data)
    module = min(width // (modules + quiet), MODULE_MOST)
    if module < 1:
        raise Refused(Text.of("labels.code_too_long", value=part.data[:40]))
    return kind, modules, module


def _symbol(data: str) -> tuple[str, int, int]:
    """Return which symbol holds the data, its modules and those of its quiet zones."""
    if ean13.fits(data):
        return "EAN13", 95, ean13.QUIET_LEFT + ean13.QUIET_RIGHT
    if not code128.fits(data):
        raise Refused(Text.of("labels.code_unprintable", value=data[:40]))
    return "CODE128", len(code128.bars(data)), 2 * _QUIET_128
