import pytest

from inventory.catalogue.codes import check_digit
from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, VariantDraft
from inventory.catalogue.product import ONE_SIZE, Names, Tax
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, TWD, Money, Rate, UnitPrice
from inventory.kernel.quantity import KILOGRAM, PIECE, Quantity
from inventory.people.staff import SYSTEM
from inventory.service.catalogue import Claim
from tests.inventory.shop import NOW_MS, a_shop, a_style, a_variant, price

DAY_MS = 86_400_000
EAN = "6901234567892"


def codes_of(hits):
    return [hit.style_code for hit in hits]


def test_find_code_when_known_then_item_carries_what_a_sale_copies(shop):
    shop.create(
        a_style("TS1", a_variant("白", "L", code=EAN, list_price=price("129"), cost_e4=300))
    )
    found = shop.catalogue.find_code(SYSTEM, EAN)
    item = found.item
    assert (item.style_code, item.size, item.colour.en) == ("TS1", "L", "White")
    assert (item.price, item.list_price) == (price("89"), price("129"))
    assert item.taxes == (Tax("VAT13", Rate(13, 100), included=True),)
    assert (item.cost_e4, item.price_version, item.stocked) == (300, 1, True)
    assert (found.quantity, found.price, found.why) == (Quantity.pieces(1), None, "gtin")


def test_find_code_when_unknown_or_empty_then_nothing(shop):
    assert shop.catalogue.find_code(SYSTEM, "6901234599991") is None
    assert shop.catalogue.find_code(SYSTEM, "") is None
    assert shop.catalogue.find_code(SYSTEM, "9" * 200) is None


def test_find_code_when_payment_code_then_it_is_never_looked_up(shop, monkeypatch):
    def forbidden(*_):
        raise AssertionError("looked up")

    monkeypatch.setattr("inventory.store.catalogue_repo.by_keys", forbidden)
    monkeypatch.setattr("inventory.store.catalogue_repo.by_words", forbidden)
    assert shop.catalogue.find_code(SYSTEM, "134567890123456789") is None
    assert shop.catalogue.search(SYSTEM, "281234567890123456") == ()


@pytest.mark.parametrize("scanned", ["012345678905", "0012345678905", "00012345678905"])
def test_find_code_when_upc_a_was_stored_then_each_form_of_it_is_found(shop, scanned):
    shop.create(a_style("U1", a_variant(code="012345678905")))
    assert shop.catalogue.find_code(SYSTEM, scanned).item.style_code == "U1"


def test_find_code_when_pack_barcode_then_its_quantity(shop):
    pack = VariantDraft(price("10"), barcodes=(BarcodeDraft("PACK6", Quantity.pieces(6)),))
    shop.create(a_style("P1", pack))
    assert shop.catalogue.find_code(SYSTEM, "PACK6").quantity == Quantity.pieces(6)


def test_find_code_when_sku_of_one_is_barcode_of_another_then_own_label_wins(shop):
    own = VariantDraft(price("1"), sku="12345")
    other = VariantDraft(price("2"), barcodes=(BarcodeDraft("12345"),))
    shop.create(a_style("OWN", own), a_style("OTHER", other))
    found = shop.catalogue.find_code(SYSTEM, "12345")
    assert (found.item.style_code, found.why) == ("OWN", "own_label")


def test_find_code_when_price_embedded_then_case_34(shop):
    shop.create(a_style("DELI", VariantDraft(price("0"), barcodes=(BarcodeDraft("05000"),))))
    found = shop.catalogue.find_code(SYSTEM, "2305000123451")
    assert (found.price, found.quantity) == (price("123.45"), Quantity.pieces(1))
    assert found.why == "template"


def test_find_code_when_base_label_is_stored_then_template_finds_it_and_base_scan_costs_its_price(
    shop,
):
    shop.create(a_style("DELI", a_variant(code="2305000000004", cost="7")))
    assert shop.catalogue.find_code(SYSTEM, "2305000123451").price == price("123.45")
    base = shop.catalogue.find_code(SYSTEM, "2305000000004")
    assert (base.why, base.price, base.item.price) == ("gtin", None, price("7"))


