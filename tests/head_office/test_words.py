"""The page's own words: one key, three languages, the same fields, none missing and none unused."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from head_office.words import LANGUAGES, Words, grouped, quantity
from inventory.kernel.money import CNY, TWD, Money
from inventory.ledger import wire

ROOT = Path(__file__).resolve().parents[2] / "head_office"


def wordings(language: str) -> dict[str, str]:
    path = ROOT / "locale" / language.replace("-", "_") / "LC_MESSAGES" / "office.po"
    with path.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


def fields(wording: str) -> Counter:
    return Counter(name for _, name, _, _ in Formatter().parse(wording) if name)


def test_words_when_compared_then_every_language_has_the_same_keys_and_fields() -> None:
    english = wordings("en")
    for language in LANGUAGES:
        found = wordings(language)
        assert found.keys() == english.keys()
        assert all(each.strip() for each in found.values())
        assert {key: fields(each) for key, each in found.items()} == {
            key: fields(each) for key, each in english.items()
        }
        assert all(Words(language).has(key) for key in english)


def test_words_when_looked_for_in_the_code_then_none_is_unused() -> None:
    code = "".join(path.read_text("utf-8") for path in ROOT.glob("*.py"))
    asked = set(re.findall(r'"(office\.[\w.]+)"', code)) | set(
        re.findall(r"'(office\.[\w.]+)'", code)
    )
    families = set(re.findall(r'f["\'](office\.[\w.]*)\{', code))
    names = {f"office.{name}" for name in re.findall(r'"([a-z_.]+)"', code)}
    unused = [
        key
        for key in wordings("en")
        if key not in asked | names
        and not any(key.startswith(family) for family in families - {"office."})
    ]
    assert unused == []


@pytest.mark.parametrize("reason", sorted(wire.REASONS))
def test_words_when_something_is_put_aside_then_every_language_says_why(reason: str) -> None:
    assert all(Words(language).has(f"office.reason.{reason}") for language in LANGUAGES)


def test_words_when_a_key_is_unknown_then_it_is_a_bug() -> None:
    with pytest.raises(LookupError):
        Words("en")("office.nonsense")


def test_money_when_written_then_with_sign_symbol_and_groups() -> None:
    words = Words("zh-Hans")
    assert words.money(Money(146310, CNY)) == "¥1,463.10"
    assert words.money(Money(-5, CNY)) == "−¥0.05"
    assert words.money(Money(1234567, TWD)) == "NT$1,234,567"
    assert (quantity(1_234_500), quantity(-2_000)) == ("1,234.5", "−2")
    assert grouped("999") == "999"


def test_dates_when_written_then_as_the_language_does() -> None:
    assert Words("en").full_day("2026-11-25") == "Wednesday, 25 November 2026"
    assert Words("zh-Hant").full_day("2026-11-25") == "2026年11月25日 星期三"


@pytest.mark.parametrize("odd", ["2026-13-45", "0000-00-00", "", "20261125", "<b>"])
def test_dates_when_they_are_none_then_they_stay_as_they_came(odd: str) -> None:
    assert (Words("en").day(odd), Words("en").full_day(odd)) == (odd, odd)


def test_names_when_one_language_has_none_then_another_is_shown() -> None:
    assert Words("en").name(("裙", "裙", "Dress")) == "Dress"
    assert Words("en").name(("裙", "", "")) == "裙"
    assert Words("en").name(("", "", "")) == ""
