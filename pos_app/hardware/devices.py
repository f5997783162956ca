"""Devices as the till holds them: calls return at once, the worker's thread does the work."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from inventory.documents.blocks import Blank, Document, Line, Rule
from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    WORKING,
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
from pos_app.hardware.categories.health import HealthLevel, HealthReport
from pos_app.hardware.driver import Kicks, KicksBetween, Prints, PrintsLabels, Shows, Sounds, Weighs
from pos_app.hardware.worker import Job, Worker

if TYPE_CHECKING:
    from pos_app.hardware.drawer_sensor import DrawerSensor

# How a drawer that works stands: open, shut, or nobody tells.
STANDS = {
    True: Text.of("hardware.drawer.stands_open"),
    False: Text.of("hardware.drawer.is_shut"),
    None: Text.of("hardware.status.ready"),
}
LEFT_OPEN = Text.of("hardware.drawer.left_open")
OPENED = Text.of("hardware.drawer.opened")
STUCK = Text.of("hardware.drawer.stuck")
KICK_WITHIN_S = 3.0
MOVES_WITHIN_S = 1.0
_LOOK_EVERY_S = 0.1
WEIGH_WITHIN_S = 4.0
SOUND_WITHIN_S = 0.5
T = TypeVar("T")
Examine = Callable[[], tuple[Text, ...]]
Exercised = tuple[bool | None, tuple[Text, ...]]


class WorkedDevice:
    """What all devices with a worker have in common."""

    def __init__(self, device_id: str, category: Category, worker: Worker) -> None:
        self._id, self._category = device_id, category
        self.worker = worker
        self.record = worker.record
        self.examine: Examine = tuple

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

    @property
    def lent(self) -> bool:
        """Whether another program is to have it."""
        return self.worker.lent

    def release(self) -> None:
        """Let another program have it; what hangs on its thread goes with it."""
        self.worker.release()

    def claim(self) -> None:
        """Take it again."""
        self.worker.claim()

    def enable(self) -> None:
        """Let it work."""
        self.worker.enable()

    def disable(self) -> None:
        """Let it rest."""
        self.worker.disable()

    def close(self, within_s: float = 2.0) -> bool:
        """End its thread and give it back."""
        return self.worker.close(within_s)

    def check_health(self, level: HealthLevel, done: Callable[[HealthReport], None]) -> None:
        """Check it (UnifiedPOS: checkHealth); ``done`` is called on the device's thread.

        Returns at once. A device that is away is reported as such; one that hangs never answers,
        so whoever asks keeps a deadline of his own.
        """
        tell = _once(done)
        self.worker.submit(
            Job(
                run=lambda: tell(self._checked(level)),
                never=lambda reason: tell(self._report(level, (False, (reason,)))),
                broke=lambda reason: tell(self._report(level, (False, (reason,)))),
                deadline=self._check_until(level),
            )
        )

    def _check_until(self, level: HealthLevel) -> float | None:
        """Return when it is too late to begin a check; None: it never is."""
        return None

    def _checked(self, level: HealthLevel) -> HealthReport:
        """Ask it how it is, and where that is wanted and possible let it do something."""
        found = self.worker.look()
        fit = found.condition in WORKING
        lines = (found.reason, *self.examine())
        if level == "internal" or not fit:
            return self._report(level, (fit, lines))
        passed, more = self._exercise()
        if passed is None and level == "interactive":
            more += (Text.of(f"hardware.health.ask.{self._category}"),)
        return self._report(level, (passed, lines + more))

    def _exercise(self) -> Exercised:
        """Do something that can be seen or heard; a device that only listens has nothing."""
        return None, ()

    def _report(self, level: HealthLevel, exercised: Exercised) -> HealthReport:
        passed, lines = exercised
        return HealthReport(self._id, level, passed, lines, self.worker.clock.now_ms())


class ScannerDevice(WorkedDevice):
    """A scanner: its events come by themselves."""


class PrinterDevice(WorkedDevice):
    """A receipt printer."""

    def __init__(self, device_id: str, worker: Worker, driver: Prints) -> None:
        super().__init__(device_id, "printer", worker)
        self.driver = driver

    def _exercise(self) -> Exercised:
        """Print a few lines that tell which device this is."""
        name = Line(self._id, "centre", bold=True, size=2)
        sample = Document("TEST", (name, Rule(), Line("0123456789 ABC 测试 測試 ￥"), Blank()))
        printed = self.driver.print_document(sample)
        return (None if printed.outcome == "confirmed" else False), (printed.reason,)

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
        self.driver, self._pin = driver, pin
        self.sensor: DrawerSensor | None = None
        self._between: Callable[[], Kicked] | None = None
        if isinstance(driver, KicksBetween):
            driver.let_in(worker.let_in)
            self._between = lambda: self._counted(driver.kick_between(pin))

    def _check_until(self, level: HealthLevel) -> float | None:
        return None if level == "internal" else self.worker.clock.monotonic() + KICK_WITHIN_S

    def _exercise(self) -> Exercised:
        """Open it: whoever asks has the right to, and journals it."""
        kicked = self._kick()
        passed = {"opened": True, "sent": None}.get(kicked.kick, False)
        return passed, (kicked.reason,)

    def sense(self, done: Callable[[bool | None], None]) -> None:
        """Read the line of its sensor once: high, low, or None where the printer does not tell.

        ``done`` is called on the device's thread; ``watch_drawer`` takes who is told each level.
        """
        tell = _once(done)
        watch = getattr(self.driver, "watch_drawer", None)
        heard: list[int] = []

        def look() -> None:
            assert watch is not None
            before = watch(heard.append)
            try:
                self.worker.look()
            finally:
                watch(before)
            tell(bool(heard[-1]) if heard else None)

        if watch is None:
            tell(None)
        else:
            self.worker.submit(Job(look, never=lambda _: tell(None), broke=lambda _: tell(None)))

    def kick(self, done: Callable[[Kicked], None]) -> None:
        """Open it within three seconds or never: a late kick opens a drawer nobody watches."""
        tell, begun = _once(done), list[bool]()

        def once(kick: Callable[[], Kicked]) -> None:
            if not begun:  # on the device's thread, also where a paper in hand let it in
                begun.append(True)
                tell(kick())

        self.worker.submit(
            Job(
                run=lambda: once(self._kick),
                never=lambda reason: tell(Kicked("expired", reason)),
                broke=lambda reason: tell(Kicked("failed", reason)),
                deadline=self.worker.clock.monotonic() + KICK_WITHIN_S,
                between=partial(once, self._between) if self._between is not None else None,
            )
        )

    def _kick(self) -> Kicked:
        """Open it and count that, wherever it hangs; a contact that was learned tells if it did."""
        shut = self.sensor is not None and self.sensor.is_open is False
        kicked = self.driver.kick(self._pin)
        if shut and kicked.kick == "sent":
            kicked = self._watched(kicked)
        return self._counted(kicked)

    def _counted(self, kicked: Kicked) -> Kicked:
        good = kicked.kick in ("opened", "sent")
        self.record.count("DrawerGoodOpenCount" if good else "DrawerFailedOpenCount")
        if not good:
            self.worker.failed(kicked.reason, self._id)
        return kicked

    def _watched(self, sent: Kicked) -> Kicked:
        """Look for a second whether it moves; what nobody tells stays as it was sent."""
        assert self.sensor is not None
        end = self.worker.clock.monotonic() + MOVES_WITHIN_S
        try:
            while True:
                self.worker.look()
                if self.sensor.is_open:
                    return Kicked("opened", OPENED)
                if self.worker.clock.monotonic() >= end:
                    return Kicked("failed", STUCK)
                self.worker.pause(_LOOK_EVERY_S)
        except DeviceError:
            return sent

    @property
    def status(self) -> DeviceStatus:
        """How it is; on a printer without paper it still opens, behind one that is off it cannot.

        A drawer whose printer has no paper is ready as long as the printer answers.
        """
        shown = self.worker.status
        if self.worker.category == "drawer":
            return shown
        lost = (Condition.OFFLINE, Condition.FAULT, Condition.UNKNOWN)
        if shown.condition in lost and shown.reason.code != "hardware.printer.owing":
            code = "hardware.drawer.lent" if self.lent else "hardware.drawer.no_printer"
            reason = Text.of(code, printer=shown.device_id)
            return DeviceStatus(self._id, "drawer", shown.condition, reason, shown.since_ms)
        if self.sensor is not None and self.sensor.left_open:
            return DeviceStatus(self._id, "drawer", Condition.FAULT, LEFT_OPEN, shown.since_ms)
        stands = self.sensor.is_open if self.sensor is not None else None
        return DeviceStatus(self._id, "drawer", Condition.READY, STANDS[stands], shown.since_ms)

    @property
    def beep_s(self) -> int:
        """Seconds between the tones of its alarm; 0 while it is not known to be left open."""
        return self.sensor.beep_s if self.sensor and self.status.reason == LEFT_OPEN else 0


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
