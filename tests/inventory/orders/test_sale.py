"""A sale: who may sell what, its content and body, the moves of goods and cash it makes."""

from dataclasses import replace

import pytest

from inventory.kernel.money import CNY, Money, Rate
from inventory.kernel.text import Text
from inventory.ledger.entry import CashMove, StockMove
from inventory.ledger.envelope import canonical, digest
from inventory.orders.sale import (
    STAMP_KEYS,
    Sale,
    Stamp,
    body,
    cash_moves,
    content,
    content_hash,
    sell,
    stock_moves,
    void_body,
)
from inventory.orders.tender import Offer, PayRules, Standing
from inventory.orders.tenders import settle
from inventory.people.sites import Site
from inventory.people.staff import Actor, Permission, Role
from inventory.pricing.cart import (
    Cart,
    Edit,
    LineDiscount,
    OrderDiscount,
    SetDiscount,
    SetOrderDiscount,
    SetPrice,
    SetRoundOff,
    play,
)
from inventory.pricing.pipeline import price
from tests.inventory.makers import a_cart, a_tax, an_item, money, refusal_of, unit_price

CASHIER = Actor("staff-7", "07", Role.CASHIER)
MANAGER = Actor("staff-1", "01", Role.MANAGER)
SITE = Site("SH01", "T03", 1, "Asia/Shanghai", 0, CNY)
TEE = an_item("59.00", a_tax("13%"), tag="79.00")
BAG = an_item("0.50", variant="bag", stocked=False)


def paid(cart: Cart, *offers: Offer, cash_back: bool = False) -> Standing:
    total = price(cart).total
    return settle(total, offers or [Offer("cash", total)], PayRules(cash_back=cash_back))


def a_sale(cart: Cart | None = None, *offers: Offer, actor: Actor = MANAGER) -> Sale:
    cart = a_cart((TEE, "2"), (BAG, "1")) if cart is None else cart
    return sell(actor, price(cart), paid(cart, *offers), one_tap=False)


def test_sell_when_paid_then_the_sale_has_the_carts_id_and_total() -> None:
    cart = a_cart((TEE, "2"), sale_id="sale-42")
    priced, standing = price(cart), paid(cart)
    sale = sell(CASHIER, priced, standing, one_tap=True)
    assert sale == Sale("sale-42", priced, standing, one_tap=True)
    assert sale.total == money("118.00")
    assert sell(CASHIER, priced, standing, one_tap=False).one_tap is False


def test_sell_when_nobody_may_sell_then_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Permission] = []
    monkeypatch.setattr(Actor, "require", lambda self, right: asked.append(right))
    a_sale(actor=CASHIER)
    assert asked == [Permission.SELL]


def test_sell_when_the_cart_is_empty_then_it_is_refused() -> None:
    cart = Cart("s", CNY)
    said = refusal_of(lambda: sell(CASHIER, price(cart), paid(cart), one_tap=False))
    assert said == Text.of("sale.empty")


def test_sell_when_it_is_not_paid_then_it_is_refused() -> None:
    cart = a_cart((TEE, "1"))
    standing = paid(cart, Offer("cash", money("50.00")))
    said = refusal_of(lambda: sell(CASHIER, price(cart), standing, one_tap=False))
    assert said == Text.of("tender.still_open", amount="9.00")


def test_sell_when_a_price_is_zero_then_it_needs_the_right_to_give_away() -> None:
    cart = a_cart((TEE, "1"), (an_item("0", variant="w"), "1"))
    said = refusal_of(lambda: a_sale(cart, actor=CASHIER))
    assert said == Text.of("sale.price_zero", style="TS1001")
    assert a_sale(cart, actor=MANAGER).total == money("59.00")


def test_sell_when_a_line_is_below_one_minor_unit_then_nobody_may() -> None:
    cart = a_cart((TEE, "1"), (an_item("0.004", variant="w"), "1"))
    said = refusal_of(lambda: a_sale(cart, actor=MANAGER))
    assert said == Text.of("sale.below_minor_unit", style="TS1001")
    assert a_sale(a_cart((an_item("0.005"), "1")), actor=CASHIER).total == money("0.01")


