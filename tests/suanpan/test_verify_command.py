"""``pos verify``: beside an open till, on a copy that cannot be written, on what is no shop."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pysqlite3.dbapi2 as sqlite
import pytest

from suanpan.cli import main
from tests.inventory.shop import Shop, a_shop
from tests.rigs.crash_day import Day, stock_the_shop


@pytest.fixture
def busy(tmp_path: Path) -> Shop:
    shop = a_shop(tmp_path)
    stock_the_shop(shop.admin)
    Day(shop.books, Random(3), shop.clock).run(10)
    yield shop
    shop.close()


def verified(folder: Path, capsys) -> tuple[int, dict]:
    code = main(["verify", "--data", str(folder), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_verify_when_the_till_is_open_and_in_the_middle_of_a_sale_then_it_is_clean(
    busy, tmp_path, capsys
) -> None:
    with busy.books.transaction() as connection:
        connection.exec_driver_sql("UPDATE cart SET label = 'x'")
        code, said = verified(tmp_path, capsys)
    assert (code, said["clean"]) == (0, True)
    assert said["checked"]["sale"] == len(busy.rows("SELECT id FROM sale"))


def test_verify_when_something_is_wrong_then_it_says_so_and_ends_with_1(
    busy, tmp_path, capsys
) -> None:
    raw = sqlite.connect(str(busy.path))
    raw.execute("DELETE FROM stock")
    raw.commit()
    raw.close()
    code, said = verified(tmp_path, capsys)
    assert (code, said["clean"], set(said["found"])) == (1, False, {"stock_balance"})
    assert "Stock is not the sum of its moves" in said["findings"][0]["text"]
    assert main(["verify", "--data", str(busy.path)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("Checked: ") and "stock_balance: Stock is not" in shown


def test_verify_when_the_copy_cannot_be_written_then_its_last_sales_are_seen_too(
    busy, tmp_path_factory, capsys
) -> None:
    folder = tmp_path_factory.mktemp("medium")
    mounted = os.geteuid() == 0 and _mounted(folder)
    for name in ("till.db", "till.db-wal"):
        shutil.copyfile(busy.path.with_name(name), folder / name)
    assert (folder / "till.db-wal").stat().st_size > 0
    _lock(folder, mounted=mounted)
    try:
        code, said = verified(folder, capsys)
    finally:
        _unlock(folder, mounted=mounted)
    assert code == 0
    assert said["checked"]["sale"] == len(busy.rows("SELECT id FROM sale")) > 0


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_verify_when_it_is_no_shop_then_it_is_told(tmp_path, capsys, content) -> None:
    assert main(["verify", "--data", str(tmp_path)]) == 2
    assert "no shop" in capsys.readouterr().err
    (tmp_path / "till.db").write_bytes(content)
    code = main(["verify", "--data", str(tmp_path), "--json"])
    assert code == (1 if content else 2)


def test_verify_when_the_shop_is_newer_than_the_program_then_it_is_refused(
    busy, tmp_path, capsys
) -> None:
    busy.books.raw().execute("PRAGMA user_version = 999")
    assert main(["verify", "--data", str(tmp_path)]) == 2
    assert "newer" in capsys.readouterr().err


def _mounted(folder: Path) -> bool:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "t", str(folder)], check=False)
    return done.returncode == 0


def _lock(folder: Path, *, mounted: bool) -> None:
    if mounted:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    else:
        folder.chmod(0o555)


def _unlock(folder: Path, *, mounted: bool) -> None:
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)
    else:
        folder.chmod(0o755)


def test_verify_when_given_a_backup_then_it_names_restore_and_calls_nothing_damaged(
    busy, tmp_path, capsys
) -> None:
    archive = tmp_path / "usb" / "mine.zip"
    assert main(["backup", "--data", str(tmp_path), "--to", str(archive)]) == 0
    assert main(["verify", "--data", str(archive)]) == 2
    said = capsys.readouterr().err
    assert "is a backup" in said and "pos restore" in said and "damaged" not in said
