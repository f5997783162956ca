"""Back the shop up while it sells, and bring it back: verified, in one file, into a new epoch.

A restored till never continues the numbers of the one that was: its epoch is a new one, tied to
the last entry of the backup. Nor does it finish that one's sales: carts that were open then wait
under new sale ids. What stood there before is kept aside, not thrown away.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from inventory.kernel.clock import Clock, SystemClock, local_time
from inventory.kernel.errors import Damaged, Refused, SuanpanError
from inventory.kernel.ids import new_id
from inventory.kernel.text import Text
from inventory.ledger import journal
from inventory.ledger.envelope import digest
from inventory.ledger.journal import Head
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM, Actor, Permission
from inventory.service.context import Context
from inventory.service.print_jobs import kept_reason
from inventory.service.settings import open_site, read, site_of
from inventory.service.verify import verify_file
from inventory.store import (
    backup_repo,
    cart_repo,
    ledger_repo,
    people_repo,
    print_repo,
    settings_repo,
)
from inventory.store.backup_repo import DATABASE, KEY, PEPPER, Manifest
from inventory.store.engine import Connection, Database
from inventory.store.migrate import migrate
from inventory.store.process_lock import ProcessLock

DAYS_KEPT = 14
# How far apart two epochs of a till may be. Six digits fit into a receipt's bar code at full width,
# which is enough for two restores at the least; nine are read, which is enough for two thousand.
EPOCH_RANGE = 400_000
# Paper that waited when the backup was made was most likely printed since: never by itself again.
NOT_PRINTED_AGAIN = Text.of("backup.not_printed_again")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where it is and what it holds."""

    path: Path
    size: int
    store_id: str
    till_id: str
    epoch: int
    seq: int
    business_date: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A shop that was brought back; ``newer`` entries of the present files are only in ``aside``.

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
    newer: int | None
    carts: int
    name: str


def backup(actor: Actor, database: Path, to: Path, clock: Clock | None = None) -> Made:
    """Write a verified backup into a folder, or as this file (``.zip``), and return it.

    Raises ``Refused`` when the shop is not whole, or the place is not there or cannot be written.
    """
    actor.require(Permission.BACKUP)
    now = (clock or SystemClock()).now_ms()
    as_file = to.suffix == ".zip"
    if as_file and to.exists():
        raise Refused(Text.of("backup.exists", name=to.name))
    folder = to.parent if as_file else to
    _require_folder(folder, database)
    with backup_repo.workplace(folder) as work:
        copy = work / DATABASE
        backup_repo.snapshot(database, copy)
        _require_whole(copy)
        files = {DATABASE: copy}
        for name, path in backup_repo.beside(database).items():
            if path.exists():
                files[name] = path
        if PEPPER not in files:
            people_repo.load_pepper(database)
        manifest = _manifest(copy, files, now)
        _require_same_books(database, manifest)
        target = to if as_file else folder / _name(manifest, open_site_of(copy), now)
        backup_repo.write_archive(target, manifest, files)
    return _made(target, manifest)


def _require_folder(folder: Path, database: Path) -> None:
    """Refuse a folder that is not there: on a stick that is out, a copy helps nobody.

    One inside the shop's own folder is made when it is needed.
    """
    if not folder.exists() and folder.resolve().parent != database.resolve().parent:
        raise Refused(Text.of("backup.no_folder", folder=str(folder), quoted=quote(str(folder))))


def backup_if_due(
    database: Path, folder: Path, business_date: str, clock: Clock | None = None
) -> Made | None:
    """Make the day's backup unless it is there, and keep those of the newest 14 days.

    For the till itself; runs on any thread, with connections of its own.
    """
    site = open_site_of(database)
    if not backup_due(site, folder, business_date):
        return None
    made = backup(SYSTEM, database, folder, clock)
    backup_repo.prune(folder, _prefix(site.store_id, site.till_id), DAYS_KEPT, made.path)
    return made


def backup_due(site: Site, folder: Path, business_date: str) -> bool:
    """Tell whether this till has no backup of this business day in the folder yet.

    One that a clock ahead of its time dated so does not count when the day comes: newer ones are
    there.
    """
    days = backup_repo.newest_days(folder, _prefix(site.store_id, site.till_id))
    return business_date not in days


