"""Printers on USB by vendor, product and serial number; endpoints as the device describes them.

No file of the kernel's is needed, and no number is guessed: the interface is the one of class 7.
pyusb and the system's libusb are loaded when such a printer is first opened.
Source: USB Device Class Definition for Printing Devices 1.1.
"""

import contextlib
import errno
import importlib
import time
from dataclasses import dataclass
from typing import Any

from inventory.kernel.text import Text
from pos_app.hardware.link import LinkError, broken, stalled, unreachable

_PRINTER_CLASS = 7
_BULK = 2
_CHUNK = 4096
_READ = 512  # a whole packet of any speed, or the kernel would call it an overflow


@dataclass(frozen=True, slots=True)
class UsbName:
    """Which printer is meant; ``serial`` and ``place`` ("1-1.4") only where several are alike."""

    vendor: int
    product: int
    serial: str = ""
    place: str = ""

    @property
    def shown(self) -> str:
        """The printer as people see it in lists of USB devices."""
        more = "".join(f" {each}" for each in (self.serial, self.place) if each)
        return f"USB {self.vendor:04x}:{self.product:04x}{more}"


@dataclass(frozen=True, slots=True)
class _Held:
    """An opened printer: its device, its interface and where bytes go in and come out."""

    device: Any
    interface: int
    alternate: int
    out: int
    into: int | None


class UsbLink:
    """One printer, held for this till alone; found anew at every ``open``, so it may be re-plugged.

    ``backend`` is libusb unless a test brings its own bus.
    """

    pace = 0
    spools = False

    def __init__(self, name: UsbName, backend: object | None = None) -> None:
        self._name, self._given = name, backend
        self._where = name.shown
        self._held: _Held | None = None
        self._said = b""
        self.answers = True

    def open(self, within_s: float) -> None:
        """Find the printer on the bus and claim it; ``answers`` is what its descriptor says."""
        self.close()
        usb, backend = self._library()
        try:
            device = self._find(usb, backend, _milliseconds(within_s))
            self._held = _claimed(usb, device)
        except usb.core.USBError as error:
            raise self._refused(error) from error
        except NotImplementedError as error:
            raise unreachable(self._where) from error
        if self._held is None:
            raise unreachable(self._where)
        self.answers = self._held.into is not None

    def send(self, data: bytes, within_s: float) -> None:
        """Hand all bytes to the printer in time; one that takes nothing more has stalled."""
        taken, end = 0, time.monotonic() + within_s
        while taken < len(data):
            held = self._printer(maybe_taken=taken > 0)
            left = end - time.monotonic()
            if left <= 0:
                raise stalled(self._where, maybe_taken=taken > 0)
            piece = data[taken : taken + _CHUNK]
            try:
                taken += held.device.write(held.out, piece, _milliseconds(left))
            except OSError as error:
                if _ran_out(error):
                    continue
                # Of a piece that failed the printer may have the beginning.
                raise broken(self._where, maybe_taken=True) from error

    def receive(self, most: int, within_s: float) -> bytes:
        """Return what the printer said; empty packets of a silent printer do not count."""
        held, end = self._printer(maybe_taken=False), time.monotonic() + within_s
        while not self._said and held.into is not None:
            left = end - time.monotonic()
            try:
                self._said = bytes(held.device.read(held.into, _READ, _milliseconds(left)))
            except OSError as error:
                if not _ran_out(error):
                    raise broken(self._where, maybe_taken=True) from error
            if left <= 0:
                break
        said, self._said = self._said[:most], self._said[most:]
        return said

    def finish(self, within_s: float) -> None:
        """Do nothing: a wire keeps no jobs apart."""

    def close(self) -> None:
        """Give the printer back; one that was pulled out has nothing to give back to."""
        self._said = b""
        if self._held is not None:
            held, self._held = self._held, None
            util = importlib.import_module("usb.util")
            with contextlib.suppress(OSError):
                util.release_interface(held.device, held.interface)
            with contextlib.suppress(OSError):
                util.dispose_resources(held.device)

    def _printer(self, *, maybe_taken: bool) -> _Held:
        if self._held is None:
            raise broken(self._where, maybe_taken=maybe_taken)
        return self._held

    def _library(self) -> tuple[Any, Any]:
        """Return pyusb and its libusb, which hears from udev what is plugged in later.

        Without either the way ``file`` is there, and the error says so.
        """
        try:
            usb = importlib.import_module("usb")
            importlib.import_module("usb.util")
            importlib.import_module("usb.core")
            found = self._given or importlib.import_module("usb.backend.libusb1").get_backend()
        except ImportError:
            found = None
        if found is None:
            lacks = Text.of("hardware.link.no_libusb", where=self._where)
            raise LinkError(lacks, maybe_taken=False)
        return usb, found

    def _find(self, usb: Any, backend: Any, within_ms: int) -> Any:
        """Return the one device that is meant; two alike are not chosen between."""
        name = self._name
        found = [
            device
            for device in usb.core.find(
                find_all=True, backend=backend, idVendor=name.vendor, idProduct=name.product
            )
            if (not name.place or _place(device) == name.place)
            and (not name.serial or _serial(device) == name.serial)
        ]
        if len(found) > 1:
            alike = Text.of("hardware.link.usb_alike", where=self._where, n=len(found))
            raise LinkError(alike, maybe_taken=False)
        if not found:
            raise unreachable(self._where)
        found[0].default_timeout = within_ms
        return found[0]

    def _refused(self, error: OSError) -> LinkError:
        if error.errno in (errno.EACCES, errno.EPERM):
            denied = Text.of("hardware.link.no_right", where=self._where)
            return LinkError(denied, maybe_taken=False)
        if error.errno == errno.EBUSY:
            busy = Text.of("hardware.link.usb_busy", where=self._where)
            return LinkError(busy, maybe_taken=False)
        return unreachable(self._where)


