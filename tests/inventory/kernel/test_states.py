"""State machines: what is not in the table is refused, and a table with a hole is found."""

import pytest

from inventory.kernel.states import MACHINES, PRINT_JOB, TENDER, Machine
from inventory.kernel.text import Text
from tests.inventory.makers import refusal_of

DOOR = Machine("door", "shut", {"shut": frozenset({"open"}), "open": frozenset({"shut"})})


def test_require_when_the_table_holds_the_change_then_nothing_happens() -> None:
    DOOR.require("shut", "open")
    DOOR.require("open", "shut")


@pytest.mark.parametrize(("old", "new"), [("shut", "shut"), ("open", "lost"), ("lost", "open")])
def test_require_when_the_table_lacks_the_change_then_it_is_refused(old: str, new: str) -> None:
    said = refusal_of(lambda: DOOR.require(old, new))
    assert said == Text.of("states.forbidden", machine="door", old=old, new=new)


def test_faults_when_a_state_is_unknown_or_unreached_then_it_is_named() -> None:
    table = {"a": frozenset({"x", "b"}), "b": frozenset(), "z": frozenset({"y"})}
    wrong = Machine("wrong", "a", table)
    assert wrong.faults() == ("unknown x", "unknown y", "unreached z")
    assert Machine("start", "s", {"a": frozenset()}).faults() == ("unknown s", "unreached a")
    assert Machine("none", "s", {}).faults() == ("unknown s",)
    assert DOOR.faults() == ()


def test_machines_when_read_then_none_has_a_fault_and_ends_are_ends() -> None:
    assert [machine.faults() for machine in MACHINES] == [()] * len(MACHINES)
    assert len({machine.name for machine in MACHINES}) == len(MACHINES)
    assert PRINT_JOB.changes["confirmed"] == frozenset()
    assert TENDER.changes["confirmed"] == {"given_back"}
    assert TENDER.changes["given_back"] == frozenset()


def test_print_job_when_it_went_out_unknown_then_it_is_not_sent_again_by_itself() -> None:
    refusal_of(lambda: PRINT_JOB.require("unknown", "sending"))
    refusal_of(lambda: PRINT_JOB.require("confirmed", "queued"))
    PRINT_JOB.require("queued", "sending")
    PRINT_JOB.require("failed", "queued")
