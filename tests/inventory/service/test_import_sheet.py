from pathlib import Path

import pytest
from openpyxl import Workbook

from inventory.kernel.errors import Refused
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.service import import_sheet
from inventory.service.import_sheet import ImportSheet
from tests.inventory.shop import a_style, a_variant, price

HEADER = "款号,名称,颜色,尺码,条码,售价,库存\n"
EAN = "6901234567892"
TABLES = (
    "style",
    "variant",
    "barcode",
    "barcode_tail",
    "price",
    "stock_move",
    "style_rank",
    "journal",
)


@pytest.fixture
def service(shop):
    return ImportSheet(shop.context, shop.books)


def a_file(folder, *rows, header=HEADER):
    path = folder / "goods.csv"
    path.write_text(header + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def counts(shop):
    return {name: shop.rows(f"SELECT COUNT(*) FROM {name}")[0][0] for name in TABLES}


def errors(report):
    return [(each.row, each.column, each.reason.code) for each in report.errors]


def test_run_when_good_rows_then_goods_are_found_with_price_stock_and_words(
    shop, service, tmp_path
):
    path = a_file(tmp_path, f"A1,圆领T恤,白,M,{EAN},89,3", "A1,圆领T恤,黑,L,,89,")
    report = service.run(SYSTEM, path)
    assert (report.rows, report.styles, report.variants, report.barcodes) == (2, 1, 2, 1)
    assert report.refused == 0
    item = shop.catalogue.find_code(SYSTEM, EAN).item
    assert (item.price, item.size, item.taxes[0].code) == (price("89"), "M", "VAT13")
    (hit,) = shop.catalogue.search(SYSTEM, "yltx")
    grid = shop.catalogue.matrix(SYSTEM, hit.style_id)
    assert [cell.on_hand.plain() for row in grid.colours for cell in row.cells if cell] == [
        "3",
        "0",
    ]


@pytest.mark.parametrize(
    ("text", "stored"), [("10.004", "10.00"), ("10.005", "10.01"), ("10.006", "10.01")]
)
def test_run_when_price_has_three_decimals_then_case_35(shop, service, tmp_path, text, stored):
    service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},{text},"))
    assert shop.catalogue.find_code(SYSTEM, EAN).item.price.plain() == stored


def test_run_when_the_same_file_again_then_nothing_is_added(shop, service, tmp_path):
    path = a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,3", "A1,衬衫,黑,M,,89,2", "B,帽,,,,39,1")
    service.run(SYSTEM, path)
    before = counts(shop)
    report = service.run(SYSTEM, path)
    assert counts(shop) == before
    assert (report.unchanged, report.stock_ignored, report.variants) == (3, 3, 0)


def test_run_when_price_changed_then_a_dated_row_and_the_old_one_stays(shop, service, tmp_path):
    service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,"))
    shop.clock.advance(1_000)
    report = service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},79,"))
    assert report.prices == 1
    rows = shop.rows("SELECT version, valid_from_ms, price_e4 FROM price ORDER BY version")
    assert rows == [(1, 0, 890_000), (2, shop.clock.now_ms(), 790_000)]
    now = shop.clock.now_ms()
    assert shop.catalogue.find_code(SYSTEM, EAN, now).item.price == price("79")
    # A clock that falls back brings no old price back.
    assert shop.catalogue.find_code(SYSTEM, EAN, now - 1).item.price == price("79")


def test_run_when_a_price_is_planned_then_the_files_price_holds_until_its_day(
    shop, service, tmp_path
):
    service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,"))
    item = shop.catalogue.find_code(SYSTEM, EAN).item
    day = shop.clock.now_ms() + 7 * 86_400_000
    shop.admin.set_price(SYSTEM, item.variant_id, price("80"), valid_from_ms=day)
    for wanted in ("95", "80"):
        path = a_file(tmp_path, f"A1,衬衫,白,M,{EAN},{wanted},")
        assert service.run(SYSTEM, path).prices == 1
        assert shop.catalogue.find_code(SYSTEM, EAN).item.price == price(wanted)
        assert shop.catalogue.find_code(SYSTEM, EAN, day).item.price == price("80")
        assert service.run(SYSTEM, path).unchanged == 1


def test_run_when_the_clock_had_run_ahead_then_the_files_price_holds_at_once(
    shop, service, tmp_path
):
    now = shop.clock.now_ms()
    service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,"))
    shop.clock.set(now + 365 * 86_400_000)
    service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},99,"))
    shop.clock.set(now)
    for wanted in ("79", "89"):
        service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},{wanted},"))
        for at in (now, now + 366 * 86_400_000):
            assert shop.catalogue.find_code(SYSTEM, EAN, at).item.price == price(wanted)


