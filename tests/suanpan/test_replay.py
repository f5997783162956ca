"""Real-looking transactions rung up: classes, calls, comparisons, and that a wrong one shows."""

import json
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from inventory.pricing import cart as carts
from inventory.service.catalogue import Catalogue
from inventory.service.checkout import Checkout
from suanpan import cli
from suanpan.replay.audit import RawFile
from suanpan.replay.classes import Kind, classify
from suanpan.replay.compare import plain, replay
from suanpan.replay.ring import ReplayTill
from suanpan.replay.source import Row, WrongFileError, first_days, read
from tests.suanpan.online_retail import (
    PLANTED,
    SECOND,
    rows,
    write_csv,
    write_parquet,
    write_workbook,
)

MADE = rows()
ROW = Row(1, "536365", "85123A", "HOLDER", "6", "2010-12-01 08:26:00", "2.55", "17850", "UK")


def run(capsys, *arguments: object) -> tuple[int, dict]:
    code = cli.main(["replay", "--json", *map(str, arguments)])
    shown = capsys.readouterr()
    return code, json.loads(shown.out) if shown.out else {"error": shown.err}


def test_replay_when_the_file_is_dirty_then_every_line_ends_somewhere_and_books_agree(
    tmp_path, capsys
) -> None:
    code, found = run(capsys, write_csv(tmp_path / "a.csv", MADE), "--keep", tmp_path / "shop")
    assert (code, found["differences"], found["verify"]) == (0, [], {})
    lines = {name: part["lines"] for name, part in found["classes"].items()}
    planted = {name: 3 * count for name, count in PLANTED.items()}
    assert lines == {"rung_up": len(MADE) - sum(planted.values()), **planted}
    assert found["raw"]["lines"] == len(MADE)
    assert found["corrected"] == 6 and found["merged"] > 5 and found["overridden"] > 20
    twice = len(MADE) - len(set(MADE))
    assert found["rung_twice"] == twice > 5
    assert {name.partition(": ")[2]: each["lines"] for name, each in found["rules"].items()} == {
        "POST": 3, "M": 3, "GIFT_0001_20": 3, "PADS": 3, "document_A": 3, "missing": 3,
        "cart.price_negative": 3, "sale.below_minor_unit": 3, "sale.price_zero": 3,
        "staff.no_right(price_zero)": 3,
    }  # fmt: skip
    assert_is_whole(tmp_path / "shop" / "till.db", found["sales"])


