"""Price tags for the screens: as a picture, as a batch, and on their way through a label printer.

``picture`` and ``batch`` are slow and called on a spare thread. A run goes on whatever is shown;
what the printer says on its own thread is handed to the UI thread here.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inventory.documents.price_label import LabelSize, TagGoods, price_label
from inventory.kernel.text import Text
from pos_app.hardware.categories import LabelBatch, LabelsRun
from pos_app.hardware.driver import DeviceConfig
from pos_app.viewmodels.base import Cancel, Hands

if TYPE_CHECKING:
    from pos_app.hardware.registry import Registry

_DPI = 203


class TagDesk:
    """Fulfils ``Tags``; ``registry`` is None before the devices are opened."""

    def __init__(
        self,
        registry: "Callable[[], Registry | None]",
        configs: Callable[[], Sequence[DeviceConfig]],
        hands: Hands,
    ) -> None:
        self._registry, self._configs, self._hands = registry, configs, hands

    def picture(self, printer: str, goods: TagGoods, size: LabelSize, language: str) -> bytes:
        """Return the tag as a PNG, drawn from the very bytes that would be sent."""
        from pos_app.hardware.label_batch import picture

        return picture(price_label(goods, size, language), self._dpi(printer))

    def batch(
        self, printer: str, wanted: Sequence[tuple[TagGoods, int]], size: LabelSize, language: str
    ) -> LabelBatch:
        """Return what will be printed, and why some of it will not."""
        from pos_app.hardware.label_batch import batch

        return batch(wanted, size, language, self._dpi(printer))

    def print(self, printer: str, batch: LabelBatch, told: Callable[[LabelsRun], None]) -> Cancel:
        """Print a batch; ``told`` hears on the UI thread how far it is. Calling it off is asked."""
        from pos_app.hardware.label_run import LabelRun

        registry = self._registry()
        found = registry.label_printers() if registry is not None else ()
        device = next((each for each in found if each.device_id == printer), None)
        if device is None:
            gone = Text.of("labels.no_printer", name=printer)
            self._hands.post(lambda: told(LabelsRun(batch.count, outcome="failed", reason=gone)))
            return lambda: None
        run = LabelRun(device, batch.orders, lambda state: self._hands.post(lambda: told(state)))
        run.start()
        return run.cancel

    def _dpi(self, printer: str) -> int:
        """Return the dots to the inch of a printer, those of the cheapest where there is none."""
        dpis = (each.number("dpi", _DPI) for each in self._configs() if each.device_id == printer)
        return next(dpis, _DPI)
