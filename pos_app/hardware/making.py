"""Devices made of their settings, a driver and a thread, by their category."""

from typing import TYPE_CHECKING, cast

from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.devices import (
    DisplayDevice,
    DrawerDevice,
    LabelDevice,
    PrinterDevice,
    ScaleDevice,
    ScannerDevice,
    ToneDevice,
    WorkedDevice,
)
from pos_app.hardware.drawer_sensor import pin_of
from pos_app.hardware.driver import (
    DeviceConfig,
    Driver,
    Kicks,
    Prints,
    PrintsLabels,
    Shows,
    Sounds,
    Weighs,
)
from pos_app.hardware.worker import Worker

if TYPE_CHECKING:
    from pos_app.hardware.categories import Category


def on_printer(config: DeviceConfig, printer: WorkedDevice) -> DrawerDevice:
    """Return a drawer that hangs on a printer: it works on that printer's thread."""
    assert isinstance(printer, PrinterDevice), config.device_id
    driver = cast("Kicks", printer.driver)
    return DrawerDevice(config.device_id, printer.worker, driver, pin=pin_of(config))


def device_of(config: DeviceConfig, worker: Worker, driver: Driver) -> WorkedDevice:
    """Return a device on a thread of its own."""
    category: Category = config.category
    if category == "printer":
        return PrinterDevice(config.device_id, worker, cast("Prints", driver))
    if category == "drawer":
        pin = pin_of(config)
        return DrawerDevice(config.device_id, worker, cast("Kicks", driver), pin=pin)
    if category == "display":
        return DisplayDevice(config.device_id, worker, cast("Shows", driver))
    if category == "labels":
        return LabelDevice(config.device_id, worker, cast("PrintsLabels", driver))
    if category == "scale":
        return ScaleDevice(config.device_id, worker, cast("Weighs", driver))
    if category == "tone":
        return ToneDevice(config.device_id, worker, cast("Sounds", driver))
    return ScannerDevice(config.device_id, category, worker)


def check_pulses(config: DeviceConfig, host: Driver | None) -> None:
    """Refuse a drawer on a printer whose way keeps what it is given: it would open unattended."""
    if getattr(host, "spools", False):
        raise Refused(Text.of("hardware.drawer.spools"))
