import pytest

from inventory.catalogue.drafts import BarcodeDraft, clean, require_style, unit_of
from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from tests.inventory.makers import refusal_of
from tests.inventory.shop import a_style, a_variant, price


def refusal(draft):
    with pytest.raises(Refused) as refused:
        require_style(draft)
    return refused.value.text.code


def test_clean_when_control_and_bidi_characters_then_they_are_gone():
    assert clean("\x1b@T恤\u202e\u2028 \x10\x04白\u3000色 ") == "@T恤 白 色"


def test_require_style_when_good_then_nothing_happens():
    require_style(a_style())


def test_require_style_when_no_code_then_refused():
    assert refusal(a_style("")) == "catalogue.code_missing"


def test_require_style_when_code_has_control_character_then_refused():
    assert refusal(a_style("A\x1b1")) == "catalogue.bad_code"


def test_require_style_when_no_name_then_refused():
    assert refusal(a_style(names=Names())) == "catalogue.name_missing"


def test_require_style_when_name_too_long_then_refused():
    assert refusal(a_style(names=Names("长" * 121))) == "catalogue.too_long"


def test_require_style_when_no_variants_then_refused():
    draft = a_style()
    assert refusal(type(draft)(draft.code, draft.names, ())) == "catalogue.no_variants"


def test_require_style_when_price_below_zero_then_refused():
    assert refusal(a_style("A", a_variant(cost="-1"))) == "catalogue.price_negative"
    assert refusal(a_style("A", a_variant(list_price=price("-1")))) == "catalogue.price_negative"


def test_require_style_when_a_price_or_the_cost_is_above_the_limit_then_refused():
    highest, above = "99999999.9999", price("100000000")
    require_style(a_style("A", a_variant(cost=highest, list_price=price(highest))))
    require_style(a_style("A", a_variant(cost_e4=10**12 - 1)))
    wanted = Text.of("catalogue.price_too_large", limit=highest)
    for variant in (
        a_variant(cost="100000000"),
        a_variant(list_price=above),
        a_variant(cost_e4=above.e4),
    ):
        assert refusal_of(lambda each=variant: require_style(a_style("A", each))) == wanted
    assert refusal(a_style("A", a_variant(cost_e4=-1))) == "catalogue.price_negative"


def test_require_style_when_colour_value_is_bad_then_refused():
    assert refusal(a_style("A", a_variant(colour_rgb="red"))) == "catalogue.bad_rgb"


def test_require_style_when_stock_below_zero_then_refused():
    assert refusal(a_style("A", a_variant(stock=-1))) == "catalogue.stock_negative"


def test_require_style_when_pack_holds_nothing_then_refused():
    variant = a_variant()
    empty = type(variant)(price("1"), barcodes=(BarcodeDraft("A", Quantity(0)),))
    assert refusal(a_style("A", empty)) == "catalogue.pack_positive"


def test_unit_of_when_unknown_then_refused():
    assert unit_of("kg").decimals == 3
    with pytest.raises(Refused):
        unit_of("stone")


def test_require_style_when_any_of_its_codes_is_a_payment_code_then_refused():
    wallet = "]Q1134567890123456789"
    for draft in (
        a_style(wallet),
        a_style("A", a_variant(sku=wallet)),
        a_style("A", a_variant(code=wallet)),
    ):
        assert refusal(draft) == "catalogue.payment_code"
