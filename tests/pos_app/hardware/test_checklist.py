"""``drivers/CHECKLIST.toml`` is true, as far as a machine can tell."""

import importlib
import tomllib
from collections.abc import Callable
from functools import cache

import pytest

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import DeviceError
from pos_app.hardware.driver import DeviceConfig, DriverKind, Surroundings
from pos_app.hardware.registry import DRIVERS
from pos_app.i18n import LANGUAGES, Translator
from tests.architecture.source import ROOT, listed, python_files, text_of

CHECKLIST = "pos_app/hardware/drivers/CHECKLIST.toml"
REAL = {name: module for name, module in DRIVERS.items() if ".drivers." in module}


@cache
def checklist() -> dict[str, dict[str, object]]:
    return tomllib.loads(text_of(ROOT / CHECKLIST))


def kind(name: str) -> DriverKind:
    found = importlib.import_module(DRIVERS[name]).DRIVER
    assert isinstance(found, DriverKind)
    return found


def made(name: str):
    options = checklist()[name]["example"]
    assert isinstance(options, dict)
    found = kind(name)
    config = DeviceConfig("example", found.category, name, options)
    return found.build(config, Surroundings(lambda _: None, SystemClock()))


# --- what a machine can check: rule → is it so? ----------------------------------------------


def has_manifest(name: str) -> bool:
    found = kind(name)
    words = [Translator(language) for language in LANGUAGES]
    return found.id == name and all(each.knows(found.name) for each in words)


def is_described(name: str) -> bool:
    rows = [row for row in text_of(ROOT / "docs/devices.md").splitlines() if f"`{name}`" in row]
    text = "\n".join(rows) + text_of(ROOT / "docs/devices.md").partition("## Printer models")[0]
    return bool(rows) and all(f"`{option}`" in text for option in kind(name).options)


def tells_unreachable(name: str) -> bool:
    driver = made(name)
    try:
        driver.open()
    except DeviceError as error:
        return all(Translator(each, strict=True).text(error.text) for each in LANGUAGES)
    finally:
        driver.close()
    return False


def closes_at_any_time(name: str) -> bool:
    driver = made(name)
    driver.close()
    try:
        driver.open()
    except DeviceError:
        driver.close()
    driver.close()
    return True


def is_tested(name: str) -> bool:
    module = REAL[name].rpartition(".")[2]
    tests = [path for path in python_files("tests") if path.name != "test_checklist.py"]
    return any(module in text_of(path) for path in tests)


def has_simulator(name: str) -> bool:
    return any(".simulators." in module and kind(each).category == kind(name).category
               for each, module in DRIVERS.items())  # fmt: skip


def is_on_a_rig(name: str) -> bool:
    rigs = [path for path in python_files("tests") if path.name.endswith("_vm.py")]
    words = (f'"{name}"', REAL[name].rpartition(".")[2])
    return any(word in text_of(path) for path in rigs for word in words)


CHECKS: dict[str, Callable[[str], bool]] = {
    "manifest": has_manifest,
    "described": is_described,
    "unreachable": tells_unreachable,
    "closes": closes_at_any_time,
    "detect": lambda name: kind(name).detect is not None,
    "health": lambda name: kind(name).health is not None,
    "tested": is_tested,
    "simulator": has_simulator,
    "kernel": is_on_a_rig,
}


def test_checklist_when_read_then_every_driver_answers_every_rule() -> None:
    rules, wrong = checklist()["rules"], []
    for name in REAL:
        answers = checklist().get(name, {})
        wrong += [f"{name}: {rule}" for rule in {*rules, "example"} if rule not in answers]
        wrong += [f"{name}: no rule {rule}" for rule in answers if rule not in {*rules, "example"}]
    assert not wrong, listed(wrong)
    assert set(checklist()) == {"rules", *REAL}
    assert set(CHECKS) <= set(rules)


def test_checklist_when_read_then_an_answer_is_done_or_says_why_not() -> None:
    wrong = [
        f"{name}.{rule}: {answer}"
        for name in REAL
        for rule, answer in checklist()[name].items()
        if rule != "example" and answer != "done"
        if not (isinstance(answer, dict) and len(answer) == 1
                and next(iter(answer)) in ("todo", "exempt") and all(answer.values()))
    ]  # fmt: skip
    assert not wrong, listed(wrong)


@pytest.mark.parametrize("rule", CHECKS)
@pytest.mark.parametrize("name", REAL)
def test_rule_when_checked_then_it_is_as_the_checklist_says(name: str, rule: str) -> None:
    says = checklist()[name][rule] == "done"
    assert CHECKS[rule](name) == says, f"{name}: {rule} is {'not ' if says else ''}done"
