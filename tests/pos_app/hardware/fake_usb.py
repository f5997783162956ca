"""A USB bus for pyusb whose cables end in loopback sockets: the library's own code, no kernel.

A plugged printer is a port somebody serves; pulling the cable is forgetting it.
"""

import errno
import socket
from dataclasses import dataclass, field
from types import SimpleNamespace

import usb.backend
import usb.core


@dataclass
class Plug:
    """A printer on the bus; ``inward`` None is one that cannot answer."""

    port: int = 0
    vendor: int = 0x0416
    product: int = 0x5011
    serial: str = "A1"
    outward: int = 0x03
    inward: int | None = 0x84
    interface_class: int = 7
    ports: tuple[int, ...] = (1,)
    denied: bool = False
    wire: socket.socket | None = None
    detached: list[int] = field(default_factory=list)


class FakeBus(usb.backend.IBackend):
    """Enough of libusb for one printer interface behind a first one of another class."""

    def __init__(self, *plugs: Plug) -> None:
        super().__init__()
        self.plugs = list(plugs)

    def pull(self, plug: Plug) -> None:
        """Unplug it: whoever holds it finds it gone."""
        self.plugs.remove(plug)
        if plug.wire is not None:
            plug.wire.close()
            plug.wire = None

    # --- what pyusb asks -----------------------------------------------------------------------

    def enumerate_devices(self):
        yield from self.plugs

    def get_device_descriptor(self, dev):
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product,
            bcdDevice=0x100, iManufacturer=0, iProduct=0, iSerialNumber=3 if dev.serial else 0,
            bNumConfigurations=1, address=1 + self.plugs.index(dev), bus=1,
            port_number=dev.ports[-1], port_numbers=dev.ports, speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev, config):
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=50, bNumInterfaces=2,
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev, intf, alt, config):
        if intf > 1 or alt:
            raise IndexError
        ends = 1 if dev.inward is None else 2
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=0,
            bNumEndpoints=ends if intf else 0,
            bInterfaceClass=dev.interface_class if intf else 3,
            bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev, ep, intf, alt, config):
        address = (dev.outward, dev.inward)[ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev):
        if dev.denied:
            raise usb.core.USBError("access", errno=errno.EACCES)
        return dev

    def close_device(self, dev_handle):
        if dev_handle.wire is not None:
            dev_handle.wire.close()
            dev_handle.wire = None

    def get_configuration(self, dev_handle):
        return 1

    def set_configuration(self, dev_handle, config_value):
        raise AssertionError("an active configuration is not set again: that resets a printer")

    def claim_interface(self, dev_handle, intf):
        assert intf == 1
        try:
            dev_handle.wire = socket.create_connection(("127.0.0.1", dev_handle.port), timeout=1)
        except OSError as error:
            raise usb.core.USBError("gone", errno=errno.ENODEV) from error

    def release_interface(self, dev_handle, intf):
        self._wire(dev_handle)

    def is_kernel_driver_active(self, dev_handle, intf):
        return not dev_handle.detached

    def detach_kernel_driver(self, dev_handle, intf):
        dev_handle.detached.append(intf)

    def ctrl_transfer(self, dev_handle, _kind, request, value, _index, data, timeout):
        if request != 6 or value >> 8 != 3:
            raise usb.core.USBError("stall", errno=errno.EPIPE)
        text = b"\x09\x04" if value == 0x300 else dev_handle.serial.encode("utf-16-le")
        answer = bytes([len(text) + 2, 3]) + text
        size = min(len(answer), len(data))
        data[:size] = type(data)("B", answer[:size])
        return size

    def bulk_write(self, dev_handle, ep, intf, data, timeout):
        assert ep == dev_handle.outward
        assert timeout > 0
        wire = self._wire(dev_handle)
        wire.settimeout(timeout / 1000)
        try:
            return wire.send(data.tobytes())
        except TimeoutError as error:
            raise usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT) from error
        except OSError as error:
            raise usb.core.USBError("gone", errno=errno.ENODEV) from error

    def bulk_read(self, dev_handle, ep, intf, buff, timeout):
        assert ep == dev_handle.inward
        assert timeout > 0
        wire = self._wire(dev_handle)
        wire.settimeout(timeout / 1000)
        try:
            said = wire.recv(min(len(buff), 64))
        except TimeoutError as error:
            raise usb.core.USBTimeoutError("timeout", errno=errno.ETIMEDOUT) from error
        except OSError as error:
            raise usb.core.USBError("gone", errno=errno.ENODEV) from error
        if not said:
            raise usb.core.USBError("gone", errno=errno.ENODEV)
        buff[: len(said)] = type(buff)("B", said)
        return len(said)

    @staticmethod
    def _wire(dev_handle) -> socket.socket:
        if dev_handle.wire is None:
            raise usb.core.USBError("gone", errno=errno.ENODEV)
        return dev_handle.wire
