"""A seeded day at a till: real use cases in random order, on a shop that was made once.

Also what a rig asks afterwards: which carts and sales stand in a file, and whether it is whole.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.pricing import cart as c
from inventory.pricing.pipeline import price
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout
from inventory.service.context import Context
from inventory.service.settings import current, open_site
from inventory.store import cart_repo
from inventory.store.engine import Database
from tests.inventory.shop import a_style, a_variant

CASHIER = Actor("01980000-0000-7000-8000-000000000001", "2", Role.CASHIER)
CODES = ("6901234567892", "6901234567908", "6901234567915", "6901234567922", "6901234567939")


@dataclass(frozen=True)
class Acked:
    """What the till was told is booked: by then it must survive anything."""

    kind: str
    sale_id: str
    receipt_no: str


def stock_the_shop(admin: CatalogueAdmin) -> None:
    """Give the shop five styles to sell, one of them a service without stock."""
    drafts = [
        a_style(f"TS100{at}", a_variant("白", "M", cost="89", code=code, stock=100))
        for at, code in enumerate(CODES[:4])
    ]
    service = a_style("SV9001", a_variant("", "", code=CODES[4]), stocked=False)
    admin.create_styles(SYSTEM, [*drafts, service])


class Day:
    """One till at work on this writing connection; every step is chosen by the seed."""

    def __init__(
        self,
        books: Database,
        random: Random,
        clock: Clock | None = None,
        told: Callable[[Acked], None] = lambda _: None,
        ids: Callable[[], str] | None = None,
    ) -> None:
        self.books = books
        self.random = random
        self.context = Context.of(open_site(books), clock, ids)
        self.till = Checkout(self.context, books, current(books))
        self.admin = CatalogueAdmin(self.context, books)
        self.catalogue = Catalogue(self.context, books)
        self.items = tuple((code, self.catalogue.find_code(CASHIER, code).item) for code in CODES)
        self.told = told
        self.acked: list[Acked] = []
        self.receipts: list[str] = []
        self.parked: list[str] = []

    def run(self, steps: int) -> None:
        """Do this many things."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """Do one thing; mostly a sale."""
        kind = self.random.choices(
            (self.sale, self.one_tap_and_back, self.park, self.resume, self.copy, self.office),
            weights=(70, 10, 5, 5, 5, 5),
        )[0]
        kind()

    def ring(self, cart: c.Cart | None = None) -> c.Cart:
        """Ring up some lines with the edits a cashier makes."""
        cart = cart or self.till.new_cart()
        for edit in self._edits(cart):
            try:
                after = c.apply(cart, edit)
                price(after)
            except Refused:
                continue
            self.till.keep(CASHIER, cart, edit)
            cart = after
        if not cart.lines:
            return self.ring(cart)
        return cart

    def sale(self) -> None:
        """Sell, paid in one of the usual ways."""
        cart = self.ring()
        self.pay(cart)

    def pay(self, cart: c.Cart, *, one_tap: bool = False) -> str:
        """Pay a cart and return its sale id."""
        done = self.till.complete(CASHIER, cart, self._offers(cart, one_tap), one_tap=one_tap)
        self._ack(Acked("sale", done.sale_id, done.receipt_no))
        return done.sale_id

    def one_tap_and_back(self) -> None:
        """Sell with one tap, take it back, and sell the reopened lines, or throw them away."""
        sale_id = self.pay(self.ring(), one_tap=True)
        voided = self.till.post_void(CASHIER, sale_id)
        self._ack(Acked("void", sale_id, voided.receipt_no))
        if not voided.cart.lines:
            return
        if self.random.random() < 0.5:
            self.pay(voided.cart)
        else:
            self.till.discard(CASHIER, voided.cart.sale_id)

    def park(self) -> None:
        """Put a cart aside."""
        cart = self.ring()
        self.till.park(CASHIER, cart, "later")
        self.parked.append(cart.sale_id)

    def resume(self) -> None:
        """Take a parked cart up and sell it."""
        if self.parked:
            self.pay(self.till.resume(CASHIER, self.parked.pop()))

    def copy(self) -> None:
        """Print a copy of an earlier receipt."""
        if self.receipts:
            self.till.reprint(CASHIER, self.random.choice(self.receipts))

    def office(self) -> None:
        """Open the drawer, or count stock."""
        if self.random.random() < 0.5:
            self.till.no_sale(SYSTEM, "change")
            return
        item = self.random.choice(self.items[:4])[1]
        counted = Quantity.pieces(self.random.randrange(200))
        self.admin.count_stock(SYSTEM, {item.variant_id: counted})

    def _ack(self, acked: Acked) -> None:
        self.acked.append(acked)
        self.receipts.append(acked.receipt_no)
        self.told(acked)

    def _edits(self, cart: c.Cart) -> Iterator[c.Edit]:
        random = self.random
        for _ in range(random.randint(1, 5)):
            code, item = random.choice(self.items)
            yield c.AddLine(item, Quantity.pieces(random.randint(1, 3)), "scanned", code)
        first = cart.next_number
        rare: tuple[c.Edit, ...] = (
            c.SetQuantity(first, Quantity.pieces(2)),
            c.SetDiscount(first, c.LineDiscount(Rate(random.randint(1, 9), 10))),
            c.SetPrice(first, UnitPrice.parse("88.5", CNY)),
            c.SetNote(first, "改裤长"),
            c.RemoveLine(first),
            c.SetOrderDiscount(c.OrderDiscount("percent", rate=Rate(1, 20))),
            c.SetOrderDiscount(c.OrderDiscount("amount", amount=Money(500, CNY))),
            c.SetRoundOff(Money(random.randint(1, 99), CNY)),
        )
        for edit in rare:
            if random.random() < 0.15:
                yield edit

    def _offers(self, cart: c.Cart, one_tap: bool) -> list[Offer]:
        total = price(cart).total
        if total.minor == 0:
            return []
        way = 0 if one_tap else self.random.randrange(4)
        if way == 0:
            return [Offer("cash", total)]
        if way == 1:
            return [Offer("card", total, "4321", "A1B2")]
        if way == 2 or total.minor < 2:
            return [Offer("cash", total + Money(2_000, CNY))]
        part = Money(self.random.randrange(1, total.minor), CNY)
        return [Offer("cash", part), Offer("card", total - part)]


def sales_in(books: Database) -> dict[str, str]:
    """Return sale id → receipt number of every sale that stands in a file."""
    with books.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, receipt_no FROM sale")
        return {str(row[0]): str(row[1]) for row in rows}


def voids_in(books: Database) -> dict[str, str]:
    """Return the id of each sale that was taken back → number of its post-void."""
    with books.reading() as connection:
        rows = connection.exec_driver_sql("SELECT reverses, receipt_no FROM post_void")
        return {str(row[0]): str(row[1]) for row in rows}


def open_carts(books: Database) -> dict[str, c.Cart]:
    """Return every open cart as its rows play it back."""
    with books.reading() as connection:
        found = {
            sale_id: cart_repo.load(connection, sale_id)
            for sale_id, _, _ in cart_repo.carts(connection, "open")
        }
    return {sale_id: cart for sale_id, cart in found.items() if cart is not None}
