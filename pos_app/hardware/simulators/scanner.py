"""A simulated scanner: what is given to ``scan`` arrives as from a real one, on its own thread."""

import queue

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories import Scan, ScanLost
from pos_app.hardware.driver import READY, DeviceConfig, DriverKind, Finding, Surroundings
from pos_app.hardware.window_talk import Act, Rubbish, Seen, nothing_to_do


class SimulatedScanner:
    """Delivers codes; its faults are ``offline`` and ``lose``, which spoils every code."""

    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        self._id, self._around = config.device_id, around
        self._codes: queue.Queue[tuple[str, str]] = queue.Queue(1000)
        self._faults: set[str] = set()

    def scan(self, code: str, symbology: str = "") -> None:
        """Read a code; may be called on any thread."""
        self._codes.put((code, symbology))

    def seen(self) -> Seen:
        """Return nothing: a scanner shows nothing."""
        return Seen()

    def picture(self) -> bytes:
        """Return nothing: it has no paper."""
        return b""

    def act(self, act: Act) -> None:
        """Read a code, unless it is unplugged; where there is no room for more nobody waits."""
        if act.verb != "scan":
            raise nothing_to_do(act)
        if "offline" in self._faults:
            return
        try:
            self._codes.put_nowait((act.value, ""))
        except queue.Full:
            raise Rubbish("too many codes") from None

    @property
    def switches(self) -> dict[str, bool]:
        """Every fault it knows, and whether it is turned on."""
        return {fault: fault in self._faults for fault in ("offline", "lose")}

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off."""
        assert fault in ("offline", "lose"), fault
        (self._faults.add if on else self._faults.discard)(fault)

    def open(self) -> None:
        """Be found, unless it is unplugged."""
        if "offline" in self._faults:
            raise DeviceError(Text.of("hardware.scanner.unplugged", device=self._id))

    def attend(self, wait_s: float) -> Finding:
        """Deliver the next code, waiting for it."""
        self.open()
        try:
            code, symbology = self._codes.get(timeout=wait_s) if wait_s else ("", "")
        except queue.Empty:
            return READY
        if code and "lose" in self._faults:
            lost = Text.of("hardware.scanner.lost", device=self._id)
            self._around.emit(ScanLost(self._id, lost, self._around.clock.now_ms()))
        elif code:
            self._around.ear.typed(code + "\r")
            now = self._around.clock.now_ms()
            self._around.emit(Scan(code, symbology, self._id, now))
        return READY

    def close(self) -> None:
        """Do nothing: there is no port."""


DRIVER = DriverKind(
    "scanner",
    frozenset(),
    SimulatedScanner,
    id="simulated_scanner",
    name="hardware.driver.simulated_scanner",
)
