"""The till's link to its head office: address, the till's own key, and whom to believe.

One file that only this user may read, ``<database>.key``. It is no part of the books: a copy of the
database on another machine cannot send in this till's name.
"""

import os
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from inventory.kernel.errors import Damaged, Refused
from inventory.kernel.text import Text
from inventory.ledger import envelope, wire
from inventory.store import key_file

_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Stored:
    """The file as it is written."""

    v: int
    url: str
    private: str
    office: str
    office_public: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where head office is and how both know each other; no ``office`` before enrolment."""

    url: str
    private: bytes = field(repr=False)
    office: str = ""
    office_public: bytes = b""


def path_of(database: Path) -> Path:
    """Return where the link of this database is kept."""
    return database.with_name(database.name + ".key")


def load(database: Path) -> Link | None:
    """Return the link, or nothing where none was ever made; an unreadable one is ``Damaged``."""
    path = path_of(database)
    if not path.exists():
        return None
    try:
        stored = envelope.unpack(path.read_bytes(), _Stored)
        public = wire.unbase(stored.office_public, envelope.KEY_BYTES) if stored.office else b""
        private = wire.unbase(stored.private, envelope.KEY_BYTES)
    except ValueError:
        raise Damaged(Text.of("sync.key_damaged", path=path.name)) from None
    return Link(stored.url, private, stored.office, public)


def begin(database: Path, url: str) -> Link:
    """Return a link to this address with a key that is on the disk before anybody hears of it."""
    url = checked(url)
    have = load(database)
    if have is not None:
        return replace(have, url=url)
    link = Link(url, envelope.new_key())
    key_file.write_new(path_of(database), _packed(link))
    return link


def keep(database: Path, link: Link) -> None:
    """Put this link in the place of the one before."""
    key_file.replace(path_of(database), _packed(link))


def checked(url: str) -> str:
    """Return the address without a slash at its end; refuse one that would send in the clear."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused(Text.of("sync.bad_url"))
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        if os.environ.get("SUANPAN_PLAIN_HTTP") != "1":
            raise Refused(Text.of("sync.plain_far", url=f"{parts.scheme}://{parts.netloc}"))
    return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")


def is_loopback(host: str) -> bool:
    """Tell whether an address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _packed(link: Link) -> bytes:
    public = wire.base(link.office_public) if link.office else ""
    return envelope.pack(_Stored(_VERSION, link.url, wire.base(link.private), link.office, public))
