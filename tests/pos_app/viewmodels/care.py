"""A device desk for tests of screens: it notes what it was asked and answers as the test says."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from inventory.kernel.clock import FixedClock
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Condition,
    DeviceStatus,
    HealthReport,
    Power,
    Proposal,
    State,
)
from pos_app.viewmodels.device_care import DeviceView, Misfit

if TYPE_CHECKING:
    from inventory.kernel.errors import Refused


def a_view(device_id: str = "printer", category: str = "printer", **facts: object) -> DeviceView:
    """Return a device that is well, but for what is given."""
    ready = Text.of("hardware.status.ready")
    plain: dict[str, object] = {
        "status": DeviceStatus(device_id, category, Condition.READY, ready, 0),
        "state": State.IDLE, "power": Power.ONLINE, "claimed": True, "lent": False, "enabled": True,
        "waiting": 0, "statistics": {}, "faults": (), "last_scan": None, "capturing": False,
        "switches": {}, "driver": f"simulated_{category}", "options": {},
    }  # fmt: skip
    return DeviceView(**(plain | facts))


def listed(bench, *views) -> None:
    """Let these devices be there."""
    bench.devices.care.listed = views
    bench.devices.show(*(each.status for each in views))


class RecordingCare:
    """Fulfils ``DeviceCare``; ``asked`` has every call, answers come at once."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.listed: tuple[DeviceView, ...] = ()
        self.unfit: tuple[Misfit, ...] = ()
        self.instead = ""
        self.proposals: tuple[Proposal, ...] = ()
        self.refusal: Refused | None = None
        self.passed: bool | None = True
        self.told = Text.of("hardware.polarity.learned")
        self.printed = b""
        self._pairing: Callable[[Proposal | None], None] | None = None

    def views(self) -> tuple[DeviceView, ...]:
        return self.listed

    def check(self, device_id, level, then) -> None:
        self.asked.append(("check", device_id, level))
        line = Text.of("hardware.status.ready")
        then(HealthReport(device_id, level, self.passed, (line,), FixedClock().now_ms()))

    def discover(self, then, failed, *, network: bool = False, serial: bool = False) -> None:
        self.asked.append(("discover", network, serial))
        if self.refusal is not None:
            failed(self.refusal)
        else:
            then(self.proposals)

    def pair(self, then, within_s: float = 30.0) -> Callable[[], None]:
        self.asked.append(("pair", within_s))
        self._pairing = then
        return lambda: self.paired(None)

    def paired(self, proposal: Proposal | None) -> None:
        """Let the scan come that was waited for; None is the end of the wait."""
        then, self._pairing = self._pairing, None
        if then is not None:
            then(proposal)

    def misfits(self) -> tuple[Misfit, ...]:
        return self.unfit

    def practising(self) -> frozenset[str]:
        return frozenset(each.status.device_id for each in self.listed if each.serves == "practice")

    def simulated(self) -> frozenset[str]:
        return frozenset(
            each.status.device_id for each in self.listed
            if each.driver.startswith("simulated") and each.serves not in ("practice", "unused")
        )  # fmt: skip

    def prefer(self, device_id, then, failed) -> None:
        self._change("prefer", device_id, then, failed)

    def add(self, plain, then, failed, instead: str = "") -> None:
        self._change("add", dict(plain), then, failed)
        self.instead = instead

    def replace(self, plain, then, failed, name: str = "") -> None:
        self.renamed = name
        self._change("replace", dict(plain), then, failed)

    def remove(self, device_id, then, failed) -> None:
        self._change("remove", device_id, then, failed)

    def lend(self, device_id, *, lent: bool) -> None:
        self.asked.append(("lend", device_id, lent))

    def start_capture(self, device_id, then, failed) -> None:
        self._change("start_capture", device_id, lambda: then(f"{device_id}-1.jsonl"), failed)

    def stop_capture(self, device_id) -> None:
        self.asked.append(("stop_capture", device_id))

    def replay(self, device_id, name, failed) -> None:
        self.asked.append(("replay", device_id, name))

    def scan(self, device_id, code) -> None:
        self.asked.append(("scan", device_id, code))

    def paper(self, device_id, then, failed) -> None:
        self.asked.append(("paper", device_id))
        then(self.printed)

    def switch(self, device_id, fault, *, on: bool) -> None:
        self.asked.append(("switch", device_id, fault, on))

    def learn_polarity(self, device_id, step, then) -> None:
        self.asked.append(("learn_polarity", device_id, step))
        then(self.told)

    def _change(self, what: str, given: object, then, failed) -> None:
        self.asked.append((what, given))
        if self.refusal is not None:
            failed(self.refusal)
        else:
            then()


class RecordingWindows:
    """Fulfils ``DeviceWindows`` for the simulated devices it was told of."""

    def __init__(self) -> None:
        self.simulated: set[str] = set()
        self.opened: list[str] = []
        self.shut: set[str] = set()
        self.refusal: Refused | None = None

    def has(self, device_id: str) -> bool:
        return device_id in self.simulated

    def is_open(self, device_id: str) -> bool:
        return device_id in self.opened and device_id not in self.shut

    def open(self, device_id: str, failed) -> None:
        if self.refusal is not None:
            failed(self.refusal)
        else:
            self.opened.append(device_id)
