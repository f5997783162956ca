"""The check of the books: clean after honest work, and each rule sees the damage planted for it."""

import shutil
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pysqlite3.dbapi2 as sqlite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.ledger.journal import Entry
from inventory.service.verify import FINDINGS_MAX, RULES, Verify
from suanpan.words import english
from tests.inventory.service import test_verify_beside
from tests.inventory.service.checking import checked, model, path, rewrite, unguarded
from tests.inventory.shop import a_shop
from tests.rigs.crash_day import Day, stock_the_shop

__all__ = ["path"]


def test_books_when_honest_then_nothing_is_found_and_everything_was_looked_at(path) -> None:
    report = checked(path)
    assert report.clean and report.findings == ()
    assert report.counts["sale"] > 60 and report.counts["post_void"] > 3
    assert report.counts["journal"] > report.counts["sale"]


FIRST_SALE = "(SELECT id FROM sale WHERE journal_seq = (SELECT MIN(journal_seq) FROM sale))"
VOIDED = "(SELECT id FROM sale WHERE id IN (SELECT reverses FROM post_void) LIMIT 1)"
PLANTED = [
    ("guard", "DROP TRIGGER sale_no_update"),
    ("chain_sequence", "DELETE FROM journal WHERE seq = 9"),
    ("chain_type_sequence", "UPDATE journal SET type_seq = 900 WHERE seq = 9"),
    ("chain_previous_hash", "UPDATE journal SET prev_hash = zeroblob(32) WHERE seq = 9"),
    ("chain_hash", "UPDATE journal SET actor_id = 'somebody' WHERE seq = 9"),
    ("chain_hash", "UPDATE journal SET hash = zeroblob(32) WHERE seq = 9"),
    ("chain_hash", "UPDATE journal SET program_version = '9' WHERE seq = 9"),
    ("chain_perpetual_total", "UPDATE journal SET gt_abs = gt_abs + 1 WHERE seq = 9"),
    ("total", "UPDATE journal SET gt_signed = gt_signed + 1 WHERE seq = 9"),
    ("epoch", "DELETE FROM journal WHERE seq = 1"),
    ("epoch", "DELETE FROM site"),
    ("epoch", "INSERT INTO site VALUES ('SH01', 'T01', 2, 0, 'copy')"),
    ("body", "UPDATE journal SET body = CAST('{' AS BLOB) WHERE seq = 9"),
    ("body", "UPDATE journal SET body = CAST('[]' AS BLOB) WHERE type = 'sale'"),
    ("body", "UPDATE journal SET body = CAST('{}' AS BLOB) WHERE type = 'sale'"),
    ("receipt_number", "UPDATE journal SET type_seq = 700 WHERE type = 'sale' AND type_seq = 1"),
    ("sale_missing", f"DELETE FROM sale WHERE id = {FIRST_SALE}"),
    ("sale_no_entry", "DELETE FROM journal WHERE type = 'sale' AND type_seq = 2"),
    ("sale_no_entry", f"UPDATE sale SET journal_seq = 1 WHERE id = {FIRST_SALE}"),
    ("sale_entry", f"UPDATE sale SET end_ms = end_ms + 1 WHERE id = {FIRST_SALE}"),
    ("sale_entry", f"UPDATE sale SET actor_id = 'x' WHERE id = {FIRST_SALE}"),
    ("sale_entry", f"UPDATE sale SET business_date = '2020-01-01' WHERE id = {FIRST_SALE}"),
    ("sale_amounts", f"UPDATE sale SET total = total - 100 WHERE id = {FIRST_SALE}"),
    ("sale_amounts", f"UPDATE sale SET order_discount = 1 WHERE id = {FIRST_SALE}"),
    ("sale_amounts", f"UPDATE sale SET receipt_no = 'SH01' WHERE id = {FIRST_SALE}"),
    ("sale_shift", "UPDATE shift SET number = 2"),
    ("sale_content", f"UPDATE sale SET content_hash = zeroblob(32) WHERE id = {FIRST_SALE}"),
    ("sale_lines", f"UPDATE sale_line SET cost_e4 = 1 WHERE sale_id = {FIRST_SALE}"),
    ("sale_lines", f"UPDATE sale_line SET name_en = 'x' WHERE sale_id = {FIRST_SALE}"),
    ("sale_lines", f"UPDATE sale_line SET epoch = 2 WHERE sale_id = {FIRST_SALE}"),
    ("sale_lines", f"DELETE FROM sale_line WHERE sale_id = {FIRST_SALE} AND number = 1"),
    ("sale_taxes", f"UPDATE sale_line_tax SET amount = 1 WHERE sale_id = {FIRST_SALE}"),
    ("sale_taxes", f"DELETE FROM sale_line_tax WHERE sale_id = {FIRST_SALE}"),
    ("sale_adjustments", "UPDATE sale_adjustment SET amount = amount + 1"),
    ("sale_tenders", "UPDATE tender SET kind = 'card' WHERE kind = 'cash'"),
    ("sale_tenders", "UPDATE tender SET state = 'unknown'"),
    ("sale_tenders", f"DELETE FROM tender WHERE sale_id = {FIRST_SALE}"),
    ("sale_job", f"DELETE FROM print_job WHERE source_id = {FIRST_SALE}"),
    ("sale_template", "DELETE FROM receipt_template"),
    ("sale_stock", "UPDATE stock_move SET variant_id = 'x' WHERE source_type = 'sale'"),
    ("sale_stock", f"DELETE FROM stock_move WHERE source_id = {FIRST_SALE}"),
    ("sale_stock", "UPDATE stock_move SET to_location = from_location WHERE source_type = 'sale'"),
    ("sale_cash", "UPDATE cash_move SET amount = amount + 1 WHERE source_type = 'sale'"),
    ("sale_cash", "DELETE FROM cash_move WHERE source_type = 'sale'"),
    ("void_missing", "DELETE FROM post_void"),
    ("void_no_entry", "UPDATE post_void SET journal_seq = 1"),
    ("void_entry", "UPDATE post_void SET actor_id = 'x'"),
    ("void_entry", "UPDATE post_void SET receipt_no = receipt_no || 'x'"),
    ("void_amounts", "UPDATE post_void SET total = total + 1"),
    ("void_job", f"UPDATE print_job SET reason = '' WHERE source_id = {VOIDED}"),
    ("void_stock", "DELETE FROM stock_move WHERE source_type = 'post_void'"),
    ("void_stock", "UPDATE stock_move SET qty_milli = 1 WHERE source_type = 'post_void'"),
    ("void_cash", "UPDATE cash_move SET amount = 1 WHERE source_type = 'post_void'"),
    ("stock_entry", "UPDATE stock_move SET qty_milli = 7 WHERE source_type = 'stock'"),
    ("stock_entry", "UPDATE stock_move SET source_id = 'x' || id WHERE source_type = 'stock'"),
    (
        "stock_entry",
        "INSERT INTO stock_move (store_id, till_id, epoch, business_date, at_ms, actor_id,"
        " variant_id, from_location, to_location, qty_milli, cost_e4, source_type, source_id,"
        " source_line)"
        " VALUES ('SH01', 'T01', 1, 'd', 0, 'x', 'v', 'a', 'b', 1, 0, 'stock', 'n', 1)",
    ),
    ("stock_balance", "UPDATE stock SET qty_milli = qty_milli + 1000 WHERE location_id LIKE '%e'"),
    ("stock_balance", "DELETE FROM stock"),
    ("stock_balance", "INSERT INTO stock VALUES ('SH01:store', 'nothing', 5)"),
    ("stock_balance", "INSERT INTO stock VALUES ('SH01:store', '~last', 5)"),
    (
        "stock_orphan",
        "UPDATE stock_move SET source_id = 'gone' || rowid WHERE source_type = 'post_void'",
    ),
    ("stock_orphan", "UPDATE stock_move SET source_type = 'gift' WHERE source_type = 'sale'"),
    (
        "cash_orphan",
        "UPDATE cash_move SET source_id = 'gone' || rowid WHERE source_type = 'post_void'",
    ),
    ("cash_orphan", "UPDATE cash_move SET source_type = 'gift'"),
    ("copy_job", "DELETE FROM print_job WHERE copy_no = 1"),
    ("copy_job", "UPDATE print_job SET copy_no = 9 WHERE source_id = (SELECT MAX(id) FROM sale)"),
    (
        "given_back",
        "INSERT INTO tender_attempt VALUES"
        " ('a', 'SH01', 'T01', 1, 'none', 'card', 100, 'given_back', '', '', 1, 1)",
    ),
    ("job_orphan", "UPDATE print_job SET source_id = 'gone' || rowid WHERE copy_no = 1"),
    ("shift_number", "UPDATE shift SET number = 4"),
    (
        "shift_day",
        "INSERT INTO shift SELECT 'x', store_id, till_id, epoch, 2, business_date, opened_ms,"
        " opened_by, implicit FROM shift",
    ),
    ("cart_open", "UPDATE cart SET state = 'open'"),
    ("cart_rows", "DELETE FROM cart"),
    ("cart_rows", "DELETE FROM cart_edit WHERE number = 1"),
    *(
        ("cart_rows", f"UPDATE cart_edit SET edit = CAST('{edit}' AS BLOB)")
        for edit in ("{", "{}", "[]", '{"kind": "add"}')
    ),
    ("cart_rows", "UPDATE cart SET currency = 'XXX'"),
    ("outbox", "INSERT INTO outbox VALUES ('hq', 'SH01', 'T01', 1, 5, zeroblob(32), 0)"),
    ("outbox", "INSERT INTO outbox VALUES ('hq', 'SH01', 'T01', 1, 0, x'00', 0)"),
    ("outbox", "INSERT INTO outbox VALUES ('hq', 'SH01', 'T01', 1, -1, zeroblob(32), 0)"),
    ("epoch", "UPDATE journal SET body = CAST('{' AS BLOB) WHERE seq = 1"),
    ("epoch", "UPDATE journal SET body = CAST('[]' AS BLOB) WHERE seq = 1"),
    ("outbox", "INSERT INTO outbox VALUES ('hq', 'SH01', 'T01', 1, 99999, zeroblob(32), 0)"),
    ("foreign_key", "DELETE FROM shift"),
]


