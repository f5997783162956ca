"""The till's serial driver on a USB serial gadget (ACM), alone and beside an evdev scanner.

    tests/rigs/device_vm.sh python tests/rigs/serial_scanner_vm.py

Prints one JSON line of figures; ends with 1 when something does not hold.
"""

import json
import os
import sys
import termios
import threading
import time
import tty
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from evdev_vm import Gun as KeyGun  # noqa: E402
from gadget import Gadget, wait_for, write_all  # noqa: E402
from hearing import Till, link  # noqa: E402

from pos_app.hardware.categories import Condition  # noqa: E402

MANY, PER_S = 100, 20


class Gun:
    """The scanner's own side of the line."""

    def __init__(self) -> None:
        self._gadget = Gadget("serial", "acm.usb0")
        self._fd = -1

    def plug(self) -> Path:
        """Connect it; return the port that the till is told of."""
        self._gadget.plug()
        port = link("suanpan-serial", wait_for("ttyACM*"))
        self._fd = os.open(wait_for("ttyGS*"), os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._fd)
        return port

    def unplug(self) -> None:
        """Pull the cable."""
        os.close(self._fd)
        self._gadget.unplug()

    def scan(self, code: str) -> None:
        """Send a code with the end of its line."""
        write_all(self._fd, f"{code}\r\n".encode())


def main() -> int:
    """Play a scanner's life and print the figures."""
    figures: dict[str, object] = {}
    gun, till = Gun(), Till()
    port = gun.plug()
    till.add("line", "serial_scanner", {"port": str(port), "baud": 19200})
    figures["whole"] = whole(gun, till, figures)
    figures["both"] = both(gun, till, figures)
    figures["replugged"] = replugged(gun, till)
    figures["closed"] = till.registry.close(5) == ()
    figures["seven_even"] = seven_even(gun, port)
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


def whole(gun: Gun, till: Till, figures: dict[str, object]) -> bool:
    """Codes one after the other, Chinese among them."""
    right = 0
    for number in range(60):
        code = "会员卡" if number % 10 == 0 else f"69{number:011d}"
        gun.scan(code)
        right += till.scan().code == code
    figures["scans"] = right
    return right == 60


def both(gun: Gun, till: Till, figures: dict[str, object]) -> bool:
    """This one and a keyboard's, 20 codes a second each: all whole, each in its order."""
    keys = KeyGun("Suanpan Second Scanner")
    till.add("keys", "evdev", {"path": keys.path})
    sent = {
        name: [f"{at}{number:012d}" for number in range(MANY)]
        for at, name in enumerate(("line", "keys"))
    }

    def fire(codes: list[str], scan: object) -> None:
        begin = time.monotonic()
        for at, code in enumerate(codes):
            time.sleep(max(begin + at / PER_S - time.monotonic(), 0))
            scan(code)  # type: ignore[operator]

    begin = time.monotonic()
    guns = [threading.Thread(target=fire, args=(sent["line"], gun.scan)),
            threading.Thread(target=fire, args=(sent["keys"], keys.burst))]  # fmt: skip
    for each in guns:
        each.start()
    came: dict[str, list[str]] = {"line": [], "keys": []}
    while sum(map(len, came.values())) < 2 * MANY:
        scan = till.scan(20)
        came[scan.device_id].append(scan.code)
    for each in guns:
        each.join()
    figures["per_second_each"] = round(MANY / (time.monotonic() - begin), 1)
    keys.unplug()
    till.until(Condition.OFFLINE)
    return came == sent


def replugged(gun: Gun, till: Till) -> bool:
    """Pulled in the middle of a code it is offline; plugged in again the next code is whole."""
    write_all(gun._fd, b"690123")
    gun.unplug()
    till.until(Condition.OFFLINE)
    gun.plug()
    till.until(Condition.READY)
    gun.scan("6901234567892")
    return till.scan(15).code == "6901234567892"


def seven_even(gun: Gun, port: Path) -> bool:
    """Set to 7E1 the kernel's own line has seven bits and even parity, and codes come so."""
    till = Till()
    till.add("line", "serial_scanner", {"port": str(port), "bits": 7, "parity": "E"})
    look = os.open(port, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    wide = termios.tcgetattr(look)[2]
    os.close(look)
    gun.scan("6901234567892")
    right = till.scan().code == "6901234567892"
    till.registry.close(5)
    even = bool(wide & termios.PARENB) and not wide & termios.PARODD
    return right and even and wide & termios.CSIZE == termios.CS7


if __name__ == "__main__":
    sys.exit(main())