def test_run_when_a_second_row_of_new_goods_has_stock_then_it_is_refused_and_not_lost(
    shop, service, tmp_path
):
    path = a_file(tmp_path, f"A1,袜,白,M,{EAN},39,5", "A1,袜,白,M,BOX,39,7", "A1,袜,白,M,BAG,39,0")
    report = service.run(SYSTEM, path)
    assert errors(report) == [(3, "库存", "import.stock_in_first_row")]
    assert (report.variants, report.barcodes, report.refused) == (1, 2, 1)
    again = service.run(SYSTEM, path)
    assert (again.stock_ignored, again.barcodes, again.refused) == (2, 1, 0)


def test_run_when_a_file_with_two_codes_of_one_variant_comes_again_then_nothing_is_refused(
    shop, service, tmp_path
):
    path = a_file(tmp_path, f"A1,袜,白,M,{EAN},39,5", "A1,袜,白,M,BOX,39,", "A1,袜,白,M,BOX,39,")
    assert errors(service.run(SYSTEM, path)) == [(4, "款号", "import.duplicate_row")]
    report = service.run(SYSTEM, path)
    assert (report.unchanged, report.stock_ignored, report.refused) == (2, 1, 1)
    assert report.errors[0].reason.params == {"first": 3}


def test_run_when_some_rows_are_bad_then_the_good_are_in_and_the_bad_are_named(
    shop, service, tmp_path
):
    path = a_file(
        tmp_path,
        f"A1,衬衫,白,M,{EAN},89,3",
        "A1,衬衫,白,L,,abc,1",
        "A2,,白,M,,89,",
        "A3,裤,黑,M,,89,x",
        f"A4,裙,黑,M,{EAN},89,",
        f"A1,衬衫,白,M,{EAN},89,3",
        f"A1,衬衫,白,M,{EAN[:-1]}0,79,3",
        "A5,帽,红,,,49,",
    )
    report = service.run(SYSTEM, path)
    assert errors(report) == [
        (3, "售价", "kernel.not_a_number"),
        (4, "名称", "import.required"),
        (5, "库存", "kernel.not_a_number"),
        (6, "条码", "import.barcode_twice"),
        (7, "款号", "import.duplicate_row"),
        (8, "售价", "import.price_conflict"),
    ]
    assert (report.rows, report.refused, report.variants) == (8, 6, 2)
    assert shop.rows("SELECT code FROM style ORDER BY code") == [("A1",), ("A5",)]


def test_run_when_a_variant_has_two_codes_then_both_find_it_with_their_packs(
    shop, service, tmp_path
):
    header = "款号,名称,颜色,尺码,条码,售价,包装数量\n"
    path = a_file(tmp_path, f"A1,袜,白,M,{EAN},39,", "A1,袜,白,M,BOX10,39,10", header=header)
    report = service.run(SYSTEM, path)
    assert (report.variants, report.barcodes, report.refused) == (1, 2, 0)
    assert shop.catalogue.find_code(SYSTEM, "BOX10").quantity.plain() == "10"


def test_run_when_style_is_there_in_another_language_then_the_variant_is_known(
    shop, service, tmp_path
):
    shop.create(a_style("A1", a_variant("白", "M", cost="89")))
    report = service.run(SYSTEM, a_file(tmp_path, "A1,衬衫,WHITE,M,,89,", "A1,衬衫,绿,M,,89,"))
    assert (report.unchanged, report.variants, report.styles) == (1, 1, 0)
    assert [hit.style_code for hit in shop.catalogue.search(SYSTEM, "绿")] == ["A1"]
    assert shop.rows("SELECT sku FROM variant ORDER BY position") == [("A1-01",), ("A1-02",)]


def test_run_when_a_style_spans_transactions_then_it_is_one_style(
    shop, service, tmp_path, monkeypatch
):
    monkeypatch.setattr(import_sheet, "CHUNK_ROWS", 2)
    rows = [f"A1,衬衫,{colour},M,,89,1" for colour in "白黑红蓝绿"]
    report = service.run(SYSTEM, a_file(tmp_path, *rows, rows[0]))
    assert (report.styles, report.variants, report.refused) == (1, 5, 1)
    assert report.errors[0].reason.params == {"first": 2}
    assert [hit.variant_count for hit in shop.catalogue.search(SYSTEM, "绿")] == [5]
    assert shop.rows("SELECT SUM(qty_milli) FROM stock WHERE location_id = 'SH01:store'") == [
        (5000,)
    ]


def test_run_when_dry_then_the_same_report_and_nothing_is_written(
    shop, service, tmp_path, monkeypatch
):
    monkeypatch.setattr(import_sheet, "CHUNK_ROWS", 1)
    path = a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,3", "A1,衬衫,黑,M,,89,", "A1,衬衫,黑,M,,89,")
    before = counts(shop)
    trial = service.run(SYSTEM, path, dry_run=True)
    assert counts(shop) == before
    assert trial == service.run(SYSTEM, path)


