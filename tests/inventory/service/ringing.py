"""A till with two garments for tests of use cases: ring, pay, look."""

from inventory.kernel.money import CNY, Money
from inventory.people.staff import Actor, Role
from inventory.pricing import cart as c
from inventory.service.checkout import Checkout
from inventory.service.settings import current
from tests.inventory.shop import Shop, a_style, a_variant

CASHIER = Actor("01980000-0000-7000-8000-000000000001", "2", Role.CASHIER)
MANAGER = Actor("01980000-0000-7000-8000-000000000002", "3", Role.MANAGER)
TEE, JEANS = "6901234567892", "6901234567908"


def yuan(text: str) -> Money:
    return Money.parse(text, CNY)


def open_till(shop: Shop) -> Checkout:
    shop.create(
        a_style("TS1001", a_variant("白", "M", cost="89", code=TEE, stock=10)),
        a_style("JN2001", a_variant("黑", "31", cost="259", code=JEANS, stock=5)),
    )
    return Checkout(shop.context, shop.books, current(shop.reader))


def ring(shop: Shop, till: Checkout, *codes: str, cart: c.Cart | None = None) -> c.Cart:
    cart = cart or till.new_cart()
    for code in codes:
        found = shop.catalogue.find_code(CASHIER, code)
        cart = edit(till, cart, c.scan(cart, found.item, found.quantity, "scanned", code))
    return cart


def edit(till: Checkout, cart: c.Cart, change: c.Edit, actor: Actor = CASHIER) -> c.Cart:
    till.keep(actor, cart, change)
    return c.apply(cart, change)
