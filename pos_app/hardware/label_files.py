"""Labels into a file: a printer's own bytes to copy to it later, or a picture to look at."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from pos_app.hardware.categories.label_printer import LabelOrder
from pos_app.hardware.label_layout import lay_out
from pos_app.hardware.label_printer import LANGUAGES
from pos_app.hardware.label_reading import draw
from pos_app.hardware.tspl_reading import TsplReader

PICTURE = ".png"
SUFFIXES = (*(f".{language}" for language in LANGUAGES), PICTURE)
_GAP, _GREY = 16, 160
_PICTURES_MAX = 100


def written(orders: Sequence[LabelOrder], suffix: str, *, dpi: int, gap_mm: int) -> bytes:
    """Return what a file of this kind holds: ``.tspl``, ``.zpl``, or ``.png`` of one of each."""
    if suffix == PICTURE:
        return _picture(orders[:_PICTURES_MAX], dpi)
    encode = LANGUAGES[suffix.removeprefix(".")].encode
    return b"".join(encode(lay_out(each.label, dpi), each.copies, gap_mm) for each in orders)


def suffix_of(file: Path) -> str:
    """Return the kind of a file by its name, in small letters."""
    return file.suffix.lower()


def _picture(orders: Sequence[LabelOrder], dpi: int) -> bytes:
    """Draw labels under each other, from the very bytes that would be sent."""
    reader = TsplReader(dpi)
    for each in orders:
        reader.feed(LANGUAGES["tspl"].encode(lay_out(each.label, dpi), 1, 0))
    drawn = [draw(label) for label in reader.labels]
    width = max((each.width for each in drawn), default=1) + 2 * _GAP
    height = sum(each.height + _GAP for each in drawn) + _GAP
    sheet, y = Image.new("L", (width, height), _GREY), _GAP
    for picture in drawn:
        sheet.paste(picture, (_GAP, y))
        y += picture.height + _GAP
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
