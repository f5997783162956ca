"""Set up a new shop: identity, taxes, settings, first owner and the journal's first entry."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.catalogue.product import Names, Tax
from inventory.kernel.clock import Clock, SystemClock
from inventory.kernel.errors import Refused
from inventory.kernel.ids import new_id
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.people import secrets
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM, Role
from inventory.service import settings as settings_service
from inventory.service.context import Context
from inventory.service.shop_settings import ShopSettings, to_plain, validate
from inventory.service.staff import staff_told
from inventory.store import catalogue_writes, people_repo, settings_repo
from inventory.store.engine import Database
from inventory.store.files import files_of
from inventory.store.migrate import migrate
from inventory.store.people_repo import StaffRow

_STORE = re.compile(r"[A-Z0-9]{2,8}")
_TILL = re.compile(r"[A-Z0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Preset:
    """What is usual in a place: its taxes, money, clock and language."""

    taxes: tuple[tuple[Tax, Names], ...]
    settings: ShopSettings


def _tax(code: str, rate: Rate, *, included: bool, names: Names) -> tuple[Tax, Names]:
    return Tax(code, rate, included), names


_VAT = Names("增值税", "增值稅", "VAT")
_TW = Names("营业税", "營業稅", "Business tax")
PRESETS: dict[str, Preset] = {
    "cn": Preset(
        (_tax("VAT13", Rate.percent(13), included=True, names=_VAT),),
        ShopSettings(default_tax_class="standard"),
    ),
    "hk": Preset(
        (),
        ShopSettings(
            currency="HKD", cash_step=10, zone="Asia/Hong_Kong", language="zh-Hant",
            receipt_languages=("zh-Hant",), note_values=(1_000, 2_000, 5_000, 10_000, 50_000),
        ),
    ),
    "tw": Preset(
        (_tax("VAT5", Rate.percent(5), included=True, names=_TW),),
        ShopSettings(
            currency="TWD", zone="Asia/Taipei", language="zh-Hant",
            receipt_languages=("zh-Hant",), default_tax_class="standard",
            note_values=(10, 50, 100, 500, 1_000),
        ),
    ),
    "uk": Preset(
        (
            _tax("VAT20", Rate.percent(20), included=True, names=_VAT),
            _tax("VAT0", Rate.percent(0), included=True, names=_VAT),
        ),
        ShopSettings(
            currency="GBP", zone="Europe/London", language="en", receipt_languages=("en",),
            default_tax_class="standard", note_values=(500, 1_000, 2_000, 5_000),
        ),
    ),
    "us": Preset(
        (
            _tax(
                "SALES", Rate.percent(7), included=False,
                names=Names("销售税", "銷售稅", "Sales tax"),
            ),
        ),
        ShopSettings(
            currency="USD", zone="America/New_York", language="en", receipt_languages=("en",),
            default_tax_class="standard", note_values=(500, 1_000, 2_000, 5_000, 10_000),
        ),
    ),
    "none": Preset((), ShopSettings()),
}  # fmt: skip
_CLASSES: dict[str, dict[str, tuple[str, ...]]] = {
    "cn": {"standard": ("VAT13",)},
    "tw": {"standard": ("VAT5",)},
    "uk": {"standard": ("VAT20",), "zero": ("VAT0",)},
    "us": {"standard": ("SALES",)},
}


@dataclass(frozen=True, slots=True)
class ShopSpec:
    """What has to be known to open a shop; ``settings`` may start from ``PRESETS[...]``.

    ``tax_rate`` replaces the rate of the preset's first tax (a sales tax differs by place).
    """

    store_id: str
    till_id: str
    settings: ShopSettings
    owner_name: str
    owner_pin: str
    preset: str = "none"
    tax_rate: Rate | None = None
    owner_code: str = "1"


def preset_settings(preset: str, name: Names) -> ShopSettings:
    """Return the usual settings of a place under this shop's name; an unknown one is refused."""
    if preset not in PRESETS:
        raise Refused(
            Text.of("settings.unknown_preset", value=preset[:20], allowed=", ".join(PRESETS))
        )
    return replace(PRESETS[preset].settings, name=name)