@pytest.mark.parametrize(
    "discount", [LineDiscount(Rate(1, 1), "gift"), LineDiscount(Rate(999, 1000))]
)
def test_sell_when_a_discount_leaves_nothing_of_a_line_then_it_needs_the_right_to_give_away(
    discount: LineDiscount,
) -> None:
    cart = play(a_cart((an_item("4.00"), "1"), (BAG, "1")), [SetDiscount(1, discount)])
    said = refusal_of(lambda: a_sale(cart, actor=CASHIER))
    assert said == Text.of("sale.given_away", style="TS1001")
    assert a_sale(cart, actor=MANAGER).total == price(a_cart((BAG, "1"))).total


@pytest.mark.parametrize(
    "edit",
    [
        SetOrderDiscount(OrderDiscount("percent", Rate(1, 1))),
        SetOrderDiscount(OrderDiscount("amount", amount=money("59.00"))),
        SetRoundOff(money("59.00")),
    ],
)
def test_sell_when_a_discount_leaves_nothing_of_the_order_then_it_needs_the_right_to_give_away(
    edit: Edit,
) -> None:
    cart = play(a_cart((an_item("59.00"), "1")), [edit])
    said = refusal_of(lambda: a_sale(cart, actor=CASHIER))
    assert said == Text.of("sale.all_given_away")
    assert a_sale(cart, actor=MANAGER).total == money("0.00")


def test_sell_when_small_goods_lose_their_share_of_an_order_discount_then_anybody_may() -> None:
    cart = play(
        a_cart((TEE, "1"), (an_item("0.01", variant="w"), "1")),
        [SetOrderDiscount(OrderDiscount("percent", Rate(6, 10)))],
    )
    assert a_sale(cart, actor=CASHIER).total > money("0.00")


def test_sell_when_an_order_would_be_worth_less_than_nothing_then_nobody_may() -> None:
    priced = replace(price(a_cart((TEE, "1"))), total=money("-0.01"))
    standing = settle(money("0.00"), [], PayRules())
    said = refusal_of(lambda: sell(MANAGER, priced, standing, one_tap=False))
    assert said == Text.of("sale.below_zero")


def a_rich_sale() -> Sale:
    cart = play(
        a_cart((TEE, "2"), (BAG, "1"), sale_id="sale-9"),
        [
            SetDiscount(1, LineDiscount(Rate(1, 10))),
            SetPrice(2, unit_price("0.60")),
            SetOrderDiscount(OrderDiscount("percent", Rate(1, 10))),
            SetRoundOff(money("0.12")),
        ],
    )
    offers = [Offer("card", money("50.00"), "4242", "A77"), Offer("cash", money("100.00"))]
    standing = settle(price(cart).total, offers, PayRules())
    return sell(CASHIER, price(cart), standing, one_tap=False)


def test_content_when_written_then_it_holds_all_that_makes_this_sale() -> None:
    assert content(a_rich_sale()) == {
        "v": 1, "sale_id": "sale-9", "currency": "CNY",
        "lines": [
            {
                "n": 1, "variant": "v1", "style": "TS1001",
                "names": ["圆领T恤", "圓領T恤", "Crew-neck tee"],
                "colour": ["白", "白", "White"], "size": "M", "code": "", "entry": "scanned",
                "unit": "pc", "qty": 2_000, "tag": 790_000, "price": 590_000,
                "unit_price": 590_000, "version": 3, "cost": 200_000, "tax_class": "standard",
                "stocked": True, "discount": [1, 10, "percent"], "tag_amount": 15_800,
                "gross": 11_800, "amount": 10_620, "share": 1_074, "net": 8_448, "tax": 1_098,
                "taxes": [["VAT", 13, 100, True, 8_448, 1_098]],
            },
            {
                "n": 2, "variant": "bag", "style": "TS1001",
                "names": ["圆领T恤", "圓領T恤", "Crew-neck tee"],
                "colour": ["白", "白", "White"], "size": "M", "code": "", "entry": "scanned",
                "unit": "pc", "qty": 1_000, "tag": 5_000, "price": 5_000, "unit_price": 6_000,
                "version": 3, "cost": 200_000, "tax_class": "standard", "stocked": False,
                "discount": None, "tag_amount": 50, "gross": 60, "amount": 60, "share": 6,
                "net": 54, "tax": 0, "taxes": [],
            },
        ],
        "adjustments": [["percent", 1_068], ["round_off", 12]],
        "taxes": [["VAT", 8_448, 1_098]],
        "tenders": [
            ["card", 5_000, False, "4242", "A77"], ["cash", 10_000, False, "", ""],
            ["cash", -5_400, True, "", ""],
        ],
        "net": 8_502, "tax": 1_098, "total": 9_600, "rounding": 0, "tag_total": 15_850,
        "saved": 6_250, "pieces": 3_000,
    }  # fmt: skip


