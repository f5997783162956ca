"""Nothing in the source names a machine it was made on, or where packages come from."""

import re

import pytest

from tests.architecture.source import listed, name_of, tracked

# Taken apart, or this file would find itself.
BANNED = [
    rf"{'pypi'}\.org", f"{'python'}hosted", rf"deb\.{'debian'}\.org", f"/{'simple'}/",
    f"/{'work'}/", f"/{'tmp'}/", f"/{'opt'}/(?:pypi|wheels)", f"/{'root'}/", f"/{'home'}/",
    f"{'file'}:///",
]  # fmt: skip
FOUND = re.compile("|".join(BANNED).encode())
BINARY = {".png", ".ttf", ".otf", ".wav", ".mo", ".xlsx", ".bin", ".db", ".parquet"}
FILE_BYTES = 10_000_000


def sins_in(content: bytes) -> list[str]:
    """Return the lines of a file that name what they must not."""
    return [line.decode("utf-8", "replace") for line in content.splitlines() if FOUND.search(line)]


def test_source_when_read_then_it_names_no_machine_and_no_registry() -> None:
    sins = [
        f"{name_of(path)}: {line.strip()[:100]}"
        for path in tracked()
        if path.suffix not in BINARY
        for line in sins_in(path.read_bytes())
    ]
    assert not sins, listed(sins)


def test_source_when_weighed_then_no_file_is_heavy() -> None:
    heavy = [name_of(path) for path in tracked() if path.stat().st_size > FILE_BYTES]
    assert not heavy, listed(heavy)


@pytest.mark.parametrize("made", [".venv", "__pycache__", "node_modules", ".mypy_cache"])
def test_source_when_listed_then_nothing_made_by_tools_is_kept(made: str) -> None:
    assert [name_of(path) for path in tracked() if made in path.parts] == []


@pytest.mark.parametrize("line", [f"--index-url {'pypi'}.org", f"open('/{'work'}/main/x')"])
def test_sins_when_planted_then_they_are_found(line: str) -> None:
    assert sins_in(line.encode()) == [line]
    assert sins_in(b"docs/dependencies.md") == []
