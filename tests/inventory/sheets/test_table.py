import struct
import zipfile

import pytest
from openpyxl import Workbook

from inventory.kernel.errors import Refused
from inventory.sheets import headers, table

HEADER = "款号,名称,颜色,尺码,售价"
ROW = "A1,衬衫,白,M,89"


def read(path, **more):
    found = table.read(path, headers.score, **more)
    return found.header, [list(row) for row in found.rows], found.first_row


def refusal(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.text.code


def a_csv(folder, text, encoding="utf-8", name="goods.csv"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def a_workbook(folder, rows, name="goods.xlsx"):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_read_when_simplified_in_any_encoding_then_the_same_text(tmp_path, encoding):
    header, rows, first = read(a_csv(tmp_path, f"{HEADER}\r\n{ROW}\r\n", encoding))
    assert header == tuple(HEADER.split(","))
    assert rows == [ROW.split(",")]
    assert first == 2


def test_read_when_traditional_in_big5_then_the_text(tmp_path):
    text = "款號,品名,顏色,尺碼,售價\n甲1,圓領純棉上衣,黑,均碼,390\n"
    header, rows, _ = read(a_csv(tmp_path, text, "big5"))
    assert header[2] == "顏色"
    assert rows[0][1] == "圓領純棉上衣"


def test_read_when_rare_characters_of_gbk_then_the_text(tmp_path):
    text = f"{HEADER}\nA1,喆镕牌衬衫,白,M,89\n"
    assert read(a_csv(tmp_path, text, "gb18030"))[1][0][1] == "喆镕牌衬衫"


def test_read_when_encoding_is_given_then_that_one(tmp_path):
    path = a_csv(tmp_path, f"{HEADER}\n{ROW}\n", "gb18030")
    assert refusal(lambda: read(path, encoding="utf-8")) == "import.unknown_encoding"
    assert read(path, encoding="gb18030")[1] == [ROW.split(",")]


def test_read_when_bytes_are_no_text_then_refused(tmp_path):
    path = tmp_path / "goods.csv"
    path.write_bytes(b"\x81\x20\xff\xff\x80")
    assert refusal(lambda: read(path)) == "import.unknown_encoding"


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_read_when_other_delimiter_then_columns_are_found(tmp_path, sign):
    text = f"{HEADER}\n{ROW}\n".replace(",", sign)
    assert read(a_csv(tmp_path, text))[1] == [ROW.split(",")]


def test_read_when_title_stands_above_then_the_header_is_found_and_rows_keep_their_numbers(
    tmp_path,
):
    header, rows, first = read(a_csv(tmp_path, f"秋季商品表\n\n{HEADER}\n{ROW}\n"))
    assert header[0] == "款号"
    assert (len(rows), first) == (1, 4)


def test_read_when_nothing_is_known_then_refused(tmp_path):
    assert refusal(lambda: read(a_csv(tmp_path, "a,b\n1,2\n"))) == "import.no_header"
    assert refusal(lambda: read(a_csv(tmp_path, ""))) == "import.no_header"


def test_read_when_missing_or_of_another_kind_then_refused(tmp_path):
    assert refusal(lambda: read(tmp_path / "no.csv")) == "import.no_such_file"
    assert refusal(lambda: read(a_csv(tmp_path, "x", name="goods.pdf"))) == "import.unknown_kind"


def test_read_when_too_many_rows_or_columns_then_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "ROWS_MAX", 2)
    path = a_csv(tmp_path, "\n".join([HEADER, ROW, ROW, ROW]))
    assert refusal(lambda: read(path)) == "import.too_many_rows"
    monkeypatch.setattr(table, "COLUMNS_MAX", 3)
    assert refusal(lambda: read(path)) == "import.too_many_columns"
    book = a_workbook(tmp_path, [HEADER.split(",")])
    assert refusal(lambda: read(book)) == "import.too_many_columns"


def test_read_when_a_csv_field_never_ends_then_refused(tmp_path):
    path = a_csv(tmp_path, f'{HEADER}\nA1,"{"x" * 140_000}')
    assert refusal(lambda: read(path)) == "import.not_readable"


def test_read_when_csv_is_huge_then_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "CSV_MAX", 10)
    assert refusal(lambda: read(a_csv(tmp_path, HEADER))) == "import.file_too_big"


def test_read_when_workbook_then_numbers_are_text_without_a_point(tmp_path):
    row = ["A1", "衬衫", None, 38, 10.005]
    barcode = [6901234567892, "衬", True, "0012", 69012345678901234]
    _, rows, _ = read(a_workbook(tmp_path, [HEADER.split(","), row, barcode]))
    assert rows[0] == ["A1", "衬衫", "", "38", "10.005"]
    assert rows[1][:4] == ["6901234567892", "衬", "True", "0012"]
    assert rows[1][4].endswith("e+16")


def test_workbook_when_not_an_archive_then_refused(tmp_path):
    path = tmp_path / "goods.xlsx"
    path.write_bytes(b"PK\x03\x04 no")
    assert refusal(lambda: read(path)) == "import.not_a_workbook"


def test_workbook_when_archive_without_sheets_then_refused(tmp_path):
    path = tmp_path / "goods.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "x")
    assert refusal(lambda: read(path)) == "import.not_a_workbook"


def test_workbook_when_too_big_then_refused(tmp_path, monkeypatch):
    path = a_workbook(tmp_path, [HEADER.split(",")])
    monkeypatch.setattr(table, "FILE_MAX", 100)
    assert refusal(lambda: read(path)) == "import.file_too_big"


def bomb(folder, size, name="xl/worksheets/sheet1.xml"):
    path = folder / "goods.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return path


def test_workbook_when_it_inflates_a_hundredfold_then_refused(tmp_path):
    assert refusal(lambda: read(bomb(tmp_path, 8_000_000))) == "import.archive_bomb"


def test_workbook_when_it_inflates_past_the_limit_in_all_then_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "INFLATED_MAX", 500_000)
    assert refusal(lambda: read(bomb(tmp_path, 900_000))) == "import.archive_bomb"


def test_workbook_when_its_header_lies_about_the_size_then_refused(tmp_path):
    path = bomb(tmp_path, 8_000_000)
    data = path.read_bytes().replace(struct.pack("<I", 8_000_000), struct.pack("<I", 1_000))
    path.write_bytes(data)
    assert refusal(lambda: read(path)) in {"import.not_a_workbook", "import.archive_bomb"}


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"])
def test_workbook_when_macros_or_links_outside_then_refused(tmp_path, name):
    assert refusal(lambda: read(bomb(tmp_path, 10, name))) == "import.active_content"


def test_workbook_when_too_many_parts_then_refused(tmp_path):
    path = tmp_path / "goods.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(table.MEMBERS_MAX + 1):
            archive.writestr(f"x{number}", "")
    assert refusal(lambda: read(path)) == "import.archive_members"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(19.99 * 0.7, "13.993"), (0.1 + 0.2, "0.3"), (69.9 * 3, "209.7"), (1.1 * 3 - 0.3, "3"),
     (6901234567892.0, "6901234567892"), (123456789012.345, "123456789012.345"),
     (6.9e17, "6.9e+17"), (True, "True"), (None, ""), ("00123", "00123")],
)  # fmt: skip
def test_cell_when_a_formula_made_it_then_it_reads_as_the_spreadsheet_shows_it(cell, shown):
    assert table.cell_text(cell) == shown
