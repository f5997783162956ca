"""A check of one device that is answered in any case: by it, or by the deadline."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.kernel.clock import Clock
from inventory.kernel.text import Text
from pos_app.hardware.categories.health import HealthLevel, HealthReport
from pos_app.viewmodels.base import Hands

if TYPE_CHECKING:
    from pos_app.hardware.devices import WorkedDevice

CHECK_WITHIN_S = 20.0


def check(
    device: "WorkedDevice | None",
    asked: tuple[str, HealthLevel],
    hands: Hands,
    clock: Clock,
    then: Callable[[HealthReport], None],
) -> None:
    """Check a device, ``asked`` by its name and a level; one that hangs is reported as such."""
    device_id, level = asked
    told: list[HealthReport] = []

    def once(report: HealthReport) -> None:
        if not told:
            told.append(report)
            late()
            then(report)

    def failed(code: str) -> None:
        reason = Text.of(code, device=device_id)
        once(HealthReport(device_id, level, passed=False, lines=(reason,), at_ms=clock.now_ms()))

    late = hands.later(CHECK_WITHIN_S, lambda: failed("hardware.health.hangs"))
    if device is None:
        failed("hardware.health.unset")
    else:
        device.check_health(level, lambda report: hands.post(lambda: once(report)))
