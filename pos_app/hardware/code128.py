"""Code 128 of printable ASCII: the shortest mix of sets B and C, for printers and as bars.

Source: ISO/IEC 15417.
"""

import re

_START_B, _START_C, _TO_C, _TO_B, _STOP = 104, 105, 99, 100, 106
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112"
).split()
_PRINTABLE = re.compile(r"[ -~]+")
_DIGITS = re.compile(r"\d+")


def fits(data: str) -> bool:
    """Tell whether the data can be drawn: printable ASCII, at least one character."""
    return _PRINTABLE.fullmatch(data) is not None


def parts(data: str) -> list[tuple[str, str]]:
    """Split the data into stretches of set ``B`` and, where pairs of digits pay off, of ``C``."""
    assert fits(data), "Code 128 holds printable ASCII only"
    found: list[tuple[str, str]] = []
    done = 0
    for run in _DIGITS.finditer(data):
        first, last = run.span()
        ends = (first == 0) + (last == len(data))
        if last - first < (6, 4, 2)[ends]:
            continue
        first += (last - first) % 2
        if first > done:
            found.append(("B", data[done:first]))
        found.append(("C", data[first:last]))
        done = last
    if done < len(data):
        found.append(("B", data[done:]))
    return found


def symbols(data: str) -> list[int]:
    """Return the values of all characters of the symbol: start, data, check, stop."""
    values: list[int] = []
    for kind, text in parts(data):
        if kind == "C":
            values.append(_TO_C if values else _START_C)
            values += [int(text[at : at + 2]) for at in range(0, len(text), 2)]
        else:
            values.append(_TO_B if values else _START_B)
            values += [ord(character) - 32 for character in text]
    check = values[0] + sum(at * value for at, value in enumerate(values))
    return [*values, check % 103, _STOP]


def bars(data: str) -> list[bool]:
    """Return the symbol module by module, dark ones True, without quiet zones."""
    modules: list[bool] = []
    for value in symbols(data):
        for at, width in enumerate(_WIDTHS[value]):
            modules += [at % 2 == 0] * int(width)
    return modules


def printer_data(data: str) -> bytes:
    """Return the data as ESC/POS takes it after ``GS k 73 n``: sets named, braces doubled."""
    out = b""
    for kind, text in parts(data):
        if kind == "C":
            pairs = range(0, len(text), 2)
            out += b"{C" + bytes(int(text[at : at + 2]) for at in pairs)
        else:
            out += b"{B" + text.replace("{", "{{").encode("ascii")
    return out


def letters_only(data: str) -> bytes:
    """Return the data as ESC/POS takes it in set B alone: longer, and never a control byte."""
    return b"{B" + data.replace("{", "{{").encode("ascii")


def letters_width(data: str) -> int:
    """Return how many modules the symbol in set B has: start, data, check, and the longer stop."""
    return (len(data) + 3) * 11 + 2


def from_printer_data(data: bytes) -> str | None:
    """Return what ``printer_data`` was made from; None for data no printer would take."""
    kind, text, at = "", "", 0
    while at < len(data):
        pair = data[at : at + 2]
        if pair in (b"{A", b"{B", b"{C"):
            kind, at = chr(pair[1]), at + 2
        elif not kind or (kind == "C" and data[at] > 99):
            return None
        elif kind == "C":
            text, at = text + f"{data[at]:02d}", at + 1
        elif pair == b"{{":
            text, at = text + "{", at + 2
        elif data[at] == 0x7B or data[at] > 0x7F:
            return None
        else:
            text, at = text + chr(data[at]), at + 1
    return text or None
