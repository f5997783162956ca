"""The one thread that writes head office's books, and commits for everybody who waits at once.

A request gives a job and waits for its future. While one commit is on its way to the disk others
queue up, and the next commit takes them all: under load the price of an fsync is shared.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from inventory.store.engine import Connection, Database

T = TypeVar("T")
Job = Callable[[Connection], Any]
_Queued = tuple[Job, "Future[Any]"]
_Done = tuple["Future[Any]", Any, BaseException | None]

TOGETHER = 64
WAITING_MAX = 1_000
IDLE_S = 1.0
_LOG = logging.getLogger(__name__)


class GroupWriter:
    """Owns the writing connection; closes it when it is done."""

    def __init__(self, books: Database) -> None:
        self._books = books
        self._jobs: queue.Queue[_Queued | None] = queue.Queue(WAITING_MAX)
        self._thread = threading.Thread(target=self._run, name="office-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Connection], T]) -> "Future[T]":
        """Queue a job; its future is set after the commit. Raises ``queue.Full`` when swamped."""
        answer: Future[T] = Future()
        self._jobs.put_nowait((job, answer))
        return answer

    def close(self) -> None:
        """Finish what is queued, stop, and leave one tidy file."""
        self._jobs.put(None)
        self._thread.join()
        self._books.checkpoint(truncate=True)
        self._books.close()

    def _run(self) -> None:
        tidy = True
        while True:
            try:
                first = self._jobs.get(timeout=None if tidy else IDLE_S)
            except queue.Empty:
                self._books.checkpoint()
                tidy = True
                continue
            if first is None:
                return
            tidy = False
            waiting, closing = self._all_waiting(first)
            self._commit(waiting)
            if closing:
                return

    def _all_waiting(self, first: _Queued) -> tuple[list[_Queued], bool]:
        found = [first]
        while len(found) < TOGETHER:
            try:
                item = self._jobs.get_nowait()
            except queue.Empty:
                break
            if item is None:
                return found, True
            found.append(item)
        return found, False

    def _commit(self, waiting: list[_Queued]) -> None:
        """Run jobs in one transaction and answer them after it is on the disk."""
        done: list[_Done] = []
        try:
            with self._books.transaction() as connection:
                for job, answer in waiting:
                    if answer.set_running_or_notify_cancel():
                        done.append((answer, *_apart(connection, job)))
        except Exception as failure:  # noqa: BLE001  those who asked get it
            _LOG.warning("commit_failed jobs=%d error=%s", len(waiting), failure)
            done = [(each, None, failure) for _, each in waiting if not each.cancelled()]
        for answer, result, error in done:
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)


def _apart(connection: Connection, job: Job) -> tuple[Any, BaseException | None]:
    """Run one job so that its failure takes nothing of the others along."""
    connection.exec_driver_sql("SAVEPOINT job")
    try:
        result = job(connection)
    except Exception as error:  # noqa: BLE001  the one who asked gets it
        connection.exec_driver_sql("ROLLBACK TO job")
        connection.exec_driver_sql("RELEASE job")
        return None, error
    connection.exec_driver_sql("RELEASE job")
    return result, None
