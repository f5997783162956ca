"""The receipt printer (UnifiedPOS: POSPrinter, station Receipt): documents in, outcomes out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from inventory.documents.blocks import Document
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Device

Outcome = Literal["confirmed", "failed", "unknown"]
ConfirmLevel = Literal["L0", "L1", "L2", "L3", "L4"]


@dataclass(frozen=True, slots=True)
class Printed:
    """How a print ended.

    ``confirmed`` means what ``level`` can prove: L0 and L1 that the bytes were handed over, L2 that
    the printer worked through them, L3 that it named this very job, L4 the same from a printer that
    tells by itself what goes wrong meanwhile. ``failed``: nothing of it can
    be on paper, or what is on paper is not whole and has no cut. ``unknown``: it may be on paper.
    """

    outcome: Outcome
    reason: Text
    level: ConfirmLevel = "L0"


class ReceiptPrinter(Device, Protocol):
    """Prints documents one after the other."""

    def print(self, document: Document, done: Callable[[Printed], None]) -> None:
        """Queue a document; ``done`` is called on the device's thread."""
