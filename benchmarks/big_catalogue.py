"""A big catalogue of invented goods for the benchmarks, written by the till's own batch writes."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from inventory.catalogue.codes import check_digit
from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, StyleFacts, VariantDraft
from inventory.catalogue.product import Names
from inventory.kernel.clock import FixedClock
from inventory.kernel.money import CNY, UnitPrice
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM
from inventory.service.catalogue_admin import CatalogueAdmin
from inventory.service.context import Context
from inventory.service.settings import open_site
from inventory.service.setup import ShopSpec, create_shop, preset_settings
from inventory.store.engine import Database

NOW_MS = 1_790_000_000_000
BATCH = 2_000
COLOURS = tuple(
    Names(*each.split("/"))
    for each in (
        "白色/白色/White", "黑色/黑色/Black", "雾蓝/霧藍/Mist blue",
        "酒红/酒紅/Wine", "驼色/駝色/Camel", "米白/米白/Off-white",
    )
)  # fmt: skip
SIZES = ("S", "M", "L", "XL", "XXL")
_HEAD = (
    "修身 宽松 高腰 复古 法式 纯棉 加绒 免烫 轻薄 双面 "
    "圆领 V领 立领 连帽 条纹 格纹 印花 针织 亚麻 真丝"
).split()
_KIND = (
    "短袖T恤 长袖衬衫 直筒牛仔裤 阔腿裤 百褶半身裙 连衣裙 羊毛开衫 "
    "高领毛衣 羽绒服 风衣 牛仔外套 运动袜 帆布包 棒球帽 小白鞋"
).split()
_BRAND = "青禾里 岚屿 北岸纪 野径 小树屋 秋水集 云上衣 南枝".split()
_ENGLISH = "Slim Loose Retro Cotton Wool Linen Light Warm Striped Plain".split()
_GOODS = "tee shirt jeans trousers skirt dress cardigan sweater coat jacket socks bag".split()


def styles(count: int, per_style: int, seed: int = 7) -> Iterator[StyleDraft]:
    """Yield so many styles with so many variants each (at most 30), one EAN-13 per variant."""
    random = Random(seed)
    number = 0
    for at in range(count):
        price = UnitPrice(random.randrange(19, 1_999) * 10_000, CNY)
        variants = []
        for place in range(per_style):
            body = f"69{number:010d}"
            number += 1
            variants.append(
                VariantDraft(
                    price,
                    COLOURS[place // len(SIZES) % len(COLOURS)],
                    size=SIZES[place % len(SIZES)],
                    barcodes=(BarcodeDraft(body + check_digit(body)),),
                )
            )
        head = random.choice(_HEAD) + random.choice(_HEAD)
        hans = f"{random.choice(_BRAND)} {head}{random.choice(_KIND)}"
        english = f"{random.choice(_ENGLISH)} {random.choice(_GOODS)}"
        yield StyleDraft(
            f"{random.choice('ABCDEFGHJK')}{at:06d}",
            Names(hans, hans, english),
            tuple(variants),
            facts=StyleFacts(season=random.choice(("ss", "fw")), year=2026),
        )


def build(database: Path, count: int, per_style: int) -> Site:
    """Create the shop and its catalogue, unless this file is there already."""
    if database.exists():
        reader = Database(database, write=False)
        try:
            return open_site(reader)
        finally:
            reader.close()
    clock = FixedClock(NOW_MS)
    name = Names("基准店", "基準店", "Bench")
    spec = ShopSpec("SH01", "T01", preset_settings("cn", name), "B", "135790", "cn")
    site = create_shop(database, spec, clock)
    books = Database(database)
    admin = CatalogueAdmin(Context.of(site, clock), books)
    drafts = styles(count, per_style)
    while batch := list(islice(drafts, BATCH)):
        admin.create_styles(SYSTEM, batch)
    books.checkpoint(truncate=True)
    books.close()
    return site
