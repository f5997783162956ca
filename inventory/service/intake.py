"""Head office takes in what tills send: each entry once, contradictions aside, nothing lost.

Everything runs on head office's one writer, inside a transaction that the caller commits before it
answers. A well-signed entry is never refused for what it says: what contradicts the books is kept
aside with a reason, and what follows it is not held up.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Damaged
from inventory.kernel.ids import new_id
from inventory.kernel.text import Text
from inventory.ledger import envelope, journal, wire
from inventory.ledger.journal import Entry, Head
from inventory.ledger.wire import Ack, Batch, Refusal, WireEntry, WireFault
from inventory.store import intake_repo, key_file
from inventory.store.engine import Connection, Database
from inventory.store.intake_repo import Aside, Counted, Known, Push, Till
from inventory.store.migrate import OFFICE, migrate


@dataclass(frozen=True, slots=True)
class Office:
    """This head office: its id, and the key with which it signs what it acknowledges."""

    id: str
    private: bytes = field(repr=False)

    @property
    def public(self) -> str:
        """Return the public key as it travels."""
        return wire.base(envelope.public_key(self.private))


def open_office(
    database: Path, clock: Clock, ids: Callable[[], str] = new_id
) -> tuple[Database, Office]:
    """Open head office's books for writing; a fresh file gets its tables, id and key first."""
    books = Database(database)
    try:
        os.chmod(database, 0o600)
        migrate(books, steps=intake_repo.steps(), part=OFFICE)
        key = database.with_name(database.name + ".key")
        with books.transaction() as connection:
            office = intake_repo.office_id(connection)
            if office is None:
                office = ids()
                key_file.write_new(key, envelope.new_key())
                intake_repo.add_office(connection, office, clock.now_ms())
        return books, Office(office, _load_key(key))
    except BaseException:
        books.close()
        raise


def _load_key(path: Path) -> bytes:
    """Read head office's key; without it the tills would believe nothing it says."""
    key = path.read_bytes() if path.exists() else b""
    if len(key) != envelope.KEY_BYTES:
        raise Damaged(Text.of("head_office.key_missing", path=path.name))
    return key


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows who sent a payload: its hash, the till's signature over it, and the key."""

    payload_hash: bytes
    signature: bytes
    public_key: bytes


def authenticate(reader: Database, till: str, payload_hash: bytes, signature: bytes) -> Proof:
    """Return the proof that this till signed this payload, or raise ``WireFault``."""
    with reader.reading() as connection:
        public = intake_repo.key_in_force(connection, *wire.till_of(till))
    if public is None:
        raise WireFault(wire.UNKNOWN_TILL, till)
    if not envelope.verify(public, wire.batch_statement(payload_hash), signature):
        raise WireFault(wire.BAD_SIGNATURE, till)
    return Proof(payload_hash, signature, public)


def receive(
    connection: Connection, office: Office, batch: Batch, proof: Proof, at_ms: int
) -> Ack | Refusal:
    """Take in one batch; the answer may leave only after the caller has committed durably."""
    till = (batch.store, batch.till, batch.epoch)
    head = intake_repo.chain_head(connection, till)
    if batch.after > head.seq:
        return Refusal(wire.VERSION, wire.GAP, head.seq, head.hash.hex())
    taken = _Taking(connection, batch, proof, head, at_ms)
    for sent in batch.entries:
        taken.take(sent)
    if taken.head != head:
        intake_repo.move_head(connection, till, taken.head, at_ms)
    if taken.forked:
        return Refusal(wire.VERSION, wire.FORK, taken.head.seq, taken.head.hash.hex())
    last = batch.entries[-1].seq if batch.entries else batch.after
    position = _position(connection, till, last)
    return Ack(
        wire.VERSION, office.id, *till, seq=last, hash=position.hex(), head=taken.head.seq,
        stored=taken.stored, aside=tuple(taken.aside), at_ms=at_ms,
    )  # fmt: skip


def _position(connection: Connection, till: Till, seq: int) -> bytes:
    """Return the hash of the chain here after this number."""
    if seq == 0:
        return journal.GENESIS
    known = intake_repo.known_at(connection, till, seq)
    assert known is not None, "every number below the head is in the inbox or aside"
    return known.hash


