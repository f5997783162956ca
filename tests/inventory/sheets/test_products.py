import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.catalogue.product import ONE_SIZE, Names
from inventory.kernel.money import CNY, TWD
from inventory.kernel.quantity import KILOGRAM, Quantity
from inventory.sheets import headers
from inventory.sheets.products import BadCell, Reader

GOOD = {"style_code": "A1", "name": "衬衫", "price": "89"}


def parsed(currency=CNY, language="zh-Hans", **cells):
    given_cells = {**GOOD, **cells}
    reader = Reader(headers.match(list(given_cells)), currency, language)
    return list(reader.rows(7, list(given_cells.values())))


def row(**cells):
    (found,) = parsed(**cells)
    return found


def bad(**cells):
    with pytest.raises(BadCell) as error:
        parsed(**cells)
    return error.value.field, error.value.reason.code


@pytest.mark.parametrize(
    ("text", "stored"),
    [("10.004", "10.00"), ("10.005", "10.01"), ("10.006", "10.01"), ("10", "10.00"),
     ("¥1,299.00", "1299.00"), ("1,299", "1299.00"), ("８９．５", "89.50"), ("89元", "89.00"),
     ("RMB 89", "89.00"), ("13.992999999999999", "13.99"), ("0.30000000000000004", "0.30"),
     ("¥10.004999999999999", "10.01"), ("10.0049", "10.00")],
)  # fmt: skip
def test_price_when_text_then_case_35_half_up_at_the_third_decimal(text, stored):
    assert row(price=text).prices.price.plain() == stored


def test_price_when_currency_has_no_decimals_then_whole():
    assert parsed(currency=TWD, price="389.5")[0].prices.price.plain() == "390"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "import.required"), ("abc", "kernel.not_a_number"), ("12,50", "import.decimal_comma"),
     ("-1", "catalogue.price_negative"), ("1e5", "kernel.not_a_number"),
     ("100000000", "catalogue.price_too_large"), ("9" * 20, "kernel.number_too_long")],
)  # fmt: skip
def test_price_when_it_cannot_be_read_then_its_cell_is_named(text, code):
    assert bad(price=text) == ("price", code)


def test_list_price_when_empty_then_the_price_and_cost_keeps_four_decimals():
    assert row().prices.list_price == row().prices.price
    assert row(list_price="129").prices.list_price.plain() == "129.00"
    assert row(cost="35.1234").prices.cost_e4 == 351_234


@pytest.mark.parametrize("field", ["list_price", "cost", "stock", "pack"])
def test_numbers_when_wrong_then_their_own_cell_is_named(field):
    assert bad(**{field: "x"}) == (field, "kernel.not_a_number")


@pytest.mark.parametrize(
    ("field", "code"), [("cost", "catalogue.price_negative"), ("stock", "catalogue.stock_negative")]
)
def test_numbers_when_below_zero_then_refused(field, code):
    assert bad(**{field: "-1"}) == (field, code)


def test_cost_when_above_the_limit_then_refused():
    assert bad(cost="100000000") == ("cost", "catalogue.price_too_large")


def test_names_when_plain_then_in_the_shops_language_and_others_as_given():
    assert row(name_en="Shirt").style.names == Names("衬衫", "", "Shirt")
    assert parsed(language="zh-Hant", name="襯衫")[0].style.names == Names("", "襯衫", "")
    assert parsed(language="en", name="Shirt")[0].style.names == Names("", "", "Shirt")


def test_names_when_missing_or_too_long_then_the_cell_is_named():
    assert bad(name="") == ("name", "import.required")
    assert bad(name="长" * 121) == ("name", "import.too_long")
    assert bad(colour="长" * 121) == ("colour", "import.too_long")
    assert bad(fabric="长" * 201) == ("fabric", "import.too_long")


def test_names_when_control_characters_then_they_are_gone():
    assert row(name="\x1b@衬\u202e衫").style.names.zh_hans == "@衬 衫"


def test_code_when_missing_then_sku_or_barcode_stands_for_it():
    assert row(style_code="", sku="S1").style.code == "S1"
    assert row(style_code="", barcode="6901234567892").style.code == "6901234567892"
    assert bad(style_code="") == ("style_code", "import.required")


@pytest.mark.parametrize(
    ("text", "code"),
    [("6.90123456789012e+17", "import.number_lost_digits"),
     ("1234567890123456.0", "import.number_lost_digits"),
     ("x" * 129, "import.too_long"), ("a\x07b", "import.control_character"),
     ("134567890123456789", "catalogue.payment_code"),
     ("]Q16212345678901234567", "catalogue.payment_code")],
)  # fmt: skip
def test_barcode_when_it_cannot_be_then_refused(text, code):
    assert bad(barcode=text) == ("barcode", code)


