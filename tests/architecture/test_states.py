"""State machines are tables: every state known, every state reachable, every table registered."""

import ast

import pytest

from inventory.kernel.states import MACHINES, Machine
from tests.architecture.source import PACKAGES, name_of, python_files, tree_of


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_machine_when_walked_then_every_state_is_known_and_reached(machine: Machine) -> None:
    assert machine.faults() == ()


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_machine_when_walked_then_some_state_is_final_or_it_returns(machine: Machine) -> None:
    leads_on = {state for state, after in machine.changes.items() if after}
    assert machine.start in leads_on


def test_machines_when_looked_for_then_all_are_registered() -> None:
    names = [machine.name for machine in MACHINES]
    written = {
        (node.args[0].value, name_of(path))
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Machine"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(names) == len(set(names))
    assert [(name, where) for name, where in sorted(written) if name not in names] == []
    assert {name for name, _ in written} == set(names)


def test_faults_when_planted_then_they_are_found() -> None:
    broken = Machine("broken", "a", {"a": frozenset({"b"}), "c": frozenset()})
    assert broken.faults() == ("unknown b", "unreached c")
