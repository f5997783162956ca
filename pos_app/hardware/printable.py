"""Text made fit for paper: nothing in it can command a printer, and nothing turns into a ``?``.

What a printer's letters lack is replaced where a good twin exists; the rest is left for
``raster.py`` to draw, which is decided line by line with ``prints``.
"""

import re
import unicodedata
from functools import lru_cache

from pos_app.hardware.profiles import MULTI_BYTE
from pos_app.hardware.width import cells

# Twins that every printer has. Spaces of all kinds become one, hyphens a hyphen.
_ALWAYS = {
    **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007", " "),
    **dict.fromkeys("\u2008\u2009\u200a\u202f\u205f", " "),
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2212": "-", "\u2043": "-", "\u2015": "\u2014",
}  # fmt: skip
# Twins in a Chinese printer's font, and what one must not send it: U+00A5 is four bytes there.
_CHINESE = {
    "¥": "￥", "£": "￡", "¢": "￠", "–": "-", "•": "·", "™": "(TM)", "©": "(C)", "®": "(R)",
}  # fmt: skip
# Twins for Western code pages, used only for what the page lacks.
_WESTERN = {
    "￥": "¥", "–": "-", "—": "--", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "•": "*",
    "×": "x", "‹": "<", "›": ">", "™": "(TM)", "©": "(C)", "®": "(R)", "€": "EUR", "¥": "JPY",
}  # fmt: skip
# Big5 with the wide yen sign where printers have it; the plain codec says U+00A5 there.
_CODECS = {"gb18030": "gbk", "big5": "cp950"}
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])[\u2019\u02bc](?=[A-Za-z])")
_LONE_DASH = re.compile(r"(?<!\u2014)\u2014(?!\u2014)")
_SAFE = re.compile(r"[ -~]*")
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def harmless(text: str) -> str:
    """Return the text without anything that is not for reading.

    Control characters, marks of direction, joiners, line separators and variation selectors go;
    white space becomes a space. What is left cannot start a command.
    """
    if _SAFE.fullmatch(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(kept for character in composed if (kept := _kept(character)))


@lru_cache(maxsize=65536)
def _kept(character: str) -> str:
    twin = _ALWAYS.get(character)
    if twin is not None:
        return twin
    selector = 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    return "" if selector or unicodedata.category(character) in _DROPPED else character


def fit(text: str, encoding: str) -> str:
    """Return the text as this printer's letters can best say it; drop what is not for reading."""
    clean = harmless(text)
    if clean.isascii() or encoding == "none":
        return clean
    if encoding in MULTI_BYTE:
        straight = _LONE_DASH.sub("\u2014\u2014", _APOSTROPHE.sub("'", clean))
        return "".join(_CHINESE.get(character, character) for character in straight)
    return "".join(_western(character, encoding) for character in clean)


@lru_cache(maxsize=4096)
def _western(character: str, encoding: str) -> str:
    return character if prints(character, encoding) else _WESTERN.get(character, character)


def prints(text: str, encoding: str) -> bool:
    """Tell whether the printer's own letters hold every character."""
    if encoding == "none":
        return False
    if text.isascii():
        return _SAFE.fullmatch(text) is not None
    return all(_encoded(character, encoding) for character in text)


def encode(text: str, encoding: str) -> bytes:
    """Return the bytes of a text that ``prints``; a character it lacks is a bug."""
    if text.isascii():
        return text.encode("ascii")
    return b"".join(_encoded(character, encoding) or _lacking(character) for character in text)


def _lacking(character: str) -> bytes:
    raise AssertionError(f"U+{ord(character):04X} has no bytes in this printer's font")


@lru_cache(maxsize=65536)
def _encoded(character: str, encoding: str) -> bytes:
    """Return the bytes of one character, or none where the printer's font lacks it.

    GBK is the part of GB18030 that is two bytes in all its editions; of Big5 only what every
    model has: what makers and Windows added to it is left out. A two-byte character must also be
    two cells wide, or columns would not add up.
    """
    if " " <= character <= "~":
        return character.encode("ascii")
    multi_byte = encoding in MULTI_BYTE
    try:
        codec = _CODECS.get(encoding, encoding)
        found = character.encode(codec)
        if found.decode(codec) != character:
            return b""  # a codec's near miss: the printer would print something else
    except UnicodeError:
        return b""
    if multi_byte:
        whole = len(found) == 2 and cells(character, multi_byte=True) == 2
        added = encoding == "big5" and _added_to_big5(found)
        return found if whole and not added else b""
    return found if len(found) == 1 and found[0] >= 0x80 else b""


def _added_to_big5(pair: bytes) -> bool:
    return pair > b"\xf9\xd5" or b"\xc6\xa1" <= pair <= b"\xc8\xfe" or pair == b"\xa3\xe1"
