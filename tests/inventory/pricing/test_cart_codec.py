"""Cart edits as plain data: everything comes back, and a stored row of today is read for ever."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue.product import Item, Names, Tax
from inventory.kernel.money import CNY, Money, Rate, UnitPrice
from inventory.kernel.quantity import UNITS, Quantity
from inventory.pricing import cart as c
from inventory.pricing.cart_codec import (
    from_plain,
    item_from_plain,
    item_to_plain,
    line_from_plain,
    line_to_plain,
    names_to_plain,
    tax_from_plain,
    tax_to_plain,
    to_plain,
)
from tests.inventory.makers import a_cart, a_tax, an_item

NAMES = st.builds(Names, *[st.text(max_size=8)] * 3)
RATES = st.builds(Rate, st.integers(0, 10_000), st.integers(1, 10_000))
TAXES = st.builds(Tax, st.text(min_size=1, max_size=6), RATES, st.booleans())
PRICES = st.builds(UnitPrice, st.integers(0, 10**10), st.just(CNY))
COUNTS = st.integers(0, 10**6)
WORDS = st.text(max_size=8)
ITEMS = st.builds(
    Item, WORDS, WORDS, WORDS, NAMES, NAMES, WORDS, PRICES, PRICES, COUNTS,
    st.lists(TAXES, max_size=3).map(tuple), WORDS, COUNTS, st.sampled_from(list(UNITS.values())),
    st.booleans(), WORDS, WORDS, st.booleans(),
)  # fmt: skip
QUANTITIES = st.builds(Quantity, COUNTS)
AMOUNTS = st.builds(Money, COUNTS, st.just(CNY))
ENTRIES = st.sampled_from(["scanned", "keyed", "picked"])
DISCOUNTS = st.none() | st.builds(c.LineDiscount, RATES, st.sampled_from(["percent", "gift"]))
KINDS = st.sampled_from(["percent", "amount", "round_off"])
ORDER = st.none() | st.builds(c.OrderDiscount, KINDS, st.none() | RATES, st.none() | AMOUNTS)
LINES = st.builds(c.CartLine, COUNTS, ITEMS, QUANTITIES, PRICES, ENTRIES, WORDS, DISCOUNTS, WORDS)
EDITS = st.one_of(
    st.builds(c.AddLine, ITEMS, QUANTITIES, ENTRIES, WORDS, st.none() | PRICES),
    st.builds(c.SetQuantity, COUNTS, QUANTITIES),
    st.builds(c.SetDiscount, COUNTS, DISCOUNTS),
    st.builds(c.SetPrice, COUNTS, PRICES),
    st.builds(c.SwapItem, COUNTS, ITEMS),
    st.builds(c.SetNote, COUNTS, WORDS),
    st.builds(c.RemoveLine, COUNTS),
    st.builds(c.RestoreLine, LINES, COUNTS),
    st.builds(c.SetOrderDiscount, ORDER),
    st.builds(c.SetRoundOff, st.none() | AMOUNTS),
    st.builds(c.AddCode, WORDS, COUNTS),
    st.builds(c.RemoveCode, COUNTS),
    st.builds(c.ClearCart),
)


@given(EDITS)
def test_edit_when_stored_as_json_then_it_comes_back_whole(edit: c.Edit) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(edit))), CNY) == edit


@given(LINES)
def test_line_when_stored_then_it_comes_back_whole(line: c.CartLine) -> None:
    assert line_from_plain(json.loads(json.dumps(line_to_plain(line))), CNY) == line


@given(ITEMS)
def test_item_when_stored_then_it_comes_back_whole(item: Item) -> None:
    assert item_from_plain(json.loads(json.dumps(item_to_plain(item))), CNY) == item


def test_edit_when_it_is_unknown_then_the_row_is_newer_than_the_program() -> None:
    with pytest.raises(KeyError) as unknown:
        from_plain({"do": "promote"}, CNY)
    assert unknown.value.args == ("promote",)


ITEM = {
    "variant": "v1", "style": "style of v1", "style_code": "TS1001",
    "names": ["圆领T恤", "圓領T恤", "Crew-neck tee"], "colour": ["白", "白", "White"],
    "size": "M", "price": 590_000, "list": 690_000, "version": 3, "tax_class": "standard",
    "taxes": [["VAT", 13, 100, True]], "cost": 200_000, "unit": "pc", "stocked": True,
    "garment": "tee", "rgb": "FFFFFF", "open": False,
}  # fmt: skip
LINE = {
    "n": 1, "item": ITEM, "qty": 2_000, "price": 590_000, "entry": "scanned", "code": "",
    "discount": None, "note": "",
}  # fmt: skip


def item() -> Item:
    return an_item("59", a_tax(), tag="69")


@pytest.mark.parametrize(
    ("edit", "plain"),
    [
        (c.AddLine(item(), Quantity(2_000), "scanned", "7"),
         {"do": "add", "item": ITEM, "qty": 2_000, "entry": "scanned", "code": "7", "price": None}),
        (c.AddLine(item(), Quantity(1), "keyed", "", UnitPrice(5, CNY)),
         {"do": "add", "item": ITEM, "qty": 1, "entry": "keyed", "code": "", "price": 5}),
        (c.SetQuantity(1, Quantity(5)), {"do": "qty", "n": 1, "qty": 5}),
        (c.SetDiscount(1, c.LineDiscount(Rate(1, 10), "gift")),
         {"do": "discount", "n": 1, "discount": [1, 10, "gift"]}),
        (c.SetDiscount(1, None), {"do": "discount", "n": 1, "discount": None}),
        (c.SetPrice(2, UnitPrice(7, CNY)), {"do": "price", "n": 2, "price": 7}),
        (c.SwapItem(2, item()), {"do": "swap", "n": 2, "item": ITEM}),
        (c.SetNote(2, "hem"), {"do": "note", "n": 2, "note": "hem"}),
        (c.RemoveLine(3), {"do": "remove", "n": 3}),
        (c.RestoreLine(a_cart((item(), "2")).lines[0], 4),
         {"do": "restore", "line": LINE, "at": 4}),
        (c.SetOrderDiscount(c.OrderDiscount("percent", Rate(1, 4))),
         {"do": "order_discount",
          "discount": {"kind": "percent", "rate": [1, 4], "amount": None}}),
        (c.SetOrderDiscount(c.OrderDiscount("amount", None, Money(9, CNY))),
         {"do": "order_discount", "discount": {"kind": "amount", "rate": None, "amount": 9}}),
        (c.SetOrderDiscount(None), {"do": "order_discount", "discount": None}),
        (c.SetRoundOff(Money(30, CNY)), {"do": "round_off", "amount": 30}),
        (c.SetRoundOff(None), {"do": "round_off", "amount": None}),
        (c.AddCode("69\x1d1", 7), {"do": "code", "code": "69\x1d1", "at": 7}),
        (c.RemoveCode(2), {"do": "answered", "n": 2}),
        (c.ClearCart(), {"do": "clear"}),
    ],
)  # fmt: skip
def test_edit_when_written_then_the_row_has_the_shape_of_version_1(
    edit: c.Edit, plain: dict[str, object]
) -> None:
    assert to_plain(edit) == plain
    assert from_plain(plain, CNY) == edit


def test_names_and_taxes_when_written_then_they_are_short_lists() -> None:
    assert names_to_plain(Names("一", "二", "three")) == ["一", "二", "three"]
    assert tax_to_plain(a_tax("5%", included=False)) == ["VAT", 5, 100, False]
    assert tax_from_plain(["VAT", 5, 100, 0]) == Tax("VAT", Rate(5, 100), included=False)
