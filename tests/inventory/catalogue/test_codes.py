import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue import codes
from inventory.catalogue.codes import (
    GoodsCode,
    PaymentCode,
    ReceiptCode,
    Template,
    canonical,
    route,
)
from inventory.kernel.errors import Refused
from inventory.kernel.ids import ReceiptNumber
from inventory.kernel.money import CNY, TWD, Money
from inventory.kernel.quantity import Quantity

TEMPLATES = tuple(Template.parse(each) for each in codes.DEFAULT_TEMPLATES)
DIGITS = st.text("0123456789", min_size=1, max_size=30)


def whys(text):
    meaning = route(text, TEMPLATES)
    assert isinstance(meaning, GoodsCode)
    return [each.why for each in meaning.candidates]


def test_route_when_plain_ean_then_own_label_comes_before_gtin():
    assert whys("6901234567892") == ["own_label", "gtin"]


def test_route_when_template_fits_then_it_stands_between_own_label_and_gtin():
    assert whys("2305000123451") == ["own_label", "template", "gtin"]


def test_template_when_price_embedded_then_amount_is_in_minor_units_and_quantity_one():
    found = TEMPLATES[0].read("2305000123451")
    assert found.price_minor == 12345
    assert found.quantity == Quantity.pieces(1)
    assert "2305000000004" in found.keys
    assert "05000" in found.keys


def test_template_when_weight_embedded_then_quantity_is_thousandths_and_price_the_catalogues():
    found = TEMPLATES[1].read("2100005080002")
    assert found.quantity == Quantity(8_000)
    assert found.price_minor is None


def test_template_when_check_digit_is_wrong_then_it_does_not_read():
    assert TEMPLATES[0].read("2305000123452") is None


def test_template_when_value_is_zero_then_it_is_the_base_label():
    assert TEMPLATES[0].read("2305000000004") is None


def test_template_when_weight_and_amount_then_both_are_read():
    found = Template.parse("22PPPPPWWWWWVVVVVC")
    code = "22" + "00042" + "01250" + "02599"
    code += codes.check_digit(code)
    assert found.read(code).quantity == Quantity(1_250)
    assert found.read(code).price_minor == 2599


@pytest.mark.parametrize("pattern", ["", "13PPPPPVVVVVC", "2PPPPP", "23PPPPPC", "23VVVVVPPPPPC"])
def test_template_when_pattern_cannot_work_then_it_is_refused(pattern):
    with pytest.raises(Refused):
        Template.parse(pattern)


@pytest.mark.parametrize("code", ["0012345678905", "012345678905", "00012345678905"])
def test_canonical_when_upc_a_ean_13_or_gtin_14_then_one_form(code):
    assert canonical(code) == "0012345678905"


def test_canonical_when_gtin_8_is_padded_then_eight_digits_stay():
    assert canonical("0000096385074") == canonical("96385074") == "96385074"


def test_canonical_when_case_gtin_14_then_it_is_another_item():
    body = "1690123456789"
    case = body + codes.check_digit(body)
    assert canonical(case) == case


@pytest.mark.parametrize("code", ["85123A", "85123a", "6901234567890", "ABC", "POST"])
def test_canonical_when_not_a_gtin_then_text_stays(code):
    assert canonical(code) == code


@given(DIGITS)
def test_canonical_when_done_twice_then_nothing_changes(code):
    assert canonical(canonical(code)) == canonical(code)


@given(DIGITS)
def test_check_digit_when_one_digit_is_wrong_then_it_is_noticed(body):
    code = body + codes.check_digit(body)
    assert codes.has_check_digit(code)
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    assert not codes.has_check_digit(wrong)


def test_upc_e_when_expanded_then_the_long_form_is_looked_for_last():
    assert whys("01234565") == ["own_label", "gtin", "upc_e"]
    assert codes.upc_e_expanded("04252614") == "042100005264"
    assert codes.upc_e_expanded("04252615") is None


@pytest.mark.parametrize("prefix", ["10", "11", "12", "13", "14", "15"])
def test_route_when_wechat_code_then_payment(prefix):
    assert route(prefix + "3" * 16, TEMPLATES) == PaymentCode("wechat")


