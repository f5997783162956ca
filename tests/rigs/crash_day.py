"""A seeded day at a till: real use cases in random order, each told before and after."""

from collections.abc import Callable, Iterator
from random import Random

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused
from inventory.kernel.money import CNY, Money, Rate, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.ledger.envelope import canonical, digest
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.pricing import cart as c
from inventory.pricing.cart_codec import to_plain
from inventory.pricing.pipeline import price
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout
from inventory.service.context import Context
from inventory.service.settings import current, open_site
from inventory.store.engine import Database
from tests.inventory.shop import a_style, a_variant

CASHIER = Actor("01980000-0000-7000-8000-000000000001", "2", Role.CASHIER)
CODES = ("6901234567892", "6901234567908", "6901234567915", "6901234567922", "6901234567939")


# What the till says as it works: ("edit", sale, digest) before and ("kept", sale) after an edit,
# ("pay", sale) before and ("sale", sale, number) after a sale, ("undo", sale) before and
# ("void", sale, number, new sale) after a post-void, ("discard", sale) before a cart is thrown
# away. What stands after must survive anything.
Event = tuple[str, ...]


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
        told: Callable[[Event], None] = lambda _: None,
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
        self.receipts: list[str] = []
        self.parked: list[str] = []

    def run(self, steps: int) -> None:
        """Do this many things."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """Do one thing; mostly a sale."""
        kind = self.random.choices(
            (
                self.sale, self.one_tap_and_back, self.park, self.resume, self.copy, self.office,
                self.idle,
            ),
            weights=(65, 10, 5, 5, 5, 5, 5),
        )[0]  # fmt: skip
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
            self.told(("edit", cart.sale_id, digest(canonical(to_plain(edit))).hex()))
            self.till.keep(CASHIER, cart, edit)
            self.told(("kept", cart.sale_id))
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
        offers = self._offers(cart, one_tap)
        self.told(("pay", cart.sale_id))
        done = self.till.complete(CASHIER, cart, offers, one_tap=one_tap)
        self.told(("sale", done.sale_id, done.receipt_no))
        self.receipts.append(done.receipt_no)
        return done.sale_id

    def one_tap_and_back(self) -> None:
        """Sell with one tap, take it back, and sell the reopened lines, or throw them away."""
        sale_id = self.pay(self.ring(), one_tap=True)
        self.told(("undo", sale_id))
        voided = self.till.post_void(CASHIER, sale_id)
        self.told(("void", sale_id, voided.receipt_no, voided.cart.sale_id))
        self.receipts.append(voided.receipt_no)
        if not voided.cart.lines:
            return
        if self.random.random() < 0.5:
            self.pay(voided.cart)
        else:
            self.told(("discard", voided.cart.sale_id))
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

    def idle(self) -> None:
        """Do what the till does while nobody waits."""
        self.books.checkpoint()

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
