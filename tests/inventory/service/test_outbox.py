"""The outbox: what waits, what fits into a batch, and a cursor that believes only its own chain."""

from dataclasses import replace

import pytest

from inventory.kernel.errors import SyncError
from inventory.ledger import journal, wire
from inventory.ledger.wire import Ack, Refusal
from inventory.people.staff import SYSTEM
from inventory.service.outbox import Outbox, Pending
from inventory.store import settings_repo
from tests.inventory.shop import Shop


@pytest.fixture
def outbox(shop: Shop) -> Outbox:
    return Outbox(shop.context.origin, "office", shop.clock)


def journaled(shop: Shop, count: int, size: int = 1) -> None:
    with shop.books.transaction() as connection:
        for _ in range(count):
            shop.context.record(connection, SYSTEM, journal.STAFF, {"what": "x" * size})


def ack_of(shop: Shop, seq: int, head: int | None = None, epoch: int = 1) -> Ack:
    hashed = dict(shop.rows("SELECT seq, hash FROM journal")).get(seq, bytes(32)).hex()
    return Ack(1, "office", "SH01", "T01", epoch, seq, hashed, head or seq, 0, (), 0)


def test_outbox_when_nothing_was_sent_then_the_whole_journal_waits(shop, outbox) -> None:
    count = shop.rows("SELECT COUNT(*) FROM journal")[0][0]
    assert outbox.pending(shop.reader) == Pending(count, None)
    batch = outbox.next_batch(shop.reader)
    assert [each.seq for each in batch.entries] == list(range(1, count + 1))
    assert (batch.after, batch.epoch, batch.v) == (0, 1, wire.VERSION)


def test_cursor_when_acknowledged_then_it_moves_and_never_back(shop, outbox) -> None:
    journaled(shop, 5)
    outbox.acknowledge(shop.books, ack_of(shop, 4))
    outbox.acknowledge(shop.books, ack_of(shop, 2))
    batch = outbox.next_batch(shop.reader)
    assert (batch.after, batch.entries[0].seq) == (4, 5)
    waiting = outbox.pending(shop.reader)
    assert waiting == Pending(len(batch.entries), shop.clock.now_ms())
    outbox.acknowledge(shop.books, ack_of(shop, batch.entries[-1].seq))
    assert outbox.next_batch(shop.reader).entries == ()
    assert outbox.pending(shop.reader).entries == 0
    assert Outbox(shop.context.origin, "other", shop.clock).pending(shop.reader).entries > 0


def test_cursor_when_the_hash_is_another_then_it_stays(shop, outbox) -> None:
    for wrong in (
        replace(ack_of(shop, 2), hash="ab" * 32),
        ack_of(shop, 99),
        replace(ack_of(shop, 0), hash="cd" * 32),
    ):
        with pytest.raises(SyncError, match="fork"):
            outbox.acknowledge(shop.books, wrong)
        with pytest.raises(SyncError, match="fork"):
            outbox.require_known(shop.reader, wrong)
    assert outbox.next_batch(shop.reader).after == 0
    outbox.require_known(shop.reader, ack_of(shop, 2))
    outbox.require_known(shop.reader, ack_of(shop, 0))


def test_cursor_when_head_office_lost_its_newest_then_it_goes_back(shop, outbox) -> None:
    journaled(shop, 5)
    outbox.acknowledge(shop.books, ack_of(shop, 5))
    known = ack_of(shop, 2)
    outbox.go_back(shop.books, 1, Refusal(1, wire.GAP, 2, known.hash))
    assert outbox.next_batch(shop.reader).after == 2
    with pytest.raises(SyncError, match="fork"):
        outbox.go_back(shop.books, 1, Refusal(1, wire.GAP, 1, known.hash))
    outbox.go_back(shop.books, 1, Refusal(1, wire.GAP, 0, "0" * 64))
    assert outbox.next_batch(shop.reader).after == 0


def test_batch_when_much_waits_then_it_is_cut_by_number_and_by_size(shop, outbox) -> None:
    journaled(shop, wire.BATCH_ENTRIES + 5)
    assert len(outbox.next_batch(shop.reader).entries) == wire.BATCH_ENTRIES
    last = shop.rows("SELECT MAX(seq) FROM journal")[0][0]
    outbox.acknowledge(shop.books, ack_of(shop, last))
    journaled(shop, 4, size=wire.BATCH_BYTES // 3)
    assert len(outbox.next_batch(shop.reader).entries) == 2
    outbox.acknowledge(shop.books, ack_of(shop, last + 4))
    journaled(shop, 2, size=wire.BATCH_BYTES + 1)
    assert len(outbox.next_batch(shop.reader).entries) == 1


def test_head_office_when_it_knows_more_than_the_till_then_that_is_told(shop, outbox) -> None:
    last = shop.rows("SELECT MAX(seq) FROM journal")[0][0]
    outbox.require_not_behind(shop.reader, ack_of(shop, last, head=last))
    outbox.require_not_behind(shop.reader, ack_of(shop, last, head=last + 9, epoch=7))
    with pytest.raises(SyncError, match="till_behind"):
        outbox.require_not_behind(shop.reader, ack_of(shop, last, head=last + 1))


def test_epochs_when_one_has_forked_then_the_next_goes_on_and_it_is_offered_when_all_else_is_sent(
    shop, outbox
) -> None:
    with shop.books.transaction() as connection:
        settings_repo.add_site(connection, ("SH01", "T01", 2), "again", 1)
    newer = Outbox(replace(shop.context.origin, epoch=2), "office", shop.clock)
    waiting = newer.pending(shop.reader)
    newer.note_fork(1)
    assert newer.pending(shop.reader) == replace(waiting, forked=waiting.entries)
    assert newer.next_batch(shop.reader).epoch == 1
    context = replace(shop.context, origin=replace(shop.context.origin, epoch=2))
    with shop.books.transaction() as connection:
        context.record(connection, SYSTEM, journal.STAFF, {"what": "x"})
    assert newer.next_batch(shop.reader).epoch == 2
    assert newer.pending(shop.reader) == Pending(waiting.entries + 1, None, waiting.entries)
    newer.forget_fork(1)
    assert newer.next_batch(shop.reader).epoch == 1
    assert newer.pending(shop.reader).forked == 0


def test_epochs_when_one_is_unsent_then_the_oldest_goes_first(shop, outbox) -> None:
    with shop.books.transaction() as connection:
        settings_repo.add_site(connection, ("SH01", "T01", 2), "again", 1)
    newer = Outbox(replace(shop.context.origin, epoch=2), "office", shop.clock)
    last = shop.rows("SELECT MAX(seq) FROM journal")[0][0]
    assert newer.next_batch(shop.reader).epoch == 1
    newer.acknowledge(shop.books, ack_of(shop, last))
    assert newer.next_batch(shop.reader) == wire.Batch(1, "SH01", "T01", 2, 0, ())
