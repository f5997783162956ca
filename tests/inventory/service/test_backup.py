"""Backups made while the till sells, and brought back: whole, refused in words, never mixed up."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Damaged, Refused
from inventory.ledger.envelope import decode
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.service.backup import backup
from inventory.service.restore import Restored, restore
from inventory.service.setup import create_shop
from inventory.service.verify import verify_file
from inventory.store import ledger_repo, people_repo
from inventory.store.backup_repo import snapshot
from inventory.store.engine import Database
from inventory.store.process_lock import ProcessLock
from tests.inventory.service.backing_up import agreed, busy, made, tree
from tests.inventory.shop import NOW_MS, spec
from tests.rigs.crash_day import CASHIER, Day

__all__ = ["busy"]

ROOT = Path(__file__).resolve().parents[3]
DAY_MS = 86_400_000


def ids(path: Path) -> set[str]:
    reader = Database(path, write=False)
    with reader.reading() as connection:
        found = {row[0] for row in connection.exec_driver_sql("SELECT id FROM sale")}
    reader.close()
    return found


# --- making one ---------------------------------------------------------------------------------


def test_backup_when_made_then_it_is_one_private_file_that_says_what_it_holds(
    busy, tmp_path
) -> None:
    busy.path.with_name("till.db.key").write_bytes(b"the key")
    done = backup(SYSTEM, busy.path, tmp_path / "usb", busy.clock)
    assert done.path.name.startswith("suanpan-SH01-T01-2026-09-21-")
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path / "usb") == [done.path.name]
    with zipfile.ZipFile(done.path) as opened:
        assert set(opened.namelist()) == {
            "manifest.json", "till.db", "till.db.pepper", "till.db.key",
        }  # fmt: skip
        manifest = json.loads(opened.read("manifest.json"))
        assert opened.read("till.db.pepper") == busy.pepper
        assert opened.read("till.db.key") == b"the key"
    with busy.reader.reading() as connection:
        head = ledger_repo.head(connection, busy.context.origin)
    assert (manifest["seq"], manifest["hash"]) == (head.seq, head.hash.hex()) == (
        done.seq, head.hash.hex(),
    )  # fmt: skip
    assert (manifest["store"], manifest["till"], manifest["epoch"]) == ("SH01", "T01", 1)


def test_backup_when_a_file_is_named_then_it_has_that_name_and_is_never_overwritten(
    busy, tmp_path
) -> None:
    target = tmp_path / "mine.zip"
    assert made(busy, target) == target
    kept = target.read_bytes()
    with pytest.raises(Refused, match=r"backup\.exists"):
        made(busy, target)
    assert target.read_bytes() == kept


def test_backup_when_the_till_sells_meanwhile_then_each_is_whole_and_none_is_hindered(
    busy, tmp_path
) -> None:
    stop, sold = threading.Event(), []

    def sell() -> None:
        books = Database(busy.path)
        day = Day(books, Random(9), told=lambda event: event[0] == "sale" and sold.append(event))
        while not stop.is_set():
            day.step()
        books.close()

    busy.books.close()
    seller = threading.Thread(target=sell)
    seller.start()
    try:
        paths = [backup(SYSTEM, busy.path, tmp_path / f"{at}.zip").path for at in range(4)]
        selling = len(sold)
    finally:
        stop.set()
        seller.join()
    assert selling > 0
    for at, path in enumerate(paths):
        restore(SYSTEM, path, tmp_path / f"back{at}" / "till.db")
        assert verify_file(tmp_path / f"back{at}" / "till.db").clean
    assert verify_file(busy.path).clean


def test_backup_when_the_books_are_not_whole_then_there_is_none(busy, tmp_path) -> None:
    busy.books.raw().execute("UPDATE stock SET qty_milli = 1")
    with pytest.raises(Refused, match=r"backup\.not_whole count="):
        made(busy, tmp_path / "usb")
    assert list((tmp_path / "usb").iterdir()) == []


def test_backup_when_the_pepper_is_missing_then_it_is_refused(busy, tmp_path) -> None:
    people_repo.pepper_path(busy.path).unlink()
    with pytest.raises(Damaged, match=r"staff\.pepper_missing"):
        made(busy, tmp_path / "usb")


def test_backup_when_somebody_lacks_the_right_then_it_is_refused(busy, tmp_path) -> None:
    with pytest.raises(Refused, match="right=backup"):
        backup(CASHIER, busy.path, tmp_path)
    with pytest.raises(Refused, match="right=backup"):
        restore(CASHIER, tmp_path / "x.zip", busy.path)
    manager = Actor(CASHIER.id, "3", Role.MANAGER)
    assert backup(manager, busy.path, tmp_path / "usb").size > 0


@pytest.mark.parametrize("place", ["a file", "no right"])
def test_backup_when_the_place_cannot_be_written_then_it_is_told(busy, tmp_path, place) -> None:
    target = tmp_path / "place"
    if place == "a file":
        target.write_text("")
    else:
        target = Path("/proc/suanpan")  # where nobody can make a folder either
    with pytest.raises(Refused, match=r"store\.no_place|backup\.no_folder"):
        made(busy, target)


@pytest.mark.parametrize("place", ["stick", "stick/mine.zip", "out.tar"])
def test_backup_when_the_folder_is_not_there_then_refused_and_none_is_made(
    busy, tmp_path, place
) -> None:
    with pytest.raises(Refused, match=r"backup\.no_folder folder=\S+ quoted="):
        made(busy, tmp_path / place)
    assert not (tmp_path / place).exists() and not (tmp_path / "stick").exists()


def test_backup_when_its_folder_is_the_shops_own_then_it_is_made(busy) -> None:
    assert made(busy, busy.path.parent / "backups").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk has to be mounted")
@pytest.mark.parametrize("room", ["for no copy", "for the copy alone"])
def test_backup_when_the_disk_is_full_then_nothing_of_it_is_left(busy, tmp_path, room) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    snapshot(busy.path, tmp_path / "copy.db")
    copy = (tmp_path / "copy.db").stat().st_size
    size = copy // 4 if room == "for no copy" else copy + 16 * 1024
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "t", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no mount in this container")
    try:
        with pytest.raises(Refused, match=r"store\.no_room|store\.disk_full"):
            made(busy, disk)
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- day by day -----------------------------------------------------------------------------------


# --- bringing one back ----------------------------------------------------------------------------


def test_restore_when_selling_goes_on_then_numbers_carry_the_new_epoch_and_nothing_is_lost(
    busy, tmp_path
) -> None:
    sold = ids(busy.path)
    archive = made(busy, tmp_path / "usb")
    day = Day(busy.books, Random(5), busy.clock)
    day.run(6)
    later = ids(busy.path) - sold
    assert later
    with busy.reader.reading() as connection:
        head = ledger_repo.head(connection, busy.context.origin)
    busy.close()
    done = restore(SYSTEM, archive, busy.path, busy.clock, agree=agreed)
    assert isinstance(done, Restored) and done.from_epoch == 1 < done.epoch
    assert done.newer is not None and done.newer.entries == head.seq - done.from_seq > 0
    assert done.newer.sales == len(later)
    assert ids(busy.path) == sold
    assert done.aside is not None and ids(done.aside / "till.db") == sold | later
    assert people_repo.load_pepper(busy.path) == busy.pepper
    assert verify_file(busy.path).findings == ()
    books = Database(busy.path)
    new = Day(books, Random(6), busy.clock)
    new.run(8)
    receipts = list(new.receipts)
    books.close()
    assert receipts[0].startswith(f"SH01-T01-{done.epoch}-S-000001-")
    assert all(each.startswith(f"SH01-T01-{done.epoch}-") for each in receipts)
    assert verify_file(busy.path).findings == ()
    assert sold < ids(busy.path)


def test_restore_when_done_then_the_new_chain_is_tied_to_the_old_one(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    busy.close()
    restore(SYSTEM, archive, busy.path, busy.clock)
    reader = Database(busy.path, write=False)
    with reader.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT epoch, seq, type, hash, body, gt_signed FROM journal ORDER BY epoch, seq"
        ).all()
    reader.close()
    old = [row for row in rows if row[0] == 1]
    new = [row for row in rows if row[0] != 1]
    assert [(row[1], row[2]) for row in new] == [(1, "epoch")]
    body = decode(new[0][4])
    assert body["from"] == [1, old[-1][1], old[-1][3].hex()]
    assert (body["reason"], body["gt_signed"]) == ("restored", old[-1][5])


def test_restore_when_the_shops_files_are_gone_or_ruined_then_it_is_back_all_the_same(
    busy, tmp_path
) -> None:
    archive = made(busy, tmp_path / "usb")
    sold = ids(busy.path)
    busy.close()
    done = restore(SYSTEM, archive, tmp_path / "new machine" / "till.db", busy.clock)
    assert (done.aside, done.newer) == (None, None) and done.epoch > 1
    assert ids(tmp_path / "new machine" / "till.db") == sold
    busy.path.write_bytes(b"ruined" * 5_000)
    busy.path.with_name("till.db-wal").write_bytes(b"x" * 40_000)
    done = restore(SYSTEM, archive, busy.path, busy.clock)
    assert done.aside is not None and (done.aside / "till.db-wal").stat().st_size == 40_000
    assert not busy.path.with_name("till.db-wal").exists()
    assert ids(busy.path) == sold and verify_file(busy.path).clean


def test_restore_when_paper_waited_then_it_is_not_printed_again_by_itself(busy, tmp_path) -> None:
    states = "SELECT state, COUNT(*) FROM print_job GROUP BY state"
    assert ("queued" in dict(busy.rows(states))) is True
    archive = made(busy, tmp_path / "usb")
    busy.close()
    restore(SYSTEM, archive, busy.path, busy.clock)
    reader = Database(busy.path, write=False)
    with reader.reading() as connection:
        found = {str(row[0]) for row in connection.exec_driver_sql(states)}
    reader.close()
    assert found == {"failed"}


def test_restore_when_a_key_is_there_then_it_stays_and_else_the_one_of_the_backup_comes_back(
    busy, tmp_path
) -> None:
    """The key that is there may be of a later enrolment, which ended the backup's."""
    key = busy.path.with_name("till.db.key")
    without = made(busy, tmp_path / "without.zip")
    key.write_bytes(b"first")
    with_key = made(busy, tmp_path / "with.zip")
    busy.close()
    key.write_bytes(b"second")
    restore(SYSTEM, without, busy.path, busy.clock)
    assert key.read_bytes() == b"second"
    busy.clock.advance(60_000)
    restore(SYSTEM, with_key, busy.path, busy.clock)
    assert key.read_bytes() == b"second"
    busy.clock.advance(60_000)
    busy.path.write_bytes(b"nobody can say whose key this is")
    restore(SYSTEM, with_key, busy.path, busy.clock)
    assert key.read_bytes() == b"first"
    busy.clock.advance(60_000)
    key.unlink()
    restore(SYSTEM, with_key, busy.path, busy.clock)
    assert key.read_bytes() == b"first" and key.stat().st_mode & 0o777 == 0o600


