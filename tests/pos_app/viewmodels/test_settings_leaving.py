"""Leaving a page of the settings: what is typed is asked about, and what receipts print in."""

from inventory.service.settings import current
from tests.pos_app.viewmodels.test_settings import line, save, settings

__all__ = ["settings"]


def test_section_when_left_with_something_typed_then_it_asks_and_saving_goes_on(
    bench, settings
) -> None:
    settings.edit("phone", "1")
    settings.choose("money")
    assert (settings.state.section, settings.state.asks) == ("shop", True)
    assert settings.state.note == "还没有保存"
    save(bench, settings)
    assert (settings.state.section, settings.state.asks) == ("money", False)
    assert settings.state.note == "已保存"
    assert current(bench.shop.reader).phone == "1"


def test_section_when_what_is_typed_is_discarded_then_it_is_left(bench, settings) -> None:
    settings.edit("phone", "1")
    settings.choose("money")
    settings.discard()
    assert (settings.state.section, settings.state.asks) == ("money", False)
    settings.choose("shop")
    assert line(settings, "phone").value == ""


def test_person_when_left_with_something_typed_then_it_asks(bench, settings) -> None:
    settings.choose("staff")
    settings.tap("new")
    settings.edit("name", "小王")
    settings.back()
    assert settings.state.inside and settings.state.asks
    settings.edit("name", "小李")
    assert not settings.state.asks
    settings.back()
    settings.discard()
    assert not settings.state.inside


def test_look_when_a_choice_is_saved_at_once_then_nothing_is_asked(bench, settings) -> None:
    settings.choose("look")
    settings.edit("theme", "dark")
    settings.choose("shop")
    assert (settings.state.section, settings.state.asks) == ("shop", False)


def test_logo_when_removed_then_what_is_typed_is_saved_with_it(bench, settings) -> None:
    settings.choose("receipt")
    settings.edit("receipt_footer.0", "谢谢")
    settings.tap("logo.remove")
    bench.hands.pump()
    assert current(bench.shop.reader).receipt_footer == ("谢谢",)


def test_names_when_shown_then_each_says_in_which_languages_receipts_print(settings) -> None:
    assert "简体中文" in line(settings, "name.en").hint
    settings.choose("look")
    assert "“小票”页" in line(settings, "language").hint
