"""How long somebody has to wait after wrong PINs. Pure: instants in, a wait out."""

from collections.abc import Sequence

PERSON_MAX_S = 60
TILL_FAILURES = 10
TILL_WINDOW_MS = 15 * 60 * 1_000
_DOUBLINGS_MAX = 6


def person_wait_ms(failures: Sequence[int], now_ms: int) -> int:
    """Return the rest of 1-2-4 … 60 s after a person's last failure; 0 when there is none.

    Failures stand oldest first. One in the future (the clock was ahead) makes the next wait longer
    and starts none itself: nobody stays outside until the real time has caught up with it.
    """
    begun = [at for at in failures if at <= now_ms]
    if not begun:
        return 0
    wait_s = min(PERSON_MAX_S, 1 << min(len(failures) - 1, _DOUBLINGS_MAX))
    return max(0, begun[-1] + wait_s * 1_000 - now_ms)


def till_wait_ms(failures: Sequence[int], now_ms: int) -> int:
    """Return how long the till stays shut to everybody after 10 failures in 15 minutes."""
    recent = [at for at in failures if now_ms - TILL_WINDOW_MS < at <= now_ms]
    if len(recent) < TILL_FAILURES:
        return 0
    return recent[-TILL_FAILURES] + TILL_WINDOW_MS - now_ms
