"""Ids: ordered by birth for machines, checked by their last character for people."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.kernel.ids import ReceiptNumber, check_character, new_id
from inventory.kernel.text import Text
from tests.inventory.makers import refusal_of

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = st.builds(
    ReceiptNumber,
    st.text(LETTERS, min_size=2, max_size=8),
    st.text(LETTERS, min_size=1, max_size=6),
    st.integers(0, 9999),
    st.text(LETTERS[10:], min_size=1, max_size=2),
    st.integers(0, 10**10 - 1),
)


def test_new_id_when_made_then_it_is_version_7_and_later_ones_sort_later() -> None:
    made = [new_id() for _ in range(200)]
    assert made == sorted(made)
    assert len(set(made)) == 200
    assert {UUID(each).version for each in made} == {7}
    assert {each for each in made if each != each.lower() or len(each) != 36} == set()


@given(NUMBERS)
def test_receipt_number_when_written_and_read_then_it_is_the_same(number: ReceiptNumber) -> None:
    assert ReceiptNumber.parse(str(number)) == number
    assert ReceiptNumber.parse(f"  {str(number).lower()}\n") == number


def test_receipt_number_when_written_then_it_has_six_digits_and_a_check_character() -> None:
    number = ReceiptNumber("SH01", "T03", 1, "S", 42)
    assert str(number) == f"SH01-T03-1-S-000042-{check_character('SH01-T03-1-S-000042')}"
    assert str(ReceiptNumber("SH01", "T03", 1, "S", 1_234_567)).split("-")[4] == "1234567"


@given(NUMBERS, st.data())
def test_receipt_number_when_one_character_is_mistyped_then_it_is_refused(
    number: ReceiptNumber, data: st.DataObject
) -> None:
    shown = str(number)
    at = data.draw(st.sampled_from([i for i, letter in enumerate(shown) if letter != "-"]))
    other = data.draw(st.sampled_from([c for c in LETTERS if c != shown[at]]))
    said = refusal_of(lambda: ReceiptNumber.parse(shown[:at] + other + shown[at + 1 :]))
    assert said.code in ("receipt.number_check", "receipt.number_shape")


@pytest.mark.parametrize(
    "text", ["", "SH01", "SH01-T03-1-S-42-X", "SH01/T03/1/S/000042/X", "S-T-1-S-000042-X" * 9]
)
def test_receipt_number_when_the_shape_is_wrong_then_it_is_refused(text: str) -> None:
    said = refusal_of(lambda: ReceiptNumber.parse(text))
    assert said == Text.of("receipt.number_shape", value=text[:40])


def test_receipt_number_when_the_check_is_wrong_then_it_is_named_as_typed() -> None:
    stem = "ABCDEFGH-ABCDEF-1234-SS-1234567890"
    wrong = next(c for c in LETTERS if c != check_character(stem))
    typed = f"   {stem.lower()}-{wrong}    "
    said = refusal_of(lambda: ReceiptNumber.parse(typed))
    assert said == Text.of("receipt.number_check", value=typed[:40])


@pytest.mark.parametrize(
    ("stem", "check"),
    # ISO/IEC 7064, MOD 37,36: the example that the standard for GRids prints
    [("A12425GABC1234002", "M"), ("A12-425G-ABC1234002", "M")],
)
def test_check_character_when_the_stem_is_known_then_it_is_the_standards(
    stem: str, check: str
) -> None:
    assert check_character(stem) == check
