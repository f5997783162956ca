"""Binds a driver to its thread: a call from any other fails, what it did is counted, errors told.

The names that are counted are those of UnifiedPOS; ``FailedScanCount`` is our own. A drawer counts
its openings itself: it may hang on a printer.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from inventory.documents.blocks import Document, Line, Row
from inventory.kernel.text import Text
from pos_app.hardware.categories import Printed, Scan, ScanLost
from pos_app.hardware.driver import Driver
from pos_app.hardware.record import DeviceRecord

_DEVICE_WORK = (
    "open", "attend", "close", "print_document", "kick", "kick_between", "print_labels", "show",
    "weigh", "sound",
)  # fmt: skip


class Thread(Protocol):
    """The thread of a device."""

    def assert_here(self) -> None:
        """Fail when called on any other."""

    def failed(self, reason: Text) -> None:
        """Tell that a job went wrong."""


def bind(driver: Driver, record: DeviceRecord, thread: Thread) -> None:
    """Let a driver's work be called on its thread only, count it, and tell what went wrong."""
    for name in _DEVICE_WORK:
        work = getattr(driver, name, None)
        if work is not None:
            setattr(driver, name, partial(_work, work, record, thread))


def count_event(event: object, record: Callable[[str], DeviceRecord]) -> None:
    """Count what came from a device by itself."""
    if isinstance(event, Scan):
        record(event.device_id).count("GoodScanCount")
    elif isinstance(event, ScanLost):
        record(event.device_id).count("FailedScanCount")


def _work(
    work: Callable[..., object],
    record: DeviceRecord,
    thread: Thread,
    *given: object,
    **named: object,
) -> object:
    thread.assert_here()
    answer = work(*given, **named)
    if isinstance(answer, Printed):
        if answer.outcome != "confirmed":
            thread.failed(answer.reason)
        _count_print(record, answer, given[0] if given else None)
    return answer


def _count_print(record: DeviceRecord, printed: Printed, job: object) -> None:
    """Count a document's lines once it is confirmed; bytes that were drawn before have none."""
    if printed.outcome != "confirmed":
        record.count("PrinterFaultCount")
    elif isinstance(job, Document):
        lines = sum(isinstance(each, Line | Row) for each in job.blocks)
        record.count("ReceiptLinePrintedCount", lines)