@pytest.mark.parametrize("text", ["均码", "F", "free", "One Size"])
def test_size_when_there_is_only_one_then_one_word_for_it(text):
    assert row(size=text).size == ONE_SIZE


def test_size_when_written_with_a_stroke_then_it_is_one_size():
    assert row(size="170/88A").size == "170/88A"


def test_row_when_several_colours_and_sizes_then_each_pair():
    found = parsed(colour="白|黑", size="S、M、L")
    assert [(each.colour.zh_hans, each.size) for each in found] == [
        (colour, size) for colour in "白黑" for size in "SML"
    ]


def test_row_when_several_variants_share_a_barcode_then_refused():
    assert bad(colour="白|黑", barcode="123") == ("barcode", "import.one_code_many_variants")


def test_row_when_several_variants_share_a_stock_figure_then_refused():
    for cells in ({"colour": "白|黑"}, {"size": "S、M"}):
        assert bad(**cells, stock="5") == ("stock", "import.one_stock_many_variants")
        assert len(parsed(**cells, stock="0")) == 2


@pytest.mark.parametrize("colour", ["红;", ";红", "红 ; ；"])
def test_row_when_a_list_has_empty_parts_then_they_are_no_variant(colour):
    found = parsed(colour=colour, size="S;", barcode="123", stock="5")
    assert [(each.colour.zh_hans, each.size, each.stock) for each in found] == [
        ("红", "S", Quantity.pieces(5))
    ]
    assert [each.colour.zh_hans for each in parsed(colour="红;;蓝;")] == ["红", "蓝"]
    assert [each.size for each in parsed(size=";")] == [row().size]


def test_row_when_a_size_run_lists_colours_then_refused():
    cells = {**GOOD, "colour": "白;黑", "S": "2"}
    reader = Reader(headers.match(list(cells)), CNY, "zh-Hans")
    with pytest.raises(BadCell) as refused:
        list(reader.rows(3, list(cells.values())))
    assert refused.value.reason.code == "import.one_stock_many_variants"


def test_row_when_size_run_then_a_variant_with_stock_per_filled_cell():
    cells = {**GOOD, "colour": "白", "S": "2", "M": "", "L": "0"}
    reader = Reader(headers.match(list(cells)), CNY, "zh-Hans")
    found = list(reader.rows(3, list(cells.values())))
    assert [(each.size, each.stock) for each in found] == [
        ("S", Quantity.pieces(2)),
        ("L", Quantity(0)),
    ]


def test_stock_when_empty_then_nothing_is_said_and_zero_is_a_number():
    assert row(stock="").stock is None
    assert row(stock="0").stock == Quantity(0)


def test_unit_when_goods_are_weighed_then_fractions_are_stock():
    found = row(unit="公斤", stock="1.5")
    assert (found.style.unit, found.stock) == (KILOGRAM, Quantity(1_500))
    assert bad(unit="件", stock="1.5") == ("stock", "kernel.quantity_too_fine")
    assert bad(unit="打") == ("unit", "catalogue.unknown_unit")


@pytest.mark.parametrize(("text", "value"), [("#c49a6c", "C49A6C"), ("C49A6C", "C49A6C"), ("", "")])
def test_rgb_when_written_then_six_digits(text, value):
    assert row(colour_rgb=text).rgb == value


def test_facts_when_wrong_then_their_cells_are_named():
    assert bad(colour_rgb="red") == ("colour_rgb", "catalogue.bad_rgb")
    assert bad(year="206") == ("year", "import.bad_year")
    assert bad(pack="0") == ("pack", "catalogue.pack_positive")
    assert row(year="2026年").style.facts.year == 2026


def test_row_when_shorter_than_the_header_then_the_rest_is_empty():
    reader = Reader(headers.match(["款号", "名称", "售价", "颜色", "库存"]), CNY, "zh-Hans")
    (found,) = reader.rows(2, ["A1", "衬衫", "89"])
    assert (found.colour, found.stock) == (Names(), None)


@given(st.lists(st.text(max_size=20), min_size=0, max_size=14))
def test_row_when_any_cells_then_goods_or_a_named_cell(cells):
    titles = [
        "款号",
        "名称",
        "售价",
        "颜色",
        "尺码",
        "条码",
        "库存",
        "进价",
        "吊牌价",
        "年份",
        "单位",
        "RGB",
    ]
    reader = Reader(headers.match(titles), CNY, "zh-Hans")
    try:
        for each in reader.rows(2, cells):
            assert each.style.code
            assert each.prices.price.e4 >= 0
    except BadCell as error:
        assert error.reason.code
