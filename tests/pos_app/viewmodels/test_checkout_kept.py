"""The checkout's cart on the disk: what is kept, recovered, put aside and drawn meanwhile."""

import pytest

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from inventory.store.cart_repo import put_aside_from_backup
from inventory.store.engine import Database
from tests.pos_app.viewmodels.checkouts import (
    JEANS,
    KNIT,
    TEE,
    TEE_BLACK,
    Counter,
)


@pytest.fixture
def counter(bench) -> Counter:
    return Counter(bench)


def test_keeping_when_the_disk_refuses_then_shown_is_what_is_kept(counter, monkeypatch) -> None:
    counter.scan(TEE)
    full = Refused(Text.of("store.disk_full"))

    def refuse(*_: object) -> None:
        raise full

    with monkeypatch.context() as patch:
        patch.setattr(counter.bench.till.writes.checkout, "keep", refuse)
        counter.vm.on_scan(JEANS, "s1", 9_000)
        counter.vm.on_scan(KNIT, "s1", 10_000)
        assert len(counter.state.lines) == 3
        counter.pump()
    assert counter.amounts() == ["89.00"]
    assert "磁盘" in counter.state.notice.text
    counter.scan(TEE_BLACK)
    assert counter.amounts() == ["89.00", "89.00"]
    assert counter.bench.till.writes.checkout.recover() == counter.vm.cart.cart


def test_recovery_when_a_cart_was_open_then_it_is_back_and_said(counter) -> None:
    counter.scan(TEE, TEE, KNIT)
    checkout = counter.bench.till.writes.checkout
    later = Counter.__new__(Counter)
    later.bench, later.places, later.at_ms = counter.bench, counter.places, 50_000
    from pos_app.viewmodels.checkout import CheckoutVM

    later.vm = CheckoutVM(counter.bench.till, counter.places)
    later.vm.recovered(counter.bench.writer.submit(checkout.recover).result())
    assert later.amounts() == ["178.00", "399.00"]
    assert later.state.notice.text == "已恢复 3 件"
    later.scan(JEANS)
    assert later.state.notice is None
    assert later.amounts() == ["178.00", "399.00", "259.00"]


def test_park_when_one_waits_then_resume_opens_it_at_once(counter) -> None:
    counter.scan(TEE, KNIT)
    counter.vm.function("park")
    counter.pump()
    assert counter.state.empty
    assert [(p.total, p.title) for p in counter.state.parked] == [("488.00", "无名 #1")]
    counter.vm.function("resume")
    counter.pump()
    assert counter.amounts() == ["89.00", "399.00"]
    assert counter.state.parked == ()


def test_resume_when_several_wait_then_the_list_opens_and_the_open_cart_is_put_aside(
    counter,
) -> None:
    for code in (TEE, JEANS):
        counter.scan(code)
        counter.vm.function("park")
        counter.pump()
    counter.scan(KNIT)
    counter.vm.function("resume")
    assert counter.state.sheet == "resume"
    counter.vm.resume(counter.state.parked[1].key)
    counter.pump()
    assert counter.amounts() == ["89.00"]
    assert sorted(p.total for p in counter.state.parked) == ["259.00", "399.00"]
    assert counter.state.sheet == ""


def test_language_when_switched_then_every_word_follows(counter) -> None:
    counter.scan(TEE)
    counter.bench.till.words.switch("en")
    assert counter.state.lines[0].title == "Crew-neck cotton tee"
    assert counter.state.charge.word == "Charge"


def test_drawing_when_edits_are_under_way_then_no_write_runs_on_the_ui_thread(counter) -> None:
    assert isinstance(counter.bench.shop.reader, Database)
    assert not counter.bench.shop.reader.write
    counter.vm.on_scan(TEE, "s1", 1)
    assert counter.bench.writer.waiting >= 0
    assert counter.amounts() == ["89.00"]
    counter.pump()


def test_resume_when_the_cart_came_with_a_backup_then_it_is_said_that_it_may_be_paid(
    counter,
) -> None:
    counter.scan(TEE)
    counter.vm.function("park")
    counter.pump()
    with counter.bench.shop.books.transaction() as connection:
        put_aside_from_backup(connection, counter.state.parked[0].key, "under-a-new-id")
    counter.vm.parking.refresh()
    counter.pump()
    assert counter.state.parked[0].note.startswith("可能已付款")
    counter.vm.function("resume")
    counter.pump()
    assert counter.amounts() == ["89.00"]
    assert (counter.state.notice.tone, counter.state.notice.text[:6]) == ("warn", "此单来自备份")
    assert counter.bench.tones[-1] == "blocked"


def test_scan_when_other_lines_stay_as_they_are_then_their_faces_are_not_made_again(
    counter,
) -> None:
    counter.scan(TEE, JEANS)
    first = counter.state.lines[0]
    counter.scan(KNIT)
    assert counter.state.lines[0] is first
    assert counter.state.lines[1].fresh is False
    counter.vm.till.words.switch("en")
    assert counter.state.lines[0].caption == "White / M"
