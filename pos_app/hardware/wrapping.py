"""Where a text may be broken into lines: between words and between hanzi, never before 。 or ）."""

import re
from collections.abc import Iterator

from pos_app.hardware.width import cells, text_cells

_NEVER_FIRST = frozenset("，。、；：？！）】》」』〉〕”’％℃·…,.;:?!)]}%")
_TWO_SPACES = re.compile(" {2,}")
_NEVER_LAST = frozenset("（【《「『〈〔“‘￥([{¥$€£")


def wrap(text: str, room: int, *, multi_byte: bool) -> list[str]:
    """Return the text in lines of at most ``room`` cells; spaces at a break are dropped.

    Spaces before the first word indent every line, where they leave room. A word wider than a
    line is cut; ``room`` is at least 2, or a hanzi would never fit.
    """
    words = text.strip()
    indent = text[: len(text) - len(text.lstrip())]
    wide = text_cells(indent, multi_byte=multi_byte)
    if wide > room // 3:
        indent, wide = "", 0
    lines = _by_facts(words, room - wide, multi_byte=multi_byte)
    return [indent + line if line else "" for line in lines]


def _by_facts(text: str, room: int, *, multi_byte: bool) -> list[str]:
    """Break where two spaces part two facts before any fact is broken: ``白/L`` | ``89.00 x 2``."""
    if text_cells(text, multi_byte=multi_byte) <= room:
        return [text]
    lines: list[str] = []
    for fact in _TWO_SPACES.split(text):
        longer = f"{lines[-1]}  {fact}" if lines else fact
        if lines and text_cells(longer, multi_byte=multi_byte) <= room:
            lines[-1] = longer
        else:
            lines += _wrapped(fact, room, multi_byte=multi_byte)
    return lines


def _wrapped(text: str, room: int, *, multi_byte: bool) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        if line and used + text_cells(piece.rstrip(), multi_byte=multi_byte) > room:
            lines.append(line.rstrip())
            line, used = "", 0
        while text_cells(piece.rstrip(), multi_byte=multi_byte) > room:
            head, piece = _cut(piece, room, multi_byte=multi_byte)
            lines.append(head)
        line += piece
        used += text_cells(piece, multi_byte=multi_byte)
    return [each for each in (*lines, line.rstrip()) if each]


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts that stay whole; each keeps the spaces that follow it."""
    start = 0
    for at in range(1, len(text)):
        if _breaks(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    yield text[start:]


def _breaks(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == " ":
        return True
    if not cells(after, multi_byte=True) or (before.isdigit() and after.isalpha()):
        return False  # a mark stays on its letter, 9折 and 7天 stay whole
    hanzi = cells(before, multi_byte=True) == 2 or cells(after, multi_byte=True) == 2
    return hanzi or (before in "-/" and after.isalpha())


def _cut(piece: str, room: int, *, multi_byte: bool) -> tuple[str, str]:
    """Cut a piece that is wider than a line after ``room`` cells."""
    used = 0
    for at, character in enumerate(piece):
        wide = cells(character, multi_byte=multi_byte)
        if used + wide > room:
            return piece[:at], piece[at:]
        used += wide
    return piece, ""
