"""What is plugged in and out is seen, once for each time."""

import threading
from pathlib import Path

import pytest

from pos_app.hardware.hotplug import Quiet, Watcher, files


def look(names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.mark.parametrize(
    ("looks", "told"),
    [
        (["", "a", "a", "a"], [2]),
        (["", "a", "ab", "ab", "ab"], [3]),
        (["", "a", "", ""], []),
        (["", "a", "a", "", "", ""], [2, 4]),
        (["", "a", "b", "c", "d", "e", "e"], [5]),
    ],
    ids=["one", "two files of one device", "in and out", "in, then out", "never quiet"],
)
def test_quiet_when_files_come_and_go_then_each_change_is_told_once(
    looks: list[str], told: list[int]
) -> None:
    quiet = Quiet(look(looks[0]))
    assert [at for at, names in enumerate(looks) if at and quiet.look(look(names))] == told


def test_watcher_when_a_device_file_comes_then_it_is_told_on_its_own_thread(
    tmp_path: Path,
) -> None:
    (tmp_path / "input").mkdir()
    changed, names = threading.Event(), []

    def change() -> None:
        names.append(threading.current_thread().name)
        changed.set()

    watcher = Watcher(change, tmp_path)
    watcher.start()
    (tmp_path / "input/event7").touch()
    number = 0
    while not changed.wait(1.2) and number < 10:  # the first look may have seen it already
        (tmp_path / f"lp{(number := number + 1)}").touch()
    assert watcher.close(5)
    assert names[0] == "device-watch"


def test_files_when_a_folder_is_missing_then_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb/lp0").touch()
    assert {each.split()[0] for each in files(tmp_path)} == {"/usb", "usb/lp0"}
    assert files(tmp_path / "none") == frozenset()


def test_files_when_a_device_was_away_for_a_moment_then_its_file_is_another(
    tmp_path: Path,
) -> None:
    first, second = tmp_path / "lp0", tmp_path / "aside"
    first.touch()
    before = files(tmp_path)
    second.touch()  # has another number for sure while the first one is there
    second.replace(first)
    assert files(tmp_path) != before
