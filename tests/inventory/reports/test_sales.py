"""Totals of the books: by day, product, tax, tender; a sale taken back counts minus."""

import pytest

from inventory.kernel.money import CNY, Money
from inventory.kernel.quantity import Quantity
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing import cart as c
from inventory.reports.sales import DayTotals, SalesReport
from inventory.service.checkout import Checkout, Finished
from inventory.service.settings import current
from tests.inventory.shop import Shop, a_style, a_variant

TEE, JEANS = "6901234567892", "6901234567908"


def yuan(text: str) -> Money:
    return Money.parse(text, CNY)


@pytest.fixture
def till(shop: Shop) -> Checkout:
    shop.create(
        a_style("TS1001", a_variant("白", "M", cost="89", code=TEE)),
        a_style("JN2001", a_variant("黑", "31", cost="259", code=JEANS), tax_class="none"),
    )
    return Checkout(shop.context, shop.books, current(shop.reader))


def sell(shop: Shop, till: Checkout, codes: list[str], *offers: Offer) -> Finished:
    cart = till.new_cart()
    for code in codes:
        found = shop.catalogue.find_code(SYSTEM, code)
        edit = c.scan(cart, found.item, found.quantity, "scanned", code)
        till.keep(SYSTEM, cart, edit)
        cart = c.apply(cart, edit)
    return till.complete(SYSTEM, cart, offers, one_tap=True)


def test_report_when_nothing_was_sold_then_it_is_empty(shop) -> None:
    report = SalesReport(shop.reader, CNY)
    assert report.by_day() == () == report.by_product()
    assert report.taken("2026-09-21") == {}
    assert report.drawer_cash() == yuan("0")


def test_report_when_days_pass_then_each_has_its_own_totals(shop, till) -> None:
    report = SalesReport(shop.reader, CNY)
    first = sell(
        shop, till, [TEE, TEE, JEANS], Offer("card", yuan("400")), Offer("cash", yuan("50"))
    )
    shop.clock.advance(86_400_000)
    second = sell(shop, till, [TEE], Offer("cash", yuan("89")))
    days = (first.business_date, second.business_date)
    assert days[0] < days[1]
    # 178 with 13 % inside is 157.52 + 20.48; 89 is 78.76 + 10.24
    assert report.by_day() == (
        DayTotals(days[0], 1, yuan("416.52"), yuan("20.48"), yuan("437"), yuan("0")),
        DayTotals(days[1], 1, yuan("78.76"), yuan("10.24"), yuan("89"), yuan("0")),
    )
    assert [(each.sku, each.quantity, each.total) for each in report.by_product()] == [
        ("JN2001-01", Quantity.pieces(1), yuan("259")),
        ("TS1001-01", Quantity.pieces(3), yuan("267")),
    ]
    assert report.taken(days[0]) == {"card": yuan("400"), "cash": yuan("37")}
    assert report.revenue(days[0]) == {"standard": yuan("157.52"), "none": yuan("259")}
    assert report.taxes(days[1]) == {"VAT13": yuan("10.24")}
    assert report.drawer_cash() == yuan("126")


def test_report_when_a_sale_is_taken_back_then_it_counts_minus(shop, till) -> None:
    report = SalesReport(shop.reader, CNY)
    done = sell(shop, till, [TEE], Offer("cash", yuan("100")))
    till.post_void(SYSTEM, done.sale_id)
    zero = yuan("0")
    assert report.by_day() == (DayTotals(done.business_date, 0, zero, zero, zero, zero),)
    assert [(each.quantity, each.total) for each in report.by_product()] == [(Quantity(0), zero)]
    assert report.taken(done.business_date) == {"cash": zero}
    assert report.drawer_cash() == zero
