"""The check of what stands beside the documents: schema, settings, taxes, people, shifts, paper."""

from dataclasses import replace

import pysqlite3.dbapi2 as sqlite
import pytest

from inventory.catalogue.product import Names, Tax
from inventory.kernel.money import Rate
from inventory.people.staff import SYSTEM, Role
from inventory.service.backup import backup, restore
from inventory.service.settings import SettingsDesk, current
from inventory.service.staff import StaffDesk
from inventory.service.verify import Verify
from suanpan.words import english
from tests.inventory.service.checking import checked, path, unguarded

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
