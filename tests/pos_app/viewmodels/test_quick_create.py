"""Goods for an unknown code, from the till."""

import pytest

from inventory.people.staff import SYSTEM
from pos_app.viewmodels.quick_create import QuickCreateVM
from tests.inventory.shop import a_style, a_variant
from tests.pos_app.viewmodels.test_login import Places

CODE = "6901234567892"


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def quick(bench, places, made) -> QuickCreateVM:
    bench.sign_on()
    quick = QuickCreateVM(bench.till, places, made.append)
    quick.enter(CODE)
    return quick


def type_price(quick: QuickCreateVM, text: str) -> None:
    for letter in text:
        quick.digit(letter)


def test_save_when_name_and_price_are_there_then_it_is_sellable_and_the_cart_hears(
    bench, quick, places, made
) -> None:
    quick.pick_kind("knit")
    type_price(quick, "159.5")
    quick.set_colour("驼色")
    quick.set_size("L")
    quick.save()
    quick.save()
    bench.hands.pump()
    item = bench.till.reads.catalogue.find_code(SYSTEM, CODE).item
    assert item.names.zh_hans == "针织衫"
    assert (item.price.e4, item.colour.zh_hans, item.size) == (1_595_000, "驼色", "L")
    assert made == [CODE]
    assert places.gone == ["checkout"]
    assert bench.sync.wakes == 1


def test_save_when_name_or_price_is_missing_then_each_field_says_so(bench, quick, places) -> None:
    quick.save()
    assert (quick.state.name_trouble, quick.state.price_trouble) == (
        "请给商品一个名称。", "请输入售价。",
    )  # fmt: skip
    assert bench.tones == ["blocked"]
    quick.set_name("围巾")
    type_price(quick, "0")
    assert quick.state.name_trouble == ""
    quick.save()
    assert quick.state.price_trouble == "请输入售价。"
    assert places.gone == []


def test_save_when_the_code_is_taken_meanwhile_then_it_says_why(bench, quick, places) -> None:
    bench.shop.create(a_style("A", a_variant(code=CODE)))
    quick.set_name("围巾")
    type_price(quick, "30")
    quick.save()
    bench.hands.pump()
    assert CODE in quick.state.trouble
    assert not quick.state.saving
    assert places.gone == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("12.345", "12.34"), ("1..5", "1.5"), (".5", "0.5"), ("12345678901", "123456789")],
)
def test_price_when_typed_then_only_what_the_currency_has(quick, typed, shown) -> None:
    type_price(quick, typed)
    assert quick.state.price == shown


def test_price_when_typed_into_a_field_then_the_same_rules_hold(quick) -> None:
    quick.set_price("12.345")
    assert quick.state.price == "12.34"


def test_price_when_taken_back_then_digit_by_digit_or_whole(quick) -> None:
    type_price(quick, "159")
    quick.back()
    assert quick.state.price == "15"
    quick.clear()
    assert quick.state.price == ""


def test_scan_when_there_is_no_code_then_it_fills_it_else_it_goes_on(bench, quick) -> None:
    assert not quick.on_scan("6901234567908", "s1", 0)
    quick.enter()
    assert not quick.on_scan("134567890123456789", "s1", 0)
    assert quick.state.code == ""
    assert quick.on_scan("6901234567908", "s1", 0)
    assert quick.state.code == "6901234567908"


def test_save_when_there_is_no_code_then_the_goods_get_one(bench, quick, made) -> None:
    quick.enter()
    quick.set_name("手帕")
    type_price(quick, "5")
    quick.save()
    bench.hands.pump()
    assert len(made) == 1
    assert made[0].startswith("Q")


def test_tax_classes_when_shown_then_the_default_is_chosen_and_none_comes_last(quick) -> None:
    assert quick.state.tax_class == "standard"
    assert quick.state.tax_classes[0][0] == "standard"
    assert quick.state.tax_classes[-1] == ("none", "免税")


def test_words_when_the_language_switches_then_kinds_follow(bench, quick) -> None:
    bench.shell.speak("zh-Hant")
    assert dict(quick.state.kinds)["dress"] == "洋裝"


def test_cancel_when_tapped_then_nothing_was_made(quick, places, made) -> None:
    quick.cancel()
    assert (places.gone, made) == (["checkout"], [])


def test_enter_when_a_scan_led_away_then_what_was_typed_for_each_code_is_back(quick) -> None:
    quick.set_name("围巾")
    type_price(quick, "128")
    quick.enter("6900000000099")
    assert (quick.state.name, quick.state.price) == ("", "")
    quick.set_size("M")
    quick.enter(CODE)
    assert (quick.state.code, quick.state.name, quick.state.price) == (CODE, "围巾", "128")
    quick.enter("6900000000099")
    assert (quick.state.name, quick.state.size) == ("", "M")


@pytest.mark.parametrize("end", ["save", "cancel"])
def test_enter_when_it_was_saved_or_cancelled_then_it_begins_anew(bench, quick, end) -> None:
    quick.set_name("围巾")
    type_price(quick, "128")
    quick.enter("6900000000099")
    quick.enter(CODE)
    getattr(quick, end)()
    bench.hands.pump()
    quick.enter("6900000000099")
    quick.enter(CODE)
    assert (quick.state.name, quick.state.price, quick.state.saving) == ("", "", False)


def test_save_when_another_code_was_opened_meanwhile_then_its_draft_stays(
    bench, quick, places
) -> None:
    quick.set_name("围巾")
    type_price(quick, "128")
    quick.save()
    quick.enter("6900000000099")
    quick.set_name("手帕")
    bench.hands.pump()
    assert quick.state.name == "手帕"
    assert places.gone == []  # nobody is led away from the code that is open now
    quick.enter(CODE)
    assert (quick.state.name, quick.state.saving) == ("", False)