def assert_is_whole(database: Path, sales: int) -> None:
    """Look at the kept shop from a plain connection: sales gapless, in time order."""
    books = sqlite3.connect(database)
    try:
        stamps = [row[0] for row in books.execute("SELECT end_ms FROM sale ORDER BY journal_seq")]
        numbers = books.execute(
            "SELECT MIN(type_seq), MAX(type_seq), COUNT(*) FROM journal WHERE type = 'sale'"
        ).fetchone()
        kinds = books.execute("SELECT kind, COUNT(*) FROM tender GROUP BY kind").fetchall()
    finally:
        books.close()
    assert stamps == sorted(stamps) and numbers == (1, sales, sales)
    assert dict(kinds) == {"cash": (sales + 1) // 2, "card": sales // 2}


def test_replay_when_calls_are_counted_then_every_line_was_a_scan(tmp_path, monkeypatch) -> None:
    calls: Counter[str] = Counter()

    def counted(owner: object, name: str) -> None:
        real = getattr(owner, name)

        def call(*args: object, **more: object) -> object:
            calls[name] += 1
            return real(*args, **more)

        monkeypatch.setattr(owner, name, call)

    for owner, name in ((Catalogue, "find_code"), (carts, "scan"), (Checkout, "keep"),
                        (Checkout, "complete")):  # fmt: skip
        counted(owner, name)
    found = read(write_csv(tmp_path / "a.csv", rows(days=1)))
    result = replay(found, tmp_path, lambda _: None)
    asked = [line for row in found if (line := classify(row)).kind is Kind.RUNG]
    corrections = result.rung.corrected
    assert result.agrees and corrections == 2
    assert calls["scan"] == len(asked)
    assert calls["find_code"] == len(asked) + corrections
    rung = result.rung
    assert rung.added + rung.merged + len(rung.refused) == len(asked)
    assert calls["keep"] == len(asked) + rung.overridden + 2 + len(rung.refused)
    assert calls["complete"] == rung.sales == len({line.row.invoice for line in asked}) - 2


@pytest.mark.parametrize("skipped", ["scan", "quantity", "correction"])
def test_replay_when_a_line_goes_wrong_then_the_comparison_says_so(
    tmp_path, monkeypatch, skipped
) -> None:
    real, count = ReplayTill._scan, iter(range(1_000_000))

    def scan(till, line, done) -> None:
        fifth = next(count) == 4
        if fifth and skipped == "quantity":
            object.__setattr__(line, "quantity", line.quantity + 1)
        if not (fifth and skipped == "scan"):
            real(till, line, done)

    monkeypatch.setattr(ReplayTill, "_scan", scan)
    if skipped == "correction":
        monkeypatch.setattr(ReplayTill, "_correct", lambda *_: None)
    found = read(write_csv(tmp_path / "a.csv", rows(days=1)))
    result = replay(found, tmp_path, lambda _: None)
    kinds = {each.split()[0].strip(":") for each in result.differences}
    expected = {"scan": {"day", "product", "stock"}, "correction": {"stock"}}
    wrong_count = {"all", "rung_up", "day", "product", "stock"}
    assert kinds == expected.get(skipped, wrong_count)
    assert not result.agrees and result.findings == {}


def test_replay_when_an_invoice_has_1200_lines_then_it_is_one_sale(tmp_path) -> None:
    found = read(write_csv(tmp_path / "a.csv", rows(days=1, big=1_200)[-1_200:]))
    result = replay(found, tmp_path, lambda _: None)
    assert result.agrees
    assert (result.rung.sales, result.rung.added) == (1, 1_200)


def test_read_when_the_ending_differs_then_the_rows_are_the_same(tmp_path) -> None:
    plainly = read(write_csv(tmp_path / "a.csv", MADE))
    assert read(write_csv(tmp_path / "b.csv", MADE, SECOND)) == plainly
    assert read(write_parquet(tmp_path / "a.parquet", MADE)) == plainly
    book = write_workbook(tmp_path / "a.xlsx", MADE, "Year 2010-2011")
    with pytest.raises(WrongFileError, match="no column invoiceno or invoice"):
        read(book)
    with pytest.raises(WrongFileError, match=r"a\.xlsx \(Year 2012\?\)"):
        read(book, "Year 2012")
    shorter = [row._replace(price=row.price.removesuffix(".0")) for row in plainly]
    assert read(book, "Year 2010-2011") == shorter


@pytest.mark.parametrize("form", ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"])
def test_read_when_dates_are_written_otherwise_then_they_are_understood(tmp_path, form) -> None:
    made = rows(days=16)
    stamps = [row.stamp for row in read(write_csv(tmp_path / "a.csv", made, stamp=form))]
    assert stamps == [f"{row[4]:%Y-%m-%d %H:%M}:00" for row in made]


def test_first_days_when_limited_then_later_days_are_left_out() -> None:
    stamps = ("2010-12-01 08:00:00", "2010-12-03 09:00:00", "", "2010-12-04 08:00:00")
    found = [ROW._replace(number=at, stamp=stamp) for at, stamp in enumerate(stamps)]
    assert [row.number for row in first_days(found, 2)] == [0, 1, 2]
    assert first_days(found, 9) == found


@pytest.mark.parametrize(
    ("change", "kind", "rule"),
    [
        ({}, Kind.RUNG, ""),
        ({"invoice": "C536379", "quantity": "-1"}, Kind.RETURN, ""),
        ({"invoice": "C496350", "quantity": "1", "code": "M"}, Kind.RETURN, ""),
        ({"invoice": "A563186", "code": "B", "price": "-11062.06"}, Kind.REFUSED, "document_A"),
        ({"quantity": "-9360", "price": "0"}, Kind.CORRECTION, ""),
        ({"code": "POST"}, Kind.FEE, "POST"),
        ({"code": "bank charges"}, Kind.FEE, "BANK CHARGES"),
        ({"code": "gift_0001_80"}, Kind.FEE, "GIFT_0001_80"),
        ({"code": "ADJUST2"}, Kind.FEE, "ADJUST2"),
        ({"code": "TEST001"}, Kind.FEE, "TEST001"),
        ({"code": "DCGSSGIRL"}, Kind.RUNG, ""),
        ({"code": ""}, Kind.REFUSED, "missing"),
        ({"stamp": ""}, Kind.REFUSED, "missing"),
        ({"quantity": "1.5"}, Kind.REFUSED, "not_a_number"),
        ({"price": "£2"}, Kind.REFUSED, "not_a_number"),
        ({"price": ""}, Kind.REFUSED, "not_a_number"),
        ({"price": "0.00001"}, Kind.REFUSED, "finer_than_a_price"),
        ({"quantity": "0"}, Kind.REFUSED, "nothing_sold"),
        ({"code": "9" * 41}, Kind.REFUSED, "code_too_long"),
    ],
)
def test_classify_when_a_line_is_odd_then_sql_says_the_same(change, kind, rule) -> None:
    line = classify(ROW._replace(**change))
    assert (line.kind, line.rule) == (kind, rule)
    raw = RawFile([line.row])
    try:
        part = raw.classes()
        assert list(part) == [kind.value]
        assert raw.whole().amount_e8 == line.amount_e8
    finally:
        raw.close()


@pytest.mark.parametrize(
    ("price", "quantity", "amount"),
    [
        ("2.55", "6", "15.30"), ("0.001", "3", "0.003"), ("-11062.06", "1", "-11062.06"),
        ("+1.5", "2", "3.00"), ("7", "80995", "566965.00"), ("1.23456789", "1", "1.23456789"),
        ("999999999.99", "1", "999999999.99"),
        ("1.", "1", "0.00"), ("1.2.3", "1", "0.00"), ("--1", "1", "0.00"), ("1e2", "1", "0.00"),
        (".5", "1", "0.00"), ("1.234567891", "1", "0.00"), ("1234567890", "1", "0.00"),
        ("1", "+-1", "0.00"), ("1", "0x1", "0.00"), ("1", "1234567890", "0.00"),
        ("", "1", "0.00"), ("1", "", "0.00"), (".", "1", "0.00"), ("-", "-", "0.00"),
    ],
)  # fmt: skip
def test_amounts_when_read_as_text_then_sql_and_replay_agree(price, quantity, amount) -> None:
    line = classify(ROW._replace(price=price, quantity=quantity))
    raw = RawFile([line.row])
    try:
        assert plain(raw.whole().amount_e8) == plain(line.amount_e8) == amount
    finally:
        raw.close()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", "x", "is not .parquet, .csv or .xlsx"),
        ("a.csv", "", "no column invoiceno or invoice"),
        ("a.csv", "Invoice,StockCode,Quantity,Price\n1,A,1,1\n", "no column invoicedate"),
        ("a.csv", "Invoice,StockCode,Quantity,InvoiceDate,Price\n", "holds no line"),
        ("a.csv", "Invoice,StockCode,Quantity,InvoiceDate,Price\n1,A,1,never,1\n", "no line has a"),
        ("a.parquet", "PAR1 not really", "a.parquet"),
        ("a.xlsx", "PK not really", "a.xlsx"),
    ],
)  # fmt: skip
def test_command_when_the_file_is_of_no_use_then_it_ends_with_2(
    tmp_path, capsys, name, content, why
) -> None:
    (tmp_path / name).write_text(content)
    code, found = run(capsys, tmp_path / name)
    assert code == 2 and why in found["error"]


