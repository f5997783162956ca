"""The one way to a database file: SQLAlchemy over a SQLite that is new enough, with our PRAGMAs.

A ``Database`` is one connection, used by one thread at a time: the writer's, or a reader's. Every
business transaction is ``BEGIN IMMEDIATE`` and, when it books money or stock, fsynced on commit.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import StaticPool

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text

__all__ = ["SQLITE_MIN", "Connection", "Database", "require_sqlite", "settle"]

SQLITE_MIN = (3, 51, 3)
FREE_BYTES_MIN = 16 * 1024 * 1024
CHECKPOINT_PAGES = 4_000
BUSY_MS = 5_000
# The writer touches the ends of its tables; the reader searches the whole catalogue.
CACHE_KB_READ, CACHE_KB_WRITE = 16_000, 6_000
_IN_USE = "database is locked"
_NO_SPACE = ("disk is full", "readonly database", "disk I/O error", "unable to open")


def require_sqlite(version: tuple[int, ...] = sqlite.sqlite_version_info) -> None:
    """Refuse a SQLite older than 3.51.3: those can corrupt a WAL when it is reset."""
    if version < SQLITE_MIN:
        found, wanted = (".".join(map(str, each)) for each in (version, SQLITE_MIN))
        raise Refused(Text.of("store.sqlite_too_old", found=found, wanted=wanted))


class Database:
    """One connection to the till's file; ``write=False`` opens it read-only."""

    def __init__(self, path: Path, *, write: bool = True, wal_autocheckpoint: int = 0) -> None:
        require_sqlite()
        self.path = path
        self.write = write
        mode = "rwc" if write else "ro"
        self._engine = create_engine(
            "sqlite://",
            module=sqlite,
            creator=lambda: _connect(path, mode, wal_autocheckpoint),
            poolclass=StaticPool,
        )
        event.listen(self._engine, "begin", _begin_write if write else _begin_read)
        self._durable: bool | None = None
        with _storage_errors(self.path):
            self._connection = self._engine.connect()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Connection]:
        """Run one transaction: all or nothing; ``durable=False`` commits without fsync.

        Raises ``Refused`` when the disk is full or read-only, or another program writes for longer
        than ``BUSY_MS``; then nothing was changed.
        """
        with _storage_errors(self.path):
            if self.write and durable is not self._durable:
                level = "FULL" if durable else "NORMAL"
                self._raw_execute(f"PRAGMA synchronous={level}")
                self._durable = durable
            with self._connection.begin():
                yield self._connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Run reads on one snapshot of the data."""
        with _storage_errors(self.path), self._connection.begin():
            yield self._connection

    def require_room(self) -> None:
        """Refuse work while the disk has no room; ask before anything is booked."""
        free = shutil.disk_usage(self.path.parent).free
        if free < FREE_BYTES_MIN:
            raise Refused(Text.of("store.little_room", free=_mb(free), need=_mb(FREE_BYTES_MIN)))

    def checkpoint(self, *, truncate: bool = False) -> int:
        """Move the write-ahead log into the file while nobody waits; return the log's pages."""
        mode = "TRUNCATE" if truncate else "PASSIVE"
        with _storage_errors(self.path):
            row = self._raw_execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        return int(row[1]) if row else 0

    def copy_into(self, target: Path) -> None:
        """Write one snapshot of everything into a new file; other connections go on writing."""
        with _storage_errors(self.path):
            self.raw().execute("VACUUM INTO ?", (str(target),))

    def wal_bytes(self) -> int:
        """Return the size of the write-ahead log."""
        return _wal_bytes(self.path)

    def raw(self) -> sqlite.Connection:
        """Return the DBAPI connection, for backup and for tests that look beneath."""
        connection = self._connection.connection.dbapi_connection
        assert connection is not None
        return connection

    def close(self) -> None:
        """Close the connection; the last writer to close leaves one tidy file."""
        self._connection.close()
        self._engine.dispose()

    def _raw_execute(self, statement: str) -> sqlite.Cursor:
        return self.raw().execute(statement)


def settle(path: Path) -> None:
    """Bring a closed database into its one file, so that it is whole without its log.

    Raises ``Damaged`` for what cannot be read, then its files were not touched, and ``Refused``
    while another program has it open.
    """
    reader = Database(path, write=False)
    try:
        with reader.reading() as connection:
            connection.exec_driver_sql("SELECT COUNT(*) FROM sqlite_schema")
    finally:
        reader.close()
    books = Database(path)
    try:
        books.checkpoint(truncate=True)
    finally:
        books.close()
    if _wal_bytes(path):
        raise Refused(Text.of("store.busy"))


def _wal_bytes(path: Path) -> int:
    real = path.resolve()
    log = real.with_name(real.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def _connect(path: Path, mode: str, wal_autocheckpoint: int) -> sqlite.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    pragmas = [
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
        "mmap_size=0",
        f"cache_size=-{CACHE_KB_WRITE if mode == 'rwc' else CACHE_KB_READ}",
        "temp_store=MEMORY",
    ]
    if mode == "rwc":
        journal = f"wal_autocheckpoint={wal_autocheckpoint}"
        pragmas += ["journal_mode=WAL", "synchronous=FULL", journal]
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except sqlite.Error:
        connection.close()
        raise
    return connection


def _begin_write(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _mb(size: int) -> int:
    """Return whole megabytes of 2²⁰ bytes."""
    return size >> 20


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    """Turn the storage's own complaints into words for people; bugs stay what they are."""
    try:
        yield
    except (OperationalError, sqlite.OperationalError) as error:
        if any(sign in str(error) for sign in _NO_SPACE):
            raise Refused(Text.of("store.disk_full")) from error
        if _IN_USE in str(error):
            raise Refused(Text.of("store.busy")) from error
        raise
    except (DBAPIError, sqlite.DatabaseError) as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise Damaged(Text.of("store.damaged", path=str(path))) from error
        raise
