"""Scan now to pair: every input that could be a scanner's listens, and the one that reads wins.

Each candidate gets its own driver on its own thread, as if it were set up, so that one that hangs
holds up nobody. Whoever types at a keyboard does not pair it: a scanner's characters come faster.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from types import MappingProxyType

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.categories.found import Proposal
from pos_app.hardware.driver import DeviceConfig
from pos_app.hardware.registry import Registry

_FASTEST_HAND_MS = 35  # on average from key to key; scanners that type take 1 to 20
_FEWEST = 3
_LET_GO_S = 1.0
_END = object()


class Pairing:
    """One wait for a scan: ``wait`` on a thread of its own, ``stop`` on any."""

    def __init__(self, candidates: Iterable[Proposal], clock: Clock) -> None:
        self._candidates = {each.device_id: each for each in candidates}
        self._heard: queue.Queue[object] = queue.Queue(1000)
        self._clock = clock
        self._registry = Registry(self._take, clock)

    def wait(self, within_s: float) -> Proposal | None:
        """Return the candidate that sent a whole code, or None; all are given back by then."""
        for each in self._candidates.values():
            # A driver that this machine cannot load leaves the others to listen.
            with contextlib.suppress(Refused):
                self._registry.set_up([DeviceConfig.of(each.as_plain())])
        end = self._clock.monotonic() + within_s
        winner: Proposal | None = None
        try:
            while winner is None and (left := end - self._clock.monotonic()) > 0:
                event = self._heard.get(timeout=left)
                if event is _END:
                    break
                winner = self._judge(event)
        except queue.Empty:
            winner = None
        finally:
            self._registry.close(_LET_GO_S)
        return winner

    def stop(self) -> None:
        """End the wait without a winner."""
        self._take(_END)

    def _take(self, event: object) -> None:
        if event is _END or isinstance(event, Scan | ScanLost):
            with contextlib.suppress(queue.Full):
                self._heard.put_nowait(event)

    def _judge(self, event: object) -> Proposal | None:
        """Return the candidate if this was a scan of it; one without an end is set up so."""
        if not isinstance(event, Scan | ScanLost) or not self._fast(event.device_id):
            return None
        proposal = self._candidates[event.device_id]
        if isinstance(event, ScanLost):
            silent = MappingProxyType({**proposal.options, "by_silence": True})
            return replace(proposal, options=silent, sure=True)
        return replace(proposal, sure=True)

    def _fast(self, device_id: str) -> bool:
        """Tell whether the last code came as fast as only a scanner is."""
        last = self._registry.tap(device_id).last_scan()
        if last is None:
            return False
        length = len([each for each in last.code if each.isprintable()])
        return length >= _FEWEST and last.took_ms <= _FASTEST_HAND_MS * length


def in_background(
    pairing: Pairing, within_s: float, then: Callable[[Proposal | None], None]
) -> Callable[[], None]:
    """Wait on a thread of its own and call ``then`` there; the returned function ends it."""
    thread = threading.Thread(
        target=lambda: then(pairing.wait(within_s)), name="device-pairing", daemon=True
    )
    thread.start()
    return pairing.stop
