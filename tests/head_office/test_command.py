"""``pos head-office`` as a person starts it: fresh folder, stop, twice, tokens, enrolment."""

import json
import subprocess
import sys

import pytest
import requests

from inventory.kernel.errors import SyncError
from tests.head_office.office import ROOT, Process, Till, push, serving


def pos(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "suanpan.cli", "head-office", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.slow
def test_command_when_stopped_then_it_ends_cleanly_and_leaves_one_tidy_file(tmp_path) -> None:
    office = Process(tmp_path / "new" / "office")
    assert requests.get(office.url, timeout=10).status_code == 200
    health = requests.get(f"{office.url}/v1/health", timeout=10).json()
    assert health == {"v": 1, "office": office.id}
    assert (office.stop(), office.errors) == (0, "")
    left = sorted(each.name for each in office.folder.iterdir())
    assert left == ["office.db", "office.db.key", "office.db.lock"]
    for name in left[:2]:
        assert (office.folder / name).stat().st_mode & 0o077 == 0
    with serving(office.folder) as again:
        assert again.id == office.id


@pytest.mark.slow
def test_command_when_no_till_may_send_then_its_first_line_says_so(tmp_path) -> None:
    command = [sys.executable, "-m", "suanpan.cli", "head-office", "--data", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as office:
        assert office.stdout
        first = office.stdout.readline()
        office.terminate()
    assert "no till may send yet" in first
    assert "docs/head-office.md" in first


@pytest.mark.slow
def test_command_when_started_twice_then_the_second_is_refused(tmp_path) -> None:
    with serving(tmp_path / "office") as office:
        twice = pos("--data", str(office.folder), "--port", "0")
        assert (twice.returncode, "Another head office" in twice.stderr) == (2, True)
        taken = pos("--data", str(tmp_path / "other"), "--port", str(office.port))
        assert (taken.returncode, "cannot be used" in taken.stderr) == (2, True)


@pytest.mark.slow
def test_command_when_it_listens_to_the_world_then_it_says_what_that_means(tmp_path) -> None:
    office = Process(tmp_path / "office", host="0.0.0.0")
    assert office.stop() == 0
    assert "Whoever can reach this address" in office.errors


@pytest.mark.slow
def test_command_when_a_till_is_enrolled_by_hand_then_it_is_listed_and_may_send(
    till: Till, tmp_path
) -> None:
    from pos_app.sync.link import load

    with serving(tmp_path / "office") as office:
        token = json.loads(office.pos("token", "--till", "SH01/T01").stdout)["token"]
        folder = str(till.shop.path.parent)
        wrong = pos("enrol", "--shop", folder, "--url", office.url, "--token", "AAAA")
        assert (wrong.returncode, "token" in wrong.stderr) == (1, True)
        done = pos("enrol", "--shop", folder, "--url", office.url, "--token", token)
        assert (done.returncode, done.stderr) == (0, "")
        link = load(till.shop.path)
        assert push(link, till.outbox(link).next_batch(till.shop.reader)).stored > 0
        listed = json.loads(office.pos("tills").stdout)
        assert [each["till"] for each in listed] == ["SH01/T01"]
        assert office.pos("revoke", "--till", "SH01/T01").returncode == 0
        assert office.pos("revoke", "--till", "SH01/T01").returncode == 1
        with pytest.raises(SyncError, match="unknown_till"):
            push(link, till.outbox(link).next_batch(till.shop.reader))
    assert "No till" in pos("tills", "--data", str(office.folder)).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("token", "--till", "nonsense"), "SH01/T01"),
        (("revoke",), "SH01/T01"),
        (("enrol",), "--url"),
        (("enrol", "--url", "http://127.0.0.1:1", "--token", "x"), "There is no shop"),
    ],
)
def test_command_when_used_wrongly_then_2(capsys, tmp_path, arguments, says: str) -> None:
    from suanpan.cli import main

    folders = ["--data", str(tmp_path / "office"), "--shop", str(tmp_path / "none")]
    assert main(["head-office", *arguments, *folders]) == 2
    assert says in capsys.readouterr().err


def test_token_when_printed_then_it_is_said_how_long_it_is_good(capsys, tmp_path) -> None:
    from suanpan.cli import main

    assert main(["head-office", "token", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert len(said.split("\n")[0].replace("-", "")) == 20
    assert "Good once" in said
    assert main(["head-office", "tills", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "No till is enrolled.\n"
