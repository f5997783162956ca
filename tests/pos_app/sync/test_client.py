"""The sync thread: how it stands, how long it waits, that it never holds anybody up."""

import threading
import time
from concurrent.futures import Future
from dataclasses import replace

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.ledger import envelope
from inventory.people.staff import SYSTEM
from inventory.store import settings_repo
from inventory.store.engine import Database
from pos_app.sync.client import Pace
from pos_app.sync.link import Link
from tests.head_office.office import HURRY, Inside, Till, inside, push, stocked, until
from tests.inventory.shop import Shop, a_shop
from tests.pos_app.sync.server import answering


@pytest.fixture
def till(tmp_path):
    shop = a_shop(tmp_path)
    stocked(shop)
    yield Till(shop)
    shop.close()


@pytest.fixture
def office(tmp_path):
    office = Inside(tmp_path / "office")
    yield office
    office.close()


def a_link(url: str) -> Link:
    return Link(url, envelope.new_key(), "office-1", envelope.public_key(envelope.new_key()))


def test_pace_when_failing_on_then_it_doubles_up_to_a_minute_and_keeps_its_place() -> None:
    waits = [Pace().wait_s(failures, "SH01/T01") for failures in range(1, 20)]
    spread = waits[0]
    assert 1 <= spread < 1.25
    assert waits[:6] == [spread * step for step in (1, 2, 4, 8, 16, 32)]
    assert waits[6:] == [spread * 60] * 13
    assert Pace().wait_s(1, "SH01/T02") != spread


def test_client_when_head_office_is_there_then_a_sale_arrives_at_once(
    till: Till, office: Inside
) -> None:
    link = till.enrol(office)
    told = threading.Event()
    client = till.client(link, pace=replace(HURRY, ask_s=60))
    stop = client.listen(told.set)
    client.start()
    until(lambda: client.state() == ("online", 0, None))
    assert told.wait(5)
    with till.lock:
        till.sell()
    client.wake()
    until(lambda: till.is_sent(link))
    until(lambda: client.status.last_ack_ms is not None)
    stop()
    assert client.close()
    assert client.close()
    assert office.chain() == till.chain()


def test_client_when_nobody_answers_then_it_is_offline_and_counts_what_waits(till: Till) -> None:
    client = till.client(a_link("http://127.0.0.1:9"), pace=replace(HURRY, first_wait_s=60))
    client.start()
    waiting = len(till.chain())
    until(lambda: client.state() == ("offline", waiting, Text.of("sync.unreachable")))
    with till.lock:
        till.sell()
    client.wake()
    until(lambda: client.state()[1] == waiting + 1)
    assert client.close()


def test_client_when_head_office_comes_back_then_everything_is_sent(till: Till, tmp_path) -> None:
    folder = tmp_path / "office"
    with inside(folder) as office:
        link = till.enrol(office)
        port = office.port
    client = till.client(link)
    client.start()
    until(lambda: client.state()[0] == "offline")
    for _ in range(5):
        with till.lock:
            till.sell()
    with inside(folder, port=port) as office:
        until(lambda: client.state() == ("online", 0, None))
        assert client.close()
        assert office.chain() == till.chain()


def test_client_when_it_is_not_known_then_it_is_rejected_and_selling_goes_on(
    till: Till, office: Inside
) -> None:
    link = replace(till.enrol(office), private=envelope.new_key())
    client = till.client(link)
    client.start()
    until(lambda: client.state()[0] == "rejected")
    assert client.state()[2] == Text.of("sync.refused.bad_signature")
    with till.lock:
        assert till.sell().receipt_no
    assert client.close()
    assert office.chain() == []


def test_client_when_the_till_was_set_back_then_it_is_rejected_with_the_reason(
    till: Till, office: Inside, tmp_path
) -> None:
    link = till.enrol(office)
    till.shop.books.checkpoint(truncate=True)
    before = till.shop.path.read_bytes()
    till.sell()
    batch = till.outbox(link).next_batch(till.shop.reader)
    push(link, batch)
    (tmp_path / "copy").mkdir()
    shop = a_shop(tmp_path / "copy")
    shop.close()
    for each in (tmp_path / "copy").glob("till.db*"):
        if each.name != "till.db.pepper":
            each.unlink()
    shop.path.write_bytes(before)
    old = Till(reopened(shop))
    client = old.client(link)
    client.start()
    until(lambda: client.state()[0] == "rejected")
    assert client.state()[2].code == "sync.till_behind"
    with old.lock:
        old.sell(3)
    client.wake()
    until(lambda: client.state()[2] == Text.of("sync.refused.fork"))
    assert client.close()
    old.shop.close()
    assert office.chain() == till.chain()
    reasons = office.rows("SELECT seq, reason FROM quarantine")
    assert reasons == [(len(till.chain()), "seq_differs")]


