"""The windows of simulated devices, as the devices' page asks for them; ``main`` opens them."""

from typing import Protocol

from pos_app.viewmodels.base import Failed


class DeviceWindows(Protocol):
    """One window a simulated device at most; every call returns at once."""

    def has(self, device_id: str) -> bool:
        """Tell whether a device can have a window: only a simulated one can."""

    def is_open(self, device_id: str) -> bool:
        """Tell whether its window stands open, or is being opened."""

    def open(self, device_id: str, failed: Failed) -> None:
        """Open its window; one that stands open comes to the front instead."""
