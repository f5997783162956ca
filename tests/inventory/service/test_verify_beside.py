"""The check of what stands beside the documents: schema, settings, taxes, people, shifts, paper."""

from dataclasses import replace

import pysqlite3.dbapi2 as sqlite
import pytest

from inventory.catalogue.drafts import BarcodeDraft
from inventory.catalogue.product import Names, Tax
from inventory.kernel.money import Rate
from inventory.kernel.quantity import Quantity
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM, Role
from inventory.pricing.cart import AddLine
from inventory.service.backup import backup
from inventory.service.restore import restore
from inventory.service.settings import SettingsDesk, current
from inventory.service.staff import StaffDesk
from inventory.service.verify import Verify
from inventory.store import catalogue_writes
from suanpan.words import english
from tests.inventory.service.checking import checked, path, unguarded
from tests.inventory.service.ringing import CASHIER, JEANS, TEE, edit, open_till, ring, yuan
from tests.inventory.shop import a_style, a_variant

__all__ = ["path"]

ODD = [
    "CREATE TRIGGER evil BEFORE INSERT ON journal WHEN NEW.type = 'no_sale'"
    " BEGIN SELECT RAISE(IGNORE); END",
    "CREATE TRIGGER evil AFTER INSERT ON tender BEGIN UPDATE stock SET qty_milli = 0; END",
    "DROP INDEX journal_type_seq",
    "CREATE TABLE evil (x)",
    "CREATE VIEW evil AS SELECT * FROM sale",
    "CREATE INDEX evil ON sale (total)",
    "ALTER TABLE sale ADD COLUMN evil TEXT",
]


@pytest.mark.parametrize("change", ODD)
def test_schema_when_something_was_added_or_taken_away_then_it_is_found(path, change: str) -> None:
    with sqlite.connect(str(path)) as connection:
        connection.execute(change)
    connection.close()
    report = checked(path)
    assert report.found == {"schema": 1}
    assert report.findings[0].where.split()[1] in ("evil", "journal_type_seq", "sale")


