"""Words that follow a number, and how the files of words may be written."""

import pytest

from pos_app.i18n import Translator, parse_po


@pytest.mark.parametrize(("n", "words"), [(1, "1 pc"), (2, "2 pcs"), (0, "0 pcs")])
def test_words_when_they_follow_a_number_then_one_is_told_from_many(n: int, words: str) -> None:
    assert Translator("en")("ui.pieces", n=n) == words


def test_words_when_a_language_has_one_form_then_the_number_stands_alone() -> None:
    assert Translator("zh-Hans")("ui.pieces", n=1) == "1 件"


@pytest.mark.parametrize(
    "text",
    [
        'msgid "ab"\nmsgstr ""\n"c d"',
        'msgid "a" "b"\nmsgstr "c" " d"\n',
        'msgid "ab"\nmsgstr "c d"',
    ],
)
def test_words_when_their_file_is_written_another_way_then_they_are_read_alike(text: str) -> None:
    assert parse_po(text) == {"ab": "c d"}
