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


def test_switch_when_turned_inside_a_tax_then_it_is_asked_about_like_a_text(
    bench, settings
) -> None:
    settings.choose("tax")
    settings.tap("tax:VAT13")
    settings.tap("included")
    assert line(settings, "included").value == ""
    settings.choose("shop")
    assert (settings.state.section, settings.state.asks) == ("tax", True)


def test_person_when_switched_off_then_what_is_typed_beside_it_is_saved_too(
    bench, settings
) -> None:
    a_new_person(settings)
    save(bench, settings)
    person = bench.till.reads.roster.people()[-1]
    settings.tap(person.id)
    settings.edit("name", "小李")
    settings.tap("active")
    save(bench, settings)
    row = line(settings, person.id)
    assert (row.label, "已停用" in row.hint) == ("小李", True)


def test_person_when_left_while_being_saved_then_it_is_saved_once_and_left(bench, settings) -> None:
    a_new_person(settings)
    settings.save()
    settings.choose("shop")
    assert not settings.state.can_save
    settings.save()
    settings.discard()
    bench.hands.pump()
    assert (settings.state.section, settings.state.note) == ("shop", "已保存")
    assert not settings.state.wrong
    assert [each.code for each in bench.till.reads.roster.people()] == ["1", "77"]


def test_text_when_typed_while_another_is_being_saved_then_it_stays_and_is_asked_about(
    bench, settings
) -> None:
    settings.edit("phone", "1")
    settings.save()
    settings.edit("phone", "12")
    bench.hands.pump()
    assert line(settings, "phone").value == "12"
    assert current(bench.shop.reader).phone == "1"
    settings.choose("money")
    assert settings.state.asks


def test_text_when_the_page_before_is_saved_meanwhile_then_it_is_still_asked_about(
    bench, settings
) -> None:
    settings.choose("look")
    settings.tap("left_handed")
    settings.choose("shop")
    settings.edit("phone", "12")
    bench.hands.pump()
    settings.choose("money")
    assert settings.state.asks


def a_new_person(settings) -> None:
    settings.choose("staff")
    settings.tap("new")
    for key, text in (("name", "小王"), ("code", "77"), ("pin", "246813"), ("pin_again", "246813")):
        settings.edit(key, text)