@pytest.mark.parametrize("name", ["sqlite_stat_x", "sqlite_stat1", "sqlite_stat4", "sqlite_statx"])
def test_schema_when_a_trigger_hides_behind_a_name_of_sqlites_own_then_it_is_found(
    path, name: str
) -> None:
    swallow = f"CREATE TRIGGER {name} BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END"
    planted = ("trigger", name, "journal", 0, swallow)
    with sqlite.connect(str(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", planted)
    connection.close()
    report = checked(path)
    assert report.found == {"schema": 1}
    assert report.findings[0].where == f"trigger {name}"


def test_schema_when_a_table_of_sqlites_own_has_another_form_then_it_is_found(path) -> None:
    with sqlite.connect(str(path)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA writable_schema = ON")
        changed = connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE TABLE sqlite_stat1(tbl,idx,stat,x)'"
            " WHERE name = 'sqlite_stat1'"
        )
        assert changed.rowcount == 1
    connection.close()
    assert checked(path).found == {"schema": 1}


def test_schema_when_sqlite_has_looked_at_its_indexes_then_nothing_is_found(path) -> None:
    with sqlite.connect(str(path)) as connection:
        connection.execute("ANALYZE")
    connection.close()
    assert checked(path).clean


PLANTED = [
    ("setting_entry", "UPDATE setting SET value = '50' WHERE key = 'cash_step'"),
    ("setting_entry", "UPDATE setting SET actor_id = 'x' WHERE key = 'cash_step'"),
    ("setting_entry", "DELETE FROM setting WHERE key = 'cash_rounding'"),
    (
        "setting_entry",
        "INSERT INTO setting (store_id, till_id, epoch, key, value, at_ms, actor_id)"
        " SELECT store_id, till_id, epoch, key, value, at_ms, actor_id FROM setting LIMIT 1",
    ),
    ("tax_entry", "UPDATE tax SET rate_num = 1"),
    ("tax_entry", "UPDATE tax SET included = 0"),
    ("tax_entry", "DELETE FROM tax_class"),
    ("tax_entry", "INSERT INTO tax_class VALUES ('zero', 'VAT13', 1)"),
    (
        "template_entry",
        "UPDATE receipt_template SET content = CAST("
        "replace(CAST(content AS TEXT), 'Test shop', 'Evil shop') AS BLOB)",
    ),
    ("template_entry", "UPDATE receipt_template SET layout = 9"),
    ("template_entry", "INSERT INTO receipt_template VALUES (9, 1, x'7b7d', 0, 'x')"),
    ("staff_entry", "UPDATE staff SET role = 'cashier'"),
    ("staff_entry", "UPDATE staff SET active = 0"),
    ("staff_entry", "UPDATE staff SET pin_hash = 'mine'"),
    ("staff_entry", "DELETE FROM staff"),
    (
        "staff_entry",
        "INSERT INTO staff SELECT 'x', store_id, till_id, epoch, '99', 'x', role, pin_hash,"
        " language, active, created_ms FROM staff LIMIT 1",
    ),
    ("shift_opening", "UPDATE shift SET opened_by = 'x'"),
    ("shift_opening", "UPDATE shift SET opened_ms = 1"),
    (
        "shift_opening",
        "INSERT INTO shift SELECT 'x', store_id, till_id, epoch, 2, '2031-01-01', opened_ms,"
        " opened_by, implicit FROM shift",
    ),
    (
        "attempt_orphan",
        "INSERT INTO tender_attempt VALUES"
        " ('a', 'SH01', 'T01', 1, 'none', 'card', 100, 'confirmed', '', '', 1, 1)",
    ),
    (
        "attempt_orphan",
        "INSERT INTO tender_attempt VALUES"
        " ('a', 'SH01', 'T01', 1, 'none', 'card', 100, 'unknown', '', '', 1, 1)",
    ),
    (
        "attempt_orphan",
        "INSERT INTO tender_attempt SELECT 'a', store_id, till_id, epoch, id, 'cash', 100,"
        " 'started', '', '', 1, 1 FROM sale LIMIT 1",
    ),
    ("setting_entry", "UPDATE setting SET value = '{' WHERE key = 'cash_step'"),
    ("setting_entry", "UPDATE setting SET value = '1.5' WHERE key = 'cash_step'"),
    ("setting_entry", f"UPDATE setting SET value = '{'9' * 400}' WHERE key = 'cash_step'"),
    ("setting_entry", "UPDATE setting SET epoch = 7"),
    ("setting_entry", "UPDATE setting SET till_id = 'T02'"),
    ("setting_entry", "UPDATE setting SET store_id = 'SH02'"),
    ("tax_entry", "UPDATE style SET tax_class = 'nobody set this up'"),
    ("picture", "INSERT INTO picture VALUES ('aa', x'00')"),
    (
        "sold_code",
        "UPDATE barcode SET variant_id = (SELECT id FROM variant v WHERE style_id <> (SELECT"
        " style_id FROM variant w WHERE w.id = barcode.variant_id) LIMIT 1)",
    ),
    ("price_version", "DELETE FROM price"),
    ("price_version", "DELETE FROM price WHERE variant_id = (SELECT MAX(id) FROM variant)"),
    ("price_version", "UPDATE price SET version = 2"),
    (
        "price_version",
        "INSERT INTO price SELECT variant_id, list, version + 2, valid_from_ms, planned, price_e4,"
        " tag_e4 FROM price LIMIT 1",
    ),
    ("sold_price", "UPDATE price SET price_e4 = 1"),
    ("sold_price", "DELETE FROM price"),
    ("sale_entry", "UPDATE sale SET one_tap = 1 - one_tap"),
    ("sale_stock", "UPDATE stock_move SET reason = 'x' WHERE source_type = 'sale'"),
    ("stock_entry", "UPDATE stock_move SET reason = 'x' WHERE source_type = 'stock'"),
    ("epoch", "UPDATE site SET installation = 'x'"),
]


@pytest.mark.parametrize(("rule", "damage"), PLANTED)
def test_rule_when_something_beside_the_documents_was_changed_then_it_is_found(
    path, rule: str, damage: str
) -> None:
    with unguarded(path) as connection:
        assert connection.execute(damage).rowcount != 0
    report = checked(path)
    assert rule in report.found
    finding = next(each for each in report.findings if each.rule == rule)
    assert finding.where and finding.where in english(finding.text)


LAWFUL = [
    "INSERT INTO tender_attempt SELECT 'a', store_id, till_id, epoch, sale_id, 'cash', 100,"
    " 'failed', '', '', 1, 1 FROM cart WHERE state = 'closed'",
    "INSERT INTO tender_attempt SELECT sale_id, store_id, till_id, epoch, sale_id, 'cash', 100,"
    " 'confirmed', '', '', 1, 1 FROM cart WHERE state IN ('open', 'parked')",
    "INSERT INTO price SELECT variant_id, list, version + 1, valid_from_ms, planned, price_e4,"
    " tag_e4 FROM price LIMIT 1",
    "UPDATE style SET tax_class = ''",
    "UPDATE style SET tax_class = 'none'",
    "INSERT INTO picture VALUES"
    " ('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', x'00')",
    "INSERT INTO outbox VALUES ('hq', 'SH01', 'T01', 1, 0, zeroblob(32), 0)",
    "INSERT INTO outbox SELECT 'hq', store_id, till_id, epoch, seq, hash, 0 FROM journal"
    " WHERE seq = 9",
    "UPDATE barcode SET variant_id = (SELECT id FROM variant v WHERE style_id = (SELECT"
    " style_id FROM variant w WHERE w.id = barcode.variant_id) ORDER BY id DESC LIMIT 1)",
]


@pytest.mark.parametrize("change", LAWFUL)
def test_rule_when_what_stands_there_may_be_so_then_nothing_is_found(path, change: str) -> None:
    with unguarded(path) as connection:
        assert connection.execute(change).rowcount > 0
    assert checked(path).findings == ()


@pytest.mark.parametrize(
    ("code", "entry", "found"),
    [
        ("6901234567915", "scanned", {"sold_code": 1}),
        ("690123456791", "scanned", {"sold_code": 1}),
        ("69012345", "scanned", {"sold_code": 1}),
        ("6901234567915", "keyed", {}),
        ("2001234567915", "scanned", {}),  # the shop's own labels may be read in several ways
        ("0201234567915", "scanned", {}),
        ("01234558", "scanned", {}),  # the short form of another code, or a code of its own
        ("6901234", "scanned", {}),
        ("69012345679150", "scanned", {}),
        ("69012345A", "scanned", {}),
        ("A9012345", "scanned", {}),
    ],
)
def test_code_when_it_names_other_goods_than_it_sold_then_only_a_full_retail_code_tells(
    shop, code: str, entry: str, found: dict[str, int]
) -> None:
    till = open_till(shop)
    goods = {each: shop.catalogue.find_code(CASHIER, each).item for each in (TEE, JEANS)}
    cart = till.new_cart()
    cart = edit(till, cart, AddLine(goods[TEE], Quantity.pieces(1), entry, code))
    till.complete(CASHIER, cart, [Offer("cash", yuan("89"))])
    assert Verify(shop.reader).run().found == {}
    with shop.books.transaction() as connection:
        catalogue_writes.insert_barcodes(connection, [(code, goods[JEANS].variant_id, 1_000)])
    report = Verify(shop.reader).run()
    assert report.found == found
    assert [each.where for each in report.findings] == [f"{code} TS1001"] * len(found)


def test_settings_when_changed_in_every_way_then_nothing_is_found(shop, tmp_path) -> None:
    desk = SettingsDesk(shop.context, shop.books)
    wanted = replace(current(shop.reader), receipt_header=("Cafe\u0301",), cash_step=10)
    desk.save(SYSTEM, wanted)
    desk.save(SYSTEM, replace(wanted, receipt_footer=("again",), cash_step=5))
    taxes = [(Tax("A\u0301", Rate(3, 100), included=True), Names("a", "a", "a"))]
    shop.admin.set_taxes(SYSTEM, taxes, {"standard": [], "low": ["A\u0301"]})
    staff = StaffDesk(shop.context, shop.books, shop.pepper)
    person = staff.add(SYSTEM, code="7", name="n", role=Role.CASHIER, pin_hash="one")
    staff.change(SYSTEM, person.id, name="m", role=Role.MANAGER)
    staff.set_pin(SYSTEM, person.id, "two")
    staff.set_active(SYSTEM, person.id, active=False)
    assert Verify(shop.reader).run().findings == ()
    made = backup(SYSTEM, shop.path, tmp_path / "usb", shop.clock)
    restore(SYSTEM, made.path, tmp_path / "new" / "till.db", shop.clock)
    assert checked(tmp_path / "new" / "till.db").findings == ()


def test_code_when_it_is_the_sku_of_what_was_sold_then_other_goods_may_bear_it_later(shop) -> None:
    till = open_till(shop)
    shop.create(a_style("12345670", a_variant("", "", cost="10")))
    cart = ring(shop, till, "12345670")
    till.complete(CASHIER, cart, [Offer("cash", yuan("10"))])
    jeans = shop.catalogue.find_code(CASHIER, JEANS).item.variant_id
    shop.admin.add_barcode(SYSTEM, jeans, BarcodeDraft("12345670"))
    assert ring(shop, till, "12345670").lines[0].item.style_code == "12345670"
    assert Verify(shop.reader).run().findings == ()
