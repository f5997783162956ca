"""A UI loop without a window: answers run in order on the thread that turns it."""

import heapq
import queue
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

from inventory.kernel.clock import SystemClock
from inventory.kernel.errors import SuanpanError
from pos_app.writer import Writer


class SkippingClock(SystemClock):
    """The machine's clock, on which seconds between two taps pass when the benchmark says so."""

    def __init__(self) -> None:
        self.skipped_s = 0.0

    def monotonic(self) -> float:
        """Return the machine's seconds and those that were skipped."""
        return super().monotonic() + self.skipped_s


class LoopHands:
    """Hands for view models: the writer's thread, two spare ones, and ``turn``."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._spare = ThreadPoolExecutor(2, "spare")
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._off: set[int] = set()
        self._number = count()

    def write(self, job: Any, then: Any = None, failed: Any = None) -> None:
        """Run on the writer's thread; answer in the loop."""
        self._answer(self._writer.submit(job), then, failed)

    def work(self, job: Any, then: Any = None, failed: Any = None) -> None:
        """Run on a spare thread; answer in the loop."""
        self._answer(self._spare.submit(job), then, failed)

    def later(self, seconds: float, job: Callable[[], None]) -> Callable[[], None]:
        """Run in the loop after a while."""
        number = next(self._number)
        heapq.heappush(self._timers, (time.monotonic() + seconds, number, job))
        return lambda: self._off.add(number)

    def post(self, job: Callable[[], None]) -> None:
        """Run in the loop, from any thread."""
        self._posted.put(job)

    def _answer(self, future: Future[Any], then: Any, failed: Any) -> None:
        def on_ui() -> None:
            error = future.exception()
            if isinstance(error, SuanpanError) and failed is not None:
                failed(error)
            elif error is not None:
                raise error
            elif then is not None:
                then(future.result())

        future.add_done_callback(lambda _: self._posted.put(on_ui))

    def turn(self, wait_s: float = 0.005) -> None:
        """Do what is due, waiting a little for it."""
        while self._timers and self._timers[0][0] <= time.monotonic():
            _, number, job = heapq.heappop(self._timers)
            if number not in self._off:
                job()
        try:
            self._posted.get(timeout=wait_s)()
        except queue.Empty:
            return

    def until(self, right: Callable[[], bool], within_s: float = 20.0) -> None:
        """Turn until something holds."""
        end = time.monotonic() + within_s
        while not right():
            if time.monotonic() > end:
                raise TimeoutError("it never came")
            self.turn()

    def close(self) -> None:
        """Stop the spare threads."""
        self._spare.shutdown()