@pytest.mark.parametrize(("rule", "damage"), PLANTED)
def test_rule_when_its_damage_is_planted_then_it_is_found(path, rule: str, damage: str) -> None:
    if rule == "guard":
        with sqlite.connect(str(path)) as connection:
            connection.execute(damage)
        connection.close()
    else:
        with unguarded(path) as connection:
            touched = connection.execute(damage).rowcount
        assert touched != 0
    report = checked(path)
    assert rule in report.found
    finding = next(each for each in report.findings if each.rule == rule)
    assert finding.where and finding.where in english(finding.text)


def _forge(body: dict, what: str) -> None:
    match what:
        case "net":
            body["net"] += 1
        case "tax by code":
            body["taxes"][0][2] += 1
        case "pieces":
            body["pieces"] += 1
        case "gross":
            body["lines"][0]["gross"] += 1
        case "share":
            body["lines"][0]["share"] += 1
        case "line tax":
            body["lines"][0]["tax"] += 1
        case "discount":
            body["lines"][0]["discount"] = [1, 2, "percent"]
        case "tender":
            body["tenders"][0][1] += 1
        case "rounding":
            body["rounding"] += 1
        case "total":
            body["total"] += 1
        case "number":
            body["receipt_no"] = "SH01-T01-1-S-000009-X"
        case "template":
            body["template"] = 99
        case "stocked":
            body["lines"][0]["stocked"] = not body["lines"][0]["stocked"]
        case "shift":
            body["shift"] = 9


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("sale_totals", "net"),
        ("sale_totals", "tax by code"),
        ("sale_totals", "pieces"),
        ("sale_totals", "share"),
        ("sale_line_sums", "gross"),
        ("sale_line_sums", "share"),
        ("sale_line_sums", "line tax"),
        ("sale_line_sums", "discount"),
        ("sale_paid", "tender"),
        ("sale_paid", "rounding"),
        ("total", "total"),
        ("receipt_number", "number"),
        ("sale_template", "template"),
        ("sale_stock", "stocked"),
        ("sale_shift", "shift"),
    ],
)
def test_rule_when_the_chain_was_forged_whole_then_the_content_tells(path, rule, what) -> None:
    rewrite(path, lambda body: _forge(body, what))
    report = checked(path)
    assert rule in report.found
    assert not any(each.startswith("chain") for each in report.found)


