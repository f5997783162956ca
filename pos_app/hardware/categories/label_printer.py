"""The label printer: labels in, one outcome for all of them. UnifiedPOS has none of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from inventory.documents.price_label import Label
from pos_app.hardware.categories.device import Device
from pos_app.hardware.categories.receipt_printer import Printed


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """One label, and how many of it are wanted."""

    label: Label
    copies: int = 1


class LabelPrinter(Device, Protocol):
    """Prints labels, one order after the other."""

    def print_labels(self, orders: Sequence[LabelOrder], done: Callable[[Printed], None]) -> None:
        """Queue a batch; ``done`` is called on the device's thread."""
