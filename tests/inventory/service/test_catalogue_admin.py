import pytest
from sqlalchemy.exc import IntegrityError

from inventory.catalogue.drafts import BarcodeDraft
from inventory.catalogue.product import Names, Tax
from inventory.kernel.errors import Refused
from inventory.kernel.money import Rate
from inventory.kernel.quantity import Quantity
from inventory.ledger import journal
from inventory.ledger.envelope import decode
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.service.print_jobs import kept_template
from inventory.service.settings import current_template_version
from inventory.service.verify import verify_file
from tests.inventory.shop import a_style, a_variant, price

CASHIER = Actor("c", "9", Role.CASHIER)
EAN = "6901234567892"


def refused_by(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.text.code


def bodies(shop, entry_type):
    rows = shop.rows("SELECT body FROM journal WHERE type = ? ORDER BY seq", entry_type)
    return [decode(row[0]) for row in rows]


def test_create_styles_when_opening_stock_then_moves_journal_and_balance_agree(shop):
    shop.create(a_style("A", a_variant("白", stock=3), a_variant("黑", stock=0)))
    moves = shop.rows("SELECT from_location, to_location, qty_milli FROM stock_move")
    assert moves == [("SH01:supplier", "SH01:store", 3000)]
    assert shop.rows("SELECT location_id, qty_milli FROM stock ORDER BY 1") == [
        ("SH01:store", 3000),
        ("SH01:supplier", -3000),
    ]
    (entry,) = bodies(shop, journal.STOCK)
    assert entry["reason"] == "opening"
    assert entry["moves"][0][2:] == ["SH01:supplier", "SH01:store", 3000, 0]
    assert shop.rows("SELECT source_id FROM stock_move") == [(entry["source_id"],)]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (a_style("A"), "catalogue.style_taken"),
        (a_style("B", a_variant(code=EAN)), "catalogue.barcode_taken"),
        (a_style("B", a_variant(sku="A-01")), "catalogue.variant_taken"),
    ],
)
def test_create_styles_when_a_code_is_taken_then_nothing_of_the_batch_is_there(shop, second, code):
    first = a_style("A", a_variant("白", code=EAN), a_variant("黑"))
    assert refused_by(lambda: shop.create(first, second)) == code
    assert shop.rows("SELECT COUNT(*) FROM style") == [(0,)]
    shop.create(first)
    assert refused_by(lambda: shop.create(a_style("C"), second)) == code
    assert shop.rows("SELECT code FROM style") == [("A",)]


def test_create_styles_when_ean_with_leading_zero_is_taken_as_upc_then_refused(shop):
    shop.create(a_style("A", a_variant(code="012345678905")))
    again = a_style("B", a_variant(code="0012345678905"))
    assert refused_by(lambda: shop.create(again)) == "catalogue.barcode_taken"


def test_create_styles_when_tax_class_is_unknown_then_refused(shop):
    draft = a_style("A", tax_class="luxury")
    assert refused_by(lambda: shop.create(draft)) == "catalogue.unknown_tax_class"


def test_create_styles_when_cashier_then_refused(shop):
    assert refused_by(lambda: shop.admin.create_styles(CASHIER, [a_style()])) == "staff.no_right"


def test_add_variants_when_new_colour_then_found_by_its_word_and_sku_goes_on(shop):
    (style_id,) = shop.create(a_style("A", a_variant("白", "M")))
    shop.admin.add_variants(SYSTEM, style_id, [a_variant("黑", "M", stock=2)])
    assert [hit.style_code for hit in shop.catalogue.search(SYSTEM, "black")] == ["A"]
    assert shop.rows("SELECT sku FROM variant ORDER BY position") == [("A-01",), ("A-02",)]
    assert len(shop.catalogue.matrix(SYSTEM, style_id).colours) == 2


def test_add_variants_when_style_is_unknown_then_refused(shop):
    call = lambda: shop.admin.add_variants(SYSTEM, "nobody", [a_variant()])  # noqa: E731
    assert refused_by(call) == "catalogue.no_such_style"


