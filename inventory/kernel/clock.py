"""Time: instants as UTC milliseconds, the monotonic clock, and the business date of a shop."""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where instants and durations come from; only ``SystemClock`` reads the machine."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970 in UTC."""

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Return milliseconds since 1970 in UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Return seconds of a clock that never goes back."""
        return time.monotonic()


class FixedClock:
    """A clock that stands until it is told to move; for scenarios, replays and tests."""

    def __init__(self, now_ms: int = 1_790_000_000_000) -> None:
        self._now_ms = now_ms
        self._elapsed_ms = 0

    def now_ms(self) -> int:
        """Return the instant it was set to."""
        return self._now_ms

    def monotonic(self) -> float:
        """Return the seconds it was advanced by so far."""
        return self._elapsed_ms / 1000

    def advance(self, milliseconds: int) -> None:
        """Let time pass, on both clocks."""
        self._now_ms += milliseconds
        self._elapsed_ms += milliseconds

    def set(self, now_ms: int) -> None:
        """Set the instant, as a replay does; the monotonic clock stays."""
        self._now_ms = now_ms


def business_date(at_ms: int, zone: str, day_cut_hour: int = 0) -> str:
    """Return the ISO date a sale at this instant belongs to; before the cut it is yesterday's."""
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(zone))
    return (local - timedelta(hours=day_cut_hour)).date().isoformat()


def start_of_day(iso_date: str, zone: str) -> int:
    """Return the instant at which a date begins in a zone; raises ValueError for no ISO date."""
    day = date.fromisoformat(iso_date)
    return int(datetime.combine(day, clock_time(), ZoneInfo(zone)).timestamp()) * 1_000


def local_time(at_ms: int, zone: str) -> str:
    """Return ``YYYY-MM-DD HH:MM:SS`` of this instant in the shop's zone."""
    local = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(ZoneInfo(zone))
    return local.strftime("%Y-%m-%d %H:%M:%S")
