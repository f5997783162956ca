"""Rows of head office: tills' keys, one-time tokens, the inbox, what was put aside, chain heads."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from importlib import resources

from sqlalchemy.engine import Connection

from inventory.ledger.journal import Entry, Head
from inventory.store import append_only
from inventory.store.migrate import Migration, split

GUARDED: append_only.Keys = {
    "office": (("id",),),
    "push": (("id",),),
    "inbox": (
        ("store_id", "till_id", "epoch", "seq"),
        ("store_id", "sale_id"),
        ("store_id", "voids_sale"),
        ("arrival",),
    ),
    "quarantine": (
        ("id",),
        ("store_id", "till_id", "epoch", "seq", "sent_hash"),
    ),
}
_ENTRY = (
    "store_id, till_id, epoch, seq, type, type_seq, business_date, begin_ms, end_ms, actor_id,"
    " schema_version, program_version, gt_abs, gt_signed, body, prev_hash, hash"
)
_TILL = "store_id = ? AND till_id = ? AND epoch = ?"

Till = tuple[str, str, int]


def steps() -> tuple[Migration, ...]:
    """Return the migrations of head office's own database."""
    file = resources.files("inventory.store") / "intake_migrations" / "0001_first.sql"
    statements = split(file.read_text("utf-8")) + append_only.statements(GUARDED)
    return (Migration(1, file.name, statements),)


# --- who may send ---------------------------------------------------------------------------


def office_id(connection: Connection) -> str | None:
    """Return the id of this head office, or nothing before the first start."""
    row = connection.exec_driver_sql("SELECT id FROM office").first()
    return str(row[0]) if row else None


def add_office(connection: Connection, office: str, at_ms: int) -> None:
    """Give this head office its id."""
    connection.exec_driver_sql("INSERT INTO office (id, created_ms) VALUES (?, ?)", (office, at_ms))


def key_in_force(connection: Connection, store_id: str, till_id: str) -> bytes | None:
    """Return the public key of a till that may send now, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT public_key FROM till_key WHERE store_id = ? AND till_id = ? AND revoked_ms IS NULL",
        (store_id, till_id),
    ).first()
    return bytes(row[0]) if row else None


def keys_in_force(connection: Connection) -> list[tuple[str, str, int]]:
    """Return (store, till, enrolled) of every till that may send now."""
    rows = connection.exec_driver_sql(
        "SELECT store_id, till_id, enrolled_ms FROM till_key WHERE revoked_ms IS NULL"
        " ORDER BY store_id, till_id"
    )
    return [(str(row[0]), str(row[1]), int(row[2])) for row in rows]


def put_key(connection: Connection, till: tuple[str, str], public_key: bytes, at_ms: int) -> None:
    """Let this key send for a till from now on, and no other."""
    end_key(connection, till, at_ms)
    connection.exec_driver_sql(
        "INSERT INTO till_key (store_id, till_id, public_key, enrolled_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (store_id, till_id, public_key)"
        " DO UPDATE SET revoked_ms = NULL, enrolled_ms = excluded.enrolled_ms",
        (*till, public_key, at_ms),
    )


def end_key(connection: Connection, till: tuple[str, str], at_ms: int) -> bool:
    """Let no key send for a till any more; tell whether one could."""
    done = connection.exec_driver_sql(
        "UPDATE till_key SET revoked_ms = ? WHERE store_id = ? AND till_id = ?"
        " AND revoked_ms IS NULL",
        (at_ms, *till),
    )
    return done.rowcount > 0


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A one-time token as kept; empty store and till mean any."""

    store_id: str
    till_id: str
    expires_ms: int
    used_by: bytes | None


def add_token(
    connection: Connection, token_hash: bytes, till: tuple[str, str], at_ms: int, expires_ms: int
) -> None:
    """Keep a new token by its hash."""
    connection.exec_driver_sql(
        "INSERT INTO enrol_token (token_hash, store_id, till_id, created_ms, expires_ms)"
        " VALUES (?, ?, ?, ?, ?)",
        (token_hash, *till, at_ms, expires_ms),
    )


