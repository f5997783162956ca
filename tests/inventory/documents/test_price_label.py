"""The price tag: what stands on it in which language, and that nothing is laid over anything."""

from dataclasses import replace
from itertools import combinations

import pytest

from inventory.documents.price_label import (
    SIZES,
    Label,
    LabelCode,
    LabelText,
    TagGoods,
    price_label,
    size_of,
)
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, TWD, Money

TEE = TagGoods(
    "TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY), Money(12900, CNY),
    "算盘",
)  # fmt: skip


def words(label: Label) -> list[str]:
    return [part.text for part in label.parts if isinstance(part, LabelText)]


def test_tag_when_wide_then_every_fact_is_on_it() -> None:
    label = price_label(TEE, SIZES["40x30"], "zh-Hans")
    assert words(label) == [
        "圆领纯棉T恤", "款号 TS1001", "算盘", "藏青 / M", "¥89.00", "原价 ¥129.00",
    ]  # fmt: skip
    assert [part.data for part in label.parts if isinstance(part, LabelCode)] == ["6901234567892"]
    assert label.title == "TS1001 藏青 M"


def test_tag_when_it_hangs_then_every_fact_is_on_it_below_the_hole() -> None:
    label = price_label(TEE, SIZES["30x70"], "en")
    assert words(label) == [
        "算盘", "圆领纯棉T恤", "Style TS1001", "Colour 藏青", "Size M", "Was ¥129.00", "¥89.00",
    ]  # fmt: skip
    assert min(part.box.y for part in label.parts) >= 80


@pytest.mark.parametrize("name", SIZES)
def test_tag_when_laid_out_then_nothing_leaves_it_and_no_rows_cross(name: str) -> None:
    label = price_label(TEE, SIZES[name], "zh-Hant")
    for part in label.parts:
        box = part.box
        assert box.x >= 0 and box.x + box.width <= label.size.width_mm * 10
        assert box.y >= 0 and box.y + box.height <= label.size.height_mm * 10
    for one, other in combinations(label.parts, 2):
        crossing = one.box.y < other.box.y + other.box.height
        crossing &= other.box.y < one.box.y + one.box.height
        beside = one.box.x + one.box.width <= other.box.x
        beside |= other.box.x + other.box.width <= one.box.x
        assert not crossing or beside, (one, other)


def test_tag_when_the_former_price_is_not_higher_then_it_is_not_named() -> None:
    for was in (None, TEE.price, Money(100, CNY)):
        label = price_label(replace(TEE, was=was), SIZES["40x30"], "zh-Hans")
        assert not any("原价" in each for each in words(label))


def test_tag_when_facts_are_missing_then_their_words_are_too() -> None:
    bare = TagGoods("X1", "袜子", "", "OS", "X1", Money(100, CNY))
    assert words(price_label(bare, SIZES["30x70"], "zh-Hant")) == [
        "袜子", "款號 X1", "尺碼 單一尺寸", "¥1.00",
    ]  # fmt: skip


def test_tag_when_there_is_no_price_then_it_is_refused() -> None:
    with pytest.raises(Refused, match=r"labels\.no_price"):
        price_label(replace(TEE, price=Money(0, CNY)), SIZES["40x30"], "zh-Hans")


@pytest.mark.parametrize("name", SIZES)
def test_tag_when_sold_by_weight_then_it_says_for_how_much_and_every_digit(name: str) -> None:
    yarn = replace(TEE, price=Money(1235, CNY), was=Money(2000, CNY), unit="kg", exact="12.345")
    said = words(price_label(yarn, SIZES[name], "zh-Hans"))
    assert "¥12.345/kg" in said
    assert "原价 ¥20.00/kg" in said


def test_tag_when_the_money_has_no_small_coins_then_no_point_is_written() -> None:
    tag = replace(TEE, price=Money(1290, TWD), was=Money(1590, TWD))
    said = words(price_label(tag, SIZES["40x30"], "zh-Hant"))
    assert said[-2:] == ["NT$1290", "原價 NT$1590"]


def test_tag_when_there_is_no_brand_or_former_price_then_the_other_has_the_whole_row() -> None:
    label = price_label(replace(TEE, brand="", was=None), SIZES["40x30"], "zh-Hans")
    widths = {part.box.width for part in label.parts if isinstance(part, LabelText)}
    assert widths == {370}


def test_size_when_unknown_then_it_is_refused_with_those_there_are() -> None:
    assert size_of("60x40").height_mm == 40
    with pytest.raises(Refused, match="40x30"):
        size_of("A4")
