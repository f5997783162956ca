"""A scenario file as statements: words, options, comments. Knows no verb and no shop.

One statement stands on a line: a verb, words and ``key=value`` options, set apart by spaces. Text
with spaces stands in double quotes, ``#`` begins a comment. Everything is text, so no amount is
ever a float.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_OPTION = re.compile(r"([a-z][a-z-]*)=(.*)", re.DOTALL)
SIZE_MAX = 1_000_000


class WrongScriptError(Exception):
    """The file cannot be played: where (``file:line``) and why, for the person who wrote it."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}: {why}")
        self.place = place
        self.why = why


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a file: ``place`` is ``file:line``, ``text`` the line as it was written."""

    place: str
    verb: str
    words: tuple[str, ...]
    options: Mapping[str, str]
    text: str

    def wrong(self, why: str) -> WrongScriptError:
        """Return the complaint about this line."""
        return WrongScriptError(self.place, why)


def read(path: Path) -> tuple[str, tuple[Statement, ...]]:
    """Return a file's title (its first comment) and statements.

    Raises ``WrongScriptError`` when it is not there, not UTF-8 or not understood.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WrongScriptError(str(path), error.strerror or "cannot be read") from None
    if len(data) > SIZE_MAX:
        raise WrongScriptError(str(path), f"larger than {SIZE_MAX:,} bytes: not a scenario")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise WrongScriptError(f"{path}:{line}", "not UTF-8 text") from None
    statements = parse(text, str(path))
    if not statements:
        raise WrongScriptError(str(path), "holds no statement")
    comments = (line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))
    return next(comments, path.stem).lstrip("# "), statements


def parse(text: str, name: str) -> tuple[Statement, ...]:
    """Cut a text into statements; ``name`` is what complaints call the file."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{name}:{number}"
        words = _words(line, place)
        if words:
            found.append(_statement(words, place, line.strip()))
    return tuple(found)


def _statement(words: list[tuple[str, bool]], place: str, text: str) -> Statement:
    plain: list[str] = []
    options: dict[str, str] = {}
    for word, quoted in words[1:]:
        option = None if quoted else _OPTION.fullmatch(word)
        if option is None:
            plain.append(word)
        elif option.group(1) in options:
            raise WrongScriptError(place, f"{option.group(1)} is given twice")
        else:
            options[option.group(1)] = option.group(2)
    return Statement(place, words[0][0], tuple(plain), options, text)


def _words(line: str, place: str) -> list[tuple[str, bool]]:
    """Return (word, whether it began with a quote) up to a comment."""
    found: list[tuple[str, bool]] = []
    word, quoted, inside, begun = "", False, False, False
    for letter in f"{line} ":
        if letter == '"':
            quoted = quoted or not begun
            inside, begun = not inside, True
        elif inside:
            word += letter
        elif letter.isspace():
            if begun:
                found.append((word, quoted))
            word, quoted, begun = "", False, False
        elif letter == "#" and not begun:
            return found
        else:
            word, begun = word + letter, True
    if inside:
        raise WrongScriptError(place, "a quote is not closed")
    return found