def token(connection: Connection, token_hash: bytes) -> TokenRow | None:
    """Return a token, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT store_id, till_id, expires_ms, used_by FROM enrol_token WHERE token_hash = ?",
        (token_hash,),
    ).first()
    return TokenRow(row[0], row[1], row[2], row[3] and bytes(row[3])) if row else None


def use_token(connection: Connection, token_hash: bytes, public_key: bytes, at_ms: int) -> None:
    """Mark a token as used by a key."""
    connection.exec_driver_sql(
        "UPDATE enrol_token SET used_ms = ?, used_by = ? WHERE token_hash = ?",
        (at_ms, public_key, token_hash),
    )


# --- what came ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Push:
    """A request and the proof of who sent it."""

    till: Till
    after_seq: int
    entries: int
    payload_hash: bytes
    signature: bytes
    public_key: bytes
    received_ms: int


def add_push(connection: Connection, push: Push) -> int:
    """Keep the proof of a request and return its number."""
    done = connection.exec_driver_sql(
        "INSERT INTO push (store_id, till_id, epoch, after_seq, entries, payload_hash, signature,"
        " public_key, received_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*push.till, *astuple(push)[1:]),
    )
    return int(done.lastrowid)


def chain_head(connection: Connection, till: Till) -> Head:
    """Return how far a till's chain is here."""
    row = connection.exec_driver_sql(
        f"SELECT seq, hash, gt_abs, gt_signed FROM chain_head WHERE {_TILL}", till
    ).first()
    return Head(*row) if row else Head()


