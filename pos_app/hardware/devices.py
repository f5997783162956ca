"""Devices as the till holds them: calls return at once, the worker's thread does the work."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from inventory.documents.blocks import Document
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Category,
    Condition,
    DeviceStatus,
    DisplayFace,
    Kicked,
    LabelOrder,
    Power,
    Printed,
    State,
    Tone,
    Weighed,
)
from pos_app.hardware.driver import Kicks, Prints, PrintsLabels, Shows, Sounds, Weighs
from pos_app.hardware.worker import Job, Worker

KICK_WITHIN_S = 3.0
WEIGH_WITHIN_S = 4.0
SOUND_WITHIN_S = 0.5
T = TypeVar("T")


class WorkedDevice:
    """What all devices with a worker have in common."""

    def __init__(self, device_id: str, category: Category, worker: Worker) -> None:
        self._id, self._category = device_id, category
        self.worker = worker

    @property
    def device_id(self) -> str:
        """The name that the shop's settings give it."""
        return self._id

    @property
    def category(self) -> Category:
        """Which kind of device it is."""
        return self._category

    @property
    def state(self) -> State:
        """What it is doing."""
        return self.worker.state

    @property
    def power(self) -> Power:
        """What is known of its power."""
        return self.worker.power

    @property
    def claimed(self) -> bool:
        """Whether this till holds it."""
        return self.worker.claimed

    @property
    def enabled(self) -> bool:
        """Whether it works."""
        return self.worker.enabled

    @property
    def status(self) -> DeviceStatus:
        """How it is."""
        return self.worker.status

    def enable(self) -> None:
        """Let it work."""
        self.worker.enable()

    def disable(self) -> None:
        """Let it rest."""
        self.worker.disable()

    def close(self, within_s: float = 2.0) -> bool:
        """End its thread and give it back."""
        return self.worker.close(within_s)


class ScannerDevice(WorkedDevice):
    """A scanner: its events come by themselves."""


class PrinterDevice(WorkedDevice):
    """A receipt printer."""

    def __init__(self, device_id: str, worker: Worker, driver: Prints) -> None:
        super().__init__(device_id, "printer", worker)
        self.driver = driver

    def print(self, document: Document, done: Callable[[Printed], None]) -> None:
        """Queue a document; what breaks in the middle of it ends as ``unknown``."""
        tell = _once(done)
        self.worker.submit(
            Job(
                run=lambda: tell(self.driver.print_document(document)),
                never=lambda reason: tell(Printed("failed", reason)),
                broke=lambda reason: tell(Printed("unknown", reason)),
            )
        )


class DrawerDevice(WorkedDevice):
    """A cash drawer, on a way of its own or on a printer, whose worker it then shares."""

    def __init__(self, device_id: str, worker: Worker, driver: Kicks, *, pin: int = 2) -> None:
        super().__init__(device_id, "drawer", worker)
        self._driver, self._pin = driver, pin

    def kick(self, done: Callable[[Kicked], None]) -> None:
        """Open it within three seconds or never: a late kick opens a drawer nobody watches."""
        tell = _once(done)
        self.worker.submit(
            Job(
                run=lambda: tell(self._driver.kick(self._pin)),
                never=lambda reason: tell(Kicked("expired", reason)),
                broke=lambda reason: tell(Kicked("failed", reason)),
                deadline=self.worker.clock.monotonic() + KICK_WITHIN_S,
            )
        )

    @property
    def status(self) -> DeviceStatus:
        """How it is; on a printer without paper it still opens, behind one that is off it cannot.

        A drawer whose printer has no paper is ready as long as the printer answers.
        """
        shown = self.worker.status
        if self.worker.category == "drawer":
            return shown
        lost = (Condition.OFFLINE, Condition.FAULT, Condition.UNKNOWN)
        if shown.condition in lost:
            reason = Text.of("hardware.drawer.no_printer", printer=shown.device_id)
            return DeviceStatus(self._id, "drawer", shown.condition, reason, shown.since_ms)
        ready = Text.of("hardware.status.ready")
        return DeviceStatus(self._id, "drawer", Condition.READY, ready, shown.since_ms)


class DisplayDevice(WorkedDevice):
    """A line display: only the newest face counts."""

    def __init__(self, device_id: str, worker: Worker, driver: Shows) -> None:
        super().__init__(device_id, "display", worker)
        self._driver = driver
        self._newest = DisplayFace()

    def show(self, face: DisplayFace) -> None:
        """Show this; a face that a newer one has overtaken is left out."""
        self._newest = face
        self.worker.submit(
            Job(run=lambda: self._show(face), never=self._missed, broke=self._missed)
        )

    def _missed(self, _: Text) -> None:
        """A customer must not see the sum of the one before when the display comes back."""
        self._driver.keep(self._newest)

    def _show(self, face: DisplayFace) -> None:
        if face is self._newest:
            self._driver.show(face)


class LabelDevice(WorkedDevice):
    """A label printer."""

    def __init__(self, device_id: str, worker: Worker, driver: PrintsLabels) -> None:
        super().__init__(device_id, "labels", worker)
        self._driver = driver

    def print_labels(self, orders: Sequence[LabelOrder], done: Callable[[Printed], None]) -> None:
        """Queue a batch; what breaks in the middle of it ends as ``unknown``."""
        tell, wanted = _once(done), tuple(orders)
        self.worker.submit(
            Job(
                run=lambda: tell(self._driver.print_labels(wanted)),
                never=lambda reason: tell(Printed("failed", reason)),
                broke=lambda reason: tell(Printed("unknown", reason)),
            )
        )


class ScaleDevice(WorkedDevice):
    """A scale."""

    def __init__(self, device_id: str, worker: Worker, driver: Weighs) -> None:
        super().__init__(device_id, "scale", worker)
        self._driver = driver

    def weigh(self, done: Callable[[Weighed], None]) -> None:
        """Ask for the weight soon or never: a late answer is the weight of something else."""
        tell = _once(done)
        self.worker.submit(
            Job(
                run=lambda: tell(self._driver.weigh()),
                never=lambda reason: tell(Weighed(0, reason)),
                broke=lambda reason: tell(Weighed(0, reason)),
                deadline=self.worker.clock.monotonic() + WEIGH_WITHIN_S,
            )
        )


class ToneDevice(WorkedDevice):
    """The tones; one that comes late would belong to nothing."""

    def __init__(self, device_id: str, worker: Worker, driver: Sounds) -> None:
        super().__init__(device_id, "tone", worker)
        self._driver = driver

    def sound(self, tone: Tone) -> None:
        """Let a tone be heard now or not at all; a device at rest is silent."""
        if self.enabled:
            self.worker.submit(
                Job(
                    run=lambda: self._driver.sound(tone),
                    never=lambda _: None,
                    broke=lambda _: None,
                    deadline=self.worker.clock.monotonic() + SOUND_WITHIN_S,
                )
            )


def _once(done: Callable[[T], None]) -> Callable[[T], None]:
    """Return a listener that hears the first answer only, also when it fails at hearing it."""
    told: list[T] = []

    def tell(answer: T) -> None:
        if not told:
            told.append(answer)
            done(answer)

    return tell
