"""Files of a backup: a snapshot of an open database, one zip with checksums, swapping files.

What a name stands for on the disk is decided here; which shop it is, and whether it is whole, is
the service's question. Everything is written beside its target, synced, then given its name.
"""

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from inventory.ledger.envelope import pack, unpack
from inventory.store.engine import Database, settle
from inventory.store.files import files_of

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "till.db"
PEPPER, KEY = f"{DATABASE}.pepper", f"{DATABASE}.key"
REQUIRED, OPTIONAL = (DATABASE, PEPPER), (KEY,)
_ZIP_MAGIC = b"PK\x03\x04"
_CHUNK = 1024 * 1024
_MANIFEST_MAX = 64 * 1024
# What reading a damaged archive raises; RuntimeError also for what this version cannot unpack.
_BROKEN = (zipfile.BadZipFile, EOFError, RuntimeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup: its checksum and size."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    program: str
    schema: int
    store: str
    till: str
    epoch: int
    seq: int
    hash: str
    business_date: str
    made_ms: int
    files: dict[str, Kept]


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """Give a private folder beside the target, on its disk; it is gone afterwards."""
    with files_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(prefix=".suanpan-", dir=folder))
    try:
        with files_of(folder):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def snapshot(database: Path, target: Path) -> None:
    """Write the state of an open database into a new file; the till goes on writing meanwhile."""
    reader = Database(database, write=False)
    try:
        reader.copy_into(target)
    finally:
        reader.close()
    target.chmod(0o600)


def beside(database: Path) -> dict[str, Path]:
    """Return name in a backup → file of this database that belongs into one, the books apart."""
    return {
        name: database.with_name(database.name + suffix)
        for name, suffix in ((PEPPER, ".pepper"), (KEY, ".key"))
    }


def measured(files: Mapping[str, Path]) -> dict[str, Kept]:
    """Return checksum and size of each file."""
    return {name: Kept(_sha256(path), path.stat().st_size) for name, path in files.items()}


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write one zip beside its target, read it back against the manifest, give it its name."""
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        handle = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(MANIFEST, pack(manifest))
                for name, path in files.items():
                    archive.write(path, name)
            file.flush()
            os.fsync(file.fileno())
        with zipfile.ZipFile(unfinished) as archive:
            for name, kept in manifest.files.items():
                with archive.open(name) as source:
                    if _copied(source, None) != kept:
                        raise Refused(Text.of("backup.damaged", name=target.name))
        os.replace(unfinished, target)
        sync_folder(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def read_archive(archive: Path, folder: Path) -> Manifest:
    """Unpack a backup into a folder and return its manifest; anything wrong is refused."""
    damaged = Refused(Text.of("backup.damaged", name=archive.name))
    with archive.open("rb") as file:
        looks_so = file.read(4) == _ZIP_MAGIC
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened, archive.name)
            for name, kept in manifest.files.items():
                with opened.open(name) as source, _private(folder / name) as target:
                    if _copied(source, target, limit=kept.size) != kept:
                        raise damaged
    except (KeyError, ValueError) as error:
        raise Refused(Text.of("backup.not_a_backup", name=archive.name)) from error
    except _BROKEN as error:
        if not looks_so:
            raise Refused(Text.of("backup.not_a_backup", name=archive.name)) from error
        raise damaged from error
    return manifest


def put_in_place(database: Path, files: Mapping[str, Path], aside: Path) -> None:
    """Let these files be the shop's; those that were there are kept in ``aside``, whole.

    The books that are there are brought into their one file first, and the new ones come last: cut
    anywhere, the shop is the old one with all it booked, or the new one. A step that fails puts
    back what was there before it raises.
    """
    try:
        if database.exists():
            settle(database)
    except Damaged:
        pass  # Nobody can read them any more; all of their files are kept as they are.
    have = _present(database)
    if have:
        aside.mkdir(mode=0o700)
    moved: list[Path] = []
    try:
        for each in have:
            _keep(each, aside / each.name)
        if have:
            sync_folder(aside)
        _take_places(database, files, moved)
    except BaseException:
        _put_back(have, moved, aside)
        raise


def _take_places(database: Path, files: Mapping[str, Path], moved: list[Path]) -> None:
    """Give the files their names, noting in ``moved`` which name stands for something else now.

    A log goes before the new books come: it must never meet another database.
    """
    for suffix in ("-wal", "-shm"):
        log = database.with_name(database.name + suffix)
        log.unlink(missing_ok=True)
        moved.append(log)
    places = {**beside(database), DATABASE: database}
    for name in (PEPPER, KEY, DATABASE):
        if name in files:
            _sync_file(files[name])
            os.replace(files[name], places[name])
            moved.append(places[name])
    sync_folder(database.parent)


def _put_back(have: list[Path], moved: list[Path], aside: Path) -> None:
    """Let the names stand for what they did; the books come back before their log."""
    for place in reversed(moved):
        if place in have:
            os.replace(aside / place.name, place)
        else:
            place.unlink(missing_ok=True)
    if have:
        shutil.rmtree(aside)


def sync_folder(folder: Path) -> None:
    """Let new names survive a power cut, where the system has folders that can be synced."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def prune(folder: Path, prefix: str, keep: int, made: Path) -> list[Path]:
    """Keep the newest backup of each of the newest days; return what was taken away.

    Newest is what goes farthest in the books, not what a clock dated last; ``made``, which was just
    written, is the newest of all, and those of its epoch come before those of any other: after a
    restore an epoch with a higher number may be the one that was left.
    """
    epoch = _reach(made)[0]
    found = sorted(
        _reaches(folder, prefix),
        key=lambda each: (each[1] == made, each[0][0] == epoch, each),
    )
    newest = {_day(path, prefix): path for _, path in found}
    days = dict.fromkeys(_day(path, prefix) for _, path in reversed(found))
    staying = {newest[day] for day in list(days)[:keep]}
    gone = [path for _, path in found if path not in staying]
    for each in gone:
        each.unlink()
    return gone


