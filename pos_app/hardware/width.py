"""How many cells a character takes on paper: a letter one, a hanzi two, a mark above it none."""

import unicodedata
from functools import lru_cache

_LATIN_END = 0x250


@lru_cache(maxsize=65536)
def cells(character: str, *, multi_byte: bool) -> int:
    """Return 0, 1 or 2.

    Where a printer keeps everything beyond ASCII in its two-byte font, characters that Unicode
    calls ambiguous (``×``, ``①``) are two cells wide; letters with accents stay letters.
    """
    if " " <= character <= "~":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    kind = unicodedata.east_asian_width(character)
    if kind in "WF":
        return 2
    letter = ord(character) < _LATIN_END and character.isalpha()
    return 2 if multi_byte and kind == "A" and not letter else 1


def text_cells(text: str, *, multi_byte: bool) -> int:
    """Return how many cells a text takes in one line."""
    if text.isascii():
        return len(text)
    return sum(cells(character, multi_byte=multi_byte) for character in text)
