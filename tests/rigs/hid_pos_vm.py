"""The till's HID-POS driver on a scanner that a kernel believes in: a HID gadget on dummy_hcd.

    tests/rigs/device_vm.sh python tests/rigs/hid_pos_vm.py

Prints one JSON line of figures; ends with 1 when something does not hold.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from gadget import Gadget, wait_for, write_all  # noqa: E402
from hearing import Till, link  # noqa: E402

from inventory.kernel.clock import SystemClock  # noqa: E402
from inventory.kernel.errors import DeviceError  # noqa: E402
from pos_app.hardware.categories import Condition, Scan, ScanLost  # noqa: E402
from pos_app.hardware.driver import DeviceConfig, Surroundings  # noqa: E402
from pos_app.hardware.drivers.hid_pos_scanner import HidPosScanner  # noqa: E402
from tests.pos_app.hardware.hid_pos import DESCRIPTOR, LENGTH, reports  # noqa: E402

FACTS = {
    "protocol": b"0", "subclass": b"0", "report_length": str(LENGTH).encode(),
    "report_desc": DESCRIPTOR,
}  # fmt: skip
LONG = "https://id.gs1.org/01/09501101530003/10/ABC?17=271231&3103=000195&note=会员专享"


class Gun:
    """The scanner's own side."""

    def __init__(self) -> None:
        self._gadget = Gadget("scanner", "hid.usb0", FACTS)
        self._fd = -1

    def plug(self) -> Path:
        """Connect it; return the node that the till is told of."""
        self._gadget.plug()
        self._fd = os.open(wait_for("hidg*"), os.O_RDWR)
        return link("suanpan-hid", wait_for("hidraw*"))

    def unplug(self) -> None:
        """Pull the cable."""
        os.close(self._fd)
        self._gadget.unplug()

    def scan(self, code: bytes, aim: bytes = b"]E0") -> None:
        """Send the reports of a code."""
        for report in reports(code, aim):
            write_all(self._fd, report)


def main() -> int:
    """Play a scanner's life and print the figures."""
    figures: dict[str, object] = {}
    gun, till = Gun(), Till()
    path = gun.plug()
    till.add("gun", "hid_pos_scanner", {"path": str(path)})
    figures["whole"] = whole(gun, till, figures)
    figures["eight_bits"] = eight_bits(gun, till)
    figures["dropped"] = dropped(gun, till, figures)
    figures["held"] = taken_by_another(path)
    figures["replugged"] = replugged(gun, till)
    figures["closed"] = till.registry.close(5) == ()
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


def whole(gun: Gun, till: Till, figures: dict[str, object]) -> bool:
    """Codes with their symbology, one of several reports among them."""
    kinds = ((b"6901234567892", b"]E0"), (LONG.encode(), b"]Q1"), (b"SH01-T3", b"]C0"))
    taken, right = [], 0
    for number in range(60):
        code, aim = kinds[number % 3]
        begin = time.monotonic()
        gun.scan(code, aim)
        scan = till.scan()
        taken.append((time.monotonic() - begin) * 1000)
        right += (scan.code.encode(), f"]{scan.symbology}".encode()) == (code, aim)
    figures["scans"], figures["median_ms"] = right, round(median(taken), 2)
    return right == 60


def eight_bits(gun: Gun, till: Till) -> bool:
    """A code whose bytes are GB18030 and not UTF-8."""
    gun.scan("会员卡".encode("gb18030"), b"]d1")
    return till.scan().code == "会员卡"


def dropped(gun: Gun, till: Till, figures: dict[str, object]) -> bool:
    """Stall the reader while the kernel drops reports: what is not whole is told, no tail comes."""
    driver = till.registry.driver("gun")
    real, here, gate = driver.attend, threading.Event(), threading.Event()

    def late(wait_s: float) -> object:
        driver.attend = real  # type: ignore[method-assign]
        here.set()
        gate.wait(60)
        return real(wait_s)

    driver.attend = late  # type: ignore[assignment, method-assign]
    here.wait(10)
    for number in range(60):
        gun.scan(f"{LONG}{number:03d}".encode(), b"]Q1")
    gate.set()
    time.sleep(2)
    events = till.waiting()
    whole = {f"{LONG}{number:03d}" for number in range(60)}
    came = [event.code for event in events if isinstance(event, Scan)]
    lost = sum(isinstance(event, ScanLost) for event in events)
    gun.scan(b"6901234567892")
    figures["after_a_stall"] = [len(came), lost]
    return (
        0 < len(came) < 60
        and lost > 0
        and set(came) <= whole
        and till.scan().code == "6901234567892"
    )


def taken_by_another(path: Path) -> bool:
    """A second till does not get it."""
    config = DeviceConfig("other", "scanner", "hid_pos_scanner", {"path": str(path)})
    other = HidPosScanner(config, Surroundings(lambda _: None, SystemClock()))
    try:
        other.open()
    except DeviceError as error:
        return error.text.code == "hardware.scanner.taken"
    other.close()
    return False


def replugged(gun: Gun, till: Till) -> bool:
    """Pulled in the middle of a code it is offline; plugged in again the next code is whole."""
    write_all(gun._fd, reports(LONG.encode())[0])
    gun.unplug()
    till.until(Condition.OFFLINE)
    gun.plug()
    till.until(Condition.READY)
    gun.scan(b"6901234567892")
    return till.scan().code == "6901234567892"


if __name__ == "__main__":
    sys.exit(main())