def test_run_when_skus_collide_then_each_keeps_its_own(shop, service, tmp_path):
    shop.create(a_style("X", a_variant(sku="A1")))
    report = service.run(SYSTEM, a_file(tmp_path, "A1,衬衫,,,,89,"))
    assert report.variants == 1
    skus = [row[0] for row in shop.rows("SELECT sku FROM variant ORDER BY sku")]
    assert skus[0] == "A1"
    assert skus[1].startswith("A1-")


def test_run_when_sku_of_other_goods_or_unknown_tax_class_then_the_row_is_refused(
    shop, service, tmp_path
):
    shop.create(a_style("X", a_variant(sku="S1")))
    header = "款号,名称,SKU,售价,税类\n"
    report = service.run(
        SYSTEM, a_file(tmp_path, "A1,衬衫,S1,89,", "A2,裤,,89,luxury", header=header)
    )
    assert errors(report) == [
        (2, "SKU", "catalogue.variant_taken"),
        (3, "税类", "catalogue.unknown_tax_class"),
    ]


def test_run_when_blank_rows_then_they_are_skipped_and_row_numbers_stay(shop, service, tmp_path):
    report = service.run(SYSTEM, a_file(tmp_path, "", ",,,,,,", "A1,衬衫,白,M,,x,"))
    assert report.rows == 1
    assert report.errors[0].row == 4


def test_run_when_many_rows_are_bad_then_all_are_counted_and_the_first_named(
    service, tmp_path, monkeypatch
):
    monkeypatch.setattr(import_sheet, "ERRORS_MAX", 3)
    report = service.run(SYSTEM, a_file(tmp_path, *["A1,衬衫,白,M,,x,"] * 5))
    assert (report.refused, len(report.errors)) == (5, 3)


def test_run_when_cashier_or_no_file_then_refused(service, tmp_path):
    with pytest.raises(Refused):
        service.run(Actor("c", "9", Role.CASHIER), a_file(tmp_path))
    with pytest.raises(Refused):
        service.run(SYSTEM, tmp_path / "no.xlsx")


def test_run_when_the_template_of_the_manual_then_every_row_is_good(shop, service):
    template = Path(__file__).parents[3] / "docs" / "import-template.csv"
    report = service.run(SYSTEM, template)
    assert (report.rows, report.styles, report.variants, report.refused) == (3, 2, 4, 0)


def test_run_when_excel_and_csv_say_the_same_then_the_same_goods(shop, service, tmp_path):
    rows = [HEADER.strip().split(","), ["A1", "衬衫", "白", "M", 6901234567892, 10.005, 3]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "goods.xlsx")
    assert service.run(SYSTEM, tmp_path / "goods.xlsx").variants == 1
    report = service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,{EAN},10.005,3"))
    assert report.unchanged == 1
    assert shop.catalogue.find_code(SYSTEM, EAN).item.price.plain() == "10.01"


def reasons(report):
    return [(each.row, each.reason.code, each.reason.params) for each in report.errors]


def test_run_when_a_decimal_comma_stands_in_a_number_then_it_says_how_to_write_it(
    service, tmp_path
):
    path = a_file(tmp_path, 'A1,衬衫,白,M,,"12,50",1')
    (error,) = reasons(service.run(SYSTEM, path))
    assert error == (2, "import.decimal_comma", {"value": "12,50", "point": "12.50"})


def test_run_when_a_barcode_comes_twice_then_the_other_row_is_named(service, tmp_path):
    path = a_file(tmp_path, f"A1,衬衫,白,M,{EAN},89,", f"A2,裤,白,M,{EAN},89,")
    (error,) = reasons(service.run(SYSTEM, path))
    assert error[:2] == (3, "import.barcode_twice")
    assert (error[2]["first"], error[2]["style"]) == (2, "A1")


def test_run_when_a_code_or_price_looks_odd_then_it_goes_in_with_a_warning(shop, service, tmp_path):
    path = a_file(tmp_path, "A1,衬衫,白,M,6901234567891,10.005,", "A2,裤,白,M,,89,")
    report = service.run(SYSTEM, path)
    assert (report.variants, report.refused) == (2, 0)
    told = [(each.row, each.column, each.reason.code) for each in report.warnings]
    assert told == [(2, "条码", "import.check_digit"), (2, "售价", "import.rounded")]
    assert report.warnings[1].reason.params["kept"] == "10.01"


@pytest.mark.parametrize(("written", "kept"), [("9.99999", "10.00"), ("10.00001", "10.00")])
def test_run_when_a_price_is_finer_than_any_that_is_kept_then_that_is_told(
    service, tmp_path, written, kept
):
    report = service.run(SYSTEM, a_file(tmp_path, f"A1,衬衫,白,M,,{written},"))
    assert [(each.column, each.reason.params) for each in report.warnings] == [
        ("售价", {"value": written, "kept": kept})
    ]


def test_run_when_titles_are_not_known_then_they_are_named(service, tmp_path):
    path = a_file(tmp_path, "A1,衬衫,89,x", header="款号,名称,售价,Flavour\n")
    assert service.run(SYSTEM, path).unread == ("Flavour",)
