"""Read and save the shop's settings. Each change is a dated row, journaled in one transaction.

What stands on paper makes a new version of the receipt template when it changes; old versions are
kept, so that a reprint is the same paper for ever.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from struct import unpack

from inventory.catalogue.product import Names, Tax
from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.money import Rate
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import canonical, digest
from inventory.people.sites import Site
from inventory.people.staff import Actor, Permission
from inventory.service import parked
from inventory.service.context import Context
from inventory.service.shop_settings import (
    PAPER_FIELDS,
    PAY_FIELDS,
    ShopSettings,
    from_plain,
    refuse,
    to_plain,
    validate,
)
from inventory.service.standing import require_still
from inventory.store import settings_repo, taken_repo
from inventory.store.engine import Connection, Database
from inventory.store.migrate import TILL, require_part

RECEIPT_LAYOUT = 1
NO_TAX = "none"
LOGO_BYTES_MAX = 200_000
LOGO_DOTS_MAX = 1_024
_PNG = b"\x89PNG\r\n\x1a\n"


def read(connection: Connection) -> ShopSettings:
    """Return the settings in force."""
    return from_plain(settings_repo.values(connection))


def current(reader: Database) -> ShopSettings:
    """Return the settings in force, in a snapshot of its own."""
    with reader.reading() as connection:
        return read(connection)


def site_of(connection: Connection) -> Site:
    """Return which till this file belongs to; a file that was never set up is refused."""
    require_part(connection, TILL)
    origin = settings_repo.newest_site(connection)
    if origin is None:
        raise Refused(Text.of("settings.not_a_shop"))
    settings = read(connection)
    return Site(*origin, settings.zone, settings.day_cut_hour, settings.money)


def open_site(database: Database) -> Site:
    """Return which till this file belongs to, in a snapshot of its own."""
    with database.reading() as connection:
        return site_of(connection)


def current_template_version(connection: Connection) -> int:
    """Return the version of the receipt template that a sale booked now is printed with."""
    version = settings_repo.template_version(connection)
    if version is None:
        raise Damaged(Text.of("settings.no_template"))
    return version


@dataclass(frozen=True, slots=True)
class TaxTable:
    """The shop's taxes with their names, and the classes as lists of tax codes in order."""

    taxes: tuple[tuple[Tax, Names], ...]
    classes: Mapping[str, tuple[str, ...]]


def tax_table(reader: Database) -> TaxTable:
    """Return the taxes and tax classes that are set up; ``none`` always exists and has none."""
    with reader.reading() as connection:
        taxes = tuple(
            (Tax(code, Rate(num, den), bool(included)), Names(hans, hant, english))
            for code, hans, hant, english, num, den, included in settings_repo.taxes(connection)
        )
        classes = settings_repo.tax_classes(connection)
    return TaxTable(taxes, {NO_TAX: (), **{code: tuple(each) for code, each in classes.items()}})


def picture(reader: Database, key: str) -> bytes | None:
    """Return the PNG kept under this hash, or nothing."""
    with reader.reading() as connection:
        return settings_repo.picture(connection, key)


def template_content(settings: ShopSettings, taxes: Iterable[Sequence[object]]) -> bytes:
    """Return the canonical bytes of what stands on paper: ``PAPER_FIELDS``, and the taxes' names.

    ``taxes`` are rows that begin with the code and its three names.
    """
    plain = to_plain(settings)
    facts = {field: plain[field] for field in PAPER_FIELDS}
    names = {str(code): [*named] for code, *named in (row[:4] for row in taxes)}
    return canonical({"layout": RECEIPT_LAYOUT, "tax_names": names, **facts})


class SettingsDesk:
    """Saves settings on the writer's connection."""

    def __init__(self, context: Context, books: Database) -> None:
        self._context = context
        self._books = books

    def save(self, actor: Actor, wanted: ShopSettings) -> ShopSettings:
        """Save every field that changed; refuse the first that cannot be, naming it."""
        actor.require(Permission.SETTINGS)
        validate(wanted)
        with self._books.transaction() as connection:
            require_still(connection, actor)
            have = read(connection)
            _require_consistent(connection, have, wanted)
            old, new = to_plain(have), to_plain(wanted)
            changes = {key: value for key, value in new.items() if old[key] != value}
            if changes:
                write(connection, self._context, actor, wanted, changes)
        return wanted

    def keep_logo(self, actor: Actor, png: bytes) -> str:
        """Keep a picture for the receipt and return its hash, to be saved in ``logo``."""
        actor.require(Permission.SETTINGS)
        _require_png(png)
        key = sha256(png).hexdigest()
        with self._books.transaction() as connection:
            settings_repo.add_picture(connection, key, png)
        return key