def newest_days(folder: Path, prefix: str, epoch: int) -> set[str]:
    """Return the business days that the backups are of which go farthest in this epoch's books."""
    found = [each for each in _reaches(folder, prefix) if each[0][0] == epoch]
    return {_day(path, prefix) for reach, path in found if reach == found[-1][0]}


def _reaches(folder: Path, prefix: str) -> list[tuple[tuple[int, int], Path]]:
    """Return ((epoch, sequence) of its last entry, file) of each backup, the farthest last.

    Names are ``prefix`` + date + ``-`` + time + ``.zip``. One that nobody can read comes first.
    """
    found = folder.glob(f"{prefix}????-??-??-??????.zip")
    return sorted((_reach(each), each) for each in found)


def _day(archive: Path, prefix: str) -> str:
    return archive.name[len(prefix) :][:10]


def _reach(archive: Path) -> tuple[int, int]:
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened, archive.name)
    except (OSError, Refused, KeyError, ValueError, *_BROKEN):
        return 0, 0
    return manifest.epoch, manifest.seq


def _manifest(opened: zipfile.ZipFile, name: str) -> Manifest:
    info = opened.getinfo(MANIFEST)
    if info.file_size > _MANIFEST_MAX:
        raise ValueError(MANIFEST)
    content = opened.read(MANIFEST)
    manifest = unpack(content, Manifest)
    if manifest.format > FORMAT:
        raise Refused(Text.of("backup.newer", name=name))
    names = set(manifest.files)
    if not set(REQUIRED) <= names <= {*REQUIRED, *OPTIONAL}:
        raise ValueError(MANIFEST)
    if sorted(opened.namelist()) != sorted({MANIFEST, *names}):
        raise Refused(Text.of("backup.damaged", name=name))
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file


def _copied(source: IO[bytes], target: IO[bytes] | None, limit: int | None = None) -> Kept:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            break
        digest.update(chunk)
        if target is not None:
            target.write(chunk)
    return Kept(digest.hexdigest(), size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _copied(file, None).sha256


def _present(database: Path) -> list[Path]:
    names = [database.name + suffix for suffix in ("", "-wal", "-shm", ".pepper", ".key")]
    return [path for name in names if (path := database.with_name(name)).exists()]


def _keep(source: Path, target: Path) -> None:
    """Give a file a second name; where the disk knows no second names, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        target.chmod(0o600)
        _sync_file(target)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
