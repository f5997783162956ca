"""What this till still has to send: a cursor on its journal for each head office.

Nothing is copied and nothing is ever removed: the journal itself is what is sent, so a head office
that lost its newest part is offered it again.
"""

from dataclasses import dataclass, replace

from inventory.kernel.clock import Clock
from inventory.kernel.errors import SyncError
from inventory.kernel.text import Text
from inventory.ledger import wire
from inventory.ledger.journal import GENESIS, Origin
from inventory.ledger.wire import Ack, Batch, Refusal, WireEntry
from inventory.store import ledger_repo, outbox_repo
from inventory.store.engine import Connection, Database


@dataclass(frozen=True, slots=True)
class Pending:
    """How many entries wait to be acknowledged, and when the last acknowledgement came.

    ``forked`` of them are of epochs of which head office has another history: a person decides.
    """

    entries: int
    last_ack_ms: int | None
    forked: int = 0


class Outbox:
    """The cursor towards one head office (``peer`` is its id)."""

    def __init__(self, origin: Origin, peer: str, clock: Clock) -> None:
        self._origin = origin
        self._peer = peer
        self._clock = clock
        self._forked: set[int] = set()

    def pending(self, reader: Database) -> Pending:
        """Return what waits, over all epochs of this till."""
        with reader.reading() as connection:
            epochs = outbox_repo.epochs(connection, self._peer, self._origin)
            last = outbox_repo.last_acked_ms(connection, self._peer)
        waiting = {epoch: max(0, end - acked) for epoch, acked, end in epochs}
        forked = sum(count for epoch, count in waiting.items() if epoch in self._forked)
        return Pending(sum(waiting.values()), last, forked)

    def note_fork(self, epoch: int) -> None:
        """Let the other epochs go on without one of which head office has another history.

        Not kept: it is offered again once nothing else waits, as it is after each start.
        """
        self._forked.add(epoch)

    def forget_fork(self, epoch: int) -> None:
        """Let an epoch take its turn again: head office has the same history after all."""
        self._forked.discard(epoch)

    def goes_on(self) -> bool:
        """Tell whether what is journaled now can still arrive at head office."""
        return self._origin.epoch not in self._forked

    def next_batch(self, reader: Database) -> Batch:
        """Return the next entries to send, the oldest epoch first; none when all is acknowledged.

        An epoch that has forked comes last: it must not hold up those behind it.
        A batch without entries asks head office where it stands in the epoch of today.
        """
        with reader.reading() as connection:
            epochs = outbox_repo.epochs(connection, self._peer, self._origin)
            waiting = [(e in self._forked, e) for e, acked, end in epochs if end > acked]
            _, epoch = min(waiting, default=(False, self._origin.epoch))
            origin = replace(self._origin, epoch=epoch)
            after, _ = outbox_repo.acknowledged(connection, self._peer, origin)
            entries = _as_many_as_fit(connection, origin, after)
        return Batch(
            wire.VERSION, origin.store_id, origin.till_id, origin.epoch, after, tuple(entries)
        )

    def acknowledge(self, books: Database, ack: Ack) -> None:
        """Move the cursor to what head office has; it never moves back by an acknowledgement.

        Not fsynced: a lost acknowledgement only means that head office is asked again. Raises
        ``SyncError`` when head office has something else than this till at that number.
        """
        origin = replace(self._origin, epoch=ack.epoch)
        with books.transaction(durable=False) as connection:
            self._require_same(connection, origin, ack.seq, ack.hash)
            have, _ = outbox_repo.acknowledged(connection, self._peer, origin)
            if ack.seq >= have:
                self._put(connection, origin, ack.seq, ack.hash)

    def go_back(self, books: Database, epoch: int, refusal: Refusal) -> None:
        """Offer again what head office does not have any more, from where it stands now."""
        origin = replace(self._origin, epoch=epoch)
        with books.transaction(durable=False) as connection:
            self._require_same(connection, origin, refusal.seq, refusal.hash)
            self._put(connection, origin, refusal.seq, refusal.hash)

    def require_not_behind(self, reader: Database, ack: Ack) -> None:
        """Raise ``SyncError`` when head office knows more of today's epoch than this till does."""
        if ack.epoch != self._origin.epoch:
            return
        with reader.reading() as connection:
            head = ledger_repo.head(connection, self._origin)
        if ack.head > head.seq:
            raise SyncError(Text.of("sync.till_behind", head=ack.head, own=head.seq))

    def require_known(self, reader: Database, ack: Ack) -> None:
        """Raise ``SyncError`` when head office has something else where both should agree."""
        with reader.reading() as connection:
            origin = replace(self._origin, epoch=ack.epoch)
            self._require_same(connection, origin, ack.seq, ack.hash)

    def _put(self, connection: Connection, origin: Origin, seq: int, hashed: str) -> None:
        position = (seq, bytes.fromhex(hashed))
        outbox_repo.put_acknowledged(connection, self._peer, origin, position, self._clock.now_ms())

    def _require_same(self, connection: Connection, origin: Origin, seq: int, hashed: str) -> None:
        own = GENESIS
        if seq > 0:
            entry = ledger_repo.entry_at(connection, origin, seq)
            own = entry.hash if entry else b""
        if own.hex() != hashed:
            raise SyncError(Text.of("sync.refused.fork"))


def _as_many_as_fit(connection: Connection, origin: Origin, after: int) -> list[WireEntry]:
    """Return entries up to the size of a batch; the first one always, whatever its size."""
    found = ledger_repo.entries(connection, origin, after, wire.BATCH_ENTRIES)
    sent = [wire.to_wire(entry) for entry in found]
    size = 0
    for count, entry in enumerate(sent):
        size += wire.size_of(entry)
        if count and size > wire.BATCH_BYTES:
            return sent[:count]
    return sent
