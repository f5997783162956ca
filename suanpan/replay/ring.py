"""The till that rings the plan up: a new shop, then line by line what a cashier would do.

No way of its own into the books: a line is a scan (``find_code``, ``cart.scan``, ``keep``), another
price is typed (``SetPrice``), a sale is completed, a correction is counted.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inventory.catalogue.drafts import StyleDraft, VariantDraft, require_style
from inventory.catalogue.product import Names
from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Refused
from inventory.kernel.money import UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.kernel.text import Text
from inventory.orders.sale import require_price
from inventory.orders.tender import Offer
from inventory.orders.tenders import KINDS
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.pricing import cart as c
from inventory.pricing.pipeline import price
from inventory.reports.sales import SalesReport
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.checkout import Checkout
from inventory.service.context import Context
from inventory.service.settings import current, open_site
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.service.staff import StaffDesk
from inventory.service.stock_query import StockQuery
from inventory.store import people_repo
from inventory.store.engine import Database
from suanpan.replay.classes import Line
from suanpan.replay.plan import Goods, Invoice

PRESET = "uk"
PIN = "246813"
QUIET_EVERY = 32


@dataclass(slots=True)
class Rung:
    """What became of the plan: where lines ended, how many sales, how long it took."""

    sales: int = 0
    added: int = 0
    merged: int = 0
    overridden: int = 0
    corrected: int = 0
    seconds: float = 0.0
    refused: dict[int, str] = field(default_factory=dict)


class ReplayTill:
    """A new shop with a catalogue, and a cashier who may not give goods away."""

    def __init__(self, folder: Path, started_ms: int) -> None:
        self._path = folder / "till.db"
        self.clock = FixedClock(started_ms)
        settings = preset_settings(PRESET, Names("Replay", "Replay", "Replay"))
        create_shop(self._path, ShopSpec("RP01", "T01", settings, "Owner", PIN, PRESET), self.clock)
        self.books = Database(self._path)
        self.reader = Database(self._path, write=False)
        self.context = Context.of(open_site(self.reader), self.clock)
        self.currency = self.context.site.currency
        self.zone = ZoneInfo(self.context.site.zone)
        self.checkout = Checkout(self.context, self.books, current(self.reader))
        self.catalogue = Catalogue(self.context, self.reader, settings.barcode_templates)
        self.admin = CatalogueAdmin(self.context, self.books)
        self.stock = StockQuery(self.context, self.reader)
        self.report = SalesReport(self.reader, self.currency)
        self.cashier = self._hire()
        self._cart = self.checkout.new_cart()
        self.variants: dict[str, str] = {}
        self._not_goods: dict[str, str] = {}

    def _hire(self) -> Actor:
        desk = StaffDesk(self.context, self.books, people_repo.load_pepper(self._path))
        pin = desk.hashed(PIN)
        person = desk.add(SYSTEM, code="2", name="Cashier", role=Role.CASHIER, pin_hash=pin)
        return Actor(person.id, person.code, person.role)

    def close(self) -> None:
        """Move the log into the file and close it."""
        self.reader.close()
        self.books.checkpoint(truncate=True)
        self.books.close()

    def set_up(self, goods: Iterable[Goods]) -> None:
        """Create the catalogue; a code that cannot be one is remembered with the reason."""
        drafts = []
        for each in goods:
            name = each.name[:120]
            stock = Quantity.pieces(each.leaving)
            variant = VariantDraft(UnitPrice(each.price_e4, self.currency), opening_stock=stock)
            draft = StyleDraft(each.code, Names(name, name, name), (variant,))
            try:
                require_style(draft)
            except Refused as refused:
                self._not_goods[each.code] = refused.text.code
            else:
                drafts.append(draft)
        self.admin.create_styles(SYSTEM, drafts)

    def ring(self, invoices: Iterable[Invoice], said: Callable[[int], None]) -> Rung:
        """Ring up every invoice in order; ``said`` hears the number of sales now and then."""
        done = Rung()
        begun = time.perf_counter()
        for at, invoice in enumerate(invoices, 1):
            self.clock.set(instant_ms(invoice.stamp, self.zone))
            self._sell(invoice, done)
            for line in invoice.corrections:
                self._correct(line, done)
            if at % QUIET_EVERY == 0:
                self.books.checkpoint()
                said(done.sales)
        done.seconds = time.perf_counter() - begun
        return done

    def _sell(self, invoice: Invoice, done: Rung) -> None:
        self._cart = self.checkout.new_cart()
        for line in invoice.lines:
            try:
                self._scan(line, done)
            except Refused as refused:
                done.refused[line.row.number] = _rule(refused)
        cart = self._cart
        if not cart.lines:
            self.checkout.discard(self.cashier, cart.sale_id)
            return
        # Cash and card in turn, exact: the file does not say how anybody paid.
        kind = tuple(KINDS)[done.sales % len(KINDS)]
        self.checkout.complete(self.cashier, cart, [Offer(kind, price(cart).total)])
        done.sales += 1

    def _scan(self, line: Line, done: Rung) -> None:
        """Scan the code so many times, type the price if it differs; take back what is refused."""
        code, before = line.row.code, self._cart
        found = self.catalogue.find_code(self.cashier, code)
        if found is None:
            raise Refused(Text.of(self._not_goods.get(code, "replay.unknown_code")))
        edit = c.scan(before, found.item, Quantity.pieces(line.quantity), "scanned", code)
        self._edit(edit)
        try:
            typed = self._type_price(line, found.item.price)
            alone = replace(self._cart, lines=(self._touched(edit),))
            require_price(self.cashier, price(alone).lines[0])
        except Refused:
            self._take_back(before, edit)
            raise
        done.overridden += typed
        done.merged += isinstance(edit, c.SetQuantity)
        done.added += isinstance(edit, c.AddLine)
        self.variants[code] = found.item.variant_id

    def _type_price(self, line: Line, usual: UnitPrice) -> bool:
        """Type the price of the line just added when it is not the catalogue's."""
        wanted = UnitPrice(line.price_e8 // 10_000, self.currency)
        if wanted == usual:
            return False
        self._edit(c.SetPrice(self._cart.lines[-1].number, wanted))
        return True

    def _touched(self, edit: c.Edit) -> c.CartLine:
        lines = self._cart.lines
        return self._cart.line(edit.number) if isinstance(edit, c.SetQuantity) else lines[-1]

    def _take_back(self, before: c.Cart, edit: c.Edit) -> None:
        if isinstance(edit, c.SetQuantity):
            self._edit(c.SetQuantity(edit.number, before.line(edit.number).quantity))
        else:
            self._edit(c.RemoveLine(self._cart.lines[-1].number))

    def _edit(self, edit: c.Edit) -> None:
        """Draw the edit, then keep it, as the checkout screen does."""
        drawn = c.apply(self._cart, edit)
        self.checkout.keep(self.cashier, self._cart, edit)
        self._cart = drawn

    def _correct(self, line: Line, done: Rung) -> None:
        """Count what a correction leaves on the floor: that many fewer than the books say."""
        found = self.catalogue.find_code(SYSTEM, line.row.code)
        if found is None:
            return
        variant = found.item.variant_id
        have = self.stock.on_hand(SYSTEM, [variant])[variant]
        left = have + Quantity.pieces(line.quantity)
        self.admin.count_stock(SYSTEM, {variant: left}, line.row.name[:40])
        self.variants[line.row.code] = variant
        done.corrected += 1


def instant_ms(stamp: str, zone: ZoneInfo) -> int:
    """Return the instant of a stamp of the file, in the shop's zone."""
    return int(datetime.fromisoformat(stamp).replace(tzinfo=zone).timestamp()) * 1_000


def _rule(refused: Refused) -> str:
    """Return the code of a refusal, with the right that was missing."""
    right = refused.text.params.get("right")
    return f"{refused.text.code}({right})" if right else refused.text.code