def reopened(shop):
    from inventory.store.engine import Database

    return replace(shop, books=Database(shop.path), reader=Database(shop.path, write=False))


def test_client_when_a_new_epoch_began_then_the_old_one_is_sent_first(
    till: Till, office: Inside
) -> None:
    link = till.enrol(office)
    till.sell()
    newer = in_epoch(till.shop, 2)
    newer.sell(2)
    client = newer.client(link)
    client.start()
    until(lambda: newer.is_sent(link))
    assert client.close()
    assert office.chain() == newer.chain()
    assert {row[2] for row in office.chain()} == {1, 2}


def test_client_when_an_older_epoch_has_forked_then_the_newer_ones_arrive_and_it_stays_said(
    till: Till, office: Inside, tmp_path
) -> None:
    link = till.enrol(office)
    copy = tmp_path / "copy" / "till.db"
    copy.parent.mkdir()
    till.shop.books.copy_into(copy)
    till.sell()
    push(link, till.outbox(link).next_batch(till.shop.reader))
    there = office.chain()
    shop = replace(till.shop, path=copy, books=Database(copy), reader=Database(copy, write=False))
    Till(shop).sell(3)
    held = len(Till(shop).chain())
    newer = in_epoch(shop, 2)
    newer.sell(2)
    client = newer.client(link)
    told: list[tuple] = []
    client.listen(lambda: told.append(client.state()))
    client.start()
    until(lambda: epochs(office) == {1, 2})
    until(lambda: client.state() == ("rejected", held, Text.of("sync.refused.fork")))
    with newer.lock:
        newer.sell()
    client.wake()
    until(lambda: len(office.chain()) == len(there) + 2)
    until(lambda: client.state()[1] == held)
    said = {(state, reason and reason.code) for state, _, reason in told}
    assert client.close()
    assert [row for row in office.chain() if row[2] == 1] == there
    assert said == {("rejected", "sync.refused.fork")}
    shop.close()


def epochs(office: Inside) -> set[int]:
    return {row[2] for row in office.chain()}


def in_epoch(shop: Shop, epoch: int) -> Till:
    """Begin an epoch as a restore does, and sell in it."""
    origin = replace(shop.context.origin, epoch=epoch)
    with shop.books.transaction() as connection:
        settings_repo.add_site(connection, ("SH01", "T01", epoch), "again", 1)
    site = replace(shop.context.site, epoch=epoch)
    return Till(replace(shop, context=replace(shop.context, origin=origin, site=site)))


def test_client_when_the_writer_fails_then_it_tries_again(till: Till, office: Inside) -> None:
    link = till.enrol(office)
    refused = threading.Event()

    def full(job) -> "Future[None]":
        if refused.is_set():
            return till.write(job)
        refused.set()
        answer: Future[None] = Future()
        answer.set_exception(Refused(Text.of("store.disk_full")))
        return answer

    client = till.client(link, full)
    client.start()
    until(lambda: till.is_sent(link))
    assert client.close()
    assert refused.is_set()
    assert office.rows("SELECT COUNT(*) FROM quarantine") == [(0,)]


def test_client_when_it_has_a_bug_then_that_is_told_and_the_sending_goes_on(
    till: Till, office: Inside, caplog
) -> None:
    link = till.enrol(office)
    broken = threading.Event()

    def closed(job) -> "Future[None]":
        if broken.is_set():
            return till.write(job)
        broken.set()
        raise RuntimeError("the writer is closed")

    told: list[str] = []
    client = till.client(link, closed)
    client.listen(lambda: told.append(client.status.reason.code if client.status.reason else ""))
    client.start()
    until(lambda: till.is_sent(link))
    assert client.close()
    assert "sync.fault" in told
    assert "sync_fault" in caplog.text


def test_sale_when_head_office_hangs_then_it_does_not_wait(till: Till) -> None:
    done, asked = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        asked.set()
        done.wait(20)

    with answering(hang) as url:
        client = till.client(a_link(url), pace=replace(HURRY, read_s=1))
        client.start()
        assert asked.wait(10)
        began = time.monotonic()
        with till.lock:
            till.sell()
        client.wake()
        spent = time.monotonic() - began
        assert client.state()[0] == "offline"
        done.set()
        assert client.close()
    assert spent < 0.9


def test_client_when_the_till_books_other_things_then_they_are_sent_too(
    till: Till, office: Inside
) -> None:
    link = till.enrol(office)
    till.checkout.no_sale(SYSTEM, "check")
    client = till.client(link)
    client.start()
    until(lambda: till.is_sent(link))
    assert client.close()
    assert "no_sale" in {row[4] for row in office.chain()}
