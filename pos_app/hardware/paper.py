"""The printed paper as a picture: what a decoded job looks like once it is torn off.

One dot of the printer is one pixel. The picture is made from the bytes that the printer gets, so
what is shown is what will print.
"""

from io import BytesIO

from PIL import Image, ImageDraw

from pos_app.hardware import qr
from pos_app.hardware.code128 import bars
from pos_app.hardware.decoder import (
    Cut,
    Decoded,
    Event,
    Feed,
    PrintedBarcode,
    PrintedImage,
    PrintedLine,
    decode,
)
from pos_app.hardware.glyphs import CELL_HEIGHT, Style, draw_text
from pos_app.hardware.pdf import pdf_of
from pos_app.hardware.profiles import Profile

_DOTS_PER_MM = 8
_TOP, _BOTTOM = 36, 30
_TOOTH = 10
_PAPER, _INK = 255, 0


def draw(data: bytes, profile: Profile) -> bytes:
    """Return a PNG of the paper that these bytes print, its torn edge see-through below."""
    return png_of(picture(decode(data, profile), profile))


def draw_pdf(data: bytes, profile: Profile) -> bytes:
    """Return the same paper as a PDF of one page, as large as it comes out of the printer."""
    return pdf_of(picture(decode(data, profile), profile), _DOTS_PER_MM)


def png_of(image: Image.Image) -> bytes:
    """Return a picture as PNG bytes."""
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def picture(decoded: Decoded, profile: Profile) -> Image.Image:
    """Return the paper as grey and alpha, as wide as the roll."""
    parts = [part for event in decoded.events if (part := _part(event, profile)) is not None]
    width = profile.paper_mm * _DOTS_PER_MM
    margin = (width - profile.dots) // 2
    height = _TOP + sum(part.height for part in parts) + _BOTTOM + _TOOTH
    paper = Image.new("L", (width, height), _PAPER)
    y = _TOP
    for part in parts:
        paper.paste(part, (margin, y))
        y += part.height
    shown = Image.new("LA", paper.size)
    shown.paste(Image.merge("LA", (paper, _torn(paper.size))))
    return shown


def _part(event: Event, profile: Profile) -> Image.Image | None:
    """Return what an event leaves on the paper, over the printer's whole width."""
    match event:
        case PrintedLine():
            return _line(event, profile)
        case PrintedImage():
            return _image(event, profile)
        case PrintedBarcode("QR"):
            return _qr(event, profile)
        case PrintedBarcode():
            return _barcode(event, profile)
        case Feed():
            return Image.new("L", (profile.dots, event.dots), _PAPER)
        case Cut():
            return None
        case _:
            return None


def _line(line: PrintedLine, profile: Profile) -> Image.Image:
    down = max((run.down for run in line.runs), default=1)
    image = Image.new("L", (profile.dots, CELL_HEIGHT * down), _PAPER)
    for run in line.runs:
        style = Style(run.across, run.down, run.bold, profile.multi_byte, profile.region)
        draw_text(image, run.text, (run.x, CELL_HEIGHT * (down - run.down)), style)
    return image


def _image(event: PrintedImage, profile: Profile) -> Image.Image:
    stride = (event.width + 7) // 8
    rows = event.rows.ljust(stride * event.height, b"\0")
    dots = Image.frombytes("1", (stride * 8, event.height), rows)
    image = Image.new("L", (profile.dots, event.height), _PAPER)
    image.paste(_INK, (event.x, 0), dots)
    return image


def _barcode(event: PrintedBarcode, profile: Profile) -> Image.Image:
    """Return the bars, and beneath them their text where the job asked for it."""
    letters = Style(multi_byte=profile.multi_byte, region=profile.region)
    below = CELL_HEIGHT if event.text_below else 0
    image = Image.new("L", (profile.dots, event.height + below), _PAPER)
    modules = bars(event.data) if event.system == "CODE128" else []
    free = profile.dots - len(modules) * event.module
    left = (0, free // 2, free)[event.align]
    pen = ImageDraw.Draw(image)
    for at, dark in enumerate(modules):
        if dark:
            x = left + at * event.module
            pen.rectangle((x, 0, x + event.module - 1, event.height - 1), fill=_INK)
    if below:
        free = profile.dots - len(event.data) * profile.cell
        draw_text(image, event.data, ((0, free // 2, free)[event.align], event.height), letters)
    return image


def _qr(event: PrintedBarcode, profile: Profile) -> Image.Image:
    """Return a QR code that the printer draws itself, with a line of air above and below."""
    rows = qr.modules(event.data) if qr.fits(event.data) else ()
    side = len(rows) * event.module
    image = Image.new("L", (profile.dots, side + 2 * CELL_HEIGHT), _PAPER)
    free = profile.dots - side
    left = (0, free // 2, free)[event.align]
    pen = ImageDraw.Draw(image)
    for down, row in enumerate(rows):
        y = CELL_HEIGHT + down * event.module
        for across, dark in enumerate(row):
            if dark:
                x = left + across * event.module
                pen.rectangle((x, y, x + event.module - 1, y + event.module - 1), fill=_INK)
    return image


def _torn(size: tuple[int, int]) -> Image.Image:
    """Return where there is paper: all but the teeth of the tear at the bottom."""
    width, height = size
    edge = height - _TOOTH
    points: list[tuple[int, int]] = [(0, 0), (width, 0), (width, edge)]
    for at, x in enumerate(range(width, -_TOOTH, -_TOOTH)):
        points.append((x, edge if at % 2 == 0 else height - 1))
    points.append((0, edge))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(points, fill=255)
    return mask
