"""Which price tags come out: of a style, of a file's goods, of changed prices; codes and prices."""

from dataclasses import replace

import pytest

from inventory.catalogue.drafts import BarcodeDraft
from inventory.kernel.errors import Refused
from inventory.kernel.quantity import KILOGRAM, Quantity
from inventory.orders.tender import Offer
from inventory.people.sites import SUPPLIER
from inventory.people.staff import SYSTEM
from inventory.service.catalogue_admin import post_stock
from inventory.service.import_sheet import ImportSheet
from inventory.service.labels import Labels
from tests.inventory.service.ringing import CASHIER, TEE, open_till, ring, yuan
from tests.inventory.shop import a_style, a_variant, price

EAN, OTHER = "6901234567892", "6901234567885"
HEADER = "款号,名称,颜色,尺码,条码,售价,吊牌价,库存\n"
DAY_MS = 86_400_000


@pytest.fixture
def labels(shop) -> Labels:
    return Labels(shop.context, shop.reader)


def brought(shop, folder, *rows: str):
    path = folder / "goods.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    ImportSheet(shop.context, shop.books).run(SYSTEM, path)
    return path


def said(tags) -> list[tuple[str, str, str, str, int]]:
    return [
        (each.goods.style_code, each.goods.colour, each.goods.size, each.goods.code, each.copies)
        for each in tags.wanted
    ]


def test_style_when_asked_for_then_every_variant_has_its_tag_and_its_best_code(
    shop, labels
) -> None:
    box_of_ten = BarcodeDraft("16901234567899", Quantity.pieces(10))
    shop.create(
        a_style(
            "TS1001", a_variant("白", "M", code=EAN),
            replace(a_variant("黑", "L", cost="99"), barcodes=(box_of_ten,)),
            a_variant("蓝", "S", list_price=price("199")),
        ),
    )  # fmt: skip
    tags = labels.of_style(SYSTEM, "TS1001", 2)
    assert said(tags) == [
        ("TS1001", "白", "M", EAN, 2), ("TS1001", "黑", "L", "TS1001-02", 2),
        ("TS1001", "蓝", "S", "TS1001-03", 2),
    ]  # fmt: skip
    assert [each.goods.price.plain() for each in tags.wanted] == ["89.00", "99.00", "89.00"]
    assert [each.goods.was for each in tags.wanted[:2]] == [None, None]
    assert tags.wanted[2].goods.was.plain() == "199.00"


def test_style_when_unknown_then_it_is_refused(shop, labels) -> None:
    with pytest.raises(Refused, match=r"labels\.no_style"):
        labels.of_style(SYSTEM, "NONE")


def test_file_when_it_was_imported_then_as_many_tags_as_its_stock_column_says(
    shop, labels, tmp_path
) -> None:
    path = brought(
        shop,
        tmp_path,
        f"A1,衬衫,白,M,{EAN},89,129,3",
        "A1,衬衫,白,L,,89,129,",
        "A2,裤,蓝,31,,9,9,0",
    )
    tags = labels.of_file(SYSTEM, path)
    assert [(style, size, n) for style, _, size, _, n in said(tags)] == [
        ("A1", "M", 3), ("A1", "L", 1),
    ]  # fmt: skip
    assert tags.missing == ()
    assert [each.copies for each in labels.of_file(SYSTEM, path, 2).wanted] == [2, 2, 2]


def test_file_when_rows_are_not_in_the_shop_then_they_are_named(shop, labels, tmp_path) -> None:
    path = brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,89,1")
    more = path.read_text("utf-8") + "B9,外套,红,S,,100,100,1\nA1,衬衫,白,XL,,abc,,1\n"
    path.write_text(more, "utf-8")
    tags = labels.of_file(SYSTEM, path)
    assert [each[0] for each in said(tags)] == ["A1"]
    assert sorted(tags.missing) == ["3", "4"]


def test_repriced_when_a_price_changed_then_only_those_goods_with_the_price_in_force(
    shop, labels, tmp_path
) -> None:
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,129,1", f"A2,裤,蓝,31,{OTHER},200,200,1")
    shop.clock.advance(3 * DAY_MS)
    today = shop.context.business_date(shop.clock.now_ms())
    assert said(labels.repriced(SYSTEM, today)) == []
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},69,129,1", "N1,新款,白,M,,50,50,1")
    (tag,) = labels.repriced(SYSTEM, today).wanted
    assert (tag.goods.style_code, tag.goods.price.plain(), tag.copies) == ("A1", "69.00", 1)
    shop.clock.advance(DAY_MS)
    tomorrow = shop.context.business_date(shop.clock.now_ms())
    assert said(labels.repriced(SYSTEM, tomorrow)) == []


def test_repriced_when_a_price_went_back_the_same_day_then_no_tag(shop, labels, tmp_path) -> None:
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,89,1")
    shop.clock.advance(3 * DAY_MS)
    today = shop.context.business_date(shop.clock.now_ms())
    for cost in (69, 89):
        shop.clock.advance(1_000)
        brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},{cost},{cost},1")
    assert said(labels.repriced(SYSTEM, today)) == []


