"""Binds a driver to its thread: a call from any other fails, and what it did is counted.

The names that are counted are those of UnifiedPOS; ``FailedScanCount`` is our own. A drawer counts
its openings itself: it may hang on a printer.
"""

from collections.abc import Callable
from functools import partial

from inventory.documents.blocks import Document, Line, Row
from pos_app.hardware.categories import Printed, Scan, ScanLost
from pos_app.hardware.driver import Driver
from pos_app.hardware.record import DeviceRecord

_DEVICE_WORK = (
    "open", "attend", "close", "print_document", "kick", "kick_between", "print_labels", "show",
    "weigh", "sound",
)  # fmt: skip


def bind(driver: Driver, record: DeviceRecord, assert_here: Callable[[], None]) -> None:
    """Let a driver's work be called where ``assert_here`` allows it only, and count it."""
    for name in _DEVICE_WORK:
        work = getattr(driver, name, None)
        if work is not None:
            setattr(driver, name, partial(_work, work, record, assert_here))


def count_event(event: object, record: Callable[[str], DeviceRecord]) -> None:
    """Count what came from a device by itself."""
    if isinstance(event, Scan):
        record(event.device_id).count("GoodScanCount")
    elif isinstance(event, ScanLost):
        record(event.device_id).count("FailedScanCount")


def _work(
    work: Callable[..., object],
    record: DeviceRecord,
    assert_here: Callable[[], None],
    *given: object,
    **named: object,
) -> object:
    assert_here()
    answer = work(*given, **named)
    if isinstance(answer, Printed):
        _count_print(record, answer, given[0] if given else None)
    return answer


def _count_print(record: DeviceRecord, printed: Printed, job: object) -> None:
    """Count a document's lines once it is confirmed; bytes that were drawn before have none."""
    if printed.outcome != "confirmed":
        record.count("PrinterFaultCount")
    elif isinstance(job, Document):
        lines = sum(isinstance(each, Line | Row) for each in job.blocks)
        record.count("ReceiptLinePrintedCount", lines)
