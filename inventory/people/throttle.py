"""How long somebody has to wait after wrong PINs. Pure: instants in, a wait out."""

from collections.abc import Sequence

PERSON_MAX_S = 60
TILL_FAILURES = 10
TILL_WINDOW_MS = 15 * 60 * 1_000
_DOUBLINGS_MAX = 6


def person_wait_ms(failures: Sequence[int], now_ms: int) -> int:
    """Return the rest of 1-2-4 … 60 s after a person's last failure; 0 when there is none.

    Failures stand oldest first. An instant in the future (the clock was set back) counts as now.
    """
    if not failures:
        return 0
    wait_s = min(PERSON_MAX_S, 1 << min(len(failures) - 1, _DOUBLINGS_MAX))
    since = max(0, now_ms - failures[-1])
    return max(0, wait_s * 1_000 - since)


def till_wait_ms(failures: Sequence[int], now_ms: int) -> int:
    """Return how long the till stays shut to everybody after 10 failures in 15 minutes."""
    recent = [at for at in failures if now_ms - TILL_WINDOW_MS < at]
    if len(recent) < TILL_FAILURES:
        return 0
    opens = min(recent[-TILL_FAILURES], now_ms) + TILL_WINDOW_MS
    return max(0, opens - now_ms)