def test_repriced_when_a_clock_ran_ahead_then_the_price_that_the_till_asks_counts(
    shop, labels, tmp_path
) -> None:
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,89,1")
    shop.clock.advance(3 * DAY_MS)
    right_ms = shop.clock.now_ms()
    today = shop.context.business_date(right_ms)
    shop.clock.set(right_ms + 30 * DAY_MS)
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},69,69,1")
    shop.clock.set(right_ms + 1_000)
    assert shop.catalogue.find_code(SYSTEM, EAN).item.price == price("69")
    (tag,) = labels.repriced(SYSTEM, today).wanted
    assert tag.goods.price.plain() == "69.00"


def test_goods_when_more_came_in_than_are_printed_at_once_then_that_is_told(
    shop, labels, tmp_path
) -> None:
    day = shop.context.business_date(shop.clock.now_ms())
    path = brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,89,1500", "A2,裤,蓝,31,,9,9,1000")
    for tags in (labels.received(SYSTEM, day), labels.of_file(SYSTEM, path)):
        assert [each.copies for each in tags.wanted] == [1000, 1000]
        assert tags.capped == ("A1",)
    assert labels.received(SYSTEM, day, 2).capped == ()


def test_goods_when_sold_by_weight_then_the_price_is_for_a_unit_and_one_tag_is_enough(
    shop, labels, tmp_path
) -> None:
    day = shop.context.business_date(shop.clock.now_ms())
    shop.create(a_style("YA0001", a_variant("红", "OS", cost="12.345", stock=9), unit=KILOGRAM))
    (tag,) = labels.of_style(SYSTEM, "YA0001").wanted
    assert (tag.goods.price.plain(), tag.goods.exact, tag.goods.unit) == ("12.35", "12.345", "kg")
    assert (tag.in_stock, tag.for_stock) == (9, 1)
    assert [each.copies for each in labels.received(SYSTEM, day).wanted] == [1]
    assert [each.copies for each in labels.received(SYSTEM, day, 3).wanted] == [3]
    path = tmp_path / "goods.csv"
    path.write_text("款号,名称,颜色,尺码,售价,库存\nYA0001,毛线,红,OS,12.345,9\n", "utf-8")
    assert [each.copies for each in labels.of_file(SYSTEM, path).wanted] == [1]


@pytest.mark.parametrize("day", ["", "26.11.2026", "2026-13-01"])
def test_repriced_when_the_day_is_none_then_it_is_refused(labels, day: str) -> None:
    with pytest.raises(Refused, match=r"labels\.bad_date"):
        labels.repriced(SYSTEM, day)


@pytest.mark.parametrize("copies", [-1, 1_001])
def test_copies_when_out_of_reason_then_they_are_refused(shop, labels, copies: int) -> None:
    shop.create(a_style("TS1001"))
    with pytest.raises(Refused, match=r"labels\.bad_copies"):
        labels.of_style(SYSTEM, "TS1001", copies)


def test_tags_when_the_shop_speaks_english_then_names_are_english(tmp_path) -> None:
    from tests.inventory.shop import a_shop

    shop = a_shop(tmp_path, "us")
    try:
        shop.create(a_style("TS1001"))
        (tag,) = Labels(shop.context, shop.reader).of_style(SYSTEM, "TS1001").wanted
        assert (tag.goods.name, tag.goods.colour) == ("Crew-neck cotton tee", "White")
    finally:
        shop.close()


def test_received_when_goods_came_in_then_as_many_tags_as_pieces_that_stayed(
    shop, labels, tmp_path
) -> None:
    brought(shop, tmp_path, f"A1,衬衫,白,M,{EAN},89,89,3")
    shop.clock.advance(3 * DAY_MS)
    today = shop.context.business_date(shop.clock.now_ms())
    assert said(labels.received(SYSTEM, today)) == []
    brought(shop, tmp_path, f"B2,裤,蓝,31,{OTHER},200,200,4", "C3,帽,黑,OS,,50,50,")
    came = labels.received(SYSTEM, today)
    assert [(style, n) for style, _, _, _, n in said(came)] == [("B2", 4)]
    assert [each.in_stock for each in came.wanted] == [4]
    assert [each.copies for each in labels.received(SYSTEM, today, 1).wanted] == [1]


def test_received_when_some_went_back_or_was_sold_then_only_what_went_back_counts(shop) -> None:
    desk = open_till(shop)
    day = shop.context.business_date(shop.clock.now_ms())
    sold = ring(shop, desk, TEE)
    desk.complete(CASHIER, sold, [Offer("cash", yuan("89"))])
    item = shop.catalogue.find_code(SYSTEM, TEE).item
    site = shop.context.site
    with shop.books.transaction() as connection:
        back = (item.variant_id, site.floor, site.place(SUPPLIER), 3_000, 0)
        post_stock(connection, shop.context, SYSTEM, [back], "returned")
    came = Labels(shop.context, shop.reader).received(SYSTEM, day)
    assert {each.goods.style_code: (each.copies, each.in_stock) for each in came.wanted} == {
        "TS1001": (7, 6), "JN2001": (5, 5),
    }  # fmt: skip


def test_variants_when_asked_for_then_in_that_order_and_without_those_nobody_knows(
    shop, labels
) -> None:
    shop.create(a_style("TS1001", a_variant("白", "M"), a_variant("黑", "L", stock=2)))
    first, second = (each.variant_id for each in labels.of_style(SYSTEM, "TS1001").wanted)
    tags = labels.of_variants(SYSTEM, [second, "nobody", first], 2)
    assert [(each.goods.size, each.copies, each.in_stock) for each in tags.wanted] == [
        ("L", 2, 2), ("M", 2, 0),
    ]  # fmt: skip