def create_shop(
    database: Path, spec: ShopSpec, clock: Clock | None = None, ids: Callable[[], str] = new_id
) -> Site:
    """Create the file of a new shop with its first owner and return its identity.

    Refuses to touch an existing file. Takes 0.2 s or more, most of it the owner's PIN.
    """
    require_spec(spec)
    settings = spec.settings
    site = Site(
        spec.store_id, spec.till_id, 1, settings.zone, settings.day_cut_hour, settings.money
    )
    context = Context.of(site, clock or SystemClock(), ids)
    with _new_file(database):
        pin_hash = secrets.hash_pin(spec.owner_pin, people_repo.create_pepper(database))
        books = Database(database)
        try:
            os.chmod(database, 0o600)
            migrate(books)
            _write(books, context, spec, pin_hash)
        finally:
            books.close()
    return site


def _write(books: Database, context: Context, spec: ShopSpec, pin_hash: str) -> None:
    """Write everything a new shop needs in one transaction, the epoch's entry first."""
    site, now = context.site, context.clock.now_ms()
    origin = (site.store_id, site.till_id, site.epoch)
    owner = StaffRow(context.new_id(), spec.owner_code, spec.owner_name, Role.OWNER, "", pin_hash)
    installation = context.new_id()
    with books.transaction() as connection:
        settings_repo.add_site(connection, origin, installation, now)
        body = {"installation": installation, "reason": "created", "currency": site.currency.code}
        context.record(connection, SYSTEM, journal.EPOCH, body)
        taxes = _taxes(spec)
        classes = _CLASSES.get(spec.preset, {})
        if taxes:
            catalogue_writes.insert_taxes(connection, taxes, classes)
        told, settings = settings_service.taxes_told(taxes, classes), spec.settings
        settings_service.write(connection, context, SYSTEM, settings, to_plain(settings), **told)
        people_repo.insert(connection, origin, owner, now)
        context.record(connection, SYSTEM, journal.STAFF, staff_told(owner, "added"))


def _taxes(spec: ShopSpec) -> list[tuple[Tax, Names]]:
    taxes = list(PRESETS[spec.preset].taxes)
    if taxes and spec.tax_rate is not None:
        taxes[0] = (replace(taxes[0][0], rate=spec.tax_rate), taxes[0][1])
    return taxes


def require_spec(spec: ShopSpec) -> None:
    """Refuse the first thing of a shop that cannot be."""
    if not _STORE.fullmatch(spec.store_id):
        raise Refused(Text.of("settings.bad_store_id", value=spec.store_id[:20]))
    if not _TILL.fullmatch(spec.till_id):
        raise Refused(Text.of("settings.bad_till_id", value=spec.till_id[:20]))
    preset_settings(spec.preset, spec.settings.name)
    validate(spec.settings)
    tax_class = spec.settings.default_tax_class
    known = {settings_service.NO_TAX, *_CLASSES.get(spec.preset, {})}
    if tax_class not in known:
        raise Refused(
            Text.of("settings.unknown_tax_class", field="default_tax_class", value=tax_class[:40])
        )
    if spec.tax_rate is not None and not PRESETS[spec.preset].taxes:
        raise Refused(Text.of("settings.preset_untaxed", value=spec.preset))
    settings_service.require_taxes(_taxes(spec), _CLASSES.get(spec.preset, {}))
    secrets.require_pin(spec.owner_pin)
    if not spec.owner_name.strip():
        raise Refused(Text.of("staff.bad_name", limit=40))


def require_no_shop(database: Path) -> None:
    """Refuse a place where a shop's file, or the secret of one, stands already."""
    for each in (database, people_repo.pepper_path(database)):
        if each.exists():
            raise Refused(Text.of("settings.already_a_shop", path=str(each)))


@contextmanager
def _new_file(database: Path) -> Iterator[None]:
    """Give the block a place for a new file; what it left behind is taken away if it fails."""
    require_no_shop(database)
    pepper = people_repo.pepper_path(database)
    folder = database.parent
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    done = False
    try:
        with files_of(folder):
            folder.mkdir(parents=True, exist_ok=True)
            yield
        done = True
    finally:
        if not done:
            with suppress(OSError):
                for each in (database, pepper, *folder.glob(database.name + "-*")):
                    each.unlink(missing_ok=True)
                for each in new:
                    each.rmdir()
