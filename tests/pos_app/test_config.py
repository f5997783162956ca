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
