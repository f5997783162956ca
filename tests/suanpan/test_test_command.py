"""``pos test`` tells pytest what was asked for, and never outlives its deadline."""

import os
import subprocess
import sys
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from suanpan.commands import test as command
from tests.architecture.source import ROOT


def given(*words: str) -> list[str]:
    parser = ArgumentParser()
    command.add_arguments(parser)
    args, rest = parser.parse_known_args(words)
    return command.pytest_arguments(Namespace(**vars(args), rest=rest))


def test_arguments_when_devices_are_asked_for_then_only_they_run_in_one_process() -> None:
    assert given("--devices") == ["-m", "devices", "--devices", "-q", "--durations=10"]
    assert given("--devices", "-k", "usb") == ["-k", "usb", "-m", "devices", "--devices"]


def test_arguments_when_nothing_is_asked_for_then_every_test_runs() -> None:
    assert given()[:3] == ["-q", "-n", "3"]
    assert given("--long")[-1] == "--long"
    assert given("tests/suanpan") == ["tests/suanpan"]


def test_environment_when_it_forbids_bytecode_then_what_tests_start_still_compiles_once() -> None:
    chosen = command.environment({"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C"})
    assert "PYTHONDONTWRITEBYTECODE" not in chosen
    assert (chosen["LANG"], chosen["SDL_VIDEODRIVER"]) == ("C", "offscreen")


def test_folders_when_memory_has_room_then_they_are_there_and_gone_afterwards(
    tmp_path: Path,
) -> None:
    with command.folders(tmp_path, room=1) as told:
        (kept,) = (Path(each) for each in told.values())
        assert kept.parent == tmp_path
        (kept / "till.db").write_bytes(b"1")
    assert not kept.exists()


def test_folders_when_memory_is_small_or_missing_then_pytest_keeps_them_where_it_does(
    tmp_path: Path,
) -> None:
    for memory, room in ((tmp_path, 1 << 60), (tmp_path / "none", 1)):
        with command.folders(memory, room) as told:
            assert told == {}


def test_deadline_when_it_passes_then_all_that_was_started_ends(tmp_path: Path) -> None:
    child = "import os, time; open(os.environ['PIDS'], 'w').write(str(os.getpid())); time.sleep(99)"
    script = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {child!r}])\n"
    )  # fmt: skip
    pids = tmp_path / "pids"
    environment = os.environ | {"PIDS": str(pids)}
    assert command.run_within([sys.executable, "-c", script], environment, 3.0) == 2
    grandchild = Path(f"/proc/{pids.read_text()}/stat")
    for _ in range(100):  # its end is the init's to see
        if not grandchild.exists() or grandchild.read_text().split()[2] in "ZX":
            return
        threading.Event().wait(0.05)
    pytest.fail("it lives on")


def test_deadline_when_it_is_kept_then_the_code_is_the_command_s() -> None:
    ending = [sys.executable, "-c", "raise SystemExit(5)"]
    assert command.run_within(ending, os.environ, 60) == 5
    assert command.run_within(ending, os.environ, None) == 5


def test_group_when_it_is_not_asked_for_then_its_tests_are_counted_as_skipped() -> None:
    """The loud skip: a run that leaves a group out says so in its summary line."""
    chosen = "tests/pos_app/hardware/test_kernel_devices.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", chosen],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "devices: run it with ./pos test --devices" in done.stdout
    assert " skipped in " in done.stdout.splitlines()[-1]


STUB = """#!/bin/sh
case "$*" in
test) echo "[100%]"; echo "{first} in 9.00s"; exit {code} ;;
"test --devices") echo "2 passed, 9 deselected in 8.00s"; exit {devices} ;;
esac
exit 9
"""


def gate(folder: Path, *, code: int, devices: int, user: int = 0) -> tuple[int, list[str]]:
    """Run the gate on a launcher that only says how its runs ended, on a machine that can."""
    first = "1 failed, 7 passed" if code else "7 passed, 2 skipped"
    programs = {
        "pos": STUB.format(first=first, code=code, devices=devices),
        "bin/id": f"#!/bin/sh\necho {user}\n",
        "bin/uname": "#!/bin/sh\n[ $1 = -s ] && echo Linux || echo x86_64\n",
        "bin/qemu-system-x86_64": "#!/bin/sh\n",
        ".ci/run": (ROOT / ".ci/run").read_text("utf-8"),
    }
    for name, text in programs.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o755)
    environment = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        [folder / ".ci/run"], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines()


def test_gate_when_both_runs_pass_then_it_ends_with_the_first_one_s_summary(
    tmp_path: Path,
) -> None:
    code, lines = gate(tmp_path, code=0, devices=0)
    assert (code, lines[-1]) == (0, "7 passed, 2 skipped in 9.00s")
    assert "2 passed, 9 deselected in 8.00s" in lines


def test_gate_when_a_run_fails_then_it_ends_with_its_code_and_its_summary(tmp_path: Path) -> None:
    code, lines = gate(tmp_path, code=1, devices=0)
    assert (code, lines[-1]) == (1, "1 failed, 7 passed in 9.00s")
    code, lines = gate(tmp_path, code=0, devices=1)
    assert (code, lines[-1]) == (1, "2 passed, 9 deselected in 8.00s")


def test_gate_when_the_machine_cannot_start_then_it_says_why_in_one_line(tmp_path: Path) -> None:
    code, lines = gate(tmp_path, code=0, devices=1, user=1_000)
    assert code == 0
    assert lines[0] == "Tests with a kernel's own devices are left out here: needs root."
    assert lines[-1] == "7 passed, 2 skipped in 9.00s"
