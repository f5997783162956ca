"""A USB device made of configfs on dummy_hcd: described once, plugged in and out at will."""

import os
import time
from pathlib import Path

ROOT = Path("/sys/kernel/config/usb_gadget")
CONTROLLER = "dummy_udc.0"


class Gadget:
    """One device with one function; ``facts`` are the function's own files."""

    def __init__(self, name: str, function: str, facts: dict[str, bytes] | None = None) -> None:
        self._path = ROOT / name
        self._path.mkdir()
        (self._path / "idVendor").write_text("0x05f9")
        (self._path / "idProduct").write_text("0x2204")
        strings = self._path / "strings/0x409"
        strings.mkdir()
        for word, value in (("serialnumber", "1"), ("manufacturer", "Test"), ("product", name)):
            (strings / word).write_text(value)
        made = self._path / "functions" / function
        made.mkdir()
        for fact, value in (facts or {}).items():
            (made / fact).write_bytes(value)
        config = self._path / "configs/c.1"
        config.mkdir()
        (config / function).symlink_to(made)

    def plug(self) -> None:
        """Connect it."""
        (self._path / "UDC").write_text(CONTROLLER)

    def unplug(self) -> None:
        """Pull the cable."""
        (self._path / "UDC").write_text("\n")


def wait_for(pattern: str, within_s: float = 10) -> Path:
    """Wait until the kernel shows a file of ``/dev``; raises TimeoutError."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = sorted(Path("/dev").glob(pattern))
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(pattern)


def write_all(fd: int, data: bytes) -> None:
    """Write everything to a file of the gadget's side."""
    while data:
        data = data[os.write(fd, data) :]
