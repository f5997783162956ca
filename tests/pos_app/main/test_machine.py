"""This machine for the screens: disk, backup, the size of its screen."""

import os
from pathlib import Path

from pos_app import config
from pos_app.main.daily_backup import FOLDER
from pos_app.main.machine import ThisMachine
from tests.pos_app.viewmodels.tills import PumpedHands


def test_facts_when_asked_then_disk_and_newest_backup_are_told(tmp_path: Path) -> None:
    machine = ThisMachine(tmp_path, 15.6, PumpedHands(None))
    assert machine.facts().backup_ms is None
    (tmp_path / FOLDER).mkdir()
    for name, at_s in (("old", 1_000), ("new", 2_000)):
        (tmp_path / FOLDER / name).touch()
        os.utime(tmp_path / FOLDER / name, (at_s, at_s))
    facts = machine.facts()
    assert facts.backup_ms == 2_000_000
    assert 0 < facts.free <= facts.total
    assert facts.diagonal_inch == 15.6


def test_diagonal_when_saved_then_it_stands_in_the_file_and_is_told(tmp_path: Path) -> None:
    hands, done = PumpedHands(None), []
    machine = ThisMachine(tmp_path, 15.6, hands)
    machine.save_diagonal(10.1, lambda: done.append("saved"), done.append)
    hands.pump()
    assert done == ["saved"]
    assert machine.facts().diagonal_inch == 10.1
    assert config.load(tmp_path / config.FILE).screen.diagonal_inch == 10.1


def test_diagonal_when_the_file_is_broken_then_it_is_refused_and_nothing_changes(
    tmp_path: Path,
) -> None:
    hands, done = PumpedHands(None), []
    (tmp_path / config.FILE).write_text("[screen", "utf-8")
    machine = ThisMachine(tmp_path, 15.6, hands)
    machine.save_diagonal(10.1, lambda: done.append("saved"), done.append)
    hands.pump()
    assert [each.text.code for each in done] == ["config.not_written"]
    assert machine.facts().diagonal_inch == 15.6