@pytest.mark.parametrize("prefix", ["25", "26", "27", "28", "29", "30"])
@pytest.mark.parametrize("length", [16, 18, 24])
def test_route_when_alipay_code_then_payment(prefix, length):
    assert route(prefix + "4" * (length - 2), TEMPLATES) == PaymentCode("alipay")


def test_route_when_unionpay_code_then_payment():
    assert route("62" + "5" * 17, TEMPLATES) == PaymentCode("unionpay")
    for other in ("62" + "5" * 16, "62" + "5" * 18, "63" + "5" * 17):
        assert isinstance(route(other, TEMPLATES), GoodsCode)


@pytest.mark.parametrize("code", ["134567890123456789", "281234567890123456", "62" + "5" * 17])
@pytest.mark.parametrize("around", ["{}", " {} ", "{}\n", "]Q1{}", " ]C0 {}\t"])
def test_wallet_when_a_mark_or_blanks_stand_around_the_code_then_it_is_known(code, around):
    assert codes.payment_wallet(around.format(code)) is not None


def test_route_when_payment_code_then_its_text_is_nowhere_in_the_result():
    secret = "134567890123456789"
    assert secret not in repr(route(secret, TEMPLATES))


@pytest.mark.parametrize(
    "text", ["1" * 18 + "9", "16" + "3" * 16, "31" + "4" * 16, "25" + "4" * 10]
)
def test_route_when_nearly_a_payment_code_then_goods(text):
    assert isinstance(route(text, TEMPLATES), GoodsCode)


def test_route_when_receipt_number_then_receipt():
    number = ReceiptNumber("SH01", "T03", 1, "S", 123)
    assert route(str(number)) == ReceiptCode(number)


def test_route_when_receipt_check_character_is_wrong_then_goods():
    shown = str(ReceiptNumber("SH01", "T03", 1, "S", 123))
    wrong = shown[:-1] + ("A" if shown[-1] != "A" else "B")
    assert isinstance(route(wrong), GoodsCode)


GS1 = "0108431673020125100000001"


def test_gs1_when_bare_and_complete_then_gtin_is_found():
    meaning = route(GS1, TEMPLATES)
    assert meaning.gs1_candidate().keys == ("8431673020125",)
    assert meaning.gs1_candidate().why == "gs1_bare"


@pytest.mark.parametrize("mark", ["]C1", "]d2", "]Q3", "]e0"])
def test_gs1_when_marked_then_quantity_of_ai_30_counts(mark):
    found = route(f"{mark}010843167302012530{12}", TEMPLATES).gs1_candidate()
    assert found.why == "gs1_marked"
    assert found.quantity == Quantity.pieces(12)


def test_gs1_when_fnc1_and_net_weight_then_quantity_is_kilograms():
    found = route("\x1d01084316730201253103001250", TEMPLATES).gs1_candidate()
    assert found.quantity == Quantity(1_250)


@pytest.mark.parametrize(
    ("ai", "digits", "yuan", "dollars"),
    [("3922", "1999", 1999, None), ("3922", "010000", 10_000, 100), ("3920", "150", 15_000, 150),
     ("3923", "19990", 1999, None), ("3923", "19995", None, None), ("3922", "000", None, None)],
)  # fmt: skip
def test_gs1_when_amount_payable_then_its_digits_are_those_of_the_currency_or_it_does_not_fit(
    ai, digits, yuan, dollars
):
    found = route(f"]C10108431673020125{ai}{digits}", TEMPLATES).gs1_candidate()
    amounts = [found.amount(currency) for currency in (CNY, TWD)]
    assert amounts == [
        None if yuan is None else Money(yuan, CNY), None if dollars is None else Money(dollars, TWD)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["0108431673020125" + "99X\x00", "0108431673020126", "9612345678", "]C199ABC"]
)
def test_gs1_when_incomplete_or_without_gtin_then_nothing(text):
    assert route(text, TEMPLATES).gs1_candidate() is None


def test_route_when_aim_id_of_plain_ean_then_it_is_stripped():
    assert route("]E06901234567892").text == "6901234567892"


@given(st.text(max_size=60))
def test_route_when_any_text_then_it_never_fails(text):
    meaning = route(text, TEMPLATES)
    if isinstance(meaning, GoodsCode):
        meaning.gs1_candidate()
