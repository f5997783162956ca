"""Build the demo shop in a new file: settings, staff with known PINs, goods and opening stock.

The same clock makes the same ids, codes, prices and stock; only salts and the pepper differ.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from uuid import UUID

from inventory.catalogue.product import Names
from inventory.kernel.clock import Clock, SystemClock
from inventory.people import secrets
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM, Actor, Role
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.context import Context
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.service.shop_settings import ShopSettings
from inventory.service.staff import StaffDesk
from inventory.store import people_repo
from inventory.store.engine import Database
from suanpan.demo_shop.goods import LETTERS, SIZES, styles


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the demo's staff; the PIN is public, as docs/demo.md says."""

    code: str
    name: str
    role: Role
    pin: str


STAFF = (
    DemoPerson("1", "王芳", Role.OWNER, "135790"),
    DemoPerson("2", "李强", Role.MANAGER, "246813"),
    DemoPerson("3", "陈晨", Role.CASHIER, "357924"),
    DemoPerson("4", "赵敏", Role.CASHIER, "468035"),
    DemoPerson("5", "周宇航", Role.CASHIER, "579146"),
    DemoPerson("6", "林嘉怡", Role.CASHIER, "680257"),
    DemoPerson("7", "黄俊杰", Role.CASHIER, "791368"),
    DemoPerson("8", "吴小雨", Role.CASHIER, "802479"),
    DemoPerson("9", "徐静", Role.MANAGER, "913580"),
)
STORE_ID, TILL_ID = "SH01", "T03"


def shop_settings() -> ShopSettings:
    """Return the settings of the demo shop."""
    name = Names("上海南京路店", "上海南京路店", "Nanjing Rd Shanghai")
    return replace(
        preset_settings("cn", name),
        address="上海市黄浦区南京东路 000 号 1 层",
        phone="021-5550 0100",
        tax_numbers=("91310000DEMO00000X",),
        receipt_header=("青禾里 · 岚屿 · 北岸纪 · 野径",),
        receipt_footer=("凭小票 7 天内可退换，吊牌须完好", "谢谢光临"),
        note_values=(500, 1_000, 5_000, 10_000),
    )


def build(database: Path, clock: Clock | None = None) -> Site:
    """Create the demo shop in a new file and return its identity; takes about two seconds."""
    clock = clock or SystemClock()
    ids = demo_ids(clock.now_ms())
    owner = STAFF[0]
    spec = ShopSpec(
        STORE_ID, TILL_ID, shop_settings(), owner.name, owner.pin, "cn", owner_code=owner.code
    )
    site = create_shop(database, spec, clock, ids)
    context = Context.of(site, clock, ids)
    pepper = people_repo.load_pepper(database)
    books = Database(database)
    try:
        with ThreadPoolExecutor(2) as pool:
            hashes = pool.map(lambda person: secrets.hash_pin(person.pin, pepper), STAFF[1:])
            admin = CatalogueAdmin(context, books)
            admin.set_size_systems(SYSTEM, size_systems())
            admin.create_styles(SYSTEM, styles())
            _hire(StaffDesk(context, books, pepper), list(hashes))
        books.checkpoint(truncate=True)
    finally:
        books.close()
    return site


def size_systems() -> dict[str, tuple[str, ...]]:
    """Return the order of sizes of each system that the styles name."""
    alpha = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL")
    rest = {code: sizes for code, sizes in SIZES.items() if code not in LETTERS}
    return {"alpha": alpha, **{code: sizes for code, sizes in rest.items() if sizes != ("",)}}


def _hire(desk: StaffDesk, hashes: list[str]) -> None:
    for person, pin_hash in zip(STAFF[1:], hashes, strict=True):
        desk.add(SYSTEM, code=person.code, name=person.name, role=person.role, pin_hash=pin_hash)


def demo_ids(now_ms: int) -> Callable[[], str]:
    """Return a source of UUIDv7s of one instant: 1, 2, 3 … stand in their tail."""
    numbers = count(1)

    def next_id() -> str:
        value = (now_ms & (2**48 - 1)) << 80 | 7 << 76 | 2 << 62 | next(numbers)
        return str(UUID(int=value))

    return next_id


def demo_actor(database: Database, code: str = "1") -> Actor:
    """Return one of the demo's staff as an actor, for scripts that sign nobody on."""
    with database.reading() as connection:
        row = next(row for row in people_repo.everybody(connection) if row.code == code)
    return Actor(row.id, row.code, row.role)