@pytest.mark.parametrize(
    ("rule", "key"),
    [("void_amounts", "net"), ("void_amounts", "reverses_receipt"), ("void_entry", "shift")],
)
def test_void_when_the_chain_was_forged_whole_then_the_content_tells(path, rule, key) -> None:
    rewrite(path, lambda body: body.update({key: 5}), "post_void")
    assert rule in checked(path).found


def test_epoch_when_it_is_not_tied_to_the_one_before_then_it_is_found(path) -> None:
    rewrite(path, lambda body: body.update({"from": [0, 5, "00"]}), "epoch")
    assert checked(path).found == {"epoch": 1}


def test_body_when_it_never_had_the_shape_then_only_that_is_found(path) -> None:
    rewrite(path, lambda body: body.pop("moves"), "stock")
    assert set(checked(path).found) == {"body", "stock_entry"}


def test_file_when_an_index_or_a_page_is_damaged_then_it_is_found(path) -> None:
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'epoch, type, type_seq',"
                       " 'epoch, type_seq, type') WHERE name = 'journal_type_seq'")  # fmt: skip
    connection.close()
    assert "file" in checked(path).found


def test_file_when_pages_are_overwritten_then_it_is_reported_not_raised(path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 20)
    report = checked(path)
    assert "file" in report.found and not report.clean


