"""Breaking a text into lines: a Latin word stays whole, no line starts with closing punctuation."""

import re
from collections.abc import Callable

_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ._'’/@#%+\-−×¥$€£,:]+\s?|\s|.", re.DOTALL)
_NOT_FIRST = set("，。、；：？！）》」』】〕”’％…,.;:?!)]}%·・")
_NOT_LAST = set("（《「『【〔“‘([{¥$€£")
Width = Callable[[str], float]


def wrapped(text: str, width: float, width_of: Width) -> list[str]:
    """Return the lines of a text no wider than ``width``, but for a single word that is."""
    rows: list[str] = []
    for paragraph in text.split("\n"):
        rows += _paragraph(paragraph, width, width_of)
    return rows


def _paragraph(text: str, width: float, width_of: Width) -> list[str]:
    rows: list[str] = []
    row: list[str] = []
    for token in _TOKEN.findall(text):
        if not row or width_of("".join((*row, token)).rstrip()) <= width:
            row.append(token)
            continue
        carried = _carried(row, token)
        rows.append("".join(row).rstrip())
        row = [*carried, token] if carried else [token.lstrip()]
    return [*rows, "".join(row).rstrip()]


def _carried(row: list[str], token: str) -> list[str]:
    """Take from the row's end what has to stand before ``token`` on the next line."""
    carried: list[str] = []
    if token.strip() in _NOT_FIRST and len(row) > 1:
        carried.insert(0, row.pop())
    while len(row) > 1 and row[-1].strip() in _NOT_LAST:
        carried.insert(0, row.pop())
    return carried


def elided(text: str, width: float, width_of: Width) -> str:
    """Return as much of a line as fits with … at its end."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(text[:middle].rstrip() + "…") <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
