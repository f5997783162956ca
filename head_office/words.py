"""The day page's words in the three languages, and how each writes numbers and dates.

Head office has a catalogue of its own, ``locale/<language>/LC_MESSAGES/office.po``: it runs where
no till is installed. ``pos texts`` compiles it like the till's.
"""

import gettext
from datetime import date
from functools import cache
from importlib import resources

from inventory.kernel.money import Money
from inventory.kernel.quantity import Quantity

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
NATIVE = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
_MINUS = "−"  # U+2212, as wide as the digits
_TRADITIONAL = ("tw", "hk", "mo", "hant")


class Words:
    """One language of the page."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, key: str, /, **fields: str | int) -> str:
        """Return the words of a key with its values filled in; an unknown key raises."""
        words = self._catalogue.gettext(key)
        if words == key:
            raise LookupError(f"{key} has no words in {self.language}")
        return words.format(**fields) if fields else words

    def has(self, key: str) -> bool:
        """Tell whether there are words for a key."""
        return self._catalogue.gettext(key) != key

    def name(self, names: tuple[str, str, str]) -> str:
        """Return the name in this language, else the first that there is."""
        own = names[LANGUAGES.index(self.language)]
        return own or next((name for name in names if name), "")

    def money(self, amount: Money) -> str:
        """Return an amount with the sign of its currency: ``¥1,463.10``."""
        sign = _MINUS if amount.minor < 0 else ""
        plain = Money(abs(amount.minor), amount.currency).plain()
        return f"{sign}{amount.currency.symbol}{grouped(plain)}"

    def day(self, iso: str) -> str:
        """Return ``2026-11-25`` as this language writes it; what is no day stays as it came."""
        day = a_day(iso)
        if day is None:
            return iso
        month_name = self(f"office.month.{day.month}")
        return self("office.date_long", y=day.year, d=day.day, month=month_name)

    def full_day(self, iso: str) -> str:
        """Return the date with its day of the week; what is no day stays as it came."""
        day = a_day(iso)
        if day is None:
            return iso
        weekday = self(f"office.weekday.{day.isoweekday()}")
        return self("office.date_full", date=self.day(iso), weekday=weekday)


def a_day(iso: str) -> date | None:
    """Return the day of the calendar that this text names, or nothing."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return day if day.isoformat() == iso else None


def grouped(plain: str) -> str:
    """Group the thousands of plain decimal text."""
    whole, point, rest = plain.partition(".")
    threes = f"{int(whole):,}"
    return f"{threes}{point}{rest}"


def quantity(milli: int) -> str:
    """Write thousandths without idle zeros."""
    sign = _MINUS if milli < 0 else ""
    return sign + grouped(Quantity(abs(milli)).plain())


def chosen(asked: str, accepted: str) -> str:
    """Return the language asked for, else the first accepted one that there is, else English.

    ``accepted`` is an Accept-Language header; Taiwan, Hong Kong and Macau read traditional.
    """
    if asked in LANGUAGES:
        return asked
    for _, tag in sorted(_weighed(accepted), key=lambda each: -each[0]):
        parts = tag.lower().split("-")
        if parts[0] == "zh":
            return "zh-Hant" if any(part in _TRADITIONAL for part in parts) else "zh-Hans"
        if parts[0] == "en":
            return "en"
    return "en"


def _weighed(accepted: str) -> list[tuple[int, str]]:
    """Read ``zh-TW,en;q=0.8`` as weights in thousandths and tags."""
    found = []
    for part in accepted[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        whole, _, rest = weight.partition(".")
        digits = f"{whole or '1'}{rest[:3]:0<3}"
        if tag:
            found.append((int(digits) if digits.isdigit() else 0, tag))
    return found


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    folder = resources.files("head_office") / "locale" / language.replace("-", "_")
    with (folder / "LC_MESSAGES" / "office.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
