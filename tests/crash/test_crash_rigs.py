"""A short, seeded form of the crash rigs; ``pos crash`` runs them whole."""

import json
from pathlib import Path
from random import Random

import pytest

from inventory.store.engine import Database
from suanpan.cli import main
from tests.inventory.shop import a_shop
from tests.rigs import crash_kill, crash_machine, crash_vfs
from tests.rigs.crash_after import Heard, faults, heard, survived
from tests.rigs.crash_day import Day, stock_the_shop


@pytest.fixture(scope="module")
def rig(tmp_path_factory) -> crash_vfs.Rig:
    return crash_vfs.Rig(tmp_path_factory.mktemp("vfs"), seed=3, steps=10)


@pytest.mark.slow
def test_till_when_killed_at_random_points_then_nothing_acknowledged_is_lost(tmp_path) -> None:
    summary = crash_kill.run(tmp_path, seed=5, kills=6)
    assert summary.faults == []
    assert summary.cuts == 6 and summary.sales > 0


@pytest.mark.slow
def test_power_when_cut_beneath_sqlite_then_nothing_acknowledged_is_lost(rig) -> None:
    summary = rig.run(variants=2, only=0.06)
    assert summary.faults == []
    assert summary.sales > 3 and summary.disks >= 40


@pytest.mark.slow
def test_power_when_sales_do_not_wait_for_the_disk_then_the_rig_sees_the_loss(rig) -> None:
    assert rig.run(variants=1, only=0.06, synchronous="NORMAL").lost() > 5


def test_tape_when_recorded_twice_then_the_same_seed_gives_the_same_statements(
    tmp_path_factory,
) -> None:
    one, two = (crash_vfs.record(tmp_path_factory.mktemp("day"), 8, 3) for _ in range(2))
    assert len(one[1]) > 20

    def shape(tape: list) -> list:
        return [step.split("(")[0] if isinstance(step, str) else step[0] for step in tape]

    assert shape(one[1]) == shape(two[1])


@pytest.fixture
def day(tmp_path: Path):
    shop = a_shop(tmp_path)
    stock_the_shop(shop.admin)
    past, said = survived(shop.path, Heard()), []
    Day(shop.books, Random(4), shop.clock, told=said.append).run(8)
    yield shop.path, heard(said), past
    shop.close()


def test_check_when_all_is_there_then_it_finds_nothing(day) -> None:
    path, told, past = day
    assert faults(path, told, past, power=False) == []


def test_check_when_a_sale_is_missing_doubled_or_unasked_then_it_says_so(day) -> None:
    path, told, past = day
    told.sales["gone"] = "SH01-T01-1-S-000099-X"
    first = next(iter(told.sales))
    told.sales[first] += "x"
    assert {each.split()[0] for each in faults(path, told, past, power=True)} == {"lost", "changed"}
    del told.sales[first]
    assert "unasked" in {each.split()[0] for each in faults(path, told, past, power=True)}


def test_check_when_a_cart_is_no_prefix_or_lost_edits_then_it_says_so(day) -> None:
    path, told, past = day
    books = Database(path)
    shop_day = Day(books, Random(1), told=told.hear)
    cart = shop_day.ring()
    books.close()
    assert faults(path, told, past, power=False) == []
    told.edits[cart.sale_id].append("more")
    told.kept[cart.sale_id] += 1
    assert faults(path, told, past, power=True) == []
    assert any("lost kept edits" in each for each in faults(path, told, past, power=False))
    told.edits[cart.sale_id][0] = "other"
    assert any("no prefix" in each for each in faults(path, told, past, power=True))


def test_check_when_the_file_is_ruined_then_it_says_so(day, tmp_path) -> None:
    ruined = tmp_path / "ruined.db"
    ruined.write_bytes(b"x" * 9_000)
    assert faults(ruined, day[1], day[2], power=True)[0].startswith("unreadable")


@pytest.mark.long
def test_power_when_a_machine_is_cut_off_then_nothing_acknowledged_is_lost(tmp_path) -> None:
    try:
        machine = crash_machine.found(tmp_path)
    except crash_machine.CannotBoot as error:
        pytest.skip(f"NOT TESTED: no machine to cut the power of: {error}")
    summary = crash_machine.run(machine, tmp_path, seed=2, cuts=4)
    assert summary.faults == [] and summary.sales > 0
    assert crash_machine.run(machine, tmp_path, seed=2, cuts=3, normal=True).lost() > 0


@pytest.mark.slow
def test_crash_when_run_from_the_command_line_then_a_table_tells(capsys) -> None:
    given = ["crash", "--seed", "4", "--kills", "2", "--cuts", "0.02", "--steps", "4"]
    code = main([*given, "--machine", "0", "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["rig"] for row in rows] == [
        "kill -9", "power, each write and sync", "control: NORMAL",
    ]  # fmt: skip
    assert code == 0 and all(row["held"] for row in rows)
    assert rows[0]["cuts"] == 2 and rows[1]["looked_at"] == 3 * rows[1]["cuts"]
