"""Bring a backup back: verified, as a new epoch, asked first when sales would leave the books.

A restored till never continues the numbers of the one that was: its epoch is a new one, tied to
the last entry of the backup. Nor does it finish that one's sales: carts that were open then wait
under new sale ids. What stood there before is kept aside, not thrown away.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from inventory.kernel.clock import Clock, SystemClock, local_time
from inventory.kernel.errors import Damaged, Refused, SuanpanError
from inventory.kernel.ids import new_id
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import digest
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM, Actor, Permission
from inventory.reports.leaving import Leaving, leaving
from inventory.service.backup import require_whole
from inventory.service.context import Context
from inventory.service.print_jobs import kept_reason
from inventory.service.settings import open_site, read, site_of
from inventory.store import backup_repo, cart_repo, ledger_repo, print_repo, settings_repo
from inventory.store.backup_repo import DATABASE, KEY, PEPPER, Manifest
from inventory.store.engine import Connection, Database
from inventory.store.migrate import migrate
from inventory.store.process_lock import ProcessLock

# How far apart two epochs of a till may be. Six digits fit into a receipt's bar code at full width,
# which is enough for two restores at the least; nine are read, which is enough for two thousand.
EPOCH_RANGE = 400_000
# What reading a damaged shop raises: it is brought back as one that nobody can read.
_UNREADABLE = (SuanpanError, TypeError, ValueError, LookupError, AttributeError)
# Paper that waited when the backup was made was most likely printed since: never by itself again.
NOT_PRINTED_AGAIN = Text.of("backup.not_printed_again")

Agree = Callable[[Leaving], bool]


def _nobody(_: Leaving) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Restored:
    """A shop that was brought back; what is ``newer`` than the backup is only in ``aside``.

    ``name`` is the shop's, in its own language.
    ``newer`` is nothing when the present files could not be read, ``aside`` when there were none.
    ``as_of`` is when the backup was made, by the shop's clock; ``carts`` were open then;
    they wait, and may have been paid since.
    """

    store_id: str
    till_id: str
    epoch: int
    from_epoch: int
    from_seq: int
    business_date: str
    as_of: str
    aside: Path | None
    newer: Leaving | None
    carts: int
    name: str


def restore(
    actor: Actor,
    archive: Path,
    database: Path,
    clock: Clock | None = None,
    *,
    agree: Agree = _nobody,
) -> Restored:
    """Bring a backup back as a new epoch; the present files are kept aside.

    Where sales that are newer would leave the books, ``agree`` is asked with what they are.
    Raises ``Refused`` when that says no, while a till is open, and for a file that is damaged, of
    another shop or till, or no backup at all; then nothing was changed.
    """
    actor.require(Permission.BACKUP)
    clock, database = clock or SystemClock(), database.resolve()
    with backup_repo.workplace(database.parent) as work:
        lock = ProcessLock(database)
        try:
            manifest = backup_repo.read_archive(archive, work)
            copy = work / DATABASE
            _require_true(archive, copy, manifest)
            name = _require_same_shop(copy, present := _present(database, manifest))
            newer = _newer(database, copy, present)
            if newer is not None and newer.of_money and not agree(newer):
                raise Refused(takes_out("backup.takes_out", newer))
            site, carts = _new_epoch(copy, manifest, present, clock)
            require_whole(copy)
            moment = "".join(each for each in local_time(clock.now_ms(), site.zone) if each != ":")
            aside = database.parent / f"before-restore-{moment.replace(' ', '-')}"
            had = database.exists()
            wanted = [DATABASE, PEPPER] if _has_key(database, present) else [DATABASE, PEPPER, KEY]
            files = {name: work / name for name in wanted if name in manifest.files}
            backup_repo.put_in_place(database, files, aside)
        finally:
            lock.release()
    return Restored(
        site.store_id, site.till_id, site.epoch, manifest.epoch, manifest.seq,
        manifest.business_date, local_time(manifest.made_ms, site.zone),
        aside if had else None, newer, carts, name,
    )  # fmt: skip


def takes_out(code: str, newer: Leaving) -> Text:
    """Return a message that tells what leaves the books."""
    amount = f"{newer.amount.plain()} {newer.amount.currency.code}"
    return Text.of(code, sales=newer.sales, taken_back=newer.taken_back, amount=amount)


@dataclass(frozen=True, slots=True)
class _Shop:
    """What makes a shop this one and no other: the first entry that its books began with.

    ``first`` is its hash, nothing where somebody changed the entry: damage is no other shop.
    """

    first: bytes | None
    name: str
    begun: str


@dataclass(frozen=True, slots=True)
class _Present:
    """What stands in the shop's folder now: its till and its shop, if they can be read."""

    site: Site | None = None
    shop: _Shop | None = None


def _require_true(archive: Path, copy: Path, manifest: Manifest) -> None:
    """Refuse books that are not whole, or not those that the backup says it holds."""
    try:
        require_whole(copy)
        reader = Database(copy, write=False)
        try:
            origin = Context.of(open_site(reader)).origin
            with reader.reading() as connection:
                head = ledger_repo.head(connection, origin)
        finally:
            reader.close()
    except SuanpanError as error:
        if error.text.code == "store.newer_database":
            raise
        raise Refused(Text.of("backup.damaged", name=archive.name)) from error
    told = (manifest.store, manifest.till, manifest.epoch, manifest.seq, manifest.hash)
    if told != (origin.store_id, origin.till_id, origin.epoch, head.seq, head.hash.hex()):
        raise Refused(Text.of("backup.damaged", name=archive.name))


