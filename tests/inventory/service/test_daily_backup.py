"""The day's backup: due once a day, the newest kept, whatever a wrong clock says."""

import shutil
import zipfile
from pathlib import Path
from random import Random

import pytest

from inventory.kernel.clock import FixedClock
from inventory.people.staff import SYSTEM
from inventory.service import restore as restoring
from inventory.service.backup import (
    DAYS_KEPT,
    backup_due,
    backup_if_due,
    open_site_of,
)
from inventory.service.restore import restore
from inventory.service.settings import open_site
from tests.inventory.service.backing_up import agreed, busy
from tests.inventory.shop import NOW_MS, Shop
from tests.rigs.crash_day import Day

__all__ = ["busy"]

DAY_MS = 86_400_000


def test_daily_when_asked_again_on_a_day_then_one_is_enough(busy, tmp_path) -> None:
    folder = tmp_path / "till" / "backups"
    assert backup_due(open_site(busy.reader), folder, "2026-09-21")
    assert backup_if_due(busy.path, folder, "2026-09-21", busy.clock) is not None
    assert backup_if_due(busy.path, folder, "2026-09-21", busy.clock) is None
    assert not backup_due(open_site(busy.reader), folder, "2026-09-21")
    busy.clock.advance(DAY_MS)
    assert backup_if_due(busy.path, folder, "2026-09-22", busy.clock) is not None


def test_daily_when_many_days_went_by_then_the_newest_of_each_newest_day_is_kept(
    busy, tmp_path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in range(1, 21):
        for time in ("090000", "210000"):
            (folder / f"suanpan-SH01-T01-2026-08-{day:02d}-{time}.zip").write_text("")
    others = [folder / "suanpan-SH01-T02-2026-08-01-090000.zip", folder / "notes.txt"]
    for each in others:
        each.write_text("")
    assert backup_if_due(busy.path, folder, "2026-09-21", busy.clock) is not None
    kept = sorted(each.name for each in folder.glob("suanpan-SH01-T01-*"))
    assert len(kept) == DAYS_KEPT
    assert all(name.endswith("-210000.zip") for name in kept[:-1])
    assert kept[0].startswith("suanpan-SH01-T01-2026-08-08") and "2026-09-21" in kept[-1]
    assert all(each.exists() for each in others)


def daily(shop: Shop, folder: Path, at_ms: int) -> Path:
    clock = FixedClock(at_ms)
    done = backup_if_due(shop.path, folder, shop.context.business_date(at_ms), clock)
    assert done is not None
    return done.path


def test_daily_when_the_clock_has_fallen_back_then_what_was_just_made_is_kept(
    busy, tmp_path
) -> None:
    folder = tmp_path / "backups"
    days = [daily(busy, folder, NOW_MS + day * DAY_MS) for day in range(DAYS_KEPT)]
    fallen = daily(busy, folder, 1_262_304_000_000)
    assert sorted(folder.glob("*.zip")) == sorted([*days[1:], fallen])
    assert fallen.name.startswith("suanpan-SH01-T01-2010-01-01-")
    site = open_site(busy.reader)
    assert not backup_due(site, folder, "2010-01-01")


def test_daily_when_the_clock_ran_ahead_and_is_right_again_then_the_days_are_backed_up(
    busy, tmp_path
) -> None:
    folder = tmp_path / "backups"
    year = 365 * DAY_MS
    ahead = [daily(busy, folder, NOW_MS + year + day * DAY_MS) for day in range(DAYS_KEPT)]
    Day(busy.books, Random(5), busy.clock).run(1)
    right = daily(busy, folder, NOW_MS)
    assert sorted(folder.glob("*.zip")) == sorted([right, *ahead[1:]])
    # The day that the clock showed comes: what was dated so is old by now.
    date = busy.context.business_date(NOW_MS + year + DAY_MS)
    assert backup_due(open_site(busy.reader), folder, date)


def test_daily_when_a_backup_cannot_be_read_then_it_is_the_oldest(busy, tmp_path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name, content in (("2031-01-01-090000", b"PK"), ("2031-01-02-090000", b"")):
        (folder / f"suanpan-SH01-T01-{name}.zip").write_bytes(content)
    days = [daily(busy, folder, NOW_MS + day * DAY_MS) for day in range(DAYS_KEPT - 1)]
    assert len(list(folder.glob("*.zip"))) == DAYS_KEPT
    last = daily(busy, folder, NOW_MS + 20 * DAY_MS)
    assert sorted(folder.glob("*.zip")) == sorted([*days, last])


@pytest.mark.parametrize("harm", ["method", "content", "end"])
def test_daily_when_a_backup_is_damaged_inside_then_the_day_is_backed_up(
    busy, tmp_path, harm: str
) -> None:
    folder = tmp_path / "backups"
    first = daily(busy, folder, NOW_MS)
    content = bytearray(first.read_bytes())
    with zipfile.ZipFile(first) as opened:
        at = opened.getinfo("manifest.json").header_offset
    begin = at + 30 + len("manifest.json")
    central = content.index(b"PK\x01\x02")
    if harm == "method":
        content[at + 8] = content[central + 10] = 97
    elif harm == "content":
        content[begin : begin + 20] = b"\xff" * 20
    else:
        content[central + 20 : central + 24] = (5).to_bytes(4, "little")
    first.write_bytes(bytes(content))
    assert daily(busy, folder, NOW_MS + DAY_MS).exists()
    assert daily(busy, folder, NOW_MS + 2 * DAY_MS).exists()


def test_daily_when_an_epoch_with_a_higher_number_was_left_then_the_present_ones_are_kept(
    busy, tmp_path, monkeypatch
) -> None:
    draws = iter((300_000, 100_000))
    monkeypatch.setattr(restoring, "epoch_after", lambda *_: next(draws))
    folder, old = tmp_path / "backups", tmp_path / "old.zip"
    shutil.copyfile(daily(busy, folder, NOW_MS), old)
    path = busy.path
    busy.close()
    restore(SYSTEM, old, path, busy.clock, agree=agreed)
    for day in range(1, 15):
        assert daily(busy, folder, NOW_MS + day * DAY_MS).exists()
    elsewhere = tmp_path / "new machine"
    elsewhere.mkdir()
    restore(SYSTEM, old, elsewhere / "till.db", busy.clock, agree=agreed)
    days = []
    for day in range(20, 23):
        at_ms = NOW_MS + day * DAY_MS
        date = busy.context.business_date(at_ms)
        done = backup_if_due(elsewhere / "till.db", folder, date, FixedClock(at_ms))
        assert done is not None
        days.append(done.path)
        assert not backup_due(open_site_of(elsewhere / "till.db"), folder, date)
    kept = sorted(folder.glob("*.zip"))
    assert len(kept) == DAYS_KEPT
    assert set(days) < set(kept)