def restore(actor: Actor, archive: Path, database: Path, clock: Clock | None = None) -> Restored:
    """Bring a backup back as a new epoch; the present files are kept aside.

    Raises ``Refused`` while a till is open, and for a file that is damaged, of another shop or
    till, or no backup at all; then nothing was changed.
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
            site, carts = _new_epoch(copy, manifest, present, clock)
            _require_whole(copy)
            moment = "".join(each for each in local_time(clock.now_ms(), site.zone) if each != ":")
            aside = database.parent / f"before-restore-{moment.replace(' ', '-')}"
            had = database.exists()
            wanted = [DATABASE, PEPPER] if _has_key(database, present) else [DATABASE, PEPPER, KEY]
            files = {name: work / name for name in wanted if name in manifest.files}
            backup_repo.put_in_place(database, files, aside)
        finally:
            lock.release()
    newer = _newer(present, manifest)
    return Restored(
        site.store_id, site.till_id, site.epoch, manifest.epoch, manifest.seq,
        manifest.business_date, local_time(manifest.made_ms, site.zone),
        aside if had else None, newer, carts, name,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shop:
    """What makes a shop this one and no other: the first entry that its books began with."""

    first: bytes
    name: str
    begun: str


@dataclass(frozen=True, slots=True)
class _Present:
    """What stands in the shop's folder now: its epoch, head and shop, if they can be read."""

    epoch: int = 0
    head: Head | None = None
    shop: _Shop | None = None


def open_site_of(database: Path) -> Site:
    """Return which till a file belongs to, on a connection of its own."""
    reader = Database(database, write=False)
    try:
        return open_site(reader)
    finally:
        reader.close()


def _require_whole(database: Path) -> None:
    report = verify_file(database)
    if not report.clean:
        raise Refused(Text.of("backup.not_whole", count=sum(report.found.values())))


def _manifest(copy: Path, files: dict[str, Path], now: int) -> Manifest:
    reader = Database(copy, write=False)
    try:
        context = Context.of(open_site(reader))
        with reader.reading() as connection:
            head = ledger_repo.head(connection, context.origin)
    finally:
        reader.close()
    origin = context.origin
    return Manifest(
        backup_repo.FORMAT, origin.program_version, origin.schema_version, origin.store_id,
        origin.till_id, origin.epoch, head.seq, head.hash.hex(), context.business_date(now), now,
        backup_repo.measured(files),
    )  # fmt: skip


def _require_same_books(database: Path, manifest: Manifest) -> None:
    """Refuse a copy whose last entry is not the very one that stands in the open books."""
    reader = Database(database, write=False)
    try:
        origin = Context.of(open_site(reader)).origin
        with reader.reading() as connection:
            entry = ledger_repo.entry_at(connection, origin, manifest.seq)
    finally:
        reader.close()
    if entry is None or entry.hash.hex() != manifest.hash:
        raise Refused(Text.of("backup.not_whole", count=1))


def _prefix(store_id: str, till_id: str) -> str:
    return f"suanpan-{store_id}-{till_id}-"


def _name(manifest: Manifest, site: Site, now: int) -> str:
    time = local_time(now, site.zone)[-8:].replace(":", "")
    return f"{_prefix(manifest.store, manifest.till)}{manifest.business_date}-{time}.zip"


def _made(path: Path, manifest: Manifest) -> Made:
    return Made(
        path, path.stat().st_size, manifest.store, manifest.till, manifest.epoch, manifest.seq,
        manifest.business_date,
    )  # fmt: skip


def _require_true(archive: Path, copy: Path, manifest: Manifest) -> None:
    """Refuse books that are not whole, or not those that the backup says it holds."""
    try:
        _require_whole(copy)
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
    if here is not None and here.first != found.first:
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
    return _Shop(first.hash, settings.name.in_language(settings.language), begun)


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
            head = ledger_repo.head(connection, context.origin)
            shop = _shop(connection, context)
    except SuanpanError:
        return _Present()
    finally:
        reader.close()
    site = context.site
    if (site.store_id, site.till_id) != (manifest.store, manifest.till):
        found, here = f"{manifest.store}/{manifest.till}", f"{site.store_id}/{site.till_id}"
        raise Refused(Text.of("backup.other_till", found=found, here=here))
    return _Present(site.epoch, head, shop)


def _has_key(database: Path, present: _Present) -> bool:
    """Tell whether this till's key to head office is there: it may be newer than the backup's."""
    return present.head is not None and backup_repo.beside(database)[KEY].exists()


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
            epoch = epoch_after(max(old.site.epoch, present.epoch), installation)
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


def _newer(present: _Present, manifest: Manifest) -> int | None:
    if present.head is None:
        return None
    if present.epoch == manifest.epoch:
        return max(present.head.seq - manifest.seq, 0)
    return present.head.seq
