"""Hands that return answers through Kivy's clock, so that view models stay on the UI thread.

A rule that says no is an answer wherever it is said: who asked hears it, else ``refused`` does.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from kivy.clock import Clock

from inventory.kernel.errors import Refused, SuanpanError
from pos_app.viewmodels.base import Cancel, Failed
from pos_app.writer import Writer

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class KivyHands:
    """Work for the writer's thread and two spare ones; a bug is raised on the UI thread."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._spare = ThreadPoolExecutor(max_workers=2, thread_name_prefix="spare")
        self._unanswered = 0
        self.refused: Failed = lambda _: None

    def write(
        self,
        job: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run on the writer's thread behind all earlier writes; answer on the UI thread."""
        self._answer(self._writer.submit(job), then, failed)

    def work(
        self,
        job: Callable[[], T],
        then: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run slow work on a spare thread, no open connection in it; answer on the UI thread."""
        self._answer(self._spare.submit(job), then, failed)

    def later(self, seconds: float, job: Callable[[], None]) -> Cancel:
        """Run on the UI thread after a while; the returned function calls it off."""
        event = Clock.schedule_once(lambda _: self._do(job), seconds)

        def cancel() -> None:
            event.cancel()

        return cancel

    @property
    def busy(self) -> bool:
        """Tell whether work is under way whose answer has not come."""
        return self._unanswered > 0

    def post(self, job: Callable[[], None]) -> None:
        """Run on the UI thread before the next frame; every thread may call this."""
        Clock.schedule_once(lambda _: self._do(job), -1)

    def close(self) -> None:
        """End the spare threads when their work is done."""
        self._spare.shutdown(wait=True)

    def _do(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Refused as refused:
            _LOG.info("refused code=%s", refused.text.code)
            self.refused(refused)

    def _answer(
        self, future: "Future[T]", then: Callable[[T], None] | None, failed: Failed | None
    ) -> None:
        self._unanswered += 1

        def answer(done: "Future[T]") -> None:
            self._unanswered -= 1
            settle(done, then, failed)

        future.add_done_callback(lambda done: self.post(lambda: answer(done)))


def settle(done: "Future[T]", then: Callable[[T], None] | None, failed: Failed | None) -> None:
    """Give a finished job's answer to who asked; an unexpected error is a bug and is raised."""
    error = done.exception()
    if isinstance(error, SuanpanError) and failed is not None:
        failed(error)
    elif error is not None:
        raise error
    elif then is not None:
        then(done.result())