HOLDER = """
    import sys
    from pathlib import Path
    from inventory.store.process_lock import ProcessLock
    lock = ProcessLock(Path(sys.argv[1]))
    print("held", flush=True)
    sys.stdin.read()
"""


def test_restore_when_a_till_runs_then_it_is_refused_and_nothing_changed(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(busy.path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as till:
        assert till.stdout is not None and till.stdout.readline() == "held\n"
        before = tree(tmp_path)
        with pytest.raises(Refused, match=r"store\.second_process"):
            restore(SYSTEM, archive, busy.path)
        assert tree(tmp_path) == before
        till.kill()


def test_restore_when_another_till_lives_there_then_it_is_refused(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    other = tmp_path / "other"
    other.mkdir()
    create_shop(other / "till.db", replace(spec(), till_id="T02"), FixedClock(NOW_MS))
    with pytest.raises(Refused, match=r"backup\.other_till found=SH01/T01 here=SH01/T02"):
        restore(SYSTEM, archive, other / "till.db")
    assert verify_file(other / "till.db").clean


def test_restore_when_the_lock_is_given_back_then_the_till_starts(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb")
    busy.close()
    restore(SYSTEM, archive, busy.path)
    ProcessLock(busy.path).release()
    assert not [each for each in busy.path.parent.iterdir() if each.name.startswith(".suanpan")]


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk has to be mounted")
def test_restore_when_the_disk_is_full_then_the_present_shop_is_untouched(busy, tmp_path) -> None:
    archive = made(busy, tmp_path / "usb.zip")
    disk = tmp_path / "disk"
    disk.mkdir()
    size = busy.path.stat().st_size + busy.books.wal_bytes() + 300_000
    busy.close()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "t", str(disk)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no mount in this container")
    try:
        for each in busy.path.parent.glob("till.db*"):
            shutil.copyfile(each, disk / each.name)
        (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free - 200_000))
        sold = ids(disk / "till.db")
        with pytest.raises(Refused, match=r"store\.no_room|store\.disk_full"):
            restore(SYSTEM, archive, disk / "till.db")
        assert ids(disk / "till.db") == sold and verify_file(disk / "till.db").clean
        assert not [each for each in disk.iterdir() if "suanpan" in each.name]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
