"""Sizes, words and shapes that ruff does not see. The numbers are alarms, not targets.

Where the honest shape is bigger, it stands in ``ALLOWED`` with its reason.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.architecture.source import (
    PACKAGES,
    ROOT,
    listed,
    module_of,
    name_of,
    python_files,
    text_of,
    tracked,
    tree_of,
    within,
)

FILE_LINES, FUNCTION_LINES, KV_LINES = 400, 60, 300
KV_LINE_LENGTH = 150  # an expression in kv is one line
# file, or file:function → why its honest shape is bigger
ALLOWED: dict[str, str] = {}

TEXT_SUFFIXES = {".py", ".kv", ".md", ".toml", ".sql", ".sh", ".po", ".html", ".css", ".js", ""}
UNFINISHED = re.compile(r"\b(?:FIX" + r"ME|TO" + r"DO)\b")
EMPTY_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|misc|common|manager)(?:_|$)")
Sin = tuple[int, str]


# --- Python ---------------------------------------------------------------------------------


def long_functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield name and lines of every function of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def floats(tree: ast.Module) -> Iterator[Sin]:
    """Yield places where a float is made: a business file has none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "float":
                yield node.lineno, "float(...)"
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the float {node.value}"


def calls_of(tree: ast.Module, *names: str) -> Iterator[Sin]:
    """Yield places where one of some functions is called by its bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node.lineno, f"{node.func.id}(...)"


def test_files_when_measured_then_none_is_too_long() -> None:
    long = [
        f"{name_of(path)}: {count} lines"
        for path in python_files(*PACKAGES, "tests", "benchmarks", "tools")
        if (count := text_of(path).count("\n")) > FILE_LINES and name_of(path) not in ALLOWED
    ]
    assert not long, listed(long)


def test_functions_when_measured_then_none_is_too_long() -> None:
    long = [
        f"{where}: {lines} lines"
        for path in python_files(*PACKAGES, "benchmarks", "tools")
        for name, lines in long_functions(tree_of(path))
        if lines > FUNCTION_LINES and (where := f"{name_of(path)}:{name}") not in ALLOWED
    ]
    assert not long, listed(long)


def test_functions_when_measured_together_then_most_are_short() -> None:
    lines = [n for path in python_files(*PACKAGES) for _, n in long_functions(tree_of(path))]
    assert median(lines) <= 10
    assert quantiles(lines, n=100)[98] <= 40


def test_allowances_when_read_then_each_names_something_that_exists() -> None:
    gone = [name for name in ALLOWED if not (ROOT / name.partition(":")[0]).exists()]
    assert not gone, listed(gone)


def test_business_when_read_then_no_number_is_a_float() -> None:
    rooms = ("kernel", "catalogue", "people", "pricing", "ledger", "orders", "documents", "store")
    sins = [
        f"{name_of(path)}:{line}: {sin}"
        for path in python_files("inventory")
        if path.relative_to(ROOT).parts[1] in rooms
        for line, sin in floats(tree_of(path))
    ]
    assert not sins, listed(sins)


def test_programs_when_read_then_only_the_command_line_prints() -> None:
    sins = [
        f"{name_of(path)}:{line}: {sin}"
        for path in python_files("inventory", "pos_app", "head_office", "kv")
        for line, sin in calls_of(tree_of(path), "print", "breakpoint", "eval", "exec")
    ]
    assert not sins, listed(sins)


def test_source_when_read_then_nothing_is_left_for_later() -> None:
    sins = [
        f"{name_of(path)}: {found.group()}"
        for path in tracked()
        if path.suffix in TEXT_SUFFIXES and (found := UNFINISHED.search(text_of(path)))
    ]
    assert not sins, listed(sins)


def test_modules_when_named_then_the_name_says_something() -> None:
    sins = [name_of(path) for path in python_files(*PACKAGES) if EMPTY_NAMES.search(path.stem)]
    assert not sins, listed(sins)


def test_modules_when_opened_then_each_says_what_lives_there() -> None:
    paths = python_files(*PACKAGES, "benchmarks", "tools")
    sins = [name_of(path) for path in paths if not ast.get_docstring(tree_of(path))]
    assert not sins, listed(sins)


# --- dead modules ---------------------------------------------------------------------------

# Loaded by name: subcommands by the cli, drivers and simulators by their registry.
LOADED_BY_NAME = ("suanpan.commands.", "pos_app.hardware.drivers.", "pos_app.hardware.simulators.")
ENTRANCES = {"suanpan.cli"}


def imported(path: Path) -> Iterator[str]:
    """Yield every module name that a file imports, and every dotted string that could be one."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value.startswith(tuple(f"{package}." for package in PACKAGES)):
                yield node.value.partition(":")[0]


def test_modules_when_followed_then_each_is_used_by_the_program() -> None:
    files = {module_of(path): path for path in python_files(*PACKAGES)}
    used = set(ENTRANCES)
    for module, path in files.items():
        used.update(name for name in imported(path) if name != module)
    dead = [
        module
        for module, path in files.items()
        if module not in used
        and path.name not in ("__init__.py", "__main__.py")
        and not module.startswith(LOADED_BY_NAME)
    ]
    assert not dead, listed(dead)