def test_command_when_it_cannot_keep_or_find_then_it_ends_with_2(tmp_path, capsys) -> None:
    path = write_csv(tmp_path / "a.csv", MADE)
    assert run(capsys, tmp_path / "none.csv")[0] == 2
    assert "not a new or empty folder" in run(capsys, path, "--keep", tmp_path)[1]["error"]
    assert "only a workbook has sheets" in run(capsys, path, "--sheet", "A")[1]["error"]
    with pytest.raises(SystemExit) as caught:
        cli.main(["replay", str(path), "--limit-days", "0"])
    assert caught.value.code == 2


def test_command_when_run_for_people_then_it_says_what_became_of_the_lines(
    tmp_path, capsys
) -> None:
    path = write_parquet(tmp_path / "a.parquet", MADE)
    assert cli.main(["replay", str(path), "--limit-days", "1"]) == 0
    shown = capsys.readouterr().out
    assert "verify: clean" in shown and "sales/s" in shown
    assert "    staff.no_right(price_zero)" in shown and "the raw file, by SQL" in shown


def test_raw_file_when_arrow_adds_it_up_then_sql_says_the_same(tmp_path) -> None:
    """Ask a second engine, straight from the file's own floats, in decimals."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow.parquet import read_table

    path = write_parquet(tmp_path / "a.parquet", MADE)
    table = read_table(path)
    prices = pc.cast(pc.cast(table["UnitPrice"], pa.string()), pa.decimal128(18, 8))
    counts = pc.cast(table["Quantity"], pa.decimal128(19, 0))
    total = pc.sum(pc.multiply(prices, counts)).as_py()
    raw = RawFile(read(path))
    try:
        assert raw.whole().lines == table.num_rows == len(MADE)
        assert raw.whole().amount_e8 == int(total * 10**8)
    finally:
        raw.close()
