"""``pos doctor`` as somebody runs it who sets up a till: what it says, and how it ends."""

import errno
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from inventory.kernel.clock import FixedClock
from inventory.store.files import refusal
from inventory.store.process_lock import ProcessLock
from pos_app import config
from pos_app.hardware.doctor import Person
from pos_app.hardware.virtual_printer import VirtualPrinter
from suanpan.cli import main
from suanpan.commands import doctor
from tests.pos_app.hardware.machines import Built
from tests.pos_app.hardware.ports import a_port
from tests.rigs.uart import Line

SIMULATED = [
    {"id": "printer", "category": "printer", "driver": "simulated_printer"},
    {"id": "scanner", "category": "scanner", "driver": "simulated_scanner"},
]
ROOT = Person("root", 0, frozenset())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    config.save_devices(folder / config.FILE, SIMULATED)
    return folder


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """A machine with sound and nothing else, in place of the real one."""
    built = Built(tmp_path / "machine")
    built.write(built.root / "proc/asound", cards=" 0 [PCH ]: HDA-Intel")
    monkeypatch.setattr(doctor, "Machine", lambda: built.machine)
    return built


def said(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_doctor_when_all_is_well_then_0_and_every_device_is_named(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--data", str(shop), "--json"]) == 0
    plain = said(capsys)
    assert [(each["id"], each["condition"]) for each in plain["devices"]] == [
        ("printer", "ready"), ("scanner", "ready"),
    ]  # fmt: skip
    assert (plain["well"], plain["wrong"], plain["till_open"]) == (True, [], False)
    assert main(["doctor", "--data", str(shop)]) == 0
    out = capsys.readouterr().out
    assert "ok printer: Ready" in out
    assert out.endswith("All is well.\n")


def test_doctor_when_something_is_plugged_in_then_it_is_offered_and_no_fault(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    built.printer("1-2", ("04b8", "0e15"))
    (built.dev / "usb/lp0").chmod(0o666)
    assert main(["doctor", "--data", str(shop), "--json"]) == 0
    assert said(capsys)["found"][0]["options"]["profile"] == "epson-80-zh"
    main(["doctor", "--data", str(shop)])
    assert "driver = escpos, way = file, path = " in capsys.readouterr().out


def test_doctor_when_serial_ports_are_asked_then_it_says_how_each_was_told(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_port("printer", VirtualPrinter().take, Line(19_200)) as port:
        built.port("ttyUSB0", "1-4")
        (built.dev / "ttyUSB0").unlink()
        (built.dev / "ttyUSB0").symlink_to(port.node)
        main(["doctor", "--data", str(shop), "--json"])
        assert [each["driver"] for each in said(capsys)["found"][:1]] == ["serial_scanner"]
        main(["doctor", "--data", str(shop), "--serial"])
    out = capsys.readouterr().out
    assert "“Barcode Scanner COM” answered as a receipt printer (ESC/POS) at 19200 baud" in out
    assert "driver = escpos, profile = generic-80-zh, way = serial, path = " in out


def test_doctor_when_a_device_cannot_be_reached_then_1_with_its_reason(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {"id": "gone", "category": "scanner", "driver": "serial_scanner",
            "options": {"port": str(built.dev / "ttyNONE")}}  # fmt: skip
    config.save_devices(shop / config.FILE, [gone])
    assert main(["doctor", "--data", str(shop)]) == 1
    assert "!! gone: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[device]]\nid = 'x'\ncategory = 'printer'\ndriver = 'none'\n", "escpos_drawer"),
        ("[[device]]\nid = 'x'\ncategory = 'toaster'\ndriver = 'none'\n", "category"),
        ("[scren]\n", "till.toml: scren is no setting"),
        ("[[device]\n", "till.toml cannot be read"),
    ],
)
def test_doctor_when_the_settings_are_wrong_then_1_and_the_place_is_named(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str], text: str, named: str
) -> None:
    (shop / config.FILE).write_text(text, "utf-8")
    assert main(["doctor", "--data", str(shop), "--json"]) == 1
    (wrong,) = said(capsys)["wrong"]
    assert wrong["rule"] == "settings"
    assert named in wrong["text"]


def test_doctor_when_one_device_is_set_up_wrong_then_the_others_are_listed(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = (("gun", "scanner", "simulated_scaner"), ("sim", "scanner", "simulated_scanner"),
             ("odd", "toaster", "none"))  # fmt: skip
    devices = [{"id": name, "category": kind, "driver": way} for name, kind, way in kinds]
    config.save_devices(shop / config.FILE, devices)
    assert main(["doctor", "--data", str(shop), "--json"]) == 1
    plain = said(capsys)
    assert [each["id"] for each in plain["devices"]] == ["sim"]
    assert [each["rule"] for each in plain["wrong"]] == ["settings", "settings"]
    assert "simulated_scaner" in "".join(each["text"] for each in plain["wrong"])


def test_doctor_when_a_till_is_open_then_its_devices_are_left_to_it(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "till.db").touch()
    lock = ProcessLock(shop / "till.db")
    assert main(["doctor", "--data", str(shop), "--json"]) == 0
    plain = said(capsys)
    assert (plain["till_open"], plain["devices"]) == (True, [])
    assert main(["doctor", "--data", str(shop)]) == 0
    assert "A till is open" in capsys.readouterr().out
    lock.release()


def test_doctor_when_there_is_no_such_user_then_2(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--data", str(shop), "--user", "nobody-here"]) == 2
    assert "nobody-here" in capsys.readouterr().err


def test_doctor_when_the_disk_is_full_and_the_clock_is_behind_then_both_are_said(
    shop: Path, built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "FREE_BYTES_MIN", 1 << 62)
    long_ago = FixedClock(1_600_000_000_000)
    monkeypatch.setattr(doctor, "ANSWER_WITHIN_S", 5.0)
    config.save_devices(shop / config.FILE, [])
    diagnosis = doctor.diagnose(shop, ROOT, built.machine, long_ago)
    assert [each.rule for each in diagnosis.ailments if each.fault] == ["disk", "clock"]
    assert diagnosis.ailments[1].mend == ("timedatectl set-ntp true",)


# --- mending ---------------------------------------------------------------------------------


@pytest.fixture
def closed(built: Built, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A printer that a cashier may not use."""
    built.printer("1-2", ("0416", "5011"))
    node = built.dev / "usb/lp0"
    node.chmod(0o600)
    cashier = Person("cashier", 12_345, frozenset())
    monkeypatch.setattr(doctor, "person", lambda _: cashier)
    return node


def test_fix_when_root_runs_it_then_the_lines_run_and_it_is_looked_again(
    shop: Path, closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def mended(line: str) -> bool:
        ran.append(line)
        closed.chmod(0o666)
        return True

    monkeypatch.setattr(doctor, "_mended", mended)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert main(["doctor", "--data", str(shop), "--fix", "--json"]) == 0
    assert ran[-1] == "usermod -aG lp cashier"
    assert said(capsys)["wrong"] == []


def test_fix_when_a_line_fails_then_2(
    shop: Path, closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_mended", lambda line: False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert main(["doctor", "--data", str(shop), "--fix"]) == 2


def test_fix_when_it_is_not_root_then_the_lines_are_printed_and_2(
    shop: Path, closed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    assert main(["doctor", "--data", str(shop), "--fix"]) == 2
    printed = capsys.readouterr()
    assert "run as root:\n  echo 'KERNEL==" in printed.err
    assert "usermod -aG lp cashier" in printed.out


def test_mended_when_a_line_runs_then_how_it_ended_is_told(tmp_path: Path) -> None:
    assert doctor._mended(f"echo 'a \"b\"' >> {tmp_path}/rules")
    assert (tmp_path / "rules").read_text() == 'a "b"\n'
    assert not doctor._mended("exit 3")


def test_doctor_when_there_is_no_shop_or_no_sound_then_it_tells_and_that_is_no_fault(
    shop: Path, built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    (built.root / "proc/asound/cards").unlink()
    assert main(["doctor", "--data", str(shop)]) == 0
    out = capsys.readouterr().out
    assert f"There is no shop in {shop}." in out and "There is no sound card" in out
    assert "What is wrong" not in out and out.endswith("All is well.\n")
    assert main(["doctor", "--data", str(shop), "--json"]) == 0
    assert [each["rule"] for each in said(capsys)["notes"]] == ["sound", "shop"]


def test_doctor_when_the_disk_is_full_then_it_goes_on_and_names_it(
    shop: Path, built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "till.db").touch()

    def full(database: Path) -> None:
        raise refusal(OSError(errno.ENOSPC, "No space left on device"), database)

    monkeypatch.setattr(doctor, "ProcessLock", full)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=0))
    assert main(["doctor", "--data", str(shop)]) == 1
    out = capsys.readouterr().out
    assert "Only 0 MB are free where the shop is kept" in out and "A till is open" not in out
