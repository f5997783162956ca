"""Which tills may send: one-time tokens, enrolment with proof of the key, revocation."""

import secrets
from dataclasses import dataclass

from inventory.kernel.clock import Clock
from inventory.ledger import envelope, wire
from inventory.ledger.wire import Enrolled, Enrolment, WireFault
from inventory.service.intake import Office
from inventory.store import intake_repo
from inventory.store.engine import Connection, Database

TOKEN_MINUTES = 15
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP = 4, 5
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Token:
    """A new token; its text is shown once and only its hash is kept."""

    text: str
    expires_ms: int


def new_token(
    books: Database, clock: Clock, till: tuple[str, str] = ("", ""), minutes: int = TOKEN_MINUTES
) -> Token:
    """Make a one-time token of 100 bits; bound to a store and till unless those are empty."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(_GROUPS * _GROUP))
    text = "-".join(drawn[at : at + _GROUP] for at in range(0, len(drawn), _GROUP))
    now = clock.now_ms()
    token = Token(text, now + minutes * _MINUTE_MS)
    with books.transaction() as connection:
        intake_repo.add_token(connection, token_hash(text), till, now, token.expires_ms)
    return token


def token_hash(text: str) -> bytes:
    """Return what is kept of a token, however it was typed."""
    return envelope.digest(text.strip().upper().translate(_MISREAD).encode())


def enrol(connection: Connection, office: Office, wish: Enrolment, at_ms: int) -> Enrolled:
    """Let the key send for its till; the same wish again gets the same answer.

    Raises ``WireFault`` for a token that is unknown, used by another key, too old, or bound to
    another till, without saying which.
    """
    hashed = token_hash(wish.token)
    public = wire.unbase(wish.public, envelope.KEY_BYTES)
    token = intake_repo.token(connection, hashed)
    if token is None or token.used_by not in (None, public):
        raise WireFault(wire.BAD_TOKEN)
    if (token.store_id or wish.store, token.till_id or wish.till) != (wish.store, wish.till):
        raise WireFault(wire.BAD_TOKEN)
    if token.used_by is None:
        if at_ms >= token.expires_ms:
            raise WireFault(wire.BAD_TOKEN)
        intake_repo.use_token(connection, hashed, public, at_ms)
        intake_repo.put_key(connection, (wish.store, wish.till), public, at_ms)
    return Enrolled(wire.VERSION, office.id, office.public)


def revoke(books: Database, clock: Clock, till: tuple[str, str]) -> bool:
    """Let a till send nothing more until it is enrolled again; tell whether it could before."""
    with books.transaction() as connection:
        return intake_repo.end_key(connection, till, clock.now_ms())


def enrolled(reader: Database) -> list[tuple[str, str, int]]:
    """Return (store, till, since) of every till that may send."""
    with reader.reading() as connection:
        return intake_repo.keys_in_force(connection)
