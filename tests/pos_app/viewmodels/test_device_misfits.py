"""What cannot be used of the file of devices, on their page; and how sentences name a device."""

import pytest

from inventory.kernel.text import Text
from inventory.people.staff import Role
from pos_app.viewmodels import device_words
from pos_app.viewmodels.device_care import Misfit
from tests.pos_app.viewmodels.test_device_sheets import GUN, devices, said

__all__ = ["devices"]


def unfit(bench, reason: str = "hardware.config.unknown_driver", **plain: object) -> Misfit:
    text = Text.of(reason, device="gun", value="evdevv", known="evdev", file="till.toml",
                   reason="line 21", aside="till.toml.damaged-1")  # fmt: skip
    misfit = Misfit("misfit 1", text, plain or None)
    bench.devices.care.unfit = (misfit,)
    bench.devices.show(*bench.devices.listed)
    return misfit


GUN_OF_FILE = {"id": "gun", "category": "scanner", "driver": "evdevv", "options": {"path": "/x"}}


def test_misfit_when_a_device_of_the_file_is_wrong_then_its_card_is_red_and_says_why(
    bench, devices
) -> None:
    unfit(bench, **GUN_OF_FILE)
    card = devices.state.cards[0]
    assert (card.name, card.state, card.word, card.mend) == ("gun", "fault", "设置有误", "mend")
    assert "没有适用的驱动“evdevv”" in card.reason
    assert devices.state.counts[0] == ("fault", "1 个故障")
    devices.way("mend", "misfit 1")
    assert devices.state.panel.title == "gun"
    assert "options.path" in said(devices)


def test_misfit_when_taken_away_then_it_asks_twice_and_goes_by_its_key(bench, devices) -> None:
    unfit(bench, **GUN_OF_FILE)
    devices.open("misfit 1")
    devices.tap("remove")
    assert bench.devices.care.asked == []
    devices.tap("remove")
    assert bench.devices.care.asked == [("remove", "misfit 1")]
    assert devices.state.panel is None
    assert devices.state.told == "已移除gun，随时可以再添加。"


def test_misfit_when_set_up_anew_then_the_new_device_has_its_name_and_place(bench, devices) -> None:
    unfit(bench, **GUN_OF_FILE)
    bench.devices.care.proposals = (GUN,)
    devices.open("misfit 1")
    devices.tap("replace")
    devices.tap("take:0")
    assert bench.devices.care.asked[-1][1]["id"] == "gun"
    assert bench.devices.care.instead == "misfit 1"


def test_misfit_when_a_cashier_looks_then_nothing_can_be_changed(bench, devices) -> None:
    unfit(bench, **GUN_OF_FILE)
    bench.sign_on(Role.CASHIER)
    devices.open("misfit 1")
    assert "remove" not in said(devices)
    devices.tap("remove")
    devices.tap("remove")
    assert bench.devices.care.asked == []


def test_file_when_it_cannot_be_read_then_a_red_card_says_so_until_it_is_set_aside(
    bench, devices
) -> None:
    unfit(bench, "config.unreadable")
    bench.devices.show()
    card = devices.state.cards[0]
    assert (card.name, card.state, card.word) == ("till.toml", "fault", "无法读取")
    assert "line 21" in card.reason
    assert devices.state.none == ""
    unfit(bench, "config.set_aside")
    card = devices.state.cards[0]
    assert (card.state, "till.toml.damaged-1" in card.reason) == ("warn", True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (Text.of("hardware.link.unreachable", where="printer"), "连接不上小票打印机。"),
        (Text.of("hardware.link.unreachable", where="10.0.0.9:9100"), "连接不上 10.0.0.9:9100。"),
        (Text.of("hardware.drawer.no_printer", printer="printer"), "钱箱接在小票打印机上，"),
        (Text.of("hardware.drawer.no_printer", printer="Epson"), "钱箱接在 Epson 上，"),
    ],
)  # fmt: skip
def test_sentence_when_it_names_a_device_in_hanzi_then_no_blank_stands_around_the_name(
    bench, text, words
) -> None:
    names = {"printer": "小票打印机"}
    assert device_words.say(bench.till.words, text, names).startswith(words)
