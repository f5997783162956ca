"""A fresh shop on disk for tests: made once per run, copied for each test."""

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, VariantDraft
from inventory.catalogue.product import Names
from inventory.kernel.clock import FixedClock
from inventory.kernel.money import CNY, UnitPrice
from inventory.kernel.quantity import Quantity
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM
from inventory.service.catalogue import Catalogue
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.context import Context
from inventory.service.settings import open_site
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.store import people_repo
from inventory.store.engine import Database

NOW_MS = 1_790_000_000_000
OWNER_PIN = "135790"


@dataclass(frozen=True)
class Shop:
    """An open shop: one writing and one reading connection, a clock that stands."""

    path: Path
    clock: FixedClock
    context: Context
    books: Database
    reader: Database
    pepper: bytes

    @property
    def site(self) -> Site:
        return self.context.site

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(self.context, self.reader)

    @property
    def admin(self) -> CatalogueAdmin:
        return CatalogueAdmin(self.context, self.books)

    def rows(self, statement: str, *values: object) -> list[tuple]:
        with self.reader.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement, values)]

    def create(self, *drafts: StyleDraft) -> tuple[str, ...]:
        return self.admin.create_styles(SYSTEM, drafts)

    def close(self) -> None:
        self.reader.close()
        self.books.close()


def spec(preset: str = "cn") -> ShopSpec:
    settings = preset_settings(preset, Names("试验店", "試驗店", "Test shop"))
    return ShopSpec("SH01", "T01", settings, "王芳", OWNER_PIN, preset)


@cache
def _model(preset: str) -> Path:
    database = Path(mkdtemp()) / "till.db"
    create_shop(database, spec(preset), FixedClock(NOW_MS))
    return database


def a_shop(folder: Path, preset: str = "cn") -> Shop:
    """Open a copy of a new shop in this folder; the caller closes it."""
    path = folder / "till.db"
    model = _model(preset)
    shutil.copy(model, path)
    shutil.copy(people_repo.pepper_path(model), people_repo.pepper_path(path))
    clock = FixedClock(NOW_MS)
    books = Database(path)
    reader = Database(path, write=False)
    context = Context.of(open_site(reader), clock)
    return Shop(path, clock, context, books, reader, people_repo.load_pepper(path))


def price(text: str) -> UnitPrice:
    return UnitPrice.parse(text, CNY)


def a_variant(
    colour: str = "白", size: str = "M", *, cost: str = "89", code: str = "", stock: int = 0, **more
) -> VariantDraft:
    barcodes = (BarcodeDraft(code),) if code else ()
    return VariantDraft(
        price(cost),
        Names(colour, colour, {"白": "White", "黑": "Black"}.get(colour, "")),
        size=size,
        barcodes=barcodes,
        opening_stock=Quantity.pieces(stock),
        **more,
    )


def a_style(code: str = "TS1001", *variants: VariantDraft, **more) -> StyleDraft:
    names = more.pop("names", Names("圆领纯棉T恤", "圓領純棉T恤", "Crew-neck cotton tee"))
    return StyleDraft(code, names, variants or (a_variant(),), **more)
