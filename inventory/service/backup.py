"""Back the shop up while it sells: verified, in one file, once a day by itself or when asked."""

from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from inventory.kernel.clock import Clock, SystemClock, local_time
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.people.sites import Site
from inventory.people.staff import SYSTEM, Actor, Permission
from inventory.service.context import Context
from inventory.service.settings import open_site
from inventory.service.verify import verify_file
from inventory.store import (
    backup_repo,
    ledger_repo,
    people_repo,
)
from inventory.store.backup_repo import DATABASE, PEPPER, Manifest
from inventory.store.engine import Database
from inventory.store.files import files_of

DAYS_KEPT = 14


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
        require_whole(copy)
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
    with files_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
    made = backup(SYSTEM, database, folder, clock)
    backup_repo.prune(folder, _prefix(site.store_id, site.till_id), DAYS_KEPT, made.path)
    return made


def backup_due(site: Site, folder: Path, business_date: str) -> bool:
    """Tell whether this till has no backup of this business day in the folder yet.

    One that a clock ahead of its time dated so does not count when the day comes: newer ones are
    there. Nor does one of an epoch that was left by a restore.
    """
    days = backup_repo.newest_days(folder, _prefix(site.store_id, site.till_id), site.epoch)
    return business_date not in days


def open_site_of(database: Path) -> Site:
    """Return which till a file belongs to, on a connection of its own."""
    reader = Database(database, write=False)
    try:
        return open_site(reader)
    finally:
        reader.close()


def require_whole(database: Path) -> None:
    """Refuse books in which the check finds anything."""
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
