"""The goods of the demo shop as drafts: styles from the table, codes, costs and stock by a seed."""

import csv
from importlib import resources
from itertools import count
from random import Random

from inventory.catalogue.codes import check_digit
from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, StyleFacts, VariantDraft
from inventory.catalogue.product import ONE_SIZE, Names
from inventory.kernel.money import CNY, UnitPrice
from inventory.kernel.quantity import Quantity

SIZES: dict[str, tuple[str, ...]] = {
    "core": ("S", "M", "L", "XL"),
    "women": ("XS", "S", "M", "L", "XL"),
    "men": ("S", "M", "L", "XL", "XXL", "3XL"),
    "waist": ("28", "29", "30", "31", "32", "33", "34", "36"),
    "waistw": ("25", "26", "27", "28", "29", "30"),
    "kids": ("100", "110", "120", "130", "140", "150"),
    "kidsock": ("S", "M", "L"),
    "shoe": ("36", "37", "38", "39", "40", "41", "42", "43"),
    "shoew": ("35", "36", "37", "38", "39"),
    "shoem": ("39", "40", "41", "42", "43", "44"),
    "belt": ("90", "100", "110"),
    "one": (ONE_SIZE,),
    "none": ("",),
}
LETTERS = frozenset({"core", "women", "men"})
# The stock of the style on the first picture anybody sees: colour → S, M, L, XL.
_CARDIGAN = {
    "camel": (2, 0, 5, 1),
    "black": (1, 4, 3, 0),
    "mist": (0, 2, 1, 2),
    "wine": (3, 1, 0, 0),
}
_ON_THE_PICTURE = {"TS1001", "JN3001", "DN6201", "SK8001", "BG9001", "KN7001"}
_COMPANY = "6907001"
_CASES = "16907001"
_CASE = 10


def styles(seed: int = 20261123) -> list[StyleDraft]:
    """Return every style of the shop, the popular first; the same seed makes the same goods."""
    random = Random(seed)  # noqa: S311  goods, not secrets
    colours = {row["key"]: row for row in _table("colours.csv")}
    numbers = count(1)
    made = [_style(row, colours, random, numbers) for row in _table("styles.csv")]
    made.sort(key=lambda style: (style.code not in _ON_THE_PICTURE, random.random()))
    ranked = [*_without_code(), *made]
    return ranked


def _table(name: str) -> list[dict[str, str]]:
    text = (resources.files(__package__) / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _style(
    row: dict[str, str], colours: dict[str, dict[str, str]], random: Random, numbers: "count[int]"
) -> StyleDraft:
    system = row["sizes"]
    price = UnitPrice.parse(row["price"], CNY)
    tag = UnitPrice.parse(row["tag"], CNY)
    cost_e4 = tag.e4 * random.randint(30, 42) // 100 // 1_000 * 1_000
    variants = []
    for colour in row["colours"].split("|"):
        shown = colours[colour]
        for size, pieces in zip(
            SIZES[system], _stock(row["code"], colour, len(SIZES[system]), random), strict=True
        ):
            number = next(numbers)
            variants.append(
                VariantDraft(
                    price=price,
                    list_price=tag,
                    colour=Names(shown["zh_hans"], shown["zh_hant"], shown["en"]),
                    colour_rgb=shown["rgb"],
                    size=size,
                    cost_e4=cost_e4,
                    barcodes=_barcodes(row["category"], number),
                    opening_stock=Quantity.pieces(pieces),
                )
            )
    return StyleDraft(
        code=row["code"],
        names=Names(row["zh_hans"], row["zh_hant"], row["en"]),
        variants=tuple(variants),
        garment=row["garment"],
        facts=_facts(row),
        popularity=random.randint(1, 400),
    )


def _facts(row: dict[str, str]) -> StyleFacts:
    wool = "羊毛" in row["fabric"] or "羊绒" in row["fabric"] or "桑蚕丝" in row["fabric"]
    return StyleFacts(
        brand=row["brand"],
        season=row["season"],
        year=int(row["year"]),
        gender=row["gender"],
        fabric=row["fabric"],
        care="手洗 30°C 平铺晾干" if wool else "机洗 30°C 不可漂白",
        category=row["category"],
        size_system="alpha" if row["sizes"] in LETTERS else row["sizes"],
        supplier_style=f"{row['code'][:2]}-{row['year'][2:]}{row['code'][2:]}",
    )


def _stock(code: str, colour: str, sizes: int, random: Random) -> tuple[int, ...]:
    """Return pieces per size: the middle sizes deep, some runs broken, now and then sold out."""
    if code == "KN7001":
        return _CARDIGAN[colour]
    depth = random.choice((2, 3, 4, 6))
    middle = (sizes - 1) / 2
    pieces = [
        max(0, round(depth * (1.4 - abs(at - middle) / max(1, sizes))) + random.randint(-2, 2))
        for at in range(sizes)
    ]
    if random.random() < 0.25:
        pieces[random.randrange(sizes)] = 0
    if code in _ON_THE_PICTURE:
        pieces = [each + 3 for each in pieces]
    return tuple(pieces)


def _barcodes(category: str, number: int) -> tuple[BarcodeDraft, ...]:
    """Return the EAN-13 of a piece and, for what comes in cases, the GTIN-14 of ten."""
    body = f"{_COMPANY}{number:05d}"
    piece = BarcodeDraft(body + check_digit(body))
    if category != "accessories":
        return (piece,)
    case = f"{_CASES}{number:05d}"
    return (piece, BarcodeDraft(case + check_digit(case), Quantity.pieces(_CASE)))


def _without_code() -> list[StyleDraft]:
    """Return the goods on the keys of the empty checkout."""
    plain = (
        ("NC0001", "纸袋（大）", "紙袋（大）", "Paper bag (large)", "paper_bag", "1.00", True),
        ("NC0002", "礼盒包装", "禮盒包裝", "Gift box", "gift_box", "12.00", True),
        ("NC0003", "改裤脚", "改褲腳", "Hemming", "hemming", "20.00", False),
        ("NC0004", "礼品卡", "禮品卡", "Gift card", "gift_card", "0", False),
    )
    made = []
    for key, (code, hans, hant, english, garment, price, stocked) in enumerate(plain, 1):
        card = garment == "gift_card"
        pieces = Quantity.pieces(400 if stocked else 0)
        made.append(
            StyleDraft(
                code=code,
                names=Names(hans, hant, english),
                variants=(VariantDraft(UnitPrice.parse(price, CNY), opening_stock=pieces),),
                tax_class="none" if card else "",
                stocked=stocked,
                garment=garment,
                facts=StyleFacts(category="services" if not stocked else "packaging"),
                no_code_key=key,
                open_price=card,
            )
        )
    return made
