"""Jobs of head office's writer: committed together, answered after, one failing alone."""

import threading
from concurrent.futures import CancelledError

import pytest

from head_office.writer import GroupWriter
from inventory.kernel.clock import FixedClock
from inventory.service.intake import open_office
from inventory.store.engine import Database


@pytest.fixture
def books(tmp_path) -> Database:
    books, _ = open_office(tmp_path / "office.db", FixedClock())
    return books


def token(number: int):
    def job(connection) -> int:
        connection.exec_driver_sql(
            "INSERT INTO enrol_token (token_hash, store_id, till_id, created_ms, expires_ms)"
            " VALUES (?, '', '', 0, 0)",
            (bytes([number]),),
        )
        return number

    return job


def kept(path) -> list[int]:
    reader = Database(path, write=False)
    with reader.reading() as connection:
        rows = connection.exec_driver_sql("SELECT token_hash FROM enrol_token ORDER BY 1").all()
    reader.close()
    return [row[0][0] for row in rows]


def blocked(writer: GroupWriter) -> threading.Event:
    """Keep the writer busy until the event is set, so that what follows queues up."""
    go, begun = threading.Event(), threading.Event()

    def wait(connection) -> None:
        begun.set()
        go.wait(5)

    writer.submit(wait)
    begun.wait(5)
    return go


def test_jobs_when_waiting_then_one_commit_takes_them_all(books: Database, monkeypatch) -> None:
    writer = GroupWriter(books)
    commits = 0
    transaction = books.transaction

    def counted(**more):
        nonlocal commits
        commits += 1
        return transaction(**more)

    monkeypatch.setattr(books, "transaction", counted)
    go = blocked(writer)
    answers = [writer.submit(token(number)) for number in range(20)]
    go.set()
    assert [each.result(5) for each in answers] == list(range(20))
    assert commits == 2
    writer.close()
    assert kept(books.path) == list(range(20))


def test_job_when_it_fails_then_the_others_are_kept(books: Database) -> None:
    writer = GroupWriter(books)
    go = blocked(writer)
    answers = [writer.submit(token(number)) for number in (1, 2, 1, 3)]
    go.set()
    assert [answers[at].result(5) for at in (0, 1, 3)] == [1, 2, 3]
    with pytest.raises(Exception, match="UNIQUE"):
        answers[2].result(5)
    writer.close()
    assert kept(books.path) == [1, 2, 3]


def test_job_when_taken_back_before_it_began_then_it_never_runs(books: Database) -> None:
    writer = GroupWriter(books)
    go = blocked(writer)
    first, second = writer.submit(token(1)), writer.submit(token(2))
    assert first.cancel()
    go.set()
    assert second.result(5) == 2
    with pytest.raises(CancelledError):
        first.result(5)
    writer.close()
    assert kept(books.path) == [2]


def test_jobs_when_the_commit_fails_then_nobody_is_told_it_is_kept(
    books: Database, monkeypatch
) -> None:
    writer = GroupWriter(books)

    def broken(**more):
        raise OSError("no disk")

    with monkeypatch.context() as patched:
        patched.setattr(books, "transaction", broken)
        with pytest.raises(OSError, match="no disk"):
            writer.submit(token(1)).result(5)
    assert writer.submit(token(2)).result(5) == 2
    writer.close()
    assert kept(books.path) == [2]


def test_writer_when_closed_then_what_was_queued_is_kept(books: Database) -> None:
    writer = GroupWriter(books)
    go = blocked(writer)
    answers = [writer.submit(token(number)) for number in (1, 2)]
    threading.Timer(0.05, go.set).start()
    writer.close()
    assert [each.result(0) for each in answers] == [1, 2]
    assert kept(books.path) == [1, 2]
