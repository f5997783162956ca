"""Labels as TSPL, the language of TSC printers and of most cheap ones sold in China.

Source: TSC TSPL/TSPL2 programming manual (SIZE, GAP, CLS, BITMAP, BARCODE, PRINT, ``ESC ! ?``).
"""

import re
from types import MappingProxyType

from pos_app.hardware.categories.device import Condition
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.label_layout import Bars, Page, Placed
from pos_app.hardware.label_states import HEAD_OPEN, JAM, NO_LABELS, NO_RIBBON, PAUSED, TROUBLE

ASK = b"\x1b!?"
_INVERT = bytes(255 - value for value in range(256))
# What begins a command that is obeyed wherever it comes (reset, status); a blank has a dot more.
_AT_ONCE = re.compile(rb"([\x1b~])!")
_BARS = MappingProxyType({"EAN13": "EAN13", "CODE128": "128"})


def encode(page: Page, copies: int, gap_mm: int) -> bytes:
    """Return one label, printed so many times."""
    head = (
        f"SIZE {page.width_mm} mm,{page.height_mm} mm\r\nGAP {gap_mm} mm,0 mm\r\n"
        "DIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\n"
    )
    body = b"".join(_part(part) for part in page.parts)
    return head.encode("ascii") + body + f"PRINT 1,{copies}\r\n".encode("ascii")


def _part(part: Placed | Bars) -> bytes:
    if isinstance(part, Bars):
        data = part.data.replace('"', '\\["]')
        return (
            f'BARCODE {part.x},{part.y},"{_BARS[part.kind]}",{part.height},0,0,'
            f'{part.module},{part.module},"{data}"\r\n'
        ).encode("ascii")
    picture = part.bitmap
    head = f"BITMAP {part.x},{part.y},{picture.stride},{picture.height},0,"
    # A bit of 0 is a dark dot here.
    rows = _AT_ONCE.sub(rb"\1 ", picture.rows.translate(_INVERT))
    return head.encode("ascii") + rows + b"\r\n"


def ending(size: int) -> bytes:
    """Return what ends a label of so many bytes of which any part may have come, unprinted.

    A picture takes bytes until it has all of its own: white ones, then the picture is cleared.
    """
    return b"\xff" * size + b"\r\nCLS\r\n"


def answered(data: bytes) -> bool:
    """Tell whether an answer has come whole: it is one byte."""
    return bool(data)


def finding(data: bytes) -> Finding:
    """Return what the status byte says: bits of head, jam, paper, ribbon, pause, printing."""
    status = data[-1]
    for bit, found in ((0x01, HEAD_OPEN), (0x04, NO_LABELS), (0x02, JAM), (0x08, NO_RIBBON)):
        if status & bit:
            return found
    if status & 0x10:
        return PAUSED
    if status & 0x80:
        return TROUBLE
    return Finding(Condition.BUSY, READY.reason) if status & 0x20 else READY
