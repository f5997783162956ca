"""Labels as ZPL II, the language of Zebra printers and of many that follow them.

Source: Zebra ZPL II programming guide (^PW ^LL ^FO ^GF ^BY ^BE ^BC ^PQ, ``~HS``). Pictures are
written with its own run lengths: rows of a tag are mostly white.
"""

import re
from types import MappingProxyType

from pos_app.hardware import code128
from pos_app.hardware.categories.device import Condition
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.label_layout import Bars, Page, Placed
from pos_app.hardware.label_states import HEAD_OPEN, NO_LABELS, NO_RIBBON, PAUSED, TROUBLE

ASK = b"~HS"
_RUN = re.compile(r"(.)\1+")
# How the signs that are commands elsewhere are written inside Code 128.
_SIGNS = str.maketrans({">": ">0", "^": "><", "~": ">="})
_SETS = MappingProxyType({"B": (">:", ">6"), "C": (">;", ">5")})


def encode(page: Page, copies: int, gap_mm: int) -> bytes:
    """Return one label, printed so many times; the printer measures the gap itself."""
    body = "".join(_part(part) for part in page.parts)
    head = f"^XA^PW{page.width}^LL{page.height}^LH0,0"
    return f"{head}{body}^PQ{copies}^XZ\n".encode("ascii")


def _part(part: Placed | Bars) -> str:
    at = f"^FO{part.x},{part.y}"
    if isinstance(part, Bars):
        return at + _bars(part)
    picture = part.bitmap
    size = picture.stride * picture.height
    return f"{at}^GFA,{size},{size},{picture.stride},{_packed(picture.rows, picture.stride)}^FS"


def _bars(bars: Bars) -> str:
    if bars.kind == "EAN13":  # the printer works out the last digit
        return f"^BY{bars.module}^BEN,{bars.height},N,N^FD{bars.data[:12]}^FS"
    stretches = enumerate(code128.parts(bars.data))
    data = "".join(_SETS[kind][at > 0] + text.translate(_SIGNS) for at, (kind, text) in stretches)
    return f"^BY{bars.module}^BCN,{bars.height},N,N,N,N^FD{data}^FS"


def _packed(rows: bytes, stride: int) -> str:
    """Write rows as hex with run lengths; ``:`` is the row before again, ``,`` the rest white."""
    out: list[str] = []
    before = ""
    for at in range(0, len(rows), stride):
        row = rows[at : at + stride].hex().upper()
        if row == before:
            out.append(":")
            continue
        before = row
        kept = row.rstrip("0")
        tail = "," if len(kept) < len(row) else ""
        out.append(_RUN.sub(_counted, kept) + tail)
    return "".join(out)


def _counted(run: re.Match[str]) -> str:
    """Return a run as its count in letters and the digit: g to z are 20 to 400, G to Y 1 to 19."""
    digit, left = run.group(1), len(run.group())
    if left < 3:
        return run.group()
    said = ""
    while left >= 20:
        twenties = min(left // 20, 20)
        said += chr(ord("g") + twenties - 1)
        left -= twenties * 20
    if left:
        said += chr(ord("G") + left - 1)
    return said + digit


def ending(size: int) -> bytes:
    """Return what cancels a label of which any part may have come; an end would print the half."""
    return b"~JA"


def answered(data: bytes) -> bool:
    """Tell whether an answer has come whole: three lines, each between STX and ETX."""
    return data.count(b"\x03") >= 3


def finding(data: bytes) -> Finding:
    """Return what the first two lines say: paper, pause, head, ribbon; anything else is trouble."""
    lines = re.findall(rb"\x02([^\x03]*)\x03", data)[-3:]
    fields = [line.split(b",") for line in lines]
    if len(fields) < 3 or len(fields[0]) < 12 or len(fields[1]) < 4:
        return TROUBLE
    first, second = fields[0], fields[1]
    for flag, found in (
        (second[2], HEAD_OPEN), (first[1], NO_LABELS), (second[3], NO_RIBBON), (first[2], PAUSED),
    ):  # fmt: skip
        if flag == b"1":
            return found
    # Labels of the batch that are left, or formats that wait in its buffer.
    busy = [*first[4:5], *second[8:9]]
    if any(each.isdigit() and int(each) for each in busy):
        return Finding(Condition.BUSY, READY.reason)
    return READY
