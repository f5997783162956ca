"""Every word a person reads: one key, three languages, the same fields, and none unused."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from suanpan.commands import texts
from tests.architecture.source import (
    LANGUAGES,
    PACKAGES,
    ROOT,
    listed,
    name_of,
    python_files,
    text_of,
    tracked,
    tree_of,
)

KEY = re.compile(r"^[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+$")
LOOKUPS = {"tr", "t", "_tr", "Text", "of"}
KV_LOOKUP = re.compile(r"\b(?:tr|t)\(\s*['\"]([^'\"]+)['\"]")
KV_QUOTED = re.compile(r"['\"]([a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+)['\"]")
# A date is written with the month's name or its number, as the language has it.
CHOOSES_FIELDS = "format."
DATA_SUFFIXES = {".kv", ".toml", ".csv", ".sql", ".html"}


@cache
def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


@cache
def wordings(language: str) -> dict[str, str]:
    """Return key → wording of one language, over all rooms of the till."""
    folder = ROOT / "pos_app" / "locale" / language / "LC_MESSAGES"
    return {
        str(message.id): str(message.string)
        for path in sorted(folder.glob("*.po"))
        for message in catalogue(path)
        if message.id
    }


def fields(wording: str) -> Counter[str]:
    """Count the values that a wording shows; words that follow a number (``a|b``) show none."""
    return Counter(
        name
        for _, name, spec, _ in Formatter().parse(wording)
        if name is not None and "|" not in (spec or "")
    )


def asked(tree: ast.Module) -> Iterator[str]:
    """Yield the keys that a Python file looks up by a literal."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        first = node.args[0]
        if name == "of" and getattr(getattr(node.func, "value", None), "id", "") != "Text":
            continue
        if name in LOOKUPS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def mentioned(tree: ast.Module) -> Iterator[str]:
    """Yield patterns of keys that a Python file could look up: literals and f-strings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if KEY.match(node.value):
                yield re.escape(node.value)
            elif re.match(r"^[a-z0-9_.-]+\.$", node.value):
                yield re.escape(node.value) + "[A-Za-z0-9_.-]+"
        elif isinstance(node, ast.JoinedStr):
            parts = [str(p.value) if isinstance(p, ast.Constant) else None for p in node.values]
            if parts[0] and re.match(r"^[a-z][a-z0-9_]*\.", parts[0]):
                yield "".join("[A-Za-z0-9_-]+" if p is None else re.escape(p) for p in parts)


def test_keys_when_compared_then_every_language_has_them_all() -> None:
    known = {language: set(wordings(language)) for language in LANGUAGES}
    everything = set().union(*known.values())
    missing = {lang: sorted(everything - keys) for lang, keys in known.items()}
    assert missing == {language: [] for language in LANGUAGES}
    assert everything


def test_wordings_when_compared_then_fields_agree() -> None:
    english = wordings("en")
    wrong = [
        f"{language}: {key}"
        for language in LANGUAGES
        for key, wording in wordings(language).items()
        if set(fields(wording)) != set(fields(english.get(key, "")))
        if not key.startswith(CHOOSES_FIELDS)
    ]
    assert not wrong, listed(wrong)


def test_wordings_when_read_then_none_is_empty_or_doubtful() -> None:
    wrong = [
        f"{name_of(path)}: {message.id}"
        for path in texts.catalogues(ROOT)
        for message in catalogue(path)
        if message.id and (not str(message.string).strip() or message.fuzzy)
    ]
    assert not wrong, listed(wrong)


def test_wordings_when_in_traditional_chinese_then_a_receipt_has_one_name() -> None:
    wrong = [
        f"{name_of(path)}: {message.id}"
        for path in texts.catalogues(ROOT)
        if "zh_Hant" in path.parts
        for message in catalogue(path)
        if "小票" in str(message.string)
    ]
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_when_counted_then_each_stands_once(language: str) -> None:
    counted = Counter(
        line
        for path in texts.catalogues(ROOT)
        if path.parent.parent.name == language
        for line in text_of(path).splitlines()
        if line.startswith("msgid ") and line != 'msgid ""'
    )
    assert [line for line, times in counted.items() if times > 1] == []


def test_keys_when_read_then_each_is_dotted() -> None:
    assert [key for key in wordings("en") if not KEY.match(key)] == []


def test_code_when_it_asks_for_a_key_then_the_key_exists() -> None:
    known = wordings("en")
    wrong = [
        f"{name_of(path)}: {key}"
        for path in python_files(*PACKAGES)
        for key in asked(tree_of(path))
        if KEY.match(key) and key not in known
    ]
    wrong += [
        f"{name_of(path)}: {key}"
        for path in tracked()
        if path.suffix == ".kv"
        for key in KV_LOOKUP.findall(text_of(path))
        if key not in known
    ]
    assert not wrong, listed(wrong)


def test_keys_when_looked_for_in_the_code_then_none_is_unused() -> None:
    patterns = {p for path in python_files(*PACKAGES) for p in mentioned(tree_of(path))}
    for path in tracked():
        if path.suffix in DATA_SUFFIXES and path.relative_to(ROOT).parts[0] in PACKAGES:
            patterns.update(re.escape(key) for key in KV_QUOTED.findall(text_of(path)))
    used = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))
    unused = [key for key in wordings("en") if not used.fullmatch(key)]
    assert not unused, listed(unused)


def test_compiled_catalogues_when_compared_then_they_say_the_same() -> None:
    stale = [name_of(path) for path in texts.catalogues(ROOT) if texts.is_stale(path)]
    assert stale == [], "run: ./pos texts"


def test_compiled_catalogues_when_counted_then_none_lost_its_source() -> None:
    compiled = [path for path in tracked() if path.suffix == ".mo"]
    assert [name_of(path) for path in compiled if not path.with_suffix(".po").exists()] == []


def test_checks_when_given_samples_then_they_see_keys() -> None:
    sample = ast.parse(
        'tr("a.b"); self.tr("c.d"); Text.of("e.f", n=1); Text("g.h"); Rate.of("x.y")\n'
        'tr(f"i.{kind}"); names = ("k.l",)'
    )
    assert list(asked(sample)) == ["a.b", "c.d", "e.f", "g.h"]
    used = re.compile("|".join(mentioned(sample)))
    assert [key for key in ("i.cash", "k.l", "m.n") if used.fullmatch(key)] == ["i.cash", "k.l"]
    assert fields("{n} of {all}, {n}") == Counter({"n": 2, "all": 1})
    assert KV_LOOKUP.findall("text: tr('pay.now') + t(\"x.y\")") == ["pay.now", "x.y"]
