"""Looking for devices that are not set up yet, off the UI thread: proposals, and a scan to pair."""

from collections.abc import Callable, Sequence
from functools import partial

from inventory.kernel.clock import Clock
from pos_app.hardware.categories.found import Proposal
from pos_app.hardware.driver import DeviceConfig
from pos_app.viewmodels.base import Cancel, Hands


def discovered(configs: Sequence[DeviceConfig], **further: bool) -> tuple[Proposal, ...]:
    """Return what could be set up; takes as long as looking takes, also where asked further."""
    from pos_app.hardware import discovery

    return discovery.discover(configs, **further)


def pair(
    configs: Sequence[DeviceConfig],
    hands: Hands,
    clock: Clock,
    within_s: float,
    then: Callable[[Proposal | None], None],
) -> Cancel:
    """Wait for a scan on a thread of its own."""
    from pos_app.hardware.discovery import listening
    from pos_app.hardware.pairing import Pairing, in_background

    ended: list[bool] = []
    stops: list[Cancel] = []

    def begin(scanners: tuple[Proposal, ...]) -> None:
        if ended:
            then(None)
            return
        stops.append(in_background(Pairing(scanners, clock), within_s, answer))

    def answer(found: Proposal | None) -> None:
        hands.post(lambda: then(found))

    def stop() -> None:
        ended.append(True)
        for each in stops:
            each()

    hands.work(partial(listening, tuple(configs)), begin, lambda _: then(None))
    return stop