def test_find_code_when_weight_embedded_then_case_34(shop):
    shop.create(a_style("FRUIT", a_variant(code="00005", cost="3"), unit=KILOGRAM))
    found = shop.catalogue.find_code(SYSTEM, "2100005080002")
    assert (found.quantity, found.price) == (Quantity(8_000), None)


def test_find_code_when_weight_is_broken_but_goods_are_pieces_then_nothing(shop):
    shop.create(a_style("PIECE", a_variant(code="00005"), unit=PIECE))
    assert shop.catalogue.find_code(SYSTEM, "2100005080002").quantity == Quantity.pieces(8)
    assert shop.catalogue.find_code(SYSTEM, "2100005085007") is None


def test_find_code_when_weight_and_amount_then_the_line_costs_the_label(shop):
    shop.create(a_style("MEAT", a_variant(code="00042", cost="20"), unit=KILOGRAM))
    catalogue = shop.catalogue
    catalogue.set_templates(["22PPPPPWWWWWVVVVVC"])
    body = "22" + "00042" + "01250" + "02599"
    found = catalogue.find_code(SYSTEM, body + check_digit(body))
    assert found.quantity == Quantity(1_250)
    assert found.price == price("20.792")


def test_find_code_when_gtin_is_a_template_number_too_then_template_needs_its_item(shop):
    shop.create(a_style("BOOK", a_variant(code="2305000123451")))
    found = shop.catalogue.find_code(SYSTEM, "2305000123451")
    assert (found.why, found.price) == ("gtin", None)


@pytest.mark.parametrize(
    ("count", "amount", "unit_price"),
    [
        (250, "00999", None),  # 0.0400 each would ring 10.00 for 9.99
        (777, "12345", None),
        (5000, "00099", None),
        (250, "01000", "0.04"),
        (3, "01000", "3.3333"),
        (99, "00999", "0.1009"),
    ],
)
def test_find_code_when_a_price_of_one_piece_does_not_give_the_labels_amount_then_it_is_unknown(
    shop, count: int, amount: str, unit_price: str | None
):
    shop.create(a_style("NAILS", a_variant(code="00042")))
    catalogue = shop.catalogue
    catalogue.set_templates(["22PPPPPNNNNNVVVVVC"])
    body = f"2200042{count:05d}{amount}"
    found = catalogue.find_code(SYSTEM, body + check_digit(body))
    if unit_price is None:
        assert found is None
    else:
        assert (found.price, found.quantity) == (price(unit_price), Quantity.pieces(count))


def test_find_code_when_gs1_is_bare_then_case_34_and_only_if_the_gtin_is_known(shop):
    text = "0108431673020125100000001"
    assert shop.catalogue.find_code(SYSTEM, text) is None
    shop.create(a_style("G1", a_variant(code="8431673020125")))
    found = shop.catalogue.find_code(SYSTEM, text)
    assert (found.item.style_code, found.why, found.quantity) == (
        "G1",
        "gs1_bare",
        Quantity.pieces(1),
    )


def test_find_code_when_a_label_states_an_amount_then_it_is_read_with_the_shops_currency(tmp_path):
    tw = a_shop(tmp_path, "tw")
    variant = VariantDraft(UnitPrice.parse("120", TWD), barcodes=(BarcodeDraft("8431673020125"),))
    tw.create(StyleDraft("G1", Names("a", "a", "a"), (variant,)))
    label = "]C101084316730201253922"
    told = tw.catalogue.find_code(SYSTEM, label + "010000")
    assert (told.price, told.claim) == (None, Claim(None, Money(100, TWD)))
    assert tw.catalogue.find_code(SYSTEM, label + "1999").claim is None
    assert tw.catalogue.find_code(SYSTEM, label + "012000").claim is None  # it costs just that
    tw.close()


@pytest.mark.parametrize(
    ("code", "claim"),
    [
        ("]C1010843167302012539221", Claim(None, Money(1, CNY))),
        ("010843167302012539221", Claim(None, Money(1, CNY))),
        ("]Q1https://a.b/01/08431673020125?3922=1", Claim(None, Money(1, CNY))),
        ("]Q1https://a.b/01/08431673020125?30=12", Claim(Quantity.pieces(12), None)),
        ("]C101084316730201253012", Claim(Quantity.pieces(12), None)),
        ("]C10108431673020125301", None),
        ("]C101084316730201253099999999", None),
        ("]C101084316730201253103001250", None),
    ],
)
def test_find_code_when_anybody_may_have_printed_it_then_it_sets_no_price_and_no_count(
    shop, code, claim
):
    shop.create(a_style("G1", a_variant(code="8431673020125")))
    found = shop.catalogue.find_code(SYSTEM, code)
    assert (found.price, found.quantity, found.claim) == (None, Quantity.pieces(1), claim)


