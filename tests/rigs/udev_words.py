"""What udevd would tell of a USB device: the machine of the devices has none, and libusb listens.

A message of libudev's monitor, sent to the kernel's netlink group of udev as root.
Source: systemd, sd-device, device-monitor.c (the layout of the message and its filter).
"""

import socket
import struct
from pathlib import Path

_UEVENT, _GROUP = 15, 2
_MAGIC = 0xFEEDCAFE
_HEADER = 40


def tell(action: str, device: Path) -> None:
    """Say that a device below /sys/bus/usb/devices was added or removed."""
    path = device.resolve()
    bus, number = (int((path / name).read_text()) for name in ("busnum", "devnum"))
    words = {
        "ACTION": action, "DEVPATH": str(path).removeprefix("/sys"), "SUBSYSTEM": "usb",
        "DEVTYPE": "usb_device", "DEVNAME": f"/dev/bus/usb/{bus:03d}/{number:03d}",
        "BUSNUM": f"{bus:03d}", "DEVNUM": f"{number:03d}", "MAJOR": "189",
        "MINOR": str((bus - 1) * 128 + number - 1), "SEQNUM": "1",
    }  # fmt: skip
    send("".join(f"{name}={value}\0" for name, value in words.items()).encode())


def send(words: bytes) -> None:
    """Send one message with the header that libudev's filter looks at."""
    hashes = struct.pack(">II", _murmur(b"usb"), _murmur(b"usb_device"))
    head = b"libudev\0" + struct.pack(">I", _MAGIC)
    head += struct.pack("=III", _HEADER, _HEADER, len(words)) + hashes + bytes(8)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _UEVENT) as netlink:
        netlink.sendto(head + words, (0, _GROUP))


def _murmur(data: bytes) -> int:
    """Return MurmurHash2 with seed 0, by which the filter compares words."""
    factor, mask = 0x5BD1E995, 0xFFFFFFFF
    found = len(data)
    whole = len(data) // 4 * 4
    for at in range(0, whole, 4):
        word = int.from_bytes(data[at : at + 4], "little") * factor & mask
        word = (word ^ word >> 24) * factor & mask
        found = found * factor & mask ^ word
    if rest := data[whole:]:
        found = (found ^ int.from_bytes(rest, "little")) * factor & mask
    found = (found ^ found >> 13) * factor & mask
    return found ^ found >> 15
