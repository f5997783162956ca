"""Which machine is taken to cut the power of, and what is said where none boots."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from suanpan.cli import main
from tests.rigs import crash_kill, crash_machine, machines
from tests.rigs.crash_kill import Summary
from tests.rigs.crash_till import spoken
from tests.rigs.machines import CannotBoot, Silent

PANIC = "echo 'ptrace set fp regs failed, errno = 14'; echo 'Kernel panic'; echo dump"


@dataclass
class Script:
    """A machine that is a line of shell."""

    name: str
    says: str
    boot_s: float = 20

    def prepare(self, folder: Path) -> None:
        """Nothing to get ready."""

    def command(self, disk: Path, settings: dict[str, str]) -> list[str]:
        """Say it all, then sell on, were the power not cut."""
        return ["sh", "-c", self.says, *settings.values()]


BOOTS = Script("other", "echo 'till: boots .'; exec sleep 600")


def test_line_when_it_is_torn_then_it_is_not_heard() -> None:
    assert spoken(b"till: sale a b .\r\n") == ("sale", "a", "b")
    assert spoken(b"till: sale a") is None
    assert spoken(b"machine: begin\n") is None
    assert spoken(b"[    0.1] till: no\n") is None
    assert spoken(b"\n") is None


def test_machine_when_its_power_is_cut_then_all_that_it_said_is_heard(tmp_path) -> None:
    says = "echo noise; echo 'till: pay a .'; echo 'till: sale a b .'; exec sleep 600"
    cut = machines.until_cut(Script("sh", says), tmp_path / "disk", {}, wanted=2)
    assert cut == [("pay", "a"), ("sale", "a", "b")]


def test_machine_when_the_first_panics_then_the_next_is_taken(tmp_path) -> None:
    found = machines.a_machine(tmp_path, tmp_path / "disk", (Script("uml", PANIC), BOOTS))
    assert found is BOOTS


def test_machine_when_none_boots_then_each_reason_is_named_on_one_line(tmp_path) -> None:
    quiet = Script("qemu", "exec sleep 600", boot_s=0.1)
    with pytest.raises(CannotBoot) as error:
        machines.a_machine(tmp_path, tmp_path / "disk", (Script("uml", PANIC), quiet))
    assert str(error.value) == ("uml: ptrace set fp regs failed, errno = 14; qemu: says nothing")


def test_machine_when_the_kernel_has_a_console_of_its_own_then_its_words_are_kept(tmp_path) -> None:
    says = "echo 'Kernel panic - not syncing: no root' >console.log"
    with pytest.raises(Silent, match="no root"):
        machines.until_cut(Script("sh", says), tmp_path / "disk", {}, wanted=1)


def test_machine_when_it_is_no_intel_one_then_qemu_says_so(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(machines.platform, "machine", lambda: "aarch64")
    with pytest.raises(CannotBoot, match="x86-64"):
        machines.Qemu().prepare(tmp_path)


def test_machine_when_its_kernel_cannot_be_fetched_then_the_last_words_tell(
    monkeypatch, tmp_path
) -> None:
    fetch = tmp_path / "fetch.sh"
    fetch.write_text("#!/bin/sh\necho 'E: no such package' >&2; exit 100\n")
    fetch.chmod(0o755)
    monkeypatch.setattr(machines, "KERNEL", fetch)
    monkeypatch.setattr(machines.shutil, "which", lambda name: name)
    monkeypatch.setattr(machines.platform, "machine", lambda: "x86_64")
    with pytest.raises(CannotBoot, match="no such package"):
        machines.Qemu().prepare(tmp_path)


def test_machine_when_this_system_cannot_make_its_disk_then_that_is_named(
    monkeypatch, tmp_path
) -> None:
    monkeypatch.setattr(crash_machine.shutil, "which", lambda name: None)
    with pytest.raises(CannotBoot, match=r"mkfs\.ext4"):
        crash_machine.found(tmp_path)


def test_machine_when_it_falls_silent_in_a_run_then_that_is_a_fault(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(crash_machine, "_make", lambda disk, place: None)
    ends = Script("sh", "echo 'Traceback: what the till died of'")
    summary = crash_machine.run(ends, tmp_path, seed=1, cuts=3)
    assert summary.cuts == 0 and len(summary.faults) == 1
    assert "what the till died of" in summary.faults[0]


def test_crash_when_no_machine_boots_then_the_other_rows_and_one_line_tell(
    monkeypatch, capsys
) -> None:
    def none(folder: Path) -> None:
        raise CannotBoot("uml: not installed; qemu: not installed")

    monkeypatch.setattr(crash_machine, "found", none)
    monkeypatch.setattr(crash_kill, "run", lambda *given: Summary(cuts=1))
    code = main(["crash", "--kills", "1", "--cuts", "0", "--machine", "5"])
    out, err = capsys.readouterr()
    assert code == 2
    assert [line.split()[0] for line in out.splitlines()] == ["rig", "kill"]
    assert err.splitlines() == [
        "pos crash: no machine to cut the power of: uml: not installed; qemu: not installed"
    ]