def _require_same_shop(copy: Path, present: _Present) -> str:
    """Refuse to put one shop over another; return the name of the one that comes back.

    Numbers do not tell: most shops are SH01 with till T01. No two share their first entry, whose
    hash covers the id of the installation; epochs that follow keep it.
    """
    reader = Database(copy, write=False)
    try:
        context = Context.of(open_site(reader))
        with reader.reading() as connection:
            found = _shop(connection, context)
    finally:
        reader.close()
    here = present.shop
    if here is not None and here.first not in (None, found.first):
        both = {"found": found.name, "here": here.name}
        begun = {"found_begun": found.begun, "here_begun": here.begun}
        raise Refused(Text.of("backup.other_shop", **both, **begun))
    return found.name


def _shop(connection: Connection, context: Context) -> _Shop:
    first = ledger_repo.entry_at(connection, replace(context.origin, epoch=1), 1)
    if first is None:
        raise Damaged(Text.of("backup.not_whole", count=1))
    settings = read(connection)
    begun = local_time(first.begin_ms, context.site.zone)
    known = first.hash if first.hash == first.computed_hash() else None
    return _Shop(known, settings.name.in_language(settings.language), begun)


def _present(database: Path, manifest: Manifest) -> _Present:
    """Read what stands there now, changing nothing; another till's shop is refused."""
    if not database.exists():
        return _Present()
    try:
        reader = Database(database, write=False)
    except SuanpanError:
        return _Present()
    try:
        context = Context.of(open_site(reader))
        with reader.reading() as connection:
            shop = _shop(connection, context)
    except _UNREADABLE:
        return _Present()
    finally:
        reader.close()
    site = context.site
    if (site.store_id, site.till_id) != (manifest.store, manifest.till):
        found, here = f"{manifest.store}/{manifest.till}", f"{site.store_id}/{site.till_id}"
        raise Refused(Text.of("backup.other_till", found=found, here=here))
    return _Present(site, shop)


def _newer(database: Path, copy: Path, present: _Present) -> Leaving | None:
    """Return what the present books hold and the backup does not; nothing if none can be read."""
    if present.site is None:
        return None
    here, there = Database(database, write=False), Database(copy, write=False)
    try:
        return leaving(here, there, present.site.currency)
    except Damaged:
        return None
    finally:
        here.close()
        there.close()


def _has_key(database: Path, present: _Present) -> bool:
    """Tell whether this till's key to head office is there: it may be newer than the backup's."""
    return present.site is not None and backup_repo.beside(database)[KEY].exists()


def _new_epoch(copy: Path, manifest: Manifest, present: _Present, clock: Clock) -> tuple[Site, int]:
    """Open an epoch in the unpacked books, tied to the entry they end with; count waiting carts.

    Its number comes from the new installation's id, see ``epoch_after``.
    """
    books = Database(copy)
    try:
        migrate(books)
        old = Context.of(open_site(books), clock)
        with books.transaction() as connection:
            head = ledger_repo.head(connection, old.origin)
            installation = new_id()
            newest = present.site.epoch if present.site else 0
            epoch = epoch_after(max(old.site.epoch, newest), installation)
            origin = (old.site.store_id, old.site.till_id, epoch)
            settings_repo.add_site(connection, origin, installation, clock.now_ms())
            new = Context.of(site_of(connection), clock)
            body = {
                "installation": installation,
                "reason": "restored",
                "currency": new.site.currency.code,
                "from": [old.site.epoch, head.seq, head.hash.hex()],
                "gt_abs": head.gt_abs,
                "gt_signed": head.gt_signed,
                "backup_ms": manifest.made_ms,
            }
            new.record(connection, SYSTEM, journal.EPOCH, body)
            _hold_paper(connection, clock.now_ms())
            carts = _hold_carts(connection)
        books.checkpoint(truncate=True)
    finally:
        books.close()
    return new.site, carts


def epoch_after(known: int, installation: str) -> int:
    """Return the epoch that this installation begins after those that are known.

    Drawn from the random part of its id and from no clock, which may be wrong by years: machines
    brought back from one backup, at whatever time, meet once in 400,000 times.
    """
    drawn = int.from_bytes(digest(installation.encode())[:8]) % EPOCH_RANGE
    return known + 1 + drawn


def _hold_carts(connection: Connection) -> int:
    """Put every open cart aside under a new sale id: the old one may be booked elsewhere."""
    count = 0
    found = [*cart_repo.carts(connection, "open"), *cart_repo.carts(connection, "parked")]
    for sale_id, _, _ in found:
        cart = cart_repo.load(connection, sale_id)
        if cart is not None and cart.lines:
            cart_repo.put_aside_from_backup(connection, sale_id, new_id())
            count += 1
        else:
            cart_repo.discard(connection, sale_id)
    return count


def _hold_paper(connection: Connection, now: int) -> None:
    for job in print_repo.in_states(connection, ("queued", "sending")):
        state = "failed" if job.state == "queued" else "unknown"
        print_repo.set_state(connection, job.id, state, kept_reason(NOT_PRINTED_AGAIN), now)
