"""A scanner of the HID point-of-sale class as a program: its descriptor and its reports.

Used by the tests and by the rigs; written from the usage tables, not from the driver.
"""

REPORT = 2
DATA_MAX = 56
# Application Bar Code Scanner > logical Scanned Data Report: number, byte count, three symbology
# identifiers, 56 bytes of data (buffered), one continuation bit and seven of padding.
DESCRIPTOR = bytes.fromhex(
    "058C 0902 A101"
    " 0912 A102"
    "  8502 1500 26FF00 7508"
    "  9501 0501 093B 8102"
    "  9503 058C 09FB 09FC 09FD 8102"
    "  9538 09FE 820201"
    "  9501 2501 7501 09FF 8102"
    "  9507 8103"
    " C0"
    " 0914 A102 8504 1500 2501 7501 9508 0900 9102 C0"
    "C0"
)
LENGTH = 1 + 1 + 3 + DATA_MAX + 1


def reports(code: bytes, aim: bytes = b"]E0") -> list[bytes]:
    """Return the reports that a scanner sends for one code."""
    pieces = [code[at : at + DATA_MAX] for at in range(0, len(code), DATA_MAX)] or [b""]
    return [
        bytes([REPORT, len(piece)])
        + aim
        + piece.ljust(DATA_MAX, b"\0")
        + bytes([piece is not pieces[-1]])
        for piece in pieces
    ]
