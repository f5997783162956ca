"""Lines and pictures as dots, for what a printer's own letters cannot say. One line at a time."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from pos_app.hardware.bitmap import Bitmap
from pos_app.hardware.code128 import bars
from pos_app.hardware.glyphs import CELL_HEIGHT, Style, draw_text
from pos_app.hardware.layout import TextLine
from pos_app.hardware.profiles import Profile

_DARK = 128
_PICTURE_ROWS = 480
_BENEATH = 12
_PICTURE_PIXELS = 20_000_000


@lru_cache(maxsize=512)
def line_bitmap(line: TextLine, profile: Profile) -> Bitmap:
    """Return a line as dots on the same cells the printer's letters would stand on."""
    image = Image.new("L", (profile.dots, CELL_HEIGHT * line.size), 255)
    style = Style(line.size, line.size, line.bold, profile.multi_byte, profile.region)
    for run in line.runs:
        draw_text(image, run.text, (run.x, 0), style)
    return _packed(image)


@lru_cache(maxsize=16)
def picture_bitmap(png: bytes, profile: Profile) -> Bitmap | None:
    """Return a picture as centred dots with a little air beneath; None if it is no picture.

    A logo that cannot be read is left out: it must not cost a customer the receipt.
    """
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as opened:
            if opened.width * opened.height > _PICTURE_PIXELS:
                return None
            colours = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError):
        return None
    paper = Image.new("RGBA", colours.size, "white")
    paper.alpha_composite(colours)
    grey = ImageOps.contain(paper.convert("L"), _room(paper.size, profile))
    placed = Image.new("L", (profile.dots, grey.height + _BENEATH), 255)
    placed.paste(grey, ((profile.dots - grey.width) // 2, 0))
    return _packed(placed.convert("1"))


def _room(size: tuple[int, int], profile: Profile) -> tuple[int, int]:
    return min(size[0], profile.dots), min(size[1], _PICTURE_ROWS)


@lru_cache(maxsize=64)
def barcode_bitmap(data: str, profile: Profile, module: int, height: int) -> Bitmap:
    """Return a Code 128 as centred dots, for printers without the command or paper too narrow."""
    row = Image.new("1", (profile.dots, 1), 1)
    modules = bars(data)
    left = max((profile.dots - len(modules) * module) // 2, 0)
    for at, dark in enumerate(modules):
        if dark:
            row.paste(0, (left + at * module, 0, left + (at + 1) * module, 1))
    return _packed(row.resize((row.width, height)))


def _packed(image: Image.Image) -> Bitmap:
    """Return a picture as dots without the white on its right."""
    dark = image.convert("L").point(lambda value: 255 if value < _DARK else 0)
    box = dark.getbbox()
    width = min(-(-(box[2] if box else 1) // 8) * 8, image.width)
    cropped = dark.crop((0, 0, width, image.height)).convert("1", dither=Image.Dither.NONE)
    return Bitmap(width, image.height, cropped.tobytes())
