"""All devices of a till: made from the shop's settings, found by name, closed together.

Drivers are loaded by name when a device of their kind is set up, so that a till without a serial
port never imports one.
"""

import importlib
from collections.abc import Iterable
from types import MappingProxyType
from typing import cast

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused
from inventory.kernel.text import Text
from pos_app.hardware.categories import (
    Category,
    DeviceStatus,
    Listener,
    Scan,
    ScanLost,
    StatusUpdate,
)
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
from pos_app.hardware.driver import (
    DeviceConfig,
    Driver,
    DriverKind,
    Kicks,
    Prints,
    PrintsLabels,
    Shows,
    Sounds,
    Surroundings,
    Weighs,
)
from pos_app.hardware.worker import Worker

DRIVERS = MappingProxyType(
    {
        "simulated_scanner": "pos_app.hardware.simulators.scanner",
        "simulated_printer": "pos_app.hardware.simulators.printer",
        "simulated_drawer": "pos_app.hardware.simulators.drawer",
        "escpos": "pos_app.hardware.drivers.escpos_printer",
        "escpos_drawer": "pos_app.hardware.drivers.escpos_drawer",
        "evdev": "pos_app.hardware.drivers.evdev_scanner",
        "serial_scanner": "pos_app.hardware.drivers.serial_scanner",
        "serial_display": "pos_app.hardware.drivers.serial_display",
        "simulated_display": "pos_app.hardware.simulators.display",
        "serial_scale": "pos_app.hardware.drivers.serial_scale",
        "simulated_scale": "pos_app.hardware.simulators.scale",
        "sound": "pos_app.hardware.drivers.sound",
        "label_printer": "pos_app.hardware.drivers.label_printer",
        "simulated_labels": "pos_app.hardware.simulators.label_printer",
    }
)
ON_PRINTER = "printer_drawer"


