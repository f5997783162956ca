import sys
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue import search_keys
from inventory.catalogue.product import Names

TEE = Names("圆领纯棉T恤", "圓領純棉T恤", "Crew-neck tee")


def index(code="TS1001", names=TEE, colours=()):
    return search_keys.words(code, names, colours).split()


def test_words_when_han_then_each_character_is_a_word():
    assert {"圆", "領", "t", "恤"} <= set(index())


def test_words_when_pinyin_then_every_tail_of_the_initials_is_there():
    assert {"ylcmtx", "lcmtx", "cmtx", "tx"} <= set(index())


def test_words_when_name_is_long_then_initials_are_cut_at_eight():
    words = index(names=Names("青禾里修身纯棉短袖圆领"))
    assert max(len(each) for each in words if each.isascii()) <= 8


@pytest.mark.parametrize("initials", ["ck", "zk"])
def test_initials_when_a_character_has_two_readings_then_both_are_found(initials):
    assert initials in search_keys.initials("长裤")


def test_words_when_code_has_signs_then_with_and_without_them():
    assert {"ts", "1001", "ts1001"} <= set(index(code="TS-1001"))


def test_words_when_colours_then_in_all_languages():
    assert {"黑", "black"} <= set(index(colours=[Names("黑", "黑", "Black")]))


def test_queries_when_han_then_a_phrase_and_then_the_characters_apart():
    assert search_keys.queries("白T恤") == ('"白 t 恤"', '"白" AND "t"* AND "恤"')


def test_queries_when_only_signs_then_nothing_is_asked():
    assert search_keys.queries(' -"*() ') == ()


@given(st.text(max_size=40))
def test_queries_when_any_text_then_no_operator_of_the_index_gets_through(text):
    for query in search_keys.queries(text):
        bare = query.replace(" AND ", " ")
        assert bare.count('"') % 2 == 0
        for part in bare.split('"')[::2]:
            assert set(part) <= {" ", "*"}


@pytest.mark.parametrize(
    ("text", "digits"), [("1234", "1234"), ("１２３４", "1234"), ("123", ""), ("12a4", "")]
)
def test_tail_digits_when_at_least_four_digits_then_they_are_used(text, digits):
    assert search_keys.tail_digits(text) == digits


def test_search_when_only_reading_then_pypinyin_is_not_loaded():
    program = (
        "import sys; import inventory.service.catalogue, inventory.catalogue.search_keys as k;"
        "k.queries('纯棉'); sys.exit('pypinyin' in sys.modules or 'biip' in sys.modules)"
    )
    assert run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "plain"),
    [("纯棉衬衫 M码", "ChunMianChenShan MMa"), ("Tee", "Tee"),
     ("绿色女裤（长）", "LvSeNvKu(Zhang)"), ("純棉襯衫", "ChunMianChenShan"), ("😀é", ""),
     ("", "")],
)  # fmt: skip
def test_spelled_when_hanzi_then_pinyin_and_ascii_only(text: str, plain: str) -> None:
    assert search_keys.spelled(text) == plain
