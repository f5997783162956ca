"""What the rigs of scanners share: the till's registry around one driver, and what it tells."""

import queue
import time
from pathlib import Path

from inventory.kernel.clock import SystemClock
from pos_app.hardware.categories import Condition, Scan, StatusUpdate
from pos_app.hardware.driver import DeviceConfig, Option
from pos_app.hardware.registry import Registry


class Till:
    """Scanners as a till has them, and their events."""

    def __init__(self) -> None:
        self._events: queue.Queue[object] = queue.Queue()
        self.registry = Registry(self._events.put, SystemClock())

    def add(self, name: str, driver: str, options: dict[str, Option]) -> None:
        """Set one up and wait until it reads."""
        plain = {"id": name, "category": "scanner", "driver": driver, "options": options}
        self.registry.set_up([DeviceConfig.of(plain)])
        self.until(Condition.READY)

    def next(self, kind: type, within_s: float = 5.0) -> object:
        """Return the next event of a kind; raises queue.Empty."""
        end = time.monotonic() + within_s
        while True:
            event = self._events.get(timeout=max(end - time.monotonic(), 0.01))
            if isinstance(event, kind):
                return event

    def waiting(self) -> list[object]:
        """Return all events that wait."""
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return found

    def until(self, condition: Condition, within_s: float = 15.0) -> None:
        """Wait until a scanner is in some condition."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            event = self.next(StatusUpdate, end - time.monotonic())
            assert isinstance(event, StatusUpdate)
            if event.status.condition is condition:
                return
        raise TimeoutError(condition)

    def scan(self, within_s: float = 5.0) -> Scan:
        """Return the next scan."""
        scan = self.next(Scan, within_s)
        assert isinstance(scan, Scan)
        return scan


def link(name: str, target: Path) -> Path:
    """Give a node a lasting name, as udev does."""
    path = Path("/run") / name
    path.unlink(missing_ok=True)
    path.symlink_to(target)
    return path
