"""``pos backup`` and ``pos restore`` as a shopkeeper runs them."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from suanpan.cli import main
from suanpan.commands import restore
from tests.inventory.service.backing_up import busy, made
from tests.rigs.crash_day import Day

__all__ = ["busy"]


@pytest.fixture
def folder(tmp_path: Path, capsys) -> Path:
    shop = tmp_path / "shop"
    given = ["--name", "店", "--owner", "王芳", "--pin", "135790", "--data", str(shop)]
    assert main(["init", *given]) == 0
    capsys.readouterr()
    return shop


def test_backup_when_made_and_restored_then_the_shop_is_back_in_a_new_epoch(
    folder, tmp_path, capsys
) -> None:
    assert main(["backup", "--data", str(folder), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert Path(made["path"]).parent == folder / "backups"
    assert main(["restore", made["path"], "--data", str(folder), "--json"]) == 0
    back = json.loads(capsys.readouterr().out)
    assert back["epoch"] > 1 and back["from"] == {"epoch": 1, "seq": made["seq"]}
    assert (Path(back["aside"]) / "till.db").exists() and (back["newer"], back["carts"]) == (0, 0)
    assert (back["newer_sales"], back["newer_amount"]) == (0, "0.00")
    assert main(["verify", "--data", str(folder)]) == 0
    assert "All is whole." in capsys.readouterr().out


def test_backup_when_told_to_people_then_the_words_say_where_and_what(
    folder, tmp_path, capsys
) -> None:
    target = tmp_path / "mine.zip"
    assert main(["backup", "--data", str(folder), "--to", str(target)]) == 0
    said = capsys.readouterr().out
    assert str(target) in said and "It is on the same disk as the shop" in said
    assert main(["restore", str(target), "--data", str(folder)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"is back as of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(entry", said)
    assert "; receipt numbers carry it" in said and "before-restore-" in said
    # The log of a till that was killed must never meet the books that come back.
    assert f"move every file whose name begins with till.db out of {folder.resolve()} " in said
    assert main(["backup", "--data", str(folder), "--to", str(target)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_commands_when_there_is_nothing_to_work_on_then_they_say_so(tmp_path, capsys) -> None:
    assert main(["backup", "--data", str(tmp_path)]) == 2
    assert main(["restore", str(tmp_path / "no.zip"), "--data", str(tmp_path)]) == 2
    (tmp_path / "no.zip").write_text("no")
    assert main(["restore", str(tmp_path / "no.zip"), "--data", str(tmp_path / "shop")]) == 1
    said = capsys.readouterr().err
    assert "There is no shop in" in said and "not a backup" in said


def test_restore_when_a_folder_is_named_then_its_backups_are(folder, tmp_path, capsys) -> None:
    assert main(["backup", "--data", str(folder), "--to", str(tmp_path / "mine.zip")]) == 0
    assert main(["restore", str(tmp_path), "--data", str(folder)]) == 2
    assert "is a folder. Name the file in it; it holds: mine.zip" in capsys.readouterr().err


def test_backup_when_its_folder_is_not_there_then_2_and_what_to_do(
    folder, tmp_path, capsys
) -> None:
    assert main(["backup", "--data", str(folder), "--to", str(tmp_path / "usb")]) == 1
    said = capsys.readouterr().err
    assert f"There is no folder {tmp_path / 'usb'}." in said and f"mkdir -p {tmp_path}" in said
    assert not (tmp_path / "usb").exists()


def test_commands_when_the_file_is_none_of_ours_then_it_is_named(tmp_path, capsys) -> None:
    (tmp_path / "till.db").write_text("hello" * 200)
    assert main(["backup", "--data", str(tmp_path)]) == 1
    assert f"{tmp_path / 'till.db'} cannot be read" in capsys.readouterr().err


def test_restore_when_another_shop_stands_there_then_both_are_named_and_nothing_changes(
    folder, tmp_path, capsys
) -> None:
    archive, other = tmp_path / "mine.zip", tmp_path / "other"
    assert main(["backup", "--data", str(folder), "--to", str(archive)]) == 0
    given = ["--name", "Laden", "--owner", "Uwe", "--pin", "135790", "--preset", "uk"]
    assert main(["init", *given, "--data", str(other)]) == 0
    before = (other / "till.db").read_bytes()
    assert main(["restore", str(archive), "--data", str(other)]) == 1
    said = capsys.readouterr().err
    assert "“店”" in said and "“Laden”" in said and "Nothing was changed" in said
    assert (other / "till.db").read_bytes() == before
    assert not list(other.glob("before-restore-*"))


def test_restore_when_the_shop_was_restored_before_then_it_is_still_the_same_shop(
    folder, tmp_path, capsys
) -> None:
    early, late, new = tmp_path / "early.zip", tmp_path / "late.zip", tmp_path / "new"
    assert main(["backup", "--data", str(folder), "--to", str(early)]) == 0
    assert main(["restore", str(early), "--data", str(new)]) == 0
    assert main(["backup", "--data", str(new), "--to", str(late)]) == 0
    assert main(["restore", str(late), "--data", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "“店” (shop SH01, till T01)" in said
    assert f"move every file whose name begins with till.db out of {folder} " in said


@pytest.fixture
def older(busy, tmp_path: Path) -> tuple[str, str]:
    """A backup of a shop that has sold since, and that shop's folder."""
    archive = made(busy, tmp_path / "mine.zip")
    Day(busy.books, Random(5), busy.clock).run(6)
    busy.close()
    return str(archive), str(busy.path.parent)


def test_restore_when_newer_sales_leave_the_books_and_nobody_is_asked_then_2_and_nothing_changed(
    older, capsys
) -> None:
    archive, folder = older
    before = (Path(folder) / "till.db").read_bytes()
    assert main(["restore", archive, "--data", folder]) == 2
    said = capsys.readouterr().err
    assert re.search(r"would leave the books of this till: \d+, .* together \d+\.\d\d CNY", said)
    assert "add --yes" in said
    assert (Path(folder) / "till.db").read_bytes() == before


def test_restore_when_told_yes_then_it_says_how_many_sales_are_only_aside(older, capsys) -> None:
    archive, folder = older
    assert main(["restore", archive, "--data", folder, "--yes"]) == 0
    said = capsys.readouterr().out
    only = r"Only there, made after the backup: \d+ sales.*, together [\d.]+ CNY; \d+ journal"
    assert re.search(only, said)


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("是", 0), ("", 1), ("n", 1), (None, 1)])
def test_restore_when_a_person_is_there_then_it_asks_first(
    older, capsys, monkeypatch, typed, code
) -> None:
    def answer() -> str:
        if typed is None:
            raise EOFError
        return typed

    archive, folder = older
    monkeypatch.setattr(restore.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    assert main(["restore", archive, "--data", folder]) == code
    assert "Go on? [y/N]" in capsys.readouterr().err


def test_restore_when_no_devices_are_set_up_there_then_it_says_that_backups_have_none(
    folder, tmp_path, capsys
) -> None:
    assert main(["backup", "--data", str(folder), "--to", str(tmp_path / "mine.zip")]) == 0
    new = tmp_path / "new"
    assert main(["restore", str(tmp_path / "mine.zip"), "--data", str(new)]) == 0
    assert "Devices are in no backup" in capsys.readouterr().out
    (new / "till.toml").write_text("")
    assert main(["restore", str(tmp_path / "mine.zip"), "--data", str(new)]) == 0
    assert "Devices are in no backup" not in capsys.readouterr().out