def write(
    connection: Connection,
    context: Context,
    actor: Actor,
    wanted: ShopSettings,
    changes: Mapping[str, settings_repo.Plain],
    **told: object,
) -> None:
    """Write dated rows, a template if the paper changed, and one entry that tells of all of it."""
    site = context.site
    origin = (site.store_id, site.till_id, site.epoch)
    settings_repo.add(connection, origin, changes, context.clock.now_ms(), actor.id)
    told |= keep_template(connection, context, actor, wanted)
    context.record(connection, actor, journal.SETTING, {"changes": dict(changes), **told})


def require_taxes(taxes: Sequence[tuple[Tax, Names]], classes: Mapping[str, Sequence[str]]) -> None:
    """Refuse a tax without a code or outside 0 to 100 %, and a class that names an unknown one."""
    for tax, _ in taxes:
        if not tax.code or not 0 <= tax.rate.num <= tax.rate.den:
            raise Refused(Text.of("catalogue.bad_tax", code=tax.code))
    known = {tax.code for tax, _ in taxes}
    unknown = {code for members in classes.values() for code in members} - known
    if unknown:
        raise Refused(Text.of("catalogue.unknown_tax", code=min(unknown)))


def taxes_told(
    taxes: Sequence[tuple[Tax, Names]], classes: Mapping[str, Sequence[str]]
) -> dict[str, object]:
    """Return what the journal tells of taxes and tax classes."""
    return {
        "taxes": [[t.code, t.rate.num, t.rate.den, int(t.included)] for t, _ in taxes],
        "classes": {code: list(members) for code, members in classes.items()},
    }


def keep_template(
    connection: Connection, context: Context, actor: Actor, settings: ShopSettings
) -> dict[str, object]:
    """Keep a new template if anything on paper changed; return what the journal tells of it.

    That is its version, its layout and the hash of its content.
    """
    content = template_content(settings, settings_repo.taxes(connection))
    newest = settings_repo.newest_template(connection)
    if newest is not None and newest[2] == content and newest[1] == RECEIPT_LAYOUT:
        return {}
    version = settings_repo.add_template(
        connection,
        layout=RECEIPT_LAYOUT,
        content=content,
        at_ms=context.clock.now_ms(),
        actor_id=actor.id,
    )
    return {"template": [version, RECEIPT_LAYOUT, digest(content).hex()]}


def _require_consistent(connection: Connection, have: ShopSettings, wanted: ShopSettings) -> None:
    """Refuse what only the database can tell: an unknown tax class, a rule in use, no logo.

    Money that was taken is settled by the rules it was taken by: they stay until its sale is done.
    """
    tax_class = wanted.default_tax_class
    if tax_class != NO_TAX and tax_class not in settings_repo.tax_classes(connection):
        raise refuse("default_tax_class", "unknown_tax_class", value=tax_class[:40])
    if wanted.currency != have.currency:
        if settings_repo.anything_priced(connection):
            raise refuse("currency", "currency_in_use", value=have.currency)
        if parked.any_unpaid(connection):
            raise refuse("currency", "currency_cart")
    for field in PAY_FIELDS:
        changed = getattr(wanted, field) != getattr(have, field)
        if changed and taken_repo.any_at_all(connection):
            raise refuse(field, "money_taken")
    if wanted.logo and settings_repo.picture(connection, wanted.logo) is None:
        raise refuse("logo", "no_picture")


def _require_png(png: bytes) -> None:
    """Refuse what is not a PNG of a size that fits on a receipt."""
    if len(png) > LOGO_BYTES_MAX:
        raise refuse("logo", "picture_too_big", limit=LOGO_BYTES_MAX // 1_000)
    if not png.startswith(_PNG) or png[12:16] != b"IHDR" or len(png) < 24:
        raise refuse("logo", "not_png")
    width, height = unpack(">II", png[16:24])
    if not (0 < width <= LOGO_DOTS_MAX and 0 < height <= LOGO_DOTS_MAX):
        raise refuse("logo", "picture_dots", limit=LOGO_DOTS_MAX)
