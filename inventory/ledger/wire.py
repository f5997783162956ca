"""What travels between a till and head office: batches, acknowledgements, refusals, enrolment.

Pure. Version 1, told in ``docs/sync-protocol.md``; both sides import this file and nothing else of
each other. A body travels as the text of its stored bytes, so that every hash can be checked again.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TypeVar

from inventory.kernel.errors import SyncError
from inventory.kernel.text import Text
from inventory.ledger import envelope
from inventory.ledger.journal import Entry

VERSION = 1
BATCH_ENTRIES = 200
BATCH_BYTES = 512 * 1024
PAYLOAD_BYTES_MAX = 8 * 1024 * 1024
WIRE_BYTES_MAX = 4 * 1024 * 1024
ANSWER_BYTES_MAX = 64 * 1024

# What head office says when it stores nothing of a request, or not all of it.
BAD_SHAPE = "bad_shape"
BAD_VERSION = "bad_version"
BAD_SEQUENCE = "bad_sequence"
BAD_ENCODING = "bad_encoding"
BAD_HASH = "bad_payload_hash"
BAD_HEADER = "bad_header"
TOO_LARGE = "too_large"
TOO_MANY = "too_many_entries"
NO_LENGTH = "length_required"
UNKNOWN_TILL = "unknown_till"
WRONG_TILL = "wrong_till"
BAD_SIGNATURE = "bad_signature"
BAD_TOKEN = "bad_token"  # noqa: S105  a word for a refusal, not a secret
GAP = "gap"
FORK = "fork"
BUSY = "busy"
REFUSALS = frozenset(
    {
        BAD_SHAPE, BAD_VERSION, BAD_SEQUENCE, BAD_ENCODING, BAD_HASH, BAD_HEADER, TOO_LARGE,
        TOO_MANY, NO_LENGTH, UNKNOWN_TILL, WRONG_TILL, BAD_SIGNATURE, BAD_TOKEN, GAP, FORK, BUSY,
    }
)  # fmt: skip

# Why an entry is kept aside and not counted.
SEQ_DIFFERS = "seq_differs"
SALE_DIFFERS = "sale_differs"
SALE_REPEATED = "sale_repeated"
VOID_DIFFERS = "void_differs"
VOID_WITHOUT_SALE = "void_without_sale"
HASH_DIFFERS = "hash_differs"
TOTALS_DIFFER = "totals_differ"
UNREADABLE = "unreadable"
REASONS = frozenset(
    {
        SEQ_DIFFERS, SALE_DIFFERS, SALE_REPEATED, VOID_DIFFERS, VOID_WITHOUT_SALE, HASH_DIFFERS,
        TOTALS_DIFFER, UNREADABLE, FORK,
    }
)  # fmt: skip

_HASH = re.compile(r"[0-9a-f]{64}")
_TILL = re.compile(r"([A-Z0-9]{2,8})/([A-Z0-9]{1,6})")
_INTEGER_MAX = 2**63 - 1
_BYTES_BESIDE = 600  # of an entry, beside its body
_V = TypeVar("_V")


class WireFault(ValueError):
    """What came is not what this version speaks; ``code`` is one of ``REFUSALS``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".rstrip())
        self.code = code


@dataclass(frozen=True, slots=True)
class _AnyVersion:
    """What every message of every version has."""

    v: int


@dataclass(frozen=True, slots=True)
class WireEntry:
    """One journal entry as it travels; hashes are 64 hexadecimal characters."""

    seq: int
    type: str
    type_seq: int
    date: str
    begin: int
    end: int
    actor: str
    schema: int
    program: str
    gt_abs: int
    gt_signed: int
    body: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries of one till and epoch in sequence, after what the till believes is acknowledged.

    No entries at all is a question: where do you stand?
    """

    v: int
    store: str
    till: str
    epoch: int
    after: int
    entries: tuple[WireEntry, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """What head office has durably: everything up to ``seq``, whose entry has this hash.

    ``seq`` never lies above the batch that was asked about; ``head`` is where its chain ends.
    ``aside`` names entries of this batch that are kept but not counted, with the reason.
    """

    v: int
    office: str
    store: str
    till: str
    epoch: int
    seq: int
    hash: str
    head: int
    stored: int
    aside: tuple[tuple[int, str], ...]
    at_ms: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing can go on: a code of ``REFUSALS``, and for a gap or fork where head office is."""

    v: int
    code: str
    seq: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A till's wish to be known: its one-time token, public key, and proof that it has the key."""

    v: int
    token: str
    store: str
    till: str
    public: str
    proof: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Head office's answer: its id, and the key with which it signs acknowledgements."""

    v: int
    office: str
    public: str


def to_wire(entry: Entry) -> WireEntry:
    """Return an entry as it travels."""
    return WireEntry(
        entry.seq, entry.type, entry.type_seq, entry.business_date, entry.begin_ms, entry.end_ms,
        entry.actor_id, entry.schema_version, entry.program_version, entry.gt_abs,
        entry.gt_signed, entry.body.decode(), entry.prev_hash.hex(), entry.hash.hex(),
    )  # fmt: skip