# --- kv -------------------------------------------------------------------------------------

_COMMENT = re.compile(r"(^|\s)#(?!:).*$")
_STRING = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
_SIZE = re.compile(
    r"^\s*(?:[\w.]*_)?(?:size|width|height|x|y|padding|spacing|radius|points|rounded_rectangle|"
    r"rectangle|ellipse|circle|pos|dash_offset|dash_length)\s*:(.*)$"
)
_HINT = re.compile(r"^\s*\w*(?:_hint\w*|texture_size|text_size_hint)\s*:")
_IN_MM = re.compile(r"\bu\((?:[^()]|\([^()]*\))*\)")
# A share of a token, at most so many of them, a condition: numbers, but no sizes.
_SHARE = re.compile(r"\*\s*\d+(?:\.\d+)?\b|\bmin\(len\([^()]*\),\s*\d+\)|\bif\b.*")
_NUMBER = re.compile(r"(?<![\w.#'\"])(\d+(?:\.\d+)?)(?![\w.])")
KV_WORDS = {
    "app.": re.compile(r"\bapp\."),
    "an f-string": re.compile(r"\bf['\"]"),
    "dp or sp": re.compile(r"\b(?:dp|sp)\(|['\"]\d+(?:\.\d+)?(?:dp|sp|px|mm|cm|in|pt)['\"]"),
}


def kv_sins(text: str) -> Iterator[Sin]:
    """Yield what a kv file does that only tokens, state and verbs should do."""
    for number, line in enumerate(text.splitlines(), 1):
        code = _COMMENT.sub("", line)
        if len(line) > KV_LINE_LENGTH:
            yield number, f"{len(line)} characters"
        yield from ((number, word) for word, found in KV_WORDS.items() if found.search(code))
        size = _SIZE.match(code)
        if size and not _HINT.match(code):
            spoken = _SHARE.sub("", _IN_MM.sub("", _STRING.sub("", size.group(1))))
            bare = _NUMBER.findall(spoken)
            if any(value not in ("0", "1", "2") for value in bare):
                yield number, f"bare size {', '.join(bare)}: use u(mm)"


def test_kv_when_read_then_sizes_are_millimetres_and_rules_stay_out() -> None:
    sins = [
        f"{name_of(path)}:{line}: {sin}"
        for path in tracked()
        if path.suffix == ".kv"
        for line, sin in kv_sins(text_of(path))
    ]
    assert not sins, listed(sins)


def test_kv_when_measured_then_no_file_is_too_long() -> None:
    long = [
        f"{name_of(path)}: {count} lines"
        for path in tracked()
        if path.suffix == ".kv" and (count := text_of(path).count("\n")) > KV_LINES
        if name_of(path) not in ALLOWED
    ]
    assert not long, listed(long)


def test_kv_when_looked_for_then_all_of_it_lives_in_its_room() -> None:
    stray = [name_of(p) for p in tracked() if p.suffix == ".kv" and not within(p, "kv", "tests")]
    assert not stray, listed(stray)


# --- the checks themselves ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "sins"),
    [
        ("    on_release: app.pay()", 1),
        ("    text: f'{root.total}'", 1),
        ("    height: dp(48)", 2),
        ("    font_size: '14sp'", 1),
        ("    height: 48", 1),
        ("    padding: u(2), 8", 1),
        ("    size: 100, 100", 1),
        ("    height: u(15)", 0),
        ("    height: m.body * 1.5", 0),
        ("    height: m.key * 4 + 12", 1),
        ("    height: m.hero if self.text else 0", 0),
        ("    height: m.u({'wide': 50}.get(m.layout, 20))", 0),
        ("    height: min(len(root.state.rows), 3) * self.row_height", 0),
        ("    padding: [u(2), 0, u(2), 0]", 0),
        ("    size_hint: .4, None", 0),
        ("    size_hint_y: .25", 0),
        ("    pos_hint: {'center_x': .5}", 0),
        ("    text: tr('checkout.total')  # app.total was here", 0),
        ("    width: self.texture_size[0]", 0),
        ("    " + "x" * 150, 1),
    ],
)
def test_kv_sins_when_planted_then_they_are_found(line: str, sins: int) -> None:
    assert len(list(kv_sins(line))) == sins


@pytest.mark.parametrize(
    ("check", "code", "sins"),
    [
        (floats, "x = 1.5", 1),
        (floats, "x = float('1')", 1),
        (floats, "x = 3 // 2", 0),
        (lambda tree: calls_of(tree, "print"), "print(1)", 1),
        (lambda tree: calls_of(tree, "print"), "paper.print(1)", 0),
        (long_functions, "def f():\n    pass", 1),
    ],
)
def test_python_sins_when_planted_then_they_are_found(
    check: Callable[[ast.Module], Iterator[object]], code: str, sins: int
) -> None:
    assert len(list(check(ast.parse(code)))) == sins