def test_rules_when_listed_then_each_has_a_planted_damage() -> None:
    forged = {"sale_totals", "sale_line_sums", "sale_paid", "file", "schema"}
    forged |= {rule for rule, _ in test_verify_beside.PLANTED}
    assert {rule for rule, _ in PLANTED} | forged == set(RULES)


def test_findings_when_there_are_very_many_then_the_first_are_kept_and_all_counted(path) -> None:
    with unguarded(path) as connection:
        connection.execute("UPDATE tender SET state = 'unknown'")
    report = checked(path)
    assert report.found["sale_tenders"] > FINDINGS_MAX
    assert len(report.findings) == FINDINGS_MAX


def test_names_when_typed_decomposed_then_rows_and_body_agree(tmp_path) -> None:
    shop = a_shop(tmp_path)
    stock_the_shop(shop.admin)
    with shop.books.transaction() as connection:
        connection.exec_driver_sql("UPDATE style SET name_en = 'Café cru'")
    Day(shop.books, Random(1), shop.clock).run(3)
    assert Verify(shop.reader).run().clean
    shop.close()


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.integers(1, 40))
def test_books_when_anything_honest_was_done_then_they_are_whole(seed: int, steps: int) -> None:
    folder = Path(mkdtemp())
    try:
        shop = a_shop(folder)
        stock_the_shop(shop.admin)
        day = Day(shop.books, Random(seed), shop.clock)
        for _ in range(steps):
            day.step()
            shop.clock.advance(day.random.choice((500, 60_000, 40_000_000)))
        report = Verify(shop.reader).run()
        shop.close()
        assert report.findings == ()
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_books_when_thousands_of_things_were_done_then_they_are_whole(tmp_path) -> None:
    shop = a_shop(tmp_path)
    stock_the_shop(shop.admin)
    Day(shop.books, Random(20), shop.clock).run(2_000)
    assert Verify(shop.reader).run().findings == ()
    shop.close()


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 16), st.data())
def test_journal_when_one_byte_changes_then_it_never_goes_unseen(pick, column, data) -> None:
    folder = Path(mkdtemp())
    try:
        path = folder / "till.db"
        shutil.copyfile(model(), path)
        names = [field for field in Entry.__dataclass_fields__]
        with unguarded(path) as raw:
            seqs = [row[0] for row in raw.execute("SELECT seq FROM journal ORDER BY seq")]
            seq, name = seqs[pick % len(seqs)], names[column]
            (value,) = raw.execute(f"SELECT {name} FROM journal WHERE seq = ?", (seq,)).fetchone()
            forged = _other(value, data)
            raw.execute(f"UPDATE OR IGNORE journal SET {name} = ? WHERE seq = ?", (forged, seq))
            changed = raw.execute("SELECT changes()").fetchone() != (0,)
        assert not changed or not checked(path).clean
    finally:
        shutil.rmtree(folder)


def _other(value: object, data: st.DataObject) -> object:
    if isinstance(value, bytes):
        at = data.draw(st.integers(0, len(value) - 1))
        return value[:at] + bytes([value[at] ^ data.draw(st.integers(1, 255))]) + value[at + 1 :]
    if isinstance(value, int):
        return value + data.draw(st.sampled_from((-1, 1, 1_000)))
    return f"{value}x"
