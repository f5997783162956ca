"""The locks: every package exact, every file with its hash, and no address of any registry."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import ROOT, text_of

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9-]+(?:\[[a-z,]+\])?)==(\S+?)(?: ; (.+?))? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
PYTHONS = ("3.11", "3.12", "3.13")
# What each system's newest wheels may ask for; macOS means Apple silicon.
SYSTEMS = ("x86_64-manylinux_2_34", "windows", "aarch64-apple-darwin")


def pins(lock: str) -> dict[str, str]:
    """Return name → version of a lock."""
    lines = text_of(ROOT / lock).splitlines()
    return {found[1]: found[2] for line in lines if (found := PIN.match(line))}


def declared() -> set[str]:
    """Return the names that pyproject.toml asks for at run time."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["replay"]]
    return {re.split(r"[<>=;\s]", line)[0] for line in asked}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_when_read_then_it_holds_only_exact_pins_hashes_and_notes(lock: str) -> None:
    lines = text_of(ROOT / lock).splitlines()
    strange = [
        line
        for line in lines
        if not (PIN.match(line) or HASH.match(line) or line.lstrip().startswith("#"))
    ]
    assert strange == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_when_read_then_no_address_stands_in_it(lock: str) -> None:
    found = re.findall(r"\S*(?:://|--index|--find-links|@ file)\S*", text_of(ROOT / lock))
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_when_read_then_every_package_has_a_hash(lock: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", text_of(ROOT / lock))
    bare = [block.split()[0] for block in blocks if PIN.match(block) and "--hash" not in block]
    assert bare == []
    assert pins(lock)


def test_locks_when_compared_then_the_tools_hold_the_same_runtime() -> None:
    runtime, tools = (pins(lock) for lock in LOCKS)
    assert {name: tools.get(name) for name in runtime} == runtime


def test_lock_when_compared_then_it_holds_what_the_project_asks_for() -> None:
    assert declared() - set(pins(LOCKS[0])) == set()


def asked_for() -> list[Requirement]:
    """Return what pyproject.toml asks for: to run, to replay and to work on it."""
    settings = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    project = settings["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["replay"]]
    return [Requirement(line) for line in (*lines, *settings["dependency-groups"]["dev"])]


def holds_here(asked: Requirement, extras: set[str]) -> bool:
    """Tell whether a requirement counts on this system, for one who took these extras."""
    return asked.marker is None or any(
        asked.marker.evaluate({"extra": extra}) for extra in (extras or {""})
    )


def gaps(pinned: dict[str, str], asked: list[Requirement]) -> list[str]:
    """Follow requirements to the end; name each that the lock lacks or pins too old or too new."""
    found, seen, left = [], set(), [each for each in asked if holds_here(each, set())]
    while left:
        one = left.pop()
        name, extras = canonicalize_name(one.name), {canonicalize_name(e) for e in one.extras}
        version = pinned.get(name, "")
        if not version or not one.specifier.contains(version, prereleases=True):
            found.append(f"{one}: {version or 'not in the lock'}")
        elif (name, *sorted(extras)) not in seen:
            seen.add((name, *sorted(extras)))
            left += [each for each in needs_of(name, found) if holds_here(each, extras)]
    return found


def needs_of(name: str, faults: list[str]) -> list[Requirement]:
    """Return what an installed package requires; one that is not installed is a fault."""
    try:
        return [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        faults.append(f"{name}: not installed")
        return []


ours = pytest.mark.skipif(
    Path(sys.prefix) != ROOT / ".venv", reason="not the environment that ./pos made from the lock"
)


@ours
def test_lock_when_followed_on_this_system_then_it_is_complete() -> None:
    # The launcher installs with --no-deps: what is not in the lock would simply be missing.
    pinned = {name.partition("[")[0]: version for name, version in pins(LOCKS[1]).items()}
    assert gaps(pinned, asked_for()) == []


@ours
def test_lock_when_something_is_left_out_then_the_check_names_it() -> None:
    pinned = {name.partition("[")[0]: version for name, version in pins(LOCKS[1]).items()}
    del pinned["iniconfig"]
    (gap,) = gaps(pinned, asked_for())
    assert gap.startswith("iniconfig>=")
    assert gaps({"pytest": "1.0"}, [Requirement("pytest>=2")]) == ["pytest>=2: 1.0"]


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv; where no registry answers, skip the test and say so."""
    command = [str(Path(sys.executable).parent / "uv"), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    no_answer = ("error sending request", "Failed to fetch", "dns error", "Network", "timed out")
    if done.returncode and any(sign in done.stderr for sign in no_answer):
        pytest.skip(f"NOT TESTED, no package registry answered: {done.stderr.strip()[:200]}")
    return done


@pytest.mark.long
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_when_resolved_for_a_system_then_every_package_has_a_wheel(
    python: str, system: str, tmp_path: Path
) -> None:
    done = uv(
        "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:",
        "--python-version", python, "--python-platform", system,
        "--target", str(tmp_path), "-r", LOCKS[0],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert " + kivy==2.3.1" in done.stderr
    assert (" + evdev-binary==" in done.stderr) == ("linux" in system)


@pytest.mark.long
def test_lock_when_a_package_has_no_wheel_then_the_check_sees_it(tmp_path: Path) -> None:
    done = uv(
        "pip", "install", "--dry-run", "--only-binary", ":all:", "--python-version", "3.11",
        "--python-platform", "aarch64-manylinux_2_34", "--target", str(tmp_path), "-r", LOCKS[0],
    )  # fmt: skip
    assert done.returncode != 0
    assert "evdev-binary" in done.stderr
