"""A shop that has sold for weeks: thousands of real sales, for the benchmarks that need a past."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from inventory.catalogue.codes import check_digit
from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, VariantDraft
from inventory.catalogue.product import Names
from inventory.kernel.clock import FixedClock
from inventory.kernel.money import CNY, Money, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.orders.tender import Offer
from inventory.people.staff import SYSTEM
from inventory.pricing import cart as c
from inventory.pricing.pipeline import price
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout, Finished
from inventory.service.context import Context
from inventory.service.settings import current, open_site
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.store import people_repo
from inventory.store.engine import Database

NOW_MS = 1_790_000_000_000
BETWEEN_MS = 43_000
LINES, STYLES = 6, 60


def ids(seed: int) -> Callable[[], str]:
    """Return a maker of ids in order, the same for the same seed."""
    number = count(seed << 40)
    return lambda: f"01980000-0000-7000-8000-{next(number):012x}"


class Counter:
    """A till on one file: rings up six lines and books them; same seed, same bytes."""

    def __init__(self, database: Path, seed: int) -> None:
        self.books = Database(database)
        self.clock = FixedClock(NOW_MS + (seed << 24))
        self._random = Random(seed)
        context = Context.of(open_site(self.books), self.clock, ids(seed))
        self._till = Checkout(context, self.books, current(self.books))
        catalogue = Catalogue(context, self.books)
        self._items = [catalogue.find_code(SYSTEM, _code(at)).item for at in range(STYLES)]

    def ring(self, kept: int = LINES) -> c.Cart:
        """Ring up six different items; ``kept`` edits are written as the till does."""
        self.clock.advance(BETWEEN_MS)
        cart = self._till.new_cart()
        for at, item in enumerate(self._random.sample(self._items, LINES)):
            quantity = Quantity.pieces(self._random.randint(1, 3))
            edit = c.AddLine(item, quantity, "scanned", _code(at))
            if at < kept:
                self._till.keep(SYSTEM, cart, edit)
            cart = c.apply(cart, edit)
        return cart

    def offers(self, cart: c.Cart) -> list[Offer]:
        """Return two tenders: a hundred in cash, the rest by card."""
        total = price(cart).total
        cash = Money(10_000, CNY)
        return [Offer("cash", cash), Offer("card", total - cash, "4321", "A1B2C3")]

    def complete(self, cart: c.Cart, offers: list[Offer]) -> Finished:
        """Book the sale: the service call that is timed."""
        return self._till.complete(SYSTEM, cart, offers)

    def sell(self, kept: int = LINES) -> None:
        """Ring up and book one sale."""
        cart = self.ring(kept)
        self.complete(cart, self.offers(cart))


def build(database: Path, sales: int) -> None:
    """Create the shop and let it make this many sales; an existing file is kept."""
    if database.exists():
        return
    unfinished = database.with_suffix(".building")
    for each in unfinished.parent.glob(unfinished.name + "*"):
        each.unlink()
    spec = ShopSpec(
        "SH01", "T01", preset_settings("cn", Names("店", "店", "Shop")), "王芳", "135790", "cn"
    )
    create_shop(unfinished, spec, FixedClock(NOW_MS), ids(1))
    _stock(unfinished)
    counter = Counter(unfinished, 2)
    for number in range(sales):
        counter.sell(kept=1)
        if number % 200 == 0:
            counter.books.checkpoint()
    counter.books.close()
    people_repo.pepper_path(unfinished).unlink()
    unfinished.rename(database)


def copies(database: Path, folder: Path, *names: str) -> list[Path]:
    """Return copies of the file under these names, for work that changes it."""
    made = [folder / name for name in names]
    for each in made:
        shutil.copyfile(database, each)
    return made


def _code(number: int) -> str:
    body = f"69{number:010d}"
    return body + check_digit(body)


def _stock(database: Path) -> None:
    books = Database(database)
    context = Context.of(open_site(books), FixedClock(NOW_MS), ids(3))
    CatalogueAdmin(context, books).create_styles(SYSTEM, [_style(at) for at in range(STYLES)])
    books.close()


def _style(number: int) -> StyleDraft:
    variant = VariantDraft(
        UnitPrice.parse(f"{59 + number}", CNY),
        Names("雾蓝", "霧藍", "Mist blue"),
        size="M",
        barcodes=(BarcodeDraft(_code(number)),),
        opening_stock=Quantity.pieces(100_000),
    )
    names = Names("圆领纯棉短袖T恤", "圓領純棉短袖T恤", "Crew-neck cotton tee")
    return StyleDraft(f"TS{number:04d}", names, (variant,))
