"""The fresh shop a scenario plays in, and what its cashier has in hand. Same services as the till.

Everything is the same at every run: the clock stands until it is told to move, ids count up.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from inventory.catalogue.product import Names, Tax
from inventory.kernel.clock import FixedClock
from inventory.orders.tender import Offer, PayRules, Standing
from inventory.orders.tenders import settle
from inventory.people.staff import Actor
from inventory.pricing.cart import Cart, Edit, apply
from inventory.pricing.pipeline import PricedCart, price
from inventory.reports.sales import SalesReport
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout, Finished, PrintJob, pay_rules
from inventory.service.context import Context
from inventory.service.history import History
from inventory.service.settings import SettingsDesk, current, open_site
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.service.shop_settings import ShopSettings
from inventory.service.staff import Roster, StaffDesk
from inventory.service.stock_query import StockQuery
from inventory.store import people_repo
from inventory.store.engine import Database
from suanpan.demo_shop.build import demo_ids

PIN = "246813"
STORE, TILL = "SH01", "T01"
OPENING = datetime(2026, 1, 5, 10)  # noqa: DTZ001  the shop's zone is added when it is known


@dataclass(frozen=True, slots=True)
class Opening:
    """What a shop is opened with; the rest is set by statements."""

    preset: str = "none"
    currency: str = ""
    zone: str = ""
    name: str = "Scenario"


@dataclass(slots=True)
class Hand:
    """The sale in the cashier's hand: open, or just finished (``done``).

    ``offered_anew``: other tenders were entered for a finished sale, to complete it again.
    """

    cart: Cart
    offers: list[Offer] = field(default_factory=list)
    done: Finished | None = None
    job: PrintJob | None = None
    offered_anew: bool = False


class Stage:
    """An open shop with all services; ``close`` it when the file has been played."""

    def __init__(self, folder: Path, opening: Opening) -> None:
        settings = _settings(opening)
        self._path = folder / "till.db"
        self.clock = FixedClock(instant_ms(OPENING, settings.zone))
        self._ids = demo_ids(self.clock.now_ms())
        spec = ShopSpec(STORE, TILL, settings, "Owner", PIN, opening.preset)
        create_shop(self._path, spec, self.clock, self._ids)
        self.taxes: dict[str, Tax] = {}
        self.classes: dict[str, tuple[str, ...]] = {}
        self.goods: dict[str, str] = {}
        self.styles: dict[str, Any] = {}
        self.parked: dict[str, str] = {}
        self.finished: list[tuple[Finished, PricedCart]] = []
        self.voided: list[str] = []
        self._open()
        owner = self.roster.people()[0]
        self.owner = self.actor = Actor(owner.id, owner.code, owner.role)
        self.hand = Hand(self.checkout.new_cart())

    def _open(self) -> None:
        self.books = Database(self._path)
        self.reader = Database(self._path, write=False)
        self.context = Context.of(open_site(self.reader), self.clock, self._ids)
        self.settings = current(self.reader)
        self.checkout = Checkout(self.context, self.books, self.settings)
        self.catalogue = Catalogue(self.context, self.reader, self.settings.barcode_templates)
        self.admin = CatalogueAdmin(self.context, self.books)
        pepper = people_repo.load_pepper(self._path)
        self.staff = StaffDesk(self.context, self.books, pepper)
        self.roster = Roster(self.reader)
        self.stock = StockQuery(self.context, self.reader)
        self.history = History(self.context, self.reader)
        self.report = SalesReport(self.reader, self.context.site.currency)

    def close(self) -> None:
        """Close the shop's file."""
        self.reader.close()
        self.books.close()

    def restart(self) -> None:
        """Stop the till and start it again: the cart that was open comes back from the file."""
        self.close()
        self._open()
        self.hand = Hand(self.checkout.recover() or self.checkout.new_cart())

    def set(self, **changes: object) -> None:
        """Change settings of the shop as its owner, through the settings' own desk."""
        wanted = replace(self.settings, **changes)  # type: ignore[arg-type]
        self.settings = SettingsDesk(self.context, self.books).save(self.owner, wanted)
        self.checkout.use(self.settings)

    def edit(self, edit: Edit) -> None:
        """Do one edit of the cart: drawn first, then kept, as the checkout screen does."""
        drawn = apply(self.hand.cart, edit)
        self.checkout.keep(self.actor, self.hand.cart, edit)
        self.hand.cart = drawn

    def open_hand(self) -> Hand:
        """Return the open sale; after a finished one a new cart is begun."""
        if self.hand.done is not None:
            self.hand = Hand(self.checkout.new_cart())
        return self.hand

    def priced(self) -> PricedCart:
        """Return the amounts of the sale in hand."""
        return price(self.hand.cart)

    def standing(self, *more: Offer) -> Standing:
        """Return how the sale in hand stands with its tenders and perhaps one more."""
        offers = (*self.hand.offers, *more)
        return settle(self.priced().total, offers, self.rules)

    @property
    def rules(self) -> PayRules:
        """Return the shop's rules for paying."""
        return pay_rules(self.settings)

    @property
    def today(self) -> str:
        """Return the business date."""
        return self.context.business_date(self.clock.now_ms())


def instant_ms(local: datetime, zone: str) -> int:
    """Return the instant of a local time."""
    return int(local.replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000


def _settings(opening: Opening) -> ShopSettings:
    names = Names(opening.name, opening.name, opening.name)
    settings = preset_settings(opening.preset, names)
    wanted: dict[str, str] = {}
    if opening.currency:
        wanted["currency"] = opening.currency
    if opening.zone:
        wanted["zone"] = opening.zone
    return replace(settings, **wanted)  # type: ignore[arg-type]
