"""Discovery, pairing and re-plugging on a kernel's own devices: a gadget that is a USB printer and
a serial port at once, and two equal scanners that type.

    tests/rigs/device_vm.sh python tests/rigs/discovery_vm.py

Prints one JSON line; ends with 1 when something does not hold.
"""

import json
import os
import queue
import select
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from inventory.kernel.clock import SystemClock  # noqa: E402
from pos_app.hardware.categories import Condition, Proposal, StatusUpdate  # noqa: E402
from pos_app.hardware.discovery import look, propose  # noqa: E402
from pos_app.hardware.driver import DeviceConfig  # noqa: E402
from pos_app.hardware.hotplug import Watcher  # noqa: E402
from pos_app.hardware.kernel_view import node_of  # noqa: E402
from pos_app.hardware.pairing import Pairing, in_background  # noqa: E402
from pos_app.hardware.registry import Registry  # noqa: E402
from pos_app.hardware.virtual_printer import VirtualPrinter  # noqa: E402
from tests.rigs.evdev_vm import Gun  # noqa: E402

GADGET = Path("/sys/kernel/config/usb_gadget/till")
INSIDE, OUTSIDE = Path("/dev/g_printer0"), Path("/dev/usb/lp0")
CODE = "6901234567892"


def wait_for(path: Path) -> None:
    """Wait until the kernel shows a file."""
    end = time.monotonic() + 10
    while not path.exists():
        if time.monotonic() > end:
            raise TimeoutError(path)
        time.sleep(0.05)


def describe() -> None:
    """Describe a printer with a serial port to the kernel."""
    GADGET.mkdir()
    (GADGET / "strings/0x409").mkdir()
    facts = {"idVendor": "0x04b8", "idProduct": "0x0e15", "strings/0x409/serialnumber": "1",
             "strings/0x409/manufacturer": "Test", "strings/0x409/product": "Both"}  # fmt: skip
    for name, value in facts.items():
        (GADGET / name).write_text(value)
    (GADGET / "configs/c.1").mkdir()
    for function in ("printer.0", "acm.0"):
        (GADGET / "functions" / function).mkdir()
        (GADGET / "configs/c.1" / function).symlink_to(GADGET / "functions" / function)


class Inside(threading.Thread):
    """The printer's own side. It lets go before the cable is pulled: a gadget's file that is open
    while its device goes away breaks the kernel's own lists."""

    def __init__(self, printer: VirtualPrinter) -> None:
        super().__init__(daemon=True)
        self._printer, self._end = printer, threading.Event()
        self._file = os.open(INSIDE, os.O_RDWR | os.O_NONBLOCK)

    def run(self) -> None:
        """Serve until told to let go."""
        while not self._end.is_set():
            select.select([self._file], [], [], 0.05)
            try:
                said = self._printer.take(os.read(self._file, 4096))
                if said:
                    os.write(self._file, said)
            except BlockingIOError:
                continue
        os.close(self._file)

    def let_go(self) -> None:
        """End."""
        self._end.set()
        self.join()


def plug_in(printer: VirtualPrinter) -> Inside:
    """Connect it, with somebody inside who prints."""
    (GADGET / "UDC").write_text("dummy_udc.0")
    wait_for(INSIDE)
    wait_for(OUTSIDE)
    inside = Inside(printer)
    inside.start()
    return inside


def plug_out(inside: Inside) -> None:
    """Pull the cable."""
    inside.let_go()
    (GADGET / "UDC").write_text("\n")


def found(proposals: tuple[Proposal, ...], guns: list[Gun]) -> dict[str, object]:
    """Compare what is proposed with what is there."""
    printers = [
        {**each.options, "path": node_of(str(each.options["path"]))}
        for each in proposals
        if each.driver == "escpos"
    ]
    ports = [each.options["port"] for each in proposals if each.driver == "serial_scanner"]
    keys = [each.options["path"] for each in proposals if each.driver == "evdev"]
    return {
        "found_printer": printers
        == [{"way": "file", "path": str(OUTSIDE), "profile": "epson-80-zh"}],
        "found_port": ports == ["/dev/ttyACM0"],
        "found_two_scanners": {gun.path for gun in guns} <= set(keys),
    }


def paired(proposals: tuple[Proposal, ...], scan: Callable[[], object]) -> Proposal | None:
    """Scan until the pairing knows who it was."""
    told: queue.Queue[Proposal | None] = queue.Queue()
    scanners = [each for each in proposals if each.category == "scanner"]
    stop = in_background(Pairing(scanners, SystemClock()), 60, told.put)
    for _ in range(60):
        scan()
        try:
            return told.get(timeout=0.5)
        except queue.Empty:
            continue
    stop()
    return told.get(timeout=10)


def scan_inside() -> None:
    """Send a code through the gadget's serial port."""
    port = os.open("/dev/ttyGS0", os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    os.write(port, f"{CODE}\r".encode())
    os.close(port)


def replugged(printer: VirtualPrinter, inside: Inside) -> dict[str, object]:
    """Pull and plug in again a printer that works; nobody starts anything anew."""
    heard: queue.Queue[object] = queue.Queue()
    registry = Registry(heard.put, SystemClock(), poll_s=0.2)
    seen = threading.Event()

    def changed() -> None:
        seen.set()
        registry.nudge()

    watcher = Watcher(changed)
    watcher.start()
    options = {"way": "file", "path": str(OUTSIDE), "profile": "epson-80-zh"}
    plain = {"id": "p", "category": "printer", "driver": "escpos", "options": options}
    registry.set_up([DeviceConfig.of(plain)])
    figures: dict[str, object] = {"ready": until(heard, Condition.READY)}
    plug_out(inside)
    figures["missed"] = until(heard, Condition.OFFLINE)
    seen.clear()
    begin = time.monotonic()
    inside = plug_in(printer)
    figures["back"] = until(heard, Condition.READY)
    figures["back_ms"] = round((time.monotonic() - begin) * 1000)
    figures["seen"] = seen.wait(5)
    watcher.close()
    registry.close()
    inside.let_go()
    return figures


def until(heard: "queue.Queue[object]", condition: Condition) -> bool:
    """Wait for a condition of the only device."""
    end = time.monotonic() + 20
    while (left := end - time.monotonic()) > 0:
        try:
            event = heard.get(timeout=left)
        except queue.Empty:
            break
        if isinstance(event, StatusUpdate) and event.status.condition is condition:
            return True
    return False


def main() -> int:
    """Find, pair, pull and plug in again."""
    printer = VirtualPrinter()
    describe()
    inside = plug_in(printer)
    wait_for(Path("/dev/ttyACM0"))
    guns = [Gun("Equal Scanner 1"), Gun("Equal Scanner 2")]
    proposals = propose(look())
    figures = found(proposals, guns)
    typed = paired(proposals, lambda: guns[1].scan(CODE))
    figures["paired_typing"] = typed is not None and typed.options == {"path": guns[1].path}
    serial = paired(proposals, scan_inside)
    figures["paired_serial"] = serial is not None and serial.options == {"port": "/dev/ttyACM0"}
    figures |= replugged(printer, inside)
    print(json.dumps(figures))
    return 0 if all(value is not False for value in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
