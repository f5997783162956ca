"""All devices of a till: made from the shop's settings, found by name, closed together.

Drivers are loaded by name when a device of their kind is set up, so that a till without a serial
port never imports one.
"""

import contextlib
import importlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from inventory.kernel.clock import Clock
from inventory.kernel.errors import Refused, SuanpanError
from inventory.kernel.text import Text
from pos_app.hardware.bound import bind, count_event
from pos_app.hardware.capture import Tap
from pos_app.hardware.categories import (
    DeviceStatus,
    DrawerLeftOpen,
    DrawerMoved,
    Listener,
    Scan,
    ScanLost,
    StatusUpdate,
)
from pos_app.hardware.chains import PLACING, Chains, check
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
from pos_app.hardware.drawer_sensor import DrawerSensor, contact_of, pin_of
from pos_app.hardware.driver import (
    MANUAL,
    DeviceConfig,
    Driver,
    DriverKind,
    Surroundings,
)
from pos_app.hardware.making import check_pulses, device_of, on_printer
from pos_app.hardware.record import Records
from pos_app.hardware.worker import Job, Worker

DRIVERS = MappingProxyType(
    {
        "simulated_scanner": "pos_app.hardware.simulators.scanner",
        "simulated_printer": "pos_app.hardware.simulators.printer",
        "simulated_drawer": "pos_app.hardware.simulators.drawer",
        "escpos": "pos_app.hardware.drivers.escpos_printer",
        "escpos_drawer": "pos_app.hardware.drivers.escpos_drawer",
        "evdev": "pos_app.hardware.drivers.evdev_scanner",
        "serial_scanner": "pos_app.hardware.drivers.serial_scanner",
        "hid_pos_scanner": "pos_app.hardware.drivers.hid_pos_scanner",
        "camera_scanner": "pos_app.hardware.drivers.camera_scanner",
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
HANGING = frozenset({"printer", "after"})


class Registry:
    """The devices of one till. ``emit`` is called on the devices' threads.

    Printers are asked how they are every ``poll_s`` seconds. ``records`` keeps what the devices
    have been through; without it nothing is kept over a restart. Devices come and go at run time
    (``set_up``, ``remove``) without touching the others; a change may take as long as a device
    needs to let go, so it is made on a spare thread.
    """

    def __init__(
        self, emit: Listener, clock: Clock, poll_s: float = 2.0, records: Records | None = None
    ) -> None:
        self._emit, self._clock, self._poll_s = emit, clock, poll_s
        self.records = records or Records(None, clock)
        self._changing = threading.RLock()
        self._configs: dict[str, DeviceConfig] = {}
        self._taps: dict[str, Tap] = {}
        self._devices: dict[str, WorkedDevice] = {}
        self._drivers: dict[str, Driver] = {}
        self.chains = Chains()

    def set_up(self, plain: Iterable[DeviceConfig]) -> None:
        """Make and start every device; a fault in one set-up refuses all before any is started."""
        with self._changing:
            self._set_up(tuple(plain))

    def _set_up(self, configs: tuple[DeviceConfig, ...]) -> None:
        made: dict[str, Driver | None] = {}
        for config in configs:
            if config.device_id in made or config.device_id in self._devices:
                raise Refused(Text.of("hardware.config.twice", device=config.device_id))
            if config.driver == ON_PRINTER:
                self._check_host(config, configs)
                made[config.device_id] = None
            else:
                made[config.device_id] = self._driver(config)
        for config in configs:
            if config.driver == ON_PRINTER:
                host = config.text("printer")
                check_pulses(config, made.get(host) or self._drivers.get(host))
        chains = check(_printers((*self.configs(), *configs)))
        self._add(configs, made)
        self.chains = chains
        for config in configs:
            if made[config.device_id] is not None:
                self._devices[config.device_id].worker.start()

    def set_up_each(self, plain: Iterable[DeviceConfig]) -> tuple[tuple[DeviceConfig, Text], ...]:
        """Set up all that are right, those that hang on another last; return the others, why."""
        wanted, refused = tuple(plain), []
        for config in sorted(wanted, key=lambda each: bool(HANGING & set(each.options))):
            try:
                self.set_up([config])
            except SuanpanError as error:
                refused.append((config, error.text))
        self.arrange([each.device_id for each in wanted])
        return tuple(refused)

    def device(self, device_id: str) -> WorkedDevice:
        """Return a device by its name; raises KeyError."""
        return self._devices[device_id]

    def remove(self, device_id: str, within_s: float = 2.0) -> bool:
        """Close a device and forget it; False when its thread did not end in time.

        Raises KeyError for no such device, Refused while a drawer hangs on this printer.
        """
        with self._changing:
            device = self._devices[device_id]
            hangs = device.worker.device_id != device_id
            others = [each for each in self._devices.values() if each.worker is device.worker]
            others.remove(device)
            if others and not hangs:
                other = others[0].device_id
                raise Refused(Text.of("hardware.config.in_use", device=device_id, other=other))
            kept = {name: each for name, each in self._devices.items() if name != device_id}
            self._devices = kept
            self._watch()
            self._drivers.pop(device_id, None)
            self._configs = {name: each for name, each in self._configs.items() if name in kept}
            self._chain()
            self.tap(device_id).stop()
        return True if hangs else device.close(within_s)

    def let_end(self, device_id: str, within_s: float) -> None:
        """Wait until a device has done what is in its hand, such as a paper; not for ever."""
        ended = threading.Event()
        job = Job(ended.set, lambda _: ended.set(), lambda _: ended.set())
        self._devices[device_id].worker.submit(job)
        ended.wait(within_s)

    def arrange(self, names: Iterable[str]) -> None:
        """Put the devices into this order: the first printer is the one receipts go to."""
        with self._changing:
            first = [name for name in names if name in self._devices]
            rest = [name for name in self._devices if name not in first]
            self._devices = {name: self._devices[name] for name in (*first, *rest)}
            self._chain()

    def place(self, wanted: Iterable[DeviceConfig]) -> None:
        """Take over settings by which a device stays what it is: the places of printers.

        ``set_up``, of no device too, refuses places that cannot be.
        """
        with self._changing:
            new = {each.device_id: each for each in wanted if each.device_id in self._configs}
            self._configs = self._configs | new

    def _chain(self) -> None:
        """Let the printers that are there now stand in for one another.

        While one is away that another stands behind, the old chains hold.
        """
        with contextlib.suppress(Refused):
            self.chains = check(_printers(self.configs()))

    def nudge(self) -> None:
        """Let every device that is away be looked for at once: something was plugged in."""
        for device in self._devices.values():
            if not device.claimed:
                device.worker.nudge()

    def devices(self) -> tuple[WorkedDevice, ...]:
        """Return every device as there is now, in the order of the settings."""
        return tuple(self._devices.values())

    def configs(self) -> tuple[DeviceConfig, ...]:
        """Return what every device was set up by, in the order of the settings."""
        there, known = self._devices, self._configs  # one may just be taken away elsewhere
        return tuple(known[name] for name in there if name in known)

    def tap(self, device_id: str) -> Tap:
        """Return what listens to a device; it stays when the device is set up anew."""
        return self._taps.setdefault(device_id, Tap(device_id, self._clock))

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
        placing = PLACING if config.category == "printer" else frozenset()
        unknown = set(config.options) - kind.options - placing
        if unknown:
            raise config.wrong(min(unknown), ", ".join(sorted(kind.options | placing)))
        around = Surroundings(self._heard, self._clock, self.tap(config.device_id))
        return kind.build(config, around)

    def _add(self, configs: tuple[DeviceConfig, ...], made: dict[str, Driver | None]) -> None:
        """Add the devices in the order of the settings; a drawer on a printer needs that first."""
        added: dict[str, WorkedDevice] = dict(self._devices)
        for config in sorted(configs, key=lambda each: each.driver == ON_PRINTER):
            driver = made[config.device_id]
            if driver is None:
                drawer = on_printer(config, added[config.text("printer")])
                drawer.record = self.records.of(config.device_id, config.who)
                self._listen_to(drawer, config)
                added[config.device_id] = drawer
                continue
            record = self.records.of(config.device_id, config.who)
            name, clock = config.device_id, self._clock
            worker = Worker(name, config.category, driver, self._heard, clock)
            worker.poll_s, worker.record = self._poll_s, record
            bind(driver, record, worker)
            self._drivers[config.device_id] = driver
            added[config.device_id] = device_of(config, worker, driver)
            examine = _kind(config).health
            if examine is not None:
                added[config.device_id].examine = partial(examine, driver)
        self._configs = self._configs | {config.device_id: config for config in configs}
        names = (*self._devices, *(config.device_id for config in configs))
        self._devices = {name: added[name] for name in names}
        self._watch()

    def _listen_to(self, drawer: DrawerDevice, config: DeviceConfig) -> None:
        """Give a drawer its contact, where its open level was learned."""
        contact = contact_of(config)
        watch = getattr(drawer.driver, "watch_drawer", None)
        if contact is not None and watch is not None:
            drawer.sensor = DrawerSensor(config.device_id, contact, self._heard, self._clock)

    def _watch(self) -> None:
        """Let the contacts of all drawers on a printer hear what that says: it has one pin."""
        for printer in self.printers():
            watch = getattr(printer.driver, "watch_drawer", None)
            drawers = [each for each in self.drawers() if each.worker is printer.worker]
            hear = [each.sensor.hear for each in drawers if each.sensor is not None]
            if watch is not None:
                watch(partial(_tell_all, hear))

    def _check_host(self, config: DeviceConfig, configs: tuple[DeviceConfig, ...]) -> None:
        """Check before anything starts that the printer a drawer hangs on is there."""
        printers = {each.device_id for each in configs if each.category == "printer"}
        printers.update(each.device_id for each in self.printers())
        if config.text("printer") not in printers:
            raise config.wrong("printer", ", ".join(sorted(printers)) or MANUAL)
        if config.category != "drawer":
            raise config.wrong("category")
        pin_of(config)
        contact_of(config)

    def _heard(self, event: object) -> None:
        """Pass on what a device says; a scanner at rest is not heard."""
        if isinstance(event, Scan | ScanLost):
            device = self._devices.get(event.device_id)
            if device is not None and not device.enabled:
                return
        count_event(event, self.records.of)
        self._emit(event)
        if isinstance(event, DrawerMoved | DrawerLeftOpen):
            moved = self._devices.get(event.device_id)
            if isinstance(moved, DrawerDevice):
                self._drawer_changed(moved)
        if isinstance(event, StatusUpdate) and event.status.category == "printer":
            for drawer in self.drawers():
                if drawer.worker.device_id == event.status.device_id:
                    self._drawer_changed(drawer)

    def _drawer_changed(self, drawer: DrawerDevice) -> None:
        """Pass on how a drawer is; one that hangs on a printer has nobody else who records it."""
        status = drawer.status
        if drawer.worker.device_id != drawer.device_id:
            status, reached = replace(status, since_ms=self._clock.now_ms()), drawer.worker.reached
            drawer.record.found(status, reached=reached)
        self._emit(StatusUpdate(status))


def _printers(configs: Iterable[DeviceConfig]) -> Iterable[DeviceConfig]:
    return (each for each in configs if each.category == "printer")


def kinds() -> Iterator[DriverKind]:
    """Yield every manifest that loads on this machine; one whose library lacks is left out."""
    for module in DRIVERS.values():
        with contextlib.suppress(ImportError):
            kind: DriverKind = importlib.import_module(module).DRIVER
            yield kind


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


def _tell_all(listeners: Iterable[Callable[[int], None]], level: int) -> None:
    for hear in listeners:
        hear(level)
