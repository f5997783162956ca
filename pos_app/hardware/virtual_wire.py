"""The way to a device that is only a program: what is sent is taken at once, answers wait."""

from collections.abc import Callable

from pos_app.hardware.link import broken, unreachable

_WHOLE = 64


class VirtualWire:
    """A link to ``take``, which answers bytes with bytes.

    ``faults`` is the device's own set: ``offline`` is a cable that was pulled, ``break`` a link
    that drops in the middle of anything longer than a question.
    """

    answers = True
    pace = 0
    spools = False

    def __init__(self, name: str, take: Callable[[bytes], bytes], faults: set[str]) -> None:
        self._name, self._take, self._faults = name, take, faults
        self._said = b""

    def open(self, within_s: float) -> None:
        """Be found, unless it is unplugged."""
        self._said = b""
        if "offline" in self._faults:
            raise unreachable(self._name)

    def send(self, data: bytes, within_s: float) -> None:
        """Take bytes."""
        self._plugged()
        if "break" in self._faults and len(data) > _WHOLE:
            self._take(data[: len(data) // 2])
            raise broken(self._name, maybe_taken=True)
        self._said += self._take(data)

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what it said; nothing is waited for, a program answers at once or never."""
        self._plugged()
        said, self._said = self._said[:most], self._said[most:]
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""

    def close(self) -> None:
        """Forget what was not read."""
        self._said = b""

    def _plugged(self) -> None:
        if "offline" in self._faults:
            raise broken(self._name, maybe_taken=False)
