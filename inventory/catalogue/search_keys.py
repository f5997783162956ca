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
# Characters of shops that are read in more than one way: a name is found by each of them.
_AMBIGUOUS = {
    "长": "cz", "長": "cz", "重": "zc", "行": "xh", "调": "td", "調": "td", "弹": "td", "彈": "td",
    "卡": "kq", "藏": "zc", "折": "zs", "系": "xj", "乐": "yl", "樂": "yl", "朝": "cz", "盛": "sc",
    "咖": "kg", "夹": "j", "曾": "zc", "参": "cs", "參": "cs", "厦": "xs", "廈": "xs", "裳": "cs",
    "粘": "zn", "车": "cj", "車": "cj", "石": "s", "红": "h", "紅": "h", "衣": "y", "大": "d",
    "便": "bp", "会": "hk", "會": "hk", "贝": "b", "單": "d", "单": "d", "女": "n", "南": "n",
    "伽": "jq", "万": "w",
    "尺": "c", "色": "s", "褶": "z", "薄": "b", "呢": "n", "和": "h", "都": "d",
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
    """Return for each Han character and Latin letter or digit the letters it may begin with."""
    shown = normalize("NFKC", name).lower()
    if not any(map(is_han, shown)):
        return ()
    found = (
        _first_letters(each) if is_han(each) else each
        for each in shown
        if each.isalnum() and (each.isascii() or is_han(each))
    )
    return tuple(each for each in found if each)


@lru_cache(maxsize=4_096)
def spelled(text: str) -> str:
    """Return a text with its Han characters in pinyin, for what shows ASCII only.

    What is neither ASCII nor Han is left out: ``纯棉衬衫 M码`` becomes ``ChunMianChenShan MMa``.
    """
    if text.isascii():
        return text
    from pypinyin import Style, lazy_pinyin  # 0.2 s to load: never on the UI thread

    shown = normalize("NFKC", text)
    parts = lazy_pinyin(shown, style=Style.NORMAL, errors=lambda run: f"\0{run}")
    said = (part[1:] if part.startswith("\0") else part.capitalize() for part in parts)
    plain = "".join(letter for letter in "".join(said) if letter.isascii())
    return " ".join(plain.split())


@lru_cache(maxsize=20_000)
def _first_letters(letter: str) -> str:
    """Return the first letters of a character's readings: those that shops use, else the usual."""
    from pypinyin import Style, pinyin  # 0.2 s to load: only writers need it

    if letter in _AMBIGUOUS:
        return _AMBIGUOUS[letter]
    first = pinyin(letter, style=Style.FIRST_LETTER, errors="ignore")
    return first[0][0] if first and first[0][0].isascii() else ""


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
    squashed = _squashed(text)
    code = [_phrase([squashed])] if squashed.isascii() and " " not in text.strip() else []
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
