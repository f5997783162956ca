"""Quantities: thousandths, as fine as the unit allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.quantity import KILOGRAM, METRE, PIECE, UNITS, Quantity, Unit
from inventory.kernel.text import Text
from tests.inventory.makers import refusal_of

MILLIS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("text", "unit", "milli"),
    [("3", PIECE, 3_000), ("3.000", PIECE, 3_000), ("0.125", KILOGRAM, 125),
     ("1.25", METRE, 1_250), ("-2", PIECE, -2_000), ("1.50", METRE, 1_500)],
)  # fmt: skip
def test_parse_when_the_unit_allows_it_then_it_is_exact(text: str, unit: Unit, milli: int) -> None:
    assert Quantity.parse(text, unit) == Quantity(milli)


@pytest.mark.parametrize(
    ("text", "unit"), [("1.5", PIECE), ("1.255", METRE), ("0.1255", KILOGRAM), ("0.001", METRE)]
)
def test_parse_when_it_is_finer_than_the_unit_then_it_is_refused(text: str, unit: Unit) -> None:
    said = refusal_of(lambda: Quantity.parse(text, unit))
    assert said == Text.of("kernel.quantity_too_fine", field="quantity", value=text)


def test_parse_when_no_unit_is_named_then_pieces_are_meant() -> None:
    assert Quantity.parse("2") == Quantity.pieces(2)
    said = refusal_of(lambda: Quantity.parse("0.5" + " " * 50, field="count"))
    assert said == Text.of("kernel.quantity_too_fine", field="count", value="0.5" + " " * 37)


def test_parse_when_it_is_no_number_then_the_field_is_named() -> None:
    said = refusal_of(lambda: Quantity.parse("two", field="count"))
    assert said == Text.of("kernel.not_a_number", field="count", value="two")
    assert Quantity.parse("1." + "0" * 15, KILOGRAM) == Quantity(1_000)
    said = refusal_of(lambda: Quantity.parse("1." + "0" * 16, KILOGRAM))
    assert said.code == "kernel.number_too_long"


@given(MILLIS, MILLIS)
def test_quantities_when_added_and_compared_then_as_their_thousandths(a: int, b: int) -> None:
    one, two = Quantity(a), Quantity(b)
    assert (one + two).milli == a + b
    assert (one - two).milli == a - b
    assert (-one).milli == -a
    assert (one < two, one > two) == (a < b, a > b)


@given(MILLIS)
def test_plain_when_parsed_again_then_it_is_the_same(milli: int) -> None:
    assert Quantity.parse(Quantity(milli).plain(), KILOGRAM) == Quantity(milli)


@pytest.mark.parametrize(
    ("milli", "text"), [(1_000, "1"), (1_500, "1.5"), (125, "0.125"), (0, "0"), (10_000, "10")]
)
def test_plain_when_written_then_it_is_the_shortest(milli: int, text: str) -> None:
    assert Quantity(milli).plain() == text


def test_units_when_listed_then_pieces_are_whole_and_weights_are_fine() -> None:
    assert {code: unit.decimals for code, unit in UNITS.items()} == {"pc": 0, "kg": 3, "m": 2}
