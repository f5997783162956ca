"""The label printer: labels in, one outcome for all of them. UnifiedPOS has none of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from inventory.documents.price_label import Label
from inventory.kernel.text import Text
from pos_app.hardware.categories.device import Device
from pos_app.hardware.categories.receipt_printer import Printed


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """One label, and how many of it are wanted; ``place`` is its own among all that was wanted."""

    label: Label
    copies: int = 1
    place: int = 0


@dataclass(frozen=True, slots=True)
class LabelBatch:
    """What will be printed, and what was left out with its reason."""

    orders: tuple[LabelOrder, ...]
    left_out: tuple[Text, ...] = ()

    @property
    def count(self) -> int:
        """How many labels come out."""
        return sum(each.copies for each in self.orders)

    def after(self, came_out: int) -> "LabelBatch":
        """Return what is left of it after so many of its labels."""
        left: list[LabelOrder] = []
        for order in self.orders:
            gone = min(came_out, order.copies)
            came_out -= gone
            if gone < order.copies:
                left.append(replace(order, copies=order.copies - gone))
        return LabelBatch(tuple(left))


RunOutcome = Literal["printing", "confirmed", "failed", "unknown", "cancelled"]


@dataclass(frozen=True, slots=True)
class LabelsRun:
    """How far a batch is: of ``total`` labels the printer surely took ``sure``, in their order.

    Of the ``maybe`` next ones nobody knows. Only a ``confirmed`` run took all of them.
    """

    total: int
    sure: int = 0
    maybe: int = 0
    outcome: RunOutcome = "printing"
    reason: Text | None = None


class LabelPrinter(Device, Protocol):
    """Prints labels, one order after the other."""

    def print_labels(self, orders: Sequence[LabelOrder], done: Callable[[Printed], None]) -> None:
        """Queue a batch; ``done`` is called on the device's thread."""
