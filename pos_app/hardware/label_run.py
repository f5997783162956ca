"""A batch of labels on its way: a few at a time, so that it can be followed, and be called off.

The printer's own thread does the work; between two slices it does what else waits for it. What
comes out wrong ends the run: a person counts what came out, and prints the rest as another run.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from inventory.kernel.text import Text
from pos_app.hardware.categories import LabelOrder, LabelPrinter, LabelsRun, Printed, RunOutcome

_LOG = logging.getLogger(__name__)
SLICE = 5
Slice = tuple[LabelOrder, ...]


class LabelRun:
    """Prints orders on one printer; ``told`` is called on its thread after every slice."""

    def __init__(
        self,
        printer: LabelPrinter,
        orders: Sequence[LabelOrder],
        told: Callable[[LabelsRun], None],
    ) -> None:
        self._printer, self._told = printer, told
        self._slices = slices(orders)
        self._now: Slice = ()
        self._called_off = threading.Event()
        self._state = LabelsRun(sum(each.copies for each in orders))

    def start(self) -> None:
        """Queue the first slice; returns at once."""
        self._next()

    def cancel(self) -> None:
        """Begin no other slice, from any thread; what the printer has already comes out."""
        self._called_off.set()

    # --- on the printer's thread, but for the first slice --------------------------------------

    def _next(self) -> None:
        self._now = next(self._slices, ())
        if not self._now:
            self._end("confirmed", self._state.reason)
        elif self._called_off.is_set():
            self._end("cancelled", Text.of("hardware.labels.called_off"))
        else:
            self._printer.print_labels(self._now, self._answered)

    def _answered(self, printed: Printed) -> None:
        count = sum(each.copies for each in self._now)
        if printed.outcome == "confirmed":
            sure = self._state.sure + count
            self._state = replace(self._state, sure=sure, reason=printed.reason)
            if sure < self._state.total:
                self._told(self._state)
            self._next()
            return
        maybe = count if printed.outcome == "unknown" else 0
        self._state = replace(self._state, maybe=maybe)
        self._end(printed.outcome, printed.reason)

    def _end(self, outcome: RunOutcome, reason: Text | None) -> None:
        state = self._state = replace(self._state, outcome=outcome, reason=reason)
        _LOG.info(
            "labels_run outcome=%s sure=%s maybe=%s total=%s reason=%s",
            outcome, state.sure, state.maybe, state.total, reason.code if reason else "",
        )  # fmt: skip
        self._told(state)


def slices(orders: Sequence[LabelOrder], most: int = SLICE) -> Iterator[Slice]:
    """Yield the labels in their order, at most so many at a time."""
    now: list[LabelOrder] = []
    room = most
    for order in orders:
        left = order.copies
        while left > 0:
            take = min(left, room)
            now.append(replace(order, copies=take))
            left, room = left - take, room - take
            if not room:
                yield tuple(now)
                now, room = [], most
    if now:
        yield tuple(now)
