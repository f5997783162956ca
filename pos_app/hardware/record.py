"""What devices have been through, kept over restarts: statistics and faults. ``devices.json``.

The file stands beside ``till.toml``. A named thread writes it half a minute after something was
counted and at once after a fault, whole or not at all, so that a kill costs half a minute of
counting and never the file. A damaged file is set aside and counting begins anew.
"""

import contextlib
import json
import logging
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inventory.kernel.clock import Clock
from inventory.kernel.text import Text
from pos_app.config import write_whole
from pos_app.hardware.categories import WORKING, Condition, DeviceStatus
from pos_app.hardware.categories.health import Fault

FILE = "devices.json"
FAULTS_KEPT = 50
_SAVE_EVERY_S = 30.0
_HOUR_MS = 3_600_000
_LOG = logging.getLogger(__name__)


class DeviceRecord:
    """The counts and faults of one device; every method may be called on any thread.

    ``who`` tells it from another device of the same name; empty: nobody said.
    """

    def __init__(
        self, device_id: str, changed: threading.Event | None = None, who: str = ""
    ) -> None:
        self.device_id, self.who = device_id, who
        self.lock = threading.Lock()
        self.changed = changed or threading.Event()
        self.counts: Counter[str] = Counter()
        self.powered_ms = 0
        self.past: deque[Fault] = deque(maxlen=FAULTS_KEPT)

    def count(self, name: str, by: int = 1) -> None:
        """Count something under its name of UnifiedPOS."""
        with self.lock:
            self.counts[name] += by

    def powered(self, milliseconds: int) -> None:
        """Add time in which the device was held and answered."""
        with self.lock:
            self.powered_ms += milliseconds

    def found(self, status: DeviceStatus, *, reached: bool = True) -> None:
        """Take note of a new status: a fault begins, changes or ends.

        One that this till never ``reached`` is a fault, and nothing that was broken off.
        """
        with self.lock:
            last = self.past[-1] if self.past else None
            lasting = last is not None and last.ended_ms is None
            if lasting and last is not None:
                if (last.condition, last.reason) == (status.condition, status.reason):
                    return
                if last.condition is status.condition is Condition.OFFLINE:
                    # The same disconnection in other words: it broke off, now it cannot be reached.
                    self.past[-1] = replace(last, reason=status.reason)
                    return
                self.past[-1] = replace(last, ended_ms=status.since_ms)
            if status.condition in WORKING or status.condition is Condition.UNKNOWN:
                news = lasting
            else:
                news = True
                self.past.append(
                    Fault(self.device_id, status.condition, status.reason, status.since_ms)
                )
                if reached and status.condition is Condition.OFFLINE:
                    self.counts["CommunicationErrorCount"] += 1
        if news:
            self.changed.set()

    def statistics(self) -> Mapping[str, int]:
        """Return what was counted so far, since this device was first set up."""
        with self.lock:
            return dict(self.counts) | {"HoursPoweredCount": self.powered_ms // _HOUR_MS}

    def faults(self) -> tuple[Fault, ...]:
        """Return its last faults, newest first."""
        with self.lock:
            return tuple(reversed(self.past))

    def as_plain(self) -> dict[str, Any]:
        """Return it as it stands in the file."""
        with self.lock:
            faults = [_plain_fault(each) for each in self.past]
            counts = dict(self.counts)
        kept = {"counts": counts, "powered_ms": self.powered_ms, "faults": faults}
        return kept | ({"who": self.who} if self.who else {})

    @property
    def lasting(self) -> bool:
        """Whether it has a fault at this moment."""
        with self.lock:
            return bool(self.past) and self.past[-1].ended_ms is None

    def take(self, past: "Past") -> None:
        """Go on from what the file says; what was counted meanwhile is added to it.

        What another device of this name has been through is not this one's.
        """
        if self.who and past.who and self.who != past.who:
            return
        with self.lock:
            self.who = self.who or past.who
            self.counts.update(past.counts)
            self.powered_ms += past.powered_ms
            self.past = deque((*past.faults, *self.past), FAULTS_KEPT)


@dataclass(frozen=True, slots=True)
class Past:
    """A device's record as a file had it."""

    counts: Mapping[str, int]
    powered_ms: int
    faults: tuple[Fault, ...]
    who: str = ""

    @classmethod
    def of(cls, device_id: str, plain: Mapping[str, Any], at_ms: int) -> "Past":
        """Read it; a fault that lasted when the file was written, at ``at_ms``, ended then.

        Raises on anything strange.
        """
        counts = {str(name): int(count) for name, count in plain["counts"].items()}
        faults = tuple(_fault(device_id, each, at_ms) for each in plain["faults"])
        return cls(counts, int(plain["powered_ms"]), faults, str(plain.get("who", "")))


class Records:
    """The records of all devices and the thread that keeps them; no path: nothing is kept."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._closing = False
        self._saved: dict[str, Any] = {}
        self._all: dict[str, DeviceRecord] = {}
        self._thread: threading.Thread | None = None

    def of(self, device_id: str, who: str = "") -> DeviceRecord:
        """Return the record of a device, a new one for a new device.

        What is known of another device of the same name, told by ``who``, is forgotten.
        """
        with self._lock:
            known = self._all.get(device_id)
            if known is None or (who and known.who and known.who != who):
                known = self._all[device_id] = DeviceRecord(device_id, self._changed, who)
            known.who = known.who or who
            return known

    def rename(self, old: str, new: str) -> None:
        """Let a record go by another name from now on."""
        with self._lock:
            record = self._all.pop(old, None)
            if record is not None:
                record.device_id = new
                self._all[new] = record

    def named(self) -> Mapping[str, DeviceRecord]:
        """Return every record by the name that it goes by now."""
        with self._lock:
            return dict(self._all)

    def rename_back(self, before: Mapping[str, DeviceRecord]) -> None:
        """Let all records go by the names of before: what was meant failed."""
        with self._lock:
            self._all = dict(before)
            for name, record in before.items():
                record.device_id = name

    def start(self) -> None:
        """Go on from what the file says, on the thread that keeps it from now on."""
        if self._path is None or self._thread is not None:
            return
        self._thread = threading.Thread(target=self._run, name="device-records", daemon=True)
        self._thread.start()

    def close(self, within_s: float = 2.0) -> bool:
        """Write what is not written yet and end the thread; False when that took too long."""
        if self._thread is None:
            return True
        self._closing = True
        self._changed.set()
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._load()
        while not self._closing:
            self._changed.wait(_SAVE_EVERY_S)
            self._changed.clear()
            self._save()
        self._save()

    def _save(self) -> None:
        """Write the file when it would say something new; a full disk is told, never raised."""
        with self._lock:
            everything = tuple(self._all.items())
        plain = {name: record.as_plain() for name, record in everything}
        lasting = any(record.lasting for _, record in everything)
        if (plain == self._saved and not lasting) or self._path is None:
            return
        whole = {"version": 1, "at_ms": self._clock.now_ms(), "devices": plain}
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        try:
            write_whole(self._path, text.encode())
        except OSError as error:
            _LOG.error("device_records_not_kept error=%s", error)
            return
        self._saved = plain

    def _load(self) -> None:
        assert self._path is not None
        try:
            whole = json.loads(self._path.read_text("utf-8"))
            plain, at_ms = whole["devices"], int(whole.get("at_ms", 0))
            past = {str(name): Past.of(str(name), each, at_ms) for name, each in plain.items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            aside = self._path.with_suffix(".damaged")
            _LOG.error("device_records_damaged aside=%s error=%s", aside.name, error)
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            return
        for name, each in past.items():
            self.of(name).take(each)


def _plain_fault(fault: Fault) -> dict[str, Any]:
    return {
        "condition": fault.condition.value,
        "code": fault.reason.code,
        "params": dict(fault.reason.params),
        "began_ms": fault.began_ms,
        "ended_ms": fault.ended_ms,
    }


def _fault(device_id: str, plain: Mapping[str, Any], at_ms: int) -> Fault:
    began_ms, ended_ms = int(plain["began_ms"]), plain["ended_ms"]
    params = {str(name): value for name, value in plain["params"].items()}
    return Fault(
        device_id,
        Condition(plain["condition"]),
        Text.of(str(plain["code"]), **params),
        began_ms,
        max(began_ms, at_ms) if ended_ms is None else int(ended_ms),
    )
