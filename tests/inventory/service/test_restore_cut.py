"""A restore that fails or is cut half-way: what was booked is there, and no number comes twice."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from inventory.people.staff import SYSTEM
from inventory.service.restore import restore
from inventory.service.verify import verify_file
from inventory.store import backup_repo
from inventory.store.engine import Database
from tests.disk import tmp_path
from tests.inventory.service.backing_up import agreed, busy, made, tree
from tests.rigs.crash_day import Day

__all__ = ["busy", "tmp_path"]

PLACES = ("till.db", "till.db-wal", "till.db.pepper", "till.db.key")
STEPS_MAX = 60


def receipts(path: Path) -> set[str]:
    reader = Database(path, write=False)
    try:
        with reader.reading() as connection:
            return {row[0] for row in connection.exec_driver_sql("SELECT receipt_no FROM sale")}
    finally:
        reader.close()


@pytest.fixture
def killed(busy, tmp_path) -> tuple[Path, Path, set[str]]:
    """A till that was killed after its backup: what it sold since stands in its log alone."""
    busy.path.with_name("till.db.key").write_bytes(b"k" * 32)
    busy.books.checkpoint(truncate=True)
    archive = made(busy, tmp_path / "usb")
    Day(busy.books, Random(5), busy.clock).run(6)
    folder = tmp_path / "killed"
    folder.mkdir()
    for name in PLACES:
        shutil.copyfile(busy.path.with_name(name), folder / name)
    (folder / "till.db.pepper").chmod(0o600)
    return archive, folder / "till.db", receipts(busy.path)


@contextmanager
def counted(at: int, act: Callable[[], None]) -> Iterator[list[int]]:
    """Let something happen at the step with this number, before the step is done."""
    steps = [0]

    def watched(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            steps[0] += 1
            if steps[0] == at:
                act()
            return real(*args, **named)

        return call

    patch = pytest.MonkeyPatch()
    for name in ("_keep", "_sync_file", "sync_folder", "settle"):
        patch.setattr(backup_repo, name, watched(getattr(backup_repo, name)))
    for owner, name in ((os, "replace"), (Path, "unlink"), (Path, "mkdir")):
        patch.setattr(owner, name, watched(getattr(owner, name)))
    try:
        yield steps
    finally:
        patch.undo()


def refuse_to_write() -> None:
    raise PermissionError(13, "Permission denied")


def copied(path: Path, folder: Path) -> Path:
    shutil.copytree(path.parent, folder)
    return folder / path.name


def test_restore_when_it_fails_at_any_step_then_the_shop_is_as_it_was(killed, tmp_path) -> None:
    archive, killed_path, sold = killed
    for step in range(1, STEPS_MAX):
        path = copied(killed_path, tmp_path / f"fails at {step}")
        others = {name: path.with_name(name).read_bytes() for name in PLACES[2:]}
        with counted(step, refuse_to_write) as steps:
            try:
                restore(SYSTEM, archive, path, FixedClock(0), agree=agreed)
            except Refused as error:
                assert error.text.code == "store.no_right"
                assert receipts(path) == sold, step
                assert {name: path.with_name(name).read_bytes() for name in others} == others
                left = {each.name for each in path.parent.iterdir()}
                assert left <= {*PLACES, "till.db-shm", "till.db.lock"}, step
        if steps[0] < step:
            break
    assert 12 < step < STEPS_MAX - 1
    assert receipts(path) < sold


def _cut(archive: Path, path: Path, step: int) -> None:
    with counted(step, lambda: os._exit(9)):
        restore(SYSTEM, archive, path, FixedClock(0), agree=agreed)


def test_restore_when_it_is_cut_at_any_step_then_the_books_are_the_old_or_the_new_ones_whole(
    killed, tmp_path
) -> None:
    archive, killed_path, sold = killed
    context = multiprocessing.get_context("fork")
    ends = []
    for step in range(1, STEPS_MAX):
        path = copied(killed_path, tmp_path / f"cut at {step}")
        process = context.Process(target=_cut, args=(archive, path, step))
        process.start()
        process.join()
        assert verify_file(path).clean, step
        ends.append(receipts(path) == sold)
        if process.exitcode == 0:
            break
        assert process.exitcode == 9
        if not ends[-1]:
            (aside,) = path.parent.glob("before-restore-*")
            assert receipts(aside / "till.db") == sold
        restore(SYSTEM, archive, path, agree=agreed)
        assert verify_file(path).clean and receipts(path) < sold
    assert ends == sorted(ends, reverse=True) and ends[0] and not ends[-1]


def test_restore_when_ruined_files_cannot_be_replaced_then_they_stay_with_their_log(
    killed, tmp_path
) -> None:
    archive, path, _ = killed
    path.write_bytes(b"ruined" * 5_000)
    before = tree(path.parent)
    for step in range(1, STEPS_MAX):
        with counted(step, refuse_to_write) as steps:
            try:
                restore(SYSTEM, archive, path, FixedClock(0), agree=agreed)
            except Refused:
                after = tree(path.parent)
                for made_by_looking in ("till.db.lock", "till.db-shm"):
                    after.pop(str(path.with_name(made_by_looking)), None)
                assert after == before, step
        if steps[0] < step:
            break
    assert verify_file(path).clean


def test_restore_when_another_program_reads_an_old_state_then_it_is_refused(
    killed, monkeypatch
) -> None:
    archive, path, sold = killed
    monkeypatch.setattr("inventory.store.engine.BUSY_MS", 50)
    reader = Database(path, write=False)
    writer = Database(path)
    with reader.reading() as connection:
        connection.exec_driver_sql("SELECT COUNT(*) FROM sale").scalar_one()
        with writer.transaction() as books:
            books.exec_driver_sql("UPDATE stock SET qty_milli = qty_milli")
        writer.close()
        with pytest.raises(Refused, match=r"store\.busy"):
            restore(SYSTEM, archive, path, agree=agreed)
    reader.close()
    assert receipts(path) == sold
