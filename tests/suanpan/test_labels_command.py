"""``pos labels``: tags to a file or a printer, and what it says when something is left out."""

import json

import pytest
import zxingcpp
from PIL import Image

from inventory.catalogue.product import Names
from pos_app.hardware.tspl_reading import TsplReader
from pos_app.hardware.zpl_reading import ZplReader
from suanpan.cli import main
from tests.inventory.shop import a_shop, a_style, a_variant

EAN = "6901234567892"
PRINTER = """\
[[device]]
id = "tags"
category = "labels"
driver = "{driver}"
options = {{ {options} }}
"""


@pytest.fixture
def folder(tmp_path):
    shop = a_shop(tmp_path)
    shop.create(
        a_style("TS1001", a_variant("白", "M", code=EAN), a_variant("黑", "L")),
        a_style("FR0001", a_variant("白", "OS", cost="0"), names=Names("赠品", "贈品", "Gift")),
    )
    shop.close()
    return tmp_path


def labels(folder, *words: str) -> int:
    return main(["labels", "--data", str(folder), *words])


def test_labels_when_written_as_tspl_then_the_file_holds_them_all(folder, capsys) -> None:
    file = folder / "tags.tspl"
    assert labels(folder, "--style", "TS1001", "--copies", "3", "--out", str(file)) == 0
    reader = TsplReader()
    reader.feed(file.read_bytes())
    assert [(each.bars[0].data, each.copies) for each in reader.labels] == [
        (EAN, 3), ("TS1001-02", 3),
    ]  # fmt: skip
    assert "6 tags (2 different)" in capsys.readouterr().out


def test_labels_when_written_as_zpl_for_300_dots_then_the_size_is_that(folder) -> None:
    file = folder / "tags.ZPL"
    words = ("--style", "TS1001", "--size", "30x70", "--dpi", "300", "--out", str(file))
    assert labels(folder, *words) == 0
    reader = ZplReader()
    reader.feed(file.read_bytes())
    assert {(each.width, each.height) for each in reader.labels} == {(354, 826)}


def test_labels_when_written_as_a_picture_then_a_scanner_reads_them(folder) -> None:
    file = folder / "tags.png"
    assert labels(folder, "--style", "TS1001", "--size", "60x40", "--out", str(file)) == 0
    with Image.open(file) as picture:
        read = zxingcpp.read_barcodes(picture.convert("L"))
    assert {code.text for code in read} == {EAN, "TS1001-02"}


def test_labels_when_a_file_wants_more_than_are_printed_at_once_then_it_says_so(
    folder, capsys
) -> None:
    goods = folder / "goods.csv"
    goods.write_text(f"款号,名称,颜色,尺码,条码,售价,库存\nTS1001,T,白,M,{EAN},89,1001\n", "utf-8")
    out = str(folder / "tags.tspl")
    assert labels(folder, "--from-import", str(goods), "--out", out) == 1
    said = capsys.readouterr().out
    assert "1,000" in said or "1000" in said
    assert "TS1001" in said


@pytest.mark.parametrize(("dpi", "code"), [(203, 1), (300, 0)])
def test_labels_when_the_dots_are_small_then_a_code_may_be_longer(folder, dpi, code) -> None:
    with_code = a_variant("白", "M", code="TS1001-WHITE-CARDIGAN-XL-A")
    (folder / "long").mkdir()
    shop = a_shop(folder / "long")
    shop.create(a_style("LG0001", with_code))
    shop.close()
    words = ("--style", "LG0001", "--dpi", str(dpi), "--out", str(folder / "tags.tspl"))
    assert labels(folder / "long", *words) == code
    options = f'way = "folder", folder = "{folder / "out"}", dpi = {dpi}'
    printer = PRINTER.format(driver="label_printer", options=options)
    (folder / "long" / "till.toml").write_text(printer)
    assert labels(folder / "long", "--style", "LG0001") == code


def test_labels_when_goods_have_no_price_then_they_are_left_out_and_named(folder, capsys) -> None:
    out = str(folder / "tags.tspl")
    assert labels(folder, "--style", "FR0001", "--json", "--out", out) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["kinds"], said["fine"]) == (0, False)
    assert "FR0001 has no price" in said["left_out"][0]
    assert not (folder / "tags.tspl").exists()


def test_labels_when_from_an_import_then_rows_that_are_missing_are_named(folder, capsys) -> None:
    goods = folder / "goods.csv"
    goods.write_text(
        f"款号,名称,颜色,尺码,条码,售价,库存\nTS1001,T,白,M,{EAN},89,4\nX,Y,红,S,,1,1\n", "utf-8"
    )
    out = str(folder / "tags.tspl")
    assert labels(folder, "--from-import", str(goods), "--out", out) == 1
    said = capsys.readouterr().out
    assert "Rows of the file without goods in this shop: 3." in said
    assert "4 tags (1 different)" in said


def test_labels_when_no_price_changed_then_it_says_so(folder, capsys) -> None:
    assert labels(folder, "--changed-since", "2026-01-01") == 0
    assert "No tags are wanted." in capsys.readouterr().out


def test_labels_when_a_printer_is_set_up_then_they_go_there(folder, capsys) -> None:
    out = folder / "paper"
    options = f'way = "folder", folder = "{out}", language = "zpl"'
    (folder / "till.toml").write_text(PRINTER.format(driver="label_printer", options=options))
    assert labels(folder, "--style", "TS1001", "--printer", "tags") == 0
    (file,) = out.iterdir()
    reader = ZplReader()
    reader.feed(file.read_bytes())
    assert [each.bars[0].data for each in reader.labels] == [EAN, "TS1001-02"]
    assert "2 tags (2 different). Sent;" in capsys.readouterr().out


def test_labels_when_the_printer_cannot_be_reached_then_1_and_it_says_so(folder, capsys) -> None:
    options = f'way = "file", path = "{folder / "no-such-device"}"'
    (folder / "till.toml").write_text(PRINTER.format(driver="label_printer", options=options))
    assert labels(folder, "--style", "TS1001") == 1
    assert "cannot be reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--style", "NONE"), "There is no style NONE"),
        (("--style", "TS1001"), "No label printer of the name *"),
        (("--style", "TS1001", "--out", "tags.pdf"), "of no known kind"),
        (("--style", "TS1001", "--out", "/no/such/folder/tags.png"), "cannot be written"),
        (("--changed-since", "yesterday"), "is no date"),
        (("--from-import", "missing.csv"), "missing.csv"),
    ],
)
def test_labels_when_asked_wrongly_then_2_and_why(folder, capsys, words, said: str) -> None:
    assert labels(folder, *words) == 2
    assert said in capsys.readouterr().err


def test_labels_when_there_is_no_shop_then_2(tmp_path, capsys) -> None:
    assert labels(tmp_path, "--style", "X") == 2
    assert "shop" in capsys.readouterr().err


def test_labels_when_goods_came_in_then_as_many_as_pieces(folder, capsys) -> None:
    goods = folder / "goods.csv"
    goods.write_text("款号,名称,颜色,尺码,售价,库存\nNW0001,新,红,S,50,4\n", "utf-8")
    assert main(["import", "--data", str(folder), str(goods)]) == 0
    out = str(folder / "tags.tspl")
    assert labels(folder, "--received-since", "2026-01-01", "--out", out) == 0
    assert "4 tags (1 different)" in capsys.readouterr().out
