"""Verbs that set a shop up: money, taxes, goods, prices, stock, people, the clock."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inventory.catalogue.drafts import BarcodeDraft, StyleDraft, VariantDraft
from inventory.catalogue.product import Names, Tax
from inventory.kernel.money import CURRENCIES, Rounding
from inventory.kernel.quantity import KILOGRAM, UNITS
from inventory.people.staff import Role
from inventory.service.setup import PRESETS
from suanpan.scenario.script import Statement
from suanpan.scenario.stage import PIN, Stage, instant_ms
from suanpan.scenario.verb import Verb, choice, money, quantity, rate, unit_price, variant

_WAIT = re.compile(r"(\d{1,6})(ms|s|min|h|d)")
_MS = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}
_MODES = {"half-up": Rounding.HALF_UP, "up": Rounding.UP, "down": Rounding.DOWN}
_PRICED = ("price", "tag", "cost", "barcode", "pack", "stock")


def _step(stage: Stage, line: Statement) -> None:
    stage.set(cash_step=money(stage, line, line.words[0]).minor)


def _rounding(stage: Stage, line: Statement) -> None:
    stage.set(cash_rounding=_MODES[choice(line, line.words[0], *_MODES)])


def _cash_back(stage: Stage, line: Statement) -> None:
    stage.set(cash_back=choice(line, line.words[0], "on", "off") == "on")


def _labels(stage: Stage, line: Statement) -> None:
    stage.set(barcode_templates=line.words)
    stage.catalogue.set_templates(line.words)


def _tax(stage: Stage, line: Statement) -> None:
    code, percent, direction = line.words
    included = choice(line, direction, "included", "on-top") == "included"
    stage.taxes[code] = Tax(code, rate(line, percent), included)
    stage.classes.setdefault(code, (code,))
    _save_taxes(stage)


def _tax_class(stage: Stage, line: Statement) -> None:
    code, *members = line.words
    for each in members:
        if each not in stage.taxes:
            raise line.wrong(f"no tax {each}; there are: {', '.join(stage.taxes) or 'none'}")
    stage.classes[code] = tuple(members)
    _save_taxes(stage)


def _save_taxes(stage: Stage) -> None:
    taxes = [(tax, Names(tax.code, tax.code, tax.code)) for tax in stage.taxes.values()]
    stage.admin.set_taxes(stage.owner, taxes, stage.classes)


def _product(stage: Stage, line: Statement) -> None:
    """Create a style; without ``price=`` it waits for its first ``variant``."""
    code = line.words[0]
    name = line.words[1] if len(line.words) > 1 else code
    options = line.options
    if code in stage.styles or code in stage.goods:
        raise line.wrong(f"product {code} is there already")
    draft = StyleDraft(
        code,
        Names(name, name, name),
        (),
        tax_class=options.get("tax", ""),
        unit=UNITS[choice(line, options.get("unit", "pc"), *UNITS)],
        stocked=choice(line, options.get("stocked", "yes"), "yes", "no") == "yes",
        open_price=choice(line, options.get("open-price", "no"), "yes", "no") == "yes",
    )
    if "price" not in options:
        if any(each in options for each in _PRICED):
            raise line.wrong("without price= it is a style whose variants carry these options")
        stage.styles[code] = draft
        return
    wanted = replace(draft, variants=(_variant_draft(stage, line, draft),))
    style_id = stage.admin.create_styles(stage.owner, [wanted])[0]
    stage.styles[code] = (style_id, draft)
    _remember(stage, style_id, code)


def _variant(stage: Stage, line: Statement) -> None:
    code, sku = line.words
    if code not in stage.styles:
        raise line.wrong(f"no product {code}; there are: {', '.join(stage.styles) or 'none'}")
    if "price" not in line.options:
        raise line.wrong("a variant needs price=")
    style = stage.styles[code]
    if isinstance(style, StyleDraft):
        made = replace(style, variants=(_variant_draft(stage, line, style, sku),))
        stage.styles[code] = (stage.admin.create_styles(stage.owner, [made])[0], style)
    else:
        draft = _variant_draft(stage, line, style[1], sku)
        stage.admin.add_variants(stage.owner, style[0], [draft])
    _remember(stage, stage.styles[code][0], sku)


def _variant_draft(stage: Stage, line: Statement, style: StyleDraft, sku: str = "") -> VariantDraft:
    options = line.options
    colour = options.get("colour", "")
    codes = [each for each in options.get("barcode", "").split(",") if each]
    pack = quantity(line, options.get("pack", "1"), style.unit)
    tag = options.get("tag")
    return VariantDraft(
        unit_price(stage, line, options["price"]),
        Names(colour, colour, colour),
        size=options.get("size", ""),
        sku=sku or line.words[0],
        list_price=None if tag is None else unit_price(stage, line, tag),
        cost_e4=unit_price(stage, line, options["cost"]).e4 if "cost" in options else 0,
        barcodes=tuple(BarcodeDraft(each, pack) for each in codes),
        opening_stock=quantity(line, options.get("stock", "0"), style.unit),
    )


def _remember(stage: Stage, style_id: str, sku: str) -> None:
    matrix = stage.catalogue.matrix(stage.owner, style_id)
    assert matrix is not None
    cells = [cell for row in matrix.colours for cell in row.cells if cell is not None]
    known = set(stage.goods.values())
    stage.goods[sku] = next(c.item.variant_id for c in cells if c.item.variant_id not in known)


def _price(stage: Stage, line: Statement) -> None:
    tag = line.options.get("tag")
    stage.admin.set_price(
        stage.owner,
        variant(stage, line, line.words[0]),
        unit_price(stage, line, line.words[1]),
        list_price=None if tag is None else unit_price(stage, line, tag),
    )


def _barcode(stage: Stage, line: Statement) -> None:
    code = line.words[1]
    pack = quantity(line, line.options.get("pack", "1"), KILOGRAM)
    draft = BarcodeDraft(code, pack)
    stage.admin.add_barcode(stage.owner, variant(stage, line, line.words[0]), draft)


def _stock(stage: Stage, line: Statement) -> None:
    counted = {variant(stage, line, line.words[0]): quantity(line, line.words[1], KILOGRAM)}
    stage.admin.count_stock(stage.owner, counted)


def _count(stage: Stage, line: Statement) -> None:
    """Count some goods, as the person who is signed on."""
    if len(line.words) % 2:
        raise line.wrong("count takes a product and a quantity, perhaps several times")
    pairs = zip(line.words[::2], line.words[1::2], strict=True)
    counted = {variant(stage, line, code): quantity(line, qty, KILOGRAM) for code, qty in pairs}
    stage.admin.count_stock(stage.actor, counted)


def _clock(stage: Stage, line: Statement) -> None:
    text = " ".join(line.words)
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise line.wrong(f"{text} is not a date and time; write 2026-01-05 10:00") from None
    if local.tzinfo is not None:
        raise line.wrong("the clock shows the shop's own time, without a zone")
    stage.clock.set(instant_ms(local, stage.context.site.zone))


def _wait(stage: Stage, line: Statement) -> None:
    match = _WAIT.fullmatch(line.words[0])
    if match is None:
        raise line.wrong(f"{line.words[0]} is not a time; write 500ms, 8s, 10min, 2h or 1d")
    stage.clock.advance(int(match.group(1)) * _MS[match.group(2)])


def _staff(stage: Stage, line: Statement) -> None:
    code, role = line.words[0], choice(line, line.words[1], *(each.value for each in Role))
    name = line.words[2] if len(line.words) > 2 else code
    hashed = stage.staff.hashed(line.options.get("pin", PIN))
    stage.staff.add(stage.owner, code=code, name=name, role=Role(role), pin_hash=hashed)


def _sign_on(stage: Stage, line: Statement) -> None:
    people = {each.code: each.id for each in stage.roster.people()}
    code = line.words[0]
    if code not in people:
        raise line.wrong(f"nobody has the code {code}; there are: {', '.join(people)}")
    stage.actor = stage.staff.verify_pin(people[code], line.options.get("pin", PIN))


def _opened_already(name: str) -> Callable[[Stage, Statement], None]:
    def run(_: Stage, line: Statement) -> None:
        raise line.wrong(f"{name} stands before everything else in a file")

    return run


_GOODS = "tax=CLASS unit=pc|kg|m stocked=no open-price=yes"
_FACTS = "price=AMOUNT tag=AMOUNT cost=AMOUNT barcode=CODE,CODE pack=QUANTITY stock=QUANTITY"

OPENING = ("shop", "currency")


def open_with(statement: Statement, given: dict[str, str]) -> None:
    """Read a statement that a shop is opened with into the values of an ``Opening``."""
    if statement.verb == "currency":
        code = choice(statement, statement.words[0], *CURRENCIES)
        given["currency"] = code
        return
    if statement.words:
        given["name"] = statement.words[0]
    given.update(statement.options)
    choice(statement, given.get("preset", "none"), *PRESETS)
    zone = given.get("zone", "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise statement.wrong(f"no time zone {zone}; write one such as Europe/Paris") from None


VERBS: dict[str, Verb] = {
    "shop": Verb(
        _opened_already("shop"), "shop [NAME] preset=cn|hk|tw|uk|us|none zone=ZONE", 0, 1,
        ("preset", "zone"),
    ),
    "currency": Verb(_opened_already("currency"), "currency CODE", 1, 1),
    "step": Verb(_step, "step AMOUNT", 1, 1),
    "rounding": Verb(_rounding, "rounding half-up|up|down", 1, 1),
    "cash-back": Verb(_cash_back, "cash-back on|off", 1, 1),
    "labels": Verb(_labels, "labels TEMPLATE…", 1, 20),
    "tax": Verb(_tax, "tax CODE PERCENT included|on-top", 3, 3),
    "tax-class": Verb(_tax_class, "tax-class CLASS TAX…", 1, 9),
    "product": Verb(
        _product, f"product CODE [NAME] {_FACTS} {_GOODS}", 1, 2,
        (*_PRICED, "tax", "unit", "stocked", "open-price"),
    ),
    "variant": Verb(
        _variant, f"variant PRODUCT SKU colour=COLOUR size=SIZE {_FACTS}", 2, 2,
        (*_PRICED, "colour", "size"),
    ),
    "price": Verb(_price, "price PRODUCT AMOUNT tag=AMOUNT", 2, 2, ("tag",)),
    "barcode": Verb(_barcode, "barcode PRODUCT CODE pack=QUANTITY", 2, 2, ("pack",)),
    "stock": Verb(_stock, "stock PRODUCT QUANTITY", 2, 2),
    "count": Verb(_count, "count PRODUCT QUANTITY …", 2, 40),
    "clock": Verb(_clock, "clock DATE TIME", 1, 2),
    "wait": Verb(_wait, "wait TIME", 1, 1),
    "staff": Verb(_staff, "staff CODE cashier|manager|owner [NAME] pin=PIN", 2, 3, ("pin",)),
    "sign-on": Verb(_sign_on, "sign-on CODE pin=PIN", 1, 1, ("pin",)),
}  # fmt: skip
