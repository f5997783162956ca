"""Every code has one meaning and says why; secrets are nowhere in it."""

import pytest
from biip.checksums import gs1_price_weight_check_digit
from hypothesis import example, given
from hypothesis import strategies as st

from inventory.catalogue import codes
from inventory.catalogue.check_digits import check_digit, price_check_digit
from inventory.catalogue.codes import (
    EitherCode,
    GoodsCode,
    PaymentCode,
    ReceiptCode,
    Template,
    payment_wallet,
    plain,
    route,
)
from inventory.catalogue.own_codes import LETTERS, OwnCode
from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.quantity import Quantity

PROVEN = Template.parse("28PPPPPVVVVVWWWWWC")  # as many Chinese label scales print it
UNPROVEN = Template.parse("27PPPPPVVVVVWWWWWX")
BRITISH = Template.parse("20PPPPPKVVVVC")
SECRET = "134567890123456789"
GTIN = "09501101530003"
LINK = f"https://example.com/shop/01/{GTIN}/10/ABC?3103=000195&30=5"


def label(start: str, template: Template = PROVEN) -> str:
    return start + check_digit(start) if template is PROVEN else start + "0"


PROVEN_LABEL = label("28" + "00042" + "02599" + "01250")
UNPROVEN_LABEL = label("27" + "00042" + "02599" + "01250", UNPROVEN)

# --- wallets and labels --------------------------------------------------------------------------


def test_payment_when_a_label_with_right_check_digit_fits_then_the_label_wins() -> None:
    found = route(PROVEN_LABEL, [PROVEN])
    assert isinstance(found, GoodsCode)
    (candidate,) = found.candidates
    assert (candidate.quantity, candidate.price_minor) == (Quantity(1_250), 2_599)
    assert found.wallet == "alipay"


def test_payment_when_the_label_s_check_digit_is_wrong_then_it_is_a_payment() -> None:
    wrong = PROVEN_LABEL[:-1] + str((int(PROVEN_LABEL[-1]) + 1) % 10)
    assert route(wrong, [PROVEN]) == PaymentCode("alipay")


def test_payment_when_the_label_has_no_check_digit_then_a_person_has_to_say() -> None:
    found = route(UNPROVEN_LABEL, [UNPROVEN])
    assert isinstance(found, EitherCode)
    assert found.payment == PaymentCode("alipay")
    assert [each.why for each in found.goods.candidates] == ["template"]


@pytest.mark.parametrize("code", [PROVEN_LABEL, UNPROVEN_LABEL])
def test_label_when_it_may_be_a_payment_then_the_code_itself_is_nowhere(code: str) -> None:
    found = route(code, [PROVEN, UNPROVEN])
    assert code not in repr(found)
    as_goods = found.goods if isinstance(found, EitherCode) else found
    assert isinstance(as_goods, GoodsCode)
    assert as_goods.text[7:17] == "0" * 10
    assert not any(code in candidate.keys for candidate in as_goods.candidates)


@pytest.mark.parametrize("mark", ["", "]C0", "]Q1", "]d1", "]z0", "]X0"])
def test_payment_when_marked_by_what_wallets_draw_then_it_stays_one(mark: str) -> None:
    assert route(mark + SECRET) == PaymentCode("wechat")


@pytest.mark.parametrize("mark", ["]E0", "]I1", "]F0", "]C1", "]e0"])
def test_payment_when_the_symbology_carries_none_then_it_is_goods(mark: str) -> None:
    assert isinstance(route(mark + SECRET), GoodsCode)


def test_payment_when_the_digits_are_not_ascii_then_it_is_none() -> None:
    assert payment_wallet("１" * 18) is None
    assert payment_wallet("13" + "٣" * 16) is None


# --- labels --------------------------------------------------------------------------------------


def test_label_when_the_amount_has_a_check_digit_of_its_own_then_it_is_verified() -> None:
    body = "20" + "12345" + price_check_digit("2875") + "2875"
    found = BRITISH.read(body + check_digit(body))
    assert found is not None
    assert found.price_minor == 2_875
    body = body[:7] + str((int(body[7]) + 1) % 10) + body[8:]
    assert BRITISH.read(body + check_digit(body)) is None


@given(st.from_regex(r"[0-9]{4,5}", fullmatch=True).filter(str.isascii))
def test_price_check_digit_when_another_library_computes_it_then_it_is_the_same(
    value: str,
) -> None:
    assert price_check_digit(value) == str(gs1_price_weight_check_digit(value))


@pytest.mark.parametrize(
    "pattern",
    ["20PPPPPKVVVC", "20PPPPPKNNNNC", "20PPPPPKVVVVVVC", "30PPPPPVVVVVC", "20KPPPPPVVVVC"],
)
def test_template_when_its_check_digit_cannot_be_then_it_is_refused(pattern: str) -> None:
    with pytest.raises(Refused):
        Template.parse(pattern)


@pytest.mark.parametrize("pattern", ["02PPPPPKVVVVC", "2PPPPPPVVVVVC", "29PPPPPKWWWWWC"])
def test_template_when_it_is_one_of_those_in_use_then_it_is_taken(pattern: str) -> None:
    assert Template.parse(pattern).pattern == pattern


# --- what the scanner knows ----------------------------------------------------------------------


def test_ean8_when_marked_then_it_is_not_spelled_out_as_upc_e() -> None:
    assert [each.why for each in route("]E401234565").candidates] == ["own_label", "gtin"]
    assert [each.why for each in route("]E001234565").candidates][-1] == "upc_e"