def _claimed(usb: Any, device: Any) -> _Held | None:
    """Claim the printer's interface, taking it from the kernel's own driver; None without one."""
    for configuration in device:
        for interface in configuration:
            held = _endpoints(usb, device, interface)
            if interface.bInterfaceClass != _PRINTER_CLASS or held is None:
                continue
            with contextlib.suppress(NotImplementedError, usb.core.USBError):
                if device.is_kernel_driver_active(held.interface):
                    device.detach_kernel_driver(held.interface)
            if _configured(usb, device) != configuration.bConfigurationValue:
                device.set_configuration(configuration.bConfigurationValue)
            usb.util.claim_interface(device, held.interface)
            if held.alternate:
                device.set_interface_altsetting(held.interface, held.alternate)
            return held
    return None


def _endpoints(usb: Any, device: Any, interface: Any) -> _Held | None:
    """Return where bytes of an interface go; one without a way out is no printer."""
    bulk = [
        each.bEndpointAddress
        for each in interface
        if usb.util.endpoint_type(each.bmAttributes) == _BULK
    ]
    outward = [each for each in bulk if not each & 0x80]
    inward = [each for each in bulk if each & 0x80]
    if not outward:
        return None
    number, alternate = interface.bInterfaceNumber, interface.bAlternateSetting
    return _Held(device, number, alternate, outward[0], inward[0] if inward else None)


def _configured(usb: Any, device: Any) -> int:
    """Return which configuration is active, 0 for none: a new device may have none yet."""
    try:
        return int(device.get_active_configuration().bConfigurationValue)
    except usb.core.USBError:
        return 0


def _serial(device: Any) -> str:
    """Return its serial number; empty where it has none or does not let this user read it."""
    try:
        return str(device.serial_number or "")
    except (OSError, ValueError, NotImplementedError):
        return ""


def _place(device: Any) -> str:
    """Return the socket it is plugged into, as the kernel names it: ``1-1.4``."""
    ports = ".".join(str(each) for each in device.port_numbers or ())
    return f"{device.bus}-{ports}"


def _ran_out(error: OSError) -> bool:
    return error.errno in (errno.ETIMEDOUT, errno.EAGAIN, errno.EINTR)


def _milliseconds(seconds: float) -> int:
    """Return a deadline for pyusb, where 0 would mean to wait for ever."""
    return max(int(seconds * 1000), 1)
