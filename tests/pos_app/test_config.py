"""This machine's file: defaults, what it holds, and faults that name their place."""

import pytest

from inventory.kernel.errors import Refused
from pos_app import config


def test_load_when_there_is_no_file_then_the_defaults_stand(tmp_path) -> None:
    assert config.load(tmp_path / "till.toml") == config.Config()


def test_load_when_it_is_whole_then_everything_is_taken(tmp_path) -> None:
    path = tmp_path / "till.toml"
    path.write_text(
        "[screen]\nwidth = 1024\nheight = 600\ndiagonal_inch = 10.1\nkiosk = true\n"
        '[[device]]\nid = "printer"\ncategory = "printer"\ndriver = "simulated"\n',
        "utf-8",
    )
    read = config.load(path)
    assert read.screen == config.Screen(1024, 600, 10.1, kiosk=True)
    assert [dict(each) for each in read.devices] == [
        {"id": "printer", "category": "printer", "driver": "simulated"}
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[screen", "config.unreadable file=till.toml"),
        ("[scren]\n", "config.unknown file=till.toml place=scren"),
        ("[screen]\nwide = 1\n", "place=screen.wide"),
        ("[screen]\nwidth = -1\n", "config.wrong file=till.toml place=screen.width"),
        ("[screen]\nkiosk = 1\n", "place=screen.kiosk"),
        ("[screen]\ndiagonal_inch = 2\n", "place=screen.diagonal_inch"),
        ("device = 3\n", "place=device"),
        ("screen = 3\n", "place=screen"),
    ],
)
def test_load_when_something_is_wrong_then_the_place_is_named(tmp_path, text, said) -> None:
    path = tmp_path / "till.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused) as refused:
        config.load(path)
    assert said in str(refused.value)


DEVICES = (
    {"id": 'the "big" one', "category": "printer", "driver": "escpos",
     "options": {"way": "tcp", "host": "192.0.2.10", "port": 9100, "pictures": True}},
    {"id": "扫码枪", "category": "scanner", "driver": "evdev",
     "options": {"path": "/dev/input/by-id/a b\\c\t\x7f", "odd name": ""}},
    {"id": "bare", "category": "drawer", "driver": "simulated_drawer"},
)  # fmt: skip
WRITTEN = """\
# Ours, written by hand.
[screen]
width = 1024  # the small one

[[device]]
id = "old"
category = "scanner"
driver = "evdev"
# goes with its table
[device.options]
path = "x"
"""


def test_save_when_devices_change_then_they_are_read_again_and_the_rest_stays(tmp_path) -> None:
    path = tmp_path / "till.toml"
    path.write_text(WRITTEN, "utf-8")
    config.save_devices(path, DEVICES)
    read = config.load(path)
    assert [dict(each) for each in read.devices] == list(DEVICES)
    assert read.screen.width == 1024
    text = path.read_text("utf-8")
    assert text.startswith("# Ours, written by hand.\n[screen]\nwidth = 1024  # the small one\n")
    assert "old" not in text
    assert (tmp_path / "till.toml.bak").read_text("utf-8") == WRITTEN
    config.save_devices(path, ())
    assert config.load(path).devices == ()
    assert config.load(path).screen.width == 1024


def test_save_when_there_is_no_file_then_one_is_made(tmp_path) -> None:
    config.save_devices(tmp_path / "till.toml", DEVICES[:1])
    assert [dict(each) for each in config.load(tmp_path / "till.toml").devices] == [DEVICES[0]]
    assert [path.name for path in tmp_path.iterdir()] == ["till.toml"]


def test_save_when_the_file_is_damaged_then_it_is_set_aside_whole_and_never_written_over(
    tmp_path,
) -> None:
    path = tmp_path / "till.toml"
    for number, before in enumerate((WRITTEN + "xx [[\n", "\udcff[["), 1):
        path.write_bytes(before.encode("utf-8", "surrogateescape"))
        aside = config.save_devices(path, DEVICES[:number])
        assert aside == f"till.toml.damaged-{number}"
        assert [dict(each) for each in config.load(path).devices] == list(DEVICES[:number])
        kept = (tmp_path / aside).read_bytes()
        assert kept == before.encode("utf-8", "surrogateescape")
    assert not (tmp_path / "till.toml.bak").exists()
    assert config.save_devices(path, DEVICES) == ""
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    "before", ['device = [{id = "x"}]\n', "[[device]]\nid = '''\n[screen]\n'''\n"]
)
def test_save_when_the_file_would_say_something_else_then_it_is_refused_and_stays(
    tmp_path, before
) -> None:
    path = tmp_path / "till.toml"
    path.write_text(before, "utf-8")
    with pytest.raises(Refused, match=r"config\.not_written"):
        config.save_devices(path, DEVICES)
    assert path.read_text("utf-8") == before