class Registry:
    """The devices of one till. ``emit`` is called on the devices' threads.

    Printers are asked how they are every ``poll_s`` seconds.
    """

    def __init__(self, emit: Listener, clock: Clock, poll_s: float = 2.0) -> None:
        self._emit, self._clock, self._poll_s = emit, clock, poll_s
        self._devices: dict[str, WorkedDevice] = {}
        self._drivers: dict[str, Driver] = {}

    def set_up(self, plain: Iterable[DeviceConfig]) -> None:
        """Make and start every device; a fault in one set-up refuses all before any is started."""
        configs = tuple(plain)
        made: dict[str, Driver | None] = {}
        for config in configs:
            if config.device_id in made or config.device_id in self._devices:
                raise Refused(Text.of("hardware.config.twice", device=config.device_id))
            if config.driver == ON_PRINTER:
                self._check_host(config, configs)
                made[config.device_id] = None
            else:
                made[config.device_id] = self._driver(config)
        self._add(configs, made)
        for config in configs:
            if made[config.device_id] is not None:
                self._devices[config.device_id].worker.start()

    def device(self, device_id: str) -> WorkedDevice:
        """Return a device by its name; raises KeyError."""
        return self._devices[device_id]

    def driver(self, device_id: str) -> Driver:
        """Return what is inside a device, for the switches of a simulator; raises KeyError."""
        return self._drivers[device_id]

    def printers(self) -> tuple[PrinterDevice, ...]:
        """Return all printers, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, PrinterDevice))

    def drawers(self) -> tuple[DrawerDevice, ...]:
        """Return all drawers, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, DrawerDevice))

    def scanners(self) -> tuple[ScannerDevice, ...]:
        """Return all scanners, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, ScannerDevice))

    def displays(self) -> tuple[DisplayDevice, ...]:
        """Return all line displays, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, DisplayDevice))

    def label_printers(self) -> tuple[LabelDevice, ...]:
        """Return all label printers, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, LabelDevice))

    def scales(self) -> tuple[ScaleDevice, ...]:
        """Return all scales, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, ScaleDevice))

    def tones(self) -> tuple[ToneDevice, ...]:
        """Return all tone indicators, in the order of the settings."""
        return tuple(each for each in self._devices.values() if isinstance(each, ToneDevice))

    def statuses(self) -> tuple[DeviceStatus, ...]:
        """Return how all devices are, in the order of the settings."""
        return tuple(device.status for device in self._devices.values())

    def close(self, within_s: float = 2.0) -> tuple[str, ...]:
        """Close all devices within one deadline; the names of those that did not end return."""
        end = self._clock.monotonic() + within_s
        for device in self._devices.values():
            device.close(0.0)
        late = [
            device.device_id
            for device in self._devices.values()
            if not device.close(max(end - self._clock.monotonic(), 0.0))
        ]
        return tuple(late)

    # --- making ----------------------------------------------------------------------------

    def _driver(self, config: DeviceConfig) -> Driver:
        kind = _kind(config)
        unknown = set(config.options) - kind.options
        if unknown:
            raise config.wrong(min(unknown))
        around = Surroundings(self._heard, self._clock)
        return kind.build(config, around)

    def _add(self, configs: tuple[DeviceConfig, ...], made: dict[str, Driver | None]) -> None:
        """Add the devices in the order of the settings; a drawer on a printer needs that first."""
        added: dict[str, WorkedDevice] = dict(self._devices)
        for config in sorted(configs, key=lambda each: each.driver == ON_PRINTER):
            driver = made[config.device_id]
            if driver is None:
                added[config.device_id] = _on_printer(config, added[config.text("printer")])
                continue
            worker = Worker(config.device_id, config.category, driver, self._heard, self._clock)
            worker.poll_s = self._poll_s
            self._drivers[config.device_id] = driver
            added[config.device_id] = _device(config, worker, driver)
        names = (*self._devices, *(config.device_id for config in configs))
        self._devices = {name: added[name] for name in names}

    def _check_host(self, config: DeviceConfig, configs: tuple[DeviceConfig, ...]) -> None:
        """Check before anything starts that the printer a drawer hangs on is there."""
        printers = {each.device_id for each in configs if each.category == "printer"}
        printers.update(each.device_id for each in self.printers())
        if config.text("printer") not in printers:
            raise config.wrong("printer")
        if config.category != "drawer":
            raise config.wrong("category")
        _pin(config)

    def _heard(self, event: object) -> None:
        """Pass on what a device says; a scanner at rest is not heard."""
        if isinstance(event, Scan | ScanLost):
            device = self._devices.get(event.device_id)
            if device is not None and not device.enabled:
                return
        self._emit(event)
        if isinstance(event, StatusUpdate) and event.status.category == "printer":
            for drawer in self.drawers():
                if drawer.worker.device_id == event.status.device_id:
                    self._emit(StatusUpdate(drawer.status))


def _kind(config: DeviceConfig) -> DriverKind:
    """Load the manifest of a driver; its category must be the one the settings name."""
    module = DRIVERS.get(config.driver)
    known = ", ".join((*DRIVERS, ON_PRINTER))
    unknown = Text.of(
        "hardware.config.unknown_driver",
        device=config.device_id,
        value=config.driver,
        known=known,
    )
    if module is None:
        raise Refused(unknown)
    try:
        kind: DriverKind = importlib.import_module(module).DRIVER
    except ImportError as error:
        lacks = Text.of(
            "hardware.config.driver_missing", device=config.device_id, error=str(error)[:80]
        )
        raise Refused(lacks) from error
    if kind.category != config.category:
        raise Refused(unknown)
    return kind


def _on_printer(config: DeviceConfig, printer: WorkedDevice) -> DrawerDevice:
    """Return a drawer that hangs on a printer: it works on that printer's thread."""
    assert isinstance(printer, PrinterDevice), config.device_id
    driver = cast("Kicks", printer.driver)
    return DrawerDevice(config.device_id, printer.worker, driver, pin=_pin(config))


def _device(config: DeviceConfig, worker: Worker, driver: Driver) -> WorkedDevice:
    category: Category = config.category
    if category == "printer":
        return PrinterDevice(config.device_id, worker, cast("Prints", driver))
    if category == "drawer":
        pin = _pin(config)
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


def _pin(config: DeviceConfig) -> int:
    pin = config.number("pin", 2)
    if pin not in (2, 5):
        raise config.wrong("pin")
    return pin
