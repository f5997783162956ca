"""The till's only chain: what an entry holds, how it is numbered, totalled and hashed.

Pure: the store reads the head and writes the entry. Every event that the law, head office or an
auditor may ask for is an entry of some type; a new kind of event is a new type, not a new chain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger.envelope import canonical, digest

GENESIS = bytes(32)
TOTAL_MAX = 2**63 - 1  # what a column of the database holds

EPOCH = "epoch"
SALE = "sale"
POST_VOID = "post_void"
COPY = "copy"
NO_SALE = "no_sale"
GIVEN_BACK = "given_back"
DRAWER = "drawer"
STOCK = "stock"
SETTING = "setting"
STAFF = "staff"
SIGN_ON = "sign_on"
SIGN_OFF = "sign_off"
QUICK_CREATE = "quick_create"
TYPES = frozenset(
    {
        EPOCH,
        SALE,
        POST_VOID,
        COPY,
        NO_SALE,
        GIVEN_BACK,
        DRAWER,
        STOCK,
        SETTING,
        STAFF,
        SIGN_ON,
        SIGN_OFF,
        QUICK_CREATE,
    }
)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An event to be journaled. ``amount`` (minor units, signed) goes into the perpetual totals.

    ``body`` is plain data; it names people by id only, and holds no free text about them.
    """

    type: str
    business_date: str
    begin_ms: int
    end_ms: int
    actor_id: str
    body: Mapping[str, object] = field(default_factory=dict)
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain of one (store, till, epoch) stands; ``seq`` 0 is before the first entry."""

    seq: int = 0
    hash: bytes = GENESIS
    gt_abs: int = 0
    gt_signed: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored entry; ``gt_abs`` and ``gt_signed`` are the totals after it, never reset."""

    store_id: str
    till_id: str
    epoch: int
    seq: int
    type: str
    type_seq: int
    business_date: str
    begin_ms: int
    end_ms: int
    actor_id: str
    schema_version: int
    program_version: str
    gt_abs: int
    gt_signed: int
    body: bytes
    prev_hash: bytes
    hash: bytes

    def header(self) -> bytes:
        """Return the canonical bytes of all that stands beside the body."""
        return canonical(
            [
                self.store_id, self.till_id, self.epoch, self.seq, self.type, self.type_seq,
                self.business_date, self.begin_ms, self.end_ms, self.actor_id,
                self.schema_version, self.program_version, self.gt_abs, self.gt_signed,
            ]
        )  # fmt: skip

    def computed_hash(self) -> bytes:
        """Return the hash that these bytes must have."""
        return digest(self.prev_hash + self.header() + b"\n" + self.body)


@dataclass(frozen=True, slots=True)
class Origin:
    """Who writes: the till's ids and the versions of schema and program."""

    store_id: str
    till_id: str
    epoch: int
    schema_version: int
    program_version: str


def chain(head: Head, type_seq: int, new: NewEntry, origin: Origin) -> Entry:
    """Return the entry that follows ``head``; ``type_seq`` is its number within its type.

    Raises ``Refused`` when the perpetual total would pass the end of its column.
    """
    if new.type not in TYPES:
        raise ValueError(f"unknown journal type {new.type}")
    if head.gt_abs + abs(new.amount) > TOTAL_MAX:
        raise Refused(Text.of("sale.totals_full"))
    header = (
        origin.store_id, origin.till_id, origin.epoch, head.seq + 1, new.type, type_seq,
        new.business_date, new.begin_ms, new.end_ms, new.actor_id, origin.schema_version,
        origin.program_version, head.gt_abs + abs(new.amount), head.gt_signed + new.amount,
    )  # fmt: skip
    body = canonical(dict(new.body))
    hashed = digest(head.hash + canonical(list(header)) + b"\n" + body)
    return Entry(*header, body=body, prev_hash=head.hash, hash=hashed)


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing wrong with the chain: where, and which rule it breaks."""

    seq: int
    rule: str


def faults(entries: Iterable[Entry], head: Head | None = None) -> Iterable[ChainFault]:
    """Walk entries of one epoch in order and name everything that does not follow."""
    head = head or Head()
    type_seqs: dict[str, int] = {}
    for entry in entries:
        if entry.seq != head.seq + 1:
            yield ChainFault(entry.seq, "sequence")
        if entry.type_seq != type_seqs.get(entry.type, 0) + 1:
            yield ChainFault(entry.seq, "type_sequence")
        if entry.prev_hash != head.hash:
            yield ChainFault(entry.seq, "previous_hash")
        if entry.hash != entry.computed_hash():
            yield ChainFault(entry.seq, "hash")
        amount = entry.gt_signed - head.gt_signed
        if entry.gt_abs - head.gt_abs != abs(amount):
            yield ChainFault(entry.seq, "perpetual_total")
        type_seqs[entry.type] = entry.type_seq
        head = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)