class _Taking:
    """One batch on its way in: where the chain stands, and what became of each entry."""

    def __init__(
        self, connection: Connection, batch: Batch, proof: Proof, head: Head, at_ms: int
    ) -> None:
        self.head = head
        self.stored = 0
        self.aside: list[tuple[int, str]] = []
        self.forked = False
        self._connection = connection
        self._batch = batch
        self._till: Till = (batch.store, batch.till, batch.epoch)
        self._proof = proof
        self._at_ms = at_ms
        self._push_id: int | None = None

    def take(self, sent: WireEntry) -> None:
        """Count an entry, recognise it, or put it aside."""
        entry = wire.from_wire(self._batch, sent)
        if not self.forked and entry.seq <= self.head.seq:
            known = intake_repo.known_at(self._connection, self._till, entry.seq)
            assert known is not None
            if _is_same(known, entry, sent):
                self._name(entry.seq, known.reason)
                return
            self.forked = True
            self._put_aside(entry, sent, wire.SEQ_DIFFERS, in_chain=False)
        elif self.forked or entry.prev_hash != self.head.hash:
            self.forked = True
            self._put_aside(entry, sent, wire.FORK, in_chain=False)
        else:
            self._take_next(entry, sent)

    def _take_next(self, entry: Entry, sent: WireEntry) -> None:
        """Take the entry that follows the head: counted or aside, the chain goes on over it."""
        reason = self._objection(entry)
        if reason:
            self._put_aside(entry, sent, reason, in_chain=True)
        else:
            self._count(entry)
        self.head = Head(entry.seq, entry.hash, entry.gt_abs, entry.gt_signed)

    def _objection(self, entry: Entry) -> str:
        """Return why an entry cannot be counted, or nothing."""
        if entry.computed_hash() != entry.hash:
            return wire.HASH_DIFFERS
        amount = entry.gt_signed - self.head.gt_signed
        if entry.gt_abs - self.head.gt_abs != abs(amount):
            return wire.TOTALS_DIFFER
        if entry.type not in (journal.SALE, journal.POST_VOID):
            return ""
        sale_id = sale_id_of(entry)
        if sale_id is None:
            return wire.UNREADABLE
        return self._clash(entry, sale_id)

    def _clash(self, entry: Entry, sale_id: str) -> str:
        """Return how a sale or post-void contradicts one that is counted already, or nothing."""
        connection, store = self._connection, entry.store_id
        if entry.type == journal.POST_VOID:
            if intake_repo.is_voided(connection, store, sale_id):
                return wire.VOID_DIFFERS
            known = intake_repo.is_sale_of(connection, store, entry.till_id, sale_id)
            return "" if known else wire.VOID_WITHOUT_SALE
        have = intake_repo.sale_payload(connection, store, sale_id)
        if have is None:
            return ""
        same = have == envelope.digest(entry.body)
        return wire.SALE_REPEATED if same else wire.SALE_DIFFERS

    def _count(self, entry: Entry) -> None:
        sale_id = sale_id_of(entry)
        row = Counted(
            entry,
            envelope.digest(entry.body),
            sale_id if entry.type == journal.SALE else None,
            sale_id if entry.type == journal.POST_VOID else None,
            intake_repo.next_arrival(self._connection),
            self._push(),
        )
        intake_repo.add_entry(self._connection, row)
        self.stored += 1

    def _put_aside(self, entry: Entry, sent: WireEntry, reason: str, *, in_chain: bool) -> None:
        self._name(entry.seq, reason)
        content = envelope.pack(sent)
        sent_hash = envelope.digest(content)
        if intake_repo.is_aside(self._connection, self._till, entry.seq, sent_hash):
            return
        row = Aside(
            self._till, entry.seq, reason, entry.business_date, entry.hash, sent_hash, content,
            in_chain, self._at_ms, self._push(),
        )  # fmt: skip
        intake_repo.put_aside(self._connection, row)

    def _name(self, seq: int, reason: str) -> None:
        if reason:
            self.aside.append((seq, reason))

    def _push(self) -> int:
        """Return the number under which this request's proof is kept; kept once, when needed."""
        if self._push_id is None:
            push = Push(
                self._till, self._batch.after, len(self._batch.entries), self._proof.payload_hash,
                self._proof.signature, self._proof.public_key, self._at_ms,
            )  # fmt: skip
            self._push_id = intake_repo.add_push(self._connection, push)
        return self._push_id


def _is_same(known: Known, entry: Entry, sent: WireEntry) -> bool:
    """Tell whether an entry that came again says what it said the first time."""
    if known.reason:
        return envelope.digest(envelope.pack(sent)) == known.sent_hash
    return known.hash == entry.hash == entry.computed_hash()


def sale_id_of(entry: Entry) -> str | None:
    """Return the sale that an entry is or takes back; nothing when it cannot be read."""
    if entry.type not in (journal.SALE, journal.POST_VOID):
        return None
    try:
        body = envelope.decode(entry.body)
    except ValueError:
        return None
    found = body.get("sale_id") if isinstance(body, dict) else None
    return found if isinstance(found, str) and found else None
