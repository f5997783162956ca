"""Cells, wrapping and columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.documents.blocks import Cell, Document, Line, Row
from pos_app.hardware.layout import Laid, TextLine, lay_out
from pos_app.hardware.printable import harmless
from pos_app.hardware.profiles import PROFILES
from pos_app.hardware.width import text_cells
from pos_app.hardware.wrapping import wrap

GB58 = PROFILES["generic-58-zh"]


@pytest.mark.parametrize(
    ("text", "chinese", "western"),
    [("abc", 3, 3), ("衬衫", 4, 4), ("￥", 2, 2), ("×", 2, 1), ("①", 2, 1), ("é", 1, 1),
     ("e\u0301", 1, 1), ("", 0, 0), ("　", 2, 2)],
)  # fmt: skip
def test_cells_when_counted_then_a_hanzi_is_two_letters(
    text: str, chinese: int, western: int
) -> None:
    assert text_cells(text, multi_byte=True) == chinese
    assert text_cells(text, multi_byte=False) == western


@given(text=st.text(max_size=120), room=st.integers(6, 48), multi_byte=st.booleans())
def test_lines_when_wrapped_then_each_fits_and_no_letter_is_lost(
    text: str, room: int, multi_byte: bool
) -> None:
    lines = wrap(text, room, multi_byte=multi_byte)
    assert all(text_cells(line, multi_byte=multi_byte) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_when_wrapped_then_they_stay_whole() -> None:
    assert wrap("Crew-neck cotton tee", 12, multi_byte=True) == ["Crew-neck", "cotton tee"]


def test_hanzi_when_wrapped_then_no_line_begins_with_a_stop() -> None:
    assert wrap("七天内凭票，可以退换。", 10, multi_byte=True) == ["七天内凭", "票，可以退", "换。"]


def test_indent_when_wrapped_then_every_line_has_it() -> None:
    assert wrap("  白色 加大 加长", 10, multi_byte=True) == ["  白色 加", "  大 加长"]


def test_facts_when_wrapped_then_each_stays_whole() -> None:
    assert wrap("  深蓝/31  259.00 x 1  9折", 20, multi_byte=True) == [
        "  深蓝/31",
        "  259.00 x 1  9折",
    ]


def test_number_when_wrapped_then_it_keeps_what_it_counts() -> None:
    assert wrap("会员价享9折优惠", 9, multi_byte=True) == ["会员价享", "9折优惠"]


def test_word_when_wider_than_the_line_then_it_is_cut() -> None:
    assert wrap("ABCDEFGHIJ 衬", 4, multi_byte=True) == ["ABCD", "EFGH", "IJ", "衬"]


def texts(laid: tuple[Laid, ...]) -> list[list[tuple[str, int]]]:
    return [[(run.text, run.x) for run in line.runs] for line in laid if isinstance(line, TextLine)]


def test_row_when_both_fit_then_the_right_one_ends_at_the_edge() -> None:
    row = Row((Cell("现金"), Cell("200.00", 1, "right")))
    assert texts(lay_out(Document("x", (row,)), GB58)) == [[("现金", 0), ("200.00", 26 * 12)]]


def test_row_when_the_left_is_long_then_it_wraps_beside_the_amount() -> None:
    row = Row((Cell("圆领纯棉短袖上衣加大加长加厚"), Cell("1,200.00", 1, "right")))
    assert texts(lay_out(Document("x", (row,)), GB58)) == [
        [("圆领纯棉短袖上衣加大加", 0), ("1,200.00", 24 * 12)],
        [("长加厚", 0)],
    ]


def test_row_when_the_amount_is_huge_then_the_words_get_a_line_of_their_own() -> None:
    row = Row((Cell("TOTAL"), Cell("99,999,999.00", 1, "right")), size=2)
    laid = lay_out(Document("x", (row,)), GB58)
    assert texts(laid) == [[("TOTAL", 0)], [("99,999,999.00", 3 * 24)]]


def test_row_when_three_columns_then_none_touches_the_next() -> None:
    cells = (
        Cell("商品名称很长很长很长很长", 2),
        Cell("x12", 1, "centre"),
        Cell("12.00", 1, "right"),
    )
    for line in lay_out(Document("x", (Row(cells),)), GB58):
        assert isinstance(line, TextLine)
        ends = [0, *(run.x + run.width + GB58.cell for run in line.runs)]
        assert all(run.x >= end for run, end in zip(line.runs, ends, strict=False))


def test_line_when_it_is_empty_then_the_paper_moves_on() -> None:
    assert lay_out(Document("x", (Line(""),)), GB58) == (TextLine((), bold=False, size=1),)


@pytest.mark.parametrize(
    ("text", "left"),
    [("a\x1b@b", "a@b"), ("a\tb\nc", "a b c"), ("\u202eabc\u2066", "abc"), ("a\u200bb", "ab"),
     ("❤\ufe0f", "❤"), ("a\u2028b", "a b"), ("\ud800x", "x"), ("e\u0301", "é"), ("\x9b1m", "1m"),
     ("a\u00a0b", "a b"), ("5\u20113", "5-3")],
)  # fmt: skip
def test_text_when_made_harmless_then_only_letters_are_left(text: str, left: str) -> None:
    assert harmless(text) == left
