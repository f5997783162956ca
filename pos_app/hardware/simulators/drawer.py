"""A simulated cash drawer: counts its kicks and tells whether it is open."""

import threading

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import Condition, DrawerMoved, Kicked
from pos_app.hardware.driver import DeviceConfig, DriverKind, Finding, Surroundings
from pos_app.hardware.window_talk import Act, Seen, nothing_to_do

SHUT_AFTER_S = 6.0
SEEN_FOR_S = 3.0
OPEN = Finding(Condition.READY, Text.of("hardware.drawer.stands_open"))
SHUT = Finding(Condition.READY, Text.of("hardware.drawer.is_shut"))


class SimulatedDrawer:
    """Opens when kicked; ``push`` closes it, as a person would, and so do some seconds.

    While somebody looks at it (``seen``) it waits for the push.
    """

    waits = False

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._id, self._around = config.device_id, around
        self._lock = threading.Lock()
        self._offline = False
        self._open = False
        self._since_s = 0.0
        self._seen_s = -SEEN_FOR_S
        self._kicks: list[int] = []

    @property
    def kicks(self) -> tuple[int, ...]:
        """When it was kicked, in UTC milliseconds."""
        with self._lock:
            return tuple(self._kicks)

    @property
    def is_open(self) -> bool:
        """Whether it stands open."""
        return self._open

    @property
    def switches(self) -> dict[str, bool]:
        """Its only fault, and whether it is turned on."""
        return {"offline": self._offline}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn its only fault on or off: ``offline``."""
        assert fault == "offline", fault
        self._offline = on

    def push(self) -> None:
        """Close it."""
        self._move(now_open=False)

    def seen(self) -> Seen:
        """Return whether it stands open; who asks is there to shut it."""
        self._seen_s = self._around.clock.monotonic()
        return Seen(is_open=self._open)

    def picture(self) -> bytes:
        """Return nothing: it has no paper."""
        return b""

    def act(self, act: Act) -> None:
        """Push it shut."""
        if act.verb != "push":
            raise nothing_to_do(act)
        self.push()

    def open(self) -> None:
        """Be found, unless it is unplugged."""
        if self._offline:
            raise DeviceError(Text.of("hardware.link.unreachable", where=self._id))

    def attend(self, wait_s: float) -> Finding:
        """Tell that it is well, unless it is unplugged."""
        self.open()
        now_s = self._around.clock.monotonic()
        alone = now_s - self._seen_s > SEEN_FOR_S
        if self._open and alone and now_s - self._since_s > SHUT_AFTER_S:
            self.push()
        return OPEN if self._open else SHUT

    def close(self) -> None:
        """Do nothing: there is no port."""

    def kick(self, pin: int) -> Kicked:
        """Open."""
        if self._offline:
            return Kicked("failed", Text.of("hardware.link.unreachable", where=self._id))
        with self._lock:
            self._kicks.append(self._around.clock.now_ms())
        self._since_s = self._around.clock.monotonic()
        self._move(now_open=True)
        return Kicked("opened", Text.of("hardware.drawer.opened"))

    def _move(self, *, now_open: bool) -> None:
        moved, self._open = self._open != now_open, now_open
        if moved:
            self._around.emit(DrawerMoved(self._id, now_open, self._around.clock.now_ms()))


DRIVER = DriverKind(
    "drawer",
    frozenset(),
    SimulatedDrawer,
    id="simulated_drawer",
    name="hardware.driver.simulated_drawer",
)
