"""The words by which a style is found: code, name in Han or Latin, pinyin initials, colour.

Pure text in, text out; the only room that knows pypinyin, loaded when words are first written
(never when they are only searched). Han is split into characters: each is a word of its own.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from unicodedata import normalize

from inventory.catalogue.product import Names

INITIALS_MAX = 8
_VARIANTS_MAX = 4
_NUMBERS = re.compile(r"[0-9]{3,}")
# Characters of clothes and shops that people read in more than one way: all of them are found.
_AMBIGUOUS = {
    "长": "cz", "長": "cz", "重": "zc", "行": "hx", "调": "td", "調": "td", "弹": "td", "彈": "td",
    "卡": "kq", "藏": "zc", "折": "zs", "系": "xj", "乐": "yl", "樂": "yl", "朝": "cz", "盛": "sc",
    "咖": "kg", "夹": "jg", "呢": "n", "褶": "z", "色": "s", "单": "d", "單": "d", "曾": "zc",
    "参": "cs", "參": "cs", "厦": "xs", "廈": "xs",
}  # fmt: skip


def is_han(letter: str) -> bool:
    """Tell whether this is a Chinese character (or kana), which is a word of its own."""
    point = ord(letter)
    return (
        0x3400 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x3040 <= point <= 0x30FF
        or point >= 0x20000
    )


def tokens(text: str) -> list[list[str]]:
    """Split into groups at spaces and punctuation, each group into Han characters and runs."""
    groups: list[list[str]] = []
    group: list[str] = []
    run = ""
    for letter in normalize("NFKC", text).lower() + " ":
        if letter.isalnum() and not is_han(letter):
            run += letter
            continue
        if run:
            group.append(run)
            run = ""
        if letter.isalnum():
            group.append(letter)
        elif group:
            groups.append(group)
            group = []
    return groups


def initials(name: str) -> tuple[str, ...]:
    """Return the pinyin initials of a name, one text per way of reading it, the usual first."""
    letters = _letters(name)
    if not letters:
        return ()
    readings = product(*letters)
    return tuple("".join(each) for _, each in zip(range(_VARIANTS_MAX), readings, strict=False))


@lru_cache(maxsize=20_000)
def _letters(name: str) -> tuple[str, ...]:
    """Return for each Han character and Latin letter the letters it may begin with."""
    from pypinyin import Style, lazy_pinyin

    shown = normalize("NFKC", name)
    if not any(map(is_han, shown)):
        return ()
    sounds = lazy_pinyin(
        shown,
        style=Style.FIRST_LETTER,
        errors=list,  # type: ignore[arg-type]
    )
    found = []
    for letter, sound in zip(shown, sounds, strict=True):
        first = sound[:1].lower()
        if is_han(letter):
            others = _AMBIGUOUS.get(letter, "")
            found.append(first + others.replace(first, "") if first.isascii() else "")
        elif letter.isalnum() and letter.isascii():
            found.append(first)
    return tuple(each for each in found if each)


def words(code: str, names: Names, colours: Iterable[Names], more: Iterable[str] = ()) -> str:
    """Return the words of a style as one text for the index, each word once where it may be."""
    spoken = dict.fromkeys((names.zh_hans, names.zh_hant, names.en))
    shades = dict.fromkeys(
        each for colour in colours for each in (colour.zh_hans, colour.zh_hant, colour.en)
    )
    parts = [_spaced(code), _squashed(code), *_NUMBERS.findall(code)]
    parts += [_spaced(each) for each in (*spoken, *shades, *dict.fromkeys(more)) if each]
    short = (each for name in spoken if name for each in initials(name))
    parts += dict.fromkeys(tail for each in short for tail in _tails(each))
    return " ".join(dict.fromkeys(part for part in parts if part))


@lru_cache(maxsize=20_000)
def _spaced(text: str) -> str:
    return " ".join(token for group in tokens(text) for token in group)


def _squashed(code: str) -> str:
    return "".join(letter for letter in normalize("NFKC", code).lower() if letter.isalnum())


def _tails(letters: str) -> Iterable[str]:
    return (letters[at : at + INITIALS_MAX] for at in range(len(letters)))


def queries(text: str) -> tuple[str, ...]:
    """Return index queries to try in turn: as written, as a code without its signs, apart."""
    groups = tokens(text)
    if not groups:
        return ()
    tight = " AND ".join(_phrase(group) for group in groups)
    code = [] if " " in text.strip() else [_phrase([_squashed(text)])]
    loose = " AND ".join(_phrase([token]) for group in groups for token in group)
    return tuple(dict.fromkeys([tight, *code, loose]))


def _phrase(group: list[str]) -> str:
    """Write one group as a phrase; its last run of letters or digits may be unfinished."""
    star = "" if is_han(group[-1][0]) else "*"
    return f'"{" ".join(group)}"{star}'


def tail_digits(text: str) -> str:
    """Return the last digits of a barcode somebody typed, or nothing; at least four."""
    shown = normalize("NFKC", text).strip()
    return shown if shown.isascii() and shown.isdigit() and len(shown) >= 4 else ""
