"""Codes that nobody knew, in the cart: they wait, are answered, and are worth nothing."""

from inventory.kernel.money import CNY, Rate
from inventory.kernel.text import Text
from inventory.pricing.cart import (
    LINES_MAX,
    AddCode,
    Cart,
    ClearCart,
    OpenCode,
    OrderDiscount,
    RemoveCode,
    SetOrderDiscount,
    SetRoundOff,
    apply,
    play,
    refill,
)
from inventory.pricing.pipeline import price
from tests.inventory.makers import a_cart, an_item, money, refusal_of

TEE = an_item("59.00")


def test_codes_when_they_wait_then_numbers_are_never_used_again() -> None:
    cart = play(Cart("s", CNY), [AddCode("1", 5), AddCode("2", 6), RemoveCode(2), AddCode("1", 9)])
    assert cart.codes == (OpenCode(1, "1", 5), OpenCode(3, "1", 9))
    assert (cart.empty, cart.lines, cart.next_number) == (False, (), 1)
    assert price(cart).total == money("0")
    assert apply(cart, RemoveCode(2)) == cart


def test_codes_when_the_cart_is_cleared_then_all_can_be_brought_back() -> None:
    cart = play(
        a_cart((TEE, "1"), (TEE, "2")),
        [
            SetOrderDiscount(OrderDiscount("percent", Rate(1, 10))), SetRoundOff(money("0.10")),
            AddCode("1", 5),
        ],
    )  # fmt: skip
    empty = apply(cart, ClearCart())
    assert empty.empty
    again = play(empty, refill(cart))
    assert (again.lines, again.order_discount, again.round_off) == (
        cart.lines, cart.order_discount, cart.round_off,
    )  # fmt: skip
    assert [(each.code, each.at_ms) for each in again.codes] == [("1", 5)]
    assert refill(Cart("s", CNY)) == ()


def test_codes_when_too_many_wait_then_one_more_is_refused() -> None:
    cart = play(Cart("s", CNY), [AddCode("1", 5)] * LINES_MAX)
    wanted = Text.of("cart.too_many_lines", limit=LINES_MAX)
    assert refusal_of(lambda: apply(cart, AddCode("2", 6))) == wanted
