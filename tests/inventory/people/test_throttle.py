import pytest

from inventory.people.throttle import TILL_WINDOW_MS, person_wait_ms, till_wait_ms


@pytest.mark.parametrize(
    ("failures", "wait_s"), [(0, 0), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (500, 60)]
)
def test_person_wait_when_failing_again_then_it_doubles_to_a_minute(failures, wait_s):
    assert person_wait_ms([1_000] * failures, 1_000) == wait_s * 1_000


def test_person_wait_when_time_passes_then_only_the_rest():
    assert person_wait_ms([0, 0, 0], 1_500) == 2_500
    assert person_wait_ms([0, 0, 0], 4_000) == 0


def test_person_wait_when_the_clock_had_run_ahead_then_nobody_waits_for_real_time_to_catch_up():
    ahead = [9_000_000] * 3
    assert [person_wait_ms(ahead, now) for now in (1_000, 60_000, 8_999_999)] == [0, 0, 0]
    assert person_wait_ms([1_000, *ahead], 1_000) == 8_000
    assert person_wait_ms([1_000, *ahead], 9_000) == 0


def test_till_wait_when_the_clock_had_run_ahead_then_it_is_open():
    ahead = [TILL_WINDOW_MS * 4] * 12
    assert till_wait_ms(ahead, 1_000) == 0
    assert till_wait_ms([0] * 10 + ahead, 10) == TILL_WINDOW_MS - 10


def test_till_wait_when_nine_failures_then_open_and_when_ten_then_shut():
    assert till_wait_ms([0] * 9, 10) == 0
    assert till_wait_ms([0] * 10, 10) == TILL_WINDOW_MS - 10


def test_till_wait_when_the_first_of_ten_falls_out_then_open():
    failures = [0] + [60_000] * 9
    assert till_wait_ms(failures, TILL_WINDOW_MS - 1) == 1
    assert till_wait_ms(failures, TILL_WINDOW_MS) == 0