@pytest.mark.parametrize(
    ("code", "weighed"),
    [
        ("]C101984316730201283103001250", True),
        ("01984316730201283103001250", False),
        ("]Q1https://a.b/01/98431673020128?3103=001250", False),
        ("]C10198431673020128301", False),
    ],
)
def test_find_code_when_goods_are_of_variable_measure_then_a_marked_weight_counts(
    shop, code, weighed
):
    shop.create(a_style("CHEESE", a_variant(code="98431673020128"), unit=KILOGRAM))
    found = shop.catalogue.find_code(SYSTEM, code)
    assert found.weighed is weighed
    assert found.quantity == (Quantity(1_250) if weighed else Quantity(1_000))


def test_find_code_when_the_whole_element_string_is_a_barcode_then_the_exact_one_wins(shop):
    text = "0108431673020125100000001"
    shop.create(a_style("G1", a_variant(code="8431673020125")), a_style("G2", a_variant(code=text)))
    assert shop.catalogue.find_code(SYSTEM, text).item.style_code == "G2"


def test_find_code_when_price_changes_tomorrow_then_the_instant_decides(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    tomorrow = NOW_MS + DAY_MS
    version = shop.admin.set_price(SYSTEM, variant, price("69"), valid_from_ms=tomorrow)
    assert version == 2
    assert shop.catalogue.find_code(SYSTEM, EAN).item.price == price("89")
    assert shop.catalogue.find_code(SYSTEM, EAN, tomorrow).item.price == price("69")
    assert shop.catalogue.find_code(SYSTEM, EAN, tomorrow - 1).item.price_version == 1


def test_find_code_when_two_prices_begin_together_then_the_later_version_holds(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    shop.admin.set_price(SYSTEM, variant, price("70"))
    shop.admin.set_price(SYSTEM, variant, price("60"))
    found = shop.catalogue.find_code(SYSTEM, EAN).item
    assert (found.price, found.price_version) == (price("60"), 3)


def test_find_code_when_clock_was_set_back_then_a_new_price_still_holds(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    shop.admin.set_price(SYSTEM, variant, price("70"))
    shop.clock.set(NOW_MS - 3_600_000)
    shop.admin.set_price(SYSTEM, variant, price("60"))
    shop.clock.set(NOW_MS + 1)
    assert shop.catalogue.find_code(SYSTEM, EAN).item.price == price("60")


def test_item_when_asked_by_variant_then_the_same_as_by_code(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    item = shop.catalogue.find_code(SYSTEM, EAN).item
    assert shop.catalogue.item(SYSTEM, item.variant_id) == item
    assert shop.catalogue.item(SYSTEM, "nobody") is None


@pytest.fixture
def stocked(shop):
    shop.create(
        a_style("TS1001", a_variant("白", "M", code=EAN), a_variant("黑", "L"), popularity=9),
        a_style("TS1002", names=Names("修身长袖T恤", "合身長袖T恤", "Slim long-sleeve tee")),
        a_style("JN3001", names=Names("直筒牛仔裤", "直筒牛仔褲", "Straight-leg jeans")),
    )
    return shop


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TS100", ["TS1001", "TS1002"]),
        ("ts-1002", ["TS1002"]),
        ("1002", ["TS1002"]),
        ("纯棉", ["TS1001"]),
        ("純棉", ["TS1001"]),
        ("棉纯", ["TS1001"]),
        ("T恤", ["TS1001", "TS1002"]),
        ("ylcm", ["TS1001"]),
        ("cmtx", ["TS1001"]),
        ("xscx", ["TS1002"]),
        ("xszx", ["TS1002"]),
        ("crew cot", ["TS1001"]),
        ("黑", ["TS1001"]),
        ("黑 T恤", ["TS1001"]),
        ("黑色牛仔", []),
        ("black", ["TS1001"]),
        ("7892", ["TS1001"]),
        (EAN, ["TS1001"]),
        ("JN3001", ["JN3001"]),
        ("zzz", []),
        ("", []),
        ('"*', []),
        ("a AND OR NOT", []),
    ],
)
def test_search_when_typed_then_found(stocked, text, found):
    assert codes_of(stocked.catalogue.search(SYSTEM, text)) == found


def test_search_when_barcode_tail_then_that_very_variant(stocked):
    hit = stocked.catalogue.search(SYSTEM, "7892")[0]
    assert hit.exact
    assert (hit.item.colour.zh_hans, hit.item.size) == ("白", "M")


def test_search_when_style_has_one_variant_then_exact_else_not(stocked):
    assert stocked.catalogue.search(SYSTEM, "JN3001")[0].exact
    assert not stocked.catalogue.search(SYSTEM, "纯棉")[0].exact


def test_search_when_limit_then_no_more(stocked):
    assert len(stocked.catalogue.search(SYSTEM, "t", limit=1)) == 1


def test_matrix_when_sizes_have_an_order_then_that_and_stock_of_the_floor(shop):
    shop.admin.set_size_systems(SYSTEM, {"alpha": ("S", "M", "L")})
    from inventory.catalogue.drafts import StyleFacts

    variants = (
        a_variant("白", "L", stock=2), a_variant("白", "S", stock=1), a_variant("黑", "M", stock=0)
    )  # fmt: skip
    (style_id,) = shop.create(a_style("TS1", *variants, facts=StyleFacts(size_system="alpha")))
    grid = shop.catalogue.matrix(SYSTEM, style_id)
    assert grid.sizes == ("S", "M", "L")
    shown = [[cell and cell.on_hand.plain() for cell in row.cells] for row in grid.colours]
    assert shown == [["1", None, "2"], [None, "0", None]]
    assert grid.colours[1].colour.en == "Black"
    assert grid.cell(grid.colours[0].cells[0].item.variant_id).on_hand == Quantity.pieces(1)
    assert grid.cell("nobody") is None


def test_matrix_when_style_is_unknown_then_nothing(shop):
    assert shop.catalogue.matrix(SYSTEM, "nobody") is None


def test_no_code_items_when_keys_are_set_then_in_their_order(shop):
    bag = VariantDraft(price("1"), size=ONE_SIZE)
    shop.create(
        a_style("CARD", VariantDraft(price("0")), no_code_key=2, open_price=True, tax_class="none"),
        a_style("BAG", bag, no_code_key=1),
        a_style("TS1"),
    )
    items = shop.catalogue.no_code_items(SYSTEM)
    assert [item.style_code for item in items] == ["BAG", "CARD"]
    assert items[1].open_price
    assert items[1].taxes == ()


def test_find_code_when_the_actor_may_not_sell_then_refused(shop, monkeypatch):
    from inventory.people.staff import RIGHTS, Role

    monkeypatch.setitem(RIGHTS, Role.OWNER, frozenset())
    with pytest.raises(Refused):
        shop.catalogue.find_code(SYSTEM, EAN)


def test_find_code_when_the_clock_had_run_ahead_then_a_new_price_holds_for_good(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    for ahead in (8 * 3_600_000, 365 * DAY_MS):
        shop.clock.set(NOW_MS + ahead)
        shop.admin.set_price(SYSTEM, variant, price("95"))
        shop.clock.set(NOW_MS)
        shop.admin.set_price(SYSTEM, variant, price("79"))
        for at in (NOW_MS, NOW_MS + ahead + 1):
            assert shop.catalogue.find_code(SYSTEM, EAN, at).item.price == price("79")


def test_find_code_when_a_price_is_planned_then_a_change_of_today_leaves_it_planned(shop):
    shop.create(a_style("TS1", a_variant(code=EAN)))
    variant = shop.catalogue.find_code(SYSTEM, EAN).item.variant_id
    soon = NOW_MS + 3_600_000
    shop.admin.set_price(SYSTEM, variant, price("69"), valid_from_ms=soon)
    shop.admin.set_price(SYSTEM, variant, price("75"))
    assert shop.catalogue.find_code(SYSTEM, EAN, NOW_MS).item.price == price("75")
    assert shop.catalogue.find_code(SYSTEM, EAN, soon).item.price == price("69")
