"""Words of the till in the language of the moment: catalogues, numbers, dates. No Kivy, no widget.

A catalogue is the sum of all ``locale/<language>/LC_MESSAGES/*.po``; a message is found by its
dotted key and filled by named values. A key that is missing raises while ``strict``; a shop's till
shows the English words instead and logs it once.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType

from inventory.kernel.money import Money
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text, Value

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
FALLBACK = "en"
MINUS = "−"  # U+2212, as wide as the digits
_LOG = logging.getLogger(__name__)
_ENTRY = re.compile(
    r'^msgid ((?:"(?:[^"\\]|\\.)*"\s*)+)msgstr ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.MULTILINE
)
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"')
_THREES = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")


class MissingWordsError(LookupError):
    """A key no catalogue of this language holds: a bug, found by the tests."""


class _Plurals(Formatter):
    """Fills in values; ``{n:piece|pieces}`` is the first word where n is one, else the second."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Return the value, or the word that goes with it."""
        one, plural, many = format_spec.partition("|")
        if not plural:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


_PLURALS = _Plurals()


class Translator:
    """One language at a time, switched live; whoever shows words listens for the switch."""

    def __init__(self, language: str = "zh-Hans", *, strict: bool = False) -> None:
        self.strict = strict
        self._listeners: list[Callable[[], None]] = []
        self._reported: set[str] = set()
        self._language = _known(language)

    @property
    def language(self) -> str:
        """The BCP 47 name of the language shown: ``zh-Hans``, ``zh-Hant`` or ``en``."""
        return self._language

    def switch(self, language: str) -> None:
        """Show another language from now on. Raises KeyError for one that is not shipped."""
        self._language = _known(language)
        for listener in tuple(self._listeners):
            listener()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each switch; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def __call__(self, key: str, /, **params: Value) -> str:
        """Return the words of a key with its values filled in."""
        wording = self._wording(key)
        if "|" in wording:
            return _PLURALS.vformat(wording, (), params)
        return wording.format(**params) if params else wording

    def text(self, text: Text) -> str:
        """Return the words of a message that rules sent up."""
        return self(text.code, **text.params)

    def knows(self, key: str) -> bool:
        """Tell whether this language has words for a key."""
        return key in catalogue(self._language)

    def number(self, plain: str) -> str:
        """Group the whole part of ``-1234.50`` and give it a real minus: ``−1,234.50``."""
        sign, digits = (MINUS, plain[1:]) if plain.startswith("-") else ("", plain)
        whole, point, rest = digits.partition(".")
        grouped = _THREES.sub(self("format.group"), whole)
        return f"{sign}{grouped}{self('format.point') if point else ''}{rest}"

    def money(self, amount: Money) -> str:
        """Return the digits of an amount without its symbol."""
        return self.number(amount.plain())

    def short_money(self, amount: Money) -> str:
        """Return an amount without decimals when they are all zero, as on a cash key."""
        whole, _, rest = amount.plain().partition(".")
        return self.number(amount.plain() if rest.strip("0") else whole)

    def quantity(self, amount: Quantity) -> str:
        """Return a quantity without idle zeros."""
        return self.number(amount.plain())

    def date(self, iso: str) -> str:
        """Return ``2026-11-23`` as this language writes it."""
        year, month, day = (int(part) for part in iso.split("-"))
        return self("format.date", y=year, m=month, d=day, month=self(f"format.month.{month}"))

    def weekday(self, iso: str) -> str:
        """Return the day of the week of an ISO date."""
        return self(f"format.weekday.{_weekday(iso)}")

    def _wording(self, key: str) -> str:
        found = catalogue(self._language).get(key)
        if found is not None:
            return found
        if self.strict:
            raise MissingWordsError(f"{key} has no words in {self._language}")
        if key not in self._reported:
            self._reported.add(key)
            _LOG.warning("words_missing key=%s language=%s", key, self._language)
        return catalogue(FALLBACK).get(key, key)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every key and wording of a language. Raises KeyError for an unknown one."""
    folder = resources.files("pos_app") / "locale" / _known(language).replace("-", "_")
    found: dict[str, str] = {}
    for room in (folder / "LC_MESSAGES").iterdir():
        if room.name.endswith(".po"):
            found |= parse_po(room.read_text("utf-8"))
    return MappingProxyType(found)


def parse_po(text: str) -> dict[str, str]:
    """Return the entries of one gettext file; the header and empty wordings are left out."""
    pieces = [_joined(piece) for entry in _ENTRY.findall(text) for piece in entry]
    words = iter(json.loads(f"[{','.join(pieces)}]"))
    return {name: wording for name, wording in zip(words, words, strict=True) if name and wording}


def _joined(pieces: str) -> str:
    """Return the strings of a word, one a line, as one JSON string."""
    if '" ' not in pieces and pieces.rstrip("\n").count("\n") == 0:  # one string, as nearly all
        return pieces
    return f'"{"".join(piece[1:-1] for piece in _PIECE.findall(pieces))}"'


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise KeyError(language)
    return language


def _weekday(iso: str) -> int:
    """Return 1 for Monday to 7 for Sunday (Sakamoto's method)."""
    year, month, day = (int(part) for part in iso.split("-"))
    year -= month < 3
    shift = (0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4)[month - 1]
    sunday_first = (year + year // 4 - year // 100 + year // 400 + shift + day) % 7
    return sunday_first or 7
