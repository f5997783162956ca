"""What every way to a device offers, and how it says that it broke. No port is opened here."""

from typing import Protocol

from inventory.kernel.errors import DeviceError
from inventory.kernel.text import Text


class LinkError(DeviceError):
    """The way to a device broke; ``maybe_taken`` tells whether any byte may have arrived."""

    def __init__(self, text: Text, *, maybe_taken: bool) -> None:
        super().__init__(text, state="offline", retry=not maybe_taken)
        self.maybe_taken = maybe_taken


class Link(Protocol):
    """A way to a printer or drawer; used by the device's thread alone."""

    @property
    def answers(self) -> bool:
        """Whether the device can say anything on this way."""

    @property
    def pace(self) -> int:
        """Bytes that pass in a quarter of a second, where a power cut does not break the way.

        0 where it does: what was handed over on one connection then reached one awake device.
        """

    @property
    def spools(self) -> bool:
        """Whether what is handed over may wait and reach the device much later."""

    def open(self, within_s: float) -> None:
        """Reach the device; raises LinkError."""

    def send(self, data: bytes, within_s: float) -> None:
        """Hand over all bytes in time; raises LinkError."""

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what came, at least one byte, or none when the time is over."""

    def finish(self, within_s: float) -> None:
        """End one job: a file gets its name, a spooler its work; a wire has nothing to do."""

    def close(self) -> None:
        """Give the way back; also after an error, also twice."""


def unreachable(where: str) -> LinkError:
    """Return the error of a device that was not there; nothing can have arrived."""
    return LinkError(Text.of("hardware.link.unreachable", where=where), maybe_taken=False)


def broken(where: str, *, maybe_taken: bool) -> LinkError:
    """Return the error of a way that broke while bytes were under way."""
    return LinkError(Text.of("hardware.link.broken", where=where), maybe_taken=maybe_taken)


def stalled(where: str, *, maybe_taken: bool) -> LinkError:
    """Return the error of a device that took bytes too slowly, or none."""
    return LinkError(Text.of("hardware.link.stalled", where=where), maybe_taken=maybe_taken)
