"""Words that follow a number."""

import pytest

from pos_app.i18n import Translator


@pytest.mark.parametrize(("n", "words"), [(1, "1 pc"), (2, "2 pcs"), (0, "0 pcs")])
def test_words_when_they_follow_a_number_then_one_is_told_from_many(n: int, words: str) -> None:
    assert Translator("en")("ui.pieces", n=n) == words


def test_words_when_a_language_has_one_form_then_the_number_stands_alone() -> None:
    assert Translator("zh-Hans")("ui.pieces", n=1) == "1 件"
