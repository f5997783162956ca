"""The till's own faces: which one shows a text, and what replaces a character none of them holds.

The coverage tables are cut by ``tools/make_fonts.py`` together with the faces; nothing here reads
a font at run time but the text engine itself.
"""

import zlib
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

ROOM = Path(str(resources.files("pos_app") / "assets" / "fonts"))
WIDE = "SuanpanSansWide-Regular.otf"
MISSING = "〓"
_POINTS = 0x30000
_KEPT = "\n"


@cache
def _tables() -> tuple[bytes, bytes]:
    packed = zlib.decompress((ROOM / "coverage.bin").read_bytes())
    return packed[: _POINTS // 8], packed[_POINTS // 8 :]


def _holds(table: bytes, character: str) -> bool:
    point = ord(character)
    return point < _POINTS and bool(table[point >> 3] >> (point & 7) & 1)


def covers(text: str, *, wide: bool = False) -> bool:
    """Tell whether the everyday faces (or the wide one) have a shape for every character."""
    table = _tables()[wide]
    return all(character in _KEPT or _holds(table, character) for character in text)


@lru_cache(maxsize=4096)
def fit(text: str, language: str, *, bold: bool) -> tuple[str, str]:
    """Return the file of the face for a text, and the text with 〓 where no face has a shape.

    Characters of no width (joiners, marks of direction) are dropped rather than shown.
    """
    if covers(text):
        return face(language, bold=bold), text
    shown = "".join(_shown(character) for character in text)
    if covers(shown):
        return face(language, bold=bold), shown
    return str(ROOM / WIDE), shown


def face(language: str, *, bold: bool = False) -> str:
    """Return the file of the everyday face: Taiwan shapes for zh-Hant, mainland ones else."""
    region = "TC" if language == "zh-Hant" else "SC"
    return str(ROOM / f"SuanpanSans{region}-{'Bold' if bold else 'Regular'}.otf")


def _shown(character: str) -> str:
    if character in _KEPT or _holds(_tables()[1], character):
        return character
    return "" if not character.isprintable() or character == "\ufe0f" else MISSING


@cache
def pictures() -> dict[str, str]:
    """Return the character of each own picture by its name."""
    rows = (row.split() for row in (ROOM / "icons.txt").read_text().splitlines())
    return {name: chr(int(code, 16)) for name, code in rows}


ICONS = str(ROOM / "SuanpanIcons.ttf")
