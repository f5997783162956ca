"""Each sale once: the same at the same instant, head office killed, other content under one id."""

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, replace
from threading import Barrier

import pytest

from inventory.ledger import envelope, journal, wire
from inventory.ledger.journal import Head, NewEntry
from inventory.ledger.wire import Ack, Batch, Refusal
from inventory.people.staff import SYSTEM
from pos_app.sync.transport import Transport
from tests.disk import tmp_path
from tests.head_office.killed_office import POINTS
from tests.head_office.office import HURRY, Office, Till, push, serving, until

__all__ = ["tmp_path"]

AT_ONCE = 200


@pytest.mark.slow
def test_sale_when_sent_over_two_connections_at_one_instant_then_it_is_stored_once(
    till: Till, office: Office
) -> None:
    link = till.enrol(office)
    outbox = till.outbox(link)
    together = Barrier(2)
    stored, answers = [], []
    with Transport(link.url) as one, Transport(link.url) as other, ThreadPoolExecutor(2) as hands:

        def send(transport: Transport, batch: Batch) -> Ack:
            together.wait(10)
            return transport.push(link, batch)

        sales = []
        for _ in range(AT_ONCE):
            sales.append(till.sell())
            batch = outbox.next_batch(till.shop.reader)
            sent = [hands.submit(send, each, batch) for each in (one, other)]
            both = [each.result(20) for each in sent]
            stored.append(sum(each.stored for each in both))
            answers.append({(each.seq, each.hash, each.aside) for each in both})
            outbox.acknowledge(till.shop.books, both[0])
    assert stored[1:] == [1] * (AT_ONCE - 1)
    assert {len(each) for each in answers} == {1}
    assert office.rows("SELECT COUNT(*), COUNT(DISTINCT sale_id) FROM inbox WHERE type = 'sale'")[
        0
    ] == (AT_ONCE, AT_ONCE)
    assert office.chain() == till.chain()
    assert office.rows("SELECT COUNT(*) FROM quarantine") == [(0,)]
    total = office.day(sales[0].business_date)["totals"][0]
    assert (total["receipts"], total["total_minor"]) == (AT_ONCE, AT_ONCE * 1000)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [4, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize("point", POINTS)
def test_sales_when_head_office_is_killed_before_it_answers_then_each_is_stored_once(
    till: Till, tmp_path, point: str, kills: int
) -> None:
    chance = random.Random(f"killed {point}")
    folder = tmp_path / "office"
    with serving(folder) as office:
        link = till.enrol(office)
        port = office.port
    client = till.client(link, pace=replace(HURRY, longest_wait_s=0.05))
    client.start()
    try:
        for _ in range(kills):
            nth = str(chance.randint(1, 4))
            rig = ("-m", "tests.head_office.killed_office", point, nth)
            with serving(folder, port=port, rig=rig) as office:
                while office.process.poll() is None:
                    with till.lock:
                        till.sell(chance.randint(1, 3), chance.randrange(3))
                    client.wake()
                assert office.process.returncode == -signal.SIGKILL
        with serving(folder, port=port) as office:
            until(lambda: till.is_sent(link))
            until(lambda: client.state() == ("online", 0, None))
            assert client.close()
            assert office.chain() == till.chain()
            sold = till.shop.rows("SELECT COUNT(*), SUM(total), business_date FROM sale")[0]
            day = office.day(sold[2])["totals"][0]
            assert (day["receipts"], day["total_minor"]) == sold[:2]
            last = till.chain()[-1]
            cursor = till.shop.rows("SELECT acked_seq, acked_hash FROM outbox")
            assert cursor == [(last[3], last[16])]
    finally:
        client.close()


def changed(entry: wire.WireEntry, **facts: object) -> wire.WireEntry:
    """Return an entry with other facts whose own hash is right again."""
    batch = Batch(1, "SH01", "T01", 1, 0, ())
    other = wire.from_wire(batch, replace(entry, **facts))
    return wire.to_wire(replace(other, hash=other.computed_hash()))


def test_entry_when_another_content_comes_under_its_number_then_it_is_put_aside(
    till: Till, office: Office
) -> None:
    link = till.enrol(office)
    till.sell()
    batch = till.outbox(link).next_batch(till.shop.reader)
    assert push(link, batch).aside == ()
    last = batch.entries[-1]
    forged = changed(last, body=last.body.replace('"total":1000', '"total":1'))
    again = Batch(1, "SH01", "T01", 1, last.seq - 1, (forged,))
    assert push(link, again) == Refusal(1, wire.FORK, last.seq, last.hash)
    assert push(link, again) == Refusal(1, wire.FORK, last.seq, last.hash)
    assert office.chain() == till.chain()
    aside = office.rows("SELECT seq, reason, sent FROM quarantine")
    assert [(row[0], row[1]) for row in aside] == [(last.seq, wire.SEQ_DIFFERS)]
    assert envelope.unpack(aside[0][2], wire.WireEntry) == forged
    day = office.day(last.date)
    assert day["totals"][0]["total_minor"] == 1000
    assert [(each["seq"], each["reason"]) for each in day["aside"]] == [(last.seq, "seq_differs")]


def test_sale_when_another_content_comes_under_its_id_then_what_follows_still_counts(
    till: Till, office: Office
) -> None:
    link = till.enrol(office)
    first, second = till.sell(), till.sell(2)
    batch = till.outbox(link).next_batch(till.shop.reader)
    origin = till.shop.context.origin
    entries = list(batch.entries)
    body = envelope.decode(entries[-1].body.encode()) | {"sale_id": first.sale_id}
    head = Head(entries[-2].seq, bytes.fromhex(entries[-2].hash), 1000, 1000)
    other = journal.chain(head, 2, new_entry(entries[-1], body, 2000), origin)
    after = Head(other.seq, other.hash, other.gt_abs, other.gt_signed)
    body3 = body | {"sale_id": "third", "total": 3000}
    third = journal.chain(after, 3, new_entry(entries[-1], body3, 3000), origin)
    sent = (*entries[:-1], wire.to_wire(other), wire.to_wire(third))
    ack = push(link, replace(batch, entries=sent))
    assert ack.aside == ((other.seq, wire.SALE_DIFFERS),)
    assert (ack.seq, ack.hash) == (third.seq, third.hash.hex())
    assert push(link, replace(batch, entries=sent)) == replace(ack, stored=0, at_ms=ANY)
    sales = office.rows("SELECT sale_id FROM inbox WHERE type = 'sale' ORDER BY seq")
    assert sales == [(first.sale_id,), ("third",)]
    assert office.rows("SELECT seq, reason FROM quarantine") == [(other.seq, "sale_differs")]
    assert second.sale_id not in {row[0] for row in sales}


def new_entry(like: wire.WireEntry, body: dict, amount: int) -> NewEntry:
    return NewEntry(like.type, like.date, like.begin, like.end, SYSTEM.id, body, amount)


class _Any:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


ANY = _Any()


def test_rows_when_compared_then_they_are_the_journals_own(till: Till, office: Office) -> None:
    link = till.enrol(office)
    batch = till.outbox(link).next_batch(till.shop.reader)
    push(link, batch)
    kept = office.chain()
    assert [astuple(wire.from_wire(batch, each)) for each in batch.entries] == kept
