"""Words of the command line: the till's own catalogues, in English or the terminal's language."""

import os
from functools import cache

from inventory.kernel.text import Text
from pos_app.i18n import FALLBACK, Translator

_TRADITIONAL = ("zh_tw", "zh_hk", "zh_mo", "zh_hant")


def english(text: Text) -> str:
    """Return an English sentence: for what a program reads."""
    return in_language(FALLBACK, text)


def told(text: Text) -> str:
    """Return a sentence in the language of the terminal: for what a person reads."""
    return in_language(_language(), text)


def counted(number: int, one: str, many: str) -> str:
    """Return a number with the English word that goes with it."""
    return f"{number} {one if number == 1 else many}"


def _language() -> str:
    """Return the language that the environment asks for, as POSIX has it; English if unknown."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    plain = asked.replace("-", "_").lower()
    if plain.startswith(_TRADITIONAL):
        return "zh-Hant"
    return "zh-Hans" if plain.startswith("zh") else FALLBACK


def in_language(language: str, text: Text) -> str:
    """Return the words in one language; a message without any shows its key and values."""
    translator = _translator(language)
    return translator.text(text) if translator.knows(text.code) else str(text)


@cache
def _translator(language: str) -> Translator:
    return Translator(language)
