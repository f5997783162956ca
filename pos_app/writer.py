"""The one thread that writes the till's database: jobs in order, each with its own answer.

Nobody else touches the writing connection. While no job waits, the write-ahead log is moved into
the file, so that no sale ever pays for it.
"""

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
IDLE_S = 0.5
_Job = tuple[Callable[[], Any], "Future[Any]"]


class Writer:
    """Runs jobs on its own thread; ``tidy`` is called whenever it has been idle for a while."""

    def __init__(
        self, tidy: Callable[[], object] = lambda: None, *, idle_s: float = IDLE_S
    ) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._tidy = tidy
        self._idle_s = idle_s
        self._closing = False
        self._waiting = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Return how many jobs are not answered yet."""
        return self._waiting

    def submit(self, job: Callable[[], T]) -> "Future[T]":
        """Queue a job behind all earlier ones; its result or error is in the future."""
        answer: Future[T] = Future()
        with self._lock:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._waiting += 1
            self._jobs.put((job, answer))
        return answer

    def close(self, timeout: float = 10.0) -> bool:
        """Finish every queued job and stop; ``False`` if that took longer than ``timeout``."""
        with self._lock:
            if not self._closing:
                self._closing = True
                self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        tidied = False
        while True:
            try:
                item = self._jobs.get(timeout=None if tidied else self._idle_s)
            except queue.Empty:
                tidied = True
                self._keep_tidy()
                continue
            if item is None:
                return
            tidied = False
            self._do(*item)

    def _do(self, job: Callable[[], Any], answer: "Future[Any]") -> None:
        try:
            result = job()
        except BaseException as error:  # noqa: BLE001  the one who asked gets it
            self._answered()
            answer.set_exception(error)
        else:
            self._answered()
            answer.set_result(result)

    def _answered(self) -> None:
        with self._lock:
            self._waiting -= 1

    def _keep_tidy(self) -> None:
        try:
            self._tidy()
        except Exception:  # noqa: BLE001  untidy is no reason to stop writing
            _LOG.exception("tidy_failed")
