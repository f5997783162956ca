"""Head office's intake as a rule book: what counts, what is put aside, what the answer says."""

import sqlite3
from dataclasses import replace

import pytest

from inventory.kernel.clock import FixedClock
from inventory.kernel.errors import Damaged
from inventory.ledger import envelope, journal, wire
from inventory.ledger.journal import Head, NewEntry, Origin
from inventory.ledger.wire import Ack, Batch, Refusal, WireFault
from inventory.service import enrolment, intake
from inventory.service.intake import Office, Proof
from inventory.store import intake_repo
from inventory.store.engine import Database

PROOF = Proof(b"h" * 32, b"s" * 64, b"p" * 32)


class Desk:
    """An open head office and a till's chain that a test writes as it likes."""

    def __init__(self, books: Database, office: Office) -> None:
        self.books, self.office = books, office
        self.chain: list[journal.Entry] = []
        self.origin = Origin("SH01", "T01", 1, 1, "1")

    def add(self, kind: str, body: dict, amount: int = 0) -> journal.Entry:
        last = self.chain[-1] if self.chain else None
        head = Head(last.seq, last.hash, last.gt_abs, last.gt_signed) if last else Head()
        new = NewEntry(kind, "2026-11-25", 1, 1, "a", body, amount)
        self.chain.append(journal.chain(head, head.seq + 1, new, self.origin))
        return self.chain[-1]

    def sale(self, sale_id: str, total: int = 100) -> journal.Entry:
        return self.add(journal.SALE, {"sale_id": sale_id, "total": total}, total)

    def send(self, *entries: journal.Entry, after: int | None = None) -> Ack | Refusal:
        sent = tuple(wire.to_wire(each) for each in entries)
        after = (sent[0].seq - 1 if sent else 0) if after is None else after
        origin = self.origin
        batch = Batch(1, origin.store_id, origin.till_id, origin.epoch, after, sent)
        with self.books.transaction() as connection:
            return intake.receive(connection, self.office, batch, PROOF, 7)

    def rows(self, statement: str) -> list[tuple]:
        with self.books.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def aside(self) -> list[tuple]:
        return self.rows("SELECT seq, reason, in_chain FROM quarantine ORDER BY id")

    def counted(self) -> list[int]:
        return [row[0] for row in self.rows("SELECT seq FROM inbox ORDER BY till_id, epoch, seq")]


@pytest.fixture
def desk(tmp_path):
    books, office = intake.open_office(tmp_path / "office.db", FixedClock())
    yield Desk(books, office)
    books.close()


def test_batch_when_new_then_it_is_counted_and_the_head_moves(desk: Desk) -> None:
    first, second = desk.sale("a"), desk.sale("b")
    ack = desk.send(first, second)
    assert ack == Ack(1, desk.office.id, "SH01", "T01", 1, 2, second.hash.hex(), 2, 2, (), 7)
    assert desk.counted() == [1, 2]
    assert desk.rows("SELECT arrival FROM inbox ORDER BY seq") == [(1,), (2,)]


def test_batch_when_it_comes_again_then_nothing_is_written_at_all(desk: Desk) -> None:
    first, second = desk.sale("a"), desk.sale("b")
    ack = desk.send(first, second)
    assert desk.send(first, second) == replace(ack, stored=0)
    assert desk.send(first) == replace(ack, stored=0, seq=1, hash=first.hash.hex())
    assert desk.rows("SELECT COUNT(*) FROM push") == [(1,)]


def test_batch_when_it_overlaps_then_only_the_new_part_is_stored(desk: Desk) -> None:
    first, second, third = desk.sale("a"), desk.sale("b"), desk.sale("c")
    desk.send(first, second)
    assert desk.send(second, third).stored == 1
    assert desk.counted() == [1, 2, 3]


def test_batch_when_before_it_something_is_missing_then_a_gap(desk: Desk) -> None:
    first, second, third = desk.sale("a"), desk.sale("b"), desk.sale("c")
    desk.send(first)
    assert desk.send(third) == Refusal(1, wire.GAP, 1, first.hash.hex())
    assert desk.send(after=2) == Refusal(1, wire.GAP, 1, first.hash.hex())
    assert desk.counted() == [1]
    assert desk.send(second, third).stored == 2


def test_question_when_asked_then_the_place_is_told(desk: Desk) -> None:
    assert (desk.send().seq, desk.send().hash, desk.send().head) == (0, "0" * 64, 0)
    first, second = desk.sale("a"), desk.sale("b")
    desk.send(first, second)
    asked = desk.send(after=1)
    assert (asked.seq, asked.hash, asked.head) == (1, first.hash.hex(), 2)


