"""The till's own faces drawn into a printer's cells: letters half as wide as hanzi, both straight.

Used where a printer's letters lack a character and to show paper on a screen. Pillow is imported
here, so nothing of this may be loaded before the first screen is drawn.
"""

import zlib
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from pos_app.hardware.profiles import Region
from pos_app.hardware.width import cells

MISSING = "〓"
CELL_HEIGHT = 30
_EM, _BASELINE = 24, 22
_POINTS = 0x30000
_ROOM = resources.files("pos_app") / "assets" / "fonts"


class Style(NamedTuple):
    """How text is drawn; ``multi_byte``: on the cells of a printer with a two-byte font."""

    across: int = 1
    down: int = 1
    bold: bool = False
    multi_byte: bool = True
    region: Region = "SC"


def draw_text(image: Image.Image, text: str, spot: tuple[int, int], style: Style) -> int:
    """Draw dark text on a light picture from its left upper corner; return the dots it took."""
    x, y = spot
    start = x
    for character in text:
        wide = cells(character, multi_byte=style.multi_byte)
        if wide and character != " ":
            glyph = _glyph(character, wide, style)
            image.paste(0, (x, y), glyph)
        x += wide * 12 * style.across
    return x - start


@lru_cache(maxsize=8192)
def _glyph(character: str, wide: int, style: Style) -> Image.Image:
    """Return one character as a mask of its cells, squeezed where its face is wider."""
    em, width = _EM * style.down, wide * 12 * style.down
    font = _face(_file(character, style), em)
    shown = character if _held(character) else MISSING
    advance = max(round(font.getlength(shown)), 1)
    mask = Image.new("L", (max(advance, width), CELL_HEIGHT * style.down))
    offset = max((width - advance) // 2, 0)
    pen = ImageDraw.Draw(mask)
    pen.text((offset, _BASELINE * style.down), shown, fill=255, font=font, anchor="ls")
    target = (wide * 12 * style.across, mask.height)
    if mask.size != target:
        mask = mask.resize(target, Image.Resampling.LANCZOS)
    return mask


def _file(character: str, style: Style) -> str:
    weight = "Bold" if style.bold else "Regular"
    if " " <= character <= "~":
        return f"SuanpanMono-{weight}.otf"
    everyday = _holds(_tables()[0], character) or not _held(character)
    return f"SuanpanSans{style.region}-{weight}.otf" if everyday else "SuanpanSansWide-Regular.otf"


@lru_cache(maxsize=32)
def _face(name: str, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_ROOM / name), em, layout_engine=ImageFont.Layout.BASIC)


def _held(character: str) -> bool:
    return any(_holds(table, character) for table in _tables())


def _holds(table: bytes, character: str) -> bool:
    point = ord(character)
    return point < _POINTS and bool(table[point >> 3] >> (point & 7) & 1)


@cache
def _tables() -> tuple[bytes, bytes]:
    """Return one bit per character of the everyday faces and of the wide one."""
    packed = zlib.decompress((_ROOM / "coverage.bin").read_bytes())
    return packed[: _POINTS // 8], packed[_POINTS // 8 :]
