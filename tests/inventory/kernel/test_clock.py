"""Time: the shop's own day, with its cut and its zone."""

import time

import pytest

from inventory.kernel.clock import FixedClock, SystemClock, business_date, local_time, start_of_day

NOON_UTC = 1_780_315_200_000  # 2026-06-01 12:00:00 UTC


@pytest.mark.parametrize(
    ("offset_ms", "zone", "cut", "date"),
    [
        (0, "UTC", 0, "2026-06-01"),
        (0, "Asia/Shanghai", 0, "2026-06-01"),
        (4 * 3_600_000, "Asia/Shanghai", 0, "2026-06-02"),
        (4 * 3_600_000 - 1, "Asia/Shanghai", 0, "2026-06-01"),
        (4 * 3_600_000, "Asia/Shanghai", 3, "2026-06-01"),
        (7 * 3_600_000 - 1, "Asia/Shanghai", 3, "2026-06-01"),
        (7 * 3_600_000, "Asia/Shanghai", 3, "2026-06-02"),
        (0, "Pacific/Kiritimati", 0, "2026-06-02"),
        (-12 * 3_600_000 - 1, "UTC", 0, "2026-05-31"),
    ],
)
def test_business_date_when_the_instant_moves_then_zone_and_cut_decide(
    offset_ms: int, zone: str, cut: int, date: str
) -> None:
    assert business_date(NOON_UTC + offset_ms, zone, cut) == date


def test_business_date_when_no_cut_is_named_then_the_day_begins_at_midnight() -> None:
    assert business_date(NOON_UTC + 12 * 3_600_000, "UTC") == "2026-06-02"


def test_business_date_when_the_clocks_change_then_the_cut_is_by_the_wall() -> None:
    spring = 1_774_747_800_000  # 2026-03-29 01:30 UTC = 03:30 in Berlin, an hour after the change
    assert local_time(spring, "Europe/Berlin") == "2026-03-29 03:30:00"
    assert business_date(spring, "Europe/Berlin", 3) == "2026-03-29"
    assert business_date(spring - 3_600_000, "Europe/Berlin", 3) == "2026-03-28"


def test_local_time_when_shown_then_it_is_the_shops_wall_clock() -> None:
    assert local_time(NOON_UTC, "Asia/Taipei") == "2026-06-01 20:00:00"
    assert local_time(NOON_UTC + 999, "UTC") == "2026-06-01 12:00:00"


def test_fixed_clock_when_time_passes_then_both_clocks_move() -> None:
    clock = FixedClock(5_000)
    assert (clock.now_ms(), clock.monotonic()) == (5_000, 0)
    clock.advance(1_500)
    clock.advance(500)
    assert (clock.now_ms(), clock.monotonic()) == (7_000, 2)
    clock.set(1_000)
    assert (clock.now_ms(), clock.monotonic()) == (1_000, 2)
    assert FixedClock().now_ms() == 1_790_000_000_000


def test_system_clock_when_read_then_it_is_the_machines() -> None:
    before, clock = time.time_ns() // 1_000_000, SystemClock()
    assert before <= clock.now_ms() <= time.time_ns() // 1_000_000
    start = time.monotonic()
    assert start <= clock.monotonic() <= time.monotonic()


@pytest.mark.parametrize(
    ("zone", "at_ms"),
    [("UTC", 1_795_651_200_000), ("Asia/Shanghai", 1_795_622_400_000),
     ("America/New_York", 1_795_669_200_000)],
)  # fmt: skip
def test_start_of_day_when_in_a_zone_then_it_is_its_own_midnight(zone: str, at_ms: int) -> None:
    assert start_of_day("2026-11-26", zone) == at_ms
    assert business_date(at_ms, zone) == "2026-11-26"
    assert business_date(at_ms - 1, zone) == "2026-11-25"