def test_content_when_cash_was_rounded_then_it_says_by_how_much() -> None:
    cart = a_cart((an_item("1.98"), "1"))
    rounded = settle(money("1.98"), [Offer("cash", money("2.00"))], PayRules())
    assert content(sell(CASHIER, price(cart), rounded, one_tap=False))["rounding"] == 0
    standing = replace(rounded, rounding=money("0.02"), rows=rounded.rows[:1])
    assert content(sell(CASHIER, price(cart), standing, one_tap=False))["rounding"] == 2


def test_content_hash_when_one_figure_differs_then_it_differs() -> None:
    first = content(a_sale())
    assert content_hash(first) == digest(canonical(first))
    assert content_hash(first) == content_hash(content(a_sale()))
    assert content_hash({**first, "total": 1}) != content_hash(first)


STAMP = Stamp("SH01-T03-1-S-000042-X", "2026-11-25 12:00:00", 4, "07", 2)


def test_body_when_stamped_then_content_and_stamp_stand_side_by_side() -> None:
    made = content(a_sale())
    stamped = body(made, STAMP, one_tap=True)
    assert {key: stamped[key] for key in made} == made
    assert {key: stamped[key] for key in set(stamped) - set(made)} == {
        "receipt_no": "SH01-T03-1-S-000042-X", "time": "2026-11-25 12:00:00", "shift": 4,
        "staff": "07", "template": 2, "one_tap": True,
    }  # fmt: skip
    assert set(stamped) - set(made) == STAMP_KEYS


def test_void_body_when_made_then_it_names_what_it_takes_back() -> None:
    made = body(content(a_rich_sale()), STAMP, one_tap=False)
    void = void_body(made, Stamp("SH01-T03-1-V-000001-X", "2026-11-25 12:00:05", 5, "01", 3))
    assert void == {
        "v": 1, "sale_id": "sale-9", "currency": "CNY", "total": 9_600, "rounding": 0,
        "tenders": made["tenders"], "net": 8_502, "tax": 1_098, "pieces": 3_000,
        "reverses_receipt": "SH01-T03-1-S-000042-X", "receipt_no": "SH01-T03-1-V-000001-X",
        "time": "2026-11-25 12:00:05", "shift": 5, "staff": "01", "template": 3,
    }  # fmt: skip


def test_stock_moves_when_sold_then_only_stocked_goods_leave_the_floor() -> None:
    assert stock_moves(a_sale(), SITE) == (
        StockMove(1, "v1", "SH01:store", "SH01:customer", 2_000, 200_000),
    )


def test_cash_moves_when_paid_then_each_cash_row_moves_once() -> None:
    cart = a_cart((TEE, "1"))
    standing = paid(cart, Offer("card", money("9.00")), Offer("cash", money("100.00")))
    assert cash_moves(standing) == (
        CashMove(2, "customer", "drawer", 10_000),
        CashMove(3, "drawer", "customer", 5_000),
    )
    back = paid(cart, Offer("card", money("60.00")), Offer("cash", money("-1.00")), cash_back=True)
    assert cash_moves(back) == (CashMove(2, "drawer", "customer", 100),)
    smallest = settle(money("0.01"), [Offer("cash", money("0.01"))], PayRules())
    assert cash_moves(smallest) == (CashMove(1, "customer", "drawer", 1),)


def test_cash_moves_when_the_cash_row_is_nothing_then_nothing_moves() -> None:
    standing = settle(Money(0, CNY), [Offer("cash", Money(0, CNY))], PayRules())
    assert cash_moves(standing) == ()
    assert cash_moves(settle(money("5.00"), [Offer("card", money("5.00"))], PayRules())) == ()