def from_wire(batch: Batch, entry: WireEntry) -> Entry:
    """Return the entry with its stored bytes."""
    return Entry(
        batch.store, batch.till, batch.epoch, entry.seq, entry.type, entry.type_seq, entry.date,
        entry.begin, entry.end, entry.actor, entry.schema, entry.program, entry.gt_abs,
        entry.gt_signed, entry.body.encode(), bytes.fromhex(entry.prev), bytes.fromhex(entry.hash),
    )  # fmt: skip


def read_batch(payload: bytes, till: str) -> Batch:
    """Read a batch and check all that needs no database; ``till`` is who signed it."""
    batch = _read(payload, Batch)
    if f"{batch.store}/{batch.till}" != till:
        raise WireFault(WRONG_TILL, till)
    if len(batch.entries) > BATCH_ENTRIES:
        raise WireFault(TOO_MANY, str(len(batch.entries)))
    if not (1 <= batch.epoch <= _INTEGER_MAX and 0 <= batch.after <= _INTEGER_MAX):
        raise WireFault(BAD_SHAPE, "epoch or after")
    for entry in batch.entries:
        _require_shape(entry)
    numbers = [batch.after, *(entry.seq for entry in batch.entries)]
    if any(after != before + 1 for before, after in pairwise(numbers)):
        raise WireFault(BAD_SEQUENCE)
    return batch


def read_ack(payload: bytes) -> Ack:
    """Read an acknowledgement."""
    ack = _read(payload, Ack)
    if ack.seq < 0 or not _HASH.fullmatch(ack.hash):
        raise WireFault(BAD_SHAPE, "position")
    return ack


def read_refusal(payload: bytes) -> Refusal:
    """Read a refusal; a position that names no hash counts as none."""
    refusal = _read(payload, Refusal)
    if refusal.code not in REFUSALS or (refusal.hash and not _HASH.fullmatch(refusal.hash)):
        raise WireFault(BAD_SHAPE, "refusal")
    return refusal


def read_enrolment(payload: bytes) -> Enrolment:
    """Read a wish to enrol and check its proof: whoever sends it holds the private key."""
    wish = _read(payload, Enrolment)
    till_of(f"{wish.store}/{wish.till}")
    public = unbase(wish.public, envelope.KEY_BYTES)
    proof = unbase(wish.proof, envelope.SIGNATURE_BYTES)
    if not envelope.verify(public, enrolment_statement(wish), proof):
        raise WireFault(BAD_SIGNATURE)
    return wish


def read_enrolled(payload: bytes) -> Enrolled:
    """Read head office's answer to an enrolment."""
    answer = _read(payload, Enrolled)
    unbase(answer.public, envelope.KEY_BYTES)
    return answer


def till_of(header: str) -> tuple[str, str]:
    """Read ``STORE/TILL``."""
    match = _TILL.fullmatch(header)
    if match is None:
        raise WireFault(BAD_HEADER, "till")
    return match.group(1), match.group(2)


def batch_statement(payload_hash: bytes) -> bytes:
    """Return what a till signs: that it sent the payload with this hash."""
    return b"suanpan-push-1\n" + payload_hash


def ack_statement(payload_hash: bytes, answer: bytes) -> bytes:
    """Return what head office signs: its answer, and the payload that it answers."""
    return b"suanpan-ack-1\n" + payload_hash + envelope.digest(answer)


def enrolment_statement(wish: Enrolment) -> bytes:
    """Return what a till signs to prove that it has the key it announces."""
    named = [wish.v, wish.token, wish.store, wish.till, wish.public]
    return b"suanpan-enrol-1\n" + envelope.canonical(named)


def base(data: bytes) -> str:
    """Return bytes as base64 text."""
    return b64encode(data).decode("ascii")


def unbase(text: str, length: int) -> bytes:
    """Read base64 text of exactly this many bytes."""
    try:
        data = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise WireFault(BAD_SHAPE, "base64") from None
    if len(data) != length:
        raise WireFault(BAD_SHAPE, "length")
    return data


def size_of(entry: WireEntry) -> int:
    """Return about how many bytes an entry takes in a payload."""
    return len(entry.body.encode()) + _BYTES_BESIDE


def refused(refusal: Refusal) -> SyncError:
    """Return the error that tells a person why head office refused."""
    return SyncError(Text.of(f"sync.refused.{refusal.code}"))


def _read(payload: bytes, kind: type[_V]) -> _V:
    """Read a message; of a later version only the number has to be readable."""
    if _unpack(payload, _AnyVersion).v != VERSION:
        raise WireFault(BAD_VERSION)
    return _unpack(payload, kind)


def _unpack(payload: bytes, kind: type[_V]) -> _V:
    try:
        return envelope.unpack(payload, kind)
    except ValueError as error:
        raise WireFault(BAD_SHAPE, str(error)[:100]) from error


def _require_shape(entry: WireEntry) -> None:
    """Refuse an entry that no till writes."""
    numbers = (
        entry.type_seq, entry.begin, entry.end, entry.schema, entry.gt_abs, abs(entry.gt_signed),
    )  # fmt: skip
    fine = (
        1 <= entry.seq <= _INTEGER_MAX
        and all(0 <= number <= _INTEGER_MAX for number in numbers)
        and _HASH.fullmatch(entry.prev)
        and _HASH.fullmatch(entry.hash)
        and _is_date(entry.date)
    )
    if not fine:
        raise WireFault(BAD_SHAPE, f"entry {entry.seq}")


def _is_date(text: str) -> bool:
    """Tell whether this is a day of the calendar, written as ``2026-11-25``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
