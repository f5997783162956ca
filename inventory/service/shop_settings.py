"""The shop's settings as one frozen value, their defaults, and what each field may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from inventory.catalogue.codes import DEFAULT_TEMPLATES, Template
from inventory.catalogue.drafts import NO_NAMES
from inventory.catalogue.product import Names
from inventory.kernel.errors import Refused
from inventory.kernel.money import CURRENCIES, Currency, Rounding
from inventory.kernel.text import Text

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
THEMES = ("light", "dark", "auto")
LAYOUTS = ("auto", "wide", "compact", "portrait")
TEXT_SCALES = (85, 100, 115, 130)
KEYPADS = ("phone", "calculator")
PAPERS_MM = (58, 80)
LINE_MAX = 120
LINES_MAX = 12


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """Everything a shop may set; amounts in minor units, ``logo`` the hash of a kept picture.

    ``note_values`` are the bank notes (minor units) that quick cash keys are made of.
    """

    name: Names = NO_NAMES
    address: str = ""
    phone: str = ""
    tax_numbers: tuple[str, ...] = ()
    currency: str = "CNY"
    cash_step: int = 1
    cash_rounding: Rounding = Rounding.HALF_UP
    cash_back: bool = False
    default_tax_class: str = "none"
    receipt_header: tuple[str, ...] = ()
    receipt_footer: tuple[str, ...] = ()
    logo: str = ""
    receipt_languages: tuple[str, ...] = ("zh-Hans",)
    paper_mm: int = 80
    language: str = "zh-Hans"
    theme: str = "light"
    layout: str = "auto"
    left_handed: bool = False
    text_scale: int = 100
    volume: int = 70
    keypad: str = "phone"
    note_values: tuple[int, ...] = (500, 1_000, 5_000, 10_000)
    zone: str = "Asia/Shanghai"
    day_cut_hour: int = 0
    barcode_templates: tuple[str, ...] = DEFAULT_TEMPLATES

    @property
    def money(self) -> Currency:
        """Return the shop's currency."""
        return Currency.of(self.currency)


FIELDS = tuple(field.name for field in fields(ShopSettings))
# What stands on paper: a change of any of these makes a new version of the receipt template.
PAPER_FIELDS = (
    "name", "address", "phone", "tax_numbers", "receipt_header", "receipt_footer", "logo",
)  # fmt: skip

# How a payment is settled.
PAY_FIELDS = ("cash_step", "cash_rounding", "cash_back")


def to_plain(settings: ShopSettings) -> dict[str, Any]:
    """Return the settings as plain data, a key per field."""
    plain: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(settings, field)
        match value:
            case Names():
                plain[field] = [value.zh_hans, value.zh_hant, value.en]
            case Rounding():
                plain[field] = value.value
            case tuple():
                plain[field] = list(value)
            case _:
                plain[field] = value
    return plain


def from_plain(plain: Mapping[str, Any]) -> ShopSettings:
    """Read settings back; a key of a later program is left alone, a missing one has its default."""
    kept: dict[str, Any] = {}
    for field in FIELDS:
        if field not in plain:
            continue
        value = plain[field]
        if field == "name":
            kept[field] = Names(*value)
        elif field == "cash_rounding":
            kept[field] = Rounding(value)
        else:
            kept[field] = tuple(value) if isinstance(value, list) else value
    return ShopSettings(**kept)


def validate(settings: ShopSettings) -> None:
    """Refuse the first field that cannot be, naming it in ``field``."""
    for field in FIELDS:
        check = _CHECKS.get(field)
        if check is not None:
            check(field, getattr(settings, field))


def refuse(field: str, why: str, **params: str | int) -> Refused:
    """Return the refusal of one field."""
    return Refused(Text.of(f"settings.{why}", field=field, **params))


def _name(field: str, value: Names) -> None:
    each = (value.zh_hans, value.zh_hant, value.en)
    if not any(part.strip() for part in each):
        raise refuse(field, "required")
    for part in each:
        _line(field, part)


def _line(field: str, value: str) -> None:
    if len(value) > LINE_MAX:
        raise refuse(field, "too_long", limit=LINE_MAX)
    if not value.isprintable() and any(letter < " " for letter in value):
        raise refuse(field, "control_character")


def _lines(field: str, value: tuple[str, ...]) -> None:
    if len(value) > LINES_MAX:
        raise refuse(field, "too_many_lines", limit=LINES_MAX)
    for line in value:
        _line(field, line)


def _one_of(*allowed: object) -> Callable[[str, Any], None]:
    def check(field: str, value: object) -> None:
        if value not in allowed or isinstance(value, bool):
            shown = ", ".join(map(str, allowed))
            raise refuse(field, "choice", allowed=shown)

    return check


def _between(low: int, high: int) -> Callable[[str, Any], None]:
    def check(field: str, value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise refuse(field, "range", low=low, high=high)

    return check


def _languages(field: str, value: tuple[str, ...]) -> None:
    if not value or len(set(value)) != len(value) or not set(value) <= set(LANGUAGES):
        raise refuse(field, "choice", allowed=", ".join(LANGUAGES))


def _notes(field: str, value: tuple[int, ...]) -> None:
    if not value or any(each <= 0 for each in value) or list(value) != sorted(set(value)):
        raise refuse(field, "note_values")


def _zone(field: str, value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse(field, "unknown_zone", value=value[:40]) from None


def _templates(field: str, value: tuple[str, ...]) -> None:
    for pattern in value:
        try:
            Template.parse(pattern)
        except Refused:
            raise refuse(field, "bad_template", value=pattern[:30]) from None


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "name": _name,
    "address": _line,
    "phone": _line,
    "tax_numbers": _lines,
    "currency": _one_of(*CURRENCIES),
    "cash_step": _between(1, 100_000),
    "receipt_header": _lines,
    "receipt_footer": _lines,
    "receipt_languages": _languages,
    "paper_mm": _one_of(*PAPERS_MM),
    "language": _one_of(*LANGUAGES),
    "theme": _one_of(*THEMES),
    "layout": _one_of(*LAYOUTS),
    "text_scale": _one_of(*TEXT_SCALES),
    "volume": _between(0, 100),
    "keypad": _one_of(*KEYPADS),
    "note_values": _notes,
    "zone": _zone,
    "day_cut_hour": _between(0, 12),
    "barcode_templates": _templates,
}