def test_number_when_it_carries_another_content_then_all_of_that_branch_is_aside(
    desk: Desk,
) -> None:
    first = desk.sale("a")
    desk.send(first)
    desk.chain.clear()
    other, later = desk.sale("z"), desk.sale("y")
    for _ in range(2):
        assert desk.send(other, later) == Refusal(1, wire.FORK, 1, first.hash.hex())
    assert desk.aside() == [(1, wire.SEQ_DIFFERS, 0), (2, wire.FORK, 0)]
    assert desk.counted() == [1]


def test_entry_when_it_does_not_follow_then_aside_and_the_chain_stays(desk: Desk) -> None:
    first = desk.sale("a")
    desk.send(first)
    desk.chain[0] = replace(first, hash=b"x" * 32)
    stray = desk.sale("b")
    assert desk.send(stray).code == wire.FORK
    assert desk.aside() == [(2, wire.FORK, 0)]
    desk.chain[:] = [first]
    assert desk.send(desk.sale("c")).stored == 1


def test_sale_when_its_id_has_another_content_then_aside_and_the_next_counts(desk: Desk) -> None:
    first = desk.sale("a", 100)
    other, after = desk.sale("a", 999), desk.sale("b")
    ack = desk.send(first, other, after)
    assert (ack.seq, ack.stored, ack.aside) == (3, 2, ((2, wire.SALE_DIFFERS),))
    assert desk.send(first, other, after) == replace(ack, stored=0)
    assert desk.aside() == [(2, wire.SALE_DIFFERS, 1)]
    assert desk.counted() == [1, 3]


def test_sale_when_the_same_stands_at_another_place_then_it_counts_once(desk: Desk) -> None:
    first = desk.sale("a")
    again = desk.sale("a")
    ack = desk.send(first, again)
    assert ack.aside == ((2, wire.SALE_REPEATED),)
    assert desk.counted() == [1]


def test_number_when_aside_in_the_chain_and_changed_then_that_is_another_branch(
    desk: Desk,
) -> None:
    first, other = desk.sale("a"), desk.sale("a", 5)
    desk.send(first, other)
    desk.chain[:] = [first]
    third = desk.sale("a", 6)
    assert desk.send(third).code == wire.FORK
    assert desk.aside() == [(2, wire.SALE_DIFFERS, 1), (2, wire.SEQ_DIFFERS, 0)]


def test_void_when_its_sale_is_counted_then_it_counts_once(desk: Desk) -> None:
    sale = desk.sale("a")
    void = desk.add(journal.POST_VOID, {"sale_id": "a", "total": 100}, -100)
    twice = desk.add(journal.POST_VOID, {"sale_id": "a", "total": 100}, -100)
    alone = desk.add(journal.POST_VOID, {"sale_id": "b", "total": 100}, -100)
    ack = desk.send(sale, void, twice, alone)
    assert ack.aside == ((3, wire.VOID_DIFFERS), (4, wire.VOID_WITHOUT_SALE))
    assert desk.counted() == [1, 2]


def test_void_when_the_sale_is_another_tills_then_it_does_not_count(desk: Desk) -> None:
    desk.send(desk.sale("a"))
    desk.chain.clear()
    desk.origin = replace(desk.origin, till_id="T02")
    void = desk.add(journal.POST_VOID, {"sale_id": "a"}, -100)
    assert desk.send(void).aside == ((1, wire.VOID_WITHOUT_SALE),)


@pytest.mark.parametrize("body", [{}, {"sale_id": 7}, {"sale_id": ""}, {"sale_id": None}])
def test_sale_when_it_has_no_id_then_aside(desk: Desk, body: dict) -> None:
    assert desk.send(desk.add(journal.SALE, body)).aside == ((1, wire.UNREADABLE),)


def test_sale_when_its_body_is_no_object_then_aside(desk: Desk) -> None:
    for body in (b"[]", b"nonsense", b"[" * 5_000 + b"]" * 5_000):
        bent = replace(desk.sale("a"), body=body)
        assert intake.sale_id_of(bent) is None


def test_entry_when_changed_in_the_tills_file_then_aside_and_what_follows_counts(
    desk: Desk,
) -> None:
    first, second, third = desk.sale("a"), desk.sale("b"), desk.sale("c")
    bent = replace(second, body=second.body.replace(b"100", b"1"))
    ack = desk.send(first, bent, third)
    assert (ack.seq, ack.aside) == (3, ((2, wire.HASH_DIFFERS),))
    assert desk.send(bent, third) == replace(ack, stored=0)
    assert desk.send(second, third).code == wire.FORK
    assert desk.counted() == [1, 3]


def test_entry_when_its_running_totals_jump_then_aside(desk: Desk) -> None:
    first, second = desk.sale("a"), desk.sale("b")
    wrong = replace(second, gt_abs=second.gt_abs + 1)
    wrong = replace(wrong, hash=wrong.computed_hash())
    assert desk.send(first, wrong).aside == ((2, wire.TOTALS_DIFFER),)