def move_head(connection: Connection, till: Till, head: Head, at_ms: int) -> None:
    """Bring a till's chain head to here."""
    connection.exec_driver_sql(
        "INSERT INTO chain_head (store_id, till_id, epoch, seq, hash, gt_abs, gt_signed,"
        " received_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (store_id, till_id, epoch) DO UPDATE SET seq = excluded.seq,"
        " hash = excluded.hash, gt_abs = excluded.gt_abs, gt_signed = excluded.gt_signed,"
        " received_ms = excluded.received_ms",
        (*till, head.seq, head.hash, head.gt_abs, head.gt_signed, at_ms),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a chain has here at a sequence number; ``reason`` is empty for a counted entry."""

    hash: bytes
    sent_hash: bytes = b""
    reason: str = ""


def known_at(connection: Connection, till: Till, seq: int) -> Known | None:
    """Return what a till's chain has here at a sequence number, counted or aside."""
    row = connection.exec_driver_sql(
        f"SELECT hash FROM inbox WHERE {_TILL} AND seq = ?", (*till, seq)
    ).first()
    if row is not None:
        return Known(bytes(row[0]))
    row = connection.exec_driver_sql(
        f"SELECT hash, sent_hash, reason FROM quarantine WHERE {_TILL} AND seq = ?"
        " AND in_chain = 1",
        (*till, seq),
    ).first()
    return Known(bytes(row[0]), bytes(row[1]), str(row[2])) if row else None


def next_arrival(connection: Connection) -> int:
    """Return the number that the next entry takes."""
    row = connection.exec_driver_sql("SELECT COALESCE(MAX(arrival), 0) + 1 FROM inbox").one()
    return int(row[0])


@dataclass(frozen=True, slots=True)
class Counted:
    """An entry to be counted: what it is about, its place in the order of arrival, its request."""

    entry: Entry
    payload_hash: bytes
    sale_id: str | None
    voids_sale: str | None
    arrival: int
    push_id: int


def add_entry(connection: Connection, row: Counted) -> None:
    """Count an entry."""
    connection.exec_driver_sql(
        f"INSERT INTO inbox ({_ENTRY}, payload_hash, sale_id, voids_sale, arrival, push_id)"
        f" VALUES ({', '.join('?' * 22)})",
        (
            *astuple(row.entry), row.payload_hash, row.sale_id, row.voids_sale, row.arrival,
            row.push_id,
        ),
    )  # fmt: skip


def sale_payload(connection: Connection, store_id: str, sale_id: str) -> bytes | None:
    """Return the payload hash of the sale that has this id in this store, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT payload_hash FROM inbox WHERE store_id = ? AND sale_id = ?", (store_id, sale_id)
    ).first()
    return bytes(row[0]) if row else None


def is_sale_of(connection: Connection, store_id: str, till_id: str, sale_id: str) -> bool:
    """Tell whether a sale is counted here and was made at this till."""
    row = connection.exec_driver_sql(
        "SELECT till_id FROM inbox WHERE store_id = ? AND sale_id = ?", (store_id, sale_id)
    ).first()
    return row is not None and row[0] == till_id


def is_voided(connection: Connection, store_id: str, sale_id: str) -> bool:
    """Tell whether a post-void of this sale is counted here."""
    row = connection.exec_driver_sql(
        "SELECT 1 FROM inbox WHERE store_id = ? AND voids_sale = ?", (store_id, sale_id)
    ).first()
    return row is not None


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that is kept and not counted; ``sent`` is what came, byte for byte.

    ``in_chain``: the till's chain goes on over it, so that nothing behind it has to wait.
    """

    till: Till
    seq: int
    reason: str
    business_date: str
    hash: bytes
    sent_hash: bytes
    sent: bytes
    in_chain: bool
    received_ms: int
    push_id: int


def put_aside(connection: Connection, row: Aside) -> None:
    """Keep an entry without counting it."""
    connection.exec_driver_sql(
        "INSERT INTO quarantine (store_id, till_id, epoch, seq, reason, business_date, hash,"
        " sent_hash, sent, in_chain, received_ms, push_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row.till, *astuple(row)[1:]),
    )


def is_aside(connection: Connection, till: Till, seq: int, sent_hash: bytes) -> bool:
    """Tell whether exactly this was put aside before."""
    row = connection.exec_driver_sql(
        f"SELECT 1 FROM quarantine WHERE {_TILL} AND seq = ? AND sent_hash = ?",
        (*till, seq, sent_hash),
    ).first()
    return row is not None


# --- what is shown --------------------------------------------------------------------------


def entries_of_day(
    connection: Connection, business_date: str, after: int = 0
) -> Iterator[tuple[int, Entry]]:
    """Yield (arrival, entry) of a business date in the order of arrival, after a number."""
    rows = connection.exec_driver_sql(
        f"SELECT arrival, {_ENTRY} FROM inbox WHERE business_date = ? AND arrival > ?"
        " ORDER BY arrival",
        (business_date, after),
    )
    return ((int(row[0]), Entry(*row[1:])) for row in rows)


def sale_body(connection: Connection, store_id: str, sale_id: str) -> bytes | None:
    """Return the stored body of a sale, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT body FROM inbox WHERE store_id = ? AND sale_id = ?", (store_id, sale_id)
    ).first()
    return bytes(row[0]) if row else None


def aside_of_day(connection: Connection, business_date: str) -> list[Aside]:
    """Return what was put aside of a business date, the newest first."""
    rows = connection.exec_driver_sql(
        "SELECT store_id, till_id, epoch, seq, reason, business_date, hash, sent_hash, sent,"
        " in_chain, received_ms, push_id FROM quarantine WHERE business_date = ? ORDER BY id DESC",
        (business_date,),
    )
    return [Aside((row[0], row[1], row[2]), *row[3:]) for row in rows]


def days_with_aside(connection: Connection) -> dict[str, int]:
    """Return business date → number of entries put aside."""
    rows = connection.exec_driver_sql(
        "SELECT business_date, COUNT(*) FROM quarantine GROUP BY business_date"
    )
    return {str(row[0]): int(row[1]) for row in rows}


def newest_day(connection: Connection, not_after: str) -> str | None:
    """Return the newest business date that a till has sent, or nothing."""
    row = connection.exec_driver_sql(
        "SELECT MAX(business_date) FROM inbox WHERE business_date <= ?", (not_after,)
    ).one()
    return None if row[0] is None else str(row[0])


def heads(connection: Connection) -> dict[Till, tuple[int, int]]:
    """Return till → (sequence number, when received) of every chain."""
    rows = connection.exec_driver_sql(
        "SELECT store_id, till_id, epoch, seq, received_ms FROM chain_head"
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
