"""What is written about the program is true: commands, dependencies, decisions, links."""

import re
import tomllib
from pathlib import Path

import pytest

from pos_app import config
from suanpan.cli import commands
from tests.architecture.source import ROOT, listed, name_of, text_of, tracked
from tests.architecture.test_lock import declared

PROMISED = {
    "bench", "backup", "crash", "demo", "doctor", "driver", "head-office", "import", "init",
    "labels", "mutants", "replay", "restore", "scenario", "test", "texts", "till", "verify",
}  # fmt: skip
COMMAND = re.compile(r"(?:\./|`|^\s*|\$ )pos ([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
IMAGE = re.compile(r'src="([^":]+)"')
DECISION_LINES = 40


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md"]


def known() -> set[str]:
    return {command.name for command in commands()}


def test_commands_when_listed_then_all_that_are_promised_exist() -> None:
    assert known() == PROMISED


def test_commands_when_listed_then_each_has_a_line_of_help() -> None:
    assert [each.name for each in commands() if not 10 <= len(each.help) <= 80] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-Hans.md"])
def test_readme_when_read_then_every_command_is_in_it(readme: str) -> None:
    assert known() - set(COMMAND.findall(text_of(ROOT / readme))) == set()


def test_documents_when_they_name_a_command_then_it_exists() -> None:
    sins = [
        f"{name_of(path)}: pos {name}"
        for path in documents()
        for name in sorted(set(COMMAND.findall(text_of(path))) - known())
    ]
    assert not sins, listed(sins)


def test_documents_when_they_link_then_the_file_exists() -> None:
    sins = [
        f"{name_of(path)}: {link}"
        for path in documents()
        for link in LINK.findall(text_of(path)) + IMAGE.findall(text_of(path))
        if not (path.parent / link).exists()
    ]
    assert not sins, listed(sins)


def test_devices_when_their_example_is_read_then_it_is_a_file_the_till_takes() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", text_of(ROOT / "docs/devices.md"), re.DOTALL)
    read = config.read(tomllib.loads(example))
    assert [each["driver"] for each in read.devices] == ["escpos", "printer_drawer"]


def test_devices_when_it_is_told_what_was_shown_then_in_one_table_with_every_driver() -> None:
    text = text_of(ROOT / "docs/devices.md")
    assert re.findall(r"(?m)^## What was shown.*", text) == ["## What was shown where"]
    table = text.partition("## What was shown where")[2].partition("\n## ")[0]
    drivers = tomllib.loads(text_of(ROOT / "pos_app/hardware/drivers/CHECKLIST.toml"))
    drivers.pop("rules")
    assert [name for name in drivers if f"\n| `{name}`" not in table] == []


def test_dependencies_when_listed_then_each_is_explained() -> None:
    text = text_of(ROOT / "docs/dependencies.md")
    assert sorted(name for name in declared() if f"| {name} |" not in text) == []


def test_dependencies_when_explained_then_each_is_still_asked_for() -> None:
    table = text_of(ROOT / "docs/dependencies.md").partition("## Tools")[0]
    explained = set(re.findall(r"(?m)^\| ([a-z0-9-]+) \|", table))
    assert explained - declared() == {"package"}  # the head of the table


def test_glossary_when_it_names_code_then_the_code_has_that_word() -> None:
    suffixes = (".py", ".sql", ".toml")
    code = "\n".join(text_of(path) for path in tracked() if path.suffix in suffixes)
    words = set(re.findall(r"\w+", code))
    agreed = text_of(ROOT / "docs/glossary.md").partition("## Agreed, not yet")[0]
    rows = [line.split("|") for line in agreed.splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`([^`]+)`", row[3])]
    whole = [name for name in named if not name.startswith("…")]  # not an ending such as _milli
    gone = [name for name in whole if not set(re.findall(r"[A-Za-z]\w+", name)) <= words]
    assert not gone, listed(gone)


def test_decisions_when_read_then_they_are_short_and_numbered_without_a_gap() -> None:
    files = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    assert [name_of(file) for file in files if text_of(file).count("\n") > DECISION_LINES] == []


def test_patterns_when_given_samples_then_they_find_commands() -> None:
    sample = "    ./pos demo\n`pos verify` and `./pos till --kiosk`; a pos of its own"
    assert COMMAND.findall(sample) == ["demo", "verify", "till"]