def test_stores_when_they_use_the_same_sale_id_then_both_count(desk: Desk) -> None:
    desk.send(desk.sale("a"))
    desk.chain.clear()
    desk.origin = replace(desk.origin, store_id="SH02")
    assert desk.send(desk.sale("a", 5)).aside == ()
    assert desk.counted() == [1, 1]


def test_other_entries_when_they_come_then_they_need_no_sale(desk: Desk) -> None:
    new = NewEntry(journal.SIGN_ON, "2026-11-25", 1, 1, "a", {"sale_id": "a"})
    entry = journal.chain(Head(), 1, new, desk.origin)
    assert desk.send(entry).stored == 1
    assert desk.rows("SELECT sale_id, voids_sale FROM inbox") == [(None, None)]


@pytest.mark.parametrize("table", ["inbox", "quarantine", "push", "office"])
def test_rows_when_touched_by_a_plain_connection_then_they_stay(desk: Desk, table: str) -> None:
    first = desk.sale("a")
    desk.send(first, desk.sale("a", 2))
    desk.books.checkpoint(truncate=True)
    plain = sqlite3.connect(desk.books.path)
    columns = [row[1] for row in plain.execute(f"PRAGMA table_info({table})")]
    for statement in (
        f"UPDATE {table} SET {columns[0]} = {columns[0]}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        f"INSERT OR IGNORE INTO {table} SELECT * FROM {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            plain.execute(statement)
        plain.rollback()
    plain.close()


def test_office_when_opened_again_then_id_and_key_are_the_same(tmp_path) -> None:
    path = tmp_path / "office.db"
    books, office = intake.open_office(path, FixedClock())
    books.close()
    books, again = intake.open_office(path, FixedClock())
    books.close()
    assert again == office
    assert "private" not in repr(office)
    (tmp_path / "office.db.key").write_bytes(b"short")
    with pytest.raises(Damaged, match="key_missing"):
        intake.open_office(path, FixedClock())


def test_sender_when_unknown_or_wrong_then_it_is_told_which(desk: Desk) -> None:
    key = envelope.new_key()
    with desk.books.transaction() as connection:
        intake_repo.put_key(connection, ("SH01", "T01"), envelope.public_key(key), 1)
    signature = envelope.sign(key, wire.batch_statement(b"h" * 32))
    reader = Database(desk.books.path, write=False)
    proof = intake.authenticate(reader, "SH01/T01", b"h" * 32, signature)
    assert proof == Proof(b"h" * 32, signature, envelope.public_key(key))
    for till, digest, code in (
        ("SH01/T02", b"h" * 32, wire.UNKNOWN_TILL),
        ("SH01/T01", b"i" * 32, wire.BAD_SIGNATURE),
        ("nonsense", b"h" * 32, wire.BAD_HEADER),
    ):
        with pytest.raises(WireFault) as fault:
            intake.authenticate(reader, till, digest, signature)
        assert fault.value.code == code
    reader.close()


def a_wish(token: str, key: bytes, till: str = "T01") -> wire.Enrolment:
    return wire.Enrolment(1, token, "SH01", till, wire.base(envelope.public_key(key)), "")


def enrol(desk: Desk, wish: wire.Enrolment, at_ms: int) -> wire.Enrolled:
    with desk.books.transaction() as connection:
        return enrolment.enrol(connection, desk.office, wish, at_ms)


def test_token_when_given_out_then_it_works_once_for_one_key_and_in_time(desk: Desk) -> None:
    clock = FixedClock()
    now = clock.now_ms()
    key, other = envelope.new_key(), envelope.new_key()
    token = enrolment.new_token(desk.books, clock, ("SH01", ""), minutes=1)
    with pytest.raises(WireFault):
        enrol(desk, a_wish(token.text, key), now + 60_000)
    with pytest.raises(WireFault):
        enrol(desk, replace(a_wish(token.text, key), store="SH02"), now)
    done = enrol(desk, a_wish(token.text, key), now + 59_999)
    assert done == wire.Enrolled(1, desk.office.id, desk.office.public)
    assert enrol(desk, a_wish(token.text, key), now + 10**9) == done
    for wrong in (a_wish(token.text, other), a_wish("AAAAA", key)):
        with pytest.raises(WireFault):
            enrol(desk, wrong, now)
    assert enrolment.enrolled(desk.books) == [("SH01", "T01", now + 59_999)]
    assert enrolment.revoke(desk.books, clock, ("SH01", "T01"))
    assert not enrolment.revoke(desk.books, clock, ("SH01", "T01"))
    assert enrolment.enrolled(desk.books) == []


def test_token_when_typed_by_hand_then_look_alikes_do_not_matter() -> None:
    assert enrolment.token_hash("abcde-0o1il") == enrolment.token_hash(" ABCDE 00111 ")
    assert enrolment.token_hash("A") != enrolment.token_hash("B")
