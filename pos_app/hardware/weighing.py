"""The code of every scale, real or simulated: a protocol over some way to it."""

import threading
import time
from types import MappingProxyType

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text
from pos_app.hardware.categories.scale import Weighed
from pos_app.hardware.driver import READY, Finding
from pos_app.hardware.link import Link
from pos_app.hardware.scale_protocols import ANSWER_S, Protocol, Reading

_OPEN_S = 2.0
STILL_WITHIN_S = 1.5
_BETWEEN_S = 0.1
_PAUSE = threading.Event()  # never set: a wait on it is a pause
_WORDS = MappingProxyType(
    {
        "moving": Text.of("hardware.scale.moving"),
        "over": Text.of("hardware.scale.over"),
        "under": Text.of("hardware.scale.under"),
        "unreadable": Text.of("hardware.scale.unreadable"),
        "silent": Text.of("hardware.scale.silent"),
        "unit": Text.of("hardware.scale.unit"),
    }
)
_LOST = ("silent", "unreadable")


class ProtocolScale:
    """Weighs when asked; waits a moment for what is put on it to lie still."""

    waits = False

    def __init__(
        self,
        link: Link,
        protocol: Protocol,
        *,
        still_s: float = STILL_WITHIN_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._link, self._protocol = link, protocol
        self._still_s, self._answer_s = still_s, answer_s

    def open(self) -> None:
        """Open the line; a line that does not answer as this scale would is not taken for one."""
        self._link.open(_OPEN_S)
        if not self._protocol.probe(self._link, self._answer_s):
            raise DeviceError(Text.of("hardware.scale.stranger"))

    def attend(self, wait_s: float) -> Finding:
        """Ask it, so that one that was unplugged or went wrong is known before a customer waits."""
        reading = self._ask()
        if reading.state in _LOST:
            reading = self._ask()  # one garbled answer is not a broken scale
        if reading.state in _LOST:
            raise DeviceError(_WORDS[reading.state])
        return READY

    def _ask(self) -> Reading:
        return self._protocol.ask(self._link, self._answer_s)

    def close(self) -> None:
        """Give the line back."""
        self._link.close()

    def weigh(self) -> Weighed:
        """Return the weight once it lies still, else say why there is none."""
        end = time.monotonic() + self._still_s
        reading = self._ask()
        while reading.state in ("moving", "unreadable") and time.monotonic() < end:
            _PAUSE.wait(_BETWEEN_S)
            reading = self._ask()
        return _weighed(reading)


def _weighed(reading: Reading) -> Weighed:
    if reading.state != "still":
        return Weighed(0, _WORDS[reading.state])
    if reading.grams == 0:
        return Weighed(0, Text.of("hardware.scale.empty"))
    return Weighed(reading.grams, Text.of("hardware.scale.weight", grams=reading.grams))
