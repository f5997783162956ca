"""Misses of touches in millimetres, and the size of the screen."""

import pytest

from pos_app.viewmodels.touch_test import CROSSES, SIDE, Touches, share, stepped


def touched(right: float, up: float) -> Touches:
    touches = Touches()
    for _ in range(CROSSES):
        touches = touches.hit(right, up)
    return touches


def test_crosses_when_tapped_then_each_stands_elsewhere_and_then_there_is_none() -> None:
    touches, places = Touches(), []
    while touches.target is not None:
        places.append(touches.target)
        touches = touches.hit(0, 0)
    assert len(set(places)) == CROSSES == SIDE**2
    assert all(0 < side < 1 for place in places for side in place)
    assert touches.hit(9, 9) is touches


def test_misses_when_small_then_the_screen_is_fine() -> None:
    touches = touched(1.5, 2.0)
    assert (touches.mean, touches.worst, touches.fine) == (pytest.approx(2.5), 2.5, True)


def test_misses_when_one_is_far_off_then_it_is_not() -> None:
    touches = Touches((0.5,) * (CROSSES - 1)).hit(3.0, 4.1)
    assert touches.mean < 1
    assert not touches.fine


def test_misses_when_all_are_shifted_then_it_is_not() -> None:
    assert not touched(0.0, -2.6).fine


def test_places_when_in_a_row_then_they_are_even_and_keep_off_the_edges() -> None:
    gaps = {round(share(at + 1) - share(at), 6) for at in range(SIDE - 1)}
    assert len(gaps) == 1
    assert share(0) == pytest.approx(1 - share(SIDE - 1))


@pytest.mark.parametrize(
    ("inches", "steps", "then"), [(15.6, 1, 15.7), (15.6, -2, 15.4), (4.0, -1, 4.0), (60, 1, 60)]
)
def test_size_when_stepped_then_it_stays_what_a_screen_can_be(inches, steps, then) -> None:
    assert stepped(inches, steps) == then
