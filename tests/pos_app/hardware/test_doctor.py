"""What stands between the till's user and a device is named, with the line that mends it."""

import os
import shlex
from pathlib import Path

import pytest

from pos_app.hardware.discovery import look, propose
from pos_app.hardware.doctor import Ailment, Person, examine, person
from pos_app.hardware.driver import DeviceConfig
from pos_app.i18n import LANGUAGES, Translator
from tests.pos_app.hardware.machines import Built

CASHIER = Person("cashier", 12_345, frozenset({12_345}))


@pytest.fixture
def built(tmp_path: Path) -> Built:
    built = Built(tmp_path)
    sound = tmp_path / "proc/asound"
    sound.mkdir(parents=True)
    (sound / "cards").write_text(" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n")
    return built


def ailments(built: Built, who: Person = CASHIER, *configs: DeviceConfig) -> list[Ailment]:
    found = look(built.machine)
    wrong = examine(configs, found, propose(found, configs), who, built.machine)
    for each in wrong:
        for language in LANGUAGES:
            assert Translator(language, strict=True).text(each.text)
    return list(wrong)


def printer(**options: str | int) -> DeviceConfig:
    return DeviceConfig("p", "printer", "escpos", options)


def test_examine_when_nothing_is_wrong_then_nothing_is_said(built: Built) -> None:
    assert ailments(built) == []


def test_examine_when_a_device_file_is_closed_then_the_rule_and_the_group_are_named(
    built: Built,
) -> None:
    built.printer("1-2", ("0416", "5011"))
    node = built.dev / "usb/lp0"
    node.chmod(0o600)
    (ailment,) = ailments(built)
    assert (ailment.rule, ailment.text.params["user"]) == ("denied", "cashier")
    assert shlex.split(ailment.mend[0]) == [
        "echo", 'KERNEL=="lp*", MODE="0660", GROUP="lp"',
        ">>", "/etc/udev/rules.d/70-suanpan.rules",
    ]  # fmt: skip
    assert ailment.mend[-1] == "usermod -aG lp cashier"
    assert ailments(built, Person("root", 0, frozenset())) == []
    node.chmod(0o606)
    assert ailments(built) == []


@pytest.mark.parametrize(
    "name",
    [
        "bus/usb/001/004",
        "sda",
        "mem",
        "shm/lp0",
        'x", RUN+="id", KERNEL=="y',
        'lp0", MODE:="0666", KERNEL=="sda1',
        "lp0\nlp1",
        "event³",
    ],
)
def test_examine_when_a_path_is_no_file_of_a_till_s_devices_then_no_line_opens_it(
    built: Built, name: str
) -> None:
    node = built.node(name)
    node.chmod(0)
    outside = built.root / "lp7"
    outside.touch(0)
    outside.chmod(0)
    paths = (printer(way="file", path=str(node)), printer(way="file", path=str(outside)))
    wrong = ailments(built, CASHIER, *paths)
    assert [(each.rule, each.mend) for each in wrong] == [("denied", ())] * 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_examine_when_the_group_would_do_then_joining_it_is_all(built: Built) -> None:
    import grp

    built.port("ttyACM0", "1-4")
    node = built.dev / "ttyACM0"
    dialout = grp.getgrnam("dialout").gr_gid
    os.chown(node, 0, dialout)
    node.chmod(0o660)
    (ailment,) = ailments(built)
    assert ailment.mend == ("usermod -aG dialout cashier",)
    assert ailments(built, Person("cashier", 12_345, frozenset({dialout}))) == []


def test_examine_when_a_printer_is_used_over_the_bus_then_its_file_there_counts(
    built: Built,
) -> None:
    built.printer("1-2", ("04b8", "0e15"), number=None)
    built.write(built.sys / "bus/usb/devices/1-2", busnum="1", devnum="7")
    node = built.node("bus/usb/001/007")
    node.chmod(0o600)
    (ailment,) = ailments(built)
    assert 'ATTR{idVendor}=="04b8", ATTR{idProduct}=="0e15"' in ailment.mend[0]
    node.chmod(0o666)
    assert ailments(built) == []


def test_examine_when_the_kernel_holds_the_printer_of_the_bus_then_it_is_said(
    built: Built,
) -> None:
    built.printer("1-2", ("04b8", "0e15"))
    (built.dev / "usb/lp0").chmod(0o666)
    assert ailments(built, CASHIER, printer(way="file", path=str(built.dev / "usb/lp0"))) == []
    (ailment,) = ailments(built, CASHIER, printer(way="usb", vendor=0x04B8, product=0x0E15))
    assert (ailment.rule, ailment.mend[-1]) == ("usblp", "modprobe -r usblp")


def test_examine_when_another_printer_needs_the_kernel_s_driver_then_it_stays(
    built: Built,
) -> None:
    built.printer("1-2", ("04b8", "0e15"))
    built.printer("1-3", ("0416", "5011"), 1)
    for number in (0, 1):
        (built.dev / f"usb/lp{number}").chmod(0o666)
    other = DeviceConfig("q", "printer", "escpos", {"way": "file", "path": "/dev/usb/lp1"})
    assert ailments(built, CASHIER, printer(way="usb", vendor=0x04B8, product=0x0E15), other) == []


def test_examine_when_brltty_would_take_the_adapter_then_it_is_said(built: Built) -> None:
    built.usb("1-5", ("1a86", "7523"), "ff", "USB Serial")
    assert ailments(built) == []
    built.write(built.root / "usr/bin", brltty="")
    (ailment,) = ailments(built)
    assert ailment.mend == ("systemctl mask --now brltty-udev.service brltty.service",)


def test_examine_when_there_is_no_sound_then_it_is_said(built: Built) -> None:
    (built.root / "proc/asound/cards").write_text("--- no soundcards ---\n")
    assert [each.rule for each in ailments(built)] == ["sound"]


def test_examine_when_a_module_is_missing_then_the_driver_is_named(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pos_app.hardware import doctor

    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == "serial" else name)
    scanner = DeviceConfig("s", "scanner", "serial_scanner", {"port": "/dev/ttyNONE"})
    (ailment,) = ailments(built, CASHIER, scanner)
    assert ailment.text.params == {"driver": "serial_scanner", "module": "serial"}


def test_person_when_asked_then_it_is_who_runs_this(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    assert person().uid == os.getuid()
    assert person("root").uid == 0
    monkeypatch.setenv("SUDO_USER", "root")
    assert person().name == "root"
    with pytest.raises(KeyError):
        person("nobody of that name")