def test_save_when_a_value_is_none_of_the_file_s_then_it_is_refused(tmp_path) -> None:
    with pytest.raises(Refused, match=r"config\.not_written"):
        config.save_devices(tmp_path / "till.toml", [{"id": "x", "options": {"a": None}}])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[screen]\ndiagonal_inch = 10.10\n"),
        ("# ours\n[screen]\nkiosk = true # yes\ndiagonal_inch = 15.6\nwidth = 800\n",
         "# ours\n[screen]\ndiagonal_inch = 10.10\nkiosk = true # yes\nwidth = 800\n"),
        ('[[device]]\nid = "a"\n', '[screen]\ndiagonal_inch = 10.10\n\n[[device]]\nid = "a"\n'),
        ('[screen]\n\n[[device]]\nid = "a"\n',
         '[screen]\ndiagonal_inch = 10.10\n\n[[device]]\nid = "a"\n'),
    ],
)  # fmt: skip
def test_diagonal_when_saved_then_every_other_line_stays(tmp_path, before, after) -> None:
    path = tmp_path / "till.toml"
    if before:
        path.write_text(before, "utf-8")
    config.save_diagonal(path, 10.1)
    assert path.read_text("utf-8") == after
    assert config.load(path).screen.diagonal_inch == 10.1
    kept = tmp_path / "till.toml.bak"
    assert (kept.read_text("utf-8") if kept.exists() else "") == before


@pytest.mark.parametrize(
    ("text", "inches"),
    [
        ("screen = {diagonal_inch = 9}\n", 10.1),
        ("[screen]\nwrong = 1\n", 10.1),
        ("[screen]\n", 99.0),
    ],
)
def test_diagonal_when_it_cannot_be_written_right_then_the_file_stays(
    tmp_path, text, inches
) -> None:
    path = tmp_path / "till.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Refused):
        config.save_diagonal(path, inches)
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("text", "left", "said"),
    [
        ('[[device]]\nid = "p', 0, "config.unreadable"),
        ('[screen]\nwidht = 3\n[[device]]\nid = "p"\n', 1, "config.unknown"),
        ('strange = 3\n[[device]]\nid = "p"\n', 1, "config.unknown"),
        ("device = 3\n", 0, "config.wrong"),
    ],
)
def test_load_when_a_part_is_wrong_then_the_rest_holds_and_it_is_said(
    tmp_path, text, left, said
) -> None:
    path = tmp_path / "till.toml"
    path.write_text(text, "utf-8")
    found, wrong = config.load_what_is_right(path)
    assert (len(found.devices), found.screen) == (left, config.Screen())
    assert [each.code for each in wrong] == [said]


def test_load_when_the_file_cannot_be_read_then_it_is_said_and_nothing_else(tmp_path) -> None:
    (tmp_path / "till.toml").mkdir()
    found, wrong = config.load_what_is_right(tmp_path / "till.toml")
    assert (found, [each.code for each in wrong]) == (config.Config(), ["config.unreadable"])


@pytest.mark.parametrize(
    "line",
    ['options = "none"', "options = 3", 'options = [1, "a", [true]]', "options.gap = 1.5",
     "options.a = {b = [1, 2], c = {d = 'x'}}", "options.at = 2026-11-27T07:30:00Z",
     "options.day = 2026-11-27", "since = 07:30:00", "options.much = inf"],
)  # fmt: skip
def test_devices_when_a_strange_one_of_the_file_stays_then_it_stays_as_it_said(
    tmp_path, line: str
) -> None:
    path = tmp_path / config.FILE
    path.write_text(f'[[device]]\nid = "odd"\n{line}\n', "utf-8")
    (odd,) = config.load(path).devices
    config.save_devices(path, [odd, {"id": "new", "category": "tone", "driver": "sound"}])
    kept, new = config.load(path).devices
    assert (dict(kept), new["id"]) == (dict(odd), "new")
