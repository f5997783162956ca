"""QR codes as dots, for printers that cannot draw them and for pictures of paper.

The encoder is loaded with the first code: most papers have none.
Source: ISO/IEC 18004; correction level M, model 2.
"""

from functools import lru_cache

from pos_app.hardware.bitmap import Bitmap

_QUIET = 4
_LARGEST = 6
_MOST_BYTES = 500  # more would be finer than paper can hold


def fits(data: str) -> bool:
    """Tell whether a code of this text can be read from a receipt."""
    return 0 < len(data.encode("utf-8", "ignore")) <= _MOST_BYTES


@lru_cache(maxsize=64)
def modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code row by row, dark ones True, without its quiet zone."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(data.encode("utf-8", "ignore"), optimize=0)
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


def module_dots(data: str, width: int) -> int:
    """Return how many dots a module may be wide on so many dots of paper; 0 where none fits."""
    return min(width // (len(modules(data)) + 2 * _QUIET), _LARGEST)


def bitmap(data: str, width: int, module: int) -> Bitmap:
    """Return the code as centred dots with its quiet zone above and below."""
    rows = modules(data)
    left = (width - len(rows) * module) // 2
    stride = (width + 7) // 8
    blank = bytes(stride)
    drawn = [blank] * (_QUIET * module)
    for row in rows:
        bits = 0
        for at, dark in enumerate(row):
            if dark:
                bits |= ((1 << module) - 1) << (stride * 8 - left - (at + 1) * module)
        drawn += [bits.to_bytes(stride, "big")] * module
    drawn += [blank] * (_QUIET * module)
    return Bitmap(width, len(drawn), b"".join(drawn))
