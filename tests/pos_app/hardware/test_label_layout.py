"""Price tags as dots: prices whole and alone, hanzi as the shop writes them, no hidden command."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.documents.price_label import SIZES, TagGoods, price_label
from inventory.kernel.money import CNY, HKD, MOP, Money
from pos_app.hardware import label_tspl
from pos_app.hardware.bitmap import Bitmap
from pos_app.hardware.label_layout import Page, Placed, lay_out
from pos_app.hardware.virtual_labels import VirtualLabelPrinter

TEE = TagGoods(
    "TS1001", "圆领纯棉T恤", "藏青", "M", "6901234567892", Money(8900, CNY), Money(12900, CNY),
    "算盘",
)  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dpi", [203, 300])
def test_price_when_it_is_long_then_no_other_dots_are_laid_over_it(size: str, dpi: int) -> None:
    dear = replace(
        TEE, price=Money(1_299_900, HKD), was=Money(1_599_900, HKD), brand="Suanpan Knitting Mills",
        style_code="TS1001-2026-LIMITED",
    )  # fmt: skip
    page = lay_out(price_label(dear, SIZES[size], "zh-Hant"), dpi)
    parts = [part for part in page.parts if isinstance(part, Placed)]
    for one, other in combinations(parts, 2):
        apart = one.x + one.bitmap.width <= other.x or other.x + other.bitmap.width <= one.x
        apart |= one.y + one.bitmap.height <= other.y or other.y + other.bitmap.height <= one.y
        assert apart, (one.x, one.y, other.x, other.y)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("was", [None, Money(9_999_999_999, MOP)])
def test_price_when_it_is_the_longest_there_can_be_then_its_last_digit_is_seen(size, was) -> None:
    pages = [
        lay_out(price_label(replace(TEE, price=Money(minor, MOP), was=was), SIZES[size], "en"))
        for minor in (9_999_999_990, 9_999_999_991)
    ]
    assert pages[0].parts != pages[1].parts


def test_letters_when_the_shop_writes_traditional_then_they_are_drawn_as_it_writes_them() -> None:
    bone = replace(TEE, name="骨直令", brand="", colour="")
    names = [
        next(part for part in lay_out(price_label(bone, SIZES["40x30"], language)).parts
             if isinstance(part, Placed))
        for language in ("zh-Hans", "zh-Hant")
    ]  # fmt: skip
    assert names[0].bitmap != names[1].bitmap


@given(rows=st.binary(min_size=12, max_size=12), place=st.integers(0, 9))
@settings(max_examples=50, deadline=None)
def test_dots_when_they_would_be_a_command_that_is_obeyed_at_once_then_one_dot_is_added(
    rows: bytes, place: int
) -> None:
    for command in (b"\xe4\xde\xc0", b"\x81\xde\xbf"):  # ESC ! ? and ~ ! @, dark dots zero
        held = (rows[:place] + command + rows)[:12]
        data = label_tspl.encode(Page(96, 8, 12, 1, (Placed(0, 0, Bitmap(96, 1, held)),)), 1, 2)
        assert b"\x1b!" not in data
        assert b"~!" not in data
        inside = VirtualLabelPrinter("tspl")
        inside.take(data)
        (picture,) = inside.labels[0].pictures
        assert all(seen & dark == dark for seen, dark in zip(picture.rows, held, strict=True))
