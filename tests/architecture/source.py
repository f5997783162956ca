"""What the architecture tests look at: the files of this repository, read once."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("inventory", "pos_app", "head_office", "suanpan", "kv")
LANGUAGES = ("en", "zh_Hans", "zh_Hant")


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the source: what git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names = (name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for name in sorted(set(names)) if (path := ROOT / name).is_file())


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below some folders of the repository."""
    return [path for path in tracked() if path.suffix == ".py" and within(path, *folders)]


def within(path: Path, *folders: str) -> bool:
    """Tell whether a file lies below one of some folders of the repository."""
    return path.relative_to(ROOT).parts[0] in folders


@cache
def text_of(path: Path) -> str:
    """Return a file's text."""
    return path.read_text("utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a Python file as a syntax tree."""
    return ast.parse(text_of(path), str(path))


def name_of(path: Path) -> str:
    """Return how a complaint names a file."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Return a file's dotted module name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def listed(sins: Iterable[str]) -> str:
    """Return complaints one to a line, for a failing test to show whole."""
    return "\n" + "\n".join(sins)