def test_add_barcode_when_second_code_then_both_find_it(shop):
    shop.create(a_style("A", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    shop.admin.add_barcode(SYSTEM, variant, BarcodeDraft("BOX10", Quantity.pieces(10)))
    assert shop.catalogue.find_code(SYSTEM, "BOX10").quantity == Quantity.pieces(10)
    again = BarcodeDraft(EAN)
    assert refused_by(lambda: shop.admin.add_barcode(SYSTEM, variant, again)).endswith("_taken")
    wallet = BarcodeDraft("6212345678901234567")
    assert refused_by(lambda: shop.admin.add_barcode(SYSTEM, variant, wallet)) == (
        "catalogue.payment_code"
    )
    empty = BarcodeDraft("X", Quantity(0))
    assert refused_by(lambda: shop.admin.add_barcode(SYSTEM, variant, empty)).endswith("positive")


def test_price_when_somebody_updates_or_deletes_it_then_the_table_refuses(shop):
    shop.create(a_style("A", a_variant(code=EAN)))
    for statement in ("UPDATE price SET price_e4 = 1", "DELETE FROM price"):
        with pytest.raises(IntegrityError), shop.books.transaction() as connection:
            connection.exec_driver_sql(statement)


def test_set_price_when_below_zero_then_refused(shop):
    call = lambda: shop.admin.set_price(SYSTEM, "v", price("-1"))  # noqa: E731
    assert refused_by(call) == "catalogue.price_negative"


def test_set_price_when_it_or_the_tag_is_above_the_limit_then_refused(shop):
    for wrong in ({"price": price("100000000")}, {"price": price("1"), "tag": price("100000000")}):
        call = lambda wrong=wrong: shop.admin.set_price(  # noqa: E731
            SYSTEM, "v", wrong["price"], list_price=wrong.get("tag")
        )
        assert refused_by(call) == "catalogue.price_too_large"


def test_quick_create_when_unknown_code_then_sellable_at_once_and_journaled(shop):
    item = shop.admin.quick_create(CASHIER, code=EAN, name="\x1b围巾", price=price("30"))
    assert item.names.zh_hans == "围巾"
    assert item.taxes[0].code == "VAT13"
    assert shop.catalogue.find_code(SYSTEM, EAN).item == item
    assert [hit.style_code for hit in shop.catalogue.search(SYSTEM, "wj")] == [EAN]
    assert shop.rows("SELECT quick_created FROM style") == [(1,)]
    (entry,) = bodies(shop, journal.QUICK_CREATE)
    assert entry["variant_id"] == item.variant_id
    assert "围巾" not in str(entry)


def test_quick_create_when_colour_size_and_tax_class_are_given_then_it_has_them(shop):
    item = shop.admin.quick_create(
        CASHIER, code=EAN, name="围巾", price=price("30"), colour="驼", size="L", tax_class="none"
    )
    assert (item.colour.zh_hans, item.size, item.taxes) == ("驼", "L", ())


def test_quick_create_when_the_tax_class_is_unknown_then_refused(shop):
    make = shop.admin.quick_create
    assert refused_by(
        lambda: make(CASHIER, code=EAN, name="x", price=price("1"), tax_class="odd")
    ) == ("catalogue.unknown_tax_class")


def test_quick_create_when_code_is_known_or_a_payment_code_or_free_then_refused(shop):
    shop.create(a_style("A", a_variant(code=EAN)))
    make = shop.admin.quick_create
    assert refused_by(lambda: make(CASHIER, code=EAN, name="x", price=price("1"))).endswith(
        "_taken"
    )
    for wallet in ("134567890123456789", "]Q1134567890123456789", "6212345678901234567 "):
        assert (
            refused_by(lambda code=wallet: make(CASHIER, code=code, name="x", price=price("1")))
            == "catalogue.payment_code"
        )
    assert refused_by(lambda: make(CASHIER, code="Z", name="x", price=price("0"))) == (
        "catalogue.price_missing"
    )


def test_quick_create_when_code_is_a_style_code_or_missing_then_it_gets_its_own(shop):
    shop.create(a_style("A1", a_variant("白"), a_variant("黑")))
    first = shop.admin.quick_create(CASHIER, code="A1", name="甲", price=price("1"))
    second = shop.admin.quick_create(CASHIER, code="", name="乙", price=price("1"))
    assert first.style_code.startswith("Q")
    assert second.style_code.startswith("Q")
    assert first.style_code != second.style_code


def test_set_taxes_when_changed_then_the_next_scan_has_them_and_it_is_journaled(shop):
    shop.create(a_style("A", a_variant(code=EAN)))
    taxes = [(Tax("T10", Rate.percent(10), included=True), Names(en="ten")),
             (Tax("T7", Rate.percent(7), included=False), Names(en="seven"))]  # fmt: skip
    shop.admin.set_taxes(SYSTEM, taxes, {"standard": ("T7", "T10")})
    item = shop.catalogue.find_code(SYSTEM, EAN).item
    assert [tax.code for tax in item.taxes] == ["T7", "T10"]
    assert bodies(shop, journal.SETTING)[-1]["classes"] == {"standard": ["T7", "T10"]}


def test_set_taxes_when_a_name_changes_then_new_receipts_have_it_and_old_ones_theirs(shop):
    def version():
        with shop.reader.reading() as connection:
            return current_template_version(connection)

    shop.create(a_style("A", a_variant(code=EAN)))
    first = version()
    tax = Tax("T10", Rate.percent(10), included=True)
    shop.admin.set_taxes(SYSTEM, [(tax, Names("商品税", en="Goods tax"))], {"standard": ("T10",)})
    assert version() == first + 1
    assert bodies(shop, journal.SETTING)[-1]["template"][0] == first + 1
    shop.admin.set_taxes(SYSTEM, [(tax, Names("商品税", en="Goods tax"))], {"standard": ("T10",)})
    assert version() == first + 1
    with shop.reader.reading() as connection:
        old, new = (kept_template(connection, each).facts for each in (first, first + 1))
    assert "T10" not in old["tax_names"]
    assert new["tax_names"]["T10"] == ["商品税", "", "Goods tax"]
    assert verify_file(shop.path).clean


def test_set_taxes_when_class_names_an_unknown_tax_or_rate_is_wild_then_refused(shop):
    good = (Tax("T", Rate.percent(5), included=True), Names())
    wild = (Tax("T", Rate.percent(101), included=True), Names())
    set_taxes = shop.admin.set_taxes
    assert refused_by(lambda: set_taxes(SYSTEM, [good], {"a": ("X",)})) == "catalogue.unknown_tax"
    assert refused_by(lambda: set_taxes(SYSTEM, [wild], {})) == "catalogue.bad_tax"
    less = (Tax("T", Rate.percent(-1), included=True), Names())
    assert refused_by(lambda: set_taxes(SYSTEM, [less], {})) == "catalogue.bad_tax"


def test_count_stock_when_counted_then_the_floor_holds_that_and_only_differences_move(shop):
    shop.create(a_style("A", a_variant("白", stock=5), a_variant("黑", stock=2)))
    ids = [row[0] for row in shop.rows("SELECT id FROM variant ORDER BY position")]
    moved = shop.admin.count_stock(SYSTEM, {ids[0]: Quantity.pieces(3), ids[1]: Quantity.pieces(2)})
    assert moved == 1
    assert shop.rows("SELECT qty_milli FROM stock WHERE location_id = 'SH01:store' ORDER BY 1") == [
        (2000,),
        (3000,),
    ]
    assert shop.rows("SELECT qty_milli FROM stock WHERE location_id = 'SH01:loss'") == [(2000,)]
    shop.admin.count_stock(SYSTEM, {ids[0]: Quantity.pieces(4)})
    assert shop.rows("SELECT qty_milli FROM stock WHERE location_id = 'SH01:loss'") == [(1000,)]


def test_rank_by_sales_when_nothing_sold_then_all_styles_are_still_found(shop):
    shop.create(a_style("A1"), a_style("A2"))
    assert shop.admin.rank_by_sales(SYSTEM) == 2
    assert [hit.style_code for hit in shop.catalogue.search(SYSTEM, "纯棉")] == ["A1", "A2"]
