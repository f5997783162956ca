import pytest

from inventory.kernel.errors import Refused
from inventory.sheets import headers


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("款号", "style_code"), ("款號 *", "style_code"), ("Style No.", "style_code"),
        ("商品名称", "name"), ("品名（必填）", "name"), ("Name (EN)", "name_en"),
        ("颜色", "colour"), ("顏色", "colour"), ("Colour", "colour"), ("COLOR", "colour"),
        ("尺码", "size"), ("尺寸", "size"), ("条形码", "barcode"), ("ＥＡＮ１３", "barcode"),
        ("售价(元)", "price"), ("Unit_Price", "price"), ("吊牌价", "list_price"),
        ("定價", "list_price"), ("RRP", "list_price"), ("进价", "cost"), ("庫存數量", "stock"),
        ("面料", "fabric"), ("name_zh_hant", "name_zh_hant"), ("供应商款号", "supplier_style"),
        ("款号 Style", "style_code"), ("售价/Price", "price"), ("英文名称 Name EN", "name_en"),
        ("单品 SKU", "sku"), ("随便", None), ("", None), ("备注 remark", None),
    ],
)  # fmt: skip
def test_field_of_when_written_in_a_shops_words_then_known(title, field):
    assert headers.field_of(title) == field


def test_synonyms_when_listed_then_no_word_means_two_things():
    seen = {}
    for field, words in headers.SYNONYMS.items():
        for word in words:
            assert seen.setdefault(headers._bare(word), field) == field, word


def test_match_when_sizes_are_columns_then_they_are_a_size_run():
    found = headers.match(["款号", "名称", "颜色", "售价", "S", "M", "XL", "均码", "备注"])
    assert found.sizes == ((4, "S"), (5, "M"), (6, "XL"), (7, "均码"))
    assert found.title("price") == "售价"
    assert found.title("cost") == "cost"


def test_match_when_there_is_a_size_column_then_no_size_run():
    assert headers.match(["款号", "名称", "尺码", "售价", "S"]).sizes == ()


@pytest.mark.parametrize("title", ["28", "36.5", "100", "150", "165", "2XL", "XXXL", "F", "Free"])
def test_match_when_title_is_a_size_then_it_is_seen(title):
    assert headers.match(["款号", "名称", "售价", title]).sizes == ((3, title),)


@pytest.mark.parametrize("title", ["2026", "7", "合计", "Total", "0"])
def test_match_when_title_is_no_size_then_it_is_left_alone(title):
    assert headers.match(["款号", "名称", "售价", title]).sizes == ()


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["款号", "名称"], "Price / 售价 / 售價"),
        (["名称", "售价"], "Style no. / 款号 / 款號"),
        (["款号", "售价"], "Name / 名称 / 名稱"),
    ],
)
def test_match_when_a_needed_column_is_missing_then_it_is_named(header, missing):
    with pytest.raises(Refused) as refused:
        headers.match(header)
    assert refused.value.text.code == "import.column_missing"
    assert refused.value.text.params["column"] == missing


def test_match_when_a_column_is_there_twice_then_refused():
    with pytest.raises(Refused) as refused:
        headers.match(["款号", "货号", "名称", "售价"])
    assert refused.value.text.params["column"] == "货号"
