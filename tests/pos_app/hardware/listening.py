"""Waiting for what devices say, and a till's devices as simulators."""

import queue
import time
from collections.abc import Callable
from typing import TypeVar, cast

from inventory.documents.blocks import Document, Line
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Condition,
    DeviceStatus,
    StatusUpdate,
)
from pos_app.hardware.registry import Registry

T = TypeVar("T")
PAPER = Document("receipt", (Line("小票"),))
CONFIGS = (
    {"id": "printer", "category": "printer", "driver": "simulated_printer",
     "options": {"profile": "epson-80-zh"}},
    {"id": "drawer", "category": "drawer", "driver": "simulated_drawer"},
    {"id": "below", "category": "drawer", "driver": "printer_drawer",
     "options": {"printer": "printer", "pin": 5}},
    {"id": "scanner", "category": "scanner", "driver": "simulated_scanner"},
)  # fmt: skip


class Heard:
    """Events of devices, waited for with a deadline."""

    def __init__(self) -> None:
        self._events: queue.Queue[object] = queue.Queue()

    def __call__(self, event: object) -> None:
        self._events.put(event)

    def until(self, right: Callable[[object], bool], within_s: float = 5.0) -> object:
        end = time.monotonic() + within_s
        while True:
            event = self._events.get(timeout=max(end - time.monotonic(), 0.001))
            if right(event):
                return event

    def condition(self, device: str, condition: Condition) -> DeviceStatus:
        event = self.until(
            lambda e: (
                isinstance(e, StatusUpdate)
                and (e.status.device_id, e.status.condition) == (device, condition)
            )
        )
        return cast("StatusUpdate", event).status


def simulated(devices: Registry, name: str, kind: type[T]) -> T:
    driver = devices.driver(name)
    assert isinstance(driver, kind)
    return driver


def answer(call: Callable[[Callable[[T], None]], None]) -> T:
    told: queue.Queue[T] = queue.Queue()
    call(told.put)
    return told.get(timeout=5)


def ignore(_: Text) -> None:
    """Hear nothing."""


def assert_true(value: bool) -> None:
    assert value


def ignore_call() -> None:
    """Do nothing."""