@pytest.mark.parametrize("add_on", ["12", "54321"])
def test_ean_when_it_has_an_add_on_then_the_item_s_number_is_left(add_on: str) -> None:
    assert route(f"]E31345678901238{add_on}", [PROVEN]) == route("]E31345678901238")
    assert plain(f"]E36901234567892{add_on}") == "6901234567892"


def test_retail_symbol_when_it_looks_like_gs1_or_a_paper_then_it_is_goods_by_number() -> None:
    found = route("]E00108431673020")
    assert isinstance(found, GoodsCode)
    assert found.gs1 is None


# --- GS1 -----------------------------------------------------------------------------------------


def test_link_when_it_holds_a_goods_number_then_item_count_and_why_are_known() -> None:
    found = route("]Q1" + LINK)
    assert isinstance(found, GoodsCode)
    assert found.why.code == "codes.why.gs1_link"
    candidate = found.gs1_candidate()
    assert candidate is not None
    assert (candidate.keys, candidate.quantity) == (("9501101530003",), Quantity.pieces(5))


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/01/9501101530004",  # wrong check digit
        "https://example.com/about",
        "ftp://example.com/01/09501101530003",
        "https://example.com/01/",
    ],
)
def test_link_when_it_holds_none_then_there_are_no_goods_in_it(text: str) -> None:
    found = route(text)
    assert isinstance(found, GoodsCode)
    assert found.gs1_candidate() is None


def test_gs1_when_written_with_brackets_then_it_is_read() -> None:
    found = route(f"({'01'}){GTIN}(30)12")
    assert isinstance(found, GoodsCode)
    candidate = found.gs1_candidate()
    assert candidate is not None
    assert (candidate.why, candidate.quantity) == ("gs1_bare", Quantity.pieces(12))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("]E06901234567892", "6901234567892"),
        (f"]C101{GTIN}10AB", "9501101530003"),
        (LINK, "9501101530003"),
        ("SH-100", "SH-100"),
        ("", ""),
    ],
)
def test_plain_when_a_code_is_to_be_kept_then_it_is_the_item_s_number(text: str, kept: str) -> None:
    assert plain(text) == kept


# --- the shop's own ------------------------------------------------------------------------------


@pytest.mark.parametrize(("letter", "kind"), LETTERS.items())
def test_own_code_when_written_then_it_is_read_back_and_says_why(letter: str, kind: str) -> None:
    code = OwnCode(LETTERS[letter], "000-42A")
    assert str(code).startswith(f"{letter}-000-42A-")
    for shown in (str(code), str(code).lower(), f"]C0{code}\r"):
        assert route(shown) == code
    assert code.why.code == f"codes.why.{kind}"


@given(st.from_regex(r"[BMCOTD]-[A-Z0-9]{1,20}", fullmatch=True), st.data())
def test_own_code_when_one_character_is_wrong_then_it_is_goods(
    stem: str, data: st.DataObject
) -> None:
    code = str(OwnCode(LETTERS[stem[0]], stem[2:]))
    at = data.draw(st.sampled_from([0, *range(2, len(stem)), len(code) - 1]))
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    letter = data.draw(st.sampled_from([each for each in alphabet if each != code[at]]))
    assert isinstance(route(code[:at] + letter + code[at + 1 :]), GoodsCode)


def test_badge_when_it_is_logged_then_its_number_is_not_in_it() -> None:
    assert "4711" not in repr(OwnCode("badge", "4711"))


# --- one meaning ---------------------------------------------------------------------------------

TEMPLATES = [*map(Template.parse, codes.DEFAULT_TEMPLATES), PROVEN, UNPROVEN, BRITISH]
RECEIPT = str(ReceiptNumber("SH01", "T03", 1, "S", 123))
ANY = st.one_of(
    st.text(max_size=60),
    st.from_regex(r"(\][A-Za-z][0-9])?[0-9]{6,24}", fullmatch=True),
    st.from_regex(r"[BMCOTDX]-[A-Z0-9-]{1,12}-[A-Z0-9]", fullmatch=True),
    st.from_regex(r"2[78][0-9]{16}", fullmatch=True),
)


@given(ANY)
@example(SECRET)
@example(PROVEN_LABEL)
@example(UNPROVEN_LABEL)
@example(RECEIPT)
@example(str(OwnCode("badge", "1")))
@example(LINK)
def test_route_when_any_text_then_it_has_one_meaning_with_a_reason(text: str) -> None:
    found = route(text, TEMPLATES)
    assert found == route(text, TEMPLATES)
    assert found.why.code.startswith("codes.why.")
    kinds = (PaymentCode, EitherCode, ReceiptCode, OwnCode, GoodsCode)
    assert sum(isinstance(found, kind) for kind in kinds) == 1
    if payment_wallet(text) is not None:
        assert text not in repr(found)
        fits = [each for each in TEMPLATES if each.read(text) is not None]
        proven = any(each.checked for each in fits)
        expected = GoodsCode if proven else EitherCode if fits else PaymentCode
        assert isinstance(found, expected)
    elif isinstance(found, PaymentCode | EitherCode):
        assert text.startswith("]") or text != text.strip()


@given(ANY)
def test_goods_when_any_text_then_their_reason_is_true(text: str) -> None:
    found = route(text, TEMPLATES)
    if not isinstance(found, GoodsCode):
        return
    word = found.why.code.removeprefix("codes.why.")
    if word == "gtin":
        assert codes.has_check_digit(found.text) or codes.upc_e_expanded(found.text)
    elif word == "check_digit":
        assert not codes.has_check_digit(found.text)
    elif word == "template":
        assert any(each.read(codes.without_mark(text)[1]) for each in TEMPLATES)
    else:
        assert word in {"own_label", "gs1_marked", "gs1_bare", "gs1_link"}
