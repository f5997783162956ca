"""The barcode scanner (UnifiedPOS: Scanner): whole codes as events, never single characters."""

from dataclasses import dataclass
from typing import Protocol

from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Device


@dataclass(frozen=True, slots=True)
class Scan:
    """A code that was read; ``symbology`` is the AIM letter with its digit, or empty."""

    code: str
    symbology: str
    device_id: str
    at_ms: int

    @property
    def marked(self) -> str:
        """The code with its AIM identifier before it, as a scanner sends it: ``]C1010950...``."""
        return f"]{self.symbology}{self.code}" if self.symbology else self.code


@dataclass(frozen=True, slots=True)
class ScanLost:
    """A code that did not arrive whole: nothing of it is delivered, the cashier scans again.

    UnifiedPOS: the ErrorEvent of a device that is read.
    """

    device_id: str
    reason: Text
    at_ms: int


class BarcodeScanner(Device, Protocol):
    """Delivers ``Scan`` and ``ScanLost`` while it is enabled."""
